// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/full.hpp>
#include <flopcost/claims/fleets.hpp>
#include <flopcost/claims/literature.hpp>
#include <flopcost/economics/capital.hpp>
#include <flopcost/supply/growth.hpp>

namespace flopcost::claims {

// Published figures about serving, sites and fleets, recomputed.

namespace facts {

/// A figure of DeepSeek's serving day as a certain input.
[[nodiscard]] constexpr input serving_day(text name, const char* as, const char* unit) {
    for (const catalog::published_quantity& q : catalog::deepseek_serving_day) {
        if (name == q.name) {
            return exactly(as, q.value, unit, q.source, {2025, 2, 28});
        }
    }
    rejected::because(error_number::unknown_name, "name", "not in the table of the serving day");
}

inline constexpr input day_nodes = serving_day("average_nodes", "average nodes", "node");
inline constexpr input day_chips = serving_day("gpus_per_node", "chips per node", "chip/node");
inline constexpr input day_rent =
    serving_day("assumed_rental", "assumed rent of an H800", "USD/chip-hour");
inline constexpr input day_input = serving_day("input_tokens_per_day", "input tokens", "token");
inline constexpr input day_hits =
    serving_day("input_tokens_cache_hit", "input tokens served from cache", "token");
inline constexpr input day_output = serving_day("output_tokens_per_day", "output tokens", "token");
inline constexpr input day_price_hit =
    serving_day("price_input_cache_hit", "price of cached input", "USD/Mtok");
inline constexpr input day_price_miss =
    serving_day("price_input_cache_miss", "price of other input", "USD/Mtok");
inline constexpr input day_price_output =
    serving_day("price_output", "price of output", "USD/Mtok");
inline constexpr input day_prefill =
    serving_day("prefill_throughput_per_node_incl_cache_hits", "prefill rate per node", "token/s");
inline constexpr input day_decode =
    serving_day("decode_throughput_per_node", "decode rate per node", "token/s");

/// One published figure of the day.
[[nodiscard]] constexpr double serving_day_result(text name) {
    return serving_day(name, "result", "").value;
}

} // namespace facts

namespace detail {

template <class In>
constexpr auto serving_day_cost(In& in) {
    return in(facts::day_nodes)*in(facts::day_chips)*units::chip * (1.0 * units::day) *
           (in(facts::day_rent)*units::usd / units::chip_hour);
}
template <class In>
constexpr auto serving_day_revenue(In& in) {
    constexpr auto per = units::usd / (units::mega * units::token);
    const auto tokens = [&](const input& i) { return in(i)*units::token; };
    return tokens(facts::day_hits) * (in(facts::day_price_hit)*per) +
           (tokens(facts::day_input) - tokens(facts::day_hits)) * (in(facts::day_price_miss)*per) +
           tokens(facts::day_output) * (in(facts::day_price_output)*per);
}

} // namespace detail

/// I01: cost of DeepSeek's serving day.
struct truth_i01 {
    static constexpr statement about = closed_form("I01", "nodes times chips times rent", 1e-9);
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        return detail::serving_day_cost(in).in(units::usd);
    }
};

/// Revenue of the same day at list prices.
struct deepseek_day_revenue {
    static constexpr statement about{
        .id = "deepseek-day-revenue",
        .source = "DeepSeek open-infra-index, day 6 (2025-03-01)",
        .said = "theoretical revenue of DeepSeek's serving day",
        .published = value(facts::serving_day_result("theoretical_daily_revenue"), "USD"),
        .computes = "tokens by bucket times list prices",
        .rule = rule::arithmetic,
        .rounding = 0.0002};
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        return detail::serving_day_revenue(in).in(units::usd);
    }
};

/// Margin of the same day.
struct deepseek_day_margin {
    static constexpr statement about{
        .id = "deepseek-day-margin",
        .source = "DeepSeek open-infra-index, day 6 (2025-03-01)",
        .said = "revenue exceeds cost by 545 % of cost",
        .published = value(facts::serving_day_result("cost_profit_margin"), "ratio"),
        .computes = "revenue over cost, less one",
        .rule = rule::arithmetic,
        .rounding = 0.002};
    static constexpr variant variants[] = {
        {"price over cost: cached input", "x", false},
        {"price over cost: other input", "x", false},
        {"price over cost: output", "x", false},
    };
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        if (v == 0) {
            return detail::serving_day_revenue(in) / detail::serving_day_cost(in) -
                   constant<S>(1.0);
        }
        // Cost per token by phase: a node-hour over what a node does in an hour.
        const auto node_rent =
            in(facts::day_chips)*units::chip * (in(facts::day_rent)*units::usd / units::chip_hour);
        const input& rate = v == 3 ? facts::day_decode : facts::day_prefill;
        const input& price = v == 1   ? facts::day_price_hit
                             : v == 2 ? facts::day_price_miss
                                      : facts::day_price_output;
        const auto cost = node_rent / (in(rate)*units::token / units::second);
        return in(price) * (units::usd / (units::mega * units::token)) / cost;
    }
};

/// Nodes of the same day, from the published rates.
struct deepseek_day_nodes {
    static constexpr statement about{
        .id = "deepseek-day-nodes",
        .source = "DeepSeek open-infra-index, day 6 (2025-03-01)",
        .said = "226.75 nodes were in use on average",
        .published = value(facts::serving_day_result("average_nodes"), "node"),
        .computes = "tokens of each phase over the published rate per node",
        .rule = rule::arithmetic,
        .rounding = 0.001};
    static constexpr variant variants[] = {{"prefill nodes", "node", false},
                                           {"decode nodes", "node", false}};
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        const auto nodes = [&](const input& tokens, const input& rate) {
            return S(in(tokens) / (in(rate)*86400.0));
        };
        const S prefill = nodes(facts::day_input, facts::day_prefill);
        const S decode = nodes(facts::day_output, facts::day_decode);
        return v == 1 ? prefill : (v == 2 ? decode : S(prefill + decode));
    }
};

/// I06: how fast inference gets cheaper.
struct truth_i06 {
    static constexpr statement about = closed_form("I06", "(60 / 0.06)^(1/3)", 1e-9);
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        constexpr const char* post = "a16z (2024-11), LLMflation";
        const auto fall = in(exactly("price of 2021", 60, "USD/Mtok", post, {2021, 11, 1})) /
                          in(exactly("price of 2024", 0.06, "USD/Mtok", post, {2024, 11, 1}));
        return exp(log(fall) / in(exactly("time", 3, "year", post, {2024, 11, 1})));
    }
};

/// I11: what the DeepSeek tariff with weekday peaks costs on average over a week.
struct truth_i11 {
    static constexpr statement about =
        closed_form("I11", "hours at each price over the week", 1e-12);
    template <class In>
    typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        // The windows of the price table, every ten minutes of a week: they begin on full hours.
        static const auto counted = [] {
            struct {
                double peak = 0, all = 0, ratio = 0;
            } n;
            const double base =
                catalog::find_deepseek_price("deepseek-v4-flash", instant({2026, 8, 29})).output;
            for (int m = 0; m < 7 * 1440; m += 10) {
                const double p =
                    catalog::find_deepseek_price("deepseek-v4-flash", instant({2026, 8, 24}) + m)
                        .output;
                n.all += 10;
                n.peak += p > base ? 10.0 : 0.0;
                n.ratio = p > base ? p / base : n.ratio;
            }
            return n;
        }();
        constexpr const char* list = "DeepSeek price windows from 2026-08-16 (catalogue)";
        const S hours =
            in(exactly("peak hours a week", counted.peak / 60, "hour", list, {2026, 8, 23}));
        const S ratio =
            in(exactly("peak price over base price", counted.ratio, "x", list, {2026, 8, 23}));
        return S((ratio - constant<S>(1.0)) * hours) / (counted.all / 60) + constant<S>(1.0);
    }
};

/// C01: a year of a 1 GW site.
struct truth_c01 {
    static constexpr statement about =
        closed_form("C01", "capital recovery of equipment and building, plus operation", 0.006);
    static constexpr variant variants[] = {
        {"equipment life of 3 years (published 12e9)", "USD/yr", false},
        {"equipment life of 7 years (published 7e9)", "USD/yr", false}};
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        constexpr const char* source = "Epoch AI (2026-05-14); split and interest fitted to its "
                                       "three totals";
        constexpr date day{2026, 5, 14};
        constexpr const char* names[] = {"life of the equipment", "life of the equipment, short",
                                         "life of the equipment, long"};
        constexpr double lives[] = {5, 3, 7};
        const auto money = [&](const char* name, double x) {
            return in(exactly(name, x, "USD billion", source, day)) * units::giga * units::usd;
        };
        const auto rate = in(exactly("interest", 0.0675, "1/year", source, day)) / units::year;
        const auto life = in(exactly(names[v], lives[v], "year", source, day)) * units::year;
        const auto hall =
            in(exactly("life of the building", 14, "year", source, day)) * units::year;
        const auto yearly = economics::capital_charge(money("equipment", 25.6), rate, life) +
                            economics::capital_charge(money("building", 12.4), rate, hall) +
                            money("operation per year", 0.9) / units::year;
        return yearly.in(units::usd / units::year);
    }
};

/// C04: power of a 20 MW hall.
struct truth_c04 {
    static constexpr statement about =
        closed_form("C04", "power times PUE times 8760 h times price", 0.002);
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        constexpr const char* guide = "Cushman & Wakefield (2025-01-15)";
        constexpr date day{2025, 1, 15};
        const auto power = in(exactly("IT power", 20, "MW", guide, day)) * units::megawatt *
                           in(exactly("PUE", 1.5, "x", guide, day));
        const auto price = in(exactly("price of electricity", 0.115, "USD/kWh", guide, day)) *
                           units::usd / units::kilowatt_hour;
        return (power * (8760.0 * units::hour) * price).in(units::usd);
    }
};

/// C08: an H100-hour in China.
struct truth_c08 {
    static constexpr statement about =
        closed_form("C08", "monthly rent of a server per chip-hour", 0.003);
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        constexpr input month =
            from(catalog::find_figure(catalog::china_chips, "h100_8_gpu_server_rent_in_china"),
                 "rent of a server with 8 H100");
        const auto rent = in(month)*units::cny / units::month;
        const auto rate = in(exactly("exchange rate", 7.2, "CNY/USD", month.source, {2025, 3, 1})) *
                          units::cny / units::usd;
        const auto chips =
            in(exactly("chips of the server", 8, "chip", month.source, {2025, 3, 1})) * units::chip;
        return (rent / rate / chips).in(units::usd / units::chip_hour);
    }
};

/// C10: CloudMatrix 384.
struct truth_c10 {
    static constexpr statement about = closed_form("C10", "chips times peak", 0.005);
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        constexpr input peak =
            exactly("BF16 peak of a 910C",
                    catalog::find_figure(catalog::china_chips, "910c_bf16").value, "PFLOP/s",
                    catalog::find_figure(catalog::china_chips, "910c_bf16").source, {2025, 4, 30});
        return in(exactly("chips", 384, "chip", "SemiAnalysis (2025-04-16)", {2025, 4, 16})) *
               in(peak);
    }
};

/// G01: the tenfold gap, again, as top-five US stock over licensed Nvidia chips in China.
struct truth_g01 {
    static constexpr statement about = [] {
        statement s = estimate_of("G01", "US five, all vendors, over Nvidia chips in China", 1.5);
        s.published = range(10, 14, "x");
        return s;
    }();
    static constexpr variant variants[] = {{"with Huawei's chips on the Chinese side", "x"}};
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        constexpr auto ops = supply::measure::operations_8bit;
        const auto us = fleets::compute(in, false, 2024, ops);
        return v == 1 ? us / fleets::compute(in, true, 2024, ops)
                      : us / fleets::holdings(in, true, 2024, "Nvidia");
    }
};

/// G02: shares of AI supercomputers.
struct truth_g02 {
    static constexpr statement about = closed_form("G02", "US share over Chinese share", 1e-9);
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        constexpr const char* paper = "Pilz et al. arXiv:2504.16026";
        return in(exactly("US share", 0.75, "share", paper, {2025, 4, 1})) /
               in(exactly("Chinese share", 0.15, "share", paper, {2025, 4, 1}));
    }
};

/// G06: power of the world's fleet.
struct truth_g06 {
    static constexpr statement about = [] {
        statement s = closed_form("G06", "H100-equivalents times 700 W", 0.0);
        s.published = at_least(s.published.low, "GW");
        return s;
    }();
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr input fleet =
            from(catalog::find_figure(catalog::china_chips, "global_ai_compute_delivered"),
                 "AI compute delivered worldwide");
        const qty::power_per_chip<S> tdp = chips::h100.tdp;
        return (in(fleet)*units::chip * tdp).in(units::gigawatt);
    }
};

/// G11: Chinese over US capex.
struct truth_g11 {
    static constexpr statement about =
        estimate_of("G11", "57 over the guidance of four US firms", 1.2);
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        constexpr input china =
            from(catalog::find_figure(catalog::capex, "chinese_internet_firms_capex_2025"),
                 "capex of Chinese internet firms, 2025");
        constexpr input us = from(catalog::find_figure(catalog::capex, "us_big_four_capex_2025"),
                                  "capex of four US firms, 2025");
        return in(china) / in(us);
    }
};

/// G14: what went to four Asian hubs.
struct truth_g14 {
    static constexpr statement about = closed_form("G14", "four flows over the US flow", 0.002);
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        S hubs = constant<S>(0.0);
        S us = constant<S>(1.0);
        for (const catalog::chip_export& e : catalog::chip_exports) {
            const text to = e.destination;
            if (to == "Germany") {
                continue;
            }
            const S v = in(exactly(e.destination, e.value, "USD billion", e.source, e.last));
            if (to == "United States") {
                us = v;
            } else {
                hubs = hubs + v;
            }
        }
        return hubs / us;
    }
};

/// G15: capex per GW of one site.
struct truth_g15 {
    static constexpr statement about = closed_form("G15", "capex over power", 1e-9);
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        constexpr input site =
            from(catalog::find_figure(catalog::tco_parameters, "stargate_abilene_capex"),
                 "capex of the Abilene site");
        return in(site) / in(exactly("power of the site", 1, "GW", site.source, {2025, 11, 10}));
    }
};

} // namespace flopcost::claims
