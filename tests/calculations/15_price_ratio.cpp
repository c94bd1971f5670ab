// SPDX-License-Identifier: MIT
// Price ratio of two models at a date and mix? DeepSeek V3.2 against GPT-5.1 in November 2025, by
// hand: (3 x 0.28 + 0.42) / (3 x 1.25 + 10) = 0.092 at three input tokens for each output token.
// The mix is one cause, how many tokens a solved task takes is another: they multiply.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/catalog/prices.hpp>
#include <flopcost/economics/tariff.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::economics;

TEST_CASE("15: the price of DeepSeek V3.2 over that of GPT-5.1") {
    const auto v32 = tariff_from(catalog::deepseek_prices, "deepseek-chat");
    const auto gpt = tariff_on(catalog::find_price("gpt-5.1"), {2025, 11, 13}, {2026, 1, 1});
    const instant then{date{2025, 11, 30}};
    const usage one{.fresh = 3e3 * token, .output = 1e3 * token};
    const usage two{.fresh = 6e3 * token, .output = 2e3 * token};
    const double a_token = price_ratio(v32, gpt, one, then);
    const double a_task = price_ratio_per_task(v32, two, fraction{.4}, gpt, one, fraction{.5}, then);
    std::printf("%.3f a token, %.3f a solved task\n", a_token, a_task);
    CHECK(a_token == doctest::Approx(1.26 / 13.75));
    CHECK(a_task == doctest::Approx(a_token * 2 * 1.25)); // the tokens, and 4/5 of the successes
}
