// SPDX-License-Identifier: MIT
#include <cmath>

#include <doctest/doctest.h>
#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/training/run.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::training;

namespace {

constexpr hardware::chip<> a100{.name = "A100",
                                .peak = {.bf16 = 312 * tera * flop / second / chip},
                                .memory = 80.0 * giga * byte / chip,
                                .tdp = 400.0 * watt / chip};
constexpr run_plan<> simple{.tokens = 1.4 * tera * token,
                            .cluster = {a100, 2048.0 * chip},
                            .batch = 4.0 * mega * token,
                            .step = 5.25 * second};

} // namespace

static_assert(run(simple).parts.total() == run(simple).duration);

TEST_CASE("LLaMA-65B: 2 048 A100, 380 tokens per second and chip, 21 days (arXiv:2302.13971)") {
    auto p = simple;
    p.step = p.batch / (380.0 * 2048 * token / second);
    const auto r = run(p);
    CHECK(r.parts.training.in(day) == doctest::Approx(21).epsilon(0.02));
    // Table 15: 1 022 362 chip-hours; what is beyond the steps is 2 %.
    CHECK(r.parts.training * p.cluster.count / (1022362.0 * chip_hour) ==
          doctest::Approx(1).epsilon(0.03));
    CHECK(r.duration > r.parts.training);
}

TEST_CASE("energy and carbon as LLaMA's and BLOOM's authors count them") {
    // Table 15 of arXiv:2302.13971: TDP of the chip alone, PUE 1.1, 385 g per kWh:
    // 1 022 362 h give 449 MWh and 173 t.
    auto p = simple;
    p.power_draw = fraction{1.0};
    p.server_power = 1;
    p.pue = 1.1;
    p.carbon_intensity = 385.0 * gram_co2e / kilowatt_hour;
    p.reliability.between_failures = 0.0 * chip_hour;
    p.reliability.checkpoint = 0.0 * second;
    p.step = 1022362.0 * chip_hour / p.cluster.count / (p.tokens / p.batch);
    const auto llama = run(p);
    CHECK(llama.chip_time.in(chip_hour) == doctest::Approx(1022362));
    CHECK(llama.facility_energy.in(megawatt_hour) == doctest::Approx(449).epsilon(0.005));
    CHECK(llama.co2e.in(tonne_co2e) == doctest::Approx(173).epsilon(0.005));
    // arXiv:2211.02001: 1 082 990 h, 433 MWh at the servers, 57 g per kWh: 24.7 t.
    p.cluster.count = 384.0 * chip;
    p.step = 1082990.0 * chip_hour / p.cluster.count / (p.tokens / p.batch);
    p.pue = 1;
    p.carbon_intensity = 57.0 * gram_co2e / kilowatt_hour;
    const auto bloom = run(p);
    CHECK(bloom.it_energy.in(megawatt_hour) == doctest::Approx(433.196).epsilon(0.001));
    CHECK(bloom.co2e.in(tonne_co2e) == doctest::Approx(24.69).epsilon(0.001));
}

TEST_CASE("parts sum to the run; every addition lengthens it") {
    auto p = simple;
    const auto base = run(p);
    p.evaluation = share{0.03};
    const auto evaluated = run(p);
    p.warmup = share{0.1};
    p.first_batch = 0.25;
    p.fixed_step = 0.2;
    const auto warmed = run(p);
    p.reliability.planned_stops = share{0.05};
    const auto stopped = run(p);
    CHECK(base.duration < evaluated.duration);
    CHECK(evaluated.duration < warmed.duration);
    CHECK(warmed.duration < stopped.duration);
    CHECK(evaluated.parts.evaluation / evaluated.parts.training == doctest::Approx(0.03));
    CHECK(base.steps == 350000);
    CHECK(warmed.steps > base.steps);
    CHECK(stopped.goodput == doctest::Approx((stopped.parts.training + stopped.parts.warmup +
                                              stopped.parts.evaluation) /
                                             stopped.duration));
    for (const auto& r : {base, evaluated, warmed, stopped}) {
        CHECK(r.parts.total() == r.duration);
        CHECK(r.chip_time == r.duration * p.cluster.count);
    }
}

TEST_CASE("a batch that grows takes as many steps as playing it out") {
    auto p = simple;
    p.warmup = share{0.05};
    p.first_batch = 0.1;
    p.fixed_step = 0.15;
    const auto r = run(p);
    const double batch = p.batch.in(token);
    const double grow = 0.05 * p.tokens.in(token);
    double seen = 0;
    double steps = 0;
    double time = 0;
    while (seen < grow) {
        const double b = batch * (0.1 + 0.9 * seen / grow);
        seen += b;
        ++steps;
        time += p.step.in(second) * (0.15 + 0.85 * b / batch);
    }
    steps += (p.tokens.in(token)-seen) / batch;
    time += (p.tokens.in(token)-seen) / batch * p.step.in(second);
    CHECK(r.steps == doctest::Approx(steps).epsilon(1e-3));
    CHECK((r.parts.training + r.parts.warmup).in(second) == doctest::Approx(time).epsilon(1e-3));
}

TEST_CASE("a predicted step makes a run") {
    const auto plan = step_plan{.model = models::llama3_1_8b,
                                .chip = chips::h100,
                                .chips = 512,
                                .layout = {.shard = sharding::full},
                                .batch = 1024,
                                .sequence = 8192};
    const auto s = step(plan);
    const auto p = run_of(plan, 1.0 * tera * token);
    CHECK(p.step == s.duration);
    CHECK(p.batch.in(token) == 1024 * 8192);
    const auto r = run(p);
    CHECK(r.parts.training / (1.0 * tera * token / p.batch * s.duration) == doctest::Approx(1));
    CHECK(r.flop / (p.cluster.chip.peak.bf16 * r.chip_time) < s.mfu);
}

TEST_CASE("what cannot be is refused, all of it at once") {
    auto p = simple;
    p.tokens = 0.0 * token;
    p.step = -1.0 * second;
    p.pue = 0.5;
    const problems found = p.validate();
    CHECK(found.size() == 3);
    CHECK_THROWS_AS((void)run(p), error);
    auto q = simple;
    q.first_batch = 0;
    CHECK(q.validate().size() == 1);
}
