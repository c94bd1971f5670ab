// SPDX-License-Identifier: MIT

// Serving against published figures and hand calculations.

#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/serving/engine_pools.hpp>

using namespace flopcost;
using namespace flopcost::units;

namespace {

auto chip_named(const char* name) {
    return catalog::make_chip(catalog::find_chip(name));
}

serving::detail::load load_of(const char* model, serving::layout layout, serving::weight_format w,
                              double kv_bytes = 2) {
    return serving::detail::make_load(serving::detail::shape_of(catalog::find_model(model)),
                                      serving::detail::arrangement_of(layout), w, kv_bytes);
}

void check_within(double part, const std::string& what, double predicted, double published) {
    MESSAGE(what, ": ", predicted, " (published ", published, ")");
    CHECK(predicted > (1 - part) * published);
    CHECK(predicted < (1 + part) * published);
}

} // namespace

TEST_CASE("KV cache per token as published") {
    // DeepSeek-V3: 576 elements in each of 61 layers, 70.272 KB in BF16 (arXiv:2505.09343, table
    // 1); Llama-3.1-405B: 516.096 KB; Qwen-2.5-72B has the shape of Llama-70B's cache: 327.680 KB.
    CHECK(load_of("deepseek-v3", {}, serving::formats::fp8).kv_bytes_per_token ==
          doctest::Approx(70272));
    CHECK(load_of("llama3.1-405b", {}, serving::formats::fp8).kv_bytes_per_token ==
          doctest::Approx(516096));
    CHECK(load_of("llama3.1-70b", {}, serving::formats::fp8).kv_bytes_per_token ==
          doctest::Approx(327680));
    // Tensor parallelism divides heads, and copies them when there are more ranks than KV heads.
    CHECK(load_of("llama3.1-70b", {.tensor = 8}, serving::formats::fp8).kv_bytes_per_token ==
          doctest::Approx(327680 / 8.0));
    CHECK(load_of("llama3.1-70b", {.tensor = 16}, serving::formats::fp8).kv_bytes_per_token ==
          doctest::Approx(327680 / 8.0));
    // A latent has no heads to divide.
    CHECK(load_of("deepseek-v3", {.tensor = 8}, serving::formats::fp8).kv_bytes_per_token ==
          doctest::Approx(70272));
}

TEST_CASE("weights and active elements as published") {
    // 671e9 parameters, 37e9 active (arXiv:2412.19437); FP8 but for embeddings, head and router.
    const auto deepseek = load_of("deepseek-v3", {.tensor = 8}, serving::formats::fp8);
    CHECK(deepseek.total_weight_bytes / 8 > 83.0e9);
    CHECK(deepseek.total_weight_bytes == doctest::Approx(671e9).epsilon(0.03));
    const auto whole = load_of("deepseek-v3", {}, serving::formats::fp8);
    CHECK(serving::detail::elements_per_token(whole) == doctest::Approx(36.6e9).epsilon(0.03));
    // gpt-oss-120b: a checkpoint of 60.8 GiB, 5.1e9 active (model card, arXiv:2508.10925).
    const auto oss = load_of("gpt-oss-120b", {}, serving::formats::mxfp4);
    CHECK(oss.total_weight_bytes == doctest::Approx(60.8 * 1024 * 1024 * 1024).epsilon(0.03));
    CHECK(serving::detail::elements_per_token(oss) == doctest::Approx(5.13e9).epsilon(0.01));
    // Llama-3.1-70B in 16 bits on four pipeline stages: a quarter of 141 GB each.
    const auto stage = load_of("llama3.1-70b", {.pipeline = 4}, serving::formats::bf16);
    CHECK(stage.total_weight_bytes == doctest::Approx(141e9).epsilon(0.06));
}

TEST_CASE("experts touched tend to the uniform law when all are equally popular") {
    // 1 - (1 - k/E)^T of 256 experts with 8 per token (Erdil 2025).
    const double a = 1e7;
    for (const double tokens : {1.0, 8.0, 64.0, 512.0}) {
        const double gamma = 1.0 - std::pow(1.0 + tokens * 8 / 256 / a, -a);
        const double uniform = 1.0 - std::pow(1.0 - 8.0 / 256, tokens);
        CHECK(gamma == doctest::Approx(uniform).epsilon(0.02));
    }
}

TEST_CASE("yield of verified drafts") {
    // (1 - a^(g+1)) / (1 - a): Leviathan et al. 2023, equation 1. DeepSeek-V3's single module with
    // 85 to 90 % acceptance makes 1.8 tokens per step (arXiv:2412.19437, section 5.4.3).
    CHECK(serving::detail::tokens_per_step(4, 0.8) ==
          doctest::Approx((1 - std::pow(0.8, 5)) / 0.2));
    CHECK(serving::detail::tokens_per_step(1, 0.85) == doctest::Approx(1.85));
    CHECK(serving::detail::tokens_per_step(0, 0.9) == 1.0);
    const auto& m = catalog::find_model("deepseek-v3");
    const auto mtp = serving::multi_token_prediction(m, 1, share{0.85});
    // One of 61 layers and the head again: 2 to 5 % of a pass.
    CHECK(mtp.draft_cost.value() > 1.0 / 61);
    CHECK(mtp.draft_cost.value() < 0.05);
    auto d = serving::deployment{.model = m,
                                 .chip = chip_named("H200 SXM5 141GB"),
                                 .layout = {.tensor = 8},
                                 .weights = serving::formats::fp8};
    const double plain = serving::estimate(d, serving::traffic{}).time_per_output_token.in(second);
    d.speculate = mtp;
    const double quick = serving::estimate(d, serving::traffic{}).time_per_output_token.in(second);
    // The same report: 1.8 times the speed at low load.
    CHECK(plain / quick > 1.3);
    CHECK(plain / quick < 1.85);
}

TEST_CASE("DeepSeek's serving day: tokens per decode node within 25 % from mechanism alone") {
    // February 2025: H800 nodes, decode EP144, 20 to 22 tokens/s a user, mean context 4 989 tokens,
    // 14 800 tokens/s per node of 8; prefill EP32, 73 700 of which 56.3 % from the cache
    // (deepseek-ai/open-infra-index, day 6). One prediction module is drafted.
    auto d = serving::deployment{.model = catalog::find_model("deepseek-v3"),
                                 .chip = chip_named("H800 SXM5 80GB"),
                                 .layout = {.data_attention = 144, .expert = 144},
                                 .weights = serving::formats::fp8,
                                 .engine = serving::engine_family::other,
                                 .released = {2025, 2, 1}};
    d.speculate = serving::multi_token_prediction(d.model, 1, share{0.85});
    const auto p = serving::prepare(d);
    // The batch at which a user sees 21 tokens/s: bisection.
    double low = 1, high = 144 * 500;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        (serving::detail::decode_interval(p.kernel, middle, 4989.0) < 1.0 / 21 ? low : high) =
            middle;
    }
    const double decode = low * 21 / 18;
    check_within(0.25, "decode, tokens/s per node", decode, 14800);
}

TEST_CASE("SGLang on 96 H100: tokens per node within 25 %, prefill and decode") {
    // LMSYS, 2025-05-05: decode EP72 with 256 sequences a chip at 2 000 tokens 22 282 tokens/s per
    // node; prefill EP32 with 16 384 tokens a chip of 2 048-token prompts 54 543.
    auto d = serving::deployment{.model = catalog::find_model("deepseek-v3"),
                                 .chip = chip_named("H100 SXM5 80GB"),
                                 .layout = {.data_attention = 72, .expert = 72},
                                 .weights = serving::formats::fp8,
                                 .engine = serving::engine_family::sglang,
                                 .released = {2025, 5, 1}};
    const auto step = serving::decode_time(d, 72.0 * 256 * request, 2100.0 * token);
    const double decode = 8 * 256 / step.total().in(second);
    check_within(0.25, "decode, tokens/s per node", decode, 22282);
    d.layout = {.data_attention = 32, .expert = 32};
    const auto pass = serving::prefill_time(d, 32.0 * 8 * request, 2048.0 * token);
    const double prefill = 8 * 16384 / pass.total().in(second);
    check_within(0.25, "prefill, tokens/s per node", prefill, 54543);
}

TEST_CASE("CloudMatrix384: tokens per NPU within 25 %, prefill and decode") {
    // arXiv:2506.12708 (abstract, section 5; figures from memory): DeepSeek-R1 in INT8 on Ascend
    // 910C. Decode on 160 NPUs at 4 096 tokens, one draft accepted at 0.7: 96 sequences an NPU
    // 1 943 tokens/s, 8 sequences 538. Prefill on 16 NPUs, 16 384 tokens each of 4 096-token
    // prompts: 5 655, with ideal balance 6 688. The engine is Huawei's own.
    auto d = serving::deployment{.model = catalog::find_model("deepseek-v3"),
                                 .chip = chip_named("Ascend 910C"),
                                 .layout = {.data_attention = 160, .expert = 160},
                                 .weights = serving::formats::int8,
                                 .engine = serving::engine_family::other,
                                 .released = {2025, 6, 1}};
    d.speculate = serving::multi_token_prediction(d.model, 1, share{0.7});
    const auto decode = serving::prepare(d);
    const auto per_npu = [&](double batch) {
        return batch / serving::detail::decode_interval(decode.kernel, 160 * batch, 4096.0);
    };
    check_within(0.25, "decode, tokens/s per NPU", per_npu(96), 1943);
    check_within(0.25, "decode of 8", per_npu(8), 538);
    d.layout = {.data_attention = 16, .expert = 16};
    const auto pass = serving::prefill_time(d, 16.0 * 4 * request, 4096.0 * token);
    const double prefill = 16384 / pass.total().in(second);
    check_within(0.25, "prefill, tokens/s per NPU", prefill, 5655);
}

TEST_CASE("DeepSeek's own prefill profile within 25 %") {
    // 16 384 tokens a chip of 4 096-token prompts on 32 H800: 62 713 tokens/s per node (profile
    // data of 2025-02 as the SGLang report of 2025-05-05 quotes it; from memory). The day's mean
    // of 32 200 computed tokens/s is half of that: its nodes wait for requests.
    const auto d = serving::deployment{.model = catalog::find_model("deepseek-v3"),
                                       .chip = chip_named("H800 SXM5 80GB"),
                                       .layout = {.data_attention = 32, .expert = 32},
                                       .weights = serving::formats::fp8,
                                       .engine = serving::engine_family::other,
                                       .released = {2025, 2, 1}};
    const auto pass = serving::prefill_time(d, 32.0 * 4 * request, 4096.0 * token);
    const double prefill = 8 * 16384 / pass.total().in(second);
    check_within(0.25, "prefill, tokens/s per node", prefill, 62713);
}

TEST_CASE("what fits") {
    // Llama-3.1-70B in BF16 is 141 GB: two 80 GB cards hold it, one does not.
    auto d = serving::deployment{.model = catalog::find_model("llama3.1-70b"),
                                 .chip = chip_named("H100 SXM5 80GB")};
    const auto one = serving::memory(d, serving::traffic{});
    CHECK_FALSE(one.fits);
    CHECK(one.missing.in(giga * byte / units::chip) ==
          doctest::Approx(141.1 + 0.5 - 0.95 * 85.5).epsilon(0.02));
    CHECK_FALSE(serving::estimate(d, serving::traffic{}).fits);
    d.layout.tensor = 2;
    CHECK(serving::memory(d, serving::traffic{}).fits);
    // A sheet's 80 GB are 81 559 MiB, as nvidia-smi reports (from memory): 71 GB of FP8 weights
    // leave room for more than 20 000 tokens of FP8 cache, where 80e9 bytes would leave half of it.
    d = {.model = d.model,
         .chip = d.chip,
         .weights = serving::formats::fp8,
         .cache = serving::cache_formats::fp8};
    CHECK(serving::prepare(d).device.memory == doctest::Approx(81559 * 1048576.0).epsilon(0.001));
    CHECK(serving::memory(d, serving::traffic{}).room.in(giga * byte / units::chip) > 8);
    // 4 096 tokens of FP8 cache are 671 MB: what 8 H200 can hold beside 71 GB of FP8 weights.
    d = {.model = d.model,
         .chip = chip_named("H200 SXM5 141GB"),
         .layout = {.tensor = 8},
         .weights = serving::formats::fp8,
         .cache = serving::cache_formats::fp8};
    const auto eight =
        serving::memory(d, serving::traffic{.input = 4000.0 * token, .output = 96.0 * token});
    CHECK(eight.per_sequence.in(mega * byte / units::chip) ==
          doctest::Approx(671.0 / 8).epsilon(0.01));
    CHECK(eight.largest_batch.in(request) > 1000);
    CHECK(eight.largest_batch.in(request) < 1600);
}

TEST_CASE("bad input is told by name, all of it") {
    auto d = serving::deployment{.model = catalog::find_model("llama3.1-8b"),
                                 .chip = chip_named("L40S")};
    d.layout = {.tensor = 0, .expert = 3};
    d.instances = 0;
    const auto found = serving::validate(d);
    CHECK(found.size() == 3);
    CHECK_THROWS_AS((void)serving::prepare(d), error);
    d.layout = {};
    d.instances = 1;
    CHECK_THROWS_AS((void)serving::estimate(d, serving::traffic{.output = 0.0 * token}), error);
    CHECK_THROWS_AS((void)serving::estimate(d, serving::traffic{.concurrency = -4.0 * request}),
                    error);
    CHECK_THROWS_AS(
        (void)serving::estimate(d, serving::traffic{.arrive = serving::arrivals::poisson}), error);
    // The longest output cannot be shorter than the mean.
    for (const double limit : {100.0, -1.0, std::nan("")}) {
        const serving::traffic t{.output = 200.0 * token,
                                 .arrive = serving::arrivals::saturated,
                                 .output_limit = limit * token};
        CHECK(serving::validate(t).size() == 1);
    }
}

TEST_CASE("a full queue ends with its longest requests") {
    const serving::deployment d{.model = catalog::find_model("llama3.1-8b"),
                                .chip = chip_named("H100 SXM5 80GB")};
    serving::traffic<> t{.output = 200.0 * token,
                         .arrive = serving::arrivals::saturated,
                         .requests = 2000.0 * request,
                         .spread = share{1.0}};
    const auto seconds = [&](double limit) {
        t.output_limit = limit * token;
        return 2000 / serving::estimate(d, t).requests.in(request / second);
    };
    const double equal = seconds(200);
    const double alone =
        serving::decode_time(d, 1.0 * request, (1024.0 + 100) * token).total().in(second);
    // The last one runs on by itself for what it is longer than the mean.
    CHECK(seconds(800) - equal == doctest::Approx(600 * alone).epsilon(1e-9));
    // Without a limit, exponential lengths end: among n, at ln(n) means.
    CHECK(seconds(1e6) < equal + 200 * std::log(2000.0) * alone);
    CHECK(seconds(1e6) > seconds(800));
}

TEST_CASE("llama.cpp: quantised products, scores in memory, a pipeline that drains") {
    auto d = serving::deployment{.model = catalog::find_model("llama3.1-8b"),
                                 .chip = chip_named("H100 PCIe 80GB"),
                                 .weights = serving::formats::bf16,
                                 .engine = serving::engine_family::llama_cpp,
                                 .released = {2024, 5, 1}};
    const auto rate = [&](double prompt) {
        return prompt / serving::prefill_time(d, 1.0 * request, prompt * token).total().in(second);
    };
    // XiongjieDai/GPU-Benchmarks-on-LLM-Inference, 2024-05: 10 816 tokens/s at 512, 6 191 at 8 192.
    check_within(0.15, "share of the rate that is left at 8 192", rate(8192) / rate(512), 0.572);
    d.released = {2025, 12, 1};
    CHECK(rate(8192) > 0.8 * rate(512));
    // Blocks of 4.5 bits are multiplied as they are: on an M2 Ultra as fast as 16 bits, nearly
    // (ggml-org/llama.cpp, discussion 4167: 1 238 against 1 402 tokens/s; from memory).
    d.chip = chip_named("M2 Ultra");
    const double wide = rate(512);
    d.weights = {4.85, serving::arithmetic::bf16, false};
    check_within(0.20, "4 bits to 16", rate(512) / wide, 0.883);
    // Four cards work through 2 048 tokens in four parts, then drain: 4 of 7 of the time each.
    d.chip = chip_named("GeForce RTX 4090");
    const double one = rate(2048), longer = rate(8192);
    d.layout.pipeline = 4;
    CHECK(rate(2048) / one == doctest::Approx(4 * 4.0 / 7).epsilon(0.05));
    CHECK(rate(8192) / longer == doctest::Approx(4 * 4.0 / 7).epsilon(0.05));
}

TEST_CASE("adapters cost what reading them costs") {
    auto d = serving::deployment{.model = catalog::find_model("llama3.1-8b"),
                                 .chip = chip_named("A100 SXM4 80GB")};
    const auto t = serving::traffic{.concurrency = 32.0 * request};
    const double plain = serving::estimate(d, t).time_per_output_token.in(second);
    d.adapters = {.rank = 16, .adapters = 8};
    const double few = serving::estimate(d, t).time_per_output_token.in(second);
    d.adapters = {.rank = 64, .adapters = 64};
    const double many = serving::estimate(d, t).time_per_output_token.in(second);
    CHECK(few > plain);
    CHECK(many > few);
    CHECK(many < 3 * plain);
}

TEST_CASE("pools are matched where their rates meet") {
    auto prefill = serving::deployment{.model = catalog::find_model("deepseek-v3"),
                                       .chip = chip_named("H800 SXM5 80GB"),
                                       .layout = {.data_attention = 32, .expert = 32},
                                       .weights = serving::formats::fp8,
                                       .engine = serving::engine_family::other};
    auto decode = prefill;
    decode.layout = {.data_attention = 144, .expert = 144};
    const auto t = serving::traffic{
        .input = 4000.0 * token, .output = 1000.0 * token, .concurrency = 144.0 * 60 * request};
    const auto b = serving::balance(serving::pools<>{prefill, decode}, t, t.concurrency);
    CHECK((b.decode_rate / b.prefill_rate) == doctest::Approx(b.prefill_per_decode));
    // With more prefill than that the decode pool is busy; with half of it, it starves.
    prefill.instances = static_cast<int>(b.prefill_per_decode * 1.6) + 1;
    const auto fed = serving::estimate(serving::pools<>{prefill, decode}, t);
    prefill.instances = static_cast<int>(b.prefill_per_decode * 0.5);
    const auto starved = serving::estimate(serving::pools<>{prefill, decode}, t);
    CHECK(starved.output.in(token / second) < 0.8 * fed.output.in(token / second));
    CHECK(starved.binds == serving::bound::prefill);
    CHECK(fed.batch.in(request) > 0.7 * 144 * 60);
    // Little's law over several decode instances.
    decode.instances = 3;
    const auto three = serving::estimate(serving::pools<>{prefill, decode}, t);
    CHECK(three.output.in(token / second) ==
          doctest::Approx(three.batch.in(request) / three.time_per_output_token.in(second))
              .epsilon(0.02));
    CHECK(three.chips == prefill.chips() + 3 * 144);
}
