// SPDX-License-Identifier: MIT
//
// All claims: complete, sourced, valid JSON, and the published ground truths to their rounding.

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include <flopcost/catalog/data/ground_truths.hpp>
#include <flopcost/claims/prices.hpp>

#include "../../claims/finding_json.hpp"
#include "../report/json_checker.hpp"

using namespace flopcost;
using namespace flopcost::claims;
using doctest::Approx;

namespace {

const std::map<std::string, finding>& findings() {
    static const std::map<std::string, finding> all = [] {
        std::map<std::string, finding> m;
        for (const entry& e : all_claims()) {
            m.emplace(e.about->id, e.evaluate(4096));
        }
        return m;
    }();
    return all;
}

const finding& find(const std::string& id) {
    REQUIRE(findings().count(id) == 1);
    return findings().at(id);
}

const variant_result& variant_of(const std::string& id, std::size_t i) {
    return find(id).variants.at(i);
}

} // namespace

TEST_CASE("every claim of the pieces and every ground truth is there, once") {
    const char* ids[] = {"compute-gap-10x",
                         "capex-57b-one-tenth",
                         "price-one-tenth",
                         "dumping-subsidy",
                         "us-capex-never-amortised",
                         "export-ban-workarounds",
                         "offshore-training",
                         "necessity-efficiency",
                         "startup-friendly",
                         "lag-4-vs-7-months",
                         "catch-up-odds-20pct",
                         "rubin-two-generations",
                         "nvidia-china-share",
                         "domestic-chips-disappoint",
                         "fab-capacity-bottleneck",
                         "delivery-eats-research",
                         "fewer-chips-bigger-model",
                         "ipo-1bn-compute",
                         "runway-12-months",
                         "profitable-in-two-years",
                         "billion-for-accelerators",
                         "thousands-of-gpus",
                         "over-100-llms",
                         "gpu-startup-breakeven",
                         "population-demand",
                         "two-ecosystems",
                         "high-cost-high-margin",
                         "free-models-end-pricing-power",
                         "low-capital-need"};
    CHECK(std::size(ids) == 29);
    for (const char* id : ids) {
        CAPTURE(id);
        CHECK(findings().count(id) == 1);
    }
    for (const auto& t : catalog::ground_truths) {
        CAPTURE(t.id);
        CHECK(findings().count(t.id) == 1);
    }
    CHECK(all_claims().size() == findings().size()); // no id twice
}

TEST_CASE("every input has a name, a source and a day, and no claim uses its own published value") {
    for (const auto& [id, f] : findings()) {
        CAPTURE(id);
        CHECK(*f.statement.said != '\0');
        CHECK(*f.statement.source != '\0');
        CHECK(*f.statement.computes != '\0');
        CHECK_FALSE(f.inputs.empty());
        CHECK(std::isfinite(f.central));
        CHECK(f.result.p5 <= f.result.median);
        CHECK(f.result.median <= f.result.p95);
        std::set<std::string> names;
        for (const input& i : f.inputs) {
            CAPTURE(i.name);
            CHECK(names.insert(i.name).second);
            CHECK(*i.source != '\0');
            CHECK(i.as_of != date{});
            CHECK_NOTHROW(i.validate());
            // An input that is the published number itself would prove nothing: same value, same
            // unit, and the result as sensitive to it as to a factor.
            if (f.statement.published.is_value() && i.value == f.statement.published.low) {
                CHECK(text(i.unit) != text(f.statement.published.unit));
            }
        }
    }
}

TEST_CASE("the inverse, put in, meets the published number") {
    for (const entry& e : all_claims()) {
        const finding& f = findings().at(e.about->id);
        if (f.inverse.input < 0 || !f.inverse.found) {
            continue;
        }
        CAPTURE(e.about->id);
        const input& i = f.inputs[static_cast<std::size_t>(f.inverse.input)];
        const double scale = std::max(std::fabs(f.inverse.target), std::fabs(f.central));
        CHECK(std::fabs(e.with(i.name, f.inverse.value) - f.inverse.target) <= 1e-6 * scale);
        CHECK(e.with(i.name, i.value) == f.central);
    }
}

TEST_CASE("gradients agree with central differences") {
    for (const entry& e : all_claims()) {
        const finding& f = findings().at(e.about->id);
        for (std::size_t k = 0; k < f.inputs.size(); ++k) {
            const input& i = f.inputs[k];
            CAPTURE(e.about->id);
            CAPTURE(i.name);
            const double h =
                1e-5 * std::max(std::fabs(i.value), i.domain == domain::real ? 0.1 : 0.0);
            const double up = e.with(i.name, i.value + h);
            const double down = e.with(i.name, i.value - h);
            const double size = std::max(std::fabs(up), 1e-300) / std::fabs(h / 1e-5);
            CHECK((up - down) / (2 * h) == Approx(f.influences[k].slope).epsilon(1e-4).scale(size));
        }
    }
}

TEST_CASE("ground truths to their published rounding") {
    // id, relative tolerance: exact ones to the last digit, rounded ones to half a unit of it.
    const struct {
        const char* id;
        double tolerance;
    } rows[] = {{"T01", 1e-12}, {"I01", 1e-12},  {"I11", 1e-12}, {"I06", 1e-9},  {"G02", 1e-9},
                {"G15", 1e-12}, {"T21", 0.034},  {"T24", 0.004}, {"C01", 0.006}, {"C04", 0.0017},
                {"C08", 0.003}, {"C10", 0.0017}, {"G14", 0.002}, {"T05", 0.05},  {"T06", 0.003}};
    for (const auto& r : rows) {
        CAPTURE(r.id);
        const finding& f = find(r.id);
        CHECK(f.central == Approx(f.statement.published.low).epsilon(r.tolerance));
    }
    CHECK(find("T20").central == Approx(2026.9).epsilon(0.0001));
    CHECK(find("G06").central == Approx(10.5));
    CHECK(find("deepseek-day-revenue").central == Approx(562027).epsilon(0.0002));
    CHECK(find("deepseek-day-nodes").central == Approx(226.75).epsilon(0.001));
    CHECK(find("deepseek-day-margin").central == Approx(5.45).epsilon(0.002));
    // 1 GW at 3 and 7 years of life: 12 and 7 bn.
    CHECK(variant_of("C01", 0).central == Approx(12e9).epsilon(0.005));
    CHECK(variant_of("C01", 1).central == Approx(7e9).epsilon(0.005));
    // GPT-4's development: 101 to 170 M drawn one by one, 82 to 202 M with a shared factor.
    CHECK(variant_of("T13", 0).result.p5 == Approx(100.8e6).epsilon(0.03));
    CHECK(variant_of("T13", 0).result.p95 == Approx(170.0e6).epsilon(0.03));
    CHECK(variant_of("T13", 1).result.p5 == Approx(82e6).epsilon(0.05));
    CHECK(variant_of("T13", 1).result.p95 == Approx(202e6).epsilon(0.05));
    // Widths of Epoch's method: capital 4.0, energy 3.6, acquisition 2.1.
    CHECK(variant_of("T16", 0).central == Approx(4.0).epsilon(0.06));
    CHECK(variant_of("T16", 1).central == Approx(3.6).epsilon(0.06));
    CHECK(variant_of("T16", 2).central == Approx(2.1).epsilon(0.06));
}

TEST_CASE("arithmetic of the pieces on their own numbers") {
    CHECK(find("runway-12-months").central == Approx(12 * 4.6 / 4.7));
    CHECK(find("profitable-in-two-years").central == Approx(4.6 - 4.7));
    CHECK(find("nvidia-china-share").central == Approx(57.0 / 35.1 - 1));
    CHECK(variant_of("nvidia-china-share", 0).central == Approx(3.0 / 57));
    CHECK(variant_of("nvidia-china-share", 1).central == Approx(3.0 / 0.55 / 35.1));
    CHECK(find("capex-57b-one-tenth").central == Approx(57.0 / 380));
    CHECK(variant_of("capex-57b-one-tenth", 3).central == Approx(570));
    for (const char* id : {"runway-12-months", "nvidia-china-share"}) {
        CHECK(find(id).verdict == verdict::arithmetic);
    }
}

TEST_CASE("the compute gap by basket, measure and date agrees with the published ratios") {
    CHECK(variant_of("compute-gap-10x", 1).central == Approx(5.4).epsilon(0.03));  // end of 2023
    CHECK(variant_of("compute-gap-10x", 4).central == Approx(13.9).epsilon(0.01)); // Nvidia only
    CHECK(find("G01").central == Approx(13.9).epsilon(0.01));
    CHECK(find("G01").result.p5 == Approx(11.1).epsilon(0.03));
    CHECK(find("G01").result.p95 == Approx(17.7).epsilon(0.03));
    // By bandwidth China's H20s count eight times as much.
    CHECK(variant_of("compute-gap-10x", 7).central <
          0.5 * variant_of("compute-gap-10x", 2).central);
}

TEST_CASE("the price matrix: published geometric means and range") {
    const price_matrix m = price_ratios(3);
    CHECK(m.pairs == 56);
    CHECK(m.ratio[0][0] == Approx(0.0916).epsilon(0.001)); // .315 / 3.4375
    CHECK(m.geometric_mean == Approx(0.149).epsilon(0.015));
    CHECK(m.share_at_most_a_tenth == Approx(0.34).epsilon(0.08));
    CHECK(m.lowest == Approx(0.0315).epsilon(0.01));
    CHECK(m.highest == Approx(0.70).epsilon(0.01));
    CHECK(price_ratios(1e-9).geometric_mean == Approx(0.126).epsilon(0.01)); // output only
    // Lists without a cached price are left out of a mix with cached tokens.
    CHECK(price_ratios(10, 0.9).pairs < 56);
    CHECK(std::isnan(price_ratios(10, 0.9).ratio[6][0])); // Qwen3-Max
}

TEST_CASE("the JSON of every finding reads back with what readers need") {
    for (const auto& [id, f] : findings()) {
        CAPTURE(id);
        std::ostringstream out;
        report::json_writer w(out);
        write_json(w, f);
        const flopcost_test::json_reader r(out.str());
        REQUIRE(r.ok);
        const auto& j = r.root();
        CHECK(j["id"].text == id);
        for (const char* key : {"source", "said", "verdict"}) {
            CHECK_FALSE(j[key].text.empty());
        }
        const auto& p = j["published"];
        CHECK((p.has("value") || (p.has("low") && p.has("high"))));
        CHECK(p.has("unit"));
        for (const char* key : {"median", "p5", "p95", "mean"}) {
            CHECK(j["computed"][key].type == flopcost_test::json::kind::number);
        }
        CHECK(j["computed"].has("unit"));
        for (const char* key : {"assumption", "value", "unit"}) {
            CHECK(j["inverse"].has(key));
        }
        CHECK(j["inputs"].items.size() == f.inputs.size());
        for (const auto& i : j["inputs"].items) {
            for (const char* key : {"name", "value", "low", "high", "unit", "source", "as_of"}) {
                CHECK(i.has(key));
            }
            CHECK(i["as_of"].text.size() == 10);
        }
        CHECK(j.has("matrix") == (id == "price-one-tenth"));
    }
}

TEST_CASE("causes of the price ratio multiply to it") {
    std::ostringstream out;
    report::json_writer w(out);
    w.begin_object();
    write_prices(w);
    w.end();
    const flopcost_test::json_reader r(out.str());
    REQUIRE(r.ok);
    const auto& d = r.root()["decomposition"];
    REQUIRE(d["feasible"].truth);
    double product = 1;
    for (const auto& [name, factor] : d["factors"].members) {
        product *= factor.number;
    }
    CHECK(product == Approx(d["ratio"].number));
    CHECK(product * d["not_explained"].number == Approx(d["list_ratio"].number));
    std::ostringstream text;
    explain_prices(text);
    CHECK(text.str().find("geometric mean") != std::string::npos);
}

TEST_CASE("every claim can explain itself") {
    for (const entry& e : all_claims()) {
        CAPTURE(e.about->id);
        std::ostringstream out;
        report::explain(out, e.explain(0), e.about->id);
        CHECK(out.str().find("Inputs") != std::string::npos);
        CHECK(out.str().find("source: ") != std::string::npos);
        if (e.about->compared == statistic::value) {
            CHECK(e.explain(0).value() == findings().at(e.about->id).central); // bit for bit
        }
    }
}
