// SPDX-License-Identifier: MIT
// says: no_such_day
// lines: 12 20
#include <flopcost/flopcost.hpp>
#ifdef TWIN
constexpr flopcost::date when{2024, 2, 29};
#else
constexpr flopcost::date when{2025, 2, 29};
#endif
