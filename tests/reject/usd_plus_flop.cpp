// SPDX-License-Identifier: MIT
// says: Left = 
// says: tag::USD>
// says: tag::FLOP>
// says: quantities of different dimensions do not add up
// lines: 8 16
#include <flopcost/flopcost.hpp>
using namespace flopcost::units;
#ifdef TWIN
auto sum = 1.0 * usd + 2.0 * kilo * usd;
#else
auto sum = 1.0 * usd + 2.0 * flop;
#endif
