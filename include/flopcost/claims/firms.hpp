// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/data/clusters.hpp>
#include <flopcost/catalog/data/deepseek_serving_day.hpp>
#include <flopcost/catalog/data/fab.hpp>
#include <flopcost/catalog/data/purchases.hpp>
#include <flopcost/catalog/data/site_costs.hpp>
#include <flopcost/catalog/full.hpp>
#include <flopcost/claims/evaluate.hpp>
#include <flopcost/supply/flows.hpp>
#include <flopcost/supply/growth.hpp>

namespace flopcost::claims {

namespace facts {

// SenseTime, CNY billion.
inline constexpr input sensetime_cash =
    from(catalog::find_figure(catalog::capex, "sensetime_net_cash_cny_b"), "net cash, end of 2023");
inline constexpr input sensetime_burn =
    from(catalog::find_figure(catalog::capex, "sensetime_cash_burn_cny_b_per_year"),
         "cash burn of 2023");

} // namespace facts

/// Runway: the cash divided by what is burnt of it.
struct runway_12_months {
    static constexpr statement about{
        .id = "runway-12-months",
        .source = "sensetime",
        .said = "net cash of 4.6 bn yuan at the end of 2023, 4.7 bn yuan burnt in that period: may "
                "need capital within 12 months",
        .published = at_most(12, "month"),
        .computes = "net cash over the yearly burn",
        .rule = rule::arithmetic,
        .rounding = 0.0};
    static constexpr variant variants[] = {
        {"if the burn falls by the stated rate a year", "month", false},
        {"if the burn falls by half at once", "month", false},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        const auto cash = in(facts::sensetime_cash)*units::giga * units::cny;
        const auto burn = in(facts::sensetime_burn)*units::giga * units::cny / units::year;
        const qty::time<S> plain = cash / burn;
        if (v == 0) {
            return plain.in(units::month);
        }
        if (v == 2) {
            return S(plain.in(units::month)*2.0);
        }
        // Burn b exp(-d t): the cash lasts until b (1 - exp(-d t)) / d = cash; for ever beyond.
        constexpr input fall{.name = "fall of the burn per year",
                             .value = 0.3,
                             .low = 0.1,
                             .high = 0.5,
                             .unit = "1/year (log)",
                             .source = "assumption: no path was published",
                             .as_of = {2024, 5, 28}};
        const S d = in(fall);
        const S left = max(S(constant<S>(1.0) - d * plain.in(units::year)), 1e-6);
        return S(log(left) / d * -12.0);
    }
};

/// Whether the cash lasts on a burn path that reaches zero in two years.
struct profitable_in_two_years {
    static constexpr statement about{
        .id = "profitable-in-two-years",
        .source = "sensetime",
        .said = "the firm expects to be profitable within two years",
        .reading = "a burn that falls to zero in two years leaves cash of at least zero",
        .published = at_least(0, "CNY billion"),
        .computes = "cash left after the burn path has reached zero"};
    static constexpr variant variants[] = {
        {"burn falls in a straight line", "CNY billion", true},
        {"burn falls fast at first (path exponent 2)", "CNY billion", true},
        {"burn falls late (path exponent 0.5)", "CNY billion", true},
        {"extra capital needed", "CNY billion", false},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr input path{.name = "exponent of the burn path",
                             .value = 1.0,
                             .low = 0.5,
                             .high = 2.0,
                             .unit = "1",
                             .source = "assumption: burn proportional to (1 - t/T)^k; 1 is a "
                                       "straight line, 2 fast at first, 0.5 late",
                             .as_of = {2024, 5, 28}};
        constexpr input horizon{.name = "time to profitability",
                                .value = 2.0,
                                .low = 2.0,
                                .high = 2.0,
                                .unit = "year",
                                .source = "statement of the firm, Bloomberg, 2024-05-28",
                                .as_of = {2024, 5, 28}};
        const S fixed[] = {in(path), constant<S>(1.0), constant<S>(2.0), constant<S>(0.5)};
        const S k = fixed[v >= 1 && v <= 3 ? v : 0];
        // The integral of b (1 - t/T)^k over T.
        const auto used = in(facts::sensetime_burn)*units::giga * units::cny / units::year *
                          (in(horizon)*units::year) / S(k + 1.0);
        const auto left = in(facts::sensetime_cash)*units::giga * units::cny - used;
        const S out = left.in(units::giga * units::cny);
        return v == 4 ? S(max(S(out * -1.0), 0.0)) : out;
    }
};

/// Chips that a billion bought over ten years, against the fleet that the firm names.
struct billion_for_accelerators {
    static constexpr statement about{
        .id = "billion-for-accelerators",
        .source = "sensetime",
        .said = "over 1 bn of the 6 bn USD raised in ten years went into accelerators",
        .reading = "over 1 bn USD buys at least the 40 000 Nvidia chips that the firm says it "
                   "bought",
        .published = at_least(40000, "chip"),
        .computes = "chips that the money buys at the prices of the time, servers included"};
    static constexpr variant variants[] = {
        {"all V100 at the price of 2018", "chip", true},
        {"all A100 at the price of 2022", "chip", true},
        {"all H800 at the Chinese price of 2025", "chip", true},
        {"all H20 at the price of 2024", "chip", true},
        {"all Ascend 910C", "chip", true},
        {"BF16 peak of the bought mix", "PFLOP/s", false},
        {"share of the fleet's 20 000 PFLOP/s of mid-2024 that this explains", "share", false},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr input money{.name = "spent on accelerators",
                              .value = 1.1,
                              .low = 1.0,
                              .high = 1.4,
                              .unit = "USD billion",
                              .source = "Bloomberg, 2024-05-28: more than 1 bn USD in ten years; "
                                        "the range above is an assumption",
                              .as_of = {2024, 5, 28}};
        constexpr input v100{.name = "price of a V100, 2017-2019",
                             .value = 10664,
                             .low = 8500,
                             .high = 11500,
                             .unit = "USD/chip",
                             .source = "Epoch AI hardware price dataset, single-unit list prices "
                                       "2017-07 to 2018-07",
                             .as_of = {2018, 7, 1}};
        constexpr auto a100_row = *catalog::try_find_chip_price("A100", 2022);
        constexpr input a100 = from(a100_row.as_fact(), units::usd / units::chip, "USD/chip",
                                    "price of an A100, 2022");
        constexpr input h800 =
            from(catalog::find_figure(catalog::china_chips, "h800_price_in_china"),
                 "price of an H800 in China");
        constexpr auto h20_row = *catalog::try_find_chip_price("H20", 2024);
        constexpr input h20 =
            from(h20_row.as_fact(), units::usd / units::chip, "USD/chip", "price of an H20, 2024");
        constexpr input huawei = from(catalog::find_chip("Ascend 910C").price(),
                                      units::usd / units::chip, "USD/chip", "price of a 910C");
        constexpr input overhead{
            .name = "server price over chip price",
            .value = 1.66,
            .low = 1.3,
            .high = 2.1,
            .unit = "x",
            .source =
                catalog::find_figure(catalog::epoch_parameters, "server_overhead_a100").source,
            .as_of = {2024, 12, 31}};
        constexpr input v100_share{.name = "V100-class share of the money",
                                   .value = 0.45,
                                   .low = 0.25,
                                   .high = 0.65,
                                   .unit = "share",
                                   .source = "assumption: five of the ten years before the A100; "
                                             "the rest A100-class",
                                   .as_of = {2024, 5, 28},
                                   .domain = domain::share};
        const qty::usd<S> usd = in(money)*units::giga * units::usd;
        const S extra = in(overhead);
        const auto bought = [&](const S& price) {
            return supply::purchase<tag::USD, S>{
                .value = usd, .price = S(price * extra) * (units::usd / units::chip)}
                .chips()
                .in(units::chip);
        };
        switch (v) {
        case 1:
            return bought(in(v100));
        case 2:
            return bought(in(a100));
        case 3:
            return bought(in(h800));
        case 4:
            return bought(in(h20));
        case 5:
            return bought(in(huawei));
        default:
            break;
        }
        const S old_chips = bought(in(v100)) * in(v100_share);
        const S new_chips = bought(in(a100)) * S(constant<S>(1.0) - in(v100_share));
        if (v < 6) {
            return old_chips + new_chips;
        }
        constexpr double v100_bf16 = chips::v100_sxm2_32gb.peak.bf16.in(
            units::peta * units::flop / units::second / units::chip);
        constexpr double a100_bf16 = chips::a100_sxm4_80gb.peak.bf16.in(
            units::peta * units::flop / units::second / units::chip);
        const S total = old_chips * v100_bf16 + new_chips * a100_bf16;
        constexpr input fleet{.name = "published compute of the firm",
                              .value = 20000,
                              .low = 20000,
                              .high = 20000,
                              .unit = "PFLOP/s",
                              .source = "interim report 2024 via moomoo.com",
                              .as_of = {2024, 6, 30}};
        return v == 6 ? total : S(total / in(fleet));
    }
};

/// What a billion buys at the frontier of the day.
struct ipo_1bn_compute {
    static constexpr statement about{
        .id = "ipo-1bn-compute",
        .source = "chip-shortage",
        .said = "Zhipu and MiniMax raised over 1 bn USD together",
        .reading = "the money buys at least one final training run at the frontier of its date",
        .published = at_least(1, "run"),
        .computes = "proceeds over the amortized cost of a frontier run in January 2026",
        .factor = 2.0};
    static constexpr variant variants[] = {
        {"whole developments: final run, experiments and failures", "run", true},
        {"runs like DeepSeek-V3's (2.788 M H800-hours at 2 USD)", "run", true},
        {"H800-hours rented, millions", "Mh", false},
        {"H20 chips owned, servers and network included", "chip", false},
        {"years of a serving fleet of DeepSeek's size in February 2025", "year", false},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr input proceeds =
            within(from(catalog::find_figure(catalog::capex, "zhipu_minimax_ipo_proceeds"),
                        "proceeds of both"),
                   1.0, 1.2);
        constexpr input gpt4{.name = "amortized cost of GPT-4's final run",
                             .value = 40.6,
                             .low = 13.8,
                             .high = 150,
                             .unit = "USD million",
                             .source = "Epoch AI training-cost-trends (2025-06), 90 % interval "
                                       "x0.34 to x3.7",
                             .as_of = {2023, 3, 14}};
        constexpr input rise =
            from(catalog::find_figure(catalog::trends, "amortized_cost_of_frontier_training_runs"),
                 "growth of the cost of frontier runs per year");
        constexpr input final_share{.name = "final run's share of development compute",
                                    .value = 0.2,
                                    .low = 0.1,
                                    .high = 0.3,
                                    .unit = "share",
                                    .source = "Epoch AI (2026-03-23)",
                                    .as_of = {2025, 12, 31},
                                    .domain = domain::share};
        constexpr input h800_rent{.name = "rent of an H800",
                                  .value = 2.0,
                                  .low = 1.3,
                                  .high = 2.6,
                                  .unit = "USD/chip-hour",
                                  .source = "DeepSeek-V3 report (2); Chinese rents of 65 000 yuan "
                                            "a month per 8 (1.3) to US rents",
                                  .as_of = {2025, 3, 1}};
        constexpr auto h20_row = *catalog::try_find_chip_price("H20", 2025);
        constexpr input h20 =
            from(h20_row.as_fact(), units::usd / units::chip, "USD/chip", "price of an H20, 2025");
        constexpr input overhead{.name = "cluster price over chip price",
                                 .value = 1.7,
                                 .low = 1.4,
                                 .high = 2.1,
                                 .unit = "x",
                                 .source =
                                     "server 1.38 (SemiAnalysis), network 19 % of the cluster "
                                     "(Epoch AI)",
                                 .as_of = {2025, 12, 31}};
        const qty::usd<S> money = in(proceeds)*units::giga * units::usd;
        const supply::growth<S> g{in(rise)};
        const S run = in(gpt4)*g.over(qty::time<S>(between({2023, 3, 14}, {2026, 1, 8})));
        const S frontier_runs = money / (run * units::mega * units::usd);
        switch (v) {
        case 1:
            return frontier_runs * in(final_share);
        case 2:
            return S(money / (in(h800_rent)*units::usd / units::chip_hour) /
                     (2.788 * units::mega * units::chip_hour));
        case 3:
            return (money / (in(h800_rent)*units::usd / units::chip_hour))
                .in(units::mega * units::chip_hour);
        case 4:
            return (money / (S(in(h20)*in(overhead)) * units::usd / units::chip)).in(units::chip);
        case 5: {
            const auto day = in(h800_rent) * (units::usd / units::chip_hour) *
                             (226.75 * 8 * units::chip) * (1.0 * units::day);
            return S(money / day) / 365.25;
        }
        default:
            return frontier_runs;
        }
    }
};

} // namespace flopcost::claims
