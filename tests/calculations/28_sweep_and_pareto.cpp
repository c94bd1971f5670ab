// SPDX-License-Identifier: MIT
// Sweep 10 000 scenarios, keep the Pareto set of cost against time. Here: chips, MFU, rent and
// failures of a run of 1e12 tokens. By hand: no scenario costs less than all tokens at the best MFU
// and the lowest rent, 6 x 69.5e9 x 1e12 / (0.5 x 989.4e12) s.
#include <cstdio>
#include <vector>

#include <doctest/doctest.h>

#include <flopcost/flopcost.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::uncertainty;

struct run {
    qty::time<> duration{};
    qty::usd<> cost{};
};
const auto scenario_run = [](const auto& s) {
    const auto use = training::estimate(training::plan{.model = models::llama3_1_70b,
                                                       .tokens = 1.0 * tera * token,
                                                       .cluster = {chips::h100, s("chips") * chip},
                                                       .mfu = fraction{s("MFU")}});
    const training::reliability<> fleet{.between_failures =
                                            s("hours between failures") * chip_hour};
    const double good = training::goodput(fleet, s("chips") * chip).goodput;
    return run{use.duration / good, use.chip_time / good * (s("rent") * usd / chip_hour)};
};

const std::vector<axis> grid{ratio_axis("chips", 128, 65536, 10), linear_axis("MFU", 0.2, 0.5, 10),
                             linear_axis("rent", 1, 3, 10),
                             ratio_axis("hours between failures", 5e3, 5e4, 10)};

TEST_CASE("28: 10 000 scenarios of a run") {
    const auto table = sweep(scenario_run, grid);
    const auto best =
        table.pareto([](auto& r) { return r.duration; }, [](auto& r) { return r.cost; });
    for (const auto i : best) {
        const run& r = table.result(i);
        std::printf("%.1f days, %.3f million USD\n", r.duration.in(day), r.cost.in(mega * usd));
    }
    const auto& cheapest = table.result(best.back());
    CHECK(cheapest.cost.in(usd) > 6 * 69.5e21 / (0.5 * 989.4e12) / 3600);
}
