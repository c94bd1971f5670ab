// SPDX-License-Identifier: MIT
// Exact counts against published formulas and figures.
#include <cmath>

#include <doctest/doctest.h>
#include <flopcost/workload/bytes.hpp>

using namespace flopcost;
using namespace flopcost::workload;
using namespace flopcost::units;

namespace {

constexpr transformer gpt2{.name = "GPT-2",
                           .layers = 12,
                           .hidden = 768,
                           .heads = 12,
                           .kv_heads = 12,
                           .head_dim = 64,
                           .ffn = 3072,
                           .gated = false,
                           .vocab = 50257,
                           .tied = true,
                           .bias = true,
                           .layer_norm = true,
                           .learned_positions = 1024};
constexpr transformer llama3_8b{.name = "Llama 3 8B",
                                .layers = 32,
                                .hidden = 4096,
                                .heads = 32,
                                .kv_heads = 8,
                                .head_dim = 128,
                                .ffn = 14336,
                                .attend = attention::gqa,
                                .vocab = 128256};
constexpr transformer mixtral{.name = "Mixtral 8x7B",
                              .layers = 32,
                              .hidden = 4096,
                              .heads = 32,
                              .kv_heads = 8,
                              .head_dim = 128,
                              .attend = attention::gqa,
                              .experts = 8,
                              .experts_per_token = 2,
                              .moe_ffn = 14336,
                              .vocab = 32000};
constexpr transformer deepseek_v3{.name = "DeepSeek-V3",
                                  .layers = 61,
                                  .hidden = 7168,
                                  .heads = 128,
                                  .kv_heads = 128,
                                  .ffn = 18432,
                                  .attend = attention::mla,
                                  .dense_layers = 3,
                                  .experts = 256,
                                  .experts_per_token = 8,
                                  .shared_experts = 1,
                                  .moe_ffn = 2048,
                                  .q_lora = 1536,
                                  .kv_lora = 512,
                                  .qk_nope = 128,
                                  .qk_rope = 64,
                                  .v_head_dim = 128,
                                  .vocab = 129280,
                                  .mtp_layers = 1};

constexpr double flop_of(flop_per_token f) {
    return f.in(flop / token);
}

} // namespace

// Totals as the released checkpoints have them, to the last parameter (Hugging Face model cards).
static_assert(total_parameters(gpt2).number() == 124'439'808);
static_assert(total_parameters(llama3_8b).number() == 8'030'261'248);
static_assert(total_parameters(mixtral).number() == 46'702'792'704);

TEST_CASE("released checkpoints are matched to the last parameter") {
    CHECK(total_parameters(gpt2).number() == 124'439'808);
    CHECK(total_parameters(llama3_8b).number() == 8'030'261'248);
    CHECK(total_parameters(mixtral).number() == 46'702'792'704);
    // DeepSeek-V3's release notes: 671 B, 11.5 B unique to the MTP module, 36.7 B active with the
    // head; the 58 x 256 balance terms of the router are no weights.
    CHECK(total_parameters(deepseek_v3).number() == 671'026'419'200 - 58 * 256);
    CHECK(parameters(deepseek_v3).mtp.in(giga * parameter) == doctest::Approx(11.5).epsilon(0.02));
    CHECK(active_parameters(deepseek_v3).number() == doctest::Approx(36.7e9).epsilon(0.005));
}

TEST_CASE("training FLOP equal the formula of Korthikanti et al. (arXiv:2205.05198, appendix A)") {
    // 72 B s l h^2 (1 + s/(6h) + V/(12 h l)), all pairs counted; their four models.
    struct size {
        double layers, hidden, heads;
    };
    for (const size& m :
         {size{48, 6144, 64}, size{96, 12288, 96}, size{105, 20480, 128}, size{128, 25600, 160}}) {
        const double s = 2048;
        const double v = 51200;
        const transformer t{.layers = static_cast<int>(m.layers),
                            .hidden = static_cast<int>(m.hidden),
                            .heads = static_cast<int>(m.heads),
                            .kv_heads = static_cast<int>(m.heads),
                            .head_dim = static_cast<int>(m.hidden / m.heads),
                            .ffn = static_cast<int>(4 * m.hidden),
                            .gated = false,
                            .vocab = 51200,
                            .tied = true};
        const double published = 72 * m.layers * m.hidden * m.hidden *
                                 (1 + s / (6 * m.hidden) + v / (12 * m.hidden * m.layers));
        const double counted =
            flop_of(training_flop(t, {.sequence = s, .pairs = attention_pairs::full}));
        CHECK(counted == doctest::Approx(published).epsilon(1e-12));
    }
}

TEST_CASE("PaLM 540B: attention adds 1.1 % to six per parameter (arXiv:2204.02311, section 4.1)") {
    constexpr transformer palm{.layers = 118,
                               .hidden = 18432,
                               .heads = 48,
                               .kv_heads = 1,
                               .head_dim = 256,
                               .ffn = 73728,
                               .attend = attention::mqa,
                               .vocab = 256000,
                               .tied = true};
    const counting c{.sequence = 2048, .pairs = attention_pairs::full};
    const double core = 3 * flop_of(forward_flop(palm, c).attention_core);
    CHECK(core == 12.0 * 118 * 48 * 256 * 2048); // 12 L H Q T
    const double more = training_flop(palm, c) / six_per_parameter(active_parameters(palm));
    CHECK(more == doctest::Approx(46.2 / 45.7).epsilon(0.001));
}

TEST_CASE("DeepSeek-V3: 180 000 H800-hours per 1e12 tokens are 385 and 432 TFLOP/s") {
    // The two TFLOP/s figures of arXiv:2505.09343, table 4, causal and not; the hours of
    // arXiv:2412.19437. The modules for multi-token prediction are not in their count.
    const double seconds = 180e3 * 3600 / 1e12;
    const double causal = flop_of(training_flop(deepseek_v3, {.sequence = 4096, .mtp = false}));
    const double full = flop_of(training_flop(
        deepseek_v3, {.sequence = 4096, .pairs = attention_pairs::full, .mtp = false}));
    CHECK(causal / seconds / 1e12 == doctest::Approx(385).epsilon(0.01));
    CHECK(full / seconds / 1e12 == doctest::Approx(432).epsilon(0.01));
}

TEST_CASE("the mean span is the mean over all positions") {
    for (const int sequence : {1, 2, 7, 64, 1000}) {
        for (const int window : {0, 1, 3, 64, 5000}) {
            double causal = 0;
            for (int i = 1; i <= sequence; ++i) {
                causal += window > 0 && i > window ? window : i;
            }
            CHECK(mean_span(sequence, window, attention_pairs::causal) ==
                  doctest::Approx(causal / sequence).epsilon(1e-12));
            const double full = window > 0 && window < sequence ? window : sequence;
            CHECK(mean_span(sequence, window, attention_pairs::full) == full);
        }
    }
}

TEST_CASE("a mixture computes what it routes to, padded by the capacity factor") {
    const flop_parts plain = forward_flop(mixtral);
    const flop_parts padded = forward_flop(mixtral, {.capacity_factor = 1.25});
    CHECK(padded.experts / plain.experts == doctest::Approx(1.25));
    CHECK(padded.total() - plain.total() == padded.experts - plain.experts);
    CHECK(flop_of(plain.experts) == 32 * 2 * 2.0 * 3 * 4096 * 14336);
    // A dense model as wide as the routed experts does the same work.
    transformer dense = mixtral;
    dense.experts = 0;
    dense.ffn = 2 * 14336;
    CHECK(forward_flop(dense).dense_ffn == plain.experts);
    CHECK(total_parameters(dense).count < total_parameters(mixtral).count);
}

TEST_CASE("backward work is twice the forward work in every part") {
    const flop_parts f = forward_flop(deepseek_v3);
    const flop_parts b = backward_flop(deepseek_v3);
    CHECK(b.attention == 2.0 * f.attention);
    CHECK(b.attention_core == 2.0 * f.attention_core);
    CHECK(b.experts == 2.0 * f.experts);
    CHECK(b.head == 2.0 * f.head);
    CHECK(b.mtp == 2.0 * f.mtp);
}

TEST_CASE("a multi-token prediction module is a layer, a projection and a second head") {
    const auto without = training_flop(deepseek_v3, {.mtp = false});
    const auto with = training_flop(deepseek_v3, {.mtp = true});
    // One of 61 layers, one more head of about 2.5 % of the work.
    CHECK(with / without > 1.03);
    CHECK(with / without < 1.06);
}

TEST_CASE("linear layers have a state and no growing cache") {
    transformer hybrid = llama3_8b;
    hybrid.linear_layers = 24;
    hybrid.linear = linear_mixer::gated_delta;
    hybrid.linear_key_heads = 16;
    hybrid.linear_value_heads = 32;
    hybrid.linear_key_dim = 128;
    hybrid.linear_value_dim = 128;
    CHECK(kv_elements_per_token(hybrid) == kv_elements_per_token(llama3_8b) / 4);
    CHECK(state_elements(hybrid) == 24.0 * 32 * 128 * 128);
    CHECK(state_elements(llama3_8b) == 0);
    const auto core = [](double s) {
        transformer only = llama3_8b;
        only.linear_layers = only.layers;
        return forward_flop(only, {.sequence = s}).total();
    };
    CHECK(core(1000) == core(100000)); // linear in the sequence: the same for each token
}

TEST_CASE("sparse attention caps the span at the keys it picks") {
    transformer sparse = deepseek_v3;
    sparse.index_heads = 64;
    sparse.index_dim = 128;
    sparse.index_keys = 2048;
    const counting far{.sequence = 131072};
    CHECK(forward_flop(sparse, far).attention_core <
          0.04 * forward_flop(deepseek_v3, far).attention_core);
    CHECK(forward_flop(sparse, far).indexer > forward_flop(deepseek_v3, far).indexer);
    // DeepSeek-V3.2's indexer: 13.96e6 parameters in each of 61 layers.
    CHECK(parameters(sparse).indexer.in(mega * parameter) == doctest::Approx(851.7).epsilon(0.001));
}

TEST_CASE("bytes of weights and cache") {
    // Llama 3 8B in 16 bits: 16.06 GB, 131 kB of cache per token (2 x 32 x 8 x 128 x 2 bytes).
    CHECK(weight_bytes(total_parameters(llama3_8b), number_format::bf16).in(byte) ==
          2.0 * 8'030'261'248);
    CHECK(kv_bytes_per_token(llama3_8b).in(byte) == 131072);
    CHECK(kv_bytes(llama3_8b, 1000 * token).in(byte) == 131072e3);
    // DeepSeek-V3: 70 kB per token in 16 bits (70.272 in arXiv:2505.09343, table 1; Qwen-2.5 72B:
    // 327.680, Llama 3.1 405B: 516.096).
    CHECK(kv_bytes_per_token(deepseek_v3).in(byte) == 70272);
    constexpr transformer llama_405b{.layers = 126, .heads = 128, .kv_heads = 8, .head_dim = 128};
    CHECK(kv_bytes_per_token(llama_405b).in(byte) == 516096);
    // A window stops growing.
    transformer windowed = llama3_8b;
    windowed.window = 1024;
    windowed.window_layers = 32;
    CHECK(kv_bytes(windowed, 100000 * token) == kv_bytes(windowed, 1024 * token));
}

TEST_CASE("a number in a block format carries its share of the scale") {
    CHECK(bytes_each(number_format::mxfp8) == 33.0 / 32);
    CHECK(bytes_each(number_format::mxfp4) == 17.0 / 32);
    CHECK(bytes_each(number_format::nvfp4) == 9.0 / 16);
    for (const number_format f : {number_format::fp32, number_format::tf32, number_format::bf16,
                                  number_format::fp8, number_format::int8, number_format::int4}) {
        CHECK(bytes_each(f) > 0.5);
        CHECK(bytes_each(f) <= 4);
    }
}

TEST_CASE("a model known by its size only") {
    constexpr transformer known{.published_parameters = 1e12, .published_active = 32e9};
    static_assert(total_parameters(known).number() == 1e12);
    static_assert(active_parameters(known).number() == 32e9);
    constexpr transformer dense{.published_parameters = 70e9};
    CHECK(active_parameters(dense).number() == 70e9);
    CHECK(operations(dense).size() == 0);
    CHECK(flop_of(two_per_parameter(active_parameters(dense))) == 140e9);
}

TEST_CASE("activation traffic grows with every width and with the bytes of a number") {
    const auto base = activation_traffic(llama3_8b, number_format::bf16);
    CHECK(base.in(byte) > 2.0 * 32 * 4096 * 2);
    CHECK(activation_traffic(llama3_8b, number_format::fp32) == 2.0 * base);
}
