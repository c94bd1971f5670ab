// SPDX-License-Identifier: MIT
// says g++: cannot convert
// says clang: no viable conversion
// lines: 10 16
#include <flopcost/flopcost.hpp>
using namespace flopcost::units;
#ifdef TWIN
double n = (5.0 * usd).in(kilo * usd);
#else
double n = (5.0 * usd).in(token);
#endif
