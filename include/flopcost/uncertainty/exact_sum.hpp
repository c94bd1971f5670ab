// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

namespace flopcost::uncertainty {

/// A sum of doubles without rounding (Kulisch's long accumulator): the result does not depend on
/// the order, so partial sums from any threads or machines merge to the same bits. Infinite and NaN
/// terms are not for it.
class exact_sum {
public:
    static constexpr int words = 68;

    constexpr void add(double x) noexcept {
        const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
        const int exponent = static_cast<int>((bits >> 52) & 0x7ff);
        const std::uint64_t fraction = bits & 0xfffffffffffffull;
        const std::uint64_t m = exponent == 0 ? fraction : fraction | (std::uint64_t{1} << 52);
        const int offset = exponent == 0 ? 0 : exponent - 1;
        const int shift = offset % 32;
        // m * 2^shift as three 32-bit digits.
        const std::uint64_t low = m << shift;
        const std::uint64_t high = shift == 0 ? 0 : m >> (64 - shift);
        std::int64_t* digit = digit_ + offset / 32;
        const std::int64_t sign = (bits >> 63) != 0 ? -1 : 1;
        digit[0] += sign * static_cast<std::int64_t>(low & 0xffffffffu);
        digit[1] += sign * static_cast<std::int64_t>(low >> 32);
        digit[2] += sign * static_cast<std::int64_t>(high);
        if (++pending_ == (1 << 29)) {
            carry();
        }
    }
    constexpr void merge(const exact_sum& other) noexcept {
        exact_sum o = other;
        o.carry();
        carry();
        for (int i = 0; i < words; ++i) {
            digit_[i] += o.digit_[i];
        }
        carry();
    }
    /// The sum to within one unit in the last place; the same bits for the same terms.
    [[nodiscard]] constexpr double value() const noexcept {
        exact_sum s = *this;
        s.carry();
        const bool negative = s.digit_[words - 1] < 0;
        if (negative) {
            for (std::int64_t& d : s.digit_) {
                d = -d;
            }
            s.carry();
        }
        int top = words - 1;
        while (top > 0 && s.digit_[top] == 0) {
            --top;
        }
        // The highest digits carry all that a double can hold.
        double sum = 0.0;
        for (int i = top; i >= 0 && i > top - 4; --i) {
            double term = static_cast<double>(s.digit_[i]);
            for (int e = 32 * i - 1074; e != 0;) {
                const int step = e > 500 ? 500 : (e < -500 ? -500 : e);
                term *= std::bit_cast<double>(static_cast<std::uint64_t>(1023 + step) << 52);
                e -= step;
            }
            sum += term;
        }
        return negative ? -sum : sum;
    }

    /// The digits in their one normal form, for transport.
    constexpr void carry() noexcept {
        for (int i = 0; i < words - 1; ++i) {
            const std::int64_t up = digit_[i] >> 32;
            digit_[i] -= up * (std::int64_t{1} << 32);
            digit_[i + 1] += up;
        }
        pending_ = 0;
    }
    [[nodiscard]] constexpr const std::int64_t* digits() const noexcept { return digit_; }
    [[nodiscard]] constexpr std::int64_t* digits() noexcept { return digit_; }

private:
    std::int64_t digit_[words] = {};
    std::int32_t pending_ = 0;
};

} // namespace flopcost::uncertainty
