// SPDX-License-Identifier: MIT
// Is this list price below cost? What is the implied subsidy per million tokens? R1's output price
// against what DeepSeek published of its serving day (2025-02-28): 14 800 tokens/s of output from a
// node of eight chips at 2 USD, so 0.300 USD for a million and 7.3 times that in the price.
// Research of 100 M USD to be earned back in a year at 10 % is 110 M over 61.4e12 tokens, 1.79 a
// million: 2.09 in all, just below the price.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/economics/firm.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::economics;

TEST_CASE("16: is R1's output sold below cost?") {
    const auto price = 2.19 * usd / (mega * token);
    const auto node = 14800.0 * token / second / (8.0 * chip);
    const auto serving = commodity_price(2.0 * usd / chip_hour, node, fraction{1.0});
    token_economics r1{.serving = serving, .research = 100e6 * usd, .recovery = 1.0 * year};
    r1.volume = 168e9 * token / day;
    const auto cost = full_cost(r1).total();
    std::printf("margin %.0f %%, subsidy %.2f USD a million\n", 100 * margin(price, cost),
                1e6 * subsidy(price, cost).in(usd / token));
    CHECK(price / serving == doctest::Approx(7.3).epsilon(0.01));
    CHECK((cost / price) == doctest::Approx((0.3003 + 110e6 / 61.362e6) / 2.19).epsilon(1e-3));
}
