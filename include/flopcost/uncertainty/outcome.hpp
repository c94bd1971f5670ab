// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include <flopcost/core/error.hpp>
#include <flopcost/core/fraction.hpp>
#include <flopcost/core/list.hpp>
#include <flopcost/core/math.hpp>
#include <flopcost/core/quantity.hpp>
#include <flopcost/uncertainty/tally.hpp>

namespace flopcost::uncertainty {

namespace detail {

template <class Q>
struct typed {
    static constexpr double base(const Q& q) noexcept { return static_cast<double>(q); }
    static constexpr Q make(double x) noexcept { return static_cast<Q>(x); }
};
template <class D>
struct typed<quantity<D, double>> {
    static constexpr double base(const quantity<D, double>& q) noexcept {
        return flopcost::detail::access::base(q);
    }
    static constexpr quantity<D, double> make(double x) noexcept {
        return flopcost::detail::access::make<D>(x);
    }
};

} // namespace detail

/// Two bounds that hold a value with a stated probability.
template <class Q>
struct bounded {
    Q low, high;
};

/// A value and its standard error.
template <class Q>
struct estimated {
    Q value, error;
};

/// One bar of a histogram.
template <class Q>
struct histogram_bar {
    Q low, high;
    double share; ///< of all samples
};

/// What a simulation says about one output; a quantile of a cost is a cost. Empty outcomes (all
/// samples rejected) give NaN.
template <class Q>
class outcome {
public:
    using value_type = Q;

    outcome() = default;
    explicit outcome(detail::tally t) : tally_(std::move(t)) {}

    /// How many samples it rests on.
    [[nodiscard]] std::uint64_t count() const noexcept { return tally_.count(); }
    /// Samples that were infinite or NaN; they are left out of everything else.
    [[nodiscard]] std::uint64_t not_finite() const noexcept { return tally_.not_finite(); }
    /// Share of the samples that fulfilled the conditions of `given_less`.
    [[nodiscard]] double accepted() const noexcept {
        const auto n = static_cast<double>(count() + not_finite());
        return n / (n + static_cast<double>(tally_.rejected_count()));
    }

    [[nodiscard]] Q mean() const noexcept { return make(tally_.mean()); }
    /// Standard error of the mean. It assumes independent samples: an upper bound for the even
    /// samplers (Latin hypercube, Sobol', antithetic).
    [[nodiscard]] Q mean_error() const noexcept {
        return make(sqrt(tally_.variance() / static_cast<double>(count())));
    }
    /// Standard deviation.
    [[nodiscard]] Q stddev() const noexcept { return make(sqrt(tally_.variance())); }
    [[nodiscard]] Q least() const noexcept { return make(tally_.least()); }
    [[nodiscard]] Q greatest() const noexcept { return make(tally_.most()); }

    /// The value that is not exceeded with probability `p` (type 7 of Hyndman and Fan 1996); exact
    /// order statistics if samples were kept, otherwise within 0.2 % of them. Error 105 unless
    /// 0 <= p <= 1.
    [[nodiscard]] Q quantile(double p) const { return make(tally_.quantile(p)); }
    /// Standard error of that quantile: sqrt(p (1 - p) / n) over the density there. It assumes
    /// independent samples: an upper bound for the even samplers.
    [[nodiscard]] Q quantile_error(double p) const { return make(tally_.quantile_error(p)); }
    [[nodiscard]] Q median() const { return quantile(0.5); }
    /// The central interval that holds the value with this probability.
    [[nodiscard]] bounded<Q> interval(double credibility = 0.9) const {
        require_in_range("credibility", credibility, 0.0, 1.0);
        return {quantile(0.5 - 0.5 * credibility), quantile(0.5 + 0.5 * credibility)};
    }
    /// Probability of being above x, with its standard error.
    [[nodiscard]] estimated<double> probability_above(const Q& x) const {
        const auto n = static_cast<double>(count());
        // Above means not equal: samples at x itself count as below.
        const double p = 1.0 - tally_.below(next_up(detail::typed<Q>::base(x))) / n;
        return {p, sqrt(p * (1.0 - p) / n)};
    }
    /// Probability of being below x, with its standard error.
    [[nodiscard]] estimated<double> probability_below(const Q& x) const {
        const auto n = static_cast<double>(count());
        const double p = tally_.below(detail::typed<Q>::base(x)) / n;
        return {p, sqrt(p * (1.0 - p) / n)};
    }
    /// Bars of equal width between two bounds.
    [[nodiscard]] list<histogram_bar<Q>> histogram(int bars, const Q& low, const Q& high) const {
        require_in_range("bars of a histogram", static_cast<double>(bars), 1.0, 1e6);
        const double a = detail::typed<Q>::base(low);
        const double width = (detail::typed<Q>::base(high) - a) / bars;
        require_positive("width of a histogram", width);
        list<double> share(static_cast<std::size_t>(bars));
        const auto drop = [&](double x, double weight) {
            const double at = (x - a) / width;
            if (at >= 0.0 && at < bars) {
                share[static_cast<std::size_t>(at)] += weight;
            }
        };
        if (tally_.kept()) {
            for (const double x : tally_.values()) {
                drop(x, 1.0);
            }
        } else {
            // A bucket of the sketch is spread over 16 places inside it.
            tally_.counts().visit([&](const sketch::bucket& b) {
                for (int i = 0; i < 16; ++i) {
                    drop(b.low + (i + 0.5) / 16.0 * (b.high - b.low),
                         static_cast<double>(b.count) / 16.0);
                }
                return true;
            });
        }
        list<histogram_bar<Q>> out;
        out.reserve(share.size());
        for (int i = 0; i < bars; ++i) {
            out.push_back({make(a + i * width), make(a + (i + 1) * width),
                           share[static_cast<std::size_t>(i)] / static_cast<double>(count())});
        }
        return out;
    }
    /// Bars over the middle 99 %.
    [[nodiscard]] list<histogram_bar<Q>> histogram(int bars = 40) const {
        return histogram(bars, quantile(0.005), quantile(0.995));
    }
    /// The samples in the order of their index, if they were kept.
    [[nodiscard]] list<Q> values() const {
        list<Q> out;
        out.reserve(tally_.values().size());
        for (const double v : tally_.values()) {
            out.push_back(make(v));
        }
        return out;
    }

    /// The same facts in base units, for engines and reports.
    [[nodiscard]] const detail::tally& samples() const noexcept { return tally_; }

private:
    [[nodiscard]] static Q make(double x) noexcept { return detail::typed<Q>::make(x); }
    [[nodiscard]] static double next_up(double x) noexcept {
        const auto bits = std::bit_cast<std::uint64_t>(x);
        if (x == 0.0) {
            return 0x1p-1074;
        }
        return std::bit_cast<double>(x > 0.0 ? bits + 1 : bits - 1);
    }

    detail::tally tally_;
};

} // namespace flopcost::uncertainty
