// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>

#include <flopcost/core/scalar.hpp>
#include <flopcost/core/unordered.hpp>

namespace flopcost {

/// `W` samples of one value, evaluated together: the carrier of Monte-Carlo runs. Everything is a
/// loop over lanes that the compiler vectorises; nothing is allocated. Each lane equals the double
/// result bit for bit. There is no order between packs: `select_less` chooses lane by lane.
template <int W>
class pack : unordered<pack<W>> {
    static_assert(W >= 1 && W <= 1024, "flopcost: pack<W> holds 1 to 1024 lanes");

public:
    static constexpr int size = W;

    /// Zero in all lanes.
    constexpr pack() noexcept : v_{} {}
    /// The same value in all lanes.
    constexpr pack(double value) noexcept {
        for (int i = 0; i < W; ++i) {
            v_[i] = value;
        }
    }

    [[nodiscard]] constexpr double operator[](int lane) const noexcept { return v_[lane]; }
    [[nodiscard]] constexpr double& operator[](int lane) noexcept { return v_[lane]; }
    [[nodiscard]] constexpr const double* data() const noexcept { return v_; }
    [[nodiscard]] constexpr double* data() noexcept { return v_; }

    [[nodiscard]] friend constexpr pack operator+(const pack& a, const pack& b) noexcept {
        return zip(a, b, [](double x, double y) { return x + y; });
    }
    [[nodiscard]] friend constexpr pack operator-(const pack& a, const pack& b) noexcept {
        return zip(a, b, [](double x, double y) { return x - y; });
    }
    [[nodiscard]] friend constexpr pack operator*(const pack& a, const pack& b) noexcept {
        return zip(a, b, [](double x, double y) { return x * y; });
    }
    [[nodiscard]] friend constexpr pack operator/(const pack& a, const pack& b) noexcept {
        return zip(a, b, [](double x, double y) { return x / y; });
    }
    [[nodiscard]] friend constexpr pack operator+(const pack& a, double b) noexcept {
        return a.map([b](double x) { return x + b; });
    }
    [[nodiscard]] friend constexpr pack operator+(double a, const pack& b) noexcept {
        return b.map([a](double x) { return a + x; });
    }
    [[nodiscard]] friend constexpr pack operator-(const pack& a, double b) noexcept {
        return a.map([b](double x) { return x - b; });
    }
    [[nodiscard]] friend constexpr pack operator-(double a, const pack& b) noexcept {
        return b.map([a](double x) { return a - x; });
    }
    [[nodiscard]] friend constexpr pack operator*(const pack& a, double b) noexcept {
        return a.map([b](double x) { return x * b; });
    }
    [[nodiscard]] friend constexpr pack operator*(double a, const pack& b) noexcept {
        return b.map([a](double x) { return a * x; });
    }
    [[nodiscard]] friend constexpr pack operator/(const pack& a, double b) noexcept {
        return a.map([b](double x) { return x / b; });
    }
    [[nodiscard]] friend constexpr pack operator/(double a, const pack& b) noexcept {
        return b.map([a](double x) { return a / x; });
    }
    [[nodiscard]] friend constexpr pack operator-(const pack& a) noexcept {
        return a.map([](double x) { return -x; });
    }
    constexpr pack& operator+=(const pack& b) noexcept { return *this = *this + b; }
    constexpr pack& operator-=(const pack& b) noexcept { return *this = *this - b; }
    constexpr pack& operator*=(const pack& b) noexcept { return *this = *this * b; }
    constexpr pack& operator/=(const pack& b) noexcept { return *this = *this / b; }

    /// Least and greatest lane; NaN in any lane makes both NaN, so that checks see it.
    [[nodiscard]] friend constexpr bounds hull(const pack& x) noexcept {
        bounds b{x.v_[0], x.v_[0]};
        for (int i = 0; i < W; ++i) {
            b.low = !(x.v_[i] >= b.low) ? x.v_[i] : b.low;
            b.high = !(x.v_[i] <= b.high) ? x.v_[i] : b.high;
            if (x.v_[i] != x.v_[i]) {
                return {x.v_[i], x.v_[i]};
            }
        }
        return b;
    }
    /// Mean of the lanes.
    [[nodiscard]] friend constexpr double value_of(const pack& x) noexcept {
        double sum = 0;
        for (int i = 0; i < W; ++i) {
            sum += x.v_[i];
        }
        return sum / W;
    }
    [[nodiscard]] friend constexpr pack min(const pack& a, const pack& b) noexcept {
        return zip(a, b, [](double x, double y) { return y < x ? y : x; });
    }
    [[nodiscard]] friend constexpr pack max(const pack& a, const pack& b) noexcept {
        return zip(a, b, [](double x, double y) { return x < y ? y : x; });
    }
    [[nodiscard]] friend constexpr pack
    select_less(const pack& a, const pack& b, const pack& if_less, const pack& if_not) noexcept {
        pack r{unset{}};
        for (int i = 0; i < W; ++i) {
            r.v_[i] = a.v_[i] < b.v_[i] ? if_less.v_[i] : if_not.v_[i];
        }
        return r;
    }
    [[nodiscard]] friend constexpr pack floor(const pack& x) noexcept {
        return x.map([](double v) { return flopcost::floor(v); });
    }
    [[nodiscard]] friend constexpr pack ceil(const pack& x) noexcept {
        return x.map([](double v) { return flopcost::ceil(v); });
    }
    [[nodiscard]] friend constexpr pack abs(const pack& x) noexcept {
        return x.map([](double v) { return flopcost::abs(v); });
    }
    [[nodiscard]] friend constexpr pack exp(const pack& x) noexcept {
        pack r{unset{}};
        exp_lanes<W>(x.v_, r.v_);
        return r;
    }
    [[nodiscard]] friend constexpr pack log(const pack& x) noexcept {
        pack r{unset{}};
        log_lanes<W>(x.v_, r.v_);
        return r;
    }
    [[nodiscard]] friend constexpr pack sqrt(const pack& x) noexcept {
        return x.map([](double v) { return flopcost::sqrt(v); });
    }
    [[nodiscard]] friend constexpr pack pow(const pack& x, double y) noexcept {
        // As the scalar function: exp(y log x), and 1 for the power of 0.
        return y == 0.0 ? pack(1.0) : exp(y * log(x));
    }
    [[nodiscard]] friend constexpr pack pow(const pack& x, const pack& y) noexcept {
        pack r = exp(y * log(x));
        for (int i = 0; i < W; ++i) {
            r.v_[i] = y.v_[i] == 0.0 ? 1.0 : r.v_[i];
        }
        return r;
    }

    /// `f` of every lane.
    template <class F>
    [[nodiscard]] constexpr pack map(F f) const noexcept {
        pack r{unset{}};
        for (int i = 0; i < W; ++i) {
            r.v_[i] = f(v_[i]);
        }
        return r;
    }

private:
    template <class F>
    [[nodiscard]] static constexpr pack zip(const pack& a, const pack& b, F f) noexcept {
        pack r{unset{}};
        for (int i = 0; i < W; ++i) {
            r.v_[i] = f(a.v_[i], b.v_[i]);
        }
        return r;
    }

    // For results whose lanes are all written next: zeroing them first costs as much as the sum.
    struct unset {};
    constexpr explicit pack(unset) noexcept {}

    double v_[W];
};

} // namespace flopcost
