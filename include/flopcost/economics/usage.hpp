// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/describe.hpp>
#include <flopcost/core/error.hpp>
#include <flopcost/core/units.hpp>
#include <flopcost/economics/cost.hpp>

/// What a request uses, in buckets that do not overlap: no token can be billed twice.
namespace flopcost::economics {

/// Tokens of a request (or of a month of them) by how they are billed. The buckets are disjoint:
/// a cached token is not also a fresh one, a reasoning token not also an output one. Reports that
/// nest them (`prompt_tokens` with `cached_tokens` inside) enter through `reported_usage`.
template <class S = double>
struct usage {
    qty::token<S> fresh{};            ///< input that no cache held
    qty::token<S> cached{};           ///< input read from a cache
    qty::token<S> cache_write{};      ///< input written to a cache (five-minute class)
    qty::token<S> long_cache_write{}; ///< input written to a cache that keeps it for an hour
    qty::token<S> output{};           ///< visible output
    qty::token<S> reasoning{};        ///< hidden output: chains of thought
    qty::of<units::token * units::hour, S> stored{}; ///< explicit cache held over time

    /// All input: what context tiers look at.
    [[nodiscard]] constexpr qty::token<S> prompt() const {
        return fresh + cached + cache_write + long_cache_write;
    }
    /// All output.
    [[nodiscard]] constexpr qty::token<S> completion() const { return output + reasoning; }
    [[nodiscard]] constexpr qty::token<S> total() const { return prompt() + completion(); }

    /// Error 106 for a negative or infinite bucket.
    constexpr void validate() const {
        require_not_negative("fresh", fresh);
        require_not_negative("cached", cached);
        require_not_negative("cache_write", cache_write);
        require_not_negative("long_cache_write", long_cache_write);
        require_not_negative("output", output);
        require_not_negative("reasoning", reasoning);
        require_not_negative("stored", stored);
    }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("fresh", p.fresh...);
        v("cached", p.cached...);
        v("cache_write", p.cache_write...);
        v("long_cache_write", p.long_cache_write...);
        v("output", p.output...);
        v("reasoning", p.reasoning...);
        v("stored", p.stored...);
    }
};

/// Token counts as most interfaces report them: nested. `prompt` holds the cached tokens and the
/// cache writes, `completion` holds the reasoning tokens. (Anthropic's `input_tokens` leaves the
/// cache out: fill `usage` directly there.)
template <class S = double>
struct reported_usage {
    qty::token<S> prompt{};
    qty::token<S> cached{};
    qty::token<S> cache_write{};
    qty::token<S> completion{};
    qty::token<S> reasoning{};

    /// The disjoint buckets. Error 202 with the arithmetic where a part exceeds its whole, 106 for
    /// negative counts.
    [[nodiscard]] constexpr usage<S> split() const {
        require_not_negative("prompt", prompt);
        require_not_negative("cached", cached);
        require_not_negative("cache_write", cache_write);
        require_not_negative("completion", completion);
        require_not_negative("reasoning", reasoning);
        usage<S> u;
        u.fresh = prompt - cached - cache_write;
        u.cached = cached;
        u.cache_write = cache_write;
        u.output = completion - reasoning;
        u.reasoning = reasoning;
        if (!(hull(u.fresh).low >= 0)) {
            message m;
            m << "prompt " << hull(prompt).low << " - cached " << hull(cached).high
              << " - cache writes " << hull(cache_write).high << " = " << hull(u.fresh).low
              << " fresh tokens: the prompt must hold its cached and written tokens";
            rejected::because(error_number::inconsistent, "cached", m.view(), hull(cached).high, 0,
                              hull(prompt).low);
        }
        if (!(hull(u.output).low >= 0)) {
            message m;
            m << "completion " << hull(completion).low << " - reasoning " << hull(reasoning).high
              << " = " << hull(u.output).low
              << " visible tokens: the completion must hold its reasoning tokens";
            rejected::because(error_number::inconsistent, "reasoning", m.view(),
                              hull(reasoning).high, 0, hull(completion).low);
        }
        return u;
    }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("prompt", p.prompt...);
        v("cached", p.cached...);
        v("cache_write", p.cache_write...);
        v("completion", p.completion...);
        v("reasoning", p.reasoning...);
    }
};

} // namespace flopcost::economics
