// SPDX-License-Identifier: MIT
#include "bad_input.hpp"

#include <flopcost/supply/dies.hpp>
#include <flopcost/supply/flows.hpp>
#include <flopcost/supply/growth.hpp>
#include <flopcost/supply/packages.hpp>
#include <flopcost/supply/stock.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace bad_input;
using e = error_number;

TEST_CASE("supply refuses bad input") {
    static const row rows[] = {
        {"a die larger than the wafer",
         [] { (void)supply::gross_dies(90000.0 * square_millimeter); }, e::out_of_range,
         "die_area in mm2", 90000, "[1e-06, "},
        {"a die of no area",
         [] { (void)supply::dies(supply::die_plan{.die_area = 0.0 * square_millimeter}); },
         e::not_positive, "die_area", 0, "above 0"},
        {"negative defects", [] { (void)supply::yield(supply::yield_law::poisson, -0.1); },
         e::negative, "defects_per_die", -0.1, "at least 0"},
        {"clusters of nothing",
         [] { (void)supply::yield(supply::yield_law::negative_binomial, 0.1, 0.0); },
         e::not_positive, "clustering", 0, "above 0"},
        {"the inverse of Murphy's law",
         [] {
             (void)supply::defects_from(fraction{0.5}, 100.0 * square_millimeter,
                                        supply::yield_law::murphy);
         },
         e::out_of_range, "law", no_number, "use poisson or negative_binomial"},
        {"negative wafers",
         [] { (void)supply::packages(supply::package_plan{.wafers = -1.0 * wafer}); }, e::negative,
         "wafers", -1, "at least 0"},
        {"packages of no dies",
         [] {
             (void)supply::packages(supply::package_plan{.dies_per_package = 0.0 * die / package});
         },
         e::not_positive, "dies_per_package", 0, "above 0"},
        {"an equivalent of an unknown peak",
         [] {
             (void)supply::equivalents(hardware::chip<>{}, hardware::chip<>{},
                                       supply::measure::bf16);
         },
         e::not_positive, "chip (by this measure)", 0, "above 0"},
        {"an equivalent by cost without prices",
         [] {
             (void)supply::equivalents(hardware::chip<>{}, hardware::chip<>{},
                                       supply::measure::cost);
         },
         e::out_of_range, "measure", no_number, "use equivalents_by_cost"},
        {"chips that are free",
         [] {
             (void)supply::purchase<tag::USD>{.value = 1.0 * giga * usd, .price = 0.0 * usd / chip}
                 .chips();
         },
         e::not_positive, "price", 0, "above 0"},
        {"a NaN purchase",
         [] {
             (void)supply::purchase<tag::USD>{.value = nan * usd, .price = 1.0 * usd / chip}
                 .chips();
         },
         e::negative, "value", nan, "at least 0"},
        {"negative arrivals", [] { (void)supply::split(supply::transit{.arrived = -5.0 * chip}); },
         e::negative, "arrived", -5, "at least 0"},
        {"growth by nothing", [] { (void)supply::growth{.per_year = 0.0}.doubling(); },
         e::not_positive, "growth per year", 0, "above 0"},
        {"time to a factor of zero",
         [] { (void)supply::time_to(0.0, supply::growth{.per_year = 2.0}); }, e::not_positive,
         "factor", 0, "above 0"},
    };
    check(rows);
}
