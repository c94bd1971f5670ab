// SPDX-License-Identifier: MIT
// Which utilisation makes a tenth of the price profitable? Output of DeepSeek-V3 on its own
// published throughput, 14 800 tokens/s from eight H800 at 2 USD: 0.300 USD per million at full
// load. GPT-5.1 costs 10 USD, so a tenth is 1 USD: 30 % of the hours will do.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/economics/firm.hpp>
#include <flopcost/scalar/interval.hpp>

using namespace flopcost;
using namespace flopcost::units;

TEST_CASE("18: utilisation at which a tenth of GPT-5.1's price pays") {
    const auto rate = 14800.0 / 8 * token / second / chip;
    const auto rent = interval{1.6, 2.4} * (usd / chip_hour);
    const auto tenth = 0.1 * 10.0 * usd / (mega * token);
    const interval needed = economics::utilisation_to_break_even(rent, rate, tenth);
    std::printf("%.0f to %.0f %% of the hours at 1.6 to 2.4 USD an hour\n", 100 * needed.low(),
                100 * needed.high());
    CHECK(needed.contains(0.3003)); // 2 / 3600 / 1850 x 1e6
    CHECK(needed.high() < 1);
}
