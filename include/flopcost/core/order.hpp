// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <type_traits>

namespace flopcost {

// The order functions of plain numbers. Every scalar brings its own, found by argument-dependent
// lookup; these stand in a header of their own because quantities must see them first.

/// The smaller of two.
template <std::floating_point T>
[[nodiscard]] constexpr T min(T a, std::type_identity_t<T> b) noexcept {
    return b < a ? b : a;
}
/// The larger of two.
template <std::floating_point T>
[[nodiscard]] constexpr T max(T a, std::type_identity_t<T> b) noexcept {
    return a < b ? b : a;
}
/// `if_less` where a < b, otherwise `if_not`: the only way to choose by an uncertain value.
template <std::floating_point T>
[[nodiscard]] constexpr T select_less(T a, std::type_identity_t<T> b,
                                      std::type_identity_t<T> if_less,
                                      std::type_identity_t<T> if_not) noexcept {
    return a < b ? if_less : if_not;
}

} // namespace flopcost
