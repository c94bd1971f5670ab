// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/serving/engine.hpp>

namespace flopcost::serving {

/// Disaggregated serving: one pool of instances processes prompts and hands their KV cache over the
/// network to another that generates. Each pool's `instances` says how many there are.
template <class S = double>
struct pools {
    deployment<S> prefill{};
    deployment<S> decode{};

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("prefill", p.prefill...);
        v("decode", p.decode...);
    }
};

/// How the two pools match at a decode batch.
template <class S = double>
struct pool_balance {
    qty::request_rate<S> prefill_rate{}; ///< one prefill instance can start
    qty::request_rate<S> decode_rate{};  ///< one decode instance finishes at the given batch
    S prefill_per_decode{};              ///< prefill instances for each decode instance
    S chips_per_chip{};                  ///< prefill chips for each decode chip
    qty::time<S> transfer{};             ///< KV cache of one request over the network

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("prefill_rate", p.prefill_rate...);
        v("decode_rate", p.decode_rate...);
        v("prefill_per_decode", p.prefill_per_decode...);
        v("chips_per_chip", p.chips_per_chip...);
        v("transfer", p.transfer...);
    }
};

/// Rate matching: how many prefill instances keep one decode instance busy that holds `batch`
/// sequences. Prefill passes are packed to the engine's budget.
template <class S>
[[nodiscard]] constexpr pool_balance<S> balance(const pools<S>& d,
                                                const std::type_identity_t<traffic<S>>& t,
                                                std::type_identity_t<qty::request<S>> batch) {
    namespace u = units;
    validate(t).raise_if_any("serving::traffic");
    const prepared<S> pre = prepare(d.prefill), dec = prepare(d.decode);
    const S input = t.input.in(u::token), output = t.output.in(u::token);
    const S cached = input * t.cached.value();
    const S fresh = input - cached;
    const auto& k = pre.kernel;
    const S prompts = max(constant<S>(k.policy.chunk) / fresh, constant<S>(1.0));
    const S start = prompts * static_cast<double>(k.work.plan.dp) /
                    detail::prefill_time(k, prompts, fresh, cached);
    const S b = batch.in(u::request);
    const S interval = detail::decode_interval(dec.kernel, b, S(input + output * 0.5));
    const S finish = b / (interval * output);
    pool_balance<S> r;
    r.prefill_rate = start * (u::request / u::second);
    r.decode_rate = finish * (u::request / u::second);
    r.prefill_per_decode = finish / start;
    r.chips_per_chip = r.prefill_per_decode *
                       (static_cast<double>(d.prefill.layout.chips()) / d.decode.layout.chips());
    r.transfer = S(detail::kv_of(dec.kernel.work, input) * dec.kernel.speed.net_byte) * u::second;
    return r;
}

/// Operating point of two pools under a closed loop of `t.concurrency` users. The prefill pool's
/// queue or the decode pool's memory hold requests back when either is too small: `binds` says
/// which.
template <class S>
[[nodiscard]] constexpr operating_point<S> estimate(const pools<S>& d,
                                                    const std::type_identity_t<traffic<S>>& t) {
    namespace u = units;
    validate(t).raise_if_any("serving::traffic");
    const prepared<S> pre = prepare(d.prefill), dec = prepare(d.decode);
    const S input = t.input.in(u::token), output = t.output.in(u::token);
    const S cached = input * t.cached.value();
    const S fresh = input - cached;
    const detail::point<S> o = detail::disaggregated(pre.kernel, dec.kernel, fresh, cached, output,
                                                     S(t.concurrency.in(u::request)),
                                                     d.prefill.instances, d.decode.instances);
    operating_point<S> r;
    // The kernel speaks for all instances but for the batch, which is that of one decode instance.
    prepared<S> one = dec;
    one.instances = 1;
    detail::fill(r, one, t, o, pre.chips + dec.chips, true);
    r.batch = S(o.batch * static_cast<double>(d.decode.instances)) * u::request;
    if (value_of(pre.kernel.missing) > value_of(dec.kernel.missing))
        r.missing = pre.kernel.missing * (u::byte / u::chip);
    r.fits = r.fits && !(hull(pre.kernel.missing).high > 0);
    r.extrapolates = r.extrapolates || pre.extrapolates;
    if (value_of(o.queue) > value_of(o.prefill))
        r.binds = bound::prefill;
    return r;
}

} // namespace flopcost::serving
