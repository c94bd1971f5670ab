// SPDX-License-Identifier: MIT
// How many prefill chips for each decode chip? Measured with SGLang on H100 (LMSYS, 5 May 2025):
// prefill EP32 takes 54 543 tokens/s a node in prompts of 2 048, decode EP72 with 256 sequences a
// chip at about 2 000 tokens gives 22 282. For 2 048 tokens in and 104 out (a mean context of
// 2 100): (22 282 / 104) / (54 543 / 2 048) = 8.0 prefill chips for each decode chip.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/flopcost.hpp>

using namespace flopcost;
using namespace flopcost::units;

TEST_CASE("13: prefill chips for each decode chip") {
    serving::pools<> pools;
    pools.prefill = {.model = models::deepseek_v3, .chip = chips::h100,
                     .layout = {.data_attention = 32, .expert = 32},
                     .weights = serving::formats::fp8, .engine = serving::engine_family::sglang};
    pools.decode = pools.prefill;
    pools.decode.layout = {.data_attention = 72, .expert = 72};
    const serving::traffic<> chat{.input = 2048.0 * token, .output = 104.0 * token};
    const double ratio = serving::balance(pools, chat, 72 * 256 * request).chips_per_chip;
    std::printf("%.1f prefill chips for each decode chip\n", ratio);
    CHECK(ratio == doctest::Approx(8.0).epsilon(0.3));
}
