// SPDX-License-Identifier: MIT
// says: value_out_of_range
// lines: 12 20
#include <flopcost/flopcost.hpp>
constexpr flopcost::price_index<3> prices{.first_year = 2020, .index = {100, 104, 112}};
#ifdef TWIN
constexpr double factor = prices.deflator(2020, 2022);
#else
constexpr double factor = prices.deflator(2019, 2022);
#endif
