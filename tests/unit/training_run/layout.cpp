// SPDX-License-Identifier: MIT
#include <chrono>
#include <cmath>

#include <doctest/doctest.h>
#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/training/layout.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::training;

namespace {

double s_of(const layout_result& r) {
    return r.step.duration.in(second);
}

const layout_space wide{
    .virtual_up_to = 0,
    .context_up_to = 4,
    .without_sequence_parallel = true,
    .shards = {sharding::none, sharding::optimizer, sharding::gradients, sharding::full},
    .sharding_in_domain = true,
    .recompute_steps = 3,
    .schedules = {pipeline_schedule::one_f_one_b, pipeline_schedule::gpipe,
                  pipeline_schedule::zero_bubble, pipeline_schedule::dual_pipe},
    .offload = true,
    .without_overlap = true};

struct problem_of_search {
    const char* name;
    step_plan<> plan;
};
const problem_of_search searches[] = {
    {"175B on 64",
     {.model = models::gpt3_175b, .chip = chips::a100_80gb, .chips = 64, .batch = 128}},
    {"8B on 8",
     {.model = models::llama3_1_8b,
      .chip = chips::h100,
      .chips = 8,
      .batch = 64,
      .sequence = 8192}},
    {"8B on 48",
     {.model = models::llama3_1_8b,
      .chip = chips::h100,
      .chips = 48,
      .batch = 96,
      .sequence = 4096}},
    {"70B on 128",
     {.model = models::llama3_1_70b,
      .chip = chips::h100,
      .chips = 128,
      .batch = 256,
      .sequence = 8192}},
    {"mixtral on 32",
     {.model = models::mixtral_8x7b,
      .chip = chips::h100,
      .chips = 32,
      .batch = 64,
      .sequence = 4096,
      .format = precision::fp8}},
    {"deepseek on 256",
     {.model = models::deepseek_v3,
      .chip = chips::h800,
      .chips = 256,
      .batch = 512,
      .sequence = 4096}},
    {"small on one",
     {.model = models::qwen3_0_6b,
      .chip = chips::a100_80gb,
      .chips = 1,
      .batch = 32,
      .sequence = 2048}},
    {"too big",
     {.model = models::llama3_1_405b,
      .chip = chips::a100_40gb,
      .chips = 16,
      .batch = 32,
      .sequence = 4096}},
};

} // namespace

TEST_CASE("the bounded search finds what the exhaustive one finds") {
    for (const auto& s : searches) {
        CAPTURE(s.name);
        for (const layout_space& space : {layout_space{}, wide}) {
            const auto bounded = fastest_layout(s.plan, space);
            const auto all = fastest_layout_exhaustive(s.plan, space);
            CHECK(bounded.fits == all.fits);
            CHECK(s_of(bounded) == doctest::Approx(s_of(all)).epsilon(1e-12));
            CHECK(bounded.candidates == all.candidates);
            CHECK(all.evaluated == all.candidates);
            CHECK(bounded.evaluated <= all.evaluated);
            if (all.fits) {
                CHECK(validate(bounded.plan).empty());
                CHECK(bounded.step.fits);
                CHECK(step(bounded.plan).duration == bounded.step.duration);
            }
        }
    }
}

TEST_CASE("no candidate is faster than the bound of its unit, and all are valid plans") {
    for (const auto& s : searches) {
        CAPTURE(s.name);
        training::detail::search_context context(s.plan, wide, fitted);
        long long seen = 0;
        long long wrong = 0;
        long long invalid = 0;
        context.for_each_unit([&](const training::detail::layout_unit& unit) {
            const double bound = context.bound(unit);
            long long here = 0;
            context.for_each_candidate(unit, [&](const training::detail::layout_candidate& c,
                                                 double memory) {
                ++here;
                ++seen;
                if (seen % 7 != 0) { // each seventh is enough
                    return;
                }
                wrong += context.seconds(c, unit) < bound ? 1 : 0;
                if (seen % 1001 == 0) {
                    step_plan<> p = s.plan;
                    p.layout = c.layout;
                    p.stack.tensor_overlap = c.tensor_overlap;
                    p.stack.data_overlap = c.data_overlap;
                    invalid += validate(p).empty() ? 0 : 1;
                    CHECK(step_seconds(p) == doctest::Approx(context.seconds(c, unit)));
                    CHECK(training::memory(p).total().in(byte / chip) == doctest::Approx(memory));
                }
            });
            CHECK(here == context.candidates_of(unit));
        });
        CHECK(wrong == 0);
        CHECK(invalid == 0);
    }
}

TEST_CASE("a wider space or more memory never makes the best step slower") {
    step_plan<> p{.model = models::llama3_1_70b,
                  .chip = chips::h100,
                  .chips = 64,
                  .batch = 128,
                  .sequence = 8192};
    CHECK(s_of(fastest_layout(p, wide)) <= s_of(fastest_layout(p)));
    const auto base = fastest_layout(p);
    p.chip.memory = 2.0 * p.chip.memory;
    CHECK(s_of(fastest_layout(p)) <= s_of(base));
    p.chip.scale_out = 2.0 * p.chip.scale_out;
    CHECK(s_of(fastest_layout(p)) <= s_of(base));
}

TEST_CASE("no step is faster than its FLOP at the peak") {
    for (const auto& s : searches) {
        const auto r = fastest_layout(s.plan, wide);
        const double peak = s.plan.chip.peak.at(s.plan.format).in(flop / second / chip);
        CHECK(s_of(r) >= r.step.model_flop.in(flop) / peak / s.plan.chips);
    }
}

TEST_CASE("what does not fit is a result that says how much is missing") {
    const step_plan<> p{.model = models::llama3_1_405b,
                        .chip = chips::a100_40gb,
                        .chips = 8,
                        .batch = 32,
                        .sequence = 4096};
    const auto r = fastest_layout(p);
    CHECK_FALSE(r.fits);
    CHECK(r.step.missing.in(giga * byte / chip) > 100);
    // No layout misses less.
    training::detail::search_context context(p, layout_space{}, fitted);
    double least = 1e30;
    context.for_each_unit([&](const training::detail::layout_unit& unit) {
        context.for_each_candidate(unit, [&](const training::detail::layout_candidate&,
                                             double memory) { least = std::fmin(least, memory); });
    });
    CHECK(r.step.memory.total().in(byte / chip) == doctest::Approx(least));
}

TEST_CASE("the Pareto set holds no beaten point, and the cheapest is in it") {
    const step_plan<> p{
        .model = models::llama3_1_70b, .chip = chips::h100, .batch = 512, .sequence = 8192};
    const auto counts = chip_counts(8, 512, p.chip.scale_up_domain);
    const auto set = pareto_layouts(p, counts);
    REQUIRE(set.size() >= 2);
    for (std::size_t i = 1; i < set.size(); ++i) {
        CHECK(set[i].plan.chips > set[i - 1].plan.chips);
        CHECK((set[i].step.duration < set[i - 1].step.duration ||
               set[i].chip_time() < set[i - 1].chip_time()));
    }
    const auto cheapest = cheapest_layout(p, counts);
    REQUIRE(cheapest.fits);
    for (const auto& r : set) {
        CHECK(cheapest.chip_time() <= r.chip_time());
    }
    // A deadline costs money.
    const auto hurried = cheapest_layout(p, counts, {}, {.step = 0.5 * cheapest.step.duration});
    REQUIRE(hurried.fits);
    CHECK(hurried.step.duration <= 0.5 * cheapest.step.duration);
    CHECK(hurried.chip_time() >= cheapest.chip_time());
    CHECK_FALSE(cheapest_layout(p, counts, {}, {.step = 1e-3 * second}).fits);
}

TEST_CASE("fewest chips: one less does not do") {
    const step_plan<> p{
        .model = models::llama3_1_70b, .chip = chips::h100, .batch = 64, .sequence = 4096};
    const auto counts = chip_counts(1, 256);
    const auto r = fewest_chips(p, counts);
    REQUIRE(r.fits);
    // 16 bytes for each of 70.6e9 parameters alone are 1.13 TB: more than 14 chips of 80 GB.
    CHECK(r.plan.chips > 14);
    CHECK(r.plan.chips <= 32);
    for (const int n : counts) {
        if (n < r.plan.chips) {
            step_plan<> q = p;
            q.chips = n;
            CHECK_FALSE(fastest_layout(q).fits);
        }
    }
    // Half the memory may be needed for something else.
    const auto half = pareto_layouts(p, {r.plan.chips}, {}, {.memory = fraction{0.3}});
    CHECK(half.empty());
}

TEST_CASE("numbers of chips: whole domains, rising, within the bounds") {
    const auto counts = chip_counts(4, 100, 8);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        CHECK(counts[i] >= 4);
        CHECK(counts[i] <= 100);
        CHECK((counts[i] % 8 == 0 || 8 % counts[i] == 0));
        CHECK((i == 0 || counts[i] > counts[i - 1]));
    }
    CHECK(counts.front() == 4);
    CHECK(counts.back() == 96);
}

TEST_CASE("what no layout can make valid is refused by name") {
    const auto refused = [](step_plan<> p, layout_space space, const char* parameter_name) {
        try {
            (void)fastest_layout(p, space);
            FAIL("accepted");
        } catch (const error& e) {
            CHECK(text(e.parameter()) == text(parameter_name));
        }
    };
    const step_plan<> good{
        .model = models::llama3_1_8b, .chip = chips::h100, .chips = 8, .batch = 64};
    auto p = good;
    p.chips = 0;
    refused(p, {}, "chips");
    p = good;
    p.batch = 0;
    refused(p, {}, "batch");
    p = good;
    p.model = {};
    refused(p, {}, "model.layers");
    refused(good, {.shards = {}}, "space.shards");
    refused(good, {.recompute_steps = 0}, "space.recompute_steps");
    CHECK_THROWS_AS((void)fewest_chips(good, {}), error);
    CHECK_THROWS_AS((void)chip_counts(8, 4), error);
}

TEST_CASE("175B on 64 chips: more than 3.2 million layouts") {
    const step_plan<> p{.model = models::gpt3_175b,
                        .chip = chips::a100_80gb,
                        .chips = 64,
                        .batch = 512,
                        .sequence = 2048};
    const auto clock = [](auto f) {
        const auto start = std::chrono::steady_clock::now();
        const auto r = f();
        const std::chrono::duration<double> t = std::chrono::steady_clock::now() - start;
        MESSAGE(r.candidates << " layouts, " << r.evaluated << " evaluated, " << t.count() << " s");
        return r;
    };
    const auto bounded = clock([&] { return fastest_layout(p, layout_spaces::everything); });
    const auto all = clock([&] { return fastest_layout_exhaustive(p, layout_spaces::everything); });
    CHECK(all.candidates > 3'200'000);
    CHECK(s_of(bounded) == doctest::Approx(s_of(all)).epsilon(1e-12));
    CHECK(bounded.evaluated < all.evaluated / 100);
}
