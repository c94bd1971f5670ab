// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <flopcost/serving/search.hpp>

namespace flopcost::serving {

/// One side of a price comparison: everything that makes a token cost what it does. Money is in
/// one currency for both sides.
template <class S = double>
struct offer {
    workload::transformer model{};
    hardware::chip<> chip{};
    weight_format weights = formats::fp8;
    qty::usd_per_chip_time<S> capital{};     ///< all costs of a chip-hour but electricity
    qty::usd_per_chip_time<S> electricity{}; ///< of a chip-hour, cooling included
    fraction<S> utilisation{};               ///< share of the chip-hours that are sold
    qty::usd_per_token<S> research{};        ///< recovered from each output token
    share<S> margin{};                       ///< of the price
};

/// Why one price differs from another.
enum class cause : int {
    parameters,  ///< layers, widths, experts: all of the shape but attention
    attention,   ///< heads, latents, windows: the KV cache
    weights,     ///< number format
    chip,        ///< speed and memory of the chip
    capital,     ///< price of a chip-hour
    electricity, ///< its electricity
    utilisation, ///< share of the hours that are sold
    research,    ///< recovery of development cost
    margin,      ///< profit
};
inline constexpr std::size_t causes = 9;

/// The name of a cause.
[[nodiscard]] constexpr const char* name(cause c) noexcept {
    constexpr const char* names[] = {"parameters",  "attention",   "weights",  "chip",  "capital",
                                     "electricity", "utilisation", "research", "margin"};
    return names[static_cast<int>(c)];
}

/// A ratio of prices and its causes: the factors multiply to the ratio.
template <class S = double>
struct decomposition {
    bool feasible = false; ///< every mixture of the two sides can be served
    S ratio{};             ///< price of the first over price of the second, per output token
    S factor[causes]{};
    qty::usd_per_token<S> first{}, second{}; ///< the prices
};

namespace detail {

// The shape of `body` with the attention of `eyes`. Layers that look back less keep their share.
[[nodiscard]] constexpr workload::transformer mixed_shape(const workload::transformer& body,
                                                          const workload::transformer& eyes) {
    workload::transformer m = body;
    m.attend = eyes.attend;
    m.heads = eyes.heads;
    m.kv_heads = eyes.kv_heads;
    m.head_dim = eyes.head_dim;
    m.q_lora = eyes.q_lora;
    m.kv_lora = eyes.kv_lora;
    m.qk_nope = eyes.qk_nope;
    m.qk_rope = eyes.qk_rope;
    m.v_head_dim = eyes.v_head_dim;
    m.window = eyes.window;
    const double scale = static_cast<double>(body.layers) / eyes.layers;
    m.window_layers = static_cast<int>(eyes.window_layers * scale + 0.5);
    m.linear_layers = static_cast<int>(eyes.linear_layers * scale + 0.5);
    return m;
}

} // namespace detail

/// Explains the ratio of two prices for an output token (input included in the same traffic). Each
/// mixture of the two sides is served in its own cheapest way within the same promises; a cause's
/// factor is the geometric mean of what it changes over all orders in which the causes can be
/// swapped (Shapley value of the log ratio), so that no order is preferred and the factors multiply
/// to the ratio exactly, up to rounding.
/// price = (chip-time x (capital + electricity) / utilisation + research) / (1 - margin).
template <class S>
[[nodiscard]] constexpr decomposition<S>
decompose(const offer<S>& first, const std::type_identity_t<offer<S>>& second,
          const traffic<>& load, const targets& wanted = {}, const search_space& space = {}) {
    // The four causes that change the chip-time: one search for each of their 16 mixtures.
    constexpr std::size_t searches = 16;
    double chip_seconds[searches]{};
    constexpr auto unit = units::chip * units::second / units::token;
    decomposition<S> result;
    result.feasible = true;
    const auto side = [&](std::size_t mask, cause c) -> const offer<S>& {
        return ((mask >> static_cast<int>(c)) & 1u) != 0 ? first : second;
    };
    for (std::size_t mask = 0; mask < searches; ++mask) {
        const auto model = detail::mixed_shape(side(mask, cause::parameters).model,
                                               side(mask, cause::attention).model);
        search_space where = space;
        where.weights = &side(mask, cause::weights).weights;
        where.weight_formats = 1;
        // Any price will do: it scales all candidates alike.
        const auto found = cheapest(model, side(mask, cause::chip).chip, load, wanted,
                                    1.0 * units::usd / units::chip_second, where);
        if (!found.best.feasible) {
            result.feasible = false;
            return result;
        }
        chip_seconds[mask] =
            (found.best.per_output_token / (1.0 * units::usd / units::chip_second)).in(unit);
    }
    const auto price = [&](std::size_t mask) {
        const auto time = chip_seconds[mask & 15u] * unit;
        const auto hourly =
            side(mask, cause::capital).capital + side(mask, cause::electricity).electricity;
        const qty::usd_per_token<S> cost =
            time * hourly / side(mask, cause::utilisation).utilisation +
            side(mask, cause::research).research;
        return qty::usd_per_token<S>(cost / side(mask, cause::margin).margin.rest().value());
    };
    constexpr std::size_t mixtures = std::size_t{1} << causes;
    S logs[mixtures]{};
    constexpr auto money = units::usd / units::token;
    for (std::size_t mask = 0; mask < mixtures; ++mask) {
        const auto p = price(mask);
        require_positive("price", p);
        logs[mask] = log(p.in(money));
    }
    // Weight of a set of k causes that come before the one in question: k! (n-1-k)! / n!.
    double weight[causes]{};
    double sets = 1; // n - 1 over k
    for (std::size_t k = 0; k < causes; ++k) {
        weight[k] = 1.0 / (static_cast<double>(causes) * sets);
        sets = sets * static_cast<double>(causes - 1 - k) / static_cast<double>(k + 1);
    }
    for (std::size_t c = 0; c < causes; ++c) {
        S sum = constant<S>(0.0);
        for (std::size_t mask = 0; mask < mixtures; ++mask) {
            if (((mask >> c) & 1u) != 0) {
                continue;
            }
            std::size_t before = 0;
            for (std::size_t m = mask; m != 0; m &= m - 1) {
                ++before;
            }
            sum = sum + (logs[mask | (std::size_t{1} << c)] - logs[mask]) * weight[before];
        }
        result.factor[c] = exp(sum);
    }
    result.first = price(mixtures - 1);
    result.second = price(0);
    result.ratio = result.first / result.second;
    return result;
}

} // namespace flopcost::serving
