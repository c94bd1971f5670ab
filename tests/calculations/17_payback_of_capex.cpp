// SPDX-License-Identifier: MIT
// When do 10 bn USD of data-centre capex pay back at today's price, at a tenth of it? At 38 bn a GW
// of IT (Epoch AI 2026) they buy 0.263 GW, 178 800 H100 at 1 472 W; 1 850 tokens/s from each
// (DeepSeek's node) for 80 % of the hours are 8.35e15 a year, at 0.42 USD a million 3.51 bn, less
// 0.24 bn to run. By hand, at 10 %: -ln(1 - 10 ln 1.1 / 3.27) / ln 1.1 = 3.6 years.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/economics/firm.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::economics;

TEST_CASE("17: payback of 10 bn USD at today's price and at a tenth") {
    const auto power = 10e9 * usd / (38.0 * usd / watt);
    cohort centre{.capex = 10e9 * usd};
    centre.volume = power / (1472.0 * watt / chip) * 0.8 * (1850.0 * token / second / chip);
    centre.running_cost = power * (0.9 * usd / watt / year);
    const auto today = pay_back(centre, constant_path{0.42 * usd / (mega * token)}).payback;
    const auto tenth = pay_back(centre, constant_path{0.042 * usd / (mega * token)}).payback;
    std::printf("%.1f years; at a tenth of the price %.0f %% come back in six\n",
                today.time.in(year), 100 * tenth.recovered);
    CHECK(today.time.in(year) == doctest::Approx(3.615).epsilon(0.001));
    CHECK(tenth.recovered == doctest::Approx(0.052).epsilon(0.001));
}
