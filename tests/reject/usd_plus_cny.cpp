// SPDX-License-Identifier: MIT
// says: tag::USD>
// says: tag::CNY>
// says: quantities of different dimensions do not add up
// lines: 8 16
#include <flopcost/flopcost.hpp>
using namespace flopcost::units;
#ifdef TWIN
auto sum = 1.0 * usd * (7.1 * cny / usd) + 2.0 * cny;
#else
auto sum = 1.0 * usd + 2.0 * cny;
#endif
