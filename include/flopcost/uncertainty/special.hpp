// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/math.hpp>

// Special functions that quantile tables are built from. They run once per table, never per sample.

namespace flopcost::uncertainty::detail {

/// log of the gamma function for x > 0: Lanczos (1964) with the coefficients of Godfrey for g = 7;
/// relative error about 1e-15.
constexpr double log_gamma(double x) noexcept {
    constexpr double c[9] = {0.99999999999980993,  676.5203681218851,     -1259.1392167224028,
                             771.32342877765313,   -176.61502916214059,   12.507343278686905,
                             -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7};
    if (x < 0.5) {
        // One step of the recurrence keeps the series where it is accurate.
        return log_gamma(x + 1.0) - log(x);
    }
    x -= 1.0;
    double sum = c[0];
    for (int i = 1; i < 9; ++i) {
        sum += c[i] / (x + i);
    }
    const double t = x + 7.5;
    return 0.91893853320467274178 + (x + 0.5) * log(t) - t + log(sum);
}

// The continued fraction of the incomplete beta function by Lentz' method (Numerical Recipes 6.4);
// converges fast for x < (a + 1) / (a + b + 2).
constexpr double beta_fraction(double a, double b, double x) noexcept {
    constexpr double tiny = 1e-300;
    double c = 1.0;
    double d = 1.0 - (a + b) * x / (a + 1.0);
    d = 1.0 / (flopcost::abs(d) < tiny ? tiny : d);
    double h = d;
    for (int m = 1; m < 500; ++m) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1.0 + even * d;
        d = 1.0 / (flopcost::abs(d) < tiny ? tiny : d);
        c = 1.0 + even / c;
        c = flopcost::abs(c) < tiny ? tiny : c;
        h *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1.0 + odd * d;
        d = 1.0 / (flopcost::abs(d) < tiny ? tiny : d);
        c = 1.0 + odd / c;
        c = flopcost::abs(c) < tiny ? tiny : c;
        const double step = d * c;
        h *= step;
        if (flopcost::abs(step - 1.0) < 1e-15) {
            break;
        }
    }
    return h;
}

/// A beta distribution on (0, 1) with its normalisation kept.
struct beta_shape {
    double a, b, log_beta;

    constexpr beta_shape(double alpha, double beta) noexcept
        : a(alpha), b(beta),
          log_beta(log_gamma(alpha) + log_gamma(beta) - log_gamma(alpha + beta)) {}

    [[nodiscard]] constexpr double density(double x) const noexcept {
        return exp((a - 1.0) * log(x) + (b - 1.0) * log(1.0 - x) - log_beta);
    }
    /// Probability below x.
    [[nodiscard]] constexpr double cdf(double x) const noexcept {
        if (!(x > 0.0)) {
            return 0.0;
        }
        if (x >= 1.0) {
            return 1.0;
        }
        const double front = exp(a * log(x) + b * log(1.0 - x) - log_beta);
        return x < (a + 1.0) / (a + b + 2.0) ? front * beta_fraction(a, b, x) / a
                                             : 1.0 - front * beta_fraction(b, a, 1.0 - x) / b;
    }
    /// Lower quantile for p <= 1/2 by Newton's method inside a shrinking bracket.
    [[nodiscard]] constexpr double lower_quantile(double p) const noexcept {
        double low = 0.0;
        double high = 1.0;
        // The first term of the series, exact for small p; the mean otherwise.
        double x = exp((log(p * a) + log_beta) / a);
        if (!(x < 0.5 * a / (a + b))) {
            x = a / (a + b);
        }
        for (int i = 0; i < 200; ++i) {
            const double excess = cdf(x) - p;
            (excess > 0.0 ? high : low) = x;
            double next = x - excess / density(x);
            if (!(next > low && next < high)) {
                next = low > 0.0 ? sqrt(low) * sqrt(high) : 0.25 * high;
            }
            if (flopcost::abs(next - x) <= 1e-14 * x) {
                return next;
            }
            x = next;
        }
        return x;
    }
    [[nodiscard]] constexpr beta_shape mirrored() const noexcept { return {b, a}; }
    /// x with the probability p below it.
    [[nodiscard]] constexpr double quantile(double p) const noexcept {
        return p <= 0.5 ? lower_quantile(p) : 1.0 - mirrored().lower_quantile(1.0 - p);
    }
    /// x with the probability q above it; keeps the accuracy of small q.
    [[nodiscard]] constexpr double tail(double q) const noexcept {
        return q <= 0.5 ? 1.0 - mirrored().lower_quantile(q) : lower_quantile(1.0 - q);
    }
};

/// A gamma distribution of scale 1.
struct gamma_shape {
    double k, log_gamma_k;

    constexpr explicit gamma_shape(double shape) noexcept
        : k(shape), log_gamma_k(log_gamma(shape)) {}

    [[nodiscard]] constexpr double density(double x) const noexcept {
        return exp((k - 1.0) * log(x) - x - log_gamma_k);
    }
    /// Probability below x (`upper` false) or above it: series and continued fraction (Numerical
    /// Recipes 6.2), each on the side where it converges.
    [[nodiscard]] constexpr double probability(double x, bool upper) const noexcept {
        if (!(x > 0.0)) {
            return upper ? 1.0 : 0.0;
        }
        const double front = exp(k * log(x) - x - log_gamma_k);
        if (x < k + 1.0) {
            double term = 1.0 / k;
            double sum = term;
            for (double n = k + 1.0; term > 1e-17 * sum; n += 1.0) {
                term *= x / n;
                sum += term;
            }
            const double below = sum * front;
            return upper ? 1.0 - below : below;
        }
        constexpr double tiny = 1e-300;
        double b = x + 1.0 - k;
        double c = 1.0 / tiny;
        double d = 1.0 / b;
        double h = d;
        for (int i = 1; i < 1000; ++i) {
            const double an = -i * (i - k);
            b += 2.0;
            d = an * d + b;
            d = 1.0 / (flopcost::abs(d) < tiny ? tiny : d);
            c = b + an / c;
            c = flopcost::abs(c) < tiny ? tiny : c;
            const double step = d * c;
            h *= step;
            if (flopcost::abs(step - 1.0) < 1e-15) {
                break;
            }
        }
        const double above = front * h;
        return upper ? above : 1.0 - above;
    }
    /// x with probability p below it (or, `upper`, above it).
    [[nodiscard]] constexpr double solve(double p, bool upper) const noexcept {
        double low = 0.0;
        double high = k + 1.0;
        while ((probability(high, upper) < p) != upper && high < 1e300) {
            low = high;
            high *= 2.0;
        }
        double x = low > 0.0 ? 0.5 * (low + high) : k;
        if (!upper && p < 0.1) {
            const double series = exp((log(p) + log_gamma_k + log(k)) / k);
            x = series < x && series > 0.0 ? series : x;
        }
        for (int i = 0; i < 300; ++i) {
            const double value = probability(x, upper);
            const double excess = upper ? p - value : value - p;
            (excess > 0.0 ? high : low) = x;
            double next = x - excess / density(x);
            if (!(next > low && next < high)) {
                next = low > 0.0 ? sqrt(low) * sqrt(high) : 0.25 * high;
            }
            if (flopcost::abs(next - x) <= 1e-14 * x) {
                return next;
            }
            x = next;
        }
        return x;
    }
};

} // namespace flopcost::uncertainty::detail
