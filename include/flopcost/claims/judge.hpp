// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/claims/evaluate.hpp>

namespace flopcost::claims {

namespace detail {

// Counter-based: a sample is a function of the input's name and the sample's number alone.
[[nodiscard]] constexpr double hashed_score(text name, std::uint64_t index) {
    std::uint64_t x = hash(name) + 0x9e3779b97f4a7c15ull * (index + 1);
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
    x ^= x >> 31;
    return normal_quantile((static_cast<double>(x >> 11) + 0.5) * 0x1p-53);
}

class sampled_inputs {
public:
    using scalar = pack<8>;
    explicit sampled_inputs(std::uint64_t first) : first_(first) {}
    pack<8> operator()(const input& i) const {
        if (i.certain()) {
            return i.value;
        }
        pack<8> z;
        for (int k = 0; k < 8; ++k) {
            z[k] = hashed_score(i.name, first_ + static_cast<std::uint64_t>(k));
        }
        return at_score(i, z);
    }

private:
    std::uint64_t first_;
};

// Hoare's selection: the k-th smallest, and everything before it not above it.
inline double select(std::vector<double>& x, std::size_t k) {
    std::size_t low = 0;
    std::size_t high = x.size() - 1;
    while (low < high) {
        const double pivot = x[low + (high - low) / 2];
        std::size_t i = low;
        std::size_t j = high;
        while (i <= j) {
            while (x[i] < pivot) {
                ++i;
            }
            while (pivot < x[j]) {
                --j;
            }
            if (i <= j) {
                const double t = x[i];
                x[i] = x[j];
                x[j] = t;
                ++i;
                if (j == 0) {
                    break;
                }
                --j;
            }
        }
        if (k <= j) {
            high = j;
        } else if (k >= i) {
            low = i;
        } else {
            break;
        }
    }
    return x[k];
}

template <class C>
summary sampled(const C& c, int v, int samples) {
    std::vector<double> x;
    x.reserve(static_cast<std::size_t>(samples));
    double sum = 0;
    for (int i = 0; i < samples; i += 8) {
        const sampled_inputs in(static_cast<std::uint64_t>(i));
        const pack<8> y = c(in, v);
        for (int k = 0; k < 8; ++k) {
            x.push_back(y[k]);
            sum += y[k];
        }
    }
    const auto at = [&](double p) {
        return select(x, static_cast<std::size_t>(p * static_cast<double>(x.size() - 1) + 0.5));
    };
    return {.median = at(0.5),
            .mean = sum / static_cast<double>(x.size()),
            .p005 = at(0.005),
            .p5 = at(0.05),
            .p95 = at(0.95),
            .p995 = at(0.995)};
}

} // namespace detail

/// The value of the input `i` at which the claim's central value meets `target`: a scan over what
/// the input can be, then bisection. Not found is an answer.
template <claim C>
[[nodiscard]] inverse solve_for(const C& c, const std::vector<input>& inputs, int i, double target) {
    inverse out{.input = i, .target = target};
    if (i < 0) {
        return out;
    }
    const input& x = inputs[static_cast<std::size_t>(i)];
    constexpr int steps = 400;
    // Nearest to the central value first: the scan runs outwards on both sides of it.
    const auto point = [&](double t) { // t in [-1, 1]
        switch (x.domain) {
        case domain::positive:
            return x.value * exp(t * 9.2103403719761836); // a factor of 10 000 either way
        case domain::share: {
            const double p = x.value <= 0 ? 1e-9 : (x.value >= 1 ? 1 - 1e-9 : x.value);
            return 1.0 / (1.0 + exp(-(log(p / (1.0 - p)) + t * 16.0)));
        }
        case domain::real:
            break;
        }
        const double width = 1e3 * max(max(abs(x.value), x.high - x.low), 1e-12);
        return x.value + t * abs(t) * width;
    };
    const auto miss = [&](double t) { return detail::value_with(c, x.name, point(t)) - target; };
    const double centre = miss(0);
    if (centre == 0) {
        out.found = true;
        out.value = x.value;
        return out;
    }
    double last[2] = {0, 0};
    double at_last[2] = {centre, centre};
    for (int k = 1; k <= steps; ++k) {
        for (int side = 0; side < 2; ++side) {
            const double t = (side == 0 ? 1.0 : -1.0) * k / steps;
            const double m = miss(t);
            if (m == m && at_last[side] == at_last[side] && (m <= 0) != (at_last[side] <= 0)) {
                double a = last[side];
                double b = t;
                const bool a_below = at_last[side] <= 0;
                for (int n = 0; n < 80; ++n) {
                    const double middle = 0.5 * (a + b);
                    const double f = miss(middle);
                    ((f <= 0) == a_below ? a : b) = middle;
                }
                out.value = point(0.5 * (a + b));
                // A jump across the target is no solution.
                const double f = detail::value_with(c, x.name, out.value);
                const double scale = max(max(abs(target), abs(centre - target)), 1e-12);
                out.found = abs(f - target) <= 1e-6 * scale;
                if (out.found) {
                    return out;
                }
            }
            last[side] = t;
            at_last[side] = m;
        }
    }
    return out;
}

/// Evaluates a claim: value, distribution, verdict, what drives it, and the inverse.
template <claim C>
[[nodiscard]] finding evaluate(const C& c, int samples = 16384) {
    finding f;
    f.statement = C::about;
    f.inputs = inputs_of(c);
    {
        central_inputs in;
        f.central = c(in, 0);
    }
    f.result = detail::sampled(c, 0, samples);
    f.influences = influences_of(c, f.inputs);
    const published& p = f.statement.published;
    f.inverse = solve_for(c, f.inputs, most_influential(f.influences), p.nearest(f.central));

    f.verdict = f.statement.rule == rule::arithmetic
                    ? judge_arithmetic(p, f.statement.rounding, f.central)
                    : judge_estimate(p, f.statement.factor, f.result);
    if constexpr (detail::variant_count<C>() > 0) {
        int v = 1;
        for (const variant& what : C::variants) {
            variant_result r{.what = what};
            central_inputs in;
            r.central = c(in, v);
            r.result = detail::sampled(c, v, samples / 2);
            r.contains_published =
                what.corner && p.high >= r.result.p5 && p.low <= r.result.p95;
            if (r.contains_published && f.verdict == verdict::not_reproduced &&
                f.statement.rule == rule::estimate) {
                f.verdict = verdict::plausible;
                f.corner = what.label;
            }
            f.variants.push_back(r);
            ++v;
        }
    }
    return f;
}

} // namespace flopcost::claims
