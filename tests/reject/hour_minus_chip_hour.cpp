// SPDX-License-Identifier: MIT
// says: Left = 
// says: tag::chip
// says: quantities of different dimensions do not add up
// lines: 8 16
#include <flopcost/flopcost.hpp>
using namespace flopcost::units;
#ifdef TWIN
auto rest = 10.0 * chip_hour - (2.0 * hour) * (3.0 * chip);
#else
auto rest = 10.0 * chip_hour - 2.0 * hour;
#endif
