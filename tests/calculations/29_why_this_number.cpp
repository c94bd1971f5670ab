// SPDX-License-Identifier: MIT
// Why is this number what it is? The official cost of DeepSeek-V3, with its formula, its inputs and
// where they come from (arXiv:2412.19437, table 1: 2.788 M H800-hours at 2 USD are 5.576 M USD).
#include <iostream>

#include <doctest/doctest.h>

#include <flopcost/core/units.hpp>
#include <flopcost/report/explain.hpp>

using namespace flopcost;
using namespace flopcost::units;

TEST_CASE("29: the cost of DeepSeek-V3 explains itself") {
    const fact hours{.value = 2.788 * mega * chip_hour, .as_of = date{2024, 12, 27},
                     .source = "arXiv:2412.19437, table 1", .name = "chip time"};
    const fact rent{.value = 2.0 * usd / chip_hour, .as_of = date{2024, 12, 27},
                    .source = "arXiv:2412.19437, table 1", .name = "rent"};
    const auto cost = hours.as<traced>() * rent.as<traced>();
    report::explain(std::cout, cost, "training cost");
    CHECK(value_of(cost.in(usd)) == doctest::Approx(5.576e6));
}
