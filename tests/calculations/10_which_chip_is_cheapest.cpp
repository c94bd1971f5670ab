// SPDX-License-Identifier: MIT
// Which chip serves DeepSeek-V3 cheapest, at rents of 2026 (InferenceX; those of H20 and 910C are
// assumed)? The measured order of H200 and B200 is the check: at about
// 40 tokens/s per user 3.3 and 0.45 USD per million at 2 USD each (SGLang, FP8 against FP4).
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/flopcost.hpp>

using namespace flopcost;
using namespace flopcost::units;

TEST_CASE("10: the chip that serves DeepSeek-V3 cheapest at 20 tokens/s") {
    const serving::traffic<> chat{.input = 4000.0 * token, .output = 1000.0 * token};
    const auto cost = [&](const hardware::chip<>& on, double rent) {
        const auto found = serving::cheapest(models::deepseek_v3, on, chat,
            {.per_user = 20.0 * token / second}, rent * usd / chip_hour);
        return found.best.per_output_token.in(usd / (mega * token)); };
    std::printf("H20 %.2f, H200 %.2f, B200 %.2f, MI300X %.2f, 910C %.2f USD per million\n",
                cost(chips::h20, 0.9), cost(chips::h200, 1.41), cost(chips::b200, 1.95),
                cost(chips::mi300x, 1.12), cost(chips::ascend_910c, 0.9));
    CHECK(cost(chips::b200, 1.95) < cost(chips::h200, 1.41));
}
