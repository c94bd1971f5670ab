// SPDX-License-Identifier: MIT
// Rent or buy 512 H100 for three years? Break-even utilisation, net present value. The break-even
// rent can be checked against the market: below 1.65 USD an hour letting an H100 loses money, above
// 2.85 it beats the stock market ("$2 H100s", Latent Space, October 2024).
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/catalog/chips.hpp>
#include <flopcost/economics/ownership.hpp>
#include <flopcost/economics/site.hpp>

using namespace flopcost;
using namespace flopcost::units;

TEST_CASE("7: rent or buy 512 H100 for three years") {
    economics::provision need{.chips = 512.0 * chip, .utilisation = fraction{0.8}};
    need.rent = 2.35 * usd / chip_hour;
    const auto h100 = economics::equipment_of(chips::h100, 25e3 * usd / chip);
    const economics::value_path<3> worth{{{0.0 * year, 1.0}, {1.0 * year, 0.7}, {3.0 * year, 0.3}}};
    const auto c = economics::compare_provision(need, h100, economics::us_colocation, worth);
    std::printf("buying saves %.1f M USD; break-even at %.0f %% use, or %.2f USD an hour\n",
                c.npv_of_buying.in(mega * usd), 100 * c.break_even_utilisation,
                c.break_even_rent.in(usd / chip_hour));
    CHECK(c.break_even_rent * need.utilisation > 1.65 * usd / chip_hour);
    CHECK(c.break_even_rent * need.utilisation < 2.85 * usd / chip_hour);
}
