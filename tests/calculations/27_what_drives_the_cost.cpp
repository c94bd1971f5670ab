// SPDX-License-Identifier: MIT
// Which input drives the cost of a training run most (tornado, Sobol'), and what if two of them are
// correlated? The cost is a product of lognormals, so the answer is known: the share of an input in
// the variance of log(cost) is (log of its range)^2 over the sum of these.
#include <cmath>
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/flopcost.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::uncertainty;

constexpr auto cost = [](auto& draw) {
    const auto work = draw("FLOP", lognormal(from(2e24).to(6e24))) * flop;
    const auto speed = 989e12 * flop / second / chip * draw("MFU", lognormal(from(0.3).to(0.45)));
    return work / speed * draw("rent", lognormal(from(1.4).to(2.6))) * usd / chip_hour;
};
constexpr auto squared_log = [](double x) { return std::log(x) * std::log(x); };

TEST_CASE("27: what drives the cost of a training run") {
    const auto alone = sobol_indices(cost, {.logarithm = true});
    const auto bar = tornado(cost)[0];
    const auto shared =
        shapley_effects(cost, {.correlated = {{"FLOP", "rent", 0.6}}, .logarithm = true});
    std::printf("%s: %.0f %% of the log-variance, %.1f to %.1f million USD; correlated %.0f %%\n",
                alone[0].name.c_str(), 100 * alone[0].first, bar.low.in(mega * usd),
                bar.high.in(mega * usd), 100 * shared[0].share);
    const double sum = squared_log(3) + squared_log(1.5) + squared_log(2.6 / 1.4);
    CHECK(alone["FLOP"].first == doctest::Approx(squared_log(3) / sum).epsilon(0.01));
}
