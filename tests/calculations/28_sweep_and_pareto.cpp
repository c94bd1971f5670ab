// SPDX-License-Identifier: MIT
// Sweep 10 000 scenarios, keep the Pareto set of cost against time: chips and layouts for 15 T
// tokens of a 70B model. Published: Llama 3 70B took 6.4 million H100-hours (Meta's model card),
// which must lie between the cheapest and the fastest.
#include <cstdio>
#include <vector>

#include <doctest/doctest.h>

#include <flopcost/flopcost.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::uncertainty;

struct run {
    qty::chip_time<> used;
    qty::time<> duration;
};
constexpr auto never = run{1e30 * chip_hour, 1e30 * hour};
constexpr auto train = [](const scenario& s) {
    const int parallel = static_cast<int>(s("tensor") * s("pipeline"));
    const training::step_plan<> p{
        .model = models::llama3_1_70b,
        .chip = chips::h100,
        .chips = parallel * static_cast<int>(s("replicas")),
        .layout = {.tensor = static_cast<int>(s("tensor")),
                   .sequence_parallel = s("tensor") > 1,
                   .pipeline = static_cast<int>(s("pipeline")),
                   .recomputation = static_cast<training::recompute>(s("recomputation"))},
        .batch = static_cast<int>(s("replicas") * s("batches")),
        .sequence = 8192};
    if (!training::validate(p).empty()) {
        return never;
    }
    const auto step = training::step(p);
    const auto time = step.duration * (15e12 * token / step.tokens);
    return step.fits ? run{p.chips * time * chip, time} : never;
};

const std::vector<axis> grid{
    values_of("tensor", {1, 2, 4, 8}), values_of("pipeline", {1, 2, 4, 5, 8}),
    values_of("recomputation", {0, 1}), values_of("batches", {1, 2, 4, 8, 16}),
    linear_axis("replicas", 16, 1600, 50)};

TEST_CASE("28: 10 000 scenarios and the Pareto set of cost against time") {
    const auto table = sweep(train, grid);
    const auto best =
        table.pareto([](const run& r) { return r.used; }, [](const run& r) { return r.duration; });
    const auto& cheap = table.result(best.front());
    const auto& fast = table.result(best.back());
    std::printf("%zu of %zu: %.2f million chip-hours in %.0f days to %.2f in %.0f\n", best.size(),
                table.size(), cheap.used.in(mega * chip_hour), cheap.duration.in(day),
                fast.used.in(mega * chip_hour), fast.duration.in(day));
    CHECK((cheap.used.in(mega * chip_hour) < 6.4 && fast.used.in(mega * chip_hour) > 6.4));
}
