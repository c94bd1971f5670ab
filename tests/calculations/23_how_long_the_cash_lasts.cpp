// SPDX-License-Identifier: MIT
// How long does the cash last; and if the burn falls to zero in two years? SenseTime at the end of
// 2023: 4.6 bn CNY of net cash, 4.7 bn burnt in a year. By hand: 11.7 months; the falling burn
// takes 4.7 x 2 / 2 = 4.7 bn, 0.1 bn more than there is.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/economics/firm.hpp>

using namespace flopcost;
using namespace flopcost::units;

TEST_CASE("23: how long 4.6 bn CNY last") {
    const auto cash = 4.6 * giga * cny;
    const auto burn = 4.7 * giga * cny / year;
    const auto level = economics::runway(cash, economics::constant_path{burn}, 5.0 * year);
    const economics::linear_path to_zero{burn, 0.0 * burn, 2.0 * year};
    const auto falling = economics::runway(cash, to_zero, 5.0 * year);
    std::printf("%.1f months; with a falling burn %.1f, and %.1f bn CNY are missing\n",
                level.time.in(month), falling.time.in(month),
                falling.capital_needed.in(giga * cny));
    CHECK(level.time.in(month) == doctest::Approx(12 * 4.6 / 4.7));
    CHECK(falling.capital_needed.in(giga * cny) == doctest::Approx(0.1));
}
