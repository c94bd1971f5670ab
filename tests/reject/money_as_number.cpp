// SPDX-License-Identifier: MIT
// says g++: cannot convert
// says clang: no viable conversion
// lines: 8 16
#include <flopcost/flopcost.hpp>
using namespace flopcost::units;
#ifdef TWIN
double price = (5.0 * usd).in(usd);
#else
double price = 5.0 * usd;
#endif
