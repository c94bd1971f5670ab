// SPDX-License-Identifier: MIT
// What did this agent request cost under three tariffs, with cached tokens, on a Saturday night in
// Beijing? By hand, for 8k fresh, 90k cached and 1k out, in thousandths of a dollar: DeepSeek V4
// Pro 8 x 0.66 + 90 x 0.022 + 1.98 = 9.24 (on Monday morning, at peak, twice that), V4 Flash
// 8 x 0.22 + 90 x 0.007 + 0.66 = 3.05, GPT-5.1 8 x 1.25 + 90 x 0.13 + 10 = 31.7.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/catalog/prices.hpp>
#include <flopcost/economics/tariff.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::economics;

TEST_CASE("14: an agent's request on a Saturday night in Beijing") {
    const auto asked = reported_usage{98e3 * token, 90e3 * token, {}, 1e3 * token}.split();
    const instant saturday{date{2026, 9, 5}, 22, 30, 480}; // minutes ahead of UTC
    const auto gpt = tariff_on(catalog::find_price("gpt-5.1"), {2025, 11, 13}, {2027, 1, 1});
    const auto pro = tariff_from(catalog::deepseek_prices, "deepseek-v4-pro");
    const auto flash = tariff_from(catalog::deepseek_prices, "deepseek-v4-flash");
    for (const auto& [list, hand] : {std::pair{pro, 9.24}, {flash, 3.05}, {gpt, 31.7}}) {
        const double cost = bill(list, asked, saturday).total().in(milli * usd);
        CHECK_MESSAGE(cost == doctest::Approx(hand), list.name);
        std::printf("%-18s %.2f thousandths of a dollar\n", list.name, cost);
    }
}
