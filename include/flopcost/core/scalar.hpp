// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <type_traits>

#include <flopcost/core/math.hpp>
#include <flopcost/core/order.hpp>

namespace flopcost {

/// What a model asks of its number type: an algebra that mixes with double, and not an order. No
/// construction from double is demanded, so that arrays whose such constructor means a size work.
template <class S>
concept scalar = std::copyable<S> && requires(const S a, const double k) {
    { a + a } -> std::convertible_to<S>;
    { a - a } -> std::convertible_to<S>;
    { a* a } -> std::convertible_to<S>;
    { a / a } -> std::convertible_to<S>;
    { a* k } -> std::convertible_to<S>;
    { k* a } -> std::convertible_to<S>;
    { a / k } -> std::convertible_to<S>;
};

/// How a number type makes a constant. Specialise for a type whose constructor from double means
/// something else (Eigen arrays, std::valarray).
template <class S>
struct scalar_traits {
    static constexpr S constant(double value) { return S(value); }
};

/// A certain number in the scalar `S`.
template <class S>
[[nodiscard]] constexpr S constant(double value) {
    return scalar_traits<S>::constant(value);
}

/// The two ends of what a value can be: border checks look at these, whatever the scalar.
struct bounds {
    double low, high;
};

// Customisation points, found by ADL for the library's and for users' scalars; these are the ones
// for plain numbers; `min`, `max` and `select_less` stand in order.hpp.

/// The least and the greatest value that a scalar can take: of a plain number, itself.
template <std::floating_point T>
[[nodiscard]] constexpr bounds hull(T x) noexcept {
    return {static_cast<double>(x), static_cast<double>(x)};
}
/// The central value of a scalar as a double, for tables and messages.
template <std::floating_point T>
[[nodiscard]] constexpr double value_of(T x) noexcept {
    return static_cast<double>(x);
}
/// `x` limited to [lo, hi].
template <scalar S>
[[nodiscard]] constexpr S clamp(const S& x, double lo, double hi) {
    return min(max(x, lo), hi);
}

/// Names an intermediate result. Only a scalar that records its history (`traced`) keeps the name;
/// for all others this is the value itself.
template <scalar S>
[[nodiscard]] constexpr S named(const char*, const S& x) {
    return x;
}

} // namespace flopcost
