// SPDX-License-Identifier: MIT
// says: fraction_must_be_above_0_and_at_most_1
// says: 35 % is 0.35
// lines: 8 16
#include <flopcost/flopcost.hpp>
#ifdef TWIN
constexpr auto mfu = flopcost::fraction{0.4};
#else
constexpr auto mfu = flopcost::fraction{1.4};
#endif
