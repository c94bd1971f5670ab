// SPDX-License-Identifier: MIT
// What holds for the envelope models whatever the numbers: equal bits in every scalar, enclosure,
// gradients, homogeneity, monotonicity.
#include <array>

#include <doctest/doctest.h>
#include <flopcost/training/plan.hpp>
#include <flopcost/training/scaling_law.hpp>
#include <laws.hpp>

using namespace flopcost;
using namespace flopcost::units;

namespace {

constexpr workload::transformer model{.layers = 32,
                                      .hidden = 4096,
                                      .heads = 32,
                                      .kv_heads = 8,
                                      .head_dim = 128,
                                      .ffn = 14336,
                                      .vocab = 128256};
constexpr hardware::chip<> some_chip{.name = "some chip",
                                     .peak = {.bf16 = 989.4 * tera * flop / second / chip},
                                     .memory = 80.0 * giga * byte / chip,
                                     .tdp = 700.0 * watt / chip};
constexpr auto base = training::plan{.model = model,
                                     .tokens = 15.0 * tera * token,
                                     .cluster = {.chip = some_chip, .count = 1024 * chip},
                                     .mfu = fraction{0.4}};

template <class S>
training::plan<S> with(const std::array<S, 5>& x) {
    auto p = lift<S>(base);
    p.tokens = x[0] * (tera * token);
    p.mfu = fraction<S>(x[1]);
    p.cluster.count = x[2] * chip;
    p.cluster.chip.tdp = x[3] * (watt / chip);
    p.cluster.chip.peak.bf16 = x[4] * (tera * flop / second / chip);
    return p;
}

constexpr std::array<flopcost_test::range, 5> box{
    {{1, 20}, {0.2, 0.6}, {64, 4096}, {300, 1000}, {300, 2500}}};

} // namespace

TEST_CASE("the estimate keeps the laws of all scalars") {
    flopcost_test::check_laws<5>(
        box, [](const auto& x) { return training::estimate(with(x)).chip_time.in(chip_hour); });
    flopcost_test::check_laws<5>(
        box, [](const auto& x) { return training::estimate(with(x)).duration.in(day); });
    flopcost_test::check_laws<5>(
        box, [](const auto& x) { return training::estimate(with(x)).it_energy.in(kilowatt_hour); });
    flopcost_test::check_laws<5>(box, [](const auto& x) {
        return training::estimate(with(x)).throughput.in(token / second);
    });
    flopcost_test::check_laws<5>(box,
                                 [](const auto& x) {
                                     return training::estimate(with(x)).missing_memory.in(
                                         giga * byte / chip);
                                 },
                                 {.gradient = false}); // the point where it begins to fit is a kink
}

TEST_CASE("scaling laws keep the laws of all scalars") {
    using namespace training;
    using flopcost::exp; // not that of <cmath>: another last bit
    const std::array<flopcost_test::range, 2> budget{{{20, 24}, {0.30, 0.40}}};
    const auto law = [](const auto& x) {
        using S = std::decay_t<decltype(x[0])>;
        auto w = lift<S>(scaling_laws::chinchilla_refit);
        w.size_power = x[1];
        return w;
    };
    flopcost_test::check_laws<2>(budget, [&](const auto& x) {
        return compute_optimal(law(x), exp(x[0] * ln_10) * flop).parameters.in(giga * parameter);
    });
    flopcost_test::check_laws<2>(budget, [&](const auto& x) {
        return cheapest_for_loss(law(x), x[0] * 0.1).tokens.in(giga * token);
    });
    flopcost_test::check_laws<2>(budget,
                                 [&](const auto& x) {
                                     return inference_aware_budget(law(x), exp(x[0] * ln_10) * flop,
                                                                   {.tokens = 1e12 * token})
                                         .parameters.in(giga * parameter);
                                 },
                                 {.gradient_tolerance = 1e-4});
    flopcost_test::check_laws<2>(budget,
                                 [&](const auto& x) {
                                     return inference_aware(law(x), x[0] * 0.1,
                                                            {.tokens = 1e12 * token})
                                         .parameters.in(giga * parameter);
                                 },
                                 {.gradient_tolerance = 1e-4});
}

TEST_CASE("twice the tokens take twice of everything; more chips only shorten") {
    const auto one = training::estimate(base);
    auto p = base;
    p.tokens = 2 * base.tokens;
    const auto two = training::estimate(p);
    CHECK(two.flop == 2 * one.flop);
    CHECK(two.chip_time == 2 * one.chip_time);
    CHECK(two.duration == 2 * one.duration);
    CHECK(two.it_energy == 2 * one.it_energy);
    CHECK(two.throughput == one.throughput);
    p = base;
    p.cluster.count = 2 * base.cluster.count;
    const auto wide = training::estimate(p);
    CHECK(wide.chip_time == one.chip_time);
    CHECK(2 * wide.duration == one.duration);
    CHECK(wide.it_energy == one.it_energy);
    CHECK(2 * wide.state_memory == one.state_memory);
}

TEST_CASE("no estimate is faster than the peak") {
    for (const double mfu : {0.1, 0.5, 1.0}) {
        auto p = base;
        p.mfu = fraction{mfu};
        const auto e = training::estimate(p);
        CHECK(e.chip_time * some_chip.peak.bf16 >= e.flop * (1 - 1e-12));
        CHECK(e.duration * p.cluster.count / e.chip_time == doctest::Approx(1));
    }
}

TEST_CASE("a better MFU never costs more; attention in the count never costs less") {
    auto p = base;
    auto last = training::estimate(base);
    for (double mfu = 0.41; mfu < 1; mfu += 0.05) {
        p.mfu = fraction{mfu};
        const auto e = training::estimate(p);
        CHECK(e.chip_time < last.chip_time);
        last = e;
    }
    p = base;
    p.counting = training::flop_count::causal;
    const auto causal = training::estimate(p);
    p.counting = training::flop_count::full;
    const auto full = training::estimate(p);
    CHECK(training::estimate(base).flop < causal.flop);
    CHECK(causal.flop < full.flop);
}
