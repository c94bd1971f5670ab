// SPDX-License-Identifier: MIT

// Reproduces published claims about the cost of compute and says what it found.
//
//     claims                 table: id, what was said, published, computed, verdict
//     claims --json          the same for machines, with inputs, inverse and variants
//     claims --list          ids, sources, what was said
//     claims --explain ID    how one claim is computed, from which sources, and what drives it

#include <algorithm>
#include <cstdio>
#include <exception>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <flopcost/report/explain.hpp>
#include <flopcost/report/json.hpp>
#include <flopcost/report/number.hpp>
#include <flopcost/report/table.hpp>

#include "finding_json.hpp"
#include "lists.hpp"

namespace {

namespace claims = flopcost::claims;
namespace report = flopcost::report;
using claims::entry;
using claims::finding;
using claims::published;

constexpr int samples = 16384;

std::string words(const published& p) {
    const std::string unit = *p.unit == '\0' || std::string_view(p.unit) == "1"
                                 ? std::string()
                                 : " " + std::string(p.unit);
    if (p.is_value()) {
        return report::number(p.low) + unit;
    }
    if (!(p.low > -flopcost::detail::infinity)) {
        return "at most " + report::number(p.high) + unit;
    }
    if (!(p.high < flopcost::detail::infinity)) {
        return "at least " + report::number(p.low) + unit;
    }
    return report::number(p.low) + " to " + report::number(p.high) + unit;
}

std::string interval(double low, double high) {
    return report::number(low, 3) + " to " + report::number(high, 3);
}

std::string inverse_words(const finding& f) {
    if (f.inverse.input < 0) {
        return "no input";
    }
    const claims::input& i = f.inputs[static_cast<std::size_t>(f.inverse.input)];
    const std::string head = std::string(i.name) + " = ";
    const std::string tail = std::string_view(i.unit) == "1" ? "" : " " + std::string(i.unit);
    return f.inverse.found ? head + report::number(f.inverse.value) + tail +
                                 " (used: " + report::number(i.value) + ")"
                           : "no value of '" + std::string(i.name) + "' gives it";
}

void print_table(const std::vector<entry>& all) {
    report::table t({{"id"},
                     {"what was said", false, 46},
                     {"published", true, 18},
                     {"median", true},
                     {"90 % interval", true},
                     {"unit", false, 14},
                     {"verdict", false, 14}});
    int count[4] = {};
    for (const entry& e : all) {
        const finding f = e.evaluate(samples);
        ++count[static_cast<int>(f.verdict)];
        t.add({f.statement.id, f.statement.said, words(f.statement.published),
               report::number(f.result.median), interval(f.result.p5, f.result.p95),
               f.statement.published.unit, name(f.verdict)});
    }
    t.text(std::cout);
    std::cout << '\n' << all.size() << " claims:";
    for (int v = 0; v < 4; ++v) {
        std::cout << (v > 0 ? ", " : " ") << count[v] << ' '
                  << name(static_cast<claims::verdict>(v));
    }
    std::cout
        << "\n'claims --explain ID' shows how one is computed and what would have to change.\n";
}

void print_json(const std::vector<entry>& all) {
    report::json_writer w(std::cout);
    w.begin_array();
    for (const entry& e : all) {
        write_json(w, e.evaluate(samples));
    }
    w.end();
}

void print_list(const std::vector<entry>& all) {
    report::table t({{"id"}, {"source", false, 34}, {"what was said", false, 80}});
    for (const entry& e : all) {
        t.add({e.about->id, e.about->source, e.about->said});
    }
    t.text(std::cout);
}

void paragraph(const char* head, const std::string& body) {
    if (body.empty()) {
        return;
    }
    for (const std::string& line : report::wrapped(head + body, 98)) {
        std::cout << line << '\n';
    }
}

void explain(const entry& e) {
    const finding f = e.evaluate(samples);
    const claims::statement& s = f.statement;
    std::cout << s.id << " (" << s.source << ")\n";
    paragraph("Said:      ", s.said);
    paragraph("Read as:   ", s.reading);
    paragraph("Computed:  ", s.computes);
    const std::string unit = " " + std::string(s.published.unit);
    std::cout << "Published: " << words(s.published) << '\n';
    std::cout << "Median:    " << report::number(f.result.median) << unit << ", 90 % interval "
              << interval(f.result.p5, f.result.p95) << ", mean " << report::number(f.result.mean)
              << '\n';
    if (!s.published.is_value()) {
        std::cout << "Odds:      " << report::number(100 * f.result.odds, 3)
                  << " % that the published bound holds\n";
    }
    std::cout << "Verdict:   " << name(f.verdict);
    if (*f.corner != '\0') {
        std::cout << ", only under: " << f.corner;
    }
    const bool bound = !(s.published.low > -flopcost::detail::infinity) ||
                       !(s.published.high < flopcost::detail::infinity);
    if (s.rule == claims::rule::arithmetic) {
        std::cout << " (tolerance " << report::number(100 * s.rounding, 3) << " %)";
    } else if (bound) {
        std::cout << " (reproduced if the bound holds at odds of "
                  << report::number(100 * claims::good_odds, 3) << " % or more)";
    } else {
        std::cout << " (reproduced if inside the 90 % interval and within a factor "
                  << report::number(s.factor) << " of the median)";
    }
    std::cout << '\n';
    paragraph("Inverse:   ", inverse_words(f));
    std::cout << '\n';

    if (!f.variants.empty()) {
        report::table t({{"variant", false, 60},
                         {"median", true},
                         {"90 % interval", true},
                         {"unit"},
                         {"holds published"}});
        for (const claims::variant_result& v : f.variants) {
            t.add({v.what.label, report::number(v.result.median),
                   interval(v.result.p5, v.result.p95), v.what.unit,
                   v.what.corner ? (v.contains_published ? "yes" : "no") : "-"});
        }
        t.text(std::cout);
        std::cout << '\n';
    }

    if (s.id == std::string_view("price-one-tenth")) {
        explain_prices(std::cout);
    }

    std::vector<std::size_t> order;
    for (std::size_t k = 0; k < f.inputs.size(); ++k) {
        if (f.influences[k].swing != 0) {
            order.push_back(k);
        }
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::fabs(f.influences[a].swing) > std::fabs(f.influences[b].swing);
    });
    if (!order.empty()) {
        std::cout << "What drives it (one input at a time, from its 5th to its 95th percentile)\n";
        report::table t({{"input", false, 60}, {"result moves by", true}, {"elasticity", true}});
        for (std::size_t k = 0; k < std::min<std::size_t>(order.size(), 8); ++k) {
            const std::size_t i = order[k];
            t.add({f.inputs[i].name, report::number(f.influences[i].swing, 3),
                   report::number(f.influences[i].elasticity, 3)});
        }
        t.text(std::cout);
        std::cout << '\n';
    }
    std::cout << "Derivation of the headline (at the central inputs)\n\n";
    report::explain(std::cout, e.explain(0), s.id);
}

int usage(std::FILE* to) {
    std::fputs("usage: claims                reproduce all claims, as a table\n"
               "       claims --json         the same for machines\n"
               "       claims --list         ids, sources and what was said\n"
               "       claims --explain ID   derivation of one claim\n",
               to);
    return to == stderr ? 2 : 0;
}

int run(const std::vector<std::string_view>& arguments) {
    if (arguments.empty()) {
        print_table(all_claims());
        return 0;
    }
    const std::string_view option = arguments[0];
    const std::size_t expected = option == "--explain" ? 2 : 1;
    if (option != "--json" && option != "--list" && option != "--explain" && option != "--help") {
        std::cerr << "claims: unknown option '" << option << "'\n";
        return usage(stderr);
    }
    if (arguments.size() < expected) {
        std::cerr << "claims: --explain needs the id of a claim; 'claims --list' shows them\n";
        return 2;
    }
    if (arguments.size() > expected) {
        std::cerr << "claims: unexpected argument '" << arguments[expected] << "'\n";
        return usage(stderr);
    }
    if (option == "--help") {
        return usage(stdout);
    }
    const std::vector<entry> all = all_claims();
    if (option == "--json") {
        print_json(all);
        return 0;
    }
    if (option == "--list") {
        print_list(all);
        return 0;
    }
    const std::string_view id = arguments[1];
    for (const entry& e : all) {
        if (id == e.about->id) {
            explain(e);
            return 0;
        }
    }
    std::cerr << "claims: unknown claim '" << id << "'";
    // A name is proposed only if most of it was typed.
    int best = std::max(2, static_cast<int>(id.size()) / 2) + 1;
    const char* nearest = nullptr;
    for (const entry& e : all) {
        const int d = flopcost::catalog::edit_distance(flopcost::text(id), e.about->id);
        if (d < best) {
            best = d;
            nearest = e.about->id;
        }
    }
    if (nearest != nullptr) {
        std::cerr << ": did you mean '" << nearest << "'?";
    }
    std::cerr << " ('claims --list' shows all ids)\n";
    return 2;
}

} // namespace

int main(int argc, char** argv) {
    std::ios::sync_with_stdio(false);
    try {
        const int code = run({argv + 1, argv + argc});
        std::cout.flush();
        return std::cout ? code : 1;
    } catch (const std::exception& e) {
        std::cerr << "claims: " << e.what() << '\n';
        return 1;
    }
}
