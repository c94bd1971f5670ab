// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/full.hpp>
#include <flopcost/claims/fleets.hpp>
#include <flopcost/claims/subsidies.hpp>
#include <flopcost/economics/firm.hpp>
#include <flopcost/supply/growth.hpp>

namespace flopcost::claims {

namespace facts {

inline constexpr input frontier_growth =
    from(catalog::find_figure(catalog::trends, "training_compute_of_notable_models"),
         "growth of frontier training compute per year");
inline constexpr input algorithms{
    .name = "growth of algorithmic efficiency per year",
    .value = 3.0,
    .low = 1.7,
    .high = 10.0,
    .unit = "x/yr",
    .source =
        "Epoch AI (2026-02-26): 3x is out of date, 10x possible; 1.7x in its thread of 2025-07",
    .as_of = {2026, 2, 26}};
inline constexpr input observed_lag =
    from(catalog::find_figure(catalog::trends, "chinese_models_lag_behind_us_frontier"),
         "observed lag of Chinese models");

} // namespace facts

namespace detail {

/// Growth of a leader's effective compute. Compute growth already holds better chips and more
/// money.
template <class S, class In>
constexpr supply::progress<S> frontier(In& in) {
    return {.hardware = {constant<S>(1.0)},
            .software = {in(facts::algorithms)},
            .investment = {in(facts::frontier_growth)}};
}

} // namespace detail

/// What lag the compute gap amounts to.
struct lag_4_vs_7_months {
    static constexpr statement about{
        .id = "lag-4-vs-7-months",
        .source = "chip-shortage",
        .said = "Epoch AI: the gap to the leading US models fell to four months, against seven on "
                "average",
        .reading = "the compute gap alone explains a lag of four to seven months",
        .published = range(4, 7, "month"),
        .computes = "ln(gap in stock, end of 2025) over the growth of effective frontier compute",
        .factor = 1.5};
    static constexpr variant variants[] = {
        {"with the gap of the end of 2024", "month"},
        {"with the gap by memory bandwidth, end of 2024", "month"},
        {"counting compute growth alone, without algorithms", "month"},
        {"compute gap that four months amount to", "x", false},
        {"compute gap that seven months amount to", "x", false},
        {"algorithmic progress alone that makes the stock gap four months", "x/yr", false},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        using supply::measure;
        const auto gap = [&](int year, measure m) {
            return S(fleets::compute(in, false, year, m) / fleets::compute(in, true, year, m));
        };
        const supply::progress<S> leader = detail::frontier<S>(in);
        const auto months = [](const qty::time<S>& t) { return t.in(units::month); };
        switch (v) {
        case 1:
            return months(supply::lag(gap(2024, measure::operations_8bit), leader));
        case 2:
            return months(supply::lag(gap(2024, measure::bandwidth), leader));
        case 3:
            return months(supply::time_to(gap(2025, measure::operations_8bit),
                                          supply::growth<S>{in(facts::frontier_growth)}));
        case 4:
            return supply::gap_of(qty::time<S>(4.0 * units::month), leader);
        case 5:
            return supply::gap_of(qty::time<S>(7.0 * units::month), leader);
        case 6:
            // gap = (g_compute g_software)^(1/3): solved for g_software.
            return exp(S(log(gap(2025, measure::operations_8bit)) * 3.0)) /
                   in(facts::frontier_growth);
        default:
            return months(supply::lag(gap(2025, measure::operations_8bit), leader));
        }
    }
};

/// How efficient the follower must be to be only so far behind.
struct necessity_efficiency {
    static constexpr statement about{
        .id = "necessity-efficiency",
        .source = "dumping, chip-shortage",
        .said = "scarcity made the developers far more efficient; DeepSeek did much with little",
        .reading =
            "the observed lag at the observed gap in compute takes at least twice the efficiency "
            "of the leaders",
        .published = at_least(2, "x"),
        .computes = "gap in stock over the gap that the lag amounts to",
        .factor = 2.0};
    static constexpr variant variants[] = {
        {"at the lag of four months", "x"},
        {"with the gap of the end of 2024", "x"},
        {"with the gap by memory bandwidth, end of 2024", "x"},
        {"a frontier US run (GPT-4.5, 2.1e26 FLOP) over DeepSeek-V3 (3.3e24 FLOP), less its lag",
         "x"},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        using supply::measure;
        const int year = v == 2 || v == 3 ? 2024 : 2025;
        const measure m = v == 3 ? measure::bandwidth : measure::operations_8bit;
        const S lag = v == 1 ? constant<S>(4.0) : S(in(facts::observed_lag)*1.0);
        const S explained =
            supply::gap_of(qty::time<S>(lag * units::month), detail::frontier<S>(in));
        if (v == 4) {
            const S us = in(exactly("training compute of GPT-4.5", 2.1e26, "FLOP",
                                    "Epoch AI (2025-06)", {2025, 2, 27}));
            const S china = in(exactly("training compute of DeepSeek-V3", 3.3e24, "FLOP",
                                       "6 N D: 37 G active, 14.8 T tokens", {2024, 12, 27}));
            return us / china / explained;
        }
        return fleets::compute(in, false, year, m) / fleets::compute(in, true, year, m) / explained;
    }
};

/// Odds of overtaking.
struct catch_up_odds_20pct {
    static constexpr statement about{
        .id = "catch-up-odds-20pct",
        .source = "chip-shortage",
        .said = "at most 20 % odds that a Chinese firm overtakes the leaders within three to five "
                "years",
        .published = at_most(0.2, "share"),
        .computes =
            "odds that effective compute (stock, software, algorithms) crosses over in five "
            "years",
        .factor = 2.0};
    static constexpr variant variants[] = {
        {"in three years", "share"},
        {"in five years, by installed compute alone", "share"},
        {"in five years, if Chinese growth keeps pace on average", "share"},
        {"effective gap today", "x", false},
        {"time to close at the central growth (negative: it widens)", "year", false},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr auto ops = supply::measure::operations_8bit;
        constexpr input us_growth{.name = "growth of the US stock per year, 2026 to 2030",
                                  .value = 2.1,
                                  .low = 1.9,
                                  .high = 2.3,
                                  .unit = "x/yr",
                                  .source =
                                      "3.2 in 2025 (owner table); capex +70 % in 2026 times "
                                      "price-performance 1.3; later less; range: of the median "
                                      "path, the spread below is of the future around it",
                                  .as_of = {2026, 2, 28}};
        constexpr input china_growth{.name = "growth of the Chinese stock per year, 2026 to 2030",
                                     .value = 2.0,
                                     .low = 1.75,
                                     .high = 2.35,
                                     .unit = "x/yr",
                                     .source =
                                         "2.3 in 2025 (owner and shipment tables); 7 nm capacity "
                                         "to double in 2026, HBM and licences uncertain",
                                     .as_of = {2026, 2, 28}};
        constexpr input spread{.name = "spread of the difference in growth over five years",
                               .value = 0.22,
                               .low = 0.15,
                               .high = 0.32,
                               .unit = "ln x/yr",
                               .source =
                                   "five-year paths of 1.6 to 2.8 (US) and 1.4 to 3.0 (China) "
                                   "a year as 90 % intervals; assumption",
                               .as_of = {2026, 2, 28}};
        constexpr input efficiency{.name = "algorithmic advantage of the follower",
                                   .value = 3.0,
                                   .low = 1.2,
                                   .high = 6.0,
                                   .unit = "x",
                                   .source =
                                       "necessity-efficiency: what the observed lag implies, with "
                                       "catching up easier than leading",
                                   .as_of = {2026, 1, 16}};
        constexpr input gap_spread =
            exactly("spread of the gap", 0.25, "ln x",
                    "owner table: 90 % interval of stocks, domestic output 200 000 to 805 000",
                    {2025, 12, 31});
        const S installed =
            fleets::compute(in, false, 2025, ops) / fleets::compute(in, true, 2025, ops);
        const S effective = v == 2 ? installed : S(installed / in(efficiency));
        if (v == 4) {
            return effective;
        }
        const supply::growth<S> us{in(us_growth)};
        const supply::growth<S> china{in(china_growth)};
        if (v == 5) {
            return supply::time_to_close(effective, us, china).in(units::year);
        }
        const supply::race<S> race{.gap = effective,
                                   .gap_spread = in(gap_spread),
                                   .closing = v == 3 ? constant<S>(0.0)
                                                     : S(log(china.per_year) - log(us.per_year)),
                                   .closing_spread = in(spread)};
        return supply::crossing_odds(race, (v == 1 ? 3.0 : 5.0) * units::year);
    }
};

/// Serving against research.
struct delivery_eats_research {
    static constexpr statement about{
        .id = "delivery-eats-research",
        .source = "chip-shortage",
        .said = "serving customers takes most of the compute; little is left for next-generation "
                "research",
        .reading = "serving China's daily tokens takes at least half of China's stock",
        .published = at_least(0.5, "share"),
        .computes =
            "chips for the daily tokens at DeepSeek's published rates, less efficient elsewhere, "
            "over the stock (8-bit H100e)",
        .factor = 2.0};
    static constexpr variant variants[] = {
        {"with every host as efficient as DeepSeek", "share"},
        {"DeepSeek alone, February 2025: nodes of the day over its fleet", "share"},
        {"US: inference over all compute spending of OpenAI, 2024", "share", false},
        {"research compute left in China", "thousand H100e", false},
        {"research compute left to the five US firms at the OpenAI split", "thousand H100e", false},
    };

    template <class In>
    typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr input tokens{.name = "tokens served per day in China",
                               .value = 50,
                               .low = 30,
                               .high = 120,
                               .unit = "T token/day",
                               .source = "general knowledge: over 30 T in mid-2025 (National Data "
                                         "Administration), doubling in half a year",
                               .as_of = {2025, 12, 31}};
        constexpr input others{.name = "chip-time per token elsewhere over DeepSeek's",
                               .value = 2.5,
                               .low = 1.2,
                               .high = 5.0,
                               .unit = "x",
                               .source =
                                   "serving model of this library without disaggregation over "
                                   "DeepSeek's day: about 4; domestic chips slower",
                               .as_of = {2025, 12, 31}};
        const S stock = fleets::compute(in, true, 2025, supply::measure::operations_8bit);
        if (v == 2) {
            const S fleet =
                in(exactly("H800 and H100 of DeepSeek", 20000, "chip",
                           "SemiAnalysis (2025-01-31): 10 000 each, disputed", {2025, 1, 31}));
            return in(facts::day_nodes)*in(facts::day_chips) / fleet;
        }
        const S openai = in(exactly("inference spending of OpenAI, 2024", 2.0, "USD billion",
                                    "Epoch AI (2025-10): 7 in total, 5 for R&D", {2024, 12, 31})) /
                         in(exactly("compute spending of OpenAI, 2024", 7.0, "USD billion",
                                    "Epoch AI (2025-10)", {2024, 12, 31}));
        if (v == 3) {
            return openai;
        }
        if (v == 5) {
            return fleets::compute(in, false, 2025, supply::measure::operations_8bit) *
                   S(constant<S>(1.0) - openai) * 1e-3;
        }
        constexpr double per_request = serving_costs::input_tokens + serving_costs::output_tokens;
        const S chip_seconds = detail::deepseek_measured_time(in) *
                               (v == 1 ? constant<S>(1.0) : S(in(others)*1.0)) / per_request;
        // An H800 is one H100e.
        const S chips = in(tokens)*1e12 / 86400.0 * chip_seconds / in(serving_costs::busy);
        return v == 4 ? S(max(S(stock - chips), 0.0) * 1e-3) : S(chips / stock);
    }
};

/// How many developers the market carries.
struct over_100_llms {
    static constexpr statement about{
        .id = "over-100-llms",
        .source = "consolidation",
        .said =
            "there are over 100 LLMs in China; the market will concentrate on a few well-funded "
            "players",
        .reading = "the pool of money sustains fewer than 100 developers at the frontier",
        .published = at_most(100, "firm"),
        .computes =
            "yearly pool for model development over the yearly cost of staying at the frontier",
        .factor = 2.0};
    static constexpr variant variants[] = {
        {"two years later, at the stated growth of pool and cost", "firm"},
        {"years until ten are left", "year", false},
        {"at the cost of a US leader (OpenAI's R&D compute of 2024)", "firm"},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr input capex =
            within(from(catalog::find_figure(catalog::capex, "chinese_internet_firms_capex_2025"),
                        "capex of Chinese internet firms, 2025"),
                   51, 60, "UBS: 57 (2026-01, via the WSJ), 51 (2025-03, via Dow Jones)");
        constexpr input part{.name = "share of it that serves model development",
                             .value = 0.15,
                             .low = 0.06,
                             .high = 0.3,
                             .unit = "share",
                             .source = "assumption: the rest serves customers and other business",
                             .as_of = {2025, 12, 31},
                             .domain = domain::share};
        constexpr input venture{.name = "other yearly capital for model developers",
                                .value = 2.0,
                                .low = 1.0,
                                .high = 5.0,
                                .unit = "USD billion",
                                .source =
                                    "Zhipu and MiniMax raised 1 bn together (2026-01); rounds of "
                                    "Moonshot and others; assumption",
                                .as_of = {2026, 1, 16}};
        constexpr input cost{.name = "yearly cost of a developer at China's frontier",
                             .value = 0.5,
                             .low = 0.15,
                             .high = 1.6,
                             .unit = "USD billion",
                             .source =
                                 "DeepSeek: 0.15 (development) to 0.4 (a quarter of 1.6 bn server "
                                 "capex) and above; SemiAnalysis, Epoch AI",
                             .as_of = {2025, 1, 31}};
        constexpr input pool_growth{.name = "growth of the pool per year",
                                    .value = 1.4,
                                    .low = 1.2,
                                    .high = 1.7,
                                    .unit = "x/yr",
                                    .source =
                                        "UBS: Chinese capex +54 % in 2025, Alibaba +21 % on plan",
                                    .as_of = {2025, 11, 30}};
        constexpr input cost_growth =
            from(catalog::find_figure(catalog::trends, "amortized_cost_of_frontier_training_runs"),
                 "growth of the cost of frontier runs per year");
        const auto billion = units::giga * units::usd / units::year;
        const auto pool = S(in(capex)*in(part) + in(venture)) * billion;
        if (v == 3) {
            constexpr input openai =
                from(catalog::find_figure(catalog::capex, "openai_r_d_compute"),
                     "R&D compute of OpenAI, 2024");
            return economics::sustainable_firms(pool, in(openai)*billion);
        }
        const S firms = economics::sustainable_firms(pool, in(cost)*billion);
        const S pool_rise = in(pool_growth);
        const S cost_rise = in(cost_growth);
        if (v == 1) {
            const S relative = pool_rise / cost_rise;
            return firms * relative * relative;
        }
        if (v == 2) {
            return S(log(S(firms / 10.0)) / log(S(cost_rise / pool_rise)));
        }
        return firms;
    }
};

} // namespace flopcost::claims
