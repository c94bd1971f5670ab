// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/claims/literature_market.hpp>
#include <flopcost/claims/prices.hpp>
#include <flopcost/economics/firm.hpp>

namespace flopcost::claims {

namespace facts {

inline constexpr input price_v32 = serving_costs::listed(catalog::find_price("deepseek-chat"),
                                                         "list price of a request, DeepSeek V3.2");
inline constexpr input price_gpt51 =
    serving_costs::listed(catalog::find_price("gpt-5.1"), "list price of a request, GPT-5.1");

// What a frontier developer in each country recovers from its tokens.
inline constexpr input deepseek_research{
    .name = "yearly development cost of DeepSeek",
    .value = 0.15,
    .low = 0.05,
    .high = 0.5,
    .unit = "USD billion/year",
    .source =
        "final run 5.6 M USD (V3 report) at 10 to 30 % of R&D compute (Epoch AI, 2026-03-23), "
        "several runs a year, staff; upper end: half of SemiAnalysis' opex of 0.944 bn",
    .as_of = {2025, 1, 31}};
inline constexpr input deepseek_volume{.name = "DeepSeek's tokens per day, API and own services",
                                       .value = 1.2,
                                       .low = 0.776,
                                       .high = 3.0,
                                       .unit = "T token/day",
                                       .source = "0.776 T on 2025-02-28 (open-infra-index); growth "
                                                 "to late 2025 is an assumption",
                                       .as_of = {2025, 11, 30}};
// The engine that DeepSeek published for itself: how much better than 2025-02 it is now.
inline constexpr input engine_gain{.name = "serving rate of late 2025 over February 2025",
                                   .value = 1.3,
                                   .low = 1.0,
                                   .high = 2.0,
                                   .unit = "x",
                                   .source =
                                       "sparse attention of V3.2 and newer engines; the range "
                                       "is an assumption",
                                   .as_of = {2025, 11, 30}};

} // namespace facts

namespace detail {

/// Chip-seconds of the standard request by DeepSeek's own published rates (all input at the mean of
/// hits and misses).
template <class In>
auto deepseek_measured_time(In& in) {
    const auto per_chip = in(facts::day_chips);
    const auto prefill = in(facts::day_prefill) / per_chip;
    const auto decode = in(facts::day_decode) / per_chip;
    return (serving_costs::input_tokens / prefill + serving_costs::output_tokens / decode) /
           in(facts::engine_gain);
}

/// Research recovered from one request of 5 000 tokens.
template <class In>
auto deepseek_research_per_request(In& in) {
    constexpr double tokens = serving_costs::input_tokens + serving_costs::output_tokens;
    return in(facts::deepseek_research) * (1e9 * tokens / 365.25) /
           (in(facts::deepseek_volume)*1e12);
}

} // namespace detail

/// Dumping: is the list price below cost?
struct dumping_subsidy {
    static constexpr statement about{
        .id = "dumping-subsidy",
        .source = "dumping",
        .said = "the low prices are dumping, subsidised by the state",
        .reading =
            "DeepSeek V3.2's list price is below its full cost (serving at market rent, idle "
            "hours, research recovery): margin on price at most zero; who pays the rest, the "
            "owner or the state, is not computed",
        .published = at_most(0, "share of price"),
        .computes = "1 - full cost / list price, for 4 000 tokens in (half cached) and 1 000 out"};
    static constexpr variant variants[] = {
        {"marginal cost alone (no idle hours, no research)", "share of price"},
        {"with idle hours, without research", "share of price"},
        {"V3.2 by this library's serving model, H800, 20 tokens/s, marginal", "share of price"},
        {"Kimi K2, marginal", "share of price"},
        {"GLM-4.5, marginal", "share of price"},
        {"GLM-4.5-Air, marginal", "share of price"},
        {"Qwen3-235B, marginal", "share of price"},
        {"Qwen3-Coder-480B, marginal", "share of price"},
        {"MiniMax-M2, marginal", "share of price"},
        {"subsidy per Mtok that the full cost implies (0: none)", "USD/Mtok", false},
        {"full cost per Mtok of the mix", "USD/Mtok", false},
    };

    template <class In>
    typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        namespace sc = serving_costs;
        const auto margin = [](const S& price, const S& cost) {
            return S(constant<S>(1.0) - cost / price);
        };
        const auto hour = [&](const S& chip_seconds) {
            return S(chip_seconds / 3600.0 * in(sc::h800_rent));
        };
        if (v >= 3 && v <= 9) {
            struct row {
                const workload::transformer* model;
                const char* price;
                const char* name;
                const char* price_name;
            };
            static constexpr row rows[] = {
                {&models::deepseek_v3_2, "deepseek-chat", "chip-time of a request, V3.2 on H800",
                 "list price of a request, DeepSeek V3.2"},
                {&models::kimi_k2, "kimi-k2-0905-preview", "chip-time of a request, K2 on H800",
                 "list price of a request, Kimi K2"},
                {&models::glm_4_5, "glm-4.5", "chip-time of a request, GLM-4.5 on H800",
                 "list price of a request, GLM-4.5"},
                {&models::glm_4_5_air, "glm-4.5-air", "chip-time of a request, GLM-4.5-Air on H800",
                 "list price of a request, GLM-4.5-Air"},
                {&models::qwen3_235b_a22b, "qwen3-235b-a22b",
                 "chip-time of a request, Qwen3-235B on H800",
                 "list price of a request, Qwen3-235B"},
                {&models::qwen3_coder_480b, "qwen3-coder-480b-a35b-instruct",
                 "chip-time of a request, Qwen3-Coder-480B on H800",
                 "list price of a request, Qwen3-Coder-480B"},
                {&models::minimax_m2, "MiniMax-M2", "chip-time of a request, MiniMax-M2 on H800",
                 "list price of a request, MiniMax-M2"}};
            const row& r = rows[v - 3];
            const auto served = sc::cheapest(*r.model, chips::h800, 20);
            return margin(in(sc::listed(catalog::find_price(r.price), r.price_name)),
                          hour(in(sc::chip_time(served, r.name))));
        }
        const S price = in(facts::price_v32);
        const S marginal = hour(detail::deepseek_measured_time(in));
        if (v == 1) {
            return margin(price, marginal);
        }
        const S served = marginal / in(sc::busy);
        if (v == 2) {
            return margin(price, served);
        }
        const S full = served + detail::deepseek_research_per_request(in);
        constexpr double per_mtok = 1e6 / (sc::input_tokens + sc::output_tokens);
        if (v == 10) {
            return max(S(full - price), 0.0) * per_mtok;
        }
        return v == 11 ? S(full * per_mtok) : margin(price, full);
    }
};

/// Whether a gigawatt of data centre pays back.
struct us_capex_never_amortised {
    static constexpr statement about{
        .id = "us-capex-never-amortised",
        .source = "dumping",
        .said = "the price war makes it less likely that the billions invested in US data centres "
                "ever pay off",
        .reading =
            "at a tenth of today's price of a chip-hour a cohort of 1 GW earns back less than "
            "its capex within the chips' life",
        .published = at_most(1, "x capex"),
        .computes = "discounted cash over six years at a tenth of today's price, over the capex",
        .factor = 2.0};
    static constexpr variant variants[] = {
        {"at today's price, falling by the stated rate", "x capex", false},
        {"at half of today's price, falling", "x capex"},
        {"at today's price, not falling", "x capex", false},
        {"payback time at today's price (the horizon of 6 years if never)", "year", false},
        {"share of today's price at which it just pays back", "share", false},
        {"break-even price of a chip-hour, level over the life", "USD/chip-hour", false},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr input capex{.name = "capex of 1 GW of IT",
                              .value = 38,
                              .low = 35,
                              .high = 44,
                              .unit = "USD billion",
                              .source = "Epoch AI (2026-05-14)",
                              .as_of = {2026, 5, 14}};
        constexpr input opex = exactly("yearly operation of 1 GW", 0.9, "USD billion",
                                       "Epoch AI (2026-05-14)", {2026, 5, 14});
        constexpr auto& watts_row =
            catalog::find_figure(catalog::site_costs, "it_power_server_power_per_b200_gb200");
        constexpr input watts = from(watts_row, "IT power per GB200");
        constexpr input fall{.name = "yearly fall of the price of a chip-hour",
                             .value = 0.15,
                             .low = 0.02,
                             .high = 0.35,
                             .unit = "share",
                             .source =
                                 "H100 rent 8.0 (2023) to 2.35 (2026-03), with a rise of 40 % at "
                                 "the end; new H100 prices -14 % a year",
                             .as_of = {2026, 3, 31},
                             .domain = domain::share};
        constexpr input interest =
            exactly("cost of capital", 0.0675, "1/year", "fitted to Epoch AI's totals (2026-05-14)",
                    {2026, 5, 14});
        constexpr input sold{.name = "sold share of the hours, large cloud",
                             .value = 0.75,
                             .low = 0.55,
                             .high = 0.9,
                             .unit = "share",
                             .source = "assumption; 70 % in the break-even of a market review "
                                       "(2026-03)",
                             .as_of = {2026, 3, 31},
                             .domain = domain::share};
        economics::cohort<S> site;
        site.capex = in(capex)*units::giga * units::usd;
        site.running_cost = in(opex)*units::giga * units::usd / units::year;
        site.interest = in(interest) / units::year;
        // A chip-hour stands for a token here: the cohort sells hours.
        const auto chips = S(constant<S>(1e9) / in(watts));
        site.volume = S(chips * in(sold)) / 3600.0 * (units::token / units::second);
        const S rent = in(serving_costs::gb200_rent);
        const S rate = log(S(constant<S>(1.0) - in(fall))) * (v == 3 ? 0.0 : 1.0);
        const double level = v == 0 ? 0.1 : (v == 2 ? 0.5 : 1.0);
        const auto price = [&](const qty::time<S>& t) {
            return S(rent * level * exp(S(rate * t.in(units::year)))) * (units::usd / units::token);
        };
        const auto r = economics::pay_back(site, price);
        switch (v) {
        case 4:
            return r.payback.time.in(units::year);
        case 5: {
            // Cash is linear in the price: (level * sales - running) = capex.
            const auto sales = economics::present_value(
                [&](const qty::time<S>& t) { return site.volume * price(t); }, site.interest,
                site.life);
            const auto running = economics::present_value(
                [&](const qty::time<S>&) { return site.running_cost; }, site.interest, site.life);
            return (site.capex + running) / sales;
        }
        case 6:
            return r.break_even_price.in(units::usd / units::token);
        default:
            return r.payback.recovered;
        }
    }
};

/// High cost and high margin against low cost and low margin.
struct high_cost_high_margin {
    static constexpr statement about{
        .id = "high-cost-high-margin",
        .source = "disruption",
        .said = "US firms run high cost and high margin, Chinese firms low cost",
        .reading = "the gross margin on serving is larger behind GPT-5.1 than behind DeepSeek V3.2",
        .published = at_least(0, "share of price"),
        .computes = "US margin less Chinese margin, both over serving cost with idle hours"};
    static constexpr variant variants[] = {
        {"US margin on price", "share of price", false},
        {"Chinese margin on price", "share of price", false},
        {"US serving cost over Chinese serving cost", "x", false},
        {"list price, US over Chinese", "x", false},
    };

    template <class In>
    typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        namespace sc = serving_costs;
        // The shape of the closed model is not published: DeepSeek-V3's chip-time on GB200, scaled
        // by active parameters.
        constexpr input active{.name = "active parameters behind GPT-5.1",
                               .value = 80,
                               .low = 25,
                               .high = 250,
                               .unit = "G parameter",
                               .source =
                                   "assumption: not published; between open models (5 to 40 G) "
                                   "and GPT-4 as rumoured (280 G)",
                               .as_of = {2025, 11, 30}};
        static const auto on_gb200 = sc::cheapest(models::deepseek_v3, chips::gb200, 40);
        constexpr double v3_active = 37.0;
        const S us_time =
            in(sc::chip_time(on_gb200, "chip-time of a request, V3 on GB200, 40 tokens/s")) *
            in(active) / v3_active;
        const S us_cost = us_time / 3600.0 * in(sc::gb200_rent) / in(sc::busy);
        const S cn_cost =
            detail::deepseek_measured_time(in) / 3600.0 * in(sc::h800_rent) / in(sc::busy);
        const S us_price = in(facts::price_gpt51);
        const S cn_price = in(facts::price_v32);
        const S one = constant<S>(1.0);
        const S us = one - us_cost / us_price;
        const S cn = one - cn_cost / cn_price;
        switch (v) {
        case 1:
            return us;
        case 2:
            return cn;
        case 3:
            return us_cost / cn_cost;
        case 4:
            return us_price / cn_price;
        default:
            return us - cn;
        }
    }
};

/// A free open model and the price of a closed one.
struct free_models_end_pricing_power {
    static constexpr statement about{
        .id = "free-models-end-pricing-power",
        .source = "disruption",
        .said = "a free open model as good as the paid one takes away the power to charge",
        .reading = "a commodity host undercuts GPT-5.1 with an open model by at least half",
        .published = at_most(0.5, "x list price"),
        .computes =
            "price floor of a host (H200 rent, idle hours, margin 20 %) of DeepSeek V3.2 over "
            "GPT-5.1's list price",
        .factor = 2.0};
    static constexpr variant variants[] = {
        {"host of gpt-oss-120b on H100-class chips", "x list price"},
        {"host of Qwen3-235B", "x list price"},
        {"floor over DeepSeek's own list price", "x list price", false},
        {"margin left to a closed vendor that matches the floor", "share of price", false},
        {"self-hosting at 10 % load", "x list price"},
    };

    template <class In>
    typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        namespace sc = serving_costs;
        static const auto v3 = sc::cheapest(models::deepseek_v3_2, chips::h200, 30);
        static const auto oss = sc::cheapest(models::gpt_oss_120b, chips::h200, 30);
        static const auto qwen = sc::cheapest(models::qwen3_235b_a22b, chips::h200, 30);
        constexpr input host_margin{.name = "margin of a host",
                                    .value = 0.2,
                                    .low = 0.05,
                                    .high = 0.4,
                                    .unit = "share",
                                    .source = "assumption",
                                    .as_of = {2025, 11, 30},
                                    .domain = domain::share};
        const S time =
            v == 1   ? in(sc::chip_time(oss, "chip-time of a request, gpt-oss-120b on H200"))
            : v == 2 ? in(sc::chip_time(qwen, "chip-time of a request, Qwen3-235B on H200"))
                     : in(sc::chip_time(v3, "chip-time of a request, V3.2 on H200"));
        const S load = v == 5 ? constant<S>(0.1) : in(sc::busy);
        const auto chip_time = time * units::chip_second / units::request;
        const auto rate = in(sc::h200_rent)*units::usd / units::chip_hour;
        const auto floor_price =
            economics::price_at_margin(chip_time * rate / load, share<S>(in(host_margin)));
        const S floor = floor_price.in(units::usd / units::request);
        const S closed = in(facts::price_gpt51);
        const S open = in(facts::price_v32);
        switch (v) {
        case 3:
            return floor / open;
        case 4: {
            // The closed vendor's own cost, from its GB200 deployment, at the floor's price.
            constexpr input active{.name = "active parameters behind GPT-5.1",
                                   .value = 80,
                                   .low = 25,
                                   .high = 250,
                                   .unit = "G parameter",
                                   .source = "assumption: not published",
                                   .as_of = {2025, 11, 30}};
            static const auto own = sc::cheapest(models::deepseek_v3, chips::gb200, 40);
            const S cost =
                in(sc::chip_time(own, "chip-time of a request, V3 on GB200, 40 tokens/s")) *
                in(active) / 37.0 / 3600.0 * in(sc::gb200_rent) / in(sc::busy);
            return constant<S>(1.0) - cost / floor;
        }
        default:
            return floor / closed;
        }
    }
};

/// The smallest deployment of an open model.
struct startup_friendly {
    static constexpr statement about{
        .id = "startup-friendly",
        .source = "dumping",
        .said = "the open models are so frugal that start-ups without data centres can run them",
        .reading = "one rented server that runs a frontier-class open model (DeepSeek V3.2) at 20 "
                   "tokens/s costs at most 20 000 USD a month",
        .published = at_most(20000, "USD/month"),
        .computes = "rent of the fewest H200 that hold the model, per month",
        .factor = 1.5};
    static constexpr variant variants[] = {
        {"gpt-oss-120b", "USD/month"},
        {"Qwen3-235B", "USD/month"},
        {"GLM-4.5-Air", "USD/month"},
        {"Kimi K2", "USD/month"},
        {"break-even against the API price: requests per day, DeepSeek V3.2", "request/day", false},
        {"the same as a share of what the server can do", "share", false},
    };

    template <class In>
    typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        namespace sc = serving_costs;
        const auto smallest = [](const workload::transformer& m) {
            serving::search_space space;
            space.engine = serving::engine_family::sglang;
            const auto found = serving::smallest(m, chips::h200,
                                                 {.input = sc::input_tokens * units::token,
                                                  .output = sc::output_tokens * units::token,
                                                  .cached = share{sc::cached_share}},
                                                 {.per_user = 20.0 * units::token / units::second},
                                                 1.0 * units::usd / units::chip_hour, space);
            return found.best.feasible ? static_cast<double>(found.best.chips())
                                       : flopcost::detail::not_a_number;
        };
        static const double chips_of[] = {smallest(models::deepseek_v3_2),
                                          smallest(models::gpt_oss_120b),
                                          smallest(models::qwen3_235b_a22b),
                                          smallest(models::glm_4_5_air), smallest(models::kimi_k2)};
        const double chips_needed = chips_of[v <= 4 ? v : 0];
        const auto month = in(sc::h200_rent) * (units::usd / units::chip_hour) *
                           (chips_needed * units::chip) * (1.0 * units::month);
        if (v <= 4) {
            return month.in(units::usd);
        }
        const S price = in(facts::price_v32);
        const S per_day = month.in(units::usd) / price / (365.25 / 12);
        static const auto full = sc::cheapest(models::deepseek_v3_2, chips::h200, 20, 8);
        return v == 5 ? per_day : S(per_day / (86400.0 * chips_needed / full.chip_seconds));
    }
};

} // namespace flopcost::claims
