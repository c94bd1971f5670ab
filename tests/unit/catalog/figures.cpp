// SPDX-License-Identifier: MIT
//
// Reads the tables of single figures again and compares every one with the header.

#include "catalog_tables.hpp"

#include <set>
#include <string>
#include <vector>

#include <flopcost/catalog/full.hpp>
#include <flopcost/scalar/interval.hpp>

namespace {

using namespace catalog_test;
namespace catalog = flopcost::catalog;
using catalog::figure;
using flopcost::date;
using namespace flopcost::units;

// What a cell holds: numbers joined by " / ", "38-43", ">90", or words.
struct cell_values {
    struct part {
        std::optional<double> value, low, high;
    };
    std::vector<part> parts;
    bool words = false;
};

std::optional<double> as_number(const std::string& s) {
    try {
        std::size_t used = 0;
        const double v = std::stod(s, &used);
        return used == s.size() ? std::optional<double>(v) : std::nullopt;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

cell_values read_cell(std::string s) {
    cell_values out;
    std::size_t start = 0;
    for (bool last = false; !last;) {
        const std::size_t bar = s.find(" / ", start);
        last = bar == std::string::npos;
        const std::string one = plain(s.substr(start, last ? bar : bar - start));
        start = last ? start : bar + 3;
        const std::size_t dash = one.find('-', 1);
        if (one.empty()) {
            out.parts.push_back({});
        } else if (const auto v = as_number(one)) {
            out.parts.push_back({v, {}, {}});
        } else if (one[0] == '>' && as_number(one.substr(1))) {
            out.parts.push_back({{}, as_number(one.substr(1)), {}});
        } else if (dash != std::string::npos && as_number(one.substr(0, dash)) &&
                   as_number(one.substr(dash + 1))) {
            out.parts.push_back(
                {{}, as_number(one.substr(0, dash)), as_number(one.substr(dash + 1))});
        } else {
            out.words = true;
        }
    }
    return out;
}

struct shape {
    const char *file, *name, *value, *low, *high, *date, *source;
    bool name_is_exact = true;
    std::vector<std::string> no_figure = {}; ///< rows without a number, by their name or id
};

template <std::size_t N>
void compare(const figure (&figures)[N], const shape& s) {
    const csv_table t = table(s.file);
    std::size_t at = 0;
    std::set<std::string> ids;
    for (const auto row : t) {
        const std::string& key = t.has("id") ? row.text("id") : row.text(s.name);
        INFO(s.file << ": " << key);
        cell_values cells = read_cell(row.text(s.value));
        const auto side = [&](const char* column) -> std::optional<double> {
            // One cell of the tables says "several 100000".
            return column == nullptr || row.text(column) == "several 100000" ? std::nullopt
                                                                             : row.optional(column);
        };
        const bool blank = row.text(s.value).empty() && !side(s.low) && !side(s.high);
        if (cells.words || blank) {
            const bool expected =
                std::find(s.no_figure.begin(), s.no_figure.end(), key) != s.no_figure.end();
            CHECK_MESSAGE(expected, "a row without a number");
            continue;
        }
        for (const cell_values::part& part : cells.parts) {
            REQUIRE(at < N);
            const figure& f = figures[at++];
            CHECK(ids.insert(f.id).second);
            CHECK(same(part.value, f.value));
            CHECK(same(part.low ? part.low : side(s.low), f.low));
            CHECK(same(part.high ? part.high : side(s.high), f.high));
            if (s.name_is_exact) {
                CHECK(same_words(row.text(s.name), f.name));
            }
            CHECK(same_source(row.text(s.source), f.source));
            CHECK(f.as_of != date{});
            const std::string dated = s.date ? plain(row.text(s.date)) : "";
            if (last_year(dated) == 0) {
                CHECK((f.date_of_table || s.date == nullptr));
            } else if (cells.parts.size() == 1) {
                CHECK(!f.date_of_table);
                CHECK(same_day(dated, f.as_of));
            } else {
                CHECK(dated.find(std::to_string(f.as_of.year())) != std::string::npos);
            }
            const auto n = f.numbers();
            CHECK(n.low <= n.value);
            CHECK(n.value <= n.high);
            n.validate();
            CHECK(&catalog::find_figure(figures, f.id) == &f);
            if (t.has("unit")) {
                CHECK(row.text("unit") == f.unit);
            }
            if (t.has("provenance")) {
                const std::string& p = row.text("provenance");
                const auto expected = p == "verified"           ? flopcost::provenance::verified
                                      : p == "memory"           ? flopcost::provenance::memory
                                      : p.rfind("derived") == 0 ? flopcost::provenance::derived
                                                                : flopcost::provenance::mixed;
                CHECK(f.provenance == expected);
            }
        }
    }
    CHECK(at == N);
}

TEST_CASE("every single figure of the tables is in the headers, and nothing else") {
    compare(catalog::capex,
            {"capex_us_china", "item", "value_busd", "low", "high", "year", "source"});
    compare(catalog::trends, {"trends", "trend", "value", "low", "high", "period", "source"});
    compare(catalog::tco_parameters,
            {"tco_parameters", "parameter", "value", "low", "high", "as_of", "source"});
    compare(catalog::epoch_parameters,
            {"epoch_method_parameters", "parameter", "central", "p5", "p95", nullptr, "source"});
    compare(catalog::epoch_development_costs,
            {"epoch_development_cost_breakdown", "component", "median_usd", "p5_usd", "p95_usd",
             nullptr, "source"});
    compare(catalog::epoch_uncertainty, {"epoch_uncertainty_results", "quantity", "rel_p95",
                                         "rel_p5", "rel_p95", nullptr, "source"});
    compare(catalog::site_costs, {"cluster_costs",
                                  "item",
                                  "mid",
                                  "low",
                                  "high",
                                  "date",
                                  "sources",
                                  false,
                                  {"H100 used price", "Ascend 910B rental"}});
    compare(catalog::fab_figures,
            {"fab", "item", "mid", "low", "high", "date", "sources", false, {"SMIC N+1"}});
    compare(catalog::china_chips,
            {"china_ai_chips", "item", "value", "low", "high", "as_of", "source"});
}

TEST_CASE("scaling laws: every number, with the 90 % interval of a stated standard error") {
    const csv_table t = table("scaling_law_facts");
    std::size_t at = 0;
    int words = 0;
    for (const auto row : t) {
        INFO(row.text("id"));
        const cell_values cells = read_cell(row.text("value"));
        if (cells.words) {
            ++words; // formulas and sentences
            continue;
        }
        for (const auto& part : cells.parts) {
            REQUIRE(at < catalog::length(catalog::scaling_law_facts));
            const figure& f = catalog::scaling_law_facts[at++];
            CHECK(row.text("parameter") == f.name);
            CHECK(same(part.value, f.value));
            CHECK(same_source(row.text("source"), f.source));
            CHECK(f.as_of != date{});
            if (!row.text("uncertainty").empty()) {
                const double se = std::stod(row.text("uncertainty").substr(3));
                CHECK(f.high - f.low == doctest::Approx(2 * 1.645 * se));
            } else {
                CHECK(same(part.low, f.low));
                CHECK(same(part.high, f.high));
            }
        }
    }
    CHECK(at == catalog::length(catalog::scaling_law_facts));
    CHECK(words == 8);
}

TEST_CASE("a figure becomes a quantity in the unit that the caller names") {
    constexpr auto capex =
        catalog::find_figure(catalog::capex, "us_big_four_capex_2025").in(giga * usd);
    static_assert(capex.value.in(giga * usd) == 380);
    static_assert(capex.low.in(giga * usd) == 371 && capex.high.in(giga * usd) == 384);
    static_assert(capex.as_of == date{2025, 12, 31});
    CHECK(catalog::find_figure(catalog::trends, "stock of AI compute").value == 3.4);
    CHECK(catalog::try_find_figure(catalog::trends, "no such trend") == nullptr);

    // Only bounds: the geometric middle.
    const auto dispersion = catalog::find_figure(
        catalog::site_costs, "rental_price_dispersion_across_providers_h100_a100");
    CHECK(!catalog::known(dispersion.value));
    CHECK(dispersion.numbers().value == doctest::Approx(41.569).epsilon(1e-4)); // sqrt(18 x 96)
    // One bound only.
    CHECK(catalog::find_figure(catalog::fab_figures, "yield_smic_7nm_class").numbers().value ==
          0.5);
    // As an interval: the bounds.
    const auto life =
        catalog::find_figure(catalog::tco_parameters, "server_useful_life_microsoft_google");
    const flopcost::interval years = life.in(year).as<flopcost::interval>().in(year);
    CHECK(years.low() <= 3);
    CHECK(years.high() >= 6);
    CHECK(years.low() > 2.9);
}

TEST_CASE("an unknown figure is refused with the nearest id") {
    const auto refusal = [](flopcost::text id) -> std::string {
        try {
            (void)catalog::find_figure(catalog::capex, id);
        } catch (const flopcost::error& e) {
            return e.what();
        }
        return "";
    };
    CHECK(refusal("us big four capex 2026") ==
          "[flopcost.error.301] unknown figure 'us big four capex 2026': did you mean "
          "'us_big_four_capex_2025'?");
    CHECK(refusal("sensetime_net_cash").find("sensetime_net_cash_cny_b") != std::string::npos);
    CHECK(refusal("") == "[flopcost.error.107] figure is empty");
}

} // namespace
