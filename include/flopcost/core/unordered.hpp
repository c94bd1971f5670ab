// SPDX-License-Identifier: MIT
#pragma once

namespace flopcost {

// The line marker stands in for the file name in a compiler's message, as in quantity.hpp.

/// Base of scalars without an order: comparing two of them, and so a branch on an uncertain value,
/// does not compile, and the message says what to use instead.
#line 1 "flopcost: an uncertain value has no order; use min, max, clamp or select_less"
template <class Scalar>
struct unordered {
    friend bool operator==(const Scalar&, const Scalar&) = delete;
    friend void operator<=>(const Scalar&, const Scalar&) = delete;
};

} // namespace flopcost
