// SPDX-License-Identifier: MIT
// says: must_not_be_empty
// lines: 16 20
#include <flopcost/flopcost.hpp>
constexpr bool checked(flopcost::fact<double> f) {
    f.validate();
    return true;
}
#ifdef TWIN
static_assert(checked({.value = 7.1, .source = "a table, row 3"}));
#else
static_assert(checked({.value = 7.1}));
#endif
