// SPDX-License-Identifier: MIT
// What is a chip-hour in a US colocation, in Johor, in an inland Chinese hub? Published: 1.69 USD
// for an H100 at a small cloud (InferenceX, early 2026); and 1.78 for a rented one in China (MIT
// Technology Review, March 2025), which must cover the cost of a hub.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/catalog/chips.hpp>
#include <flopcost/economics/site.hpp>

using namespace flopcost;
using namespace flopcost::units;

TEST_CASE("8: an H100-hour at six sites") {
    for (const economics::site<>* where : economics::sites) {
        const auto h = economics::hourly_cost(chips::h100, 25e3 * usd / chip, *where);
        const double total = h.total().in(usd / chip_hour);
        std::printf("%-14s %.2f USD, %.0f %% of it energy\n", where->name, total,
                    100 * (h.energy / h.total()));
        CHECK(total == doctest::Approx(1.69).epsilon(0.2));
        CHECK(h.energy / h.total() < 0.15); // cheap power does not explain a tenth of the price
        CHECK((where != &economics::china_inland_hub || total < 1.78));
    }
}
