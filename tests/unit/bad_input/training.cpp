// SPDX-License-Identifier: MIT
#include "bad_input.hpp"

#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/training/goodput.hpp>
#include <flopcost/training/plan.hpp>
#include <flopcost/training/step.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace bad_input;
using e = error_number;

namespace {

training::plan<> good() {
    return {.model = models::deepseek_v3,
            .tokens = 1.0 * tera * token,
            .cluster = {.chip = chips::h800, .count = 2048.0 * chip},
            .mfu = fraction{0.35}};
}

} // namespace

TEST_CASE("training refuses bad input") {
    static const row rows[] = {
        {"no tokens",
         [] {
             auto p = good();
             p.tokens = 0.0 * token;
             (void)training::estimate(p);
         },
         e::not_positive, "tokens", 0, "above 0"},
        {"negative tokens",
         [] {
             auto p = good();
             p.tokens = -1.0 * token;
             (void)training::estimate(p);
         },
         e::not_positive, "tokens", -1, "above 0"},
        {"NaN tokens",
         [] {
             auto p = good();
             p.tokens = nan * token;
             (void)training::estimate(p);
         },
         e::not_positive, "tokens", nan, "above 0"},
        {"infinite tokens",
         [] {
             auto p = good();
             p.tokens = inf * token;
             (void)training::estimate(p);
         },
         e::not_positive, "tokens", inf, "finite"},
        {"more tokens than a product can hold",
         [] {
             auto p = good();
             p.tokens = 1e300 * token;
             (void)training::estimate(p);
         },
         e::out_of_range, "tokens", 1e300, "1e+100"},
        {"a shape with fewer than no experts",
         [] {
             auto p = good();
             p.model.experts = -1;
             (void)training::estimate(p);
         },
         e::out_of_range, "model.experts", -1, "range"},
        {"key and value heads that do not divide the heads",
         [] {
             training::step_plan<> p{.model = models::llama3_1_8b, .chip = chips::h100};
             p.model.kv_heads = 7;
             (void)training::step(p);
         },
         e::inconsistent, "model.kv_heads", 7, "must divide the number of heads"},
        {"failures too frequent to ever finish",
         [] {
             (void)training::goodput(training::reliability<>{.between_failures = 1.0 * chip_second},
                                     1024.0 * chip);
         },
         e::out_of_range, "failures during a restart and one checkpoint interval", no_number,
         "[0, 600]"},
        {"no chips",
         [] {
             auto p = good();
             p.cluster.count = 0.0 * chip;
             (void)training::estimate(p);
         },
         e::not_positive, "cluster.count", 0, "above 0"},
        {"an unknown peak",
         [] {
             auto p = good();
             p.peak = precision::fp4;
             (void)training::estimate(p);
         },
         e::not_positive, "cluster.chip.peak", 0, "above 0"},
        {"negative power",
         [] {
             auto p = good();
             p.cluster.chip.tdp = -1.0 * watt / chip;
             (void)training::estimate(p);
         },
         e::negative, "cluster.chip.tdp", -1, "at least 0"},
        {"a server that draws less than its chips",
         [] {
             auto p = good();
             p.server_power = 0.5;
             (void)training::estimate(p);
         },
         e::out_of_range, "server_power", 0.5, "[1, 10]"},
        {"no sequence",
         [] {
             auto p = good();
             p.sequence = 0;
             (void)training::estimate(p);
         },
         e::out_of_range, "sequence", 0, "[1, 1e+09]"},
        {"an empty model",
         [] {
             auto p = good();
             p.model = {};
             (void)training::estimate(p);
         },
         e::not_positive, "model (active parameters)", 0, "above 0"},
        {"several at once",
         [] {
             auto p = good();
             p.tokens = 0.0 * token;
             p.cluster.count = -2.0 * chip;
             (void)training::estimate(p);
         },
         e::invalid_plan, "tokens", 0, "cluster.count = -2 must be above 0"},
    };
    check(rows);
}
