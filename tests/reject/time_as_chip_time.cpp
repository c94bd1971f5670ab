// SPDX-License-Identifier: MIT
// says g++: could not convert
// says clang: no viable conversion
// lines: 8 20
#include <flopcost/flopcost.hpp>
using namespace flopcost::units;
#ifdef TWIN
flopcost::hardware::use<> use{.chip_time = 24.0 * chip_hour};
#else
flopcost::hardware::use<> use{.chip_time = 24.0 * hour};
#endif
