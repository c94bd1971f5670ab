// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/full.hpp>
#include <flopcost/claims/hardware.hpp>
#include <flopcost/claims/race.hpp>
#include <flopcost/claims/subsidies.hpp>
#include <flopcost/training/step.hpp>
#include <flopcost/workload/counts.hpp>

namespace flopcost::claims {

/// Serving a whole population.
struct population_demand {
    static constexpr statement about{
        .id = "population-demand",
        .source = "consolidation",
        .said = "1.4 billion people: potential for profitable use",
        .reading = "serving everybody costs at most a dollar a month and person",
        .published = at_most(12, "USD/(person year)"),
        .computes =
            "cost of the daily tokens of a person at DeepSeek's published rates and market rent",
        .factor = 2.0};
    static constexpr variant variants[] = {
        {"fleet for all", "million H800", false},
        {"fleet over China's stock (8-bit H100e, end of 2025)", "x", false},
        {"power of the fleet, PUE included", "GW", false},
        {"cost per year", "USD billion", false},
        {"revenue per person at DeepSeek's list price", "USD/(person year)", false},
        {"on Ascend 910C by this library's serving model, owned inland", "USD/(person year)"},
    };

    template <class In>
    typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        namespace sc = serving_costs;
        constexpr input people =
            exactly("people", 1.4, "billion", "the piece; census 1.41", {2024, 9, 30});
        constexpr input tokens{
            .name = "tokens per person and day",
            .value = 5000,
            .low = 1000,
            .high = 30000,
            .unit = "token/(person day)",
            .source = "assumption: one request of 4 000 tokens in and 1 000 out a day; "
                      "50 T a day for all of China would be 36 000 per thousand "
                      "people",
            .as_of = {2025, 12, 31}};
        constexpr double per_request = sc::input_tokens + sc::output_tokens;
        const S requests = in(tokens) / per_request; // a day and person
        const S fleet =
            requests * in(people)*1e9 / 86400.0 * detail::deepseek_measured_time(in) / in(sc::busy);
        switch (v) {
        case 1:
            return fleet * 1e-6;
        case 2:
            return fleet / fleets::compute(in, true, 2025, supply::measure::operations_8bit);
        case 3:
            return fleet * (1472.0 * 1.25 * 1e-9);
        case 4:
            return fleet * in(sc::h800_rent)*8766e-9;
        case 5: {
            return requests * in(facts::price_v32)*365.25;
        }
        case 6: {
            static const auto ascend = sc::cheapest(models::deepseek_v3, chips::ascend_910c, 10);
            const S hour = detail::owned_hour(chips::ascend_910c, in(facts::price_910c),
                                              economics::china_inland_hub);
            return requests * in(sc::chip_time(ascend, "chip-time of a request, V3 on 910C")) /
                   3600.0 * hour / in(sc::busy)*365.25;
        }
        default:
            return fleet * in(sc::h800_rent)*8766.0 / (in(people)*1e9);
        }
    }
};

/// What software lock-in is worth.
struct two_ecosystems {
    static constexpr statement about{
        .id = "two-ecosystems",
        .source = "consolidation, chip-shortage",
        .said = "two separate ecosystems; open software that runs on any chip would be Nvidia's "
                "nightmare",
        .reading =
            "software alone (achieved share of peak, failures, porting) lets Nvidia charge at "
            "least 1.5 times as much per peak FLOP/s as a rival",
        .published = at_least(1.5, "x"),
        .computes = "price premium per peak FLOP/s at which a buyer of 10 000 chips is indifferent",
        .factor = 2.0};
    static constexpr variant variants[] = {
        {"if open software halves the gap in efficiency and porting", "x"},
        {"with fully portable software", "x"},
        {"premium that Nvidia charges: H800 over 910C, per peak FLOP/s in BF16", "x", false},
        {"premium that a seller of H20 charges over 910C", "x", false},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr input porting{.name = "porting effort of a large buyer",
                                .value = 20,
                                .low = 5,
                                .high = 80,
                                .unit = "USD million",
                                .source = "assumption: 100 engineers for a year",
                                .as_of = {2026, 1, 16}};
        constexpr input fleet =
            exactly("chips of the buyer", 10000, "chip", "assumption", {2026, 1, 16});
        const auto premium_of = [&](const hardware::chip<>& a, const S& price_a, const S& price_b) {
            const double peak = a.peak.bf16 / chips::ascend_910c.peak.bf16;
            return S(price_a / peak / price_b);
        };
        if (v == 3) {
            return premium_of(chips::h800, in(facts::price_h800), in(facts::price_910c));
        }
        if (v == 4) {
            constexpr auto row = *catalog::try_find_chip_price("H20", 2025);
            constexpr input h20 =
                from(row.as_fact(), units::usd / units::chip, "USD/chip", "price of an H20, 2025");
            return premium_of(chips::h20, in(h20), in(facts::price_910c));
        }
        // Useful FLOP per peak FLOP on both sides; the rival's buyer also pays for porting.
        const S nvidia = in(facts::mfu_nvidia)*in(facts::uptime_nvidia);
        const S rival = in(facts::mfu_ascend)*in(facts::uptime_ascend);
        const double left = v == 1 ? 0.5 : (v == 2 ? 0.0 : 1.0);
        const S gap = exp(S(log(S(nvidia / rival)) * left));
        const S effort = in(porting) * (left * 1e6) / (in(fleet)*in(facts::price_910c));
        return gap * S(constant<S>(1.0) + effort);
    }
};

/// Capital for capability.
struct low_capital_need {
    static constexpr statement about{
        .id = "low-capital-need",
        .source = "disruption",
        .said = "far lower capital need: dependence on the best chips is low",
        .reading =
            "DeepSeek ties up at most half of the capital that a US leader tied up at the same "
            "capability",
        .published = at_most(0.5, "x"),
        .computes =
            "server capex of DeepSeek over the compute capital of OpenAI, brought back by the lag "
            "at the growth of frontier costs",
        .factor = 2.0};
    static constexpr variant variants[] = {
        {"without bringing it back in time", "x"},
        {"final run alone: DeepSeek-V3 (5.6 M) over GPT-4 (40.6 M)", "x"},
        {"against the 100 000 H100 of one US cluster of late 2024 (3.8 bn)", "x"},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr input deepseek = within(
            from(catalog::find_figure(catalog::capex, "deepseek_server_capex_semianalysis"),
                 "server capex of DeepSeek"),
            0.5, 1.7,
            "SemiAnalysis (2025-01-31): 1.6 or 1.3, disputed; lower end: 10 000 A100 and some "
            "10 000 Hopper chips");
        constexpr input spending = exactly("compute spending of OpenAI, 2024", 7.0, "USD billion",
                                           "Epoch AI (2025-10)", {2024, 12, 31});
        constexpr input capital{.name = "capital behind a dollar of yearly compute spending",
                                .value = 2.2,
                                .low = 1.6,
                                .high = 3.2,
                                .unit = "year",
                                .source =
                                    "rent repays a chip in two to three years (three-year payback "
                                    "rules; 1 GW: 38 bn capex, 8.5 bn a year at cost)",
                                .as_of = {2026, 5, 14}};
        constexpr input rise =
            from(catalog::find_figure(catalog::trends, "amortized_cost_of_frontier_training_runs"),
                 "growth of the cost of frontier runs per year");
        if (v == 2) {
            return constant<S>(1.0) *
                   in(exactly("cost of DeepSeek-V3's run", 5.576, "USD million", "arXiv:2412.19437",
                              {2024, 12, 27})) /
                   in(exactly("cost of GPT-4's final run", 40.6, "USD million",
                              "Epoch AI (2025-06)", {2023, 3, 15}));
        }
        if (v == 3) {
            return in(deepseek) /
                   in(exactly("capital of a cluster of 100 000 H100", 3.8, "USD billion",
                              "Epoch AI GPU clusters (2024)", {2024, 10, 30}));
        }
        const S lag = in(facts::observed_lag) / 12.0;
        const S back = v == 1 ? constant<S>(1.0) : exp(S(log(in(rise)) * lag));
        return in(deepseek) / S(in(spending)*in(capital) / back);
    }
};

/// Larger models on fewer chips.
struct fewer_chips_bigger_model {
    static constexpr statement about{
        .id = "fewer-chips-bigger-model",
        .source = "chip-shortage",
        .said = "new training and memory designs let developers train larger models on fewer chips",
        .reading = "memory alone needs at least half as many chips as the classic design",
        .published = at_least(2, "x"),
        .computes =
            "fewest H800 that hold the training state of DeepSeek-V3: BF16 and FP32 Adam over FP8 "
            "with low-precision moments, host offload and conditional memory",
        .factor = 1.5};
    static constexpr variant variants[] = {
        {"fewest H800, classic", "chip", false},
        {"fewest H800, new", "chip", false},
        {"with low precision alone", "x"},
        {"with offload of the optimizer alone", "x"},
        {"largest model on 256 H800, new (total parameters)", "G parameter", false},
        {"step time with the optimizer in host memory over without (step model, 2 048 H800)", "x",
         false},
    };

    template <class In>
    typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr date day{2026, 1, 16};
        constexpr input classic = exactly("bytes per parameter, classic", 18, "byte",
                                          "BF16 weights and gradients accumulated in FP32, FP32 "
                                          "master copy and two moments: 2 + 4 + "
                                          "12 (Megatron-LM)",
                                          {2023, 1, 1});
        constexpr input low{.name = "bytes per parameter, FP8 with BF16 moments",
                            .value = 11,
                            .low = 9,
                            .high = 13,
                            .unit = "byte",
                            .source =
                                "DeepSeek-V3: FP8 weights, BF16 moments, FP32 master and gradient "
                                "accumulation (arXiv:2412.19437, 3.3)",
                            .as_of = {2024, 12, 27}};
        constexpr input offloaded{.name = "bytes of these that stay on the chip with host offload",
                                  .value = 4,
                                  .low = 3,
                                  .high = 6,
                                  .unit = "byte",
                                  .source =
                                      "weights and gradients stay; master copy and moments go "
                                      "(ZeRO-Offload, arXiv:2101.06840)",
                                  .as_of = day};
        constexpr input conditional{
            .name = "share of parameters in host memory (conditional memory)",
            .value = 0.2,
            .low = 0.05,
            .high = 0.4,
            .unit = "share",
            .source = "DeepSeek's Engram (2026-01): 20 to 25 % of the sparse "
                      "parameters as look-up tables",
            .as_of = day,
            .domain = domain::share};
        constexpr input free_share{.name = "share of memory left for the state",
                                   .value = 0.6,
                                   .low = 0.45,
                                   .high = 0.75,
                                   .unit = "share",
                                   .source = "activations, buffers and fragments take the rest; "
                                             "assumption",
                                   .as_of = day,
                                   .domain = domain::share};
        static const double parameters = workload::total_parameters(models::deepseek_v3).number();
        constexpr double memory = chips::h800.memory.in(units::byte / units::chip);
        const S room = in(free_share)*memory;
        const auto chips_for = [&](const S& bytes) { return S(bytes * parameters / room); };
        const S resident = in(offloaded)*S(constant<S>(1.0) - in(conditional));
        switch (v) {
        case 1:
            return chips_for(in(classic));
        case 2:
            return chips_for(resident);
        case 3:
            return in(classic) / in(low);
        case 4: {
            // Weights and gradients in BF16 and FP32 stay, 12 bytes go.
            constexpr double stays = 6.0;
            return in(classic) / stays;
        }
        case 5:
            return room * 256.0 / resident * 1e-9;
        case 6: {
            static const double ratio = [] {
                training::step_plan<> p{.model = models::deepseek_v3,
                                        .chip = chips::h800,
                                        .chips = 2048,
                                        .layout = {.pipeline = 16, .expert = 64},
                                        .batch = 15360,
                                        .sequence = 4096,
                                        .format = precision::fp8};
                const auto on_chip = training::step(p).duration;
                p.layout.offload_optimizer = true;
                return training::step(p).duration / on_chip;
            }();
            return constant<S>(ratio);
        }
        default:
            return in(classic) / resident;
        }
    }
};

} // namespace flopcost::claims
