// SPDX-License-Identifier: MIT
// My own chip, my own currency, my own tariff: the same questions. By hand: 6 x 8.03e9 x 1e12 FLOP
// less the input embedding, at 40 % of 500 TFLOP/s 62.5 thousand chip-hours; 30 000 fresh and 5 000
// written tokens at 2 and 9 francs per million are 0.105 francs.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/flopcost.hpp>

using namespace flopcost;
using namespace flopcost::units;

struct CHF {
    static constexpr const char* name = "CHF";
};
constexpr unit<dim<CHF>> chf{};
constexpr hardware::chip<> mine{.name = "mine",
                                .peak = {.bf16 = 500.0 * tera * flop / second / chip},
                                .memory = 96.0 * giga * byte / chip,
                                .bandwidth = 2.0 * tera * byte / second / chip,
                                .tdp = 500.0 * watt / chip};
constexpr economics::tariff<double, CHF> my_tariff{
    .name = "mine",
    .lines = {
        {.from = date{2026, 1, 1},
         .until = economics::forever,
         .prices = {.fresh = 2.0 * chf / (mega * token), .output = 9.0 * chf / (mega * token)}}}};

constexpr training::plan<> plan{.model = models::llama3_1_8b,
                                .tokens = 1.0 * tera * token,
                                .cluster = {mine, 512.0 * chip},
                                .mfu = fraction{0.4}};

TEST_CASE("26: a run and a request in francs") {
    const auto run = economics::rent(training::estimate(plan), 1.5 * chf / chip_hour).total();
    const economics::usage<> asked{.fresh = 30e3 * token, .output = 5e3 * token};
    const auto paid = economics::bill(my_tariff, asked, date{2026, 6, 1}).total();
    std::printf("the run %.0f CHF, the request %.3f CHF\n", run.in(chf), paid.in(chf));
    CHECK(run.in(chf) == doctest::Approx(1.5 * 6 * 7.505e21 / (0.4 * 500e12) / 3600).epsilon(1e-4));
    CHECK(paid.in(chf) == doctest::Approx(0.105));
}
