// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/full.hpp>
#include <flopcost/claims/evaluate.hpp>
#include <flopcost/economics/firm.hpp>
#include <flopcost/economics/ownership.hpp>
#include <flopcost/economics/site.hpp>
#include <flopcost/serving/search.hpp>

namespace flopcost::claims::serving_costs {

// What claims about prices need from the serving model: the chip-time of a request in the cheapest
// deployment that keeps a promise. It enters a claim as one input, whose range is the model's own
// error: the factors that enclose 90 % of the published measurements.

/// The request of all price claims: 4 000 tokens in, half of them cached, 1 000 out.
inline constexpr double input_tokens = 4000;
inline constexpr double cached_share = 0.5;
inline constexpr double output_tokens = 1000;

/// A model on a chip.
struct served {
    bool feasible = false;
    double chip_seconds = 0; ///< of a request
    double chips = 0;        ///< of an instance
    double per_chip = 0;     ///< output tokens per second and chip
    double low = 1, high = 1;
};

/// The cheapest deployment of at most `most_chips` at a speed for each user.
[[nodiscard]] inline served cheapest(const workload::transformer& model,
                                     const hardware::chip<>& chip, double tokens_per_second,
                                     int most_chips = 32) {
    namespace u = units;
    serving::search_space space;
    space.most_chips = most_chips;
    space.engine = serving::engine_family::sglang;
    const auto found = serving::cheapest(model, chip,
                                         {.input = input_tokens * u::token,
                                          .output = output_tokens * u::token,
                                          .cached = share{cached_share}},
                                         {.per_user = tokens_per_second * u::token / u::second},
                                         1.0 * u::usd / u::chip_hour, space);
    const auto& at = found.best.at;
    if (!found.best.feasible) {
        return {};
    }
    const double rate = at.output_per_chip.in(u::token / u::second / u::chip);
    return {.feasible = true,
            .chip_seconds = output_tokens / rate,
            .chips = static_cast<double>(found.best.chips()),
            .per_chip = rate,
            .low = at.time_low,
            .high = at.time_high};
}

/// The chip-time of a request as an input. Error 402 where the model cannot be served so.
[[nodiscard]] inline input chip_time(const served& s, const char* name) {
    if (!s.feasible) {
        rejected::because(error_number::no_solution, name,
                          "this model cannot be served on this chip at this speed");
    }
    return {.name = name,
            .value = s.chip_seconds,
            .low = s.chip_seconds * s.low,
            .high = s.chip_seconds * s.high,
            .unit = "chip-second/request",
            .source =
                "serving model of this library: cheapest layout of up to 32 chips; range: 90 % "
                "of published measurements",
            .as_of = {2026, 1, 1}};
}

/// List price of the request; error 304 where the list has no cached price and it is needed.
[[nodiscard]] constexpr double list_price(const catalog::price_entry& p, double input,
                                          double cached_part, double output) {
    if (cached_part > 0 && !catalog::known(p.cached_input)) {
        rejected::because(error_number::unknown_price, "cached_input",
                          "this list has no price of cached input: unknown is not 'no discount'");
    }
    const double hit = cached_part > 0 ? input * cached_part * p.cached_input : 0.0;
    return (input * (1 - cached_part) * p.input + hit + output * p.output) / 1e6;
}

/// The same for a request of the price claims; without a cached price all input is charged in full,
/// which is an upper bound.
[[nodiscard]] constexpr double request_price(const catalog::price_entry& p) {
    return list_price(p, input_tokens, catalog::known(p.cached_input) ? cached_share : 0.0,
                      output_tokens);
}

/// The same as an input with the source of the list.
[[nodiscard]] constexpr input listed(const catalog::price_entry& p, const char* name) {
    return exactly(name, request_price(p), "USD/request", p.source, p.as_of);
}

/// Rent of an H800 in China.
inline constexpr input h800_rent{.name = "rent of an H800",
                                 .value = 2.0,
                                 .low = 1.3,
                                 .high = 2.6,
                                 .unit = "USD/chip-hour",
                                 .source = "DeepSeek-V3 report (2.0); 65 000 yuan a month per 8 in "
                                           "China (1.3) to US rents (2.6)",
                                 .as_of = {2025, 11, 30}};
/// Rent of an H200 in the US.
inline constexpr input h200_rent{.name = "rent of an H200",
                                 .value = 2.4,
                                 .low = 1.6,
                                 .high = 3.5,
                                 .unit = "USD/chip-hour",
                                 .source = "InferenceX cost table, three-year rental 1.6, neocloud "
                                           "1.74; on-demand quotes to 3.5 (2025)",
                                 .as_of = {2025, 11, 30}};
/// Rent of a GB200 in the US.
inline constexpr input gb200_rent{.name = "rent of a GB200",
                                  .value = 3.3,
                                  .low = 2.75,
                                  .high = 4.5,
                                  .unit = "USD/chip-hour",
                                  .source =
                                      "InferenceX cost table: neocloud 2.75, three-year rental "
                                      "3.3; upper end an assumption",
                                  .as_of = {2025, 11, 30}};
/// Sold share of the hours of a serving fleet.
inline constexpr input busy{.name = "sold share of the fleet's hours",
                            .value = 0.6,
                            .low = 0.35,
                            .high = 0.85,
                            .unit = "share",
                            .source = "DeepSeek's day: mean over peak nodes 0.82; smaller hosts "
                                      "lower; the range is an assumption",
                            .as_of = {2025, 2, 28},
                            .domain = domain::share};

} // namespace flopcost::claims::serving_costs
