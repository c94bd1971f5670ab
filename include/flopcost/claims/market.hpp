// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/full.hpp>
#include <flopcost/claims/evaluate.hpp>
#include <flopcost/claims/fleets.hpp>
#include <flopcost/supply/flows.hpp>
#include <flopcost/supply/gap.hpp>

namespace flopcost::claims {

/// The tenfold gap: leading US firms against China, with every choice of basket, measure and date.
struct compute_gap_10x {
    static constexpr statement about{
        .id = "compute-gap-10x",
        .source = "sensetime",
        .said = "Asia has about a tenfold gap in compute to the leading US companies",
        .reading = "stock of the five US cloud firms (all vendors) over that of China (licensed "
                   "Nvidia, Ascend, Cambricon) on 28 May 2024, in 8-bit H100-equivalents",
        .published = value(10, "x"),
        .computes = "ratio of the two stocks"};
    // Each row changes one choice of the headline.
    static constexpr variant variants[] = {
        {"stock, end of 2022", "x"},
        {"stock, end of 2023", "x"},
        {"stock, end of 2024", "x"},
        {"stock, end of 2025", "x"},
        {"stock, end of 2024: China without domestic chips", "x"},
        {"stock, end of 2024: Nvidia chips alone on both sides", "x"},
        {"stock, end of 2024, by BF16", "x"},
        {"stock, end of 2024, by memory bandwidth", "x"},
        {"stock, end of 2024, by memory size", "x"},
        {"stock, end of 2024, Nvidia chips by price paid", "x"},
        {"flow of 2024", "x"},
        {"flow of 2025", "x"},
        {"capex of 2025: four US firms over the Chinese internet firms", "x"},
        {"end of 2024, with smuggled chips on the Chinese side", "x"},
        {"end of 2024, effective: software, interconnect, utilisation, smuggled and rented chips",
         "x"},
        {"Meta alone over SenseTime alone, mid-2024", "x", false},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        using supply::measure;
        constexpr auto ops = measure::operations_8bit;
        constexpr date may{2024, 5, 28};
        const auto ratio = [&](const S& us, const S& china, measure m, supply::kind k, date day) {
            return supply::compare<S>({"US", us * units::chip, {}},
                                      {"China", china * units::chip, {}}, m, k, day)
                .ratio;
        };
        const auto stock_ratio = [&](int year, measure m) {
            return ratio(fleets::compute(in, false, year, m), fleets::compute(in, true, year, m), m,
                         supply::kind::stock, {year, 12, 31});
        };
        switch (v) {
        case 1:
        case 2:
        case 3:
        case 4:
            return stock_ratio(2021 + v, ops);
        case 5:
            return ratio(fleets::compute(in, false, 2024, ops),
                         fleets::holdings(in, true, 2024, "Nvidia"), ops, supply::kind::stock,
                         {2024, 12, 31});
        case 6:
            return ratio(fleets::holdings(in, false, 2024, "Nvidia"),
                         fleets::holdings(in, true, 2024, "Nvidia"), ops, supply::kind::stock,
                         {2024, 12, 31});
        case 7:
            return stock_ratio(2024, measure::bf16);
        case 8:
            return stock_ratio(2024, measure::bandwidth);
        case 9:
            return stock_ratio(2024, measure::memory);
        case 10:
            return ratio(fleets::holdings(in, false, 2024, "Nvidia") *
                             fleets::nvidia_factor(false, 2024, measure::cost),
                         fleets::holdings(in, true, 2024, "Nvidia") *
                             fleets::nvidia_factor(true, 2024, measure::cost),
                         measure::cost, supply::kind::stock, {2024, 12, 31});
        case 11:
        case 12: {
            // The two ends of a year come from one estimate, so its error is nearly common to both:
            // the central growth times the uncertain stock, not a difference of two draws.
            const int year = 2013 + v;
            central_inputs middle;
            const auto added = [&](bool china) {
                const double now = fleets::compute(middle, china, year, ops);
                const double before = fleets::compute(middle, china, year - 1, ops);
                return S(fleets::compute(in, china, year, ops) * ((now - before) / now));
            };
            return ratio(added(false), added(true), ops, supply::kind::flow, {year, 12, 31});
        }
        case 13: {
            constexpr input us =
                from(catalog::find_figure(catalog::capex, "us_big_four_capex_2025"),
                     "capex of four US firms, 2025");
            constexpr input china = within(
                from(catalog::find_figure(catalog::capex, "chinese_internet_firms_capex_2025"),
                     "capex of Chinese internet firms, 2025"),
                51, 60, "UBS: 57 (2026-01, via the WSJ), 51 (2025-03, via Dow Jones)");
            return in(us) / in(china);
        }
        case 14:
        case 15: {
            constexpr input smuggled = within(
                from(catalog::find_figure(catalog::china_chips, "smuggled_ai_chips_2024"),
                     "chips smuggled in 2024"),
                10000, 400000, "CNAS (2025-06-11): 10 000 to several 100 000, read as 400 000");
            const S extra = in(smuggled);
            const S us = fleets::compute(in, false, 2024, ops);
            if (v == 14) {
                return ratio(us, fleets::compute(in, true, 2024, ops) + extra, ops,
                             supply::kind::stock, {2024, 12, 31});
            }
            constexpr input software{.name = "achieved share of peak of Ascend, relative to Nvidia",
                                     .value = 0.6,
                                     .low = 0.4,
                                     .high = 0.85,
                                     .unit = "share",
                                     .source = "910C at 60 % of an H100 in inference (DIGITIMES, "
                                               "2025-02); the range is an assumption",
                                     .as_of = {2025, 2, 26},
                                     .domain = domain::share};
            constexpr input busy_china{.name = "utilisation of Chinese centres",
                                       .value = 0.6,
                                       .low = 0.4,
                                       .high = 0.7,
                                       .unit = "share",
                                       .source = "36Kr (2026-06-03): below 70 %",
                                       .as_of = {2026, 6, 3},
                                       .domain = domain::share};
            constexpr input busy_us{.name = "utilisation of US centres",
                                    .value = 0.75,
                                    .low = 0.6,
                                    .high = 0.9,
                                    .unit = "share",
                                    .source = "assumption: large owners run theirs fuller",
                                    .as_of = {2024, 12, 31},
                                    .domain = domain::share};
            constexpr input abroad{.name = "chips rented abroad by Chinese firms, end of 2024",
                                   .value = 34400,
                                   .low = 10000,
                                   .high = 120000,
                                   .unit = "H100e",
                                   .source =
                                       "DayOne Nusajaya, Johor: 34 400 H100 (Epoch AI frontier "
                                       "data centres); the range is an assumption",
                                   .as_of = {2024, 12, 31}};
            const S china = fleets::holdings(in, true, 2024, "Nvidia") + extra +
                            fleets::domestic(in, 2024) * in(software);
            const S below = china * in(busy_china) + in(abroad)*in(busy_us);
            return ratio(us * in(busy_us), below, ops, supply::kind::stock, {2024, 12, 31});
        }
        case 16: {
            constexpr input peak{.name = "compute of SenseTime, mid-2024",
                                 .value = 20000,
                                 .low = 16000,
                                 .high = 24000,
                                 .unit = "PFLOP/s",
                                 .source =
                                     "interim report 2024 via moomoo.com; precision unstated, "
                                     "read as BF16",
                                 .as_of = {2024, 6, 30}};
            constexpr double done = fleets::shipped_until({2024, 6, 30});
            const S meta = in(fleets::find("Meta", "Nvidia", 2023)) * (1.0 - done) +
                           in(fleets::find("Meta", "Nvidia", 2024)) * done;
            constexpr double h100 =
                chips::h100.peak.bf16.in(units::peta * units::flop / units::second / units::chip);
            return meta / (in(peak) / h100);
        }
        default: {
            constexpr double shipped = fleets::shipped_until(may);
            constexpr input until_may{.name = "share of the shipments of 2024 until 28 May",
                                      .value = shipped,
                                      .low = shipped - 0.05,
                                      .high = shipped + 0.08,
                                      .unit = "share",
                                      .source = "Nvidia's compute revenue by quarter (Epoch AI "
                                                "ai-chip-counts); other makers may differ",
                                      .as_of = may,
                                      .domain = domain::share};
            const S done = in(until_may);
            const auto on_the_day = [&](bool china) {
                return S(fleets::compute(in, china, 2023, ops) * S(constant<S>(1.0) - done) +
                         fleets::compute(in, china, 2024, ops) * done);
            };
            return ratio(on_the_day(false), on_the_day(true), ops, supply::kind::stock, may);
        }
        }
    }
};

/// Capex: a tenth of whose?
struct capex_57b_one_tenth {
    static constexpr statement about{
        .id = "capex-57b-one-tenth",
        .source = "chip-shortage",
        .said = "the largest Chinese internet firms put about 57 bn USD into capital projects in "
                "2025, about a tenth of the US figure",
        .reading = "their capex over that of Amazon, Alphabet, Meta and Microsoft",
        .published = value(0.1, "ratio"),
        .computes = "ratio of the two sums",
        .factor = 1.2};
    static constexpr variant variants[] = {
        {"over the forecasts of March 2025 (51 to 302)", "ratio"},
        {"over five US firms, twelve months to early 2026", "ratio"},
        {"over the four firms' guidance for 2026", "ratio"},
        {"US figure that the claim implies, USD billion", "USD billion", false},
        {"H100e a year that US capex buys, millions", "million H100e", false},
        {"H100e a year that Chinese capex buys, millions", "million H100e", false},
        {"ratio of compute bought", "ratio", false},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr const auto& table = catalog::capex;
        constexpr input china =
            from(catalog::find_figure(table, "chinese_internet_firms_capex_2025"),
                 "capex of Chinese internet firms, 2025, as said");
        constexpr input us = from(catalog::find_figure(table, "us_big_four_capex_2025"),
                                  "capex of four US firms, 2025");
        switch (v) {
        case 1: {
            constexpr input a =
                from(catalog::find_figure(table, "chinese_internet_firms_capex_forecast"),
                     "capex of four Chinese firms, forecast of March 2025");
            constexpr input b = from(catalog::find_figure(table, "us_big_four_capex_forecast"),
                                     "capex of four US firms, forecast of March 2025");
            return in(a) / in(b);
        }
        case 2: {
            constexpr auto& f = catalog::find_figure(
                catalog::site_costs, "firm_capex_five_us_hyperscalers_last_12_months");
            constexpr input five{.name = "capex of five US firms, twelve months",
                                 .value = f.value / 1e9,
                                 .low = f.value / 1e9,
                                 .high = f.value / 1e9,
                                 .unit = "USD billion",
                                 .source = f.source,
                                 .as_of = f.as_of};
            return in(china) / in(five);
        }
        case 3: {
            constexpr auto& f = catalog::find_figure(
                catalog::site_costs, "firm_capex_four_us_hyperscalers_2026_guidance");
            constexpr input next{.name = "capex guidance of four US firms, 2026",
                                 .value = f.value / 1e9,
                                 .low = f.low / 1e9,
                                 .high = f.high / 1e9,
                                 .unit = "USD billion",
                                 .source = f.source,
                                 .as_of = f.as_of};
            return in(china) / in(next);
        }
        case 4:
            return in(china)*10.0;
        default:
            break;
        }
        if (v == 0) {
            return in(china) / in(us);
        }
        // Compute for the money: the share that buys accelerators, at each side's price per H100e.
        constexpr input us_chips{.name = "share of US capex that buys accelerators",
                                 .value = 0.45,
                                 .low = 0.35,
                                 .high = 0.55,
                                 .unit = "share",
                                 .source = "26.1 of 37.9 M USD per MW is compute hardware (Epoch "
                                           "AI), two thirds of that accelerators; assumption",
                                 .as_of = {2026, 7, 1},
                                 .domain = domain::share};
        constexpr input china_chips{.name = "share of Chinese capex that buys accelerators",
                                    .value = 0.45,
                                    .low = 0.3,
                                    .high = 0.6,
                                    .unit = "share",
                                    .source = "assumption: as in the US",
                                    .as_of = {2026, 1, 1},
                                    .domain = domain::share};
        constexpr auto b200 = *catalog::try_find_chip_price("GB200", 2025);
        constexpr input us_price =
            from(b200.as_fact(), units::usd / units::chip, "USD/chip", "price of a B200, 2025");
        constexpr input china_price = from(catalog::find_chip("Ascend 910C").price(),
                                           units::usd / units::chip, "USD/chip", "price of a 910C");
        constexpr auto ops = supply::measure::operations_8bit;
        constexpr double b200_worth = supply::equivalents(chips::b200, chips::h100, ops);
        constexpr double huawei_worth = supply::equivalents(chips::ascend_910c, chips::h100, ops);
        const auto bought = [&](const S& capex, const S& part, const S& price, double worth) {
            const supply::purchase<tag::USD, S> p{.value = capex * units::giga * units::usd,
                                                  .hardware = share<S>(part),
                                                  .price = price * units::usd / units::chip};
            return S(p.chips().in(units::mega * units::chip) * worth);
        };
        const S us_buys = bought(in(us), in(us_chips), in(us_price), b200_worth);
        const S china_buys = bought(in(china), in(china_chips), in(china_price), huawei_worth);
        return v == 5 ? us_buys : (v == 6 ? china_buys : S(china_buys / us_buys));
    }
};

/// Nvidia's Chinese quarter.
struct nvidia_china_share {
    static constexpr statement about{
        .id = "nvidia-china-share",
        .source = "chip-shortage",
        .said = "Nvidia's China revenue fell by 45 % to about 3 bn USD in a quarter of 57 bn USD "
                "that grew by over 60 %",
        .reading = "growth of the quarter over the year before, from the reported revenues",
        .published = at_least(0.60, "share"),
        .computes = "growth of total revenue, FY26Q3 over FY25Q3",
        .rule = rule::arithmetic,
        .rounding = 0.0};
    static constexpr variant variants[] = {
        {"China's share of revenue now", "share", false},
        {"China's share of revenue a year before, from the statement's own fall of 45 %", "share",
         false},
        {"the same, H20 share of the reported quarter", "share", false},
        {"H20 chips that 3 bn USD buys, thousand", "thousand chips", false},
        {"H100-equivalents in them, thousand", "thousand H100e", false},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr auto now = catalog::find_nvidia_quarter("FY26Q3");
        constexpr auto before = catalog::find_nvidia_quarter("FY25Q3");
        const auto exact = [](const char* name, double x, const char* unit, const char* source,
                              date as_of) {
            return input{.name = name,
                         .value = x,
                         .low = x,
                         .high = x,
                         .unit = unit,
                         .source = source,
                         .as_of = as_of};
        };
        constexpr const char* piece = "Cointelegraph after the WSJ, 2026-01-16";
        const S total =
            in(exact("revenue, FY26Q3", now.revenue, "USD billion", now.source, now.last));
        const S earlier =
            in(exact("revenue, FY25Q3", before.revenue, "USD billion", before.source, before.last));
        if (v == 0) {
            return total / earlier - constant<S>(1.0);
        }
        const S china =
            in(exact("China revenue of the quarter", 3.0, "USD billion", piece, {2026, 1, 16}));
        switch (v) {
        case 1:
            return china / total;
        case 2: {
            const S fall = in(exact("fall of China revenue", 0.45, "share", piece, {2026, 1, 16}));
            return china / S(constant<S>(1.0) - fall) / earlier;
        }
        case 3:
            return constant<S>(before.compute * before.share.h20) / earlier;
        default:
            break;
        }
        constexpr auto h20_row = *catalog::try_find_chip_price("H20", 2025);
        constexpr input h20 =
            from(h20_row.as_fact(), units::usd / units::chip, "USD/chip", "price of an H20, 2025");
        const supply::purchase<tag::USD, S> p{.value = china * units::giga * units::usd,
                                              .price = in(h20)*units::usd / units::chip};
        const S chips = p.chips().in(units::kilo * units::chip);
        constexpr double worth =
            supply::equivalents(chips::h20, chips::h100, supply::measure::operations_8bit);
        return v == 4 ? chips : S(chips * worth);
    }
};

} // namespace flopcost::claims
