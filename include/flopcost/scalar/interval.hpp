// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>

#include <flopcost/core/error.hpp>
#include <flopcost/core/fact.hpp>
#include <flopcost/core/scalar.hpp>
#include <flopcost/core/unordered.hpp>

namespace flopcost {

/// All values between two bounds. Each operation widens its result by one unit in the last place
/// instead of switching the rounding mode, so that it stays constexpr and fast; the enclosure is
/// guaranteed. An interval forgets correlation: x - x is not zero, and a formula that uses an input
/// twice is enclosed too widely. For a monotone model evaluate the corners instead.
///
/// There is no order: a branch on an interval does not compile. Use `min`, `max`, `clamp` or
/// `select_less`. Division by an interval that contains zero gives all numbers.
///
///     constexpr auto x = interval{2, 3} * 2.0;   // encloses [4, 6]
class interval : unordered<interval> {
public:
    constexpr interval() noexcept = default;
    /// A single point.
    constexpr interval(double point) noexcept : low_(point), high_(point) {}
    /// From `low` to `high`; error 105 if low > high or a bound is NaN.
    constexpr interval(double low, double high) : low_(low), high_(high) {
        if (!(low <= high)) {
            rejected::value_out_of_range("interval low", low, -detail::infinity, high);
        }
    }

    [[nodiscard]] constexpr double low() const noexcept { return low_; }
    [[nodiscard]] constexpr double high() const noexcept { return high_; }
    [[nodiscard]] constexpr double middle() const noexcept { return 0.5 * low_ + 0.5 * high_; }
    [[nodiscard]] constexpr bool contains(double x) const noexcept {
        return low_ <= x && x <= high_;
    }

    [[nodiscard]] friend constexpr interval operator+(interval a, interval b) noexcept {
        return outward(a.low_ + b.low_, a.high_ + b.high_);
    }
    [[nodiscard]] friend constexpr interval operator-(interval a, interval b) noexcept {
        return outward(a.low_ - b.high_, a.high_ - b.low_);
    }
    [[nodiscard]] friend constexpr interval operator-(interval a) noexcept {
        return exact(-a.high_, -a.low_);
    }
    [[nodiscard]] friend constexpr interval operator*(interval a, interval b) noexcept {
        // The common case of positive numbers needs two products.
        if (a.low_ >= 0 && b.low_ >= 0) {
            return outward(product(a.low_, b.low_), product(a.high_, b.high_));
        }
        const double p[] = {product(a.low_, b.low_), product(a.low_, b.high_),
                            product(a.high_, b.low_), product(a.high_, b.high_)};
        return outward(least(p), greatest(p));
    }
    [[nodiscard]] friend constexpr interval operator/(interval a, interval b) noexcept {
        if (b.low_ <= 0 && b.high_ >= 0) {
            return exact(-detail::infinity, detail::infinity);
        }
        if (a.low_ >= 0 && b.low_ > 0) {
            return outward(a.low_ / b.high_, a.high_ / b.low_);
        }
        const double q[] = {a.low_ / b.low_, a.low_ / b.high_, a.high_ / b.low_, a.high_ / b.high_};
        return outward(least(q), greatest(q));
    }
    constexpr interval& operator+=(interval b) noexcept { return *this = *this + b; }
    constexpr interval& operator-=(interval b) noexcept { return *this = *this - b; }
    constexpr interval& operator*=(interval b) noexcept { return *this = *this * b; }
    constexpr interval& operator/=(interval b) noexcept { return *this = *this / b; }

    [[nodiscard]] friend constexpr bounds hull(interval x) noexcept { return {x.low_, x.high_}; }
    [[nodiscard]] friend constexpr double value_of(interval x) noexcept { return x.middle(); }
    [[nodiscard]] friend constexpr interval min(interval a, interval b) noexcept {
        return exact(flopcost::min(a.low_, b.low_), flopcost::min(a.high_, b.high_));
    }
    [[nodiscard]] friend constexpr interval max(interval a, interval b) noexcept {
        return exact(flopcost::max(a.low_, b.low_), flopcost::max(a.high_, b.high_));
    }
    [[nodiscard]] friend constexpr interval floor(interval x) noexcept {
        return exact(flopcost::floor(x.low_), flopcost::floor(x.high_));
    }
    [[nodiscard]] friend constexpr interval ceil(interval x) noexcept {
        return exact(flopcost::ceil(x.low_), flopcost::ceil(x.high_));
    }
    [[nodiscard]] friend constexpr interval abs(interval x) noexcept {
        if (x.low_ >= 0) {
            return x;
        }
        if (x.high_ <= 0) {
            return -x;
        }
        return exact(0, flopcost::max(-x.low_, x.high_));
    }
    [[nodiscard]] friend constexpr interval exp(interval x) noexcept {
        const interval r = wider(flopcost::exp(x.low_), flopcost::exp(x.high_));
        return exact(flopcost::max(r.low_, 0.0), r.high_);
    }
    /// The part below zero of the argument has no logarithm and is left out.
    [[nodiscard]] friend constexpr interval log(interval x) noexcept {
        return wider(flopcost::log(flopcost::max(x.low_, 0.0)), flopcost::log(x.high_));
    }
    [[nodiscard]] friend constexpr interval sqrt(interval x) noexcept {
        const interval r =
            outward(flopcost::sqrt(flopcost::max(x.low_, 0.0)), flopcost::sqrt(x.high_));
        return exact(flopcost::max(r.low_, 0.0), r.high_);
    }
    /// x^y for x >= 0.
    [[nodiscard]] friend constexpr interval pow(interval x, interval y) noexcept {
        const double p[] = {flopcost::pow(x.low_, y.low_), flopcost::pow(x.low_, y.high_),
                            flopcost::pow(x.high_, y.low_), flopcost::pow(x.high_, y.high_)};
        double low = least(p);
        double high = greatest(p);
        // pow is good to 2^-46 over the range where it neither over- nor underflows.
        low -= flopcost::abs(low) * 0x1p-45;
        high += flopcost::abs(high) * 0x1p-45;
        // At base 1 the exponent makes no difference, and inside (0, inf) the rest is monotone.
        return outward(low, high);
    }
    /// Both outcomes where the order is not certain.
    [[nodiscard]] friend constexpr interval select_less(interval a, interval b, interval if_less,
                                                        interval if_not) noexcept {
        if (a.high_ < b.low_) {
            return if_less;
        }
        if (a.low_ >= b.high_) {
            return if_not;
        }
        return exact(flopcost::min(if_less.low_, if_not.low_),
                     flopcost::max(if_less.high_, if_not.high_));
    }

private:
    [[nodiscard]] static constexpr interval exact(double low, double high) noexcept {
        interval r;
        r.low_ = low;
        r.high_ = high;
        return r;
    }
    // One unit in the last place outward; infinities stay. A lower end of +0 stays too: it is
    // exact, or a positive number that underflowed; widened, no cost that may be zero would be
    // allowed.
    [[nodiscard]] static constexpr interval outward(double low, double high) noexcept {
        const double down = low - (flopcost::abs(low) * 0x1p-52 + 0x1p-1074);
        const double up = high + (flopcost::abs(high) * 0x1p-52 + 0x1p-1074);
        const bool zero = low == 0 && std::bit_cast<std::uint64_t>(low) == 0;
        return exact(down == down && !zero ? down : low, up == up ? up : high);
    }
    // For functions that are good to one unit themselves.
    [[nodiscard]] static constexpr interval wider(double low, double high) noexcept {
        const interval once = outward(low, high);
        return outward(once.low_, once.high_);
    }
    // 0 * infinity is 0 here: the bound is approached from the finite side.
    [[nodiscard]] static constexpr double product(double a, double b) noexcept {
        return a == 0 || b == 0 ? 0 : a * b;
    }
    [[nodiscard]] static constexpr double least(const double (&v)[4]) noexcept {
        return flopcost::min(flopcost::min(v[0], v[1]), flopcost::min(v[2], v[3]));
    }
    [[nodiscard]] static constexpr double greatest(const double (&v)[4]) noexcept {
        return flopcost::max(flopcost::max(v[0], v[1]), flopcost::max(v[2], v[3]));
    }

    double low_ = 0;
    double high_ = 0;
};

/// A fact enters an interval calculation with its bounds.
template <>
struct fact_scalar<interval> {
    static constexpr interval make(double, double low, double high, const char*, const char*,
                                   date) {
        return interval(low, high);
    }
};

} // namespace flopcost
