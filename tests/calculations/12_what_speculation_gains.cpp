// SPDX-License-Identifier: MIT
// What does multi-token prediction or speculation gain at batch 1, 16, 256? Measured on 8 x B200,
// DeepSeek-R1 in FP4, one stream: 111 tokens/s without and 253 with three drafts, of which 2.82
// tokens a step were accepted (TensorRT-LLM, minimum-latency series of 2025): a gain of 2.3.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/flopcost.hpp>

using namespace flopcost;
using namespace flopcost::units;

TEST_CASE("12: what multi-token prediction gains at batch 1, 16 and 256") {
    serving::deployment<> plain{.model = models::deepseek_v3, .chip = chips::b200,
                                .layout = {.tensor = 8, .expert = 8},
                                .weights = serving::formats::nvfp4};
    auto drafting = plain; // 1 + a + a^2 + a^3 = 2.82 at a = 0.77
    drafting.speculate = serving::multi_token_prediction(plain.model, 3, share{0.77});
    const auto speed = [](const serving::deployment<>& d, double users) {
        return serving::estimate(d, {.concurrency = users * request}).per_user; };
    const auto gain = [&](double users) { return speed(drafting, users) / speed(plain, users); };
    std::printf("%.2f, %.2f and %.2f times as fast\n", gain(1), gain(16), gain(256));
    CHECK((gain(1) > 1.8 && gain(1) < 2.8 && gain(256) < gain(1)));
}
