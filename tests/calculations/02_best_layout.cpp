// SPDX-License-Identifier: MIT
// The same without knowing the MFU: which layout is best on 2 048 H800, what MFU does it reach,
// what binds? Published: 180 000 H800-hours per 1e12 tokens, 38.9 % of the 16-bit peak with causal
// attention (arXiv:2412.19437, arXiv:2505.09343).
#include <cstdio>
#include <utility>

#include <doctest/doctest.h>

#include <flopcost/flopcost.hpp>

using namespace flopcost;
using namespace flopcost::units;

constexpr training::step_plan<> run{.model = models::deepseek_v3,
                                    .chip = chips::h800,
                                    .chips = 2048,
                                    .batch = 15360,
                                    .sequence = 4096,
                                    .format = precision::fp8};

TEST_CASE("2: DeepSeek-V3 on 2 048 H800, layout and MFU predicted") {
    const auto best = training::fastest_layout(run);
    const auto& [l, s] = std::pair(best.plan.layout, best.step);
    const double hours = (1e12 * token / s.tokens * best.chip_time()).in(chip_hour);
    const double low = hours * (s.low / s.duration), high = hours * (s.high / s.duration);
    std::printf("tensor %d, pipeline %d, expert %d, data %d: MFU %.1f %%, bound by %s\n", l.tensor,
                l.pipeline, l.expert, l.data, 100 * s.mfu, name(s.limit));
    std::printf("%.0f H800-hours per 1e12 tokens (90 %%: %.0f to %.0f)\n", hours, low, high);
    CHECK((best.fits && low < 180e3 && 180e3 < high));
}
