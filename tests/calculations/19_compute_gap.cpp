// SPDX-License-Identifier: MIT
// The compute gap between two baskets of owners, by measure, as stock and as flow? Five US firms'
// Nvidia chips against licensed Nvidia chips in China at the end of 2024: published medians give
// 2 898 559 / 322 257 = 9.0; in memory bandwidth China's H20s count eight times as much.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/catalog/catalog.hpp>
#include <flopcost/supply/gap.hpp>

using namespace flopcost;
using namespace flopcost::supply;

namespace {
constexpr date end_of_2024{2024, 12, 31};
// The mix behind the published units and H100-equivalents: A100 and H100 then, H20 and H800 there.
constexpr double us_chips[] = {579e3, 2486e3, 83e3};      // A100, H100, B200
constexpr double chinese_chips[] = {196e3, 115e3, 963e3}; // A100 and A800, H800, H20
double equal(const double (&n)[3], const hardware::chip<>& newest, measure m) {
    return n[0] * equivalents(chips::a100_sxm4_80gb, chips::h100, m) + n[1] +
           n[2] * equivalents(newest, chips::h100, m);
}
} // namespace

TEST_CASE("19: the gap at the end of 2024, by measure") {
    double ratio[3] = {};
    for (const measure m : {measure::operations_8bit, measure::bf16, measure::bandwidth}) {
        const basket<> us{"five US clouds", equal(us_chips, chips::b200, m) * units::chip, {}};
        const basket<> china{
            "China, licensed", equal(chinese_chips, chips::h20, m) * units::chip, {}};
        const auto g = compare(us, china, m, kind::stock, end_of_2024);
        std::printf("%s over %s, %s: %.1f\n", g.numerator, g.denominator, name(m), g.ratio);
        ratio[m == measure::operations_8bit ? 0 : (m == measure::bf16 ? 1 : 2)] = g.ratio;
    }
    CHECK((ratio[0] == doctest::Approx(9.0).epsilon(0.02) && ratio[2] < 0.3 * ratio[0]));
}
