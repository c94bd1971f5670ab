// SPDX-License-Identifier: MIT
// says: tag::joule
// says: only certain quantities of one dimension compare
// lines: 8 16
#include <flopcost/flopcost.hpp>
using namespace flopcost::units;
#ifdef TWIN
bool same = 3.6 * mega * joule == 1.0 * kilowatt_hour;
#else
bool same = 3.6 * mega * joule == 1.0 * kilowatt;
#endif
