// SPDX-License-Identifier: MIT
#include <csv.hpp>
#include <doctest/doctest.h>
#include <flopcost/catalog/chips.hpp>
#include <flopcost/training/memory.hpp>

using namespace flopcost;
using namespace flopcost::units;
using training::step_plan;

namespace {

step_plan<> gpt(int layers, int hidden, int heads, int tensor) {
    step_plan<> p{.model = {.layers = layers,
                            .hidden = hidden,
                            .heads = heads,
                            .kv_heads = heads,
                            .head_dim = hidden / heads,
                            .ffn = 4 * hidden,
                            .gated = false,
                            .vocab = 51200,
                            .tied = true},
                  .chip = chips::a100_sxm4_80gb,
                  .chips = tensor,
                  .layout = {.tensor = tensor},
                  .sequence = 2048,
                  .stack = training::stacks::megatron_2021};
    return p;
}

double bytes(const step_plan<>& p) {
    return training::layer_activations(p).in(byte / chip);
}

} // namespace

TEST_CASE("activations of a layer are those of arXiv:2205.05198, Table 2") {
    struct shape {
        int layers, hidden, heads;
    };
    // The four models of its Table 3.
    for (const shape m : {shape{48, 6144, 64}, shape{96, 12288, 96}, shape{105, 20480, 128},
                          shape{128, 25600, 160}}) {
        const double s = 2048, h = m.hidden, a = m.heads, t = 8;
        step_plan<> p = gpt(m.layers, m.hidden, m.heads, 1);
        CHECK(bytes(p) == doctest::Approx(s * h * (34 + 5 * a * s / h)));
        p = gpt(m.layers, m.hidden, m.heads, 8);
        CHECK(bytes(p) == doctest::Approx(s * h * (10 + 24 / t + 5 * a * s / (h * t))));
        p.layout.sequence_parallel = true;
        CHECK(bytes(p) == doctest::Approx(s * h / t * (34 + 5 * a * s / h)));
        p.layout.recomputation = training::recompute::selective;
        CHECK(bytes(p) == doctest::Approx(s * h * 34 / t));
        p.layout.sequence_parallel = false;
        p.layout.recomputation = training::recompute::full;
        CHECK(bytes(p) == doctest::Approx(2 * s * h));
    }
}

TEST_CASE("optimizer state is sharded as stated") {
    step_plan<> p = gpt(96, 12288, 96, 8);
    p.chips = 64;
    p.batch = 8;
    p.stack = training::stacks::megatron_core;
    const auto of = [&](training::sharding s) {
        p.layout.shard = s;
        return training::memory(p);
    };
    const auto none = of(training::sharding::none);
    const double parameters = 174.6e9 / 8;
    CHECK(none.weights.in(byte / chip) == doctest::Approx(2 * parameters).epsilon(0.01));
    CHECK(none.gradients.in(byte / chip) == doctest::Approx(4 * parameters).epsilon(0.01));
    CHECK(none.optimizer.in(byte / chip) == doctest::Approx(12 * parameters).epsilon(0.01));
    CHECK(of(training::sharding::optimizer).optimizer.in(byte / chip) ==
          doctest::Approx(12 * parameters / 8).epsilon(0.01));
    const auto full = of(training::sharding::full);
    CHECK(full.weights.in(byte / chip) == 0.0);
    CHECK(full.gradients.in(byte / chip) == doctest::Approx(4 * parameters / 8).epsilon(0.01));
    CHECK(full.total() < none.total());
}

TEST_CASE("the first stage of an interleaved pipeline keeps more") {
    // arXiv:2205.05198, section 4.2.3: 1 + (p-1)/(p v) times the activations.
    step_plan<> p = gpt(96, 12288, 96, 8);
    p.chips = 64;
    p.batch = 64;
    p.layout.pipeline = 8;
    p.stack.dropout = false; // no mask of the embedding
    const double plain = training::memory(p).activations.in(byte / chip);
    p.layout.virtual_stages = 3;
    CHECK(training::memory(p).activations.in(byte / chip) / plain == doctest::Approx(1 + 7.0 / 24));
}

TEST_CASE("peaks measured on B200 (Megatron-LM, BF16, distributed optimizer)") {
    // SimuMax's published peaks of allocated memory, truncated Llama-3-70B and DeepSeek-V2; the
    // rows are in training_steps.csv.
    const auto t = flopcost_test::csv_table::read(FLOPCOST_TEST_DATA_DIR "/training_steps.csv");
    double sum = 0;
    int n = 0;
    for (const auto row : t) {
        if (row.text("source_id") != "simumax-b200" || row.text("arch_type") != "dense") {
            continue;
        }
        const auto count = [&](const char* column) { return static_cast<int>(row.number(column)); };
        const step_plan<> p{.model = {.layers = count("n_layers"),
                                      .hidden = count("d_model"),
                                      .heads = count("n_heads"),
                                      .kv_heads = count("n_kv_heads"),
                                      .head_dim = count("head_dim"),
                                      .ffn = count("d_ffn"),
                                      .vocab = count("vocab")},
                            .chip = chips::b200,
                            .chips = count("n_chips"),
                            .layout = {.tensor = count("tp"),
                                       .sequence_parallel = count("tp") > 1,
                                       .pipeline = count("pp")},
                            .batch = count("gbs_seqs"),
                            .sequence = count("seq_len")};
        const double predicted = training::memory(p).total().in(giga * byte / chip);
        const double measured = row.number("mem_gb_per_chip");
        CHECK(predicted / measured == doctest::Approx(1).epsilon(0.05));
        sum += predicted > measured ? predicted / measured - 1 : 1 - predicted / measured;
        ++n;
    }
    REQUIRE(n > 0);
    CHECK(sum / n < 0.03);
}
