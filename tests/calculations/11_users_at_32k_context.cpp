// SPDX-License-Identifier: MIT
// How many users at 32k context fit on 8 H200 with a 235B mixture of experts; what limits?
// By hand: Qwen3-235B keeps 2 x 4 heads x 128 x 94 layers = 96 256 elements per token, 3.15 GB in
// 8 bits at 32 768 tokens; 8 x 141 GB less 235 GB of weights leave 893 GB at most: 283 users.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/flopcost.hpp>

using namespace flopcost;
using namespace flopcost::units;

TEST_CASE("11: users at 32k context on 8 H200") {
    const serving::deployment<> node{.model = models::qwen3_235b_a22b, .chip = chips::h200,
                                     .layout = {.data_attention = 8, .expert = 8},
                                     .weights = serving::formats::fp8,
                                     .cache = serving::cache_formats::fp8};
    const auto m = serving::memory(node, {.input = 32000.0 * token, .output = 768.0 * token});
    std::printf("%.0f users: %.1f GB of weights a chip, %.1f GB of KV a user\n",
                m.largest_batch.in(request), m.weights.in(giga * byte / chip),
                m.per_sequence.in(giga * byte / chip));
    CHECK((m.largest_batch.in(request) < 283 && m.largest_batch.in(request) > 0.7 * 283));
}
