// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <type_traits>

// Elementary functions that are constexpr, with kernels free of data-dependent branches (so that
// loops over lanes vectorise), and the same to the bit on every compiler as long as floating-point
// contraction is off. `<cmath>` has none of the three properties in C++20, and costs more to
// include than this.

namespace flopcost {

namespace detail {

// By their bits, because <limits> would be a third of what this header costs to include.
inline constexpr double infinity = std::bit_cast<double>(std::uint64_t{0x7ff0000000000000});
inline constexpr double not_a_number = std::bit_cast<double>(std::uint64_t{0x7ff8000000000000});
inline constexpr double ln2_high = 0x1.62e42fefa38p-1; // 44 bits: k * ln2_high is exact
inline constexpr double ln2_low = 0x1.ef35793c7673p-45;
// Adding this rounds to an integer, which then stands in the low bits of the mantissa.
inline constexpr double round_magic = 0x1.8p52;

// 2^k for the integer that stands in the low bits of `shifted` = k + round_magic.
constexpr double power_of_two(double shifted) noexcept {
    return std::bit_cast<double>((std::bit_cast<std::uint64_t>(shifted) + 1023u) << 52);
}

// e^(high - low) for |high - low| <= ln(2)/2. The polynomial for (e^r - 1 - r - r^2/2) / r^3
// interpolates it at nine Chebyshev nodes (error below 2.6e-17 of the result); it is summed in
// Estrin's order, which is shorter than Horner's. What r loses against high - low is put back.
constexpr double exp_reduced(double high, double low) noexcept {
    const double r = high - low;
    const double lost = (high - r) - low;
    const double r2 = r * r;
    const double r4 = r2 * r2;
    const double p01 = 0x1.5555555555555p-3 + 0x1.5555555554cb7p-5 * r;
    const double p23 = 0x1.1111111110e6ap-7 + 0x1.6c16c1738ff55p-10 * r;
    const double p45 = 0x1.a01a01a4b322fp-13 + 0x1.a019c9a5652d3p-16 * r;
    const double p67 = 0x1.71de17e40edfep-19 + 0x1.2880411bad1aap-22 * r;
    const double p = (p01 + p23 * r2) + ((p45 + p67 * r2) + 0x1.af236aac51d05p-26 * r4) * r4;
    // The sum of 1 and r is kept in two parts: rounding the smaller terms into r first would cost
    // half a unit where the result lies just above a power of two.
    const double s = 1.0 + r;
    const double rest = (1.0 - s) + r;
    return s + (rest + (0.5 * r2 + ((r * r2) * p + lost)));
}

// Where the short kernels hold, as a sign bit: integer arithmetic, because compilers will not turn
// floating-point comparisons into branch-free code in a loop.
constexpr std::uint64_t exp_out_of_range(double x) noexcept {
    const std::uint64_t magnitude = std::bit_cast<std::uint64_t>(x) & 0x7fffffffffffffffull;
    return std::bit_cast<std::uint64_t>(708.0) - magnitude;
}
constexpr std::uint64_t log_out_of_range(double x) noexcept {
    const std::uint64_t u = std::bit_cast<std::uint64_t>(x);
    return (u - 0x0010000000000000ull) | (0x7fefffffffffffffull - u);
}

// |x| <= 708: no overflow, no subnormal result.
constexpr double exp_kernel(double x) noexcept {
    const double shifted = x * 0x1.71547652b82fep0 + round_magic;
    const double k = shifted - round_magic;
    return exp_reduced(x - k * ln2_high, k * ln2_low) * power_of_two(shifted);
}

// The rest of the range: two factors, so that the result may be subnormal or overflow as it should.
constexpr double exp_anywhere(double x) noexcept {
    if (!(x > -746.0)) {
        return x < 0.0 ? 0.0 : x; // NaN stays
    }
    if (x > 710.0) {
        return infinity;
    }
    const double k = (x * 0x1.71547652b82fep0 + round_magic) - round_magic;
    const double half = (k * 0.5 + round_magic) - round_magic;
    return (exp_reduced(x - k * ln2_high, k * ln2_low) * power_of_two(half + round_magic)) *
           power_of_two((k - half) + round_magic);
}

// Positive normal numbers. log(m) = 2 atanh(s) with s = f / (2 + f), m = 1 + f in [sqrt(1/2),
// sqrt(2)); the leading terms are kept apart so that the error stays below one unit in the last
// place. The polynomial interpolates the tail of the series at seven Chebyshev nodes.
constexpr double log_kernel(double x) noexcept {
    const std::uint64_t u = std::bit_cast<std::uint64_t>(x);
    constexpr std::uint64_t offset = 0x3fe6a09e667f3bcdull; // sqrt(1/2)
    const std::uint64_t e = (u - offset + (std::uint64_t{1023} << 52)) >> 52;
    const double k = std::bit_cast<double>(e | 0x4330000000000000ull) - (0x1p52 + 1023.0);
    const double m = std::bit_cast<double>(u - ((e - 1023u) << 52));
    const double f = m - 1.0;
    const double s = f / (2.0 + f);
    const double z = s * s;
    const double z2 = z * z;
    const double t01 = 0x1.5555555555558p-1 + 0x1.99999999952d8p-2 * z;
    const double t23 = 0x1.2492492df26cep-2 + 0x1.c71c62e40b94ep-3 * z;
    const double t45 = 0x1.7462b5152e8a6p-3 + 0x1.39fe52a20dc69p-3 * z;
    const double t = (t01 + t23 * z2) + (t45 + 0x1.2b58f4c8d5f63p-3 * z2) * (z2 * z2);
    const double h = 0.5 * f * f;
    return k * ln2_high - ((h - (s * (h + z * t) + k * ln2_low)) - f);
}

constexpr double log_anywhere(double x) noexcept {
    if (x > 0.0 && x < 0x1p-1022) {
        // A subnormal number is scaled into the normal range first.
        return log_kernel(x * 0x1p54) - 54.0 * (ln2_high + ln2_low);
    }
    return x == 0.0 ? -infinity : (x < 0.0 ? not_a_number : x);
}

constexpr double exp(double x) noexcept {
    return (exp_out_of_range(x) >> 63) == 0 ? exp_kernel(x) : exp_anywhere(x);
}
constexpr double log(double x) noexcept {
    return (log_out_of_range(x) >> 63) == 0 ? log_kernel(x) : log_anywhere(x);
}

// Newton's iteration and an exact choice of the last bit; only for constant evaluation.
constexpr double sqrt_in_constant_evaluation(double x) noexcept {
    if (!(x > 0.0) || x == infinity) {
        return x < 0.0 ? not_a_number : x;
    }
    double scale = 1.0;
    while (x < 0x1p-500) {
        x *= 0x1p200;
        scale *= 0x1p-100;
    }
    while (x > 0x1p500) {
        x *= 0x1p-200;
        scale *= 0x1p100;
    }
    double y = std::bit_cast<double>((std::bit_cast<std::uint64_t>(x) >> 1) +
                                     (std::uint64_t{0x1ff8} << 48));
    for (int i = 0; i < 8; ++i) {
        y = 0.5 * (y + x / y);
    }
    // x - y*y without rounding error (Dekker 1971), then the last bit.
    const double c = y * 134217729.0;
    const double high = c - (c - y);
    const double low = y - high;
    const double square = y * y;
    const double rest = ((high * high - square) + 2.0 * high * low) + low * low;
    const double remainder = (x - square) - rest;
    // y is at most one unit off. Roots come close to the middle of two doubles, but never hit it:
    // compare with its square, without the last term, which only breaks the tie.
    if (remainder > 0.0) {
        const double above = std::bit_cast<double>(std::bit_cast<std::uint64_t>(y) + 1u);
        y = remainder > y * (above - y) ? above : y;
    } else if (remainder < 0.0) {
        const double below = std::bit_cast<double>(std::bit_cast<std::uint64_t>(y) - 1u);
        y = -remainder >= y * (y - below) ? below : y;
    }
    return y * scale;
}

} // namespace detail

/// e^x. At most 1 ulp from the exact value over the whole range; 0 and infinity beyond it; NaN in,
/// NaN out.
template <std::floating_point T>
[[nodiscard]] constexpr T exp(T x) noexcept {
    return static_cast<T>(detail::exp(static_cast<double>(x)));
}

/// Natural logarithm. At most 1 ulp; log(0) is -infinity, of a negative number NaN.
template <std::floating_point T>
[[nodiscard]] constexpr T log(T x) noexcept {
    return static_cast<T>(detail::log(static_cast<double>(x)));
}

/// x^y for x >= 0 as exp(y log x): the relative error is at most (1 + |y log x|) 2^-52 (80 ulp at
/// |y log x| = 80). pow(x, 0) is 1; a negative base gives NaN.
template <std::floating_point T>
[[nodiscard]] constexpr T pow(T x, std::type_identity_t<T> y) noexcept {
    const double r = detail::exp(static_cast<double>(y) * detail::log(static_cast<double>(x)));
    return y == T(0) ? T(1) : static_cast<T>(r);
}

/// x^n by repeated multiplication: exact where the products are; any scalar.
template <int N, class S>
[[nodiscard]] constexpr S pow(const S& x) {
    static_assert(N >= 1, "flopcost: pow<N> is for positive integer powers");
    if constexpr (N == 1) {
        return x;
    } else if constexpr (N % 2 == 0) {
        const S half = pow<N / 2>(x);
        return half * half;
    } else {
        return x * pow<N - 1>(x);
    }
}

/// e^x of `N` numbers in place, the same bits as `exp` of each, in a loop that vectorises.
template <int N>
constexpr void exp_lanes(const double* x, double* out) noexcept {
    std::uint64_t outside = 0;
    for (int i = 0; i < N; ++i) {
        outside |= detail::exp_out_of_range(x[i]);
    }
    if ((outside >> 63) == 0) {
        for (int i = 0; i < N; ++i) {
            out[i] = detail::exp_kernel(x[i]);
        }
    } else {
        for (int i = 0; i < N; ++i) {
            out[i] = detail::exp(x[i]);
        }
    }
}
/// Logarithms of `N` numbers, as `exp_lanes`.
template <int N>
constexpr void log_lanes(const double* x, double* out) noexcept {
    std::uint64_t outside = 0;
    for (int i = 0; i < N; ++i) {
        outside |= detail::log_out_of_range(x[i]);
    }
    if ((outside >> 63) == 0) {
        for (int i = 0; i < N; ++i) {
            out[i] = detail::log_kernel(x[i]);
        }
    } else {
        for (int i = 0; i < N; ++i) {
            out[i] = detail::log(x[i]);
        }
    }
}

/// Square root, correctly rounded; NaN for negative numbers.
template <std::floating_point T>
[[nodiscard]] constexpr T sqrt(T x) noexcept {
    if (std::is_constant_evaluated()) {
        return static_cast<T>(detail::sqrt_in_constant_evaluation(static_cast<double>(x)));
    }
    return static_cast<T>(__builtin_sqrt(static_cast<double>(x)));
}

/// Largest integer not above x. NaN and infinity pass through.
template <std::floating_point T>
[[nodiscard]] constexpr T floor(T x) noexcept {
    const double v = static_cast<double>(x);
    const double rounded = (v + detail::round_magic) - detail::round_magic;
    const double whole = rounded > v ? rounded - 1.0 : rounded;
    // Beyond 2^51 the trick above fails, and every half is far away: such values count as whole.
    const double r = (v < 0x1p51 && v > -0x1p51) ? whole : v;
    return static_cast<T>(r);
}

/// Smallest integer not below x.
template <std::floating_point T>
[[nodiscard]] constexpr T ceil(T x) noexcept {
    return -flopcost::floor(-x);
}

/// Absolute value.
template <std::floating_point T>
[[nodiscard]] constexpr T abs(T x) noexcept {
    return x < T(0) ? -x : x;
}

/// Whether x is neither infinite nor NaN.
template <std::floating_point T>
[[nodiscard]] constexpr bool is_finite(T x) noexcept {
    return x - x == T(0);
}

/// Logarithm to base 2.
template <std::floating_point T>
[[nodiscard]] constexpr T log2(T x) noexcept {
    return log(x) * T(1.4426950408889634074);
}

/// Logarithm to base 10.
template <std::floating_point T>
[[nodiscard]] constexpr T log10(T x) noexcept {
    return log(x) * T(0.43429448190325182765);
}

/// The constants, to the nearest double.
inline constexpr double pi = 3.14159265358979323846;
inline constexpr double ln_10 = 2.30258509299404568402;
inline constexpr double ln_2 = 0.69314718055994530942;

/// Density of the standard normal distribution.
[[nodiscard]] constexpr double normal_pdf(double z) noexcept {
    return 0.39894228040143267794 * exp(-0.5 * z * z);
}

/// Distribution function of the standard normal. Relative error below 3e-13 for z > -37: a Taylor
/// series in the middle (Marsaglia 2004, J. Stat. Software 11(4)) and Laplace's continued fraction
/// in the tails.
[[nodiscard]] constexpr double normal_cdf(double z) noexcept {
    if (!(z == z)) {
        return z;
    }
    const double a = z < 0.0 ? -z : z;
    if (a < 2.5) {
        double term = a;
        double sum = a;
        for (int i = 3; i < 80; i += 2) {
            term *= a * a / i;
            sum += term;
        }
        const double half = sum * normal_pdf(a);
        return z < 0.0 ? 0.5 - half : 0.5 + half;
    }
    if (a > 38.6) {
        return z < 0.0 ? 0.0 : 1.0;
    }
    double fraction = a;
    for (int i = 100; i >= 1; --i) {
        fraction = a + i / fraction;
    }
    const double tail = normal_pdf(a) / fraction;
    return z < 0.0 ? tail : 1.0 - tail;
}

namespace detail {

// Wichura (1988), Algorithm AS 241 (PPND16), Applied Statistics 37(3): numerator and denominator of
// the three rational approximations.
inline constexpr double as241_centre[2][8] = {
    {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
     1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
     3.3430575583588128105e4, 2.5090809287301226727e3},
    {1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
     2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
     5.2264952788528545610e3}};
inline constexpr double as241_middle[2][8] = {
    {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
     3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
     2.27238449892691845833e-2, 7.74545014278341407640e-4},
    {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
     1.05075007164441684324e-9}};
inline constexpr double as241_tail[2][8] = {
    {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
     2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
     2.71155556874348757815e-5, 2.01033439929228813265e-7},
    {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
     2.04426310338993978564e-15}};

constexpr double rational7(const double (&c)[2][8], double r) noexcept {
    double p = c[0][7];
    double q = c[1][7];
    for (int i = 6; i >= 0; --i) {
        p = p * r + c[0][i];
        q = q * r + c[1][i];
    }
    return p / q;
}

} // namespace detail

/// Inverse of `normal_cdf`: about 1 part in 1e16 (Wichura 1988, AS 241). 0 and 1 give -/+ infinity,
/// anything outside [0, 1] NaN.
[[nodiscard]] constexpr double normal_quantile(double p) noexcept {
    const double q = p - 0.5;
    if (q >= -0.425 && q <= 0.425) {
        return q * detail::rational7(detail::as241_centre, 0.180625 - q * q);
    }
    const double tail = q < 0.0 ? p : 1.0 - p;
    if (!(tail > 0.0)) {
        return tail == 0.0 ? (q < 0.0 ? -detail::infinity : detail::infinity)
                           : detail::not_a_number;
    }
    const double r = sqrt(-log(tail));
    const double z = r <= 5.0 ? detail::rational7(detail::as241_middle, r - 1.6)
                              : detail::rational7(detail::as241_tail, r - 5.0);
    return q < 0.0 ? -z : z;
}

} // namespace flopcost
