// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include <flopcost/core/date.hpp>
#include <flopcost/core/describe.hpp>
#include <flopcost/core/error.hpp>
#include <flopcost/core/units.hpp>
#include <flopcost/hardware/chip.hpp>
#include <flopcost/serving/calibration.hpp>
#include <flopcost/serving/precision.hpp>
#include <flopcost/workload/check.hpp>
#include <flopcost/workload/transformer.hpp>

namespace flopcost::serving {

/// How one instance of a model is spread over chips. Attention runs tensor-parallel over `tensor`
/// chips, in `data_attention` groups that share the experts; experts are cut `expert` ways by
/// expert and `tensor * data_attention / expert` ways within each. TensorRT-LLM's DEPn is
/// `{.data_attention = n, .expert = n}`, TPn is `{.tensor = n}`, TEPn `{.tensor = n, .expert = n}`.
struct layout {
    int tensor = 1;         ///< ranks that share each attention head group and dense matrix
    int pipeline = 1;       ///< stages
    int data_attention = 1; ///< attention groups with their own requests, experts shared
    int expert = 1;         ///< ranks that experts are dealt to; divides tensor * data_attention
    int context = 1;        ///< ranks that share the KV cache of one sequence
    /// Chips of one instance.
    [[nodiscard]] constexpr int chips() const noexcept {
        return tensor * pipeline * data_attention * context;
    }
    friend constexpr bool operator==(const layout&, const layout&) = default;
};

/// Draft tokens that a step verifies: speculative decoding with a small model, or the model's own
/// multi-token prediction modules.
template <class S = double>
struct speculation {
    int drafts = 0;        ///< tokens drafted per step; 0: none
    share<S> acceptance{}; ///< chance that a draft is accepted, given those before it were
    share<S> draft_cost{}; ///< time of drafting one token, as a share of a plain decode step

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("drafts", p.drafts...);
        v("acceptance", p.acceptance...);
        v("draft_cost", p.draft_cost...);
    }
};

/// Low-rank adapters served beside the base model: each sequence uses one of `adapters`.
struct adapter_set {
    int rank = 0;     ///< 0: none
    int adapters = 0; ///< resident in memory
};

/// What serves: a model on chips, cut, stored and run in a certain way. Weight, activation and KV
/// precision are apart: `weights` names how weights are stored and which arithmetic multiplies
/// them, `cache` how keys and values are kept.
template <class S = double>
struct deployment {
    workload::transformer model{};
    hardware::chip<S> chip{};
    serving::layout layout{};
    int instances = 1; ///< replicas behind one load balancer
    weight_format weights = formats::bf16;
    cache_format cache = cache_formats::bf16;
    engine_family engine = engine_family::tensorrt_llm;
    date released{2026, 1, 1}; ///< of the engine: newer releases have less overhead
    serving::speculation<S> speculate{};
    adapter_set adapters{};
    bool served = true; ///< through a frontend that streams tokens; false: an offline run

    /// Chips of all instances.
    [[nodiscard]] constexpr int chips() const noexcept { return layout.chips() * instances; }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("model", p.model...);
        v("chip", p.chip...);
        v("layout", p.layout...);
        v("instances", p.instances...);
        v("weights", p.weights...);
        v("cache", p.cache...);
        v("engine", p.engine...);
        v("released", p.released...);
        v("speculate", p.speculate...);
        v("adapters", p.adapters...);
        v("served", p.served...);
    }
};

/// How requests come.
enum class arrivals {
    closed_loop, ///< `concurrency` users, each sends the next request when the last is answered
    poisson,     ///< open loop: `rate` requests per second, exponential gaps
    saturated,   ///< `requests` queued at once; the engine keeps as many as fit until all are done
    fixed_batch, ///< `concurrency` sequences started together and run to completion
};

/// What is asked for. Lengths are means; the model is a mean field.
template <class S = double>
struct traffic {
    qty::token<S> input = 1024.0 * units::token; ///< per request, cached part included
    qty::token<S> output = 256.0 * units::token; ///< per request
    share<S> cached{};                           ///< of the input, found in the prefix cache
    arrivals arrive = arrivals::closed_loop;
    qty::request<S> concurrency = 1.0 * units::request;
    qty::request_rate<S> rate{};
    qty::request<S> requests = 3000.0 * units::request; ///< queued at once, when saturated
    share<S> spread{}; ///< 1: lengths vary as in chat, 0: all equal
    /// Most output tokens of a request, at least `output`; 0: not known. A full queue whose lengths
    /// vary ends with its longest request; other arrivals do not ask for it.
    qty::token<S> output_limit{};

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("input", p.input...);
        v("output", p.output...);
        v("cached", p.cached...);
        v("arrive", p.arrive...);
        v("concurrency", p.concurrency...);
        v("rate", p.rate...);
        v("requests", p.requests...);
        v("spread", p.spread...);
        v("output_limit", p.output_limit...);
    }
};

/// Everything wrong with a deployment, not the first problem only.
template <class S>
[[nodiscard]] constexpr problems validate(const deployment<S>& d) {
    problems p;
    const auto& l = d.layout;
    p.require(d.model.layers > 0 && d.model.hidden > 0 && d.model.vocab > 0, "model",
              d.model.layers, "must have layers, a hidden width and a vocabulary");
    workload::check_shape(d.model, p);
    p.require(l.tensor >= 1, "layout.tensor", l.tensor, "must be at least 1");
    p.require(l.tensor < 1 || d.model.heads % l.tensor == 0, "layout.tensor", l.tensor,
              "must divide the number of attention heads");
    // Stages may be uneven: engines deal 61 layers to two stages as 31 and 30.
    p.require(l.pipeline >= 1 && l.pipeline <= (d.model.layers > 0 ? d.model.layers : 1),
              "layout.pipeline", l.pipeline, "must lie between 1 and the number of layers");
    p.require(l.data_attention >= 1, "layout.data_attention", l.data_attention,
              "must be at least 1");
    p.require(l.expert >= 1, "layout.expert", l.expert, "must be at least 1");
    p.require(l.context >= 1, "layout.context", l.context, "must be at least 1");
    p.require(d.instances >= 1, "instances", d.instances, "must be at least 1");
    if (d.model.moe() && l.tensor >= 1 && l.data_attention >= 1 && l.expert >= 1) {
        p.require((l.tensor * l.data_attention) % l.expert == 0, "layout.expert", l.expert,
                  "must divide tensor * data_attention");
        p.require(l.expert <= d.model.experts, "layout.expert", l.expert,
                  "must not exceed the number of experts");
    } else if (!d.model.moe()) {
        p.require(l.expert == 1, "layout.expert", l.expert, "must be 1 for a dense model");
        p.require(l.data_attention == 1, "layout.data_attention", l.data_attention,
                  "must be 1 for a dense model: use instances");
    }
    constexpr auto rate = units::flop / units::second / units::chip;
    const auto& peak = d.chip.peak;
    p.positive("chip.peak", S(peak.bf16.in(rate) + peak.fp32.in(rate) + peak.fp8.in(rate)));
    p.positive("chip.bandwidth", d.chip.bandwidth.in(units::byte / units::second / units::chip));
    p.positive("chip.memory", d.chip.memory.in(units::byte / units::chip));
    p.require(d.weights.bits >= 1 && d.weights.bits <= 32, "weights.bits", d.weights.bits,
              "must lie between 1 and 32");
    p.require(d.cache.bits >= 1 && d.cache.bits <= 32, "cache.bits", d.cache.bits,
              "must lie between 1 and 32");
    p.require(d.speculate.drafts >= 0 && d.speculate.drafts <= 64, "speculate.drafts",
              d.speculate.drafts, "must lie between 0 and 64");
    p.require(d.adapters.rank >= 0 && d.adapters.adapters >= 0, "adapters", d.adapters.rank,
              "must not be negative");
    return p;
}

/// Everything wrong with a traffic.
template <class S>
[[nodiscard]] constexpr problems validate(const traffic<S>& t) {
    problems p;
    p.in_range("input", t.input.in(units::token), 1, 1e8);
    p.in_range("output", t.output.in(units::token), 1, 1e8);
    p.in_range("cached", t.cached.value(), 0, 0.9999);
    if (t.arrive == arrivals::poisson) {
        p.positive("rate", t.rate.in(units::request / units::second));
    } else if (t.arrive == arrivals::saturated) {
        p.in_range("requests", t.requests.in(units::request), 1, 1e12);
        // A limit below the mean is none that the lengths keep.
        const S limit = t.output_limit.in(units::token);
        if (value_of(limit) != 0.0)
            p.in_range("output_limit", limit, value_of(t.output.in(units::token)), 1e8);
    } else {
        p.in_range("concurrency", t.concurrency.in(units::request), 1, 1e9);
    }
    return p;
}

} // namespace flopcost::serving
