// SPDX-License-Identifier: MIT
// says: share_must_be_from_0_to_1
// lines: 8 16
#include <flopcost/flopcost.hpp>
#ifdef TWIN
constexpr auto cached = flopcost::share{0.0};
#else
constexpr auto cached = flopcost::share{-0.1};
#endif
