// SPDX-License-Identifier: MIT
// How many Ascend 910C come from these wafers, this yield and these HBM stacks; what binds?
// SemiAnalysis (2025-09): 2.9 M bought dies are 1.45 M packages, 13 M bought stacks 1.6 M; with
// 10 000 wafers a month at 30 % yield (76.7 x 0.3 = 23 dies each) the memory binds.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/supply/packages.hpp>

using namespace flopcost;
using namespace flopcost::units;

constexpr auto ascend_910_die = 665.6 * square_millimeter;

TEST_CASE("21: 910C from wafers, a die bank and bought memory") {
    const supply::package_plan<> plan{.wafers = 120e3 * wafer,
                                      .good_dies = 0.3 * supply::gross_dies(ascend_910_die),
                                      .die_bank = 2.9e6 * die,
                                      .dies_per_package = 2.0 * die / package,
                                      .stacks = 13e6 * supply::hbm_stack,
                                      .packaging = 4e6 * package};
    const auto out = supply::packages(plan);
    std::printf("%.2f M packages (dies would allow %.2f M); %s bind\n",
                out.packages.in(mega * package), out.by_dies.in(mega * package), name(out.binds));
    CHECK(out.packages.in(package) == doctest::Approx(1.6e6).epsilon(0.02));
}
