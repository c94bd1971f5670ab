// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include <flopcost/core/describe.hpp>
#include <flopcost/core/error.hpp>
#include <flopcost/core/units.hpp>

/// Scaling laws: loss from size and data, the best size and data for a budget, with and without the
/// inference that follows, and what algorithmic progress adds to compute.
namespace flopcost::training {

/// L(N, D) = E + A / N^alpha + B / D^beta: loss in nat per token of a dense transformer with N
/// parameters trained on D tokens (Hoffmann et al. 2022, arXiv:2203.15556, equation 2). Constants
/// of one fit belong together: they are strongly correlated, so do not vary one alone.
template <class S = double>
struct scaling_law {
    S irreducible = constant<S>(0); ///< E, nat per token
    S size_scale = constant<S>(0);  ///< A
    S size_power = constant<S>(0);  ///< alpha
    S data_scale = constant<S>(0);  ///< B
    S data_power = constant<S>(0);  ///< beta

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("irreducible", p.irreducible...);
        v("size_scale", p.size_scale...);
        v("size_power", p.size_power...);
        v("data_scale", p.data_scale...);
        v("data_power", p.data_power...);
    }
};

/// Published fits.
namespace scaling_laws {
/// Approach 3 of Hoffmann et al. 2022 (arXiv:2203.15556), with the digits of its TeX source as
/// Besiroglu et al. 2024 (arXiv:2404.10102) recovered them. Its optimum has more parameters and
/// fewer tokens than the paper's own approaches 1 and 2 (and than Chinchilla itself).
inline constexpr scaling_law<> chinchilla{.irreducible = 1.6934,
                                          .size_scale = 406.4,
                                          .size_power = 0.3392,
                                          .data_scale = 410.7,
                                          .data_power = 0.2849};
/// The same as printed, rounded to two digits. The rounding moves the optimum much: for comparison
/// with papers that used it.
inline constexpr scaling_law<> chinchilla_printed{.irreducible = 1.69,
                                                  .size_scale = 406.4,
                                                  .size_power = 0.34,
                                                  .data_scale = 410.7,
                                                  .data_power = 0.28};
/// Refit of the same experiments by Besiroglu et al. 2024 (arXiv:2404.10102), standard errors 0.03,
/// 124.58, 0.02, 1293.23 and 0.02: about 20 tokens per parameter, as Chinchilla was trained.
inline constexpr scaling_law<> chinchilla_refit{.irreducible = 1.8172,
                                                .size_scale = 482.01,
                                                .size_power = 0.3478,
                                                .data_scale = 2085.43,
                                                .data_power = 0.3658};
} // namespace scaling_laws

/// A size and a data set, with the loss they reach and the FLOP they take.
template <class S = double>
struct sizing {
    qty::parameter<S> parameters{};
    qty::token<S> tokens{};
    S loss = constant<S>(0);  ///< nat per token
    qty::flop<S> training{};  ///< 6 N D
    qty::flop<S> inference{}; ///< 2 N per token served
    S tokens_per_parameter = constant<S>(0);

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("parameters", p.parameters...);
        v("tokens", p.tokens...);
        v("loss", p.loss...);
        v("training", p.training...);
        v("inference", p.inference...);
        v("tokens_per_parameter", p.tokens_per_parameter...);
    }
};

/// The inference that a model will do, as far as its best size depends on it.
template <class S = double>
struct lifetime_inference {
    qty::token<S> tokens{}; ///< read and written over the model's life
    /// Cost of a FLOP of inference over that of a FLOP of training: idle chips, lower utilisation,
    /// other hardware (Sardana & Frankle, section 4).
    S relative_cost = constant<S>(1);

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("tokens", p.tokens...);
        v("relative_cost", p.relative_cost...);
    }
};

namespace detail {

inline constexpr double train_flop = 6; // per parameter and token
inline constexpr double serve_flop = 2;

template <class S>
constexpr S raise(const S& base, const S& power) {
    return exp(power * log(base));
}

template <class S>
constexpr void check(const scaling_law<S>& law) {
    require_not_negative("scaling_law.irreducible", law.irreducible);
    require_positive("scaling_law.size_scale", law.size_scale);
    require_positive("scaling_law.size_power", law.size_power);
    require_positive("scaling_law.data_scale", law.data_scale);
    require_positive("scaling_law.data_power", law.data_power);
}

template <class S>
constexpr S reducible(const scaling_law<S>& w, const S& n, const S& d) {
    return w.size_scale / raise(n, w.size_power) + w.data_scale / raise(d, w.data_power);
}

template <class S>
constexpr sizing<S> make_sizing(const scaling_law<S>& w, const S& n, const S& d, const S& served) {
    sizing<S> out;
    out.parameters = n * units::parameter;
    out.tokens = d * units::token;
    out.loss = w.irreducible + reducible(w, n, d);
    out.training = S(train_flop * n * d) * units::flop;
    out.inference = S(serve_flop * n * served) * units::flop;
    out.tokens_per_parameter = d / n;
    return out;
}

// Zero of a rising function on [low, high]: bisection by `select_less`, so that it works lane by
// lane and encloses, then two Newton steps, which also carry the derivatives of the root.
// `f` returns {value, slope}.
template <class S>
struct value_slope {
    S value, slope;
};
template <class S, class F>
constexpr S rising_root(S low, S high, F f) {
    for (int i = 0; i < 60; ++i) {
        const S mid = (low + high) * 0.5;
        const S at = f(mid).value;
        const S zero = constant<S>(0);
        low = select_less(at, zero, mid, low);
        high = select_less(at, zero, high, mid);
    }
    S x = (low + high) * 0.5;
    for (int i = 0; i < 2; ++i) {
        const value_slope<S> at = f(x);
        x = x - at.value / at.slope;
    }
    return x;
}

} // namespace detail

/// Loss that a model of this size reaches on this many tokens, nat per token. Error 103 unless both
/// are above zero.
template <class S>
[[nodiscard]] constexpr S loss(const scaling_law<S>& law,
                               const std::type_identity_t<qty::parameter<S>>& parameters,
                               const std::type_identity_t<qty::token<S>>& tokens) {
    detail::check(law);
    require_positive("parameters", parameters);
    require_positive("tokens", tokens);
    return law.irreducible +
           detail::reducible(law, parameters.in(units::parameter), tokens.in(units::token));
}

/// Size and tokens of least loss for a training budget of C FLOP, C = 6 N D (arXiv:2203.15556,
/// equation 4): N = G (C/6)^a, D = (C/6)^b / G with G = (alpha A / (beta B))^(1/(alpha+beta)),
/// a = beta/(alpha+beta), b = 1 - a.
template <class S>
[[nodiscard]] constexpr sizing<S>
compute_optimal(const scaling_law<S>& law, const std::type_identity_t<qty::flop<S>>& compute) {
    detail::check(law);
    require_positive("compute", compute);
    const S sum = law.size_power + law.data_power;
    const S log_g = log(law.size_power * law.size_scale / (law.data_power * law.data_scale)) / sum;
    const S log_c = log(compute.in(units::flop) / detail::train_flop);
    const S n = exp(log_g + log_c * law.data_power / sum);
    const S d = exp(log_c * law.size_power / sum - log_g);
    return detail::make_sizing(law, n, d, constant<S>(0));
}

/// Compute that reaches a loss when size and tokens are optimal: the inverse of `compute_optimal`,
/// in closed form. Error 105 unless the loss is above the irreducible one.
template <class S>
[[nodiscard]] constexpr sizing<S> cheapest_for_loss(const scaling_law<S>& law,
                                                    const std::type_identity_t<S>& target) {
    detail::check(law);
    require_in_range("loss", target, hull(law.irreducible).high * (1 + 1e-12), 1e9);
    // At the optimum alpha A/N^alpha = beta B/D^beta, so each term is a fixed share of the rest.
    const S left = target - law.irreducible;
    const S sum = law.size_power + law.data_power;
    const S n_term = left * law.data_power / sum;
    const S d_term = left * law.size_power / sum;
    const S n = exp(log(law.size_scale / n_term) / law.size_power);
    const S d = exp(log(law.data_scale / d_term) / law.data_power);
    return detail::make_sizing(law, n, d, constant<S>(0));
}

/// Tokens that bring a model of given size to a loss. Error 105 unless the loss is above what the
/// size reaches on endless data.
template <class S>
[[nodiscard]] constexpr sizing<S>
tokens_for_loss(const scaling_law<S>& law,
                const std::type_identity_t<qty::parameter<S>>& parameters,
                const std::type_identity_t<S>& target) {
    detail::check(law);
    require_positive("parameters", parameters);
    const S n = parameters.in(units::parameter);
    const S floor = law.irreducible + law.size_scale / detail::raise(n, law.size_power);
    require_in_range("loss", target, hull(floor).high * (1 + 1e-12), 1e9);
    const S d = exp(log(law.data_scale / (target - floor)) / law.data_power);
    return detail::make_sizing(law, n, d, constant<S>(0));
}

/// Size and tokens of least loss when training and the inference that follows share one budget,
/// `compute` in training FLOP: 6 N D + relative cost x 2 N x tokens served = compute. With no
/// inference it is `compute_optimal`. The problem of Sardana & Frankle 2024 (arXiv:2401.00448)
/// turned round: they fix the loss (`inference_aware`). Stationarity with R = relative cost x
/// served: alpha A N^-alpha = beta B D^-beta (1 + R/(3D)), solved for log D.
template <class S>
[[nodiscard]] constexpr sizing<S>
inference_aware_budget(const scaling_law<S>& law, const std::type_identity_t<qty::flop<S>>& compute,
                       const std::type_identity_t<lifetime_inference<S>>& use) {
    const sizing<S> start = compute_optimal(law, compute);
    require_not_negative("inference.tokens", use.tokens);
    require_positive("inference.relative_cost", use.relative_cost);
    const S c = compute.in(units::flop);
    const S served = use.tokens.in(units::token);
    const S r = use.relative_cost * served;
    const S& alpha = law.size_power;
    const S& beta = law.data_power;
    // Difference of the logarithms of both sides, rising in x = log D, and its slope.
    const auto balance = [&](const S& x) {
        const S d = exp(x);
        const S both = detail::train_flop * d + detail::serve_flop * r; // C / N
        const S log_n = log(c / both);
        const S extra = r / (3.0 * d);
        const S side_n = log(alpha * law.size_scale) - alpha * log_n;
        const S side_d = log(beta * law.data_scale) - beta * x + log(extra + 1.0);
        const S slope = alpha * detail::train_flop * d / both + beta + extra / (extra + 1.0);
        return detail::value_slope<S>{side_n - side_d, slope};
    };
    const S x0 = log(start.tokens.in(units::token));
    const S x = detail::rising_root(S(x0 - 40.0), S(x0 + 40.0), balance);
    const S d = exp(x);
    const S n = c / (detail::train_flop * d + detail::serve_flop * r);
    return detail::make_sizing(law, n, d, served);
}

/// Size and tokens that reach a loss at the least cost of training and inference together,
/// 6 N D + relative cost x 2 N x tokens served (Sardana & Frankle 2024, arXiv:2401.00448, equations
/// 2 and 3). Smaller and longer trained than the compute-optimal model. Error 105 unless the loss
/// is above the irreducible one. With u the share of the size term in the reducible loss, the
/// optimum is where 6 D (alpha/beta u/(1-u) - 1) = 2 R; solved for log(u/(1-u)).
template <class S>
[[nodiscard]] constexpr sizing<S>
inference_aware(const scaling_law<S>& law, const std::type_identity_t<S>& target,
                const std::type_identity_t<lifetime_inference<S>>& use) {
    detail::check(law);
    require_in_range("loss", target, hull(law.irreducible).high * (1 + 1e-12), 1e9);
    require_not_negative("inference.tokens", use.tokens);
    require_positive("inference.relative_cost", use.relative_cost);
    const S left = target - law.irreducible;
    const S served = use.tokens.in(units::token);
    const S r = use.relative_cost * served;
    const S ratio = law.size_power / law.data_power;
    // y = log(u/(1-u)); 1-u = 1/(1+e^y); D = (B (1+e^y) / left)^(1/beta).
    const auto balance = [&](const S& y) {
        const S odds = exp(y);
        const S d = exp(log(law.data_scale * (odds + 1.0) / left) / law.data_power);
        const S excess = ratio * odds - 1.0;
        const S value = detail::train_flop * d * excess - detail::serve_flop * r;
        const S d_slope = d * odds / (odds + 1.0) / law.data_power;
        return detail::value_slope<S>{value,
                                      detail::train_flop * (d_slope * excess + d * ratio * odds)};
    };
    const S y0 = log(law.data_power / law.size_power); // the optimum without inference
    const S y = detail::rising_root(S(y0 - 1e-9), S(y0 + 40.0), balance);
    const S odds = exp(y);
    const S u = odds / (odds + 1.0);
    const S n = exp(log(law.size_scale / (left * u)) / law.size_power);
    const S d = exp(log(law.data_scale * (odds + 1.0) / left) / law.data_power);
    return detail::make_sizing(law, n, d, served);
}

/// Compute at an earlier state of the art that does what `compute` does `elapsed` later, if the
/// compute that a given performance needs halves every `halving`: 8 months in Ho et al. 2024
/// (arXiv:2403.05812; 90 % interval 2 to 22 months in the NeurIPS version).
template <class S>
[[nodiscard]] constexpr qty::flop<S>
effective_compute(const qty::flop<S>& compute, const std::type_identity_t<qty::time<S>>& elapsed,
                  const std::type_identity_t<qty::time<S>>& halving) {
    require_not_negative("compute", compute);
    require_finite("elapsed", elapsed);
    require_positive("halving", halving);
    return compute * exp(elapsed / halving * ln_2);
}

/// Time after which algorithmic progress alone makes up for a compute ratio: halving x log2(ratio).
template <class S>
[[nodiscard]] constexpr qty::time<S>
progress_lag(const S& compute_ratio, const std::type_identity_t<qty::time<S>>& halving) {
    require_positive("compute_ratio", compute_ratio);
    require_positive("halving", halving);
    return halving * (log(compute_ratio) / ln_2);
}

/// The longest training run that makes sense when price-performance of hardware and of algorithms
/// grow by these factors a year: a run of length T that starts later is cheaper, so T past
/// 1 / (ln g_hardware + ln g_software) years loses to waiting (Epoch AI 2025: 15 months at 1.3 and
/// 1.7, 9 months at 1.3 and 3). Errors: 105 unless both factors are at least 1 and their product is
/// above 1.
template <class S>
[[nodiscard]] constexpr qty::time<S>
longest_sensible_run(const S& hardware_per_year, const std::type_identity_t<S>& software_per_year) {
    require_in_range("hardware_per_year", hardware_per_year, 1, 1e6);
    require_in_range("software_per_year", software_per_year, 1, 1e6);
    const S growth = log(hardware_per_year) + log(software_per_year);
    require_positive("growth", growth);
    return (1.0 / growth) * units::year;
}

} // namespace flopcost::training
