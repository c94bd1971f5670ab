// SPDX-License-Identifier: MIT
// says: value_out_of_range
// lines: 12 20
#include <flopcost/flopcost.hpp>
#ifdef TWIN
constexpr flopcost::instant when{{2025, 11, 30}, 23, 59};
#else
constexpr flopcost::instant when{{2025, 11, 30}, 24, 0};
#endif
