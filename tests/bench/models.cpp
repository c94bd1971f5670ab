// SPDX-License-Identifier: MIT
#include "capabilities.hpp"

#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/core/units.hpp>
#include <flopcost/economics/tariff.hpp>
#include <flopcost/serving/search.hpp>
#include <flopcost/training/layout.hpp>

using namespace flopcost;
using namespace flopcost::units;

namespace bench {

double training_estimates(std::size_t count) {
    // Full breakdowns of steps that differ in layout and batch, inputs checked.
    training::step_plan<> plan{.model = models::gpt3_175b,
                               .chip = chips::a100_80gb,
                               .chips = 512,
                               .layout = {.tensor = 8, .sequence_parallel = true, .pipeline = 8},
                               .batch = 512};
    double sum = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        plan.batch = 512 + static_cast<int>(i % 4) * 256;
        plan.layout.pipeline = 4 << (i % 2);
        const auto r = training::step(plan);
        sum += r.duration.in(second) + r.mfu + (r.fits ? 1.0 : 0.0);
    }
    return sum;
}

long long training_search() {
    const training::step_plan<> base{.model = models::gpt3_175b,
                                     .chip = chips::a100_80gb,
                                     .chips = 64,
                                     .batch = 512,
                                     .sequence = 2048};
    return training::fastest_layout(base, training::layout_spaces::everything).candidates;
}

double serving_points(std::size_t count) {
    const serving::deployment<> deploy{
        .model = models::llama3_1_70b, .chip = chips::h100, .layout = {.tensor = 8}};
    const auto ready = serving::prepare(deploy);
    serving::traffic<> load{.input = 2000.0 * token, .output = 500.0 * token};
    double sum = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        load.concurrency = static_cast<double>(1 + i % 256) * request;
        const auto o = serving::estimate(ready, load);
        sum += o.time_per_output_token.in(second) + o.time_to_first_token.in(second);
    }
    return sum;
}

double serving_search() {
    return serving::cheapest(
               models::llama3_1_70b, chips::h100,
               {.input = 2000.0 * token, .output = 500.0 * token},
               {.time_to_first_token = 1.0 * second, .per_user = 40.0 * token / second},
               2.0 * usd / chip_hour)
        .best.per_output_token.in(usd / (mega * token));
}

std::size_t serving_frontier(int points) {
    const serving::search_space space{.most_chips = 32, .most_requests = 4096};
    const serving::traffic<> load{.input = 2000.0 * token, .output = 500.0 * token};
    const auto price = 2.0 * usd / chip_hour;
    static const auto deployments = static_cast<int>(
        serving::cheapest(models::deepseek_v3, chips::h200, load, {}, price, space).fitting);
    return serving::frontier(models::deepseek_v3, chips::h200, load, price, space,
                             points / deployments + 1)
        .size();
}

double bills(std::size_t count) {
    using namespace economics;
    static constexpr auto mtok = usd / (mega * token);
    static constexpr tariff<> list{
        .name = "tiered",
        .lines = {{.from = date{2025, 1, 1},
                   .until = forever,
                   .prices = {.fresh = 3.0 * mtok, .cached = 0.3 * mtok, .output = 15.0 * mtok}},
                  {.from = date{2025, 1, 1},
                   .until = forever,
                   .above = 200e3 * token,
                   .prices = {.fresh = 6.0 * mtok, .cached = 0.6 * mtok, .output = 22.5 * mtok}}}};
    constexpr instant at{date{2025, 11, 29}, 14, 30};
    double sum = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto k = static_cast<double>(i % 1024);
        const auto b = bill(list,
                            usage<>{.fresh = (1000.0 + k) * token,
                                    .cached = 300.0 * k * token,
                                    .output = 700.0 * token},
                            at);
        sum += b.total().in(usd);
    }
    return sum;
}

} // namespace bench
