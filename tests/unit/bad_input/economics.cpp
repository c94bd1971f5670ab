// SPDX-License-Identifier: MIT
#include "bad_input.hpp"

#include <flopcost/economics/amortized.hpp>
#include <flopcost/economics/capital.hpp>
#include <flopcost/economics/energy.hpp>
#include <flopcost/economics/firm.hpp>
#include <flopcost/economics/investment.hpp>
#include <flopcost/economics/ownership.hpp>
#include <flopcost/economics/project.hpp>
#include <flopcost/economics/site.hpp>
#include <flopcost/economics/tariff.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace bad_input;
namespace ec = flopcost::economics;
using e = error_number;

namespace {

constexpr auto usd_mtok = usd / (mega * token);
constexpr ec::tariff<> list{
    .name = "a-model",
    .lines = {{.from = date{2025, 1, 1},
               .until = date{2026, 1, 1},
               .prices = {.fresh = 1.0 * usd_mtok, .output = 2.0 * usd_mtok}}}};
constexpr instant summer{date{2025, 7, 1}, 12};

} // namespace

TEST_CASE("economics refuses bad input") {
    static const row rows[] = {
        {"negative chip time",
         [] {
             (void)ec::rent(hardware::use<>{.chip_time = -1.0 * chip_second},
                            2.0 * usd / chip_hour);
         },
         e::negative, "chip_time", -1, "at least 0"},
        {"a NaN rent",
         [] {
             (void)ec::rent(hardware::use<>{.chip_time = 1.0 * chip_hour}, nan * usd / chip_hour);
         },
         e::negative, "price_per_chip_time", nan, "at least 0"},
        {"negative interest", [] { (void)ec::annuity_factor(-0.1 / year, 5.0 * year); },
         e::negative, "interest", -0.1 / 31557600, "at least 0"},
        {"a life of nothing", [] { (void)ec::annuity_factor(0.1 / year, 0.0 * year); },
         e::not_positive, "life", 0, "above 0"},
        {"an endless delay", [] { (void)ec::discount_factor(0.1 / year, inf * year); }, e::negative,
         "delay", inf, "finite"},
        {"a negative price to recover",
         [] { (void)ec::capital_charge(-5.0 * usd, 0.1 / year, 5.0 * year); }, e::negative, "price",
         -5, "at least 0"},
        {"a tax of all", [] { (void)ec::tax_factor(share{1.0}, 0.1 / year, 5.0 * year); },
         e::out_of_range, "tax", 1, "[0, 0.95]"},
        {"depreciation over no book life",
         [] { (void)ec::understated_depreciation(1.0 * usd, 0.0 * year, 3.0 * year); },
         e::not_positive, "book_life", 0, "above 0"},
        {"a NaN cash flow",
         [] {
             const qty::usd<> flows[] = {-1.0 * usd, nan * usd};
             (void)ec::npv(flows, 0.1 / year);
         },
         e::not_finite, "flow", nan, "finite"},
        {"returns without an outlay",
         [] {
             const qty::usd<> flows[] = {1.0 * usd, 1.0 * usd};
             (void)ec::irr(flows);
         },
         e::no_solution, "flows", no_number, "must start with an outlay"},
        {"a PUE below 1", [] { (void)ec::site_energy(1.0 * kilowatt_hour, 0.9); }, e::out_of_range,
         "pue", 0.9, "[1, 5]"},
        {"electricity that pays its user",
         [] { (void)ec::energy_cost(1.0 * kilowatt_hour, 1.2, -0.1 * usd / joule); }, e::negative,
         "price", -0.1, "at least 0"},
        {"equipment for a chip without rated power",
         [] { (void)ec::equipment_of(hardware::chip<>{}, 1e4 * usd / chip); }, e::not_positive,
         "tdp", 0, "above 0"},
        {"owning against a free rent",
         [] {
             (void)ec::break_even_utilisation(
                 ec::cost<double, tag::USD, dim<tag::chip, tag::second>>{}, 0.0 * usd / chip_hour);
         },
         e::not_positive, "rent", 0, "above 0"},
        {"fewer experiments than the run itself",
         [] { (void)ec::cost_of(ec::development<>{.experiments = 0.5}); }, e::out_of_range,
         "experiments", 0.5, "[1, 1000]"},
        {"margin on a free product", [] { (void)ec::margin(0.0 * usd, 1.0 * usd); },
         e::not_positive, "price", 0, "above 0"},
        {"a margin of all", [] { (void)ec::price_at_margin(1.0 * usd, share{1.0}); },
         e::out_of_range, "margin", 1, "[0, 0.99]"},
        {"firms that cost nothing", [] { (void)ec::sustainable_firms(1.0 * usd, 0.0 * usd); },
         e::not_positive, "cost_of_one", 0, "above 0"},
        {"negative tokens",
         [] { (void)ec::bill(list, ec::usage<>{.fresh = -1.0 * token}, summer); }, e::negative,
         "fresh", -1, "at least 0"},
        {"NaN tokens", [] { (void)ec::bill(list, ec::usage<>{.output = nan * token}, summer); },
         e::negative, "output", nan, "at least 0"},
        {"a bill before the model",
         [] {
             (void)ec::bill(list, ec::usage<>{.fresh = 1.0 * token}, instant{date{2024, 1, 1}});
         },
         e::no_valid_price, "instant", no_number, "2024-01-01"},
        {"a bill behind the last price",
         [] {
             (void)ec::bill(list, ec::usage<>{.fresh = 1.0 * token}, instant{date{2026, 1, 1}});
         },
         e::no_valid_price, "instant", no_number, "outside every line"},
        {"a cached price that is not listed",
         [] { (void)ec::bill(list, ec::usage<>{.cached = 7.0 * token}, summer); }, e::unknown_price,
         "cached input tokens", 7, "unknown is not free"},
        {"a service that is not offered",
         [] {
             (void)ec::bill(list, ec::usage<>{.fresh = 1.0 * token}, summer, ec::service::batch);
         },
         e::unknown_price, "service", no_number, "no batch service"},
        {"the price of an average of nothing",
         [] { (void)ec::blended_price(list, ec::usage<>{}, summer); }, e::not_positive,
         "tokens of the mix", 0, "above 0"},
        {"more cached than prompt",
         [] { (void)ec::reported_usage<>{.prompt = 10.0 * token, .cached = 12.0 * token}.split(); },
         e::inconsistent, "cached", 12, "prompt 10 - cached 12"},
        {"more reasoning than completion",
         [] {
             (void)ec::reported_usage<>{.completion = 1.0 * token, .reasoning = 2.0 * token}
                 .split();
         },
         e::inconsistent, "reasoning", 2, "completion 1 - reasoning 2"},
    };
    check(rows);
}
