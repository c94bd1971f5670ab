// SPDX-License-Identifier: MIT
// What does a million output tokens of a 70B model cost at 50 tokens/s per user and a first token
// within a second? Measured: vLLM, FP8, TP4 on H100, 64 users, 1024 tokens in and out gave 51.2
// tokens/s per user and 0.26 s to the first token, 0.69 USD per million at 2 USD (InferenceX 2026).
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/flopcost.hpp>

using namespace flopcost;
using namespace flopcost::units;

TEST_CASE("9: a million output tokens of a 70B model at 50 tokens/s") {
    const serving::traffic<> chat{.input = 1024.0 * token, .output = 1024.0 * token};
    const serving::targets promise{1.0 * second, 50.0 * token / second};
    const auto best = serving::cheapest(models::llama3_1_70b, chips::h100, chat, promise,
                                        2.0 * usd / chip_hour).best;
    const double cost = best.per_output_token.in(usd / (mega * token));
    std::printf("%.2f USD per million (90 %%: %.2f to %.2f) on %d chips\n", cost,
                cost * best.at.time_low, cost * best.at.time_high, best.chips());
    CHECK(cost * best.at.time_low < 0.69);
    CHECK(cost * best.at.time_high > 0.69);
}
