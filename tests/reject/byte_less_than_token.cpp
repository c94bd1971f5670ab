// SPDX-License-Identifier: MIT
// says: tag::byte>
// says: tag::token>
// says: only certain quantities of one dimension compare
// lines: 8 16
#include <flopcost/flopcost.hpp>
using namespace flopcost::units;
#ifdef TWIN
bool less = 80.0 * giga * byte < 64.0 * gibi * byte;
#else
bool less = 80.0 * giga * byte < 64.0 * token;
#endif
