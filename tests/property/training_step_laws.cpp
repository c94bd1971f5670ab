// SPDX-License-Identifier: MIT
// What holds for a predicted step whatever the chip: equal bits in every scalar, enclosure,
// gradients; directions; bounds of physics.
#include <array>

#include <doctest/doctest.h>
#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/training/step.hpp>
#include <laws.hpp>

using namespace flopcost;
using namespace flopcost::units;
using training::step_plan;

namespace {

constexpr step_plan<> dense{.model = models::llama3_1_70b,
                            .chip = chips::h100,
                            .chips = 256,
                            .layout = {.tensor = 4,
                                       .sequence_parallel = true,
                                       .pipeline = 4,
                                       .virtual_stages = 5,
                                       .context = 2},
                            .batch = 128,
                            .sequence = 8192};
constexpr step_plan<> routed{.model = models::deepseek_v3,
                             .chip = chips::b200,
                             .chips = 256,
                             .layout = {.pipeline = 8, .virtual_stages = 2, .expert = 32},
                             .batch = 2048,
                             .sequence = 4096,
                             .format = precision::fp8,
                             .stack = training::stacks::captured};
constexpr step_plan<> sharded{.model = models::llama3_1_8b,
                              .chip = chips::a100_sxm4_80gb,
                              .chips = 64,
                              .layout = {.micro_batch = 1,
                                         .shard = training::sharding::full,
                                         .recomputation = training::recompute::full,
                                         .offload_activations = 0.5},
                              .batch = 128,
                              .sequence = 4096,
                              .stack = training::stacks::pytorch_fsdp};

// The chip and fabric rates of a plan in any scalar.
template <class S>
step_plan<S> with(const step_plan<>& base, const std::array<S, 6>& x) {
    auto p = lift<S>(base);
    p.chip.peak.bf16 = x[0] * (tera * flop / second / chip);
    p.chip.peak.fp8 = 2.0 * p.chip.peak.bf16;
    p.chip.bandwidth = x[1] * (tera * byte / second / chip);
    p.chip.scale_up = x[2] * (giga * byte / second / chip);
    p.chip.scale_out = x[3] * (giga * byte / second / chip);
    p.chip.tdp = x[4] * (watt / chip);
    p.oversubscription = x[5];
    return p;
}

constexpr std::array<flopcost_test::range, 6> box{
    {{600, 2500}, {2, 8}, {200, 900}, {20, 100}, {400, 1200}, {1, 4}}};

} // namespace

TEST_CASE("a step keeps the laws of all scalars") {
    for (const auto* base : {&dense, &routed, &sharded}) {
        const flopcost_test::law_options options{.gradient_tolerance = 1e-3, .samples = 20};
        flopcost_test::check_laws<6>(
            box, [&](const auto& x) { return training::step(with(*base, x)).duration.in(second); },
            options);
        flopcost_test::check_laws<6>(
            box, [&](const auto& x) { return training::step(with(*base, x)).mfu; }, options);
    }
}

TEST_CASE("faster hardware never makes a step slower") {
    for (const auto* base : {&dense, &routed, &sharded}) {
        const std::array<double, 6> x{1000, 3.35, 450, 50, 700, 1};
        const double now = training::step_seconds(with(*base, x));
        for (std::size_t i = 0; i < 6; ++i) {
            auto better = x;
            better[i] *= i == 5 ? 2 : 1.3; // oversubscription is worse when larger
            const double then = training::step_seconds(with(*base, better));
            if (i == 5) {
                CHECK(then >= now);
            } else if (i == 0) {
                // More peak at the same power runs at a lower clock, but not slower as a whole.
                CHECK(then <= now * (1 + 1e-9));
            } else {
                CHECK(then <= now * (1 + 1e-12));
            }
        }
    }
}

TEST_CASE("work is proportional") {
    // Twice the batch in twice the micro-batches: at most twice the time, for fixed parts stay.
    for (const auto* base : {&dense, &routed, &sharded}) {
        step_plan<> twice = *base;
        twice.batch *= 2;
        const double one = training::step_seconds(*base);
        const double two = training::step_seconds(twice);
        CHECK(two > one);
        CHECK(two <= 2 * one);
    }
}

TEST_CASE("no step beats the datasheet, and its memory holds the state") {
    for (const auto* base : {&dense, &routed, &sharded}) {
        const auto r = training::step(*base);
        const double peak = training::detail::peak_of(base->chip, base->format);
        CHECK(r.duration.in(second) > r.model_flop.in(flop) / base->chips / peak);
        CHECK(r.hfu > 0);
        CHECK(r.memory.total() > r.memory.weights + r.memory.gradients + r.memory.optimizer);
        CHECK(r.parts.total() / r.duration == doctest::Approx(1).epsilon(1e-12));
    }
}

TEST_CASE("finer sharding never needs more memory") {
    using training::sharding;
    step_plan<> p = sharded;
    p.layout.offload_activations = 0;
    double last = 1e30;
    for (const sharding s : {sharding::none, sharding::optimizer, sharding::gradients}) {
        p.layout.shard = s;
        const double now = training::memory(p).total().in(giga * byte / chip);
        CHECK(now <= last);
        last = now;
    }
    using training::recompute;
    last = 1e30;
    for (const recompute mode : {recompute::none, recompute::selective, recompute::full}) {
        p.layout.recomputation = mode;
        const double now = training::memory(p).activations.in(giga * byte / chip);
        CHECK(now <= last);
        last = now;
    }
}
