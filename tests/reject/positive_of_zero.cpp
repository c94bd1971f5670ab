// SPDX-License-Identifier: MIT
// says: value_must_be_positive
// lines: 12 20
#include <flopcost/flopcost.hpp>
using namespace flopcost;
using namespace flopcost::units;
#ifdef TWIN
constexpr positive<qty::chip<>> chips{1.0 * chip};
#else
constexpr positive<qty::chip<>> chips{0.0 * chip};
#endif
