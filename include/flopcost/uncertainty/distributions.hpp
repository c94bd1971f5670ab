// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>

#include <flopcost/core/error.hpp>
#include <flopcost/core/math.hpp>
#include <flopcost/core/scalar.hpp>
#include <flopcost/uncertainty/score_map.hpp>
#include <flopcost/uncertainty/special.hpp>

namespace flopcost {

// The names of distributions read like words in a model: lognormal(from(1.4).to(2.6)). They can be
// used as `flopcost::lognormal` or `flopcost::distributions::lognormal`.
inline namespace distributions {

/// An interval that holds the value with a stated probability, both tails alike; 90 % unless said
/// otherwise: `from(1.4).to(2.6)`, `from(1.4).to(2.6).at(0.8)`.
struct credible_interval {
    double low, high;
    double credibility = 0.9;

    /// The same bounds with another probability, between 0 and 1.
    [[nodiscard]] constexpr credible_interval at(double probability) const {
        if (!(probability > 0.0 && probability < 1.0)) {
            rejected::value_out_of_range("credibility", probability, 0.0, 1.0);
        }
        return {low, high, probability};
    }
    /// The normal score of the upper bound.
    [[nodiscard]] constexpr double score() const noexcept {
        // The score of the default is wanted for every draw; the others are computed.
        return credibility == 0.9 ? 1.6448536269514722 : normal_quantile(0.5 + 0.5 * credibility);
    }
};

/// The first word of an interval, made by `from`.
struct interval_start {
    double low;
    [[nodiscard]] constexpr credible_interval to(double high) const {
        if (!(low < high)) {
            rejected::value_out_of_range("lower bound of an interval", low,
                                         -flopcost::detail::infinity, high);
        }
        return {low, high};
    }
};

/// Begins an interval: `from(1.4).to(2.6)`. Error 105 unless low < high.
[[nodiscard]] constexpr interval_start from(double low) noexcept {
    return {low};
}

/// Always the same value.
struct point {
    static constexpr bool closed_form = true;
    double value;

    [[nodiscard]] constexpr double quantile(double) const noexcept { return value; }
    [[nodiscard]] constexpr double cdf(double x) const noexcept { return x < value ? 0.0 : 1.0; }
    [[nodiscard]] constexpr bounds support() const noexcept { return {value, value}; }
};

/// Normal distribution, by mean and standard deviation or by an interval.
class normal {
public:
    constexpr normal(double mean, double deviation) : mean_(mean), deviation_(deviation) {
        require_finite("mean", mean);
        require_positive("standard deviation", deviation);
    }
    constexpr explicit normal(credible_interval i)
        : normal(0.5 * (i.low + i.high), 0.5 * (i.high - i.low) / i.score()) {}

    [[nodiscard]] constexpr double quantile(double p) const noexcept {
        return mean_ + deviation_ * normal_quantile(p);
    }
    [[nodiscard]] constexpr double cdf(double x) const noexcept {
        return normal_cdf((x - mean_) / deviation_);
    }
    [[nodiscard]] constexpr bounds support() const noexcept {
        return {-flopcost::detail::infinity, flopcost::detail::infinity};
    }
    [[nodiscard]] constexpr uncertainty::linear_map map() const noexcept {
        return {mean_, deviation_};
    }

private:
    double mean_, deviation_;
};

/// Lognormal distribution: what multiplies. By an interval with positive bounds, or by mean and
/// deviation of the logarithm (`lognormal::of_log`).
class lognormal {
public:
    constexpr explicit lognormal(credible_interval i) : low_(i.low), high_(i.high), z_(i.score()) {
        require_positive("lower bound of a lognormal", i.low);
        require_positive("upper bound of a lognormal", i.high);
    }
    /// exp of a normal distribution with this mean and standard deviation.
    [[nodiscard]] static constexpr lognormal of_log(double mean, double deviation) {
        require_finite("mean of the logarithm", mean);
        require_positive("deviation of the logarithm", deviation);
        return lognormal(exp(mean - deviation), exp(mean + deviation), 1.0);
    }
    /// With this median, and this factor up or down for the 5 % and 95 % bounds.
    [[nodiscard]] static constexpr lognormal times(double median, double factor) {
        require_in_range("factor", factor, 1.0 + 1e-12, 1e12);
        return lognormal(credible_interval{median / factor, median * factor});
    }

    [[nodiscard]] constexpr double log_mean() const noexcept {
        return 0.5 * (log(low_) + log(high_));
    }
    [[nodiscard]] constexpr double log_deviation() const noexcept {
        return 0.5 * (log(high_) - log(low_)) / z_;
    }
    [[nodiscard]] constexpr double quantile(double p) const noexcept {
        return exp(log_mean() + log_deviation() * normal_quantile(p));
    }
    [[nodiscard]] constexpr double cdf(double x) const noexcept {
        return x > 0.0 ? normal_cdf((log(x) - log_mean()) / log_deviation()) : 0.0;
    }
    [[nodiscard]] constexpr bounds support() const noexcept {
        return {0.0, flopcost::detail::infinity};
    }
    [[nodiscard]] constexpr uncertainty::exponential_map map() const noexcept {
        return {log_mean(), log_deviation()};
    }

private:
    constexpr lognormal(double low, double high, double z) noexcept
        : low_(low), high_(high), z_(z) {}

    // Kept as given: the logarithms are taken once for each simulation, not for each draw.
    double low_, high_, z_;
};

/// All values from `low` to `high` alike.
class uniform {
public:
    static constexpr bool closed_form = true;

    constexpr uniform(double low, double high) : low_(low), high_(high) {
        if (!(low < high)) {
            rejected::value_out_of_range("low of a uniform distribution", low,
                                         -flopcost::detail::infinity, high);
        }
    }
    [[nodiscard]] constexpr double quantile(double p) const noexcept {
        return low_ + (high_ - low_) * p;
    }
    [[nodiscard]] constexpr double cdf(double x) const noexcept {
        return x <= low_ ? 0.0 : (x >= high_ ? 1.0 : (x - low_) / (high_ - low_));
    }
    [[nodiscard]] constexpr bounds support() const noexcept { return {low_, high_}; }

private:
    double low_, high_;
};

/// Straight lines up from `low` to `mode` and down to `high`.
class triangular {
public:
    static constexpr bool closed_form = true;

    constexpr triangular(double low, double mode, double high)
        : low_(low), mode_(mode), high_(high) {
        require_in_range("mode of a triangular distribution", mode, low, high);
        if (!(low < high)) {
            rejected::value_out_of_range("low of a triangular distribution", low,
                                         -flopcost::detail::infinity, high);
        }
    }
    [[nodiscard]] constexpr double quantile(double p) const noexcept {
        const double width = high_ - low_;
        const double turn = (mode_ - low_) / width;
        return p < turn ? low_ + sqrt(p * width * (mode_ - low_))
                        : high_ - sqrt((1.0 - p) * width * (high_ - mode_));
    }
    [[nodiscard]] constexpr double cdf(double x) const noexcept {
        const double width = high_ - low_;
        if (x <= low_) {
            return 0.0;
        }
        if (x >= high_) {
            return 1.0;
        }
        return x < mode_ ? (x - low_) * (x - low_) / (width * (mode_ - low_))
                         : 1.0 - (high_ - x) * (high_ - x) / (width * (high_ - mode_));
    }
    [[nodiscard]] constexpr bounds support() const noexcept { return {low_, high_}; }

private:
    double low_, mode_, high_;
};

/// Beta distribution with shapes alpha and beta, on (0, 1) or stretched to (low, high).
class beta {
public:
    constexpr beta(double shape_a, double shape_b, double low = 0.0, double high = 1.0)
        : a_(shape_a), b_(shape_b), low_(low), high_(high) {
        require_positive("alpha of a beta distribution", shape_a);
        require_positive("beta of a beta distribution", shape_b);
        if (!(low < high)) {
            rejected::value_out_of_range("low of a beta distribution", low,
                                         -flopcost::detail::infinity, high);
        }
    }
    [[nodiscard]] constexpr double quantile(double p) const noexcept {
        return low_ + (high_ - low_) * shape().quantile(p);
    }
    [[nodiscard]] constexpr double tail(double q) const noexcept {
        return low_ + (high_ - low_) * shape().tail(q);
    }
    [[nodiscard]] constexpr double cdf(double x) const noexcept {
        return shape().cdf((x - low_) / (high_ - low_));
    }
    [[nodiscard]] constexpr bounds support() const noexcept { return {low_, high_}; }

private:
    [[nodiscard]] constexpr uncertainty::detail::beta_shape shape() const noexcept {
        return {a_, b_};
    }
    double a_, b_, low_, high_;
};

/// PERT: the beta distribution of an expert's least, most likely and greatest value, with mean
/// (low + weight mode + high) / (weight + 2) (Malcolm et al. 1959; Vose's modified form for another
/// weight than 4).
[[nodiscard]] constexpr beta pert(double low, double mode, double high, double weight = 4.0) {
    require_in_range("mode of a PERT distribution", mode, low, high);
    require_positive("weight of a PERT distribution", weight);
    const double width = high - low;
    require_positive("width of a PERT distribution", width);
    return {1.0 + weight * (mode - low) / width, 1.0 + weight * (high - mode) / width, low, high};
}

/// Gamma distribution with shape k and scale theta: mean k theta, variance k theta^2. (Not called
/// `gamma`: that is a function of the C library.)
class gamma_distribution {
public:
    constexpr gamma_distribution(double shape, double scale) : shape_(shape), scale_(scale) {
        require_positive("shape of a gamma distribution", shape);
        require_positive("scale of a gamma distribution", scale);
    }
    [[nodiscard]] constexpr double quantile(double p) const noexcept {
        const uncertainty::detail::gamma_shape g(shape_);
        return scale_ * (p <= 0.5 ? g.solve(p, false) : g.solve(1.0 - p, true));
    }
    [[nodiscard]] constexpr double tail(double q) const noexcept {
        const uncertainty::detail::gamma_shape g(shape_);
        return scale_ * (q <= 0.5 ? g.solve(q, true) : g.solve(1.0 - q, false));
    }
    [[nodiscard]] constexpr double cdf(double x) const noexcept {
        return uncertainty::detail::gamma_shape(shape_).probability(x / scale_, false);
    }
    [[nodiscard]] constexpr bounds support() const noexcept {
        return {0.0, flopcost::detail::infinity};
    }

private:
    double shape_, scale_;
};

/// `if_true` with this probability, otherwise `if_false`; 1 and 0 unless said.
class bernoulli {
public:
    static constexpr bool closed_form = true;

    constexpr explicit bernoulli(double probability, double if_true = 1.0, double if_false = 0.0)
        : probability_(probability), true_(if_true), false_(if_false) {
        require_in_range("probability", probability, 0.0, 1.0);
        require_finite("value if true", if_true);
        require_finite("value if false", if_false);
    }
    // The greater value at the greater score, so that a positive correlation means what it says.
    [[nodiscard]] constexpr double quantile(double p) const noexcept {
        const bool upper = true_ >= false_;
        return upper ? (p > 1.0 - probability_ ? true_ : false_)
                     : (p <= probability_ ? true_ : false_);
    }
    [[nodiscard]] constexpr double cdf(double x) const noexcept {
        return (x >= true_ ? probability_ : 0.0) + (x >= false_ ? 1.0 - probability_ : 0.0);
    }
    [[nodiscard]] constexpr bounds support() const noexcept {
        return true_ < false_ ? bounds{true_, false_} : bounds{false_, true_};
    }

private:
    double probability_, true_, false_;
};

/// A value and its weight or probability.
struct weighted {
    double value, weight;
};

/// One of at most 16 values, with weights that need not sum to 1.
class discrete {
public:
    static constexpr bool closed_form = true;
    static constexpr int capacity = 16;

    constexpr discrete(std::initializer_list<weighted> items) {
        if (items.size() == 0) {
            rejected::must_not_be_empty("discrete distribution");
        }
        require_in_range("number of values of a discrete distribution",
                         static_cast<double>(items.size()), 1, capacity);
        double total = 0.0;
        for (const weighted& w : items) {
            require_finite("value of a discrete distribution", w.value);
            require_not_negative("weight of a discrete distribution", w.weight);
            total += w.weight;
            // Sorted by insertion: the quantile function rises.
            int i = size_++;
            for (; i > 0 && value_[i - 1] > w.value; --i) {
                value_[i] = value_[i - 1];
                upto_[i] = upto_[i - 1];
            }
            value_[i] = w.value;
            upto_[i] = w.weight;
        }
        require_positive("sum of the weights of a discrete distribution", total);
        double sum = 0.0;
        for (int i = 0; i < size_; ++i) {
            sum += upto_[i];
            upto_[i] = sum / total;
        }
        upto_[size_ - 1] = 1.0;
    }
    [[nodiscard]] constexpr double quantile(double p) const noexcept {
        int i = 0;
        while (i < size_ - 1 && p > upto_[i]) {
            ++i;
        }
        return value_[i];
    }
    [[nodiscard]] constexpr double cdf(double x) const noexcept {
        double below = 0.0;
        for (int i = 0; i < size_ && value_[i] <= x; ++i) {
            below = upto_[i];
        }
        return below;
    }
    [[nodiscard]] constexpr bounds support() const noexcept {
        return {value_[0], value_[size_ - 1]};
    }

private:
    double value_[capacity] = {};
    double upto_[capacity] = {};
    int size_ = 0;
};

} // namespace distributions

} // namespace flopcost
