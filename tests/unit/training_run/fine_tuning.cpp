// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <csv.hpp>
#include <doctest/doctest.h>
#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/training/fine_tuning.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::training;

namespace {

const fine_tune_plan<> llama_70b{.step = {.model = models::llama3_1_70b,
                                          .chip = chips::h100,
                                          .chips = 8,
                                          .batch = 32,
                                          .sequence = 4096},
                                 .tokens = 100.0 * mega * token};

double median(std::vector<double> x) {
    std::sort(x.begin(), x.end());
    return x[x.size() / 2];
}

} // namespace

TEST_CASE("adapters have as many parameters as the published ones") {
    // Llama-2-7B: rank 8 on query and value is 4 194 304; rank 16 on all seven matrices 39 976 960.
    const auto all = adapter_parameters(models::llama2_7b, {.rank = 16});
    CHECK(all.in(parameter) == 39'976'960);
    const auto attention = adapter_parameters(models::llama2_7b, {.rank = 8, .ffn = false});
    CHECK(attention.in(parameter) == 2 * 4'194'304); // query, key, value and output
    CHECK(adapter_parameters(models::deepseek_v3, {.experts = true}) >
          30.0 * adapter_parameters(models::deepseek_v3, {}));
    CHECK_THROWS_AS((void)adapter_parameters(models::llama2_7b, {.rank = 0}), error);
}

TEST_CASE("a 70 B model on 8 chips of 80 GB: full does not fit, adapters do") {
    auto p = llama_70b;
    p.method = tuning::full;
    const auto full = fastest_fine_tune(p);
    CHECK_FALSE(full.fits);
    // 16 bytes for each of 70.6e9 parameters are 141 GB on each chip.
    CHECK(full.memory.total().in(giga * byte / chip) > 141);
    p.method = tuning::lora;
    const auto lora = fastest_fine_tune(p);
    CHECK(lora.fits);
    CHECK(lora.memory.weights.in(giga * byte / chip) ==
          doctest::Approx(2 * 70.55 / 8).epsilon(0.05));
    p.method = tuning::qlora;
    const auto qlora = fastest_fine_tune(p);
    CHECK(qlora.fits);
    p.step.layout = lora.layout; // in the same layout 4 bits take about a quarter
    CHECK(fine_tune(p).memory.weights / lora.memory.weights < 0.3);
    CHECK(lora.trained.in(mega * parameter) == doctest::Approx(207).epsilon(0.01));
    CHECK(full.trained.in(giga * parameter) == doctest::Approx(70.55).epsilon(0.001));
    // QLoRA's point: one chip of 80 GB is enough (arXiv:2305.14314 fine-tunes 65 B on 48 GB).
    p.step.chips = 1;
    p.step.batch = 16;
    p.step.sequence = 512;
    CHECK(fastest_fine_tune(p).fits);
    p.method = tuning::lora;
    CHECK_FALSE(fastest_fine_tune(p).fits);
}

TEST_CASE("frozen weights save time, but not half of it") {
    auto p = llama_70b;
    p.step.layout = {.tensor = 2, .sequence_parallel = true, .pipeline = 4};
    p.method = tuning::full;
    const auto full = fine_tune(p);
    CHECK(full.step == step(p.step).duration);
    p.method = tuning::lora;
    const auto lora = fine_tune(p);
    CHECK(lora.step < full.step);
    CHECK(lora.step > 0.55 * full.step);
    CHECK(lora.flop / full.flop == doctest::Approx(2.0 / 3).epsilon(0.03));
    p.method = tuning::qlora;
    CHECK(fine_tune(p).step > lora.step);
    CHECK(lora.chip_time == lora.duration * (8.0 * chip));
    CHECK(lora.duration / lora.step == doctest::Approx(100e6 / (32.0 * 4096)));
}

TEST_CASE("the chosen layout is the fastest of those that fit") {
    const auto best = fastest_fine_tune(llama_70b);
    REQUIRE(best.fits);
    for (const int tensor : {1, 2, 4, 8}) {
        for (const int pipeline : {1, 2, 4, 8}) {
            if (tensor * pipeline > 8) {
                continue;
            }
            auto p = llama_70b;
            p.step.layout = {.tensor = tensor,
                             .sequence_parallel = tensor > 1,
                             .pipeline = pipeline,
                             .shard = sharding::full,
                             .recomputation = recompute::full};
            const auto other = fine_tune(p);
            CHECK((!other.fits || other.step >= best.step));
        }
    }
}

TEST_CASE("measured LoRA and full fine-tuning steps") {
    // Rows of training_steps.csv that state their layout: MLPerf's LoRA benchmark, NeMo and DGX
    // Cloud recipes. None of them took part in the calibration.
    const auto t = flopcost_test::csv_table::read(FLOPCOST_TEST_DATA_DIR "/training_steps.csv");
    std::vector<double> errors;
    double bias = 0;
    for (const auto row : t) {
        const std::string& task = row.text("task");
        const auto seconds = row.optional("step_time_s");
        if ((task != "lora" && task != "sft") || !seconds || row.text("tp").empty() ||
            row.text("pp").empty() || row.text("mbs").empty() || row.text("gbs_seqs").empty()) {
            continue;
        }
        const auto* model = catalog::try_find_model(row.text("model"));
        const auto* entry = catalog::try_find_chip(row.text("chip"));
        if (model == nullptr || entry == nullptr) {
            continue;
        }
        const auto whole = [&](const char* column) {
            return static_cast<int>(row.optional(column).value_or(1));
        };
        fine_tune_plan<> p{.tokens = 1.0 * mega * token};
        p.method = task == "lora" ? tuning::lora : tuning::full;
        p.adapters.ffn = false;
        p.step.model = *model;
        p.step.chip = catalog::make_chip(*entry);
        p.step.chips = whole("n_chips");
        p.step.batch = whole("gbs_seqs");
        p.step.sequence = whole("seq_len");
        p.step.format = row.text("precision_class") == "fp8" ? precision::fp8 : precision::bf16;
        p.step.stack = stacks::captured;
        p.step.layout = {.tensor = whole("tp"),
                         .sequence_parallel = whole("tp") > 1,
                         .pipeline = whole("pp"),
                         .virtual_stages = whole("pp") > 1 ? whole("vp") : 1,
                         .context = whole("cp"),
                         .micro_batch = whole("mbs")};
        if (!validate(p.step).empty()) {
            continue;
        }
        const double e = fine_tune(p).step.in(second) / *seconds - 1;
        errors.push_back(std::abs(e));
        bias += e;
    }
    REQUIRE(errors.size() > 50);
    double mean = 0;
    for (const double e : errors) {
        mean += e / static_cast<double>(errors.size());
    }
    MESSAGE(errors.size() << " rows: median error " << 100 * median(errors) << " %, mean "
                          << 100 * mean << " %, bias "
                          << 100 * bias / static_cast<double>(errors.size()) << " %");
    CHECK(median(errors) < 0.15);
    CHECK(mean < 0.30);
}

TEST_CASE("what cannot be is refused") {
    auto p = llama_70b;
    p.tokens = 0.0 * token;
    CHECK_THROWS_AS((void)fastest_fine_tune(p), error);
    p = llama_70b;
    p.adapters.rank = 0;
    CHECK_THROWS_AS((void)fastest_fine_tune(p), error);
    p = llama_70b;
    p.step.batch = 0;
    CHECK_THROWS_AS((void)fastest_fine_tune(p), error);
    p = llama_70b;
    p.step.layout.tensor = 7;
    CHECK_THROWS_AS((void)fine_tune(p), error);
}
