// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <flopcost/core/math.hpp>
#include <flopcost/core/scalar.hpp>
#include <flopcost/uncertainty/normal_score.hpp>
#include <flopcost/uncertainty/philox.hpp>

// How a random number becomes a sample: every distribution is a map of one normal score (or of the
// probability that belongs to it), so that correlation, stratification and mirroring happen to the
// scores and hold for every distribution alike.

namespace flopcost {

/// What a distribution must tell; a user's own needs no more. `quantile(p)` for 0 < p < 1 is the
/// value that is not exceeded with probability p; `support` its least and greatest value.
/// Optional: `tail(q)` = quantile(1 - q) with the accuracy of small q, `cdf(x)` for truncation and
/// scoring, and `closed_form` = true if `quantile` is cheap enough to be called for every sample
/// (otherwise it is tabulated).
template <class D>
concept distribution = requires(const D& d, double p) {
    { d.quantile(p) } -> std::convertible_to<double>;
    { d.support() } -> std::convertible_to<bounds>;
};

namespace uncertainty {

/// Largest score that sampling produces; 2^-53 lies at 8.21.
inline constexpr double largest_score = 8.5;

/// x = a + b z.
struct linear_map {
    static constexpr bool wants_score = true;
    double a, b;

    void operator()(const double* z, double* x) const noexcept {
        double r[block_size];
        for (int i = 0; i < block_size; ++i) {
            r[i] = a + b * z[i];
        }
        for (int i = 0; i < block_size; ++i) {
            x[i] = r[i];
        }
    }
};

/// x = exp(a + b z).
struct exponential_map {
    static constexpr bool wants_score = true;
    double a, b;

    void operator()(const double* z, double* x) const noexcept {
        double y[block_size];
        for (int i = 0; i < block_size; ++i) {
            y[i] = a + b * z[i];
        }
        exp_lanes<block_size>(y, y);
        for (int i = 0; i < block_size; ++i) {
            x[i] = y[i];
        }
    }
};

/// Any quantile function as a monotone cubic over the score: 272 pieces of width 1/16. Slopes are
/// central differences of fourth order, limited so that the curve never turns back (Fritsch and
/// Carlson 1980). The error is below 1e-7 of the middle 98 % of the distribution for every smooth
/// family offered here; a quantile function with a jump is smeared over 1/16 of a score.
class table_map {
public:
    static constexpr bool wants_score = true;
    static constexpr int pieces = 272;
    static constexpr double per_unit = 16.0;

    template <distribution D>
    explicit table_map(const D& d) noexcept {
        double value[pieces + 1];
        for (int i = 0; i <= pieces; ++i) {
            value[i] = at_score(d, i / per_unit - largest_score);
        }
        double slope[pieces + 1];
        for (int i = 0; i <= pieces; ++i) {
            slope[i] = limited_slope(value, i);
        }
        for (int i = 0; i < pieces; ++i) {
            const double rise = value[i + 1] - value[i];
            piece_[i][0] = value[i];
            piece_[i][1] = slope[i];
            piece_[i][2] = 3.0 * rise - 2.0 * slope[i] - slope[i + 1];
            piece_[i][3] = slope[i] + slope[i + 1] - 2.0 * rise;
        }
    }

    [[nodiscard]] double operator()(double z) const noexcept {
        constexpr double end = largest_score - 0x1p-40;
        z = z < -largest_score ? -largest_score : (z > end ? end : z);
        const double position = (z + largest_score) * per_unit;
        const int i = static_cast<int>(position);
        const double t = position - i;
        const double* c = piece_[i];
        return c[0] + t * (c[1] + t * (c[2] + t * c[3]));
    }
    void operator()(const double* z, double* x) const noexcept {
        for (int i = 0; i < block_size; ++i) {
            x[i] = (*this)(z[i]);
        }
    }

    // The exact value at a score; beyond the last cell of a uniform number, the value there.
    template <distribution D>
    [[nodiscard]] static double at_score(const D& d, double z) noexcept {
        double p = normal_cdf(z < 0.0 ? z : -z);
        p = p < 0x1p-53 ? 0x1p-53 : p;
        if (z <= 0.0) {
            return d.quantile(p);
        }
        if constexpr (requires { d.tail(p); }) {
            return d.tail(p);
        } else {
            return d.quantile(1.0 - p);
        }
    }

private:
    // Slope per piece at node i.
    [[nodiscard]] static double limited_slope(const double* v, int i) noexcept {
        if (i == 0 || i == pieces) {
            return 0.0; // all of the distribution lies inside
        }
        const double left = v[i] - v[i - 1];
        const double right = v[i + 1] - v[i];
        const double smaller = left < right ? left : right;
        if (!(smaller > 0.0)) {
            return 0.0;
        }
        const double s = i >= 2 && i <= pieces - 2
                             ? (8.0 * (v[i + 1] - v[i - 1]) - (v[i + 2] - v[i - 2])) / 12.0
                             : 0.5 * (left + right);
        return s < 0.0 ? 0.0 : (s > 3.0 * smaller ? 3.0 * smaller : s);
    }

    double piece_[pieces][4];
};

/// The quantile function itself, applied to the probability.
template <distribution D>
struct quantile_map {
    static constexpr bool wants_score = false;
    D d;

    void operator()(const double* u, double* x) const noexcept {
        for (int i = 0; i < block_size; ++i) {
            x[i] = d.quantile(u[i]);
        }
    }
};

/// The map of a distribution: its own, or its quantile function, or a table of it.
template <distribution D>
[[nodiscard]] auto map_of(const D& d) {
    if constexpr (requires { d.map(); }) {
        return d.map();
    } else if constexpr (requires { requires D::closed_form; }) {
        return quantile_map<D>{d};
    } else {
        return table_map(d);
    }
}

namespace detail {

// Owner of a map of any type (`<memory>` and `<functional>` cost more than all of core).
class any_map {
public:
    any_map() noexcept = default;
    template <distribution D>
    explicit any_map(const D& d) : self_(new model<decltype(map_of(d))>(map_of(d))) {}
    any_map(any_map&& other) noexcept : self_(std::exchange(other.self_, nullptr)) {}
    any_map& operator=(any_map&& other) noexcept {
        std::swap(self_, other.self_);
        return *this;
    }
    ~any_map() { delete self_; }

    [[nodiscard]] bool wants_score() const noexcept { return self_->wants_score(); }
    // A block of scores (or probabilities, where no score is wanted) to a block of samples.
    void operator()(const double* in, double* out) const noexcept { self_->block(in, out); }
    // The value at one score.
    [[nodiscard]] double at_score(double z) const noexcept {
        double in[block_size];
        double out[block_size];
        const double x = wants_score() ? z : normal_cdf(z);
        for (double& v : in) {
            v = x;
        }
        self_->block(in, out);
        return out[0];
    }

private:
    struct base {
        virtual ~base() = default;
        [[nodiscard]] virtual bool wants_score() const noexcept = 0;
        virtual void block(const double* in, double* out) const noexcept = 0;
    };
    template <class Map>
    struct model final : base {
        Map map;
        explicit model(Map m) : map(std::move(m)) {}
        [[nodiscard]] bool wants_score() const noexcept override { return Map::wants_score; }
        void block(const double* in, double* out) const noexcept override { map(in, out); }
    };

    base* self_ = nullptr;
};

} // namespace detail

} // namespace uncertainty

} // namespace flopcost
