// SPDX-License-Identifier: MIT
// The compute gap between two baskets of owners, by four measures, as stock and as flow? Five US
// firms' Nvidia chips against licensed Nvidia chips in China (Epoch AI, AI Chip Owners, 2026-04).
// By hand from its medians in H100e: 2 898 559 / 322 257 = 9.0 at the end of 2024; additions of
// 2025 (8 689 694 - 2 898 559) / (401 698 - 322 257) = 72.9. By bandwidth an H20 is
// 4.0 / 3.35 H100, so the mix of 2024 gives 3 036 / 1 384 = 2.2.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/catalog/catalog.hpp>
#include <flopcost/supply/gap.hpp>

using namespace flopcost;
using namespace flopcost::supply;

namespace {
constexpr date in_2024{2024, 12, 31};
constexpr date in_2025{2025, 12, 31};
qty::chip<> us(date day) {
    qty::chip<> sum{};
    for (const char* owner : {"Microsoft", "Meta", "Amazon", "Google", "Oracle"}) {
        sum += catalog::find_stock(owner, "Nvidia", day).as_fact().value;
    }
    return sum;
}
qty::chip<> china(date day) {
    return catalog::find_stock("China", "Nvidia", day).as_fact().value;
}
double gap_of(qty::chip<> above, qty::chip<> below, measure by, kind as, date day) {
    const gap<> g = compare(basket<>{"five US firms", above, {}},
                            basket<>{"China, licensed", below, {}}, by, as, day);
    std::printf("%s over %s, %s of %d, %s: %.1f\n", g.numerator, g.denominator, name(g.kind),
                g.day.year(), name(g.measure), g.ratio);
    return g.ratio;
}
// The mix behind the published units and H100e: A100 and H100 there, and the newest.
qty::chip<> mix(double a100, double h100, double n, const hardware::chip<>& newest, measure m) {
    return (a100 * equivalents(chips::a100_sxm4_80gb, chips::h100, m) + h100 +
            n * equivalents(newest, chips::h100, m)) *
           units::chip;
}
} // namespace

TEST_CASE("19: the gap by measure, as stock and as flow") {
    using enum measure;
    for (const measure m : {operations_8bit, bf16, bandwidth, memory}) {
        const double ratio =
            gap_of(mix(579e3, 2486e3, 83e3, chips::b200, m),
                   mix(196e3, 115e3, 963e3, chips::h20, m), m, kind::stock, in_2024);
        CHECK(ratio ==
              doctest::Approx(m == operations_8bit || m == bf16 ? 9.0 : 2.2).epsilon(0.02));
    }
    CHECK(gap_of(us(in_2025) - us(in_2024), china(in_2025) - china(in_2024), operations_8bit,
                 kind::flow, in_2025) == doctest::Approx(72.9).epsilon(0.001));
}
