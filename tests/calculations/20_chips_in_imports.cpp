// SPDX-License-Identifier: MIT
// How many chips are in 12 bn USD of imports (Taiwan to Malaysia, January to October 2025); what if
// 30 % move on? By hand: 12e9 x 0.75 / 36 742 = 245 000 chips of 2.53 H100e; 30 % are 186 000
// H100e.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/catalog/catalog.hpp>
#include <flopcost/supply/flows.hpp>
#include <flopcost/supply/stock.hpp>

using namespace flopcost;
using namespace flopcost::units;

TEST_CASE("20: chips in 12 bn USD, and where 30 % go") {
    const auto price = catalog::try_find_chip_price("GB200", 2025)->as_fact();
    const supply::purchase<tag::USD> imports{
        .value = 12.0 * giga * usd, .hardware = share{0.75}, .price = price.value};
    const auto chips_in = imports.chips();
    const auto parts = supply::split<>({.arrived = chips_in, .diverted = share{0.3}});
    const double each =
        supply::equivalents(chips::gb200, chips::h100, supply::measure::operations_8bit);
    std::printf("%.0f chips, %.0f H100e; %.0f H100e move on\n", chips_in.in(chip),
                each * chips_in.in(chip), each * parts.moved_on.in(chip));
    CHECK(chips_in.in(chip) == doctest::Approx(245e3).epsilon(0.01));
}
