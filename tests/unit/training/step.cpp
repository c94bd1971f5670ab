// SPDX-License-Identifier: MIT
#include <string>

#include <doctest/doctest.h>
#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/training/step.hpp>

using namespace flopcost;
using namespace flopcost::units;
using training::step_plan;

namespace {

// GPT-3 175B on 64 A100 as in arXiv:2205.05198, Table 5.
constexpr workload::transformer gpt3{.layers = 96,
                                     .hidden = 12288,
                                     .heads = 96,
                                     .kv_heads = 96,
                                     .head_dim = 128,
                                     .ffn = 49152,
                                     .gated = false,
                                     .vocab = 51200,
                                     .tied = true};
constexpr step_plan<> base{.model = gpt3,
                           .chip = chips::a100_sxm4_80gb,
                           .chips = 64,
                           .layout = {.tensor = 8,
                                      .sequence_parallel = true,
                                      .pipeline = 8,
                                      .virtual_stages = 3,
                                      .shard = training::sharding::none,
                                      .recomputation = training::recompute::selective},
                           .batch = 64,
                           .sequence = 2048,
                           .stack = training::stacks::megatron_2021};

std::string message_of(const step_plan<>& p) {
    try {
        (void)training::step(p);
    } catch (const error& e) {
        return e.what();
    }
    return "";
}

} // namespace

TEST_CASE("the parts of a step sum to it, also in a constant") {
    constexpr auto r = training::step(base);
    static_assert(r.duration > 10.0 * second && r.duration < 20.0 * second);
    CHECK(r.parts.total() / r.duration == doctest::Approx(1).epsilon(1e-12));
    CHECK(r.low < r.duration);
    CHECK(r.high > r.duration);
    CHECK(r.fits);
    CHECK_FALSE(r.extrapolated);
    CHECK(r.limit == training::step_limit::compute);
}

TEST_CASE("FLOP are those of the formula of arXiv:2205.05198, appendix A") {
    // 72 B L s h^2 (1 + s/6h + V/12hL), all keys counted; with full recomputation the layers'
    // forward pass comes again: 96 B L s h^2 (1 + s/6h + V/16Lh).
    const double b = 64, l = 96, s = 2048, h = 12288, v = 51200;
    const auto r = training::step(base);
    CHECK(r.model_flop_full / flop ==
          doctest::Approx(72 * b * l * s * h * h * (1 + s / (6 * h) + v / (12 * h * l))));
    step_plan<> full = base;
    full.layout.recomputation = training::recompute::full;
    full.causal = false; // the old kernels compute the masked half as well
    CHECK(training::step(full).hardware_flop / flop ==
          doctest::Approx(96 * b * l * s * h * h * (1 + s / (6 * h) + v / (16 * h * l))));
}

TEST_CASE("MFU, HFU and their peak") {
    const auto r = training::step(base);
    const double peak = 64 * 312e12;
    CHECK(r.mfu_full == doctest::Approx(r.model_flop_full.in(flop) / r.duration.in(second) / peak));
    CHECK(r.mfu < r.mfu_full);
    CHECK(r.hfu > r.mfu);
    CHECK(r.hfu < 1);
}

TEST_CASE("recomputation, sequence parallelism and interleaving help as published") {
    // arXiv:2205.05198, Table 5: 18.13 s with full recomputation and without sequence parallelism,
    // 13.75 s with selective recomputation and sequence parallelism: 31.8 % more throughput.
    step_plan<> full = base;
    full.layout.recomputation = training::recompute::full;
    full.layout.sequence_parallel = false;
    full.stack.fused_accumulation = true;
    step_plan<> selective = base;
    selective.stack.fused_accumulation = true;
    const double gain = training::step(full).duration / training::step(selective).duration;
    CHECK(gain == doctest::Approx(1.318).epsilon(0.06));
    // Interleaving divides the bubble by the number of chunks (arXiv:2104.04473, section 2.2).
    step_plan<> plain = selective;
    plain.layout.virtual_stages = 1;
    const auto one = training::step(plain).parts.bubble.in(second);
    const auto three = training::step(selective).parts.bubble.in(second);
    CHECK(one / three == doctest::Approx(3).epsilon(0.1));
}

TEST_CASE("a bubble is (p - 1)/m of the work of even stages") {
    step_plan<> p = base;
    p.layout.virtual_stages = 1;
    p.model.vocab = 64; // no head to speak of: all stages are alike
    const auto r = training::step(p);
    const double work = (r.parts.gemm + r.parts.attention + r.parts.pointwise + r.parts.tensor +
                         r.parts.recomputation + r.parts.launch)
                            .in(second);
    CHECK(r.parts.bubble.in(second) / work == doctest::Approx(7.0 / 64).epsilon(0.03));
}

TEST_CASE("no step is faster than bytes and FLOP allow") {
    for (const int tensor : {1, 2, 4, 8}) {
        for (const int sequences : {1, 2, 4}) {
            step_plan<> p = base;
            p.layout.tensor = tensor;
            p.layout.pipeline = 8;
            p.layout.virtual_stages = 1;
            p.layout.micro_batch = sequences;
            p.chips = 8 * tensor;
            const auto r = training::step(p);
            CHECK(r.hfu < 1);
            const double chip_flop = r.model_flop.in(flop) / p.chips;
            CHECK(r.duration.in(second) > chip_flop / 312e12);
        }
    }
}

TEST_CASE("gradients travel as far as the sharding says") {
    step_plan<> p = base;
    p.layout.pipeline = 1;
    p.layout.virtual_stages = 1;
    p.chips = 64; // eight data ranks
    p.stack.data_overlap = false;
    const double ddp = training::step(p).parts.data.in(second);
    p.chips = 8;
    CHECK(training::step(p).parts.data.in(second) == 0.0);
    // All-reduce of 4 bytes for 175 B / 8 parameters over eight domains of one rank each, through
    // one 25 GB/s port: at least 2 x 7/8 x 87 GB / 25 GB/s.
    CHECK(ddp > 2 * 7.0 / 8 * 4 * 174.6e9 / 8 / 25e9);
    CHECK(ddp < 2 * 2 * 7.0 / 8 * 4 * 174.6e9 / 8 / 25e9);
}

TEST_CASE("what does not fit is a result") {
    step_plan<> p = base;
    p.layout = {.shard = training::sharding::none};
    const auto r = training::step(p);
    CHECK_FALSE(r.fits);
    CHECK(r.missing > 2000.0 * giga * byte / chip);
    CHECK(r.duration > 0.0 * second);
}

TEST_CASE("errors name the parameter") {
    step_plan<> p = base;
    p.layout.tensor = 7;
    CHECK(message_of(p).find("layout.tensor") != std::string::npos);
    p = base;
    p.chips = 63;
    CHECK(message_of(p).find("chips") != std::string::npos);
    p = base;
    p.sequence = 0;
    CHECK(message_of(p).find("sequence") != std::string::npos);
    p = base;
    p.batch = 63;
    p.layout.micro_batch = 2;
    CHECK(message_of(p).find("batch") != std::string::npos);
    p = base;
    p.layout.expert = 4;
    CHECK(message_of(p).find("layout.expert") != std::string::npos);
    p = base;
    p.layout.pipeline = 128;
    p.chips = 1024;
    CHECK(message_of(p).find("layout.pipeline") != std::string::npos);
    p = base;
    p.model.heads = 0;
    p.layout.micro_batch = 0;
    CHECK(validate(p).size() >= 2); // all problems, not the first
}

TEST_CASE("chips outside of the calibration are flagged") {
    step_plan<> p = base;
    p.chip.family = hardware::chip_family::other;
    const auto r = training::step(p);
    CHECK(r.extrapolated);
    CHECK(r.high / r.low > training::step(base).high / training::step(base).low);
}

TEST_CASE("experts: load, width and traffic") {
    step_plan<> p{.model = models::deepseek_v3,
                  .chip = chips::h800,
                  .chips = 2048,
                  .layout = {.pipeline = 16, .expert = 64},
                  .batch = 15360,
                  .sequence = 4096,
                  .format = precision::fp8,
                  .stack = training::stacks::captured};
    const auto even = training::step(p);
    p.imbalance = 1.5;
    CHECK(training::step(p).duration > even.duration);
    p.imbalance = 1;
    p.layout.expert = 8; // within a server: less crosses the network
    CHECK(training::step(p).parts.expert < even.parts.expert);
    // The same products for more experts on a chip are more calls, if no kernel does all of them.
    const auto extra = [&] {
        p.layout.expert = 8;
        const auto many = training::step(p).parts.gemm;
        p.layout.expert = 64;
        return many - training::step(p).parts.gemm;
    };
    const auto fused = extra();
    p.stack.moe_fused = false;
    CHECK(extra() > fused);
}

TEST_CASE("what Megatron-Bridge fuses depends on its release, the chip and the model") {
    const auto fuses = [](double release, hardware::chip_family f, bool gated) {
        return training::stacks::megatron_bridge(release, f, gated).moe_fused;
    };
    using hardware::chip_family;
    static_assert(fuses(26.06, chip_family::blackwell, true));
    static_assert(!fuses(26.04, chip_family::blackwell, true));
    static_assert(!fuses(26.08, chip_family::hopper, true));
    static_assert(!fuses(26.08, chip_family::blackwell, false));
}

TEST_CASE("experts without a gate weigh their activations in operations of their own") {
    auto p = training::step_plan{
        .model = models::deepseek_v3,
        .chip = chips::gb200,
        .chips = 64,
        .layout = {.expert = 64},
        .batch = 64,
        .sequence = 4096,
        .stack = training::stacks::megatron_bridge(26.04, hardware::chip_family::blackwell, false)};
    const auto fusing = [&] {
        p.stack.moe_fused = false;
        p.stack.graphs_routed = false;
        const auto apart = training::step(p).parts.pointwise;
        p.stack.graphs_routed = true; // a compiler joins them
        return apart - training::step(p).parts.pointwise;
    };
    p.model.gated = true;
    const auto gated = fusing();
    p.model.gated = false;
    CHECK(fusing() > gated);
}

TEST_CASE("Megatron-LM as its arguments' defaults have it is slower than the same, tuned") {
    auto p = training::step_plan{.model = models::llama3_1_70b,
                                 .chip = chips::b200,
                                 .chips = 64,
                                 .layout = {.tensor = 4, .sequence_parallel = true},
                                 .batch = 64,
                                 .sequence = 4096};
    const auto tuned = training::step(p);
    p.stack = training::stacks::megatron_defaults;
    const auto plain = training::step(p);
    CHECK(plain.parts.data > tuned.parts.data);     // gradients wait for the backward pass
    CHECK(plain.parts.head > tuned.parts.head);     // the loss is written step by step
    CHECK(plain.parts.tensor > tuned.parts.tensor); // collectives wait for the products
    CHECK(plain.parts.gemm == tuned.parts.gemm);
}
