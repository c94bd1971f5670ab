// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/full.hpp>
#include <flopcost/claims/literature.hpp>
#include <flopcost/economics/amortized.hpp>
#include <flopcost/economics/capital.hpp>
#include <flopcost/supply/growth.hpp>

namespace flopcost::claims {

// Published costs of training runs and sites, recomputed.

/// T01: the official cost of DeepSeek-V3.
struct truth_t01 {
    static constexpr statement about = closed_form("T01", "chip-hours times rent", 1e-9);
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        constexpr const char* report = "DeepSeek-V3 Technical Report, arXiv:2412.19437, Table 1";
        constexpr date day{2024, 12, 27};
        const auto hours = in(exactly("pre-training", 2.664, "M chip-hour", report, day)) +
                           in(exactly("context extension", 0.119, "M chip-hour", report, day)) +
                           in(exactly("post-training", 0.005, "M chip-hour", report, day));
        return (hours * units::mega * units::chip_hour *
                (in(exactly("rent of an H800", 2.0, "USD/chip-hour", report, day)) * units::usd /
                 units::chip_hour))
            .in(units::usd);
    }
};

/// T05: MiniMax-M1's reinforcement learning.
struct truth_t05 {
    static constexpr statement about =
        closed_form("T05", "chips times three weeks times rent", 0.05);
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        constexpr const char* report = "MiniMax-M1 report, 2025-06";
        constexpr date day{2025, 6, 16};
        const auto chips = in(exactly("H800 chips", 512, "chip", report, day)) * units::chip;
        const auto time = in(exactly("duration", 3, "week", report, day)) * 7.0 * units::day;
        const auto rent = in(exactly("rent of an H800", 2.0, "USD/chip-hour", report, day)) *
                          units::usd / units::chip_hour;
        return (chips * time * rent).in(units::usd);
    }
};

namespace facts {

// Epoch AI's inputs for GPT-4's final run, with the relative spreads of its uncertainty notebook.
inline constexpr const char* epoch_source =
    "Epoch AI training-cost-trends repository (snapshot 2026-04); spread: its uncertainty notebook";
inline constexpr date epoch_day{2025, 6, 1};
inline constexpr input gpt4_hours{.name = "A100-hours of GPT-4's final run",
                                  .value = 57,
                                  .low = 25.5,
                                  .high = 127.4,
                                  .unit = "M chip-hour",
                                  .source = epoch_source,
                                  .as_of = epoch_day};
inline constexpr input gpt4_price{.name = "price of an A100 with its share of a DGX",
                                  .value = 24875,
                                  .low = 12437.5,
                                  .high = 49750,
                                  .unit = "USD/chip",
                                  .source = epoch_source,
                                  .as_of = {2020, 8, 12}};
inline constexpr input value_decay =
    within(from(catalog::find_figure(catalog::epoch_parameters, "price_performance_growth"),
                "fall of chip value", domain::real),
           0.10, 0.18);

} // namespace facts

namespace detail {

/// Epoch's amortized cost of GPT-4's final run, USD; `relative` inputs multiply what they name.
template <class In>
constexpr auto gpt4_final_run(In& in) {
    using S = typename std::remove_cvref_t<In>::scalar;
    using namespace facts;
    constexpr input bought{.name = "shift of the purchase date",
                           .value = 0,
                           .low = -0.3285,
                           .high = 0.3285,
                           .unit = "year",
                           .source = epoch_source,
                           .as_of = epoch_day,
                           .domain = domain::real};
    constexpr input network{.name = "network's share of the cluster",
                            .value = 0.19,
                            .low = 0.07,
                            .high = 0.24,
                            .unit = "share",
                            .source = epoch_source,
                            .as_of = epoch_day,
                            .domain = domain::share};
    constexpr input power{.name = "mean power over rated power",
                          .value = 0.75,
                          .low = 0.56,
                          .high = 0.95,
                          .unit = "share",
                          .source = epoch_source,
                          .as_of = epoch_day,
                          .domain = domain::share};
    constexpr input pue{.name = "PUE - 1",
                        .value = 0.25,
                        .low = 0.12,
                        .high = 0.4,
                        .unit = "1",
                        .source = epoch_source,
                        .as_of = epoch_day};
    constexpr input electricity{.name = "price of electricity, 2023",
                                .value = 0.0806,
                                .low = 0.0806 * 0.6,
                                .high = 0.0806 * 1.7,
                                .unit = "USD/kWh",
                                .source = epoch_source,
                                .as_of = {2023, 12, 31}};
    constexpr input deflator{.name = "deflator from March to December 2023",
                             .value = 1.0093,
                             .low = 1.0,
                             .high = 1.02,
                             .unit = "x",
                             .source = "1.3 % a year, in place of the producer price index "
                                       "PCU518210518210, of which no copy was at hand; rate fitted "
                                       "to published acquisition costs of 2015 to 2025",
                             .as_of = {2023, 12, 31}};
    economics::amortized_run<S> run;
    run.chip_time = in(gpt4_hours)*units::mega * units::chip_hour;
    run.price = in(gpt4_price)*units::usd / units::chip;
    run.age = qty::time<S>(between({2020, 8, 12}, {2022, 5, 12})) + in(bought)*units::year;
    run.worth.decay = in(value_decay)*ln_10 / units::year;
    run.network = share<S>(in(network));
    run.rated_power = constant<S>(6500.0 / 8) * units::watt / units::chip;
    run.mean_power = fraction<S>(in(power));
    run.pue = in(pue) + 1.0;
    run.electricity = in(electricity)*units::usd / units::kilowatt_hour;
    run.deflator = in(deflator);
    return economics::amortized_cost(run).total();
}

} // namespace detail

/// T06: amortized hardware and energy of GPT-4's final run.
struct truth_t06 {
    static constexpr statement about =
        estimate_of("T06", "amortized hardware, network and energy of the run", 1.05);
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        return detail::gpt4_final_run(in).in(units::usd);
    }
};

/// T11: GPT-4 at the price of a cloud.
struct truth_t11 {
    static constexpr statement about = estimate_of("T11", "chip-hours times a cloud price", 2.0);
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        // Not the back-solved rate of the table: rents of the time.
        constexpr input rent{.name = "price of an A100-hour with a three-year commitment, 2022",
                             .value = 1.5,
                             .low = 1.0,
                             .high = 2.2,
                             .unit = "USD/chip-hour",
                             .source = "list prices near 4 USD less 49 to 64 % (Epoch AI default "
                                       "three-year discounts); small clouds 1.25 in 2024",
                             .as_of = {2022, 5, 1}};
        return (in(facts::gpt4_hours)*units::mega * units::chip_hour *
                (in(rent)*units::usd / units::chip_hour))
            .in(units::usd);
    }
};

/// T13: what the development of GPT-4 cost, experiments and staff included. The experiment factor
/// scales all hardware components at once; the published interval drew them one by one.
struct truth_t13 {
    static constexpr statement about =
        estimate_of("T13", "final run times experiment factor, plus staff", 1.1);
    static constexpr variant variants[] = {
        {"components drawn one by one, as published (101 to 170 M)", "USD"},
        {"one experiment factor shared by all (82 to 202 M)", "USD"},
        {"staff's share", "share", false},
    };
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr const auto& table = catalog::epoch_development_costs;
        constexpr input staff =
            from(catalog::find_figure(table, "gpt_4_r_d_staff_incl_equity"), "R&D staff, GPT-4");
        constexpr input factor =
            from(catalog::find_figure(catalog::epoch_parameters, "experiment_factor"),
                 "experiments and final run over the final run");
        constexpr input parts[] = {
            from(catalog::find_figure(table, "gpt_4_ai_accelerator_chips"), "chips, GPT-4"),
            from(catalog::find_figure(table, "gpt_4_other_server_components"),
                 "other server components, GPT-4"),
            from(catalog::find_figure(table, "gpt_4_cluster_interconnect"), "interconnect, GPT-4"),
            from(catalog::find_figure(table, "gpt_4_energy"), "energy, GPT-4")};
        const S people = in(staff);
        if (v == 1) {
            S sum = people;
            for (const input& part : parts) {
                sum = sum + in(part);
            }
            return sum;
        }
        // The final run alone, from its own inputs at their central values: the experiment factor
        // carries the uncertainty, as in the source.
        central_inputs middle;
        const double final_run = detail::gpt4_final_run(middle).in(units::usd);
        const S hardware = in(factor)*final_run;
        return v == 3 ? S(people / (people + hardware)) : S(people + hardware);
    }
};

/// T16: how wide the cost of a run is, by Epoch's input distributions.
struct truth_t16 {
    static constexpr statement about = [] {
        statement s =
            closed_form("T16", "95th percentile over median of amortized cost", 0.1 / 3.7);
        s.compared = statistic::upper_over_median;
        return s;
    }();
    static constexpr variant variants[] = {{"capital alone (published 4.0)", "x", false},
                                           {"energy alone (published 3.6)", "x", false},
                                           {"acquisition (published 2.1)", "x", false}};
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr const auto& table = catalog::epoch_parameters;
        constexpr input quantity =
            from(catalog::find_figure(table, "hardware_quantity"), "number of chips, relative");
        constexpr input time =
            from(catalog::find_figure(table, "training_time"), "duration, relative");
        constexpr input price =
            from(catalog::find_figure(table, "hardware_price_gpu"), "price of a GPU, relative");
        constexpr input overhead = from(catalog::find_figure(table, "server_overhead_a100"),
                                        "server price over chip price");
        constexpr input network{.name = "cluster price over server price",
                                .value = 1.1884,
                                .low = 1.07,
                                .high = 1.32,
                                .unit = "x",
                                .source = facts::epoch_source,
                                .as_of = facts::epoch_day};
        constexpr input age{.name = "time from purchase to run",
                            .value = 1.0,
                            .low = 1.0 - 0.3285,
                            .high = 1.0 + 0.3285,
                            .unit = "year",
                            .source = facts::epoch_source,
                            .as_of = facts::epoch_day,
                            .domain = domain::real};
        const S capex = in(price)*in(overhead)*in(network);
        if (v == 3) {
            return in(quantity)*capex;
        }
        // For 15 of the 47 values of the source the chip-hours were not known but imputed from
        // FLOP, peak and MFU, which is far less certain.
        constexpr input imputed{.name = "rank of the model by how well its hours are known",
                                .value = 0,
                                .low = -1.6448536269514722,
                                .high = 1.6448536269514722,
                                .unit = "normal score",
                                .source = facts::epoch_source,
                                .as_of = facts::epoch_day,
                                .domain = domain::real};
        constexpr input compute =
            from(catalog::find_figure(table, "training_compute"), "training compute, relative");
        constexpr input peak =
            from(catalog::find_figure(table, "peak_flops"), "peak of the chips, relative");
        constexpr input mfu = from(catalog::find_figure(table, "median_mfu_when_unknown"),
                                   "MFU where unknown", domain::real);
        const S known = in(quantity)*in(time);
        const S guessed = in(compute) / in(peak) * (mfu.value / clamp(in(mfu), 0.01, 0.99));
        constexpr double threshold = normal_quantile(15.0 / 47.0);
        const S hours = select_less(in(imputed), constant<S>(threshold), guessed, known);
        const S decay = in(facts::value_decay)*ln_10;
        const S capital = hours * capex * decay * exp(S(decay * in(age) * -1.0));
        if (v == 1) {
            return capital;
        }
        constexpr input power =
            from(catalog::find_figure(table, "gpu_power_to_tdp"), "power over TDP");
        constexpr input pue = from(catalog::find_figure(table, "pue_hyperscaler"), "PUE");
        constexpr input tariff =
            from(catalog::find_figure(table, "energy_price"), "price of electricity, relative");
        const S energy = hours * in(power)*in(pue)*in(tariff);
        if (v == 2) {
            return energy;
        }
        constexpr input energy_share = exactly(
            "energy over the cost of the run, central", 7.919 / (39.599 + 26.349 + 15.432 + 7.919),
            "share", "Epoch AI's breakdown of GPT-4 (development_cost.ipynb)", facts::epoch_day,
            domain::share);
        const double capital_middle = price.value * overhead.value * network.value *
                                      facts::value_decay.value * ln_10 *
                                      exp(-facts::value_decay.value * ln_10 * age.value);
        const double energy_middle = power.value * pue.value * tariff.value;
        const S e = in(energy_share);
        return capital / capital_middle * S(constant<S>(1.0) - e) + energy / energy_middle * e;
    }
};

/// T20: when a run costs a billion.
struct truth_t20 {
    static constexpr statement about = [] {
        statement s = closed_form("T20", "date of a run of 1e9 USD at constant growth", 0.0);
        s.published = range(s.published.low - 1, s.published.high + 1, "year");
        return s;
    }();
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr input rise =
            from(catalog::find_figure(catalog::trends, "amortized_cost_of_frontier_training_runs"),
                 "growth of the cost of frontier runs per year");
        const S now = in(exactly("cost of GPT-4's final run", 40.6, "M USD",
                                 find_truth("T06").source, {2023, 3, 15}));
        constexpr double start = date{2023, 3, 15}.decimal_year();
        return S(supply::time_to(S(constant<S>(1000.0) / now), supply::growth<S>{in(rise)})
                     .in(units::year)) +
               start;
    }
};

/// T21: the longest sensible run.
struct truth_t21 {
    static constexpr statement about =
        closed_form("T21", "1 / (ln hardware + ln software)", 0.5 / 15.0);
    static constexpr variant variants[] = {
        {"with algorithms at 3x a year (published: 9)", "month", false}};
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr input hardware =
            from(catalog::find_figure(catalog::trends, "ml_hardware_flop_s_per_dollar"),
                 "price-performance of hardware per year");
        constexpr const char* thread = "Epoch AI thread, 2025-07";
        const S software =
            v == 1
                ? in(exactly("faster algorithmic progress per year", 3.0, "x/yr", thread,
                             {2025, 7, 1}))
                : in(exactly("algorithmic progress per year", 1.7, "x/yr", thread, {2025, 7, 1}));
        return supply::longest_run(
                   supply::progress<S>{.hardware = {in(hardware)}, .software = {software}})
            .in(units::month);
    }
};

/// T24: GPT-3 on H100 in FP8.
struct truth_t24 {
    static constexpr statement about =
        closed_form("T24", "FLOP over achieved rate, times cost per hour", 0.005);
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        constexpr const char* digest = "SemiAnalysis H100 vs GB200 (2025-08-20), digest";
        constexpr date day{2025, 8, 20};
        const auto work =
            in(exactly("training FLOP, 6 N D", 3.15e23, "FLOP", digest, day)) * units::flop;
        const auto mfu =
            in(exactly("MFU of the FP8 peak", 0.395, "share", digest, day, domain::share));
        const auto rate =
            constant<typename std::remove_cvref_t<In>::scalar>(1.0) * chips::h100.peak.fp8 * mfu;
        const auto hourly = in(exactly("cost of an H100-hour, hyperscaler", 1.45, "USD/chip-hour",
                                       "the same study's total cost of ownership", day)) *
                            units::usd / units::chip_hour;
        return (work / rate * hourly).in(units::usd);
    }
};

/// T27: Llama 3.1 405B at the price of a cloud.
struct truth_t27 {
    static constexpr statement about = estimate_of("T27", "chip-hours times a cloud price", 2.0);
    static constexpr variant variants[] = {
        {"at the rate that the publication implies (5.51)", "USD", false},
        {"at market rents of 2024", "USD"}};
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        constexpr input list{.name = "price of an H100-hour in a large cloud, 2024",
                             .value = 4.5,
                             .low = 2.5,
                             .high = 8.0,
                             .unit = "USD/chip-hour",
                             .source =
                                 "quotes of 2024: 4 to 8 at large clouds with one-year terms, "
                                 "2.85 at specialists",
                             .as_of = {2024, 6, 30}};
        constexpr input market = within(
            from(catalog::find_figure(catalog::site_costs, "rental_h100_per_gpu_hour_2024_10"),
                 "rent of an H100 at specialists, 2024"),
            2.0, 4.0);
        const auto hours =
            in(exactly("H100-hours", 30.84, "M chip-hour", "Llama 3.1 model card", {2024, 7, 23}));
        const auto price = v == 0   ? in(list)
                           : v == 2 ? in(market)
                                    : in(exactly("implied rate", 5.51, "USD/chip-hour",
                                                 find_truth("T27").source, {2025, 4, 1}));
        return (hours * units::mega * units::chip_hour * (price * units::usd / units::chip_hour))
            .in(units::usd);
    }
};

} // namespace flopcost::claims
