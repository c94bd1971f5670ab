// SPDX-License-Identifier: MIT
#include "bad_input.hpp"

#include <flopcost/core/units.hpp>
#include <flopcost/uncertainty/correlation.hpp>
#include <flopcost/uncertainty/distributions.hpp>
#include <flopcost/uncertainty/shapes.hpp>
#include <flopcost/uncertainty/simulate.hpp>

using namespace flopcost;
using namespace flopcost::uncertainty;
using namespace bad_input;
using e = error_number;

namespace {

auto one_input = [](auto& draw) { return draw("x", normal(0.0, 1.0)); };

} // namespace

TEST_CASE("uncertainty refuses bad input") {
    static const row rows[] = {
        {"a deviation of nothing", [] { (void)normal(0.0, 0.0); }, e::not_positive,
         "standard deviation", 0, "above 0"},
        {"a NaN mean", [] { (void)normal(nan, 1.0); }, e::not_finite, "mean", nan, "finite"},
        {"a lognormal from zero", [] { (void)lognormal(from(0.0).to(2.0)); }, e::not_positive,
         "lower bound of a lognormal", 0, "above 0"},
        {"a PERT with its mode outside", [] { (void)pert(0.3, 0.5, 0.4); }, e::out_of_range,
         "mode of a PERT distribution", 0.5, "[0.3, 0.4]"},
        {"a triangle with its mode outside", [] { (void)triangular(1.0, 0.0, 2.0); },
         e::out_of_range, "mode of a triangular distribution", 0, "[1, 2]"},
        {"a beta without shape", [] { (void)beta(0.0, 1.0); }, e::not_positive,
         "alpha of a beta distribution", 0, "above 0"},
        {"a gamma with a negative scale", [] { (void)gamma_distribution(1.0, -1.0); },
         e::not_positive, "scale of a gamma distribution", -1, "above 0"},
        {"a probability of 2", [] { (void)bernoulli(2.0); }, e::out_of_range, "probability", 2,
         "[0, 1]"},
        {"no samples", [] { (void)simulate(0, one_input); }, e::out_of_range, "number of samples",
         0, "[1, "},
        {"a quantile beyond 1", [] { (void)simulate(64, one_input).quantile(1.5); },
         e::out_of_range, "probability of a quantile", 1.5, "[0, 1]"},
        {"an interval of negative credibility",
         [] { (void)simulate(64, one_input).interval(-0.1); }, e::out_of_range, "credibility", -0.1,
         "[0, 1]"},
    };
    check(rows);
}
