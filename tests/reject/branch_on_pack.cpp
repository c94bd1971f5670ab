// SPDX-License-Identifier: MIT
// says: deleted
// lines: 8 16
#include <flopcost/scalar/pack.hpp>
using samples = flopcost::pack<8>;
samples larger(samples a, samples b) {
#ifdef TWIN
    return max(a, b);
#else
    return a < b ? b : a;
#endif
}
