// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/full.hpp>
#include <flopcost/claims/evaluate.hpp>
#include <flopcost/claims/fleets.hpp>
#include <flopcost/economics/firm.hpp>
#include <flopcost/economics/ownership.hpp>
#include <flopcost/economics/site.hpp>
#include <flopcost/supply/dies.hpp>
#include <flopcost/supply/flows.hpp>
#include <flopcost/supply/packages.hpp>
#include <flopcost/training/plan.hpp>

namespace flopcost::claims {

namespace facts {

inline constexpr input mfu_nvidia{.name = "MFU of Hopper chips in training",
                                  .value = 0.38,
                                  .low = 0.30,
                                  .high = 0.45,
                                  .unit = "share of BF16 peak",
                                  .source = "DeepSeek-V3 0.346 (6ND, whole run), Llama 3.1 0.38 to "
                                            "0.43 (in the loop)",
                                  .as_of = {2024, 12, 27},
                                  .domain = domain::share};
inline constexpr input mfu_ascend{.name = "MFU of Ascend chips in training",
                                  .value = 0.27,
                                  .low = 0.15,
                                  .high = 0.40,
                                  .unit = "share of BF16 peak",
                                  .source =
                                      "assumption around Huawei's own reports (30 % for a MoE "
                                      "on 910B, 40 to 50 % for dense models) and users' accounts "
                                      "of less",
                                  .as_of = {2025, 8, 15},
                                  .domain = domain::share};
inline constexpr input uptime_ascend{.name = "productive share of Ascend time (failures, restarts)",
                                     .value = 0.8,
                                     .low = 0.5,
                                     .high = 0.95,
                                     .unit = "share",
                                     .source =
                                         "assumption: DeepSeek is reported to have failed to "
                                         "finish a run on Ascend (FT, 2025-08); Nvidia: above "
                                         "0.9 (Llama 3)",
                                     .as_of = {2025, 8, 15},
                                     .domain = domain::share};
inline constexpr input uptime_nvidia{.name = "productive share of Hopper time",
                                     .value = 0.92,
                                     .low = 0.88,
                                     .high = 0.96,
                                     .unit = "share",
                                     .source = "Llama 3 herd: above 0.9 on 16 384 H100",
                                     .as_of = {2024, 7, 31},
                                     .domain = domain::share};
inline constexpr input price_h800 = from(
    catalog::find_figure(catalog::china_chips, "h800_price_in_china"), "price of an H800 in China");
inline constexpr input price_910c = from(catalog::find_chip("Ascend 910C").price(),
                                         units::usd / units::chip, "USD/chip", "price of a 910C");
inline constexpr input price_h200{.name = "price of an H200",
                                  .value = 25000,
                                  .low = 22000,
                                  .high = 32000,
                                  .unit = "USD/chip",
                                  .source =
                                      "1.4 M yuan per 8-chip module in China (2025-12): 25 000 "
                                      "USD each",
                                  .as_of = {2025, 12, 31}};

} // namespace facts

namespace detail {

/// Cost of an available chip-hour, owned at a site, USD.
template <class S>
constexpr S owned_hour(const hardware::chip<>& chip, const S& price,
                       const economics::site<>& where) {
    return economics::hourly_cost(chip, price * (units::usd / units::chip), where)
        .total()
        .in(units::usd / units::chip_hour);
}

/// USD for 1e21 useful training FLOP.
template <class S>
constexpr S per_zettaflop(const S& hour, const hardware::chip<>& chip, const S& mfu,
                          const S& productive) {
    const double peak =
        chip.peak.bf16.in(units::zetta * units::flop / units::second / units::chip) * 3600.0;
    return hour / (mfu * productive * peak);
}

} // namespace detail

/// How many chips a large model needs.
struct thousands_of_gpus {
    static constexpr statement about{
        .id = "thousands-of-gpus",
        .source = "consolidation",
        .said = "large models need thousands of GPUs",
        .reading = "a frontier open model of the time, Llama 3.1 405B, trained in 90 days, needs "
                   "between 1 000 and 9 999 H100",
        .published = range(1000, 9999, "chip"),
        .computes = "training FLOP over MFU, peak and 90 days",
        .factor = 1.5};
    static constexpr variant variants[] = {
        {"Llama 3.1 405B in 30 days", "chip"},
        {"Llama 3.1 405B in 60 days", "chip"},
        {"DeepSeek-V3 in 90 days on H800", "chip"},
        {"DeepSeek-V3 in 30 days on H800", "chip"},
        {"Llama 3.1 70B in 90 days", "chip"},
        {"GPT-3 175B in 90 days on A100", "chip"},
        {"GPT-4 (2.1e25 FLOP) in 90 days on A100", "chip"},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        struct run {
            const workload::transformer* model;
            const char* name;
            double tera_tokens;
            const hardware::chip<>* chip;
            double days;
        };
        constexpr run runs[] = {
            {&models::llama3_1_405b, "tokens of Llama 3.1 405B", 15.6, &chips::h100, 90},
            {&models::llama3_1_405b, "tokens of Llama 3.1 405B", 15.6, &chips::h100, 30},
            {&models::llama3_1_405b, "tokens of Llama 3.1 405B", 15.6, &chips::h100, 60},
            {&models::deepseek_v3, "tokens of DeepSeek-V3", 14.8, &chips::h800, 90},
            {&models::deepseek_v3, "tokens of DeepSeek-V3", 14.8, &chips::h800, 30},
            {&models::llama3_1_70b, "tokens of Llama 3.1 70B", 15.0, &chips::h100, 90},
            {&models::gpt3_175b, "tokens of GPT-3", 0.3, &chips::a100_sxm4_80gb, 90}};
        const S mfu = in(facts::mfu_nvidia);
        const S up = in(facts::uptime_nvidia);
        if (v == 7) {
            const S flop = in(exactly("training compute of GPT-4", 2.1e25, "FLOP",
                                      "Epoch AI (2025-06)", {2023, 3, 15}));
            const auto rate =
                qty::flop_rate_per_chip<S>(chips::a100_sxm4_80gb.peak.bf16) * mfu * up;
            return (flop * units::flop / rate / (90.0 * units::day)).in(units::chip);
        }
        const run& r = runs[v];
        training::plan<S> p;
        p.model = *r.model;
        p.tokens = in(exactly(r.name, r.tera_tokens, "T token", "technical report of the model",
                              {2024, 12, 27})) *
                   units::tera * units::token;
        p.cluster.chip = lift<S>(*r.chip);
        p.cluster.count = constant<S>(1.0) * units::chip;
        p.mfu = fraction<S>(S(mfu * up));
        return (training::estimate(p).chip_time / (r.days * units::day)).in(units::chip);
    }
};

/// Domestic chips against Nvidia's for training.
struct domestic_chips_disappoint {
    static constexpr statement about{
        .id = "domestic-chips-disappoint",
        .source = "chip-shortage",
        .said =
            "DeepSeek tried Huawei and other domestic chips for training and went back to Nvidia "
            "for part of the work",
        .reading = "a useful training FLOP costs more on Ascend 910C than on H800, both owned in "
                   "China",
        .published = at_least(1, "x"),
        .computes = "cost per useful FLOP, 910C over H800 (purchase, site, power, MFU, failures)"};
    static constexpr variant variants[] = {
        {"910C over H200", "x"},
        {"910C over H20", "x"},
        {"910C over H800, with porting effort on one frontier run", "x"},
        {"MFU at which the 910C equals the H800", "share", false},
        {"cost per 1e21 FLOP, 910C", "USD", false},
        {"cost per 1e21 FLOP, H800", "USD", false},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        // Subsidised power is granted for domestic chips only.
        const S ascend = detail::per_zettaflop(
            detail::owned_hour(chips::ascend_910c, in(facts::price_910c),
                               economics::china_inland_hub),
            chips::ascend_910c, in(facts::mfu_ascend), in(facts::uptime_ascend));
        const auto nvidia = [&](const hardware::chip<>& chip, const input& price) {
            return detail::per_zettaflop(
                detail::owned_hour(chip, in(price), economics::china_coast), chip,
                in(facts::mfu_nvidia), in(facts::uptime_nvidia));
        };
        const S h800 = nvidia(chips::h800, facts::price_h800);
        switch (v) {
        case 1:
            return ascend / nvidia(chips::h200, facts::price_h200);
        case 2: {
            constexpr input price_h20{.name = "price of an H20",
                                      .value = 12000,
                                      .low = 9000,
                                      .high = 15000,
                                      .unit = "USD/chip",
                                      .source = "Epoch AI ai-chip-counts (2026-04)",
                                      .as_of = {2025, 12, 31}};
            return ascend / nvidia(chips::h20, price_h20);
        }
        case 3: {
            constexpr input porting{.name = "porting effort",
                                    .value = 10,
                                    .low = 3,
                                    .high = 40,
                                    .unit = "USD million",
                                    .source = "assumption: 50 engineers for a year",
                                    .as_of = {2025, 8, 15}};
            constexpr input run{.name = "training compute of one frontier run",
                                .value = 5.0,
                                .low = 3.0,
                                .high = 20.0,
                                .unit = "1e24 FLOP",
                                .source = "DeepSeek-V3: 3.3e24 FLOP (6ND); later models above",
                                .as_of = {2025, 8, 15}};
            return S(ascend + in(porting)*1e6 / (in(run)*1e3)) / h800;
        }
        case 4:
            return in(facts::mfu_ascend)*S(ascend / h800);
        case 5:
            return ascend;
        case 6:
            return h800;
        default:
            return ascend / h800;
        }
    }
};

/// Training abroad.
struct offshore_training {
    static constexpr statement about{
        .id = "offshore-training",
        .source = "dumping, chip-shortage",
        .said =
            "Chinese firms train on rented Nvidia chips in Malaysia, Singapore and the Middle East",
        .reading = "it pays: a useful training FLOP on chips rented in Johor costs at most what it "
                   "costs on owned domestic chips at home",
        .published = at_most(1, "x"),
        .computes = "cost per useful FLOP, B200 rented in Johor over 910C owned in inland China"};
    static constexpr variant variants[] = {
        {"H100 rented in Johor over 910C owned", "x"},
        {"B200 rented in Johor over B200 rented in the US", "x", false},
        {"DeepSeek-V3-class run (3.3e24 FLOP): domestic", "USD million", false},
        {"the same: rented in Johor, B200", "USD million", false},
        {"the same: in the US, B200 owned", "USD million", false},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr input margin{.name = "margin of a landlord over his cost",
                               .value = 0.25,
                               .low = 0.1,
                               .high = 0.5,
                               .unit = "share of price",
                               .source = "assumption; 3-year payback plus 20 % is a common rule",
                               .as_of = {2025, 11, 30},
                               .domain = domain::share};
        constexpr auto b200_row = *catalog::try_find_chip_price("GB200", 2025);
        constexpr input price_b200 =
            from(b200_row.as_fact(), units::usd / units::chip, "USD/chip", "price of a B200, 2025");
        constexpr auto h100_row = *catalog::try_find_chip_price("H100", 2025);
        constexpr input price_h100 = from(h100_row.as_fact(), units::usd / units::chip, "USD/chip",
                                          "price of an H100, 2025");
        constexpr input mfu_b200{.name = "MFU of Blackwell chips in training",
                                 .value = 0.33,
                                 .low = 0.25,
                                 .high = 0.42,
                                 .unit = "share of BF16 peak",
                                 .source = "young software: below Hopper's in MLPerf 5.0 and "
                                           "SemiAnalysis (2025-08); the range is an assumption",
                                 .as_of = {2025, 8, 20},
                                 .domain = domain::share};
        const S up = in(facts::uptime_nvidia);
        const auto rented = [&](const hardware::chip<>& chip, const S& price, const S& mfu,
                                const economics::site<>& where) {
            const S hour =
                detail::owned_hour(chip, price, where) / S(constant<S>(1.0) - in(margin));
            return detail::per_zettaflop(hour, chip, mfu, up);
        };
        const S domestic = detail::per_zettaflop(
            detail::owned_hour(chips::ascend_910c, in(facts::price_910c),
                               economics::china_inland_hub),
            chips::ascend_910c, in(facts::mfu_ascend), in(facts::uptime_ascend));
        const S johor = rented(chips::b200, in(price_b200), in(mfu_b200), economics::johor);
        switch (v) {
        case 1:
            return rented(chips::h100, in(price_h100), in(facts::mfu_nvidia), economics::johor) /
                   domestic;
        case 2:
            return johor /
                   rented(chips::b200, in(price_b200), in(mfu_b200), economics::us_colocation);
        case 3:
            return domestic * 3.3e-3;
        case 4:
            return johor * 3.3e-3;
        case 5:
            return detail::per_zettaflop(
                       detail::owned_hour(chips::b200, in(price_b200), economics::us_hyperscale),
                       chips::b200, in(mfu_b200), up) *
                   3.3e-3;
        default:
            return johor / domestic;
        }
    }
};

/// Two generations behind.
struct rubin_two_generations {
    static constexpr statement about{
        .id = "rubin-two-generations",
        .source = "chip-shortage",
        .said =
            "the H200 is two generations behind Rubin and too weak for training frontier models",
        .reading = "at equal power a frontier run takes at least twice as long on H200 as on Rubin",
        .published = at_least(2, "x"),
        .computes = "training time of one run in FP8, H200 over Rubin, at equal power of the site"};
    static constexpr variant variants[] = {
        {"in FP8, at equal capex", "x"},
        {"generations between them (Hopper, Blackwell, Rubin)", "generation", false},
        {"days of a 1e26 FLOP run in BF16 on 1 GW: H200", "day", false},
        {"the same: Rubin", "day", false},
        {"the same: GB200", "day", false},
        {"the same: H20", "day", false},
        {"the same: Ascend 910C", "day", false},
        {"days of that run on 10 bn USD of servers and network: H200", "day", false},
        {"the same: Rubin", "day", false},
        {"in BF16, at equal power", "x"},
        {"in BF16, at equal capex", "x"},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr input price_rubin{.name = "price of a Rubin GPU, rack share included",
                                    .value = 108000,
                                    .low = 75000,
                                    .high = 125000,
                                    .unit = "USD/chip",
                                    .source = "VR200 NVL72 rack 7.8 M USD over 72 (Morgan Stanley, "
                                              "2026-05)",
                                    .as_of = {2026, 5, 31}};
        constexpr input all_in{.name = "server price over chip price, H200",
                               .value = 1.38,
                               .low = 1.25,
                               .high = 1.5,
                               .unit = "x",
                               .source = "8-GPU H100 server over the sum of its chips (2025)",
                               .as_of = {2025, 12, 31}};
        constexpr input mfu_new{.name = "MFU of Rubin over that of Hopper",
                                .value = 0.85,
                                .low = 0.65,
                                .high = 1.05,
                                .unit = "x",
                                .source =
                                    "assumption: each new generation reached less of its peak at "
                                    "first",
                                .as_of = {2026, 5, 31}};
        constexpr double plug = 1472.0 / 700.0; // server and network over the chip's rating
        const auto rate = [&](const hardware::chip<>& c, const S& mfu) { // useful FLOP/s per chip
            return S(mfu * c.peak.bf16.in(units::flop / units::second / units::chip));
        };
        const auto watts = [&](const hardware::chip<>& c) {
            return c.tdp.in(units::watt / units::chip) * plug;
        };
        const S mfu = in(facts::mfu_nvidia);
        const S rubin_mfu = mfu * in(mfu_new);
        const auto days_on_gigawatt = [&](const hardware::chip<>& c, const S& m) {
            return S(constant<S>(1e26 / 86400.0 / 1e9 * watts(c)) / rate(c, m));
        };
        const S h200_cost = in(facts::price_h200)*in(all_in);
        // Peaks of FP8 over those of BF16, in which the rates above are: what FP8 adds to the
        // ratio.
        constexpr double fp8 = (chips::r200.peak.fp8 / chips::r200.peak.bf16) /
                               (chips::h200.peak.fp8 / chips::h200.peak.bf16);
        const S by_power = S(rate(chips::r200, rubin_mfu) / watts(chips::r200)) /
                           S(rate(chips::h200, mfu) / watts(chips::h200));
        const S by_capex = S(rate(chips::r200, rubin_mfu) / in(price_rubin)) /
                           S(rate(chips::h200, mfu) / h200_cost);
        switch (v) {
        case 1:
            return by_capex * fp8;
        case 2:
            return constant<S>(
                static_cast<double>(static_cast<int>(hardware::chip_family::rubin) -
                                    static_cast<int>(hardware::chip_family::hopper)));
        case 3:
            return days_on_gigawatt(chips::h200, mfu);
        case 4:
            return days_on_gigawatt(chips::r200, rubin_mfu);
        case 5:
            return days_on_gigawatt(chips::gb200, mfu);
        case 6:
            return days_on_gigawatt(chips::h20, mfu);
        case 7:
            return days_on_gigawatt(chips::ascend_910c, in(facts::mfu_ascend));
        case 8:
            return S(h200_cost * (1e26 / 86400.0 / 1e10)) / rate(chips::h200, mfu);
        case 9:
            return S(in(price_rubin) * (1e26 / 86400.0 / 1e10)) / rate(chips::r200, rubin_mfu);
        case 10:
            return by_power;
        case 11:
            return by_capex;
        default:
            return by_power * fp8;
        }
    }
};

} // namespace flopcost::claims
