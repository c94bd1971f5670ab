// SPDX-License-Identifier: MIT
// says g++: deleted
// says clang: deleted
// says: interval
// says: min, max
// lines: 8 16
#include <flopcost/flopcost.hpp>
#include <flopcost/scalar/interval.hpp>
using namespace flopcost;
using cost = qty::usd<interval>;
cost cheaper(cost rent, cost own) {
#ifdef TWIN
    return min(rent, own);
#else
    return own < rent ? own : rent;
#endif
}
