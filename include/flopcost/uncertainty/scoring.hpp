// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <flopcost/core/error.hpp>
#include <flopcost/core/list.hpp>
#include <flopcost/core/math.hpp>
#include <flopcost/uncertainty/outcome.hpp>

// How good were the forecasts? Proper scores of predicted distributions against what happened
// (Gneiting and Raftery 2007, JASA 102(477)).

namespace flopcost::uncertainty {

/// Continuous ranked probability score of a predicted distribution against an observation, in the
/// unit of the quantity: 0 is perfect, and for a point forecast it is the absolute error. As the
/// integral of the quantile score over 200 even probabilities.
template <class Q>
[[nodiscard]] Q crps(const outcome<Q>& predicted, const Q& observed) {
    constexpr int levels = 200;
    const double y = detail::typed<Q>::base(observed);
    double sum = 0.0;
    for (int i = 0; i < levels; ++i) {
        const double p = (i + 0.5) / levels;
        const double q = detail::typed<Q>::base(predicted.quantile(p));
        sum += (y < q ? 1.0 - p : -p) * (q - y);
    }
    return detail::typed<Q>::make(2.0 * sum / levels);
}

/// Logarithmic score: minus the log of the predicted density at the observation; smaller is better.
/// The density is that of log(quantity) if `relative`, so that scores of costs in different units
/// compare. Read from the quantiles over 2 % of probability around; outside of all samples the
/// density is that of half a sample spread over the distance.
template <class Q>
[[nodiscard]] double log_score(const outcome<Q>& predicted, const Q& observed,
                               bool relative = false) {
    const double y = detail::typed<Q>::base(observed);
    const auto scale = [&](double x) { return relative ? log(x) : x; };
    if (relative) {
        require_positive("observation", y);
        require_positive("least sample", detail::typed<Q>::base(predicted.least()));
    }
    const double n = static_cast<double>(predicted.count());
    const double p = predicted.probability_below(observed).value;
    const double low = p - 0.01 > 0.0 ? p - 0.01 : 0.0;
    const double high = p + 0.01 < 1.0 ? p + 0.01 : 1.0;
    double a = scale(detail::typed<Q>::base(predicted.quantile(low)));
    double b = scale(detail::typed<Q>::base(predicted.quantile(high)));
    const double at = scale(y);
    if (at < a || at > b) {
        const double distance = at < a ? a - at : at - b;
        return -log(0.5 / n / distance);
    }
    // Samples that coincide have no density; the finest step of double stands in.
    const double width = b - a;
    return -log((high - low) / (width > 0.0 ? width : 1e-15 * flopcost::abs(at) + 1e-300));
}

/// One published or predicted interval with what came out.
struct interval_forecast {
    double low, high, observed;
};

/// How often intervals held the observation, against what they claimed.
struct coverage_result {
    std::size_t count;
    double share;      ///< of the observations inside
    double error;      ///< standard error of that share
    double mean_score; ///< interval score: mean width plus the penalty for misses
};

/// Coverage of intervals that claim `credibility`, and their mean interval score (Gneiting and
/// Raftery 2007, equation 43). Error 107 without forecasts.
[[nodiscard]] inline coverage_result coverage(const list<interval_forecast>& forecasts,
                                              double credibility = 0.9) {
    if (forecasts.empty()) {
        rejected::must_not_be_empty("forecasts");
    }
    require_in_range("credibility", credibility, 1e-6, 1.0 - 1e-6);
    const auto n = static_cast<double>(forecasts.size());
    double inside = 0.0;
    double score = 0.0;
    for (const interval_forecast& f : forecasts) {
        const double under = f.low - f.observed > 0.0 ? f.low - f.observed : 0.0;
        const double over = f.observed - f.high > 0.0 ? f.observed - f.high : 0.0;
        inside += under + over > 0.0 ? 0.0 : 1.0;
        score += f.high - f.low + 2.0 / (1.0 - credibility) * (under + over);
    }
    const double share = inside / n;
    return {forecasts.size(), share, sqrt(share * (1.0 - share) / n), score / n};
}

} // namespace flopcost::uncertainty
