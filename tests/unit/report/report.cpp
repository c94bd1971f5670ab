// SPDX-License-Identifier: MIT
//
// Reports: numbers, tables, CSV, JSON that reads back, charts, explanations.

#include <cmath>
#include <limits>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include <flopcost/catalog/chips.hpp>
#include <flopcost/report/explain.hpp>
#include <flopcost/report/json.hpp>
#include <flopcost/report/number.hpp>
#include <flopcost/report/print.hpp>
#include <flopcost/report/svg.hpp>
#include <flopcost/report/table.hpp>
#include <flopcost/scalar/interval.hpp>
#include <flopcost/supply/packages.hpp>

#include "json_checker.hpp"

using namespace flopcost;
using flopcost_test::json_reader;

namespace {

bool has(const std::string& s, const std::string& part) {
    return s.find(part) != std::string::npos;
}

template <class F>
std::string written(F f) {
    std::ostringstream out;
    f(out);
    return out.str();
}

int count(const std::string& s, const std::string& part) {
    int n = 0;
    for (auto at = s.find(part); at != std::string::npos; at = s.find(part, at + 1)) {
        ++n;
    }
    return n;
}

} // namespace

TEST_CASE("numbers: significant digits, plain where that is short, words for what is none") {
    const struct {
        double x;
        const char* text;
    } cases[] = {{0, "0"},
                 {-0.0, "0"},
                 {1, "1"},
                 {0.0916364, "0.09164"},
                 {57600, "57600"},
                 {5.576e6, "5576000"},
                 {1.5e7, "1.5e7"},
                 {40586592.58, "4.059e7"},
                 {-3.5, "-3.5"},
                 {1e-4, "0.0001"},
                 {1.234e-5, "1.234e-5"},
                 {99999.6, "100000"},
                 {1e300, "1e300"},
                 {0.5, "0.5"}};
    for (const auto& c : cases) {
        CHECK(report::number(c.x) == c.text);
    }
    CHECK(report::number(1.0 / 3, 2) == "0.33");
    CHECK(report::number(std::nan("")) == "unknown");
    CHECK(report::number(INFINITY) == "infinite");
    CHECK(report::number(-INFINITY) == "-infinite");
    for (const double x : {0.1, 1e-300, 5.576e6, 1.0 / 3, -2.5e22}) {
        CHECK(std::stod(report::exact(x)) == x);
    }
}

TEST_CASE("JSON reads back, whatever the text") {
    const std::string awkward = "quote \" backslash \\ tab \t line \n bell \x07 euro \xe2\x82\xac";
    const std::string broken = "stray \xff\xfe, overlong \xc0\xaf, cut \xe2\x82";
    const std::string s = written([&](std::ostream& out) {
        report::json_writer w(out);
        w.begin_object();
        w.field("text", awkward).field("broken", broken).field("n", 0.1).field("i", 3);
        w.field("yes", true).field("none", std::nan("")).key("empty").begin_array().end();
        w.key("list").begin_array().value(1.0).value("two").null().begin_object().end().end();
        w.end();
    });
    const json_reader r(s);
    REQUIRE(r.ok);
    CHECK(r.root()["n"].number == 0.1);
    CHECK(r.root()["i"].number == 3);
    CHECK(r.root()["yes"].truth);
    CHECK(r.root()["none"].type == flopcost_test::json::kind::null);
    CHECK(r.root()["list"].items.size() == 4);
    CHECK(has(r.root()["text"].text, "quote \" backslash \\ tab \t line \n"));
    CHECK(has(r.root()["text"].text, "\xe2\x82\xac"));
    CHECK(!has(s, "\xff"));
    // The checker itself refuses what is no JSON.
    for (const char* bad : {"", "{", "[1,]", "{\"a\":1,}", "[01]", "[1.]", "\"\n\"", "nul", "[1] 2",
                            "{\"a\":1,\"a\":2}", "'a'", "[.5]", "[NaN]"}) {
        CHECK_FALSE(json_reader(bad).ok);
    }
}

TEST_CASE("tables: terminal, Markdown, CSV") {
    report::table t({{"id"}, {"long text", false, 12}, {"n", true}});
    t.add({"a", "one two three four", "1"}).add({"b|c", "with \"quotes\", comma", "23"});
    const std::string text = written([&](std::ostream& out) { t.text(out); });
    CHECK(has(text, "one two"));
    CHECK(has(text, "three four"));
    CHECK(count(text, "\n") >= 6);
    for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
        CHECK(end - at <= 24); // 3 + 12 + 2 and two gaps
    }
    const std::string md = written([&](std::ostream& out) { t.markdown(out); });
    CHECK(has(md, "| b\\|c |"));
    CHECK(has(md, "---:"));
    const std::string csv = written([&](std::ostream& out) { t.csv(out); });
    CHECK(csv == "id,long text,n\na,one two three four,1\nb|c,\"with \"\"quotes\"\", comma\",23\n");
    CHECK_THROWS_AS(t.add({"too", "few"}), error);
    CHECK(report::display_width("\xe2\x82\xac") == 1);
}

TEST_CASE("any described struct prints, nested and uncertain ones too") {
    const auto fields = report::fields(chips::h100);
    CHECK(fields.size() >= 15);
    const std::string s = written([](std::ostream& out) { report::print(out, chips::h100); });
    CHECK(has(s, "H100"));
    CHECK(has(s, "peak.bf16"));
    CHECK(has(s, "9.894e14"));
    CHECK(has(s, "2022-")); // a date

    supply::package_plan<interval> p =
        lift<interval>(supply::package_plan<>{.die_bank = 2.9e6 * units::die,
                                              .stacks = 13e6 * supply::hbm_stack,
                                              .packaging = 2e6 * units::package});
    p.stacks = interval{11.4e6, 13e6} * supply::hbm_stack;
    const auto out = supply::packages(p);
    const std::string u = written([&](std::ostream& o) { report::print(o, out); });
    CHECK(has(u, "[1425000, 1625000]"));
    CHECK(has(u, "logic dies") == (out.binds == supply::bottleneck::dies));
    const std::string j = written([&](std::ostream& o) {
        report::json_writer w(o);
        report::write_json(w, out);
    });
    const json_reader r(j);
    REQUIRE(r.ok);
    CHECK(r.root()["by_memory"]["low"].number == doctest::Approx(1.425e6));
}

TEST_CASE("charts are complete and escape their text") {
    const std::string bars = written([](std::ostream& out) {
        report::tornado(out, {.title = "a < b & c", .axis = "USD"},
                        {{"small", 1, 2, 1.5}, {"large <wide>", 0.5, 4, 1.5}});
    });
    CHECK(has(bars, "</svg>"));
    CHECK(has(bars, "a &lt; b &amp; c"));
    CHECK(has(bars, "large &lt;wide&gt;"));
    CHECK(bars.find("large") < bars.find("small")); // the widest first
    CHECK(count(bars, "<rect") == 3);
    const std::string log = written([](std::ostream& out) {
        report::bar_chart(out, {.title = "log", .logarithmic = true}, {{"x", 1, 1000, 30}});
    });
    CHECK(has(log, ">100<"));
    const std::string line = written([](std::ostream& out) {
        report::line_chart(
            out, {.title = "t", .axis = "y", .x_axis = "x"},
            {{"one", {2023, 2024, 2025}, {1, 2, 4}}, {"flat", {2023, 2025}, {3, 3}}});
    });
    CHECK(count(line, "<polyline") == 2);
    std::ostringstream out;
    CHECK_THROWS_AS(report::bar_chart(out, {}, {}), error);
    CHECK_THROWS_AS(report::bar_chart(out, {.logarithmic = true}, {{"x", -1, 2, 1}}), error);
    CHECK_THROWS_AS(report::bar_chart(out, {}, {{"x", std::nan(""), 2, 1}}), error);
    CHECK_THROWS_AS(report::line_chart(out, {}, {{"x", {1, 2}, {1}}}), error);
    CHECK_THROWS_AS(report::line_chart(out, {}, {}), error);
}

TEST_CASE("an explanation names every input with its source, and the steps compute the result") {
    const auto hours = traced::input("chip-hours", 2.788e6, 2.7e6, 2.9e6, "chip-hour",
                                     "report, table 1", {2024, 12, 27});
    const auto rent =
        traced::input("rent", 2.0, 2.0, 2.0, "USD/chip-hour", "assumed there", {2024, 12, 27});
    const traced twice = hours * rent;
    const traced cost = min(twice, traced(1e9)) + (twice - twice) * 1.0 + 0.0;
    const std::string s = written([&](std::ostream& out) { report::explain(out, cost, "cost"); });
    CHECK(has(s, "Result: 5576000"));
    CHECK(has(s, "chip-hours"));
    CHECK(has(s, "[2700000, 2900000] chip-hour"));
    CHECK(has(s, "report, table 1; 2024-12-27"));
    CHECK(has(s, "s1 = [chip-hours] * rent")); // used three times: a line of its own
    CHECK(has(s, "min(s1, 1e9)"));
    const std::string md = written(
        [&](std::ostream& out) { report::explain(out, cost, "cost", report::style::markdown); });
    CHECK(has(md, "### cost"));
    CHECK(has(md, "**Inputs**"));
    const std::string dot =
        written([&](std::ostream& out) { report::explain(out, cost, "cost", report::style::dot); });
    CHECK(has(dot, "digraph \"cost\""));
    CHECK(has(dot, "shape=box"));
    CHECK(count(dot, "chip-hours") == 1); // one node however often it is used
}

TEST_CASE("a traced breakdown explains each of its parts") {
    supply::package_plan<traced> p =
        lift<traced>(supply::package_plan<>{.die_bank = 2.9e6 * units::die,
                                            .stacks = 13e6 * supply::hbm_stack,
                                            .packaging = 2e6 * units::package});
    p.stacks = traced::input("stacks", 13e6, 11.4e6, 13e6, "stacks", "SemiAnalysis", {2025, 9, 8}) *
               supply::hbm_stack;
    const std::string s =
        written([&](std::ostream& out) { report::explain(out, supply::packages(p), "output"); });
    CHECK(has(s, "output.by_memory"));
    CHECK(has(s, "output.packages"));
    CHECK(has(s, "SemiAnalysis"));
}
