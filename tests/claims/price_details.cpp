// SPDX-License-Identifier: MIT
#include "lists.hpp"

#include <ostream>
#include <string>
#include <vector>

#include <flopcost/claims/subsidies.hpp>
#include <flopcost/report/table.hpp>
#include <flopcost/serving/decompose.hpp>

namespace {

using namespace flopcost;
using claims::price_matrix;

// One line of the bottom-up comparison: what both sides are assumed to be, and from where.
struct assumption {
    const char* what;
    const char *chinese, *western;
    const char* source;
};

// The two sides. What the closed vendor runs is not published: an open dense model of an older
// frontier stands for it.
struct sides {
    serving::offer<> chinese, western;
    serving::traffic<> load{.input = claims::serving_costs::input_tokens * units::token,
                            .output = claims::serving_costs::output_tokens * units::token,
                            .cached = share{claims::serving_costs::cached_share}};
    serving::targets wanted{.per_user = 20.0 * units::token / units::second};
    double list_ratio = 0; ///< of the list prices of the same request

    static constexpr assumption assumptions[] = {
        {"model", "DeepSeek V3.2", "Llama 3.1 405B", "closed shapes are not published"},
        {"chip", "H800", "GB200", "DeepSeek open-infra-index; US capex of 2025"},
        {"rent, USD/chip-hour", "2.0", "3.3", "DeepSeek-V3 report; InferenceX cost table"},
        {"site of the electricity in it", "coastal China", "US hyperscale",
         "Cushman & Wakefield, EIA"},
        {"sold share of the hours", "0.6", "0.6", "assumption, the same on both sides"},
        {"research, USD bn a year", "0.15", "6.5",
         "DeepSeek: see dumping-subsidy; OpenAI: 5 for R&D compute in 2024 (Epoch AI), staff"},
        {"tokens a day, T", "1.2", "10", "DeepSeek 0.78 in 2025-02; OpenAI 8.6 by API (2025-10)"},
        {"margin on price", "0", "0.4", "assumption"}};

    sides() {
        namespace sc = claims::serving_costs;
        constexpr auto hourly = units::usd / units::chip_hour;
        // Tokens of the request for each of its output tokens.
        constexpr double per_output = (sc::input_tokens + sc::output_tokens) / sc::output_tokens;
        const auto side = [&](const workload::transformer& model, const hardware::chip<>& chip,
                              double rent, const economics::site<>& site, double research_bn,
                              double tera_tokens, double margin) {
            const auto plug = chip.tdp * (1472.0 / 700.0) * (site.mean_power.value() * site.pue);
            const auto power = plug * site.electricity;
            const auto research = research_bn * units::giga * units::usd /
                                  (365.25 * tera_tokens * units::tera * units::token) * per_output;
            return serving::offer<>{.model = model,
                                    .chip = chip,
                                    .capital = rent * hourly - power,
                                    .electricity = power,
                                    .utilisation = fraction{sc::busy.value},
                                    .research = research,
                                    .margin = share{margin}};
        };
        chinese =
            side(models::deepseek_v3_2, chips::h800, sc::h800_rent.value, economics::china_coast,
                 claims::facts::deepseek_research.value, claims::facts::deepseek_volume.value, 0.0);
        western = side(models::llama3_1_405b, chips::gb200, sc::gb200_rent.value,
                       economics::us_hyperscale, 6.5, 10.0, 0.4);
        list_ratio = sc::request_price(catalog::find_price("deepseek-chat")) /
                     sc::request_price(catalog::find_price("gpt-5.1"));
    }
};

std::string ratio(double r) {
    return r == r ? report::number(r, 3) : "unknown";
}

} // namespace

void explain_prices(std::ostream& out) {
    const struct {
        const char* title;
        double inputs, cached;
    } mixes[] = {
        {"three input tokens per output token", 3, 0},
        {"output tokens only", 1e-9, 0},
        {"agent: ten input tokens per output token, 90 % cached; pairs without a cached price "
         "left out",
         10, 0.9}};
    for (const auto& mix : mixes) {
        const price_matrix m = claims::price_ratios(mix.inputs, mix.cached);
        out << "Price ratios of 2025-11-30, " << mix.title << '\n';
        std::vector<report::table::column> head{{"", false, 26}};
        for (const char* w : price_matrix::western) {
            head.push_back({w, true, 12});
        }
        report::table t(head);
        for (std::size_t i = 0; i < price_matrix::rows; ++i) {
            std::vector<std::string> row{price_matrix::chinese[i]};
            for (const double r : m.ratio[i]) {
                row.push_back(ratio(r));
            }
            t.add(row);
        }
        t.text(out);
        out << m.pairs << " pairs: geometric mean " << ratio(m.geometric_mean) << ", "
            << report::number(100 * m.share_at_most_a_tenth, 3) << " % at or below a tenth, from "
            << ratio(m.lowest) << " to " << ratio(m.highest) << "\n\n";
    }
    const price_matrix all = claims::all_price_ratios(3);
    out << "Every pair of the catalogue (3:1): " << all.pairs << " pairs, geometric mean "
        << ratio(all.geometric_mean) << ", " << report::number(100 * all.share_at_most_a_tenth, 3)
        << " % at or below a tenth, from " << ratio(all.lowest) << " to " << ratio(all.highest)
        << "\n\n";

    const sides s;
    const auto d = serving::decompose(s.chinese, s.western, s.load, s.wanted);
    constexpr auto mtok = units::usd / (units::mega * units::token);
    out << "Bottom-up: why a token costs less, for 4 000 tokens in (half cached), 1 000 out, 20 "
           "tokens/s\n";
    report::table a({{"", false, 32}, {"Chinese"}, {"Western"}, {"source", false, 60}});
    for (const assumption& row : sides::assumptions) {
        a.add({row.what, row.chinese, row.western, row.source});
    }
    a.text(out);
    if (!d.feasible) {
        out << "one of the mixtures cannot be served\n";
        return;
    }
    out << "\nprice that follows, per output token with its input: "
        << report::number(d.first.in(mtok)) << " against " << report::number(d.second.in(mtok))
        << " USD/Mtok, ratio " << ratio(d.ratio) << "; list prices: " << ratio(s.list_ratio)
        << '\n';
    report::table t({{"cause"}, {"factor", true}});
    double product = 1;
    for (std::size_t c = 0; c < serving::causes; ++c) {
        product *= d.factor[c];
        t.add({serving::name(static_cast<serving::cause>(c)), ratio(d.factor[c])});
    }
    t.add({"bottom-up", ratio(product)});
    t.add({"not explained: better engines, or sold below cost", ratio(s.list_ratio / product)});
    t.add({"list prices", ratio(s.list_ratio)});
    t.text(out);
    out << '\n';
}

void write_prices(report::json_writer& w) {
    w.key("matrix").begin_object();
    w.field("date", "2025-11-30").field("mix", "3 input tokens per output token");
    w.key("chinese").begin_array();
    for (const char* c : price_matrix::chinese) {
        w.value(c);
    }
    w.end().key("western").begin_array();
    for (const char* c : price_matrix::western) {
        w.value(c);
    }
    const price_matrix m = claims::price_ratios(3);
    w.end().key("ratio").begin_array();
    for (const auto& row : m.ratio) {
        w.begin_array();
        for (const double r : row) {
            w.value(r);
        }
        w.end();
    }
    w.end();
    w.field("pairs", m.pairs).field("geometric_mean", m.geometric_mean);
    w.field("share_at_most_a_tenth", m.share_at_most_a_tenth);
    w.field("lowest", m.lowest).field("highest", m.highest).end();

    const sides s;
    const auto d = serving::decompose(s.chinese, s.western, s.load, s.wanted);
    w.key("decomposition").begin_object();
    w.field("feasible", d.feasible).field("ratio", d.ratio).field("list_ratio", s.list_ratio);
    w.field("not_explained", s.list_ratio / d.ratio);
    w.key("factors").begin_object();
    for (std::size_t c = 0; c < serving::causes; ++c) {
        w.field(serving::name(static_cast<serving::cause>(c)), d.factor[c]);
    }
    w.end().end();
}
