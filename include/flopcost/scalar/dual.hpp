// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <utility>

#include <flopcost/core/scalar.hpp>
#include <flopcost/core/unordered.hpp>

namespace flopcost {

/// A value with its `N` partial derivatives: one evaluation of a model gives the whole gradient
/// (forward differentiation). The value equals the double result bit for bit. At the kinks of
/// `min`, `max` and `select_less` the derivative is that of the branch taken.
///
///     auto x = dual<2>::variable(3.0, 0), y = dual<2>::variable(4.0, 1);
///     (x * y).derivative(0);   // 4
template <int N>
class dual : unordered<dual<N>> {
    static_assert(N >= 1, "flopcost: dual<N> needs at least one derivative");

public:
    static constexpr int size = N;

    constexpr dual() noexcept : dual(0.0) {}
    /// A constant: all derivatives are zero.
    constexpr dual(double value) noexcept : value_(value), d_{} {}
    /// The independent variable number `index`.
    [[nodiscard]] static constexpr dual variable(double value, int index) noexcept {
        dual x(value, unset{});
        each([&](int i) { x.d_[i] = i == index ? 1.0 : 0.0; });
        return x;
    }

    [[nodiscard]] constexpr double value() const noexcept { return value_; }
    /// Partial derivative by variable `i`.
    [[nodiscard]] constexpr double derivative(int i) const noexcept { return d_[i]; }

    [[nodiscard]] friend constexpr dual operator+(const dual& a, const dual& b) noexcept {
        dual r(a.value_ + b.value_, unset{});
        each([&](int i) { r.d_[i] = a.d_[i] + b.d_[i]; });
        return r;
    }
    [[nodiscard]] friend constexpr dual operator+(const dual& a, double b) noexcept {
        dual r = a;
        r.value_ += b;
        return r;
    }
    [[nodiscard]] friend constexpr dual operator+(double a, const dual& b) noexcept {
        return b + a;
    }
    [[nodiscard]] friend constexpr dual operator-(const dual& a, const dual& b) noexcept {
        dual r(a.value_ - b.value_, unset{});
        each([&](int i) { r.d_[i] = a.d_[i] - b.d_[i]; });
        return r;
    }
    [[nodiscard]] friend constexpr dual operator-(const dual& a, double b) noexcept {
        dual r = a;
        r.value_ -= b;
        return r;
    }
    [[nodiscard]] friend constexpr dual operator-(double a, const dual& b) noexcept {
        return b.chain(a - b.value_, -1.0);
    }
    [[nodiscard]] friend constexpr dual operator-(const dual& a) noexcept {
        return a.chain(-a.value_, -1.0);
    }
    [[nodiscard]] friend constexpr dual operator*(const dual& a, const dual& b) noexcept {
        dual r(a.value_ * b.value_, unset{});
        each([&](int i) { r.d_[i] = a.d_[i] * b.value_ + a.value_ * b.d_[i]; });
        return r;
    }
    [[nodiscard]] friend constexpr dual operator*(const dual& a, double b) noexcept {
        return a.chain(a.value_ * b, b);
    }
    [[nodiscard]] friend constexpr dual operator*(double a, const dual& b) noexcept {
        return b.chain(a * b.value_, a);
    }
    [[nodiscard]] friend constexpr dual operator/(const dual& a, const dual& b) noexcept {
        dual r(a.value_ / b.value_, unset{});
        const double inverse = 1.0 / b.value_;
        each([&](int i) { r.d_[i] = (a.d_[i] - r.value_ * b.d_[i]) * inverse; });
        return r;
    }
    [[nodiscard]] friend constexpr dual operator/(const dual& a, double b) noexcept {
        return a.chain(a.value_ / b, 1.0 / b);
    }
    [[nodiscard]] friend constexpr dual operator/(double a, const dual& b) noexcept {
        const double q = a / b.value_;
        return b.chain(q, -q / b.value_);
    }
    constexpr dual& operator+=(const dual& b) noexcept { return *this = *this + b; }
    constexpr dual& operator-=(const dual& b) noexcept { return *this = *this - b; }
    constexpr dual& operator*=(const dual& b) noexcept { return *this = *this * b; }
    constexpr dual& operator/=(const dual& b) noexcept { return *this = *this / b; }

    [[nodiscard]] friend constexpr bounds hull(const dual& x) noexcept {
        return {x.value_, x.value_};
    }
    [[nodiscard]] friend constexpr double value_of(const dual& x) noexcept { return x.value_; }
    [[nodiscard]] friend constexpr dual min(const dual& a, const dual& b) noexcept {
        return b.value_ < a.value_ ? b : a;
    }
    [[nodiscard]] friend constexpr dual max(const dual& a, const dual& b) noexcept {
        return a.value_ < b.value_ ? b : a;
    }
    [[nodiscard]] friend constexpr dual
    select_less(const dual& a, const dual& b, const dual& if_less, const dual& if_not) noexcept {
        return a.value_ < b.value_ ? if_less : if_not;
    }
    [[nodiscard]] friend constexpr dual floor(const dual& x) noexcept {
        return dual(flopcost::floor(x.value_));
    }
    [[nodiscard]] friend constexpr dual ceil(const dual& x) noexcept {
        return dual(flopcost::ceil(x.value_));
    }
    [[nodiscard]] friend constexpr dual abs(const dual& x) noexcept {
        return x.value_ < 0 ? -x : x;
    }
    [[nodiscard]] friend constexpr dual exp(const dual& x) noexcept {
        const double e = flopcost::exp(x.value_);
        return x.chain(e, e);
    }
    [[nodiscard]] friend constexpr dual log(const dual& x) noexcept {
        return x.chain(flopcost::log(x.value_), 1.0 / x.value_);
    }
    [[nodiscard]] friend constexpr dual sqrt(const dual& x) noexcept {
        const double r = flopcost::sqrt(x.value_);
        return x.chain(r, 0.5 / r);
    }
    [[nodiscard]] friend constexpr dual pow(const dual& x, double y) noexcept {
        const double p = flopcost::pow(x.value_, y);
        // From the value itself; at x = 0 the quotient would be 0/0.
        const double slope = x.value_ == 0.0
                                 ? (y == 1.0 ? 1.0 : (y > 1.0 || y == 0.0 ? 0.0 : detail::infinity))
                                 : y * p / x.value_;
        return x.chain(p, slope);
    }
    [[nodiscard]] friend constexpr dual pow(const dual& x, const dual& y) noexcept {
        dual r = pow(x, y.value_);
        const double by_exponent = x.value_ > 0.0 ? r.value_ * flopcost::log(x.value_) : 0.0;
        each([&](int i) { r.d_[i] += by_exponent * y.d_[i]; });
        return r;
    }

private:
    // All derivatives one by one without a loop: compilers keep the struct in registers then.
    template <class F>
    static constexpr void each(F f) noexcept {
        [&]<int... I>(std::integer_sequence<int, I...>) {
            (f(I), ...);
        }
        (std::make_integer_sequence<int, N>{});
    }

    // The caller sets all derivatives: no time is spent on zeros.
    struct unset {};
    constexpr dual(double value, unset) noexcept : value_(value) {}

    // f(x) with slope f'(x).
    [[nodiscard]] constexpr dual chain(double value, double slope) const noexcept {
        dual r(value, unset{});
        each([&](int i) { r.d_[i] = slope * d_[i]; });
        return r;
    }

    double value_;
    double d_[N];
};

} // namespace flopcost
