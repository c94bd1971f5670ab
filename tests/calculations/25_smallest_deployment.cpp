// SPDX-License-Identifier: MIT
// Smallest deployment of an open model; from which volume is it cheaper than the API? By hand: a
// rented deployment costs the same whatever it serves, so the break-even is its monthly rent over
// the API's price of a million tokens.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/flopcost.hpp>

using namespace flopcost;
using namespace flopcost::units;

TEST_CASE("25: the smallest deployment of DeepSeek-V3, and the volume from which it pays") {
    const serving::traffic<> chat{.input = 3000.0 * token, .output = 1000.0 * token};
    const auto node = serving::smallest(models::deepseek_v3, chips::h200, chat,
                                        {.per_user = 20.0 * token / second}, 2.0 * usd / chip_hour);
    const auto monthly = 2.0 * usd / chip_hour * (node.best.chips() * chip) * (1.0 * month);
    const auto api = (0.28 * 3 + 0.42) * usd / (mega * token); // V3.2, November 2025, 3:1
    std::printf("%d chips, %.0f USD a month; cheaper than the API above %.1f billion tokens\n",
                node.best.chips(), monthly.in(usd), (monthly / api).in(giga * token));
    CHECK(node.best.chips() == 8); // 671 GB of 8-bit weights need five chips of 141 GB
    CHECK((monthly / api).in(giga * token) == doctest::Approx(2.0 * 8 * 730.5 / 1.26 / 1000));
}
