// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>

#include <flopcost/core/error.hpp>
#include <flopcost/core/fact.hpp>
#include <flopcost/core/list.hpp>
#include <flopcost/core/math.hpp>
#include <flopcost/uncertainty/distributions.hpp>

// Distributions made of others, of data, of quantiles and of facts.

namespace flopcost {

inline namespace distributions {

/// A distribution restricted to [low, high]: the probability outside is spread over the inside in
/// proportion, not piled up at the ends. The distribution needs a `cdf`.
template <distribution D>
class truncated {
public:
    constexpr truncated(D inner, double low, double high) : inner_(inner), low_(low), high_(high) {
        below_ = inner_.cdf(low);
        inside_ = inner_.cdf(high) - below_;
        if (!(low < high) || !(inside_ > 1e-9)) {
            rejected::because(error_number::inconsistent, "truncation",
                              "truncation: hardly anything of the distribution lies inside", low,
                              low, high);
        }
    }
    [[nodiscard]] constexpr double quantile(double p) const noexcept {
        const double x = inner_.quantile(below_ + inside_ * p);
        return x < low_ ? low_ : (x > high_ ? high_ : x);
    }
    [[nodiscard]] constexpr double cdf(double x) const noexcept {
        return x <= low_ ? 0.0 : (x >= high_ ? 1.0 : (inner_.cdf(x) - below_) / inside_);
    }
    [[nodiscard]] constexpr bounds support() const noexcept {
        const bounds s = inner_.support();
        return {s.low > low_ ? s.low : low_, s.high < high_ ? s.high : high_};
    }

private:
    D inner_;
    double low_, high_;
    double below_ = 0, inside_ = 1;
};

/// `truncate(normal(0.37, 0.17), 0.01, 0.99)`.
template <distribution D>
[[nodiscard]] constexpr truncated<D> truncate(const D& d, double low, double high) {
    return {d, low, high};
}

/// Either of two distributions, the first with probability `share`. The lower part of the scores
/// selects the first: give the lower distribution first, and the map rises. Nests for more than
/// two.
template <distribution A, distribution B>
class mixture {
public:
    static constexpr bool closed_form = true;

    constexpr mixture(double share, A first, B second)
        : share_(share), first_(first), second_(second) {
        require_in_range("share of a mixture", share, 0.0, 1.0);
    }
    [[nodiscard]] constexpr double quantile(double p) const noexcept {
        return p < share_ ? first_.quantile(p / share_)
                          : second_.quantile(inner((p - share_) / (1.0 - share_)));
    }
    [[nodiscard]] constexpr double cdf(double x) const noexcept {
        return share_ * first_.cdf(x) + (1.0 - share_) * second_.cdf(x);
    }
    [[nodiscard]] constexpr bounds support() const noexcept {
        const bounds a = first_.support();
        const bounds b = second_.support();
        return {a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high};
    }

    /// Both parts by their own maps, so that a tabulated part stays a table.
    struct parts {
        static constexpr bool wants_score = false;
        double share;
        decltype(uncertainty::map_of(std::declval<const A&>())) first;
        decltype(uncertainty::map_of(std::declval<const B&>())) second;

        void operator()(const double* u, double* x) const noexcept {
            constexpr int n = uncertainty::block_size;
            double ua[n];
            double ub[n];
            for (int i = 0; i < n; ++i) {
                ua[i] = u[i] < share ? u[i] / share : 0.5;
                ub[i] = u[i] < share ? 0.5 : inner((u[i] - share) / (1.0 - share));
            }
            double xa[n];
            double xb[n];
            apply(first, ua, xa);
            apply(second, ub, xb);
            for (int i = 0; i < n; ++i) {
                x[i] = u[i] < share ? xa[i] : xb[i];
            }
        }
        template <class Map>
        static void apply(const Map& map, double* u, double* x) noexcept {
            if constexpr (Map::wants_score) {
                uncertainty::detail::normal_scores()(u, u);
            }
            map(u, x);
        }
    };
    [[nodiscard]] parts map() const {
        return {share_, uncertainty::map_of(first_), uncertainty::map_of(second_)};
    }

private:
    // Rounding may give exactly 0 or 1, where quantiles are infinite.
    [[nodiscard]] static constexpr double inner(double p) noexcept {
        return p < 0x1p-53 ? 0x1p-53 : (p > 1.0 - 0x1p-53 ? 1.0 - 0x1p-53 : p);
    }
    double share_;
    A first_;
    B second_;
};

/// What was observed: linear between the order statistics (type 7 of Hyndman and Fan 1996). Holds a
/// sorted copy; make it outside of the model and draw from it inside.
class empirical {
public:
    static constexpr bool closed_form = true;

    template <class Range>
    explicit empirical(const Range& data) : sorted_(data.begin(), data.end()) {
        sort();
    }
    empirical(std::initializer_list<double> data) : sorted_(data) { sort(); }

    [[nodiscard]] double quantile(double p) const noexcept {
        const double position = p * static_cast<double>(sorted_.size() - 1);
        const auto i = static_cast<std::size_t>(position);
        if (i + 1 >= sorted_.size()) {
            return sorted_.back();
        }
        return sorted_[i] + (position - static_cast<double>(i)) * (sorted_[i + 1] - sorted_[i]);
    }
    [[nodiscard]] double cdf(double x) const noexcept {
        if (!(x >= sorted_.front())) {
            return 0.0;
        }
        std::size_t low = 0;
        std::size_t high = sorted_.size();
        while (high - low > 1) {
            const std::size_t middle = (low + high) / 2;
            (sorted_[middle] <= x ? low : high) = middle;
        }
        if (high == sorted_.size()) {
            return 1.0;
        }
        const double part = (x - sorted_[low]) / (sorted_[high] - sorted_[low]);
        return (static_cast<double>(low) + part) / static_cast<double>(sorted_.size() - 1);
    }
    [[nodiscard]] bounds support() const noexcept { return {sorted_.front(), sorted_.back()}; }

private:
    void sort() {
        if (sorted_.empty()) {
            rejected::must_not_be_empty("empirical distribution");
        }
        for (const double x : sorted_) {
            require_finite("observation", x);
        }
        // Heap sort: no second include, no bad case.
        const std::size_t n = sorted_.size();
        for (std::size_t i = n / 2; i-- > 0;) {
            sift(i, n);
        }
        for (std::size_t end = n - 1; end > 0; --end) {
            std::swap(sorted_[0], sorted_[end]);
            sift(0, end);
        }
    }
    void sift(std::size_t i, std::size_t n) noexcept {
        for (;;) {
            std::size_t child = 2 * i + 1;
            if (child >= n) {
                return;
            }
            if (child + 1 < n && sorted_[child] < sorted_[child + 1]) {
                ++child;
            }
            if (!(sorted_[i] < sorted_[child])) {
                return;
            }
            std::swap(sorted_[i], sorted_[child]);
            i = child;
        }
    }

    list<double> sorted_;
};

/// A probability and the value that is not exceeded with it.
struct known_quantile {
    double probability, value;
};

/// Metalog (Keelin 2016, "The metalog distributions", Decision Analysis 13(4)): the smooth
/// distribution through 2 to 8 quantiles. `above(low)` bounds it below (through the logarithm),
/// `between(low, high)` on both sides (through the logit). Quantiles that no metalog of this order
/// can pass in a rising curve are refused (error 202), with the probability where it would fall.
class metalog {
public:
    static constexpr bool closed_form = true;
    static constexpr int capacity = 8;

    constexpr metalog(std::initializer_list<known_quantile> q)
        : metalog(q, -flopcost::detail::infinity, flopcost::detail::infinity) {}
    [[nodiscard]] static constexpr metalog above(double low,
                                                 std::initializer_list<known_quantile> q) {
        return {q, low, flopcost::detail::infinity};
    }
    [[nodiscard]] static constexpr metalog between(double low, double high,
                                                   std::initializer_list<known_quantile> q) {
        return {q, low, high};
    }

    [[nodiscard]] constexpr double quantile(double p) const noexcept {
        const double y = raw(p);
        if (bounded_below() && bounded_above()) {
            const double e = exp(y < 0.0 ? y : -y);
            return y < 0.0 ? (low_ + high_ * e) / (1.0 + e) : (low_ * e + high_) / (1.0 + e);
        }
        return bounded_below() ? low_ + exp(y) : y;
    }
    [[nodiscard]] constexpr double cdf(double x) const noexcept {
        double below = 0x1p-53;
        double above = 1.0 - 0x1p-53;
        for (int i = 0; i < 60; ++i) {
            const double middle = 0.5 * (below + above);
            (quantile(middle) < x ? below : above) = middle;
        }
        return 0.5 * (below + above);
    }
    [[nodiscard]] constexpr bounds support() const noexcept { return {low_, high_}; }

private:
    constexpr metalog(std::initializer_list<known_quantile> q, double low, double high)
        : low_(low), high_(high), terms_(static_cast<int>(q.size())) {
        require_in_range("number of quantiles of a metalog", static_cast<double>(q.size()), 2,
                         capacity);
        // Linear equations of the terms at the given probabilities, solved with row exchange.
        double m[capacity][capacity + 1] = {};
        int row = 0;
        for (const known_quantile& k : q) {
            require_in_range("probability of a quantile", k.probability, 1e-9, 1.0 - 1e-9);
            if (!(k.value > low && k.value < high)) {
                rejected::value_out_of_range("quantile of a metalog", k.value, low, high);
            }
            for (int t = 0; t < terms_; ++t) {
                m[row][t] = term(t, k.probability);
            }
            double y = k.value;
            if (bounded_below() && bounded_above()) {
                y = log((k.value - low) / (high - k.value));
            } else if (bounded_below()) {
                y = log(k.value - low);
            }
            m[row++][terms_] = y;
        }
        for (int c = 0; c < terms_; ++c) {
            int best = c;
            for (int r = c + 1; r < terms_; ++r) {
                best = flopcost::abs(m[r][c]) > flopcost::abs(m[best][c]) ? r : best;
            }
            if (!(flopcost::abs(m[best][c]) > 1e-12)) {
                rejected::because(error_number::inconsistent, "quantiles",
                                  "quantiles: two of the probabilities are the same");
            }
            for (int k = 0; k <= terms_; ++k) {
                std::swap(m[c][k], m[best][k]);
            }
            for (int r = 0; r < terms_; ++r) {
                if (r != c) {
                    const double f = m[r][c] / m[c][c];
                    for (int k = c; k <= terms_; ++k) {
                        m[r][k] -= f * m[c][k];
                    }
                }
            }
        }
        for (int t = 0; t < terms_; ++t) {
            a_[t] = m[t][terms_] / m[t][t];
        }
        double last = raw(0.0005);
        for (int i = 2; i < 2000; ++i) {
            const double p = i * 0.0005;
            const double y = raw(p);
            if (!(y > last)) {
                rejected::because(error_number::inconsistent, "quantiles",
                                  "quantiles: the metalog through them would fall at the "
                                  "probability given as value; use fewer quantiles or bounds",
                                  p, 0.0, 1.0);
            }
            last = y;
        }
    }
    [[nodiscard]] constexpr bool bounded_below() const noexcept {
        return low_ > -flopcost::detail::infinity;
    }
    [[nodiscard]] constexpr bool bounded_above() const noexcept {
        return high_ < flopcost::detail::infinity;
    }
    [[nodiscard]] constexpr double raw(double p) const noexcept {
        double y = 0.0;
        for (int t = 0; t < terms_; ++t) {
            y += a_[t] * term(t, p);
        }
        return y;
    }
    // 1, L, (p - 1/2) L, p - 1/2, then powers of (p - 1/2), alone and times L = logit p.
    [[nodiscard]] static constexpr double term(int t, double p) noexcept {
        const double c = p - 0.5;
        const double logit = log(p / (1.0 - p));
        switch (t) {
        case 0:
            return 1.0;
        case 1:
            return logit;
        case 2:
            return c * logit;
        case 3:
            return c;
        default:
            double power = 1.0;
            for (int i = 0; i < t / 2; ++i) {
                power *= c;
            }
            return t % 2 == 0 ? power : power * logit;
        }
    }

    double low_, high_;
    int terms_;
    double a_[capacity] = {};
};

/// Two halves of a lognormal (or, where a bound is not positive, of a normal) distribution that
/// meet in the median: through a median and an interval, however lopsided.
class two_piece {
public:
    constexpr two_piece(double median, credible_interval i)
        : logarithmic_(i.low > 0.0), middle_(logarithmic_ ? log(median) : median) {
        require_in_range("median", median, i.low, i.high);
        const double z = i.score();
        down_ = (middle_ - (logarithmic_ ? log(i.low) : i.low)) / z;
        up_ = ((logarithmic_ ? log(i.high) : i.high) - middle_) / z;
    }
    [[nodiscard]] constexpr double quantile(double p) const noexcept {
        const double z = normal_quantile(p);
        const double y = middle_ + (z < 0.0 ? down_ : up_) * z;
        return logarithmic_ ? exp(y) : y;
    }
    [[nodiscard]] constexpr double cdf(double x) const noexcept {
        if (logarithmic_ && !(x > 0.0)) {
            return 0.0;
        }
        const double d = (logarithmic_ ? log(x) : x) - middle_;
        const double scale = d < 0.0 ? down_ : up_;
        return scale > 0.0 ? normal_cdf(d / scale) : (d < 0.0 ? 0.0 : 1.0);
    }
    [[nodiscard]] constexpr bounds support() const noexcept {
        return {logarithmic_ ? 0.0 : -flopcost::detail::infinity, flopcost::detail::infinity};
    }
    struct halves {
        static constexpr bool wants_score = true;
        bool logarithmic;
        double middle, down, up;
        void operator()(const double* z, double* x) const noexcept {
            constexpr int n = uncertainty::block_size;
            double y[n];
            for (int i = 0; i < n; ++i) {
                y[i] = middle + (z[i] < 0.0 ? down : up) * z[i];
            }
            if (logarithmic) {
                exp_lanes<n>(y, y);
            }
            for (int i = 0; i < n; ++i) {
                x[i] = y[i];
            }
        }
    };
    [[nodiscard]] constexpr halves map() const noexcept {
        return {logarithmic_, middle_, down_, up_};
    }

private:
    bool logarithmic_;
    double middle_;
    double down_ = 0, up_ = 0;
};

/// The distribution of a fact: its value is the median, its bounds hold with the given
/// credibility. In base units for a fact that is a quantity; `draw(fact)` gives it its unit back.
template <class Q>
[[nodiscard]] constexpr two_piece fitted(const fact<Q>& f, double credibility = 0.9) {
    f.validate();
    return {hull(f.value).low,
            credible_interval{hull(f.low).low, hull(f.high).low}.at(credibility)};
}

} // namespace distributions

} // namespace flopcost
