// SPDX-License-Identifier: MIT
// Runs, goodput and reinforcement learning in every scalar.
#include <array>

#include <doctest/doctest.h>
#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/training/post_training.hpp>
#include <flopcost/training/run.hpp>
#include <laws.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::training;

namespace {

template <class X>
using scalar_of = typename X::value_type;

template <class S>
run_plan<S> a_run(const std::array<S, 4>& x) {
    auto p = lift<S>(run_plan<>{.tokens = 1.0 * tera * token,
                                .cluster = {chips::h100, 512.0 * chip},
                                .batch = 4.0 * mega * token,
                                .step = 2.0 * second,
                                .flop = 4e10 * flop / token,
                                .warmup = share{0.05},
                                .first_batch = 0.2,
                                .carbon_intensity = 400.0 * gram_co2e / kilowatt_hour});
    p.tokens = x[0] * (tera * token);
    p.step = x[1] * second;
    p.reliability.between_failures = x[2] * chip_hour;
    p.reliability.restart = x[3] * minute;
    return p;
}

} // namespace

TEST_CASE("a run keeps the laws of all scalars") {
    const std::array<flopcost_test::range, 4> box{{{1, 15}, {1, 5}, {5000, 50000}, {1, 30}}};
    flopcost_test::check_laws<4>(box, [](const auto& x) { return run(a_run(x)).duration.in(day); });
    flopcost_test::check_laws<4>(box,
                                 [](const auto& x) { return run(a_run(x)).co2e.in(tonne_co2e); });
    flopcost_test::check_laws<4>(
        box, [](const auto& x) { return run(a_run(x)).parts.lost_work.in(hour); },
        {.gradient = false}); // rework is cut off at nothing
}

TEST_CASE("goodput keeps the laws of all scalars") {
    const std::array<flopcost_test::range, 3> box{{{5000, 60000}, {8, 20000}, {1, 120}}};
    flopcost_test::check_laws<3>(box,
                                 [](const auto& x) {
                                     using S = scalar_of<std::decay_t<decltype(x)>>;
                                     auto r = lift<S>(reliability<>{});
                                     r.between_failures = x[0] * chip_hour;
                                     r.checkpoint = x[2] * second;
                                     return goodput(r, x[1] * chip).goodput;
                                 },
                                 {.gradient_tolerance = 1e-3});
}

TEST_CASE("reinforcement learning keeps the laws of all scalars") {
    const std::array<flopcost_test::range, 4> box{{{2, 4}, {500, 1000}, {0.2, 0.4}, {40, 90}}};
    flopcost_test::check_laws<4>(
        box,
        [](const auto& x) {
            using S = scalar_of<std::decay_t<decltype(x)>>;
            auto p = lift<S>(
                rl_plan<>{.model = models::qwen3_30b_a3b, .rollout = {chips::h100, 64.0 * chip}});
            p.rollout.chip.bandwidth = x[0] * (tera * byte / second / chip);
            p.rollout.chip.peak.bf16 = x[1] * (tera * flop / second / chip);
            p.learner_mfu = fraction<S>(x[2]);
            p.rollout.count = x[3] * chip;
            return reinforce(p).duration.in(hour);
        },
        {.gradient_tolerance = 1e-3, .samples = 20});
}

TEST_CASE("a run is linear in its steps, and its parts are those of a longer one") {
    const auto one = run(a_run(std::array<double, 4>{1, 2, 20000, 10}));
    const auto two = run(a_run(std::array<double, 4>{2, 2, 20000, 10}));
    CHECK(two.duration / one.duration == doctest::Approx(2));
    CHECK(two.failures / one.failures == doctest::Approx(2));
    CHECK(two.it_energy / one.it_energy == doctest::Approx(2));
    CHECK(two.goodput == one.goodput);
    const auto slow = run(a_run(std::array<double, 4>{1, 4, 20000, 10}));
    CHECK(slow.duration / one.duration == doctest::Approx(2));
}
