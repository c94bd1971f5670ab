// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/hardware/use.hpp>
#include <flopcost/serving/memory.hpp>
#include <flopcost/serving/phase.hpp>

namespace flopcost::serving {

/// What bounds a deployment at an operating point: the largest share of the time between tokens.
enum class bound {
    bandwidth,     ///< reading weights and KV
    compute,       ///< arithmetic
    communication, ///< collectives, dispatch and combine
    overhead,      ///< kernel starts and host
    prefill,       ///< other requests' prompts between decode steps
    capacity,      ///< memory: more requests wait than fit
};

/// Steady state of a deployment under a traffic. Means over requests; rates are of all instances.
template <class S = double>
struct operating_point {
    qty::time<S> time_to_first_token{};
    qty::time<S> time_per_output_token{}; ///< between tokens of a request after the first
    qty::time<S> latency{};               ///< from request to last token
    qty::token_rate<S> output{};          ///< generated tokens per second, the whole system
    qty::token_rate<S> input{};           ///< prompt tokens per second, cached ones included
    qty::token_rate_per_chip<S> output_per_chip{};
    qty::token_rate<S> per_user{}; ///< 1 / time_per_output_token
    qty::request_rate<S> requests{};
    qty::request<S> batch{};    ///< sequences decoding at once, all instances
    qty::request<S> capacity{}; ///< sequences that fit at once, all instances
    phase_time<S> decode{};     ///< one decode step of one sequence's stages, speculation included
    qty::time<S> prefill{};     ///< of one prompt beside the decoding
    qty::time<S> queue{};       ///< waiting before its prefill
    share<S> bandwidth_use{};   ///< bytes a step must read over bandwidth times step time
    share<S> compute_use{};     ///< model FLOP of input and output over the 16-bit peak
    qty::byte_per_chip<S> missing{}; ///< memory short of holding the weights
    serving::bound binds = bound::bandwidth;
    bool fits = true;
    bool extrapolates = false; ///< no measurements of this chip or engine family stand behind it
    /// Factors on times (their inverses on rates) that enclose 90 % of published measurements.
    double time_low = 1, time_high = 1;
    double first_token_low = 1, first_token_high = 1;
    int chips = 1;

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("time_to_first_token", p.time_to_first_token...);
        v("time_per_output_token", p.time_per_output_token...);
        v("latency", p.latency...);
        v("output", p.output...);
        v("input", p.input...);
        v("output_per_chip", p.output_per_chip...);
        v("per_user", p.per_user...);
        v("requests", p.requests...);
        v("batch", p.batch...);
        v("capacity", p.capacity...);
        v("decode", p.decode...);
        v("prefill", p.prefill...);
        v("queue", p.queue...);
        v("bandwidth_use", p.bandwidth_use...);
        v("compute_use", p.compute_use...);
        v("missing", p.missing...);
        v("binds", p.binds...);
        v("fits", p.fits...);
        v("extrapolates", p.extrapolates...);
        v("time_low", p.time_low...);
        v("time_high", p.time_high...);
        v("first_token_low", p.first_token_low...);
        v("first_token_high", p.first_token_high...);
        v("chips", p.chips...);
    }
};

namespace detail {

template <class S>
constexpr point<S> solve(const serving::prepared<S>& d, const traffic<S>& t) {
    namespace u = units;
    const double per = 1.0 / d.instances;
    const S input = t.input.in(u::token), output = t.output.in(u::token);
    const S cached = input * t.cached.value();
    const S fresh = input - cached;
    switch (t.arrive) {
    case arrivals::poisson:
        return open_loop(d.kernel, fresh, cached, output,
                         S(t.rate.in(u::request / u::second) * per));
    case arrivals::saturated:
        return all_at_once(d.kernel, fresh, output,
                           max(t.requests.in(u::request)*per, constant<S>(1.0)), t.spread.value(),
                           t.output_limit.in(u::token));
    case arrivals::fixed_batch:
        return static_batch(d.kernel, fresh, output,
                            max(t.concurrency.in(u::request)*per, constant<S>(1.0)));
    case arrivals::closed_loop:
        break;
    }
    return closed_loop(d.kernel, fresh, cached, output,
                       max(t.concurrency.in(u::request)*per, constant<S>(1.0)), t.spread.value());
}

} // namespace detail

namespace detail {

/// Types and judges a point of the kernels; `chips` are all that work for it.
template <class S>
constexpr void fill(operating_point<S>& r, const serving::prepared<S>& d, const traffic<S>& t,
                    const point<S>& o, int chips, bool pooled = false) {
    namespace u = units;
    const double n = d.instances;
    const S input = t.input.in(u::token), output = t.output.in(u::token);
    const S rate = o.output_rate * n;
    r.time_to_first_token = o.ttft * u::second;
    r.time_per_output_token = o.tpot * u::second;
    r.latency = o.latency * u::second;
    r.output = rate * (u::token / u::second);
    r.requests = S(rate / output) * (u::request / u::second);
    r.input = S(rate / output * input) * (u::token / u::second);
    r.output_per_chip = S(rate / static_cast<double>(chips)) * (u::token / u::second / u::chip);
    r.per_user = S(1.0 / o.tpot) * (u::token / u::second);
    r.batch = S(o.batch * n) * u::request;
    r.capacity = S(o.capacity * n) * u::request;
    r.prefill = o.prefill * u::second;
    r.queue = o.queue * u::second;
    r.chips = chips;
    const S context = input + output * 0.5;
    const auto parts = decode_parts(d.kernel, o.batch, context);
    r.decode = typed(parts, constant<S>(d.kernel.work.plan.pp));
    const S bytes = step_bytes(d.kernel, o.batch, context);
    const S one = constant<S>(1.0);
    r.bandwidth_use =
        share<S>{min(bytes / (d.device.bandwidth * parts.total()), one), "bandwidth_use"};
    const S flop = rate / output * (input * (1.0 - t.cached.value()) + output) *
                   (2.0 * d.parameters_per_token);
    r.compute_use =
        share<S>{min(flop / (d.device.bf16 * static_cast<double>(chips)), one), "compute_use"};
    r.missing = d.kernel.missing * (u::byte / u::chip);
    r.fits = !(hull(d.kernel.missing).high > 0);
    r.extrapolates = d.extrapolates;
    // What binds is told by middle values: it is a label, not a number.
    const double read = value_of(bytes) / value_of(d.device.bandwidth);
    const double wire = value_of(parts.reductions) + value_of(parts.dispatch);
    const double still = value_of(parts.launch) + value_of(parts.host);
    const double others = value_of(o.tpot) - value_of(o.decode);
    const double work = value_of(parts.total()) - wire - still;
    const bool crowded = t.arrive == arrivals::closed_loop &&
                         value_of(t.concurrency.in(u::request)) > value_of(o.capacity) * n * 1.001;
    if (crowded) {
        r.binds = bound::capacity;
    } else if (others > work && others > wire && others > still) {
        r.binds = bound::prefill;
    } else if (wire > work && wire > still) {
        r.binds = bound::communication;
    } else if (still > work) {
        r.binds = bound::overhead;
    } else {
        r.binds = read > 0.5 * work ? bound::bandwidth : bound::compute;
    }
    const bool queued = value_of(o.queue) > value_of(o.prefill);
    const load_class load = pooled ? load_class::pools
                                   : load_class_of(value_of(o.batch), d.kernel.work.plan.dp,
                                                   crowded || t.arrive == arrivals::saturated);
    const spread_of_errors e =
        spread_of({t.arrive == arrivals::saturated ? quantity_kind::saturated_rate
                                                   : quantity_kind::token_time,
                   d.covered, load});
    const spread_of_errors first = spread_of(
        {queued ? quantity_kind::queued_first_token : quantity_kind::first_token, d.covered, load});
    r.time_low = e.low;
    r.time_high = e.high;
    r.first_token_low = first.low;
    r.first_token_high = first.high;
}

} // namespace detail

/// The operating point of a prepared deployment: no checks of the deployment again, no allocation.
/// Throws `error` for an impossible traffic. A deployment that does not fit, or a traffic above
/// what it can take, is a result: `fits`, `missing`, `binds`.
template <class S>
[[nodiscard]] constexpr operating_point<S> estimate(const prepared<S>& d, const traffic<S>& t) {
    validate(t).raise_if_any("serving::traffic");
    const detail::point<S> o = detail::solve(d, t);
    operating_point<S> r;
    detail::fill(r, d, t, o, d.chips);
    return r;
}

/// The operating point of a deployment under a traffic.
template <class S>
[[nodiscard]] constexpr operating_point<S> estimate(const deployment<S>& d,
                                                    const std::type_identity_t<traffic<S>>& t) {
    return estimate(prepare(d), t);
}

/// What serving a number of tokens takes: the resource use that economics prices.
template <class S>
[[nodiscard]] constexpr hardware::use<S> use_of(const operating_point<S>& o,
                                                qty::time<S> duration) {
    hardware::use<S> w;
    w.duration = duration;
    w.chip_time = static_cast<double>(o.chips) * units::chip * duration;
    return w;
}

} // namespace flopcost::serving
