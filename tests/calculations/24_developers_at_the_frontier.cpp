// SPDX-License-Identifier: MIT
// How many developers can stay at the frontier on this pool of capital? Training cost grows 2.4
// times a year from 40.6 M USD in March 2023 (Cottier et al. 2024), and a run is a tenth to a third
// of all research compute. Independent: ln(1e9 / 40.6e6) / ln 2.4 = 3.7 years, a run of 1 bn in
// late 2026 (they say 2027).
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/economics/firm.hpp>

using namespace flopcost;
using namespace flopcost::units;

TEST_CASE("24: developers that 30 bn USD a year keep at the frontier") {
    const economics::growth_path run{40.6 * mega * usd / year, 2.4};
    const auto pool = 30.0 * giga * usd / year;
    for (const double since : {2.0, 3.0, 4.0}) {
        std::printf("March %.0f: %.0f firms\n", 2023 + since,
                    economics::sustainable_firms(pool, run(since * year) / 0.2));
    }
    const double now = economics::sustainable_firms(pool, run(4.0 * year) / 0.2);
    CHECK(now == doctest::Approx(30e3 * 0.2 / 40.6 / 33.1776)); // 2.4^4
    CHECK(run(3.66 * year).in(giga * usd / year) == doctest::Approx(1.0).epsilon(0.01));
}
