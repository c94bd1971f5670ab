// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/serving/prepare.hpp>

/// Prefill and decode of a deployed model by mechanism: each step is the sum over its layers' parts
/// of arithmetic that hides reading or the reverse, with efficiencies in (0, 1], expert loads from
/// a parametric popularity, collectives with latency, kernel starts and host time.
namespace flopcost::serving {

/// Where the time of a step goes. The parts sum to `total()`.
template <class S = double>
struct phase_time {
    qty::time<S> attention_products{}; ///< projections around attention
    qty::time<S> attention{};          ///< reading the context, and its arithmetic
    qty::time<S> dense{};              ///< dense and shared feed-forward, routers, adapters
    qty::time<S> experts{};            ///< routed experts on the fullest rank
    qty::time<S> head{};               ///< logits and sampling
    qty::time<S> reductions{};         ///< tensor- and pipeline-parallel communication
    qty::time<S> dispatch{};           ///< expert dispatch and combine
    qty::time<S> launch{};             ///< starts and ends of dependent kernels
    qty::time<S> host{};               ///< scheduling, and launches that the host does not hide

    [[nodiscard]] constexpr qty::time<S> total() const {
        return attention_products + attention + dense + experts + head + reductions + dispatch +
               launch + host;
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("attention_products", p.attention_products...);
        v("attention", p.attention...);
        v("dense", p.dense...);
        v("experts", p.experts...);
        v("head", p.head...);
        v("reductions", p.reductions...);
        v("dispatch", p.dispatch...);
        v("launch", p.launch...);
        v("host", p.host...);
    }
};

namespace detail {
template <class S>
constexpr phase_time<S> typed(const step_parts<S>& p, const S& times) {
    constexpr auto s = units::second;
    return {.attention_products = S(p.attention_products * times) * s,
            .attention = S(p.context * times) * s,
            .dense = S(p.dense * times) * s,
            .experts = S(p.experts * times) * s,
            .head = S(p.head * times) * s,
            .reductions = S(p.reductions * times) * s,
            .dispatch = S(p.dispatch * times) * s,
            .launch = S(p.launch * times) * s,
            .host = S(p.host * times) * s};
}
} // namespace detail

/// Time between two tokens of each of `batch` sequences (over all instances) at mean context
/// `context`, without prefill in between and without speculation. With a pipeline the interval is
/// one pass through all stages.
template <class S>
[[nodiscard]] constexpr phase_time<S> decode_time(const prepared<S>& d, qty::request<S> batch,
                                                  qty::token<S> context) {
    const S b = batch.in(units::request) / static_cast<double>(d.instances);
    const auto parts = detail::decode_parts(d.kernel, b, context.in(units::token));
    return detail::typed(parts, constant<S>(d.kernel.work.plan.pp));
}

/// Time to process the prompts of `batch` requests (over all instances) of `input` new tokens each
/// behind `cached` tokens, together, in chunks of the engine's budget. Context parallelism divides
/// the attention; a pipeline is filled once.
template <class S>
[[nodiscard]] constexpr phase_time<S> prefill_time(const prepared<S>& d, qty::request<S> batch,
                                                   qty::token<S> input, qty::token<S> cached = {}) {
    const double groups = static_cast<double>(d.instances) * d.kernel.work.plan.dp;
    const S prompts = max(batch.in(units::request) / groups, constant<S>(1.0));
    const auto p =
        detail::prefill_parts(d.kernel, prompts, input.in(units::token), cached.in(units::token));
    return detail::typed(p.parts, p.passes);
}

/// The same without a prepared deployment.
template <class S>
[[nodiscard]] constexpr phase_time<S> decode_time(const deployment<S>& d,
                                                  std::type_identity_t<qty::request<S>> batch,
                                                  std::type_identity_t<qty::token<S>> context) {
    return decode_time(prepare(d), batch, context);
}

/// The same without a prepared deployment.
template <class S>
[[nodiscard]] constexpr phase_time<S>
prefill_time(const deployment<S>& d, std::type_identity_t<qty::request<S>> batch,
             std::type_identity_t<qty::token<S>> input,
             std::type_identity_t<qty::token<S>> cached = {}) {
    return prefill_time(prepare(d), batch, input, cached);
}

} // namespace flopcost::serving
