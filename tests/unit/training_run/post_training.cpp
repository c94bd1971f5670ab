// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <doctest/doctest.h>
#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/scalar/interval.hpp>
#include <flopcost/training/post_training.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::training;

namespace {

const rl_plan<> small{.model = models::qwen3_8b,
                      .rollout = {chips::h100, 64.0 * chip},
                      .iterations = 100,
                      .responses = 1024,
                      .mean_response = 4000,
                      .longest = 16000,
                      .replica_chips = 1};

// Answers with random lengths, written token by token on one replica: an independent calculation.
double played_seconds(const rl_plan<>& p, double answers, std::mt19937_64& random) {
    std::uniform_real_distribution<double> u(0, 1);
    const double a = p.longest / p.mean_response - 1;
    std::vector<double> waiting;
    for (int i = 0; i < static_cast<int>(answers); ++i) {
        waiting.push_back(p.longest * (1 - std::pow(u(random), 1 / a)));
    }
    const double weights = 2 * (total_parameters(p.model).number() -
                                p.model.vocab * static_cast<double>(p.model.hidden));
    const double kv = workload::kv_elements_per_token(p.model) * 2;
    const double bandwidth =
        p.rollout.chip.bandwidth.in(byte / second / chip) * p.decode_bandwidth.value();
    const double compute =
        p.rollout.chip.peak.bf16.in(flop / second / chip) * p.decode_compute.value();
    const double flop_each = 2 * workload::active_parameters(p.model).number();
    double time = 0;
    for (double k = 0; k < p.longest; ++k) {
        const auto alive = static_cast<double>(
            std::count_if(waiting.begin(), waiting.end(), [&](double l) { return l > k; }));
        if (alive == 0) {
            break;
        }
        time += std::max((weights + alive * kv * (p.prompt + k)) / bandwidth,
                         alive * flop_each / compute) +
                p.layer_latency.in(second)*p.model.layers;
    }
    return time;
}

} // namespace

TEST_CASE("writing agrees with answers played out token by token") {
    auto p = small;
    p.responses = 64 * 12; // all of them at once: 12 on each replica
    const auto r = reinforce(p);
    CHECK(r.concurrent == 12);
    const double prefill = 12 / p.samples * p.prompt * 2 *
                           workload::active_parameters(p.model).number() /
                           (p.rollout.chip.peak.bf16.in(flop / second / chip) * 0.5);
    std::mt19937_64 random(11);
    double slowest = 0;
    for (int replica = 0; replica < 64; ++replica) {
        slowest = std::max(slowest, played_seconds(p, 12, random));
    }
    CHECK(r.generation.in(second)-prefill == doctest::Approx(slowest).epsilon(0.1));
}

TEST_CASE("the long tail: few tokens, much time") {
    auto p = small;
    const auto base = reinforce(p);
    p.longest = 32000; // the same number of tokens, cut off later
    const auto longer = reinforce(p);
    CHECK(longer.generation > 1.25 * base.generation);
    CHECK(longer.learning == base.learning);
    CHECK(longer.decode_rate < base.decode_rate);
}

TEST_CASE("more answers than there is room for are written one after another") {
    auto p = small;
    p.model = models::llama3_1_70b;
    p.replica_chips = 4;
    p.responses = 1 << 15;
    const auto r = reinforce(p);
    CHECK(r.concurrent < p.responses / 16);
    // The room: 90 % of 320 GB without 141 GB of weights, over the cache of a typical answer.
    const double typical = 500 + 16000 / (16000.0 / 4000 - 1 + 2);
    CHECK(r.concurrent ==
          doctest::Approx((0.9 * 4 * 80e9 - 2 * 70.55e9) / (327680 * typical)).epsilon(0.01));
    p.responses *= 2;
    CHECK(reinforce(p).generation / r.generation == doctest::Approx(2).epsilon(0.1));
}

TEST_CASE("turns and two fleets") {
    auto p = small;
    const auto turns = reinforce(p);
    CHECK((turns.generation + turns.learning + p.synchronise) == turns.iteration);
    p.learner = {chips::h100, 64.0 * chip};
    const auto apart = reinforce(p);
    CHECK(apart.generation == turns.generation);
    CHECK(apart.learning == turns.learning);
    CHECK(apart.iteration == max(apart.generation, apart.learning) + p.synchronise);
    CHECK(apart.chip_time == apart.duration * (128.0 * chip));
    CHECK(apart.learner_idle == doctest::Approx(1 - apart.learning / apart.iteration));
    CHECK(apart.it_energy > turns.it_energy);
}

TEST_CASE("an RL fleet of long answers leaves its learner waiting, as OLMo 3's did") {
    // 32 B parameters, 20 nodes that write and 8 that learn; the report says 75 % idle. Answers of
    // up to 32 768 tokens; the batch and the mean length are assumed. The MFU that such learners
    // reach is that of pretraining at best.
    for (const double mean : {8000.0, 12000.0}) {
        const rl_plan<> p{.model = models::qwen3_32b,
                          .rollout = {chips::h100, 160.0 * chip},
                          .learner = {chips::h100, 64.0 * chip},
                          .responses = 512,
                          .samples = 8,
                          .mean_response = mean,
                          .longest = 32768,
                          .replica_chips = 8,
                          .scorings = 1,
                          .learner_mfu = fraction{0.4}};
        CHECK(reinforce(p).learner_idle > 0.5);
    }
}

TEST_CASE("DeepSeek-R1-Zero: 198 hours on 512 H800 lie in what the mechanism spans") {
    // 10 400 steps of 512 answers, written 16 steps at a time; up to 32 768 tokens each, from step
    // 8 200 on twice as many (arXiv:2501.12948 and its supplement in Nature). The mean lengths are
    // read off the paper's figure: growing to 10 000, then above it. What is not known is how good
    // the software was: from poor to good.
    auto p = lift<interval>(rl_plan<>{.model = models::deepseek_v3,
                                      .rollout = {chips::h800, 512.0 * chip},
                                      .responses = 16 * 512,
                                      .samples = 16,
                                      .replica_chips = 32,
                                      .weights = workload::number_format::fp8});
    p.decode_bandwidth = fraction{interval{0.3, 0.7}};
    p.learner_mfu = fraction{interval{0.12, 0.35}};
    p.layer_latency = interval{65, 250} * microsecond;
    p.iterations = 8200.0 / 16;
    p.mean_response = 5000;
    p.longest = 32768;
    const auto first = reinforce(p);
    p.iterations = 2200.0 / 16;
    p.mean_response = 12000;
    p.longest = 65536;
    const auto second_part = reinforce(p);
    const interval hours = (first.duration + second_part.duration).in(hour);
    CHECK(hours.contains(198));
    CHECK(hours.low() > 198 / 2.5);
    CHECK(hours.high() < 198 * 2.5);
}

TEST_CASE("a model without room for one answer does not fit, and says so") {
    auto p = small;
    p.model = models::llama3_1_405b;
    p.replica_chips = 8;
    const auto r = reinforce(p);
    CHECK_FALSE(r.fits);
    CHECK(r.concurrent == 1);
    CHECK(r.duration.in(second) > 0);
}

TEST_CASE("what cannot be is refused, all at once") {
    auto p = small;
    p.iterations = 0;
    p.longest = 100;
    p.replica_chips = 1000;
    CHECK(p.validate().size() == 3);
    CHECK_THROWS_AS((void)reinforce(p), error);
    auto q = small;
    q.model = {};
    CHECK_THROWS_AS((void)reinforce(q), error);
}
