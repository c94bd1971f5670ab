// SPDX-License-Identifier: MIT
// says g++: deleted
// says clang: deleted
// says: interval
// lines: 8 16
#include <flopcost/flopcost.hpp>
#include <flopcost/scalar/interval.hpp>
using flopcost::interval;
interval larger(interval a, interval b) {
#ifdef TWIN
    return max(a, b);
#else
    return a < b ? b : a;
#endif
}
