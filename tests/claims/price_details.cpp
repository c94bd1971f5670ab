// SPDX-License-Identifier: MIT
#include "lists.hpp"

#include <ostream>
#include <string>
#include <vector>

#include <flopcost/claims/prices.hpp>
#include <flopcost/report/table.hpp>
#include <flopcost/serving/decompose.hpp>

namespace {

using namespace flopcost;
using claims::price_matrix;

// The two sides of the bottom-up comparison. What the closed vendor runs is not published: an open
// model of its class stands for it.
struct sides {
    const char* western_model = "a dense model of the size of Llama 3.1 405B";
    serving::offer<> chinese{.model = models::deepseek_v3_2,
                             .chip = chips::h800,
                             .capital = 1.90 * units::usd / units::chip_hour,
                             .electricity = 0.10 * units::usd / units::chip_hour,
                             .utilisation = fraction{0.6},
                             .research = 0.35 * units::usd / (units::mega * units::token),
                             .margin = share{0.0}};
    serving::offer<> western{.model = models::llama3_1_405b,
                             .chip = chips::gb200,
                             .capital = 3.15 * units::usd / units::chip_hour,
                             .electricity = 0.15 * units::usd / units::chip_hour,
                             .utilisation = fraction{0.6},
                             .research = 1.5 * units::usd / (units::mega * units::token),
                             .margin = share{0.4}};
    serving::traffic<> load{.input = claims::serving_costs::input_tokens * units::token,
                            .output = claims::serving_costs::output_tokens * units::token,
                            .cached = share{claims::serving_costs::cached_share}};
    serving::targets wanted{.per_user = 20.0 * units::token / units::second};
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
    out << "Bottom-up: DeepSeek V3.2 on H800 against " << s.western_model
        << " on GB200, 4 000 tokens in (half cached), 1 000 out, 20 tokens/s\n";
    if (!d.feasible) {
        out << "one of the mixtures cannot be served\n";
        return;
    }
    out << "price per output token: " << report::number(d.first.in(mtok)) << " against "
        << report::number(d.second.in(mtok)) << " USD/Mtok, ratio " << ratio(d.ratio)
        << "; factors that multiply to it:\n";
    report::table t({{"cause"}, {"factor", true}});
    double product = 1;
    for (std::size_t c = 0; c < serving::causes; ++c) {
        product *= d.factor[c];
        t.add({serving::name(static_cast<serving::cause>(c)), ratio(d.factor[c])});
    }
    t.add({"product", ratio(product)});
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
    w.field("feasible", d.feasible).field("ratio", d.ratio);
    w.key("factors").begin_object();
    for (std::size_t c = 0; c < serving::causes; ++c) {
        w.field(serving::name(static_cast<serving::cause>(c)), d.factor[c]);
    }
    w.end().end();
}
