// SPDX-License-Identifier: MIT
// says: deleted
// lines: 8 16
#include <flopcost/scalar/dual.hpp>
using dual = flopcost::dual<2>;
dual larger(dual a, dual b) {
#ifdef TWIN
    return max(a, b);
#else
    return a < b ? b : a;
#endif
}
