// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <flopcost/core/error.hpp>
#include <flopcost/core/list.hpp>
#include <flopcost/core/math.hpp>
#include <flopcost/scalar/dual.hpp>
#include <flopcost/scalar/pack.hpp>
#include <flopcost/uncertainty/drivers.hpp>
#include <flopcost/uncertainty/inputs.hpp>
#include <flopcost/uncertainty/outcome.hpp>
#include <flopcost/uncertainty/results.hpp>

// Sensitivity about one point, which costs a handful of evaluations: elasticities from derivatives,
// the tornado, and the shares of the variance of log(output) that follow from them.

namespace flopcost::uncertainty {

/// The pull of one input at the medians of all.
struct elasticity {
    label name;
    double at;             ///< the median of the input
    double derivative;     ///< d output / d input, in base units
    double value;          ///< relative change of the output for a relative change of the input
    double variance_share; ///< share of the variance of log(output), to first order
};

/// The outputs for one input at a low and a high quantile, all others at their medians.
template <class Q>
struct tornado_bar {
    label name;
    double low_input, high_input;
    Q low, high; ///< the outputs there; low > high where the output falls as the input rises
};

namespace detail {

template <class S, class R>
[[nodiscard]] S chosen_leaf(const R& r, std::size_t output) {
    S out{};
    std::size_t i = 0;
    visit_leaves<S>(r, "", [&](const leaf<S>& l) {
        if (i++ == output) {
            out = *l.value;
        }
    });
    if (output >= i) {
        rejected::value_out_of_range("output", static_cast<double>(output), 0.0,
                                     static_cast<double>(i) - 1.0);
    }
    return out;
}

[[nodiscard]] inline list<double> values_at(const input_list& inputs, double score) {
    list<double> x;
    for (const input& i : inputs) {
        x.push_back(i.map().at_score(score));
    }
    return x;
}

// Evaluates with one plain value for each input, as a pack: simulations need that anyway, and
// another scalar would be another instance of the model.
template <class F>
[[nodiscard]] double evaluate_at(const F& callable, const input_list& inputs, const list<double>& x,
                                 std::size_t output) {
    const list<pack<block_size>> packs(x.begin(), x.end());
    draw<pack<block_size>> d(inputs, packs.data());
    return chosen_leaf<pack<block_size>>(evaluate(callable, d), output)[0];
}

} // namespace detail

/// Elasticities of a model at the medians of its inputs, from derivatives that are exact, not
/// differences: eight inputs to each evaluation on dual numbers. The variance shares decompose the
/// variance of log(output) to first order: exact where the output is a product of powers of
/// lognormal inputs, as costs nearly are; with `correlated` they include the covariances (a share
/// may then be negative). The greatest share first.
template <class F>
[[nodiscard]] list<elasticity> elasticities(const F& callable, std::size_t output = 0,
                                            const correlations& correlated = {}) {
    constexpr std::size_t width = 8;
    using S = dual<static_cast<int>(width)>;
    const input_list inputs = detail::inputs_of(callable);
    const std::size_t n = inputs.size();
    const list<double> at = detail::values_at(inputs, 0.0);
    list<elasticity> rows;
    for (std::size_t begin = 0; begin < n; begin += width) {
        list<S> x;
        for (std::size_t i = 0; i < n; ++i) {
            x.push_back(i >= begin && i < begin + width
                            ? S::variable(at[i], static_cast<int>(i - begin))
                            : S(at[i]));
        }
        draw<S> d(inputs, x.data());
        const S y = detail::chosen_leaf<S>(detail::evaluate(callable, d), output);
        for (std::size_t i = begin; i < n && i < begin + width; ++i) {
            const double slope = y.derivative(static_cast<int>(i - begin));
            rows.push_back({inputs[i].name(), at[i], slope, slope * at[i] / y.value(), 0.0});
            // For now the change of log(output) per score of the input.
            rows.back().variance_share =
                slope / y.value() *
                (inputs[i].map().at_score(0.5) - inputs[i].map().at_score(-0.5));
        }
    }
    list<double> pull(n);
    double variance = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        const int ki = correlated.find(inputs[i].id());
        for (std::size_t j = 0; j < n; ++j) {
            const int kj = correlated.find(inputs[j].id());
            const double r = i == j ? 1.0 : (ki >= 0 && kj >= 0 ? correlated.value(ki, kj) : 0.0);
            pull[i] += r * rows[j].variance_share;
        }
        variance += rows[i].variance_share * pull[i];
    }
    for (std::size_t i = 0; i < n; ++i) {
        rows[i].variance_share *= variance > 0.0 ? pull[i] / variance : 0.0;
    }
    for (std::size_t i = 1; i < n; ++i) {
        for (std::size_t k = i; k > 0 && rows[k - 1].variance_share < rows[k].variance_share; --k) {
            std::swap(rows[k - 1], rows[k]);
        }
    }
    return rows;
}

/// The tornado of a model: each input at its `low` and `high` quantile while the others stay at
/// their medians; 2 n + 1 evaluations, the widest bar first. Interactions between inputs are not
/// seen: `sobol_indices` shows them.
template <class F>
[[nodiscard]] auto tornado(const F& callable, double low = 0.1, double high = 0.9) {
    require_in_range("low quantile of a tornado", low, 1e-9, 0.5);
    require_in_range("high quantile of a tornado", high, 0.5, 1.0 - 1e-9);
    using R = std::remove_cvref_t<decltype(callable(std::declval<draw<pack<block_size>>&>()))>;
    using Q = typename detail::output_type<0, R>::type;
    const input_list inputs = detail::inputs_of(callable);
    list<double> x = detail::values_at(inputs, 0.0);
    list<tornado_bar<Q>> bars;
    list<double> width;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const double median = x[i];
        const double from = inputs[i].map().at_score(normal_quantile(low));
        const double to = inputs[i].map().at_score(normal_quantile(high));
        x[i] = from;
        const double y0 = detail::evaluate_at(callable, inputs, x, 0);
        x[i] = to;
        const double y1 = detail::evaluate_at(callable, inputs, x, 0);
        x[i] = median;
        bars.push_back(
            {inputs[i].name(), from, to, detail::typed<Q>::make(y0), detail::typed<Q>::make(y1)});
        width.push_back(flopcost::abs(y1 - y0));
        for (std::size_t k = i; k > 0 && width[k - 1] < width[k]; --k) {
            std::swap(bars[k - 1], bars[k]);
            std::swap(width[k - 1], width[k]);
        }
    }
    return bars;
}

/// The output with every input at its median. Not the median of the output, nor its mean.
template <class F>
[[nodiscard]] auto at_medians(const F& callable) {
    using R = std::remove_cvref_t<decltype(callable(std::declval<draw<pack<block_size>>&>()))>;
    const input_list inputs = detail::inputs_of(callable);
    const list<double> x = detail::values_at(inputs, 0.0);
    return detail::typed<typename detail::output_type<0, R>::type>::make(
        detail::evaluate_at(callable, inputs, x, 0));
}

} // namespace flopcost::uncertainty
