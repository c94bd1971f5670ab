// SPDX-License-Identifier: MIT
// What does a final training run cost: as a number, an interval, a distribution? Published:
// DeepSeek-V3, 2.664 million H800-hours for 14.8e12 tokens, at 2 USD 5.328 million
// (arXiv:2412.19437, table 1).
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/flopcost.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::uncertainty;

constexpr auto plan = training::plan{.model = models::deepseek_v3,
                                     .tokens = 14.8 * tera * token,
                                     .cluster = {.chip = chips::h800, .count = 2048 * chip},
                                     .mfu = fraction{0.35}};
constexpr auto cost = [](auto p, const auto& mfu, const auto& rent) {
    p.mfu = mfu;
    return economics::rent(training::estimate(p), rent * usd / chip_hour).total();
};
constexpr auto millions = [](const auto& x, double p) { return x.quantile(p).in(mega * usd); };

TEST_CASE("1: DeepSeek-V3's pretraining, three ways") {
    const auto one = cost(plan, fraction{0.35}, 2.0).in(mega * usd);
    const auto all = cost(lift<interval>(plan), fraction{interval{0.3, 0.4}}, interval{1.5, 2.5});
    const auto drawn = simulate(100'000, [](auto& draw) {
        return cost(draw.lift(plan), draw.fraction("MFU", pert(0.28, 0.35, 0.45)),
                    draw("rent", lognormal(from(1.4).to(2.6))));
    });
    std::printf("%.2f million USD; median %.2f, 90 %%: %.2f to %.2f\n", one, millions(drawn, 0.5),
                millions(drawn, 0.05), millions(drawn, 0.95));
    CHECK((one == doctest::Approx(5.328).epsilon(0.03) && all.in(mega * usd).contains(5.328)));
}
