// SPDX-License-Identifier: MIT
// When does a tenfold gap close; with what odds within five years? Leader 2.1x, follower 2.4x a
// year: ln 10 / ln(2.4 / 2.1) = 17 years. With a spread of 0.3 in ln growth the odds within five
// years are those of z = (2.303 - 0.668) / sqrt(0.25^2 + 1.5^2) = 1.075: 14 %.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/supply/growth.hpp>

using namespace flopcost;
using namespace flopcost::units;

TEST_CASE("22: closing a tenfold gap") {
    const supply::growth<> leader{2.1};
    const supply::growth<> follower{2.4};
    const auto when = supply::time_to_close(10.0, leader, follower);
    const supply::race<> race{.gap = 10.0,
                              .gap_spread = 0.25,
                              .closing = log(follower.per_year / leader.per_year),
                              .closing_spread = 0.3};
    const double odds = supply::crossing_odds(race, 5.0 * year);
    std::printf("closes in %.0f years; %.0f %% odds within five\n", when.in(year), 100 * odds);
    CHECK(odds == doctest::Approx(0.141).epsilon(0.01));
}
