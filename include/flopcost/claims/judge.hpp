// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/claims/evaluate.hpp>
#include <flopcost/uncertainty/simulate.hpp>
#include <flopcost/uncertainty/solve.hpp>

namespace flopcost::claims {

namespace detail {

using sample_pack = pack<uncertainty::block_size>;

// The inputs as the draws of a simulation: each name is one normal score.
class sampled_inputs {
public:
    using scalar = sample_pack;
    explicit sampled_inputs(uncertainty::draw<sample_pack>& draw) : draw_(&draw) {}
    sample_pack operator()(const input& i) const {
        if (i.certain()) {
            return i.value;
        }
        return at_score(i, (*draw_)(i.name, flopcost::normal(0.0, 1.0)));
    }

private:
    uncertainty::draw<sample_pack>* draw_;
};

// A claim behind a function pointer, so that all claims share one instance of the simulation.
struct sampled_model {
    sample_pack (*formula)(const sampled_inputs&, int);
    int variant;
    sample_pack operator()(uncertainty::draw<sample_pack>& draw) const {
        return formula(sampled_inputs(draw), variant);
    }
};

inline summary sampled(const sampled_model& model, int samples, const published& p) {
    const auto result = uncertainty::simulate(static_cast<std::uint64_t>(samples), model);
    const std::vector<double> values = result.values();
    std::size_t inside = 0;
    for (const double x : values) {
        inside += p.contains(x) ? 1u : 0u;
    }
    return {.median = result.median(),
            .mean = result.mean(),
            .p005 = result.quantile(0.005),
            .p5 = result.quantile(0.05),
            .p95 = result.quantile(0.95),
            .p995 = result.quantile(0.995),
            .odds = static_cast<double>(inside) / static_cast<double>(values.size())};
}

template <class C>
summary sampled(int v, int samples, const published& p) {
    const auto formula = [](const sampled_inputs& in, int variant) -> sample_pack {
        return C{}(in, variant);
    };
    return sampled(sampled_model{formula, v}, samples, p);
}

} // namespace detail

namespace detail {

// What an input can be, along a coordinate t in [-1, 1] with its central value at 0: factors of
// 10 000 either way, all odds from e^-16 to e^16, a thousand times its size.
template <class T>
T along(const input& x, const T& t) {
    switch (x.domain) {
    case domain::positive:
        return exp(T(t * 9.2103403719761836)) * x.value;
    case domain::share: {
        const double p = clamp(x.value, 1e-9, 1 - 1e-9);
        return constant<T>(1.0) / (exp(T(t * -16.0 - log(p / (1.0 - p)))) + 1.0);
    }
    case domain::real:
        break;
    }
    const double width = 1e3 * max(max(flopcost::abs(x.value), x.high - x.low), 1e-12);
    return t * abs(t) * width + x.value;
}

// A claim as a function of one input, behind a function pointer: all claims share one solver.
struct claim_curve {
    dual<1> (*formula)(text, const dual<1>&);
    const input* x;
    dual<1> operator()(const dual<1>& t) const { return formula(x->name, along(*x, t)); }
};

} // namespace detail

/// The value of the input `i` at which the claim's central value meets `target`: a scan outwards
/// from its central value over what it can be, and `uncertainty::solve` in the first bracket. Not
/// found is an answer: no such value.
template <claim C>
[[nodiscard]] inverse solve_for(const C& c, const std::vector<input>& inputs, int i,
                                double target) {
    inverse out{.input = i, .target = target};
    if (i < 0) {
        return out;
    }
    const input& x = inputs[static_cast<std::size_t>(i)];
    const detail::claim_curve curve{[](text name, const dual<1>& value) -> dual<1> {
                                        return C{}(inputs_with<dual<1>>(name, value), 0);
                                    },
                                    &x};
    const auto miss = [&](double t) {
        return detail::value_with(c, x.name, detail::along(x, t)) - target;
    };
    constexpr int steps = 400;
    const double centre = miss(0);
    if (centre == 0) {
        out.found = true;
        out.value = x.value;
        return out;
    }
    double last[2] = {0, 0};
    double at_last[2] = {centre, centre};
    for (int k = 1; k <= steps && !out.found; ++k) {
        for (int side = 0; side < 2 && !out.found; ++side) {
            const double t = (side == 0 ? 1.0 : -1.0) * k / steps;
            const double m = miss(t);
            if (m == m && at_last[side] == at_last[side] && (m <= 0) != (at_last[side] <= 0)) {
                const double a = last[side];
                const auto found =
                    uncertainty::solve(curve, target, {a < t ? a : t, a < t ? t : a}, 2);
                // A jump across the target is no solution.
                for (const uncertainty::root& r : found) {
                    if (!r.jump && !out.found) {
                        out.found = true;
                        out.value = detail::along(x, r.at);
                    }
                }
            }
            last[side] = t;
            at_last[side] = m;
        }
    }
    return out;
}

namespace detail {

// Where a claim is about the width of a distribution, the width is the computed number.
inline void apply(statistic compared, double& central, summary& s) {
    if (compared == statistic::upper_over_median) {
        const double width = s.p95 / s.median;
        central = width;
        s = {width, width, width, width, width, width, 0};
    }
}

} // namespace detail

/// Evaluates a claim (a type without state): value, distribution, verdict, what drives it, and the
/// inverse.
template <claim C>
[[nodiscard]] finding evaluate(const C& c, int samples = 16384) {
    finding f;
    f.statement = C::about;
    f.inputs = inputs_of(c);
    {
        central_inputs in;
        f.central = c(in, 0);
    }
    f.result = detail::sampled<C>(0, samples, f.statement.published);
    detail::apply(f.statement.compared, f.central, f.result);
    f.influences = influences_of(c, f.inputs);
    const published& p = f.statement.published;
    if (f.statement.compared == statistic::value) { // a width has no inverse at the central inputs
        f.inverse = solve_for(c, f.inputs, most_influential(f.influences), p.nearest(f.central));
    }

    f.verdict = f.statement.rule == rule::arithmetic
                    ? judge_arithmetic(p, f.statement.rounding, f.central)
                    : judge_estimate(p, f.statement.factor, f.result);
    if constexpr (detail::variant_count<C>() > 0) {
        int v = 1;
        for (const variant& what : C::variants) {
            variant_result r{.what = what};
            central_inputs in;
            r.central = c(in, v);
            r.result = detail::sampled<C>(v, samples / 2, p);
            detail::apply(f.statement.compared, r.central, r.result);
            r.contains_published = what.corner && p.high >= r.result.p5 && p.low <= r.result.p95;
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
