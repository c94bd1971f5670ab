// SPDX-License-Identifier: MIT
// What did an R1-like reinforcement-learning stage cost? Published: DeepSeek-R1-Zero took 198 hours
// on 512 H800, 203 thousand of the 294 thousand USD of R1 at 2 USD per hour (Nature 645, 633).
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/flopcost.hpp>

using namespace flopcost;
using namespace flopcost::units;

// 10 400 steps of 512 answers of up to 32 768 tokens, written 16 steps at a time; 7 000 tokens on
// average, grown from a few hundred to over ten thousand.
const training::rl_plan<> r1_zero{.model = models::deepseek_v3,
                                  .rollout = {chips::h800, 512.0 * chip},
                                  .iterations = 650,
                                  .responses = 8192,
                                  .mean_response = 7000,
                                  .longest = 32768,
                                  .replica_chips = 32,
                                  .weights = workload::number_format::fp8};

TEST_CASE("6: DeepSeek-R1-Zero") {
    auto plan = lift<interval>(r1_zero);
    plan.decode_bandwidth = fraction{interval{0.3, 0.7}}; // software from poor to good
    plan.learner_mfu = fraction{interval{0.12, 0.35}};
    plan.layer_latency = interval{65, 250} * microsecond;
    const auto r = training::reinforce(plan);
    const interval cost = economics::rent(r, 2.0 * usd / chip_hour).total().in(kilo * usd);
    std::printf("%.0f to %.0f hours, %.0f to %.0f thousand USD\n", r.duration.in(hour).low(),
                r.duration.in(hour).high(), cost.low(), cost.high());
    CHECK((cost.contains(512 * 198 * 2 / 1e3) && cost.high() < 4 * cost.low()));
}
