// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/full.hpp>
#include <flopcost/claims/evaluate.hpp>
#include <flopcost/claims/literature_market.hpp>
#include <flopcost/serving/engine_pools.hpp>
#include <flopcost/training/plan.hpp>

namespace flopcost::claims {

// Published results that the training and serving models predict without any measured throughput.

/// DeepSeek-V3's training cost from its shape, tokens and cluster alone.
struct deepseek_v3_training_cost {
    static constexpr statement about{
        .id = "deepseek-v3-training-cost",
        .source = "DeepSeek-V3 Technical Report, arXiv:2412.19437, Table 1",
        .said = "the training of DeepSeek-V3 took 2.788 M H800-hours, 5.576 M USD at 2 USD",
        .published = value(5.576, "USD million"),
        .computes =
            "FLOP of the shape over the MFU that the step model predicts for the fastest layout "
            "on 2 048 H800 in FP8, times the rent",
        .factor = 1.25};
    static constexpr variant variants[] = {
        {"H800-hours", "M chip-hour", false},
        {"days on 2 048 chips", "day", false},
        {"energy at the plug, PUE 1.25", "GWh", false},
    };

    template <class In>
    typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        struct predicted {
            double mfu, low, high;
        };
        static const predicted step = [] {
            training::plan<> p{.model = models::deepseek_v3,
                               .tokens = 14.8 * units::tera * units::token,
                               .cluster = {.chip = chips::h800, .count = 2048.0 * units::chip}};
            p.products = precision::fp8;
            p.batch = 15360;
            const auto best = training::predict(p).step;
            const double mfu = training::estimate(p).mfu.value();
            // A step that takes longer has the lower MFU.
            return predicted{mfu, mfu * (best.duration / best.high),
                             mfu * (best.duration / best.low)};
        }();
        const input mfu{.name = "MFU that the step model predicts",
                        .value = step.mfu,
                        .low = step.low,
                        .high = step.high,
                        .unit = "share of BF16 peak",
                        .source = "step model of this library; range: 90 % of its residuals",
                        .as_of = {2026, 1, 1},
                        .domain = domain::share};
        constexpr input up{.name = "productive share of the time",
                           .value = 0.95,
                           .low = 0.9,
                           .high = 0.98,
                           .unit = "share",
                           .source =
                               "the report tells of no roll-back in the whole run; Llama 3: above "
                               "0.9",
                           .as_of = {2024, 12, 27},
                           .domain = domain::share};
        constexpr const char* report = "DeepSeek-V3 Technical Report, arXiv:2412.19437";
        constexpr date day{2024, 12, 27};
        training::plan<S> p;
        p.model = models::deepseek_v3;
        p.tokens = in(exactly("training tokens", 14.8, "T token", report, day)) * units::tera *
                   units::token;
        p.cluster.chip = lift<S>(chips::h800);
        p.cluster.count = in(exactly("H800 chips", 2048, "chip", report, day)) * units::chip;
        p.mfu = fraction<S>(S(in(mfu)*in(up)));
        const auto use = training::estimate(p);
        switch (v) {
        case 1:
            return use.chip_time.in(units::mega * units::chip_hour);
        case 2:
            return use.duration.in(units::day);
        case 3:
            return use.it_energy.in(units::mega * units::kilowatt_hour) * 1.25;
        default:
            return (use.chip_time * (in(exactly("rent of an H800, as the report assumes", 2.0,
                                                "USD/chip-hour", report, day)) *
                                     units::usd / units::chip_hour))
                .in(units::mega * units::usd);
        }
    }
};

/// DeepSeek's serving day from the shape of the model and the tokens of the day.
struct deepseek_day_nodes_predicted {
    static constexpr statement about{
        .id = "deepseek-day-nodes-predicted",
        .source = "DeepSeek open-infra-index, day 6 (2025-03-01)",
        .said = "608 G tokens in and 168 G out at 20 to 22 tokens/s took 226.75 nodes of 8 H800 on "
                "average",
        .published = value(facts::serving_day_result("average_nodes"), "node"),
        .computes =
            "nodes of two pools (prefill on 32 chips, decode on 128) that the serving model "
            "needs for these tokens at this speed",
        .factor = 1.5};
    static constexpr variant variants[] = {
        {"prefill nodes", "node", false},
        {"decode nodes", "node", false},
        {"cost of the day at 2 USD per chip-hour", "USD", false}};

    template <class In>
    typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        // Mean keys per output token of 4 989 and the ratio of the day's tokens give the request:
        // input + output / 2 = 4 989, input / output = 608 / 168.
        static constexpr double ratio = facts::day_input.value / facts::day_output.value;
        static constexpr double output = 4989.0 / (ratio + 0.5);
        static constexpr double input_length = ratio * output;
        struct rates {
            double prefill, decode, low, high; // requests per second of a node; errors of times
        };
        static const rates node = [] {
            namespace u = units;
            const auto pool = [](int ranks) {
                return serving::deployment<>{.model = models::deepseek_v3,
                                             .chip = chips::h800,
                                             .layout = {.data_attention = ranks, .expert = ranks},
                                             .weights = serving::formats::fp8,
                                             .engine = serving::engine_family::other};
            };
            const serving::pools<> both{.prefill = pool(32), .decode = pool(128)};
            const serving::traffic<> t{.input = input_length * u::token,
                                       .output = output * u::token,
                                       .cached =
                                           share{facts::day_hits.value / facts::day_input.value}};
            // The batch at which a user gets 21 tokens/s: time between tokens grows with it.
            double low = 1;
            double high = 128 * 512;
            for (int i = 0; i < 50; ++i) {
                const double batch = sqrt(low * high);
                const auto b = serving::balance(both, t, batch * u::request);
                const double between = batch / (b.decode_rate.in(u::request / u::second) * output);
                (between < 1.0 / 21 ? low : high) = batch;
            }
            const auto b = serving::balance(both, t, low * u::request);
            const auto point = serving::estimate(serving::prepare(both.decode), t);
            return rates{b.prefill_rate.in(u::request / u::second) / 4,
                         b.decode_rate.in(u::request / u::second) / 16, point.time_low,
                         point.time_high};
        }();
        const input error{.name = "measured over predicted time of the serving model",
                          .value = 1.0,
                          .low = node.low,
                          .high = node.high,
                          .unit = "x",
                          .source = "serving model of this library: 90 % of published measurements",
                          .as_of = {2026, 1, 1}};
        const S requests = in(facts::day_output) / (output * 86400.0);
        const S prefill = requests / node.prefill * in(error);
        const S decode = requests / node.decode * in(error);
        switch (v) {
        case 1:
            return prefill;
        case 2:
            return decode;
        case 3:
            return S(prefill + decode) * in(facts::day_chips)*24.0 * in(facts::day_rent);
        default:
            return prefill + decode;
        }
    }
};

} // namespace flopcost::claims
