// SPDX-License-Identifier: MIT
// How long do 1e12 tokens take on 512 H100, with failures and checkpoints; how much energy and
// CO2e? Published: MPT-30B, 1.05e12 tokens in 11.6 days on 512 H100 (MosaicML, 2023-06), so 11.0
// days for 1e12. By hand: 512 x 700 W x 0.75 x 1.82 x 1.1 are 0.538 MW, at 385 g per kWh 4.97 t a
// day.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/flopcost.hpp>

using namespace flopcost;
using namespace flopcost::units;

constexpr workload::transformer mpt_30b{.name = "MPT-30B",
                                        .layers = 48,
                                        .hidden = 7168,
                                        .heads = 64,
                                        .kv_heads = 64,
                                        .head_dim = 112,
                                        .ffn = 28672,
                                        .gated = false,
                                        .vocab = 50432,
                                        .tied = true};

constexpr training::step_plan<> cluster{.model = mpt_30b,
                                        .chip = chips::h100,
                                        .chips = 512,
                                        .batch = 1024,
                                        .sequence = 8192,
                                        .stack = training::stacks::pytorch_fsdp};

TEST_CASE("3: 1e12 tokens of a 30B model on 512 H100") {
    const auto best = training::fastest_layout(cluster);
    auto plan = training::run_of(best.plan, 1.0 * tera * token);
    plan.carbon_intensity = 385.0 * gram_co2e / kilowatt_hour;
    const auto run = training::run(plan);
    std::printf("%.1f days, goodput %.1f %%, %.1f failures, %.0f MWh, %.0f t CO2e\n",
                run.duration.in(day), 100 * run.goodput, run.failures,
                run.facility_energy.in(megawatt_hour), run.co2e.in(tonne_co2e));
    CHECK(run.duration.in(day) == doctest::Approx(11.0).epsilon(0.25));
    CHECK(run.co2e.in(tonne_co2e) / run.duration.in(day) == doctest::Approx(4.97).epsilon(0.01));
}
