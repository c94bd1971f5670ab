// SPDX-License-Identifier: MIT
//
// Reads the tables with columns of their own again: stocks, quarters, exports, systems, quotes,
// sites, rules, published results.

#include "catalog_tables.hpp"

#include <set>
#include <string>

#include <flopcost/catalog/full.hpp>

namespace {

using namespace catalog_test;
namespace catalog = flopcost::catalog;
using flopcost::date;
using namespace flopcost::units;

// Rows of one table and one header side by side.
template <class Row, std::size_t N, class F>
void side_by_side(const char* file, const Row (&rows)[N], F&& each) {
    const csv_table t = table(file);
    REQUIRE(t.size() == N);
    std::size_t i = 0;
    for (const auto row : t) {
        INFO(file << " line " << row.line());
        each(row, rows[i++]);
    }
}

TEST_CASE("stocks by owner") {
    side_by_side("compute_stock_by_owner", catalog::owner_stocks, [](auto row, const auto& s) {
        CHECK(row.text("owner") == s.owner);
        CHECK(row.text("chip_vendor") == s.vendor);
        CHECK(date::parse(row.text("as_of")) == s.as_of);
        CHECK(same(row, "h100e_median", s.h100e));
        CHECK(same(row, "h100e_p5", s.h100e_low));
        CHECK(same(row, "h100e_p95", s.h100e_high));
        CHECK(same(row, "units_median", s.units));
        CHECK(same(row, "power_mw_median", s.power_mw));
        CHECK(same_source(row.text("source"), s.source));
        CHECK(&catalog::find_stock(s.owner, s.vendor, s.as_of) == &s);
        s.as_fact().validate();
    });
    CHECK(catalog::find_stock("china", "NVIDIA", {2024, 12, 31}).h100e == 322257);
    CHECK_THROWS_AS((void)catalog::find_stock("China", "Nvidia", date{2020, 1, 1}),
                    flopcost::error);
}

TEST_CASE("Nvidia's quarters") {
    side_by_side("nvidia_quarterly_mix", catalog::nvidia_quarters, [](auto row, const auto& q) {
        CHECK(row.text("quarter") == q.name);
        CHECK(date::parse(row.text("start")) == q.first);
        CHECK(date::parse(row.text("end")) == q.last);
        CHECK(same(row, "total_rev_busd", q.revenue));
        CHECK(same(row, "dc_rev_busd", q.data_centre));
        CHECK(same(row, "compute_rev_busd", q.compute));
        CHECK(same(row, "share_a100", q.share.a100));
        CHECK(same(row, "share_h100", q.share.h100));
        CHECK(same(row, "share_h20", q.share.h20));
        CHECK(same(row, "share_gb200", q.share.gb200));
        CHECK(same(row, "share_gb300", q.share.gb300));
        const double shares =
            q.share.a100 + q.share.h100 + q.share.h20 + q.share.gb200 + q.share.gb300;
        CHECK(shares == doctest::Approx(1).epsilon(1e-9));
        CHECK(q.compute <= q.data_centre);
        CHECK(q.data_centre <= q.revenue);
        CHECK(same_source(row.text("source"), q.source));
        CHECK(&catalog::find_nvidia_quarter(q.name) == &q);
    });
    CHECK_THROWS_AS((void)catalog::find_nvidia_quarter("FY19Q1"), flopcost::error);
}

TEST_CASE("prices by year, cost of a chip-hour, exports") {
    side_by_side("nvidia_chip_price_ranges", catalog::chip_price_ranges,
                 [](auto row, const auto& p) {
                     CHECK(row.text("chip") == p.chip);
                     CHECK(row.number("year") == p.year);
                     CHECK(same(row, "p10_usd", p.low));
                     CHECK(same(row, "p90_usd", p.high));
                     CHECK(same(row, "geomean_usd", p.middle));
                     CHECK(p.middle * p.middle == doctest::Approx(p.low * p.high).epsilon(1e-4));
                     CHECK(catalog::try_find_chip_price(p.chip, p.year) == &p);
                     CHECK(catalog::try_find_chip(p.chip) != nullptr);
                     p.as_fact().validate();
                 });
    CHECK(catalog::try_find_chip_price("H100", 2019) == nullptr);
    side_by_side("tco_inferencex_usd_per_gpu_hour", catalog::gpu_hour_costs,
                 [](auto row, const auto& c) {
                     CHECK(same(row, "all_in_provisioned_kw_per_gpu", c.all_in_kw));
                     CHECK(same(row, "usd_per_gpu_hour_hyperscaler", c.hyperscaler));
                     CHECK(same(row, "usd_per_gpu_hour_neocloud", c.neocloud));
                     CHECK(same(row, "usd_per_gpu_hour_3yr_rental", c.three_year_rental));
                     CHECK(same_source(row.text("source"), c.source));
                     CHECK(catalog::try_find_chip(c.chip) ==
                           catalog::try_find_chip(row.text("accelerator")));
                     CHECK(catalog::try_find_chip(c.chip) != nullptr);
                     CHECK(c.as_of != date{});
                 });
    double listed = 0;
    side_by_side(
        "taiwan_ai_chip_exports_2025", catalog::chip_exports, [&](auto row, const auto& e) {
            CHECK(row.text("destination") == e.destination);
            CHECK(same(row, "value_busd", e.value));
            CHECK(same(row, "share_of_listed", e.share_of_listed));
            CHECK(e.first == date{2025, 1, 1});
            CHECK(e.last == date{2025, 10, 31});
            CHECK((row.text("note") == "more than") == (e.bound == catalog::bound::more_than));
            CHECK((row.text("note") == "almost") == (e.bound == catalog::bound::almost));
            CHECK(same_source(row.text("source"), e.source));
            listed += e.value;
        });
    for (const auto& e : catalog::chip_exports) {
        CHECK(e.value / listed == doctest::Approx(e.share_of_listed).epsilon(0.01));
    }
}

TEST_CASE("systems") {
    std::set<std::string> seen;
    side_by_side("systems", catalog::systems, [&](auto row, const auto& s) {
        CHECK(row.text("name") == s.name);
        CHECK(seen.insert(s.name).second);
        CHECK(row.number("chips") == s.chips);
        CHECK(same(row, "racks", s.racks));
        CHECK(row.number("domain_chips") == s.domain_chips);
        CHECK(same(row, "bf16_pflops_dense", s.pflops.bf16));
        CHECK(same(row, "fp8_pflops_dense", s.pflops.fp8));
        CHECK(same(row, "fp4_pflops_dense", s.pflops.fp4));
        CHECK(same(row, "hbm_tb", s.memory_tb));
        CHECK(same(row, "hbm_bw_tbs", s.bandwidth_tbs));
        CHECK(same(row, "power_kw_max", s.power_kw));
        CHECK(same(row, "power_kw_per_chip", s.power_kw_per_chip));
        CHECK(same(row, "price_usd_low", s.price_usd.low));
        CHECK(same(row, "price_usd_mid", s.price_usd.mid));
        CHECK(same(row, "price_usd_high", s.price_usd.high));
        CHECK(same(row, "price_per_chip_usd", s.price_per_chip_usd));
        CHECK(same_source(row.text("sources"), s.source));
        CHECK(last_year(row.text("date")) == s.as_of.year());
        const auto* chip = catalog::try_find_chip(row.text("chip"));
        CHECK((chip == nullptr) == (s.chip_row < 0));
        if (chip != nullptr) {
            CHECK(chip == catalog::chips + s.chip_row);
        }
    });
}

TEST_CASE("quotes of rents and purchases") {
    side_by_side("gpu_rental_prices", catalog::rents, [](auto row, const auto& r) {
        CHECK(same_day(row.text("date"), r.as_of));
        CHECK(same_words(row.text("hardware"), r.hardware));
        CHECK(same_words(row.text("vendor"), r.vendor));
        CHECK(same_words(row.text("location"), r.location));
        CHECK(same(row, "on_demand_usd_h", r.on_demand));
        CHECK(same(row, "cud1y_usd_h", r.one_year));
        CHECK(same(row, "cud3y_usd_h", r.three_years));
        CHECK(same_source(row.text("source"), r.source));
        REQUIRE(r.chip_row >= 0);
        CHECK(catalog::try_find_chip(r.hardware) == catalog::chips + r.chip_row);
    });
    side_by_side("hardware_purchase_prices", catalog::purchases, [](auto row, const auto& p) {
        CHECK(same_day(row.text("date"), p.as_of));
        CHECK(same_words(row.text("hardware"), p.hardware));
        CHECK(same(row, "usd_per_chip", p.usd_per_chip));
        CHECK(same(row, "units_in_quote", p.units_in_quote));
        CHECK(same_words(row.text("notes"), p.notes));
        CHECK(same_source(row.text("source"), p.source));
        REQUIRE(p.chip_row >= 0);
        CHECK(catalog::try_find_chip(p.hardware) == catalog::chips + p.chip_row);
    });
}

TEST_CASE("sites and fleets") {
    side_by_side("known_clusters", catalog::clusters, [](auto row, const auto& c) {
        CHECK(same_words(row.text("name"), c.name));
        CHECK(same_words(row.text("owner"), c.owner));
        CHECK(same_words(row.text("chips"), c.chips_stated));
        const std::string& chips = row.text("chips");
        if (chips.find('+') == std::string::npos) {
            CHECK(same(row, "chips", c.chips));
        } else {
            double sum = 0;
            for (std::size_t at = 0; at != std::string::npos;) {
                sum += std::stod(chips.substr(at));
                at = chips.find('+', at);
                at += at == std::string::npos ? 0 : 1;
            }
            CHECK(sum == c.chips);
        }
        CHECK(same(row, "h100e", c.h100e));
        CHECK(same(row, "it_power_mw", c.it_power_mw));
        CHECK(same(row, "facility_power_mw", c.facility_power_mw));
        CHECK(same(row, "capital_cost_usd_bn", c.capital_cost_usd_bn));
        CHECK(same(row, "compute_cost_usd_bn", c.compute_cost_usd_bn));
        CHECK(same_source(row.text("sources"), c.source));
        CHECK(c.as_of != date{});
        if (!row.text("date").empty()) {
            CHECK(same_day(row.text("date"), c.as_of));
        }
    });
}

TEST_CASE("billing rules") {
    std::set<std::string> seen;
    side_by_side("api_rules", catalog::api_rules, [&](auto row, const auto& r) {
        CHECK(row.text("rule_id") == r.id);
        CHECK(seen.insert(r.id).second);
        CHECK(row.text("provider") == r.provider);
        CHECK(row.text("rule") == r.rule);
        CHECK(same_words(row.text("model_scope"), r.models));
        CHECK(row.text("unit") == r.unit);
        const std::string& value = row.text("value"); // "0.1", "0.8/8", "1.2 -> 3" or none
        std::size_t at = 0;
        for (const double v : r.value) {
            at = value.find_first_of("0123456789", at);
            CHECK(same(
                at < value.size() ? std::optional(std::stod(value.substr(at))) : std::nullopt, v));
            at = value.find_first_of("/>", at);
        }
        CHECK(at == std::string::npos);
        CHECK(same_words(row.text("condition"), r.condition));
        CHECK(row.text("effective_from").empty() == (r.from == date{}));
        CHECK(row.text("effective_to").empty() == (r.until == date{}));
        if (!row.text("effective_from").empty()) {
            CHECK(date::parse(row.text("effective_from")) == r.from);
        }
        CHECK(same_source(row.text("source"), r.source));
    });
}

TEST_CASE("published results") {
    side_by_side("ground_truths", catalog::ground_truths, [](auto row, const auto& g) {
        CHECK(row.text("id") == g.id);
        CHECK(same(row, "published", g.published));
        CHECK(same_words(row.text("claim"), g.claim));
        CHECK(same_words(row.text("inputs"), g.inputs));
        CHECK(same_words(row.text("formula"), g.formula));
        CHECK(row.text("unit") == g.unit);
        CHECK(same_source(row.text("source"), g.source));
    });
    side_by_side("deepseek_v3_r1_inference_economics", catalog::deepseek_serving_day,
                 [](auto row, const auto& q) {
                     CHECK(row.text("quantity") == q.name);
                     if (std::isnan(q.value)) {
                         CHECK(same_words(row.text("value"), q.words));
                     } else {
                         CHECK(same(row, "value", q.value));
                     }
                     CHECK(same_source(row.text("source"), q.source));
                 });
}

} // namespace
