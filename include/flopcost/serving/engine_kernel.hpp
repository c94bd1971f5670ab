// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/serving/phase_step.hpp>

namespace flopcost::serving::detail {

/// How an engine schedules; facts of its documentation, not fitted.
struct scheduling {
    bool mixes = true;            ///< prefill tokens ride along in decode steps
    double chunk = 8192;          ///< prefill tokens per step at most
    double refill = 0;            ///< prompt tokens after which a pipeline drains; 0: at the end
    double max_sequences = 2048;  ///< per attention group
    bool balances = false;        ///< attention groups start their prompts together
    bool served = true;           ///< over a network frontend that streams tokens; false: offline
    bool reserves_output = false; ///< a sequence is admitted with room for its whole output
    bool compiled = false; ///< passes are launched by compiled code, not by a framework's operators
    bool widens = true;    ///< narrow weights are widened before the product, at a cost
    bool fuses = true;     ///< attention keeps its scores on the chip
    double memory_share = 0.90; ///< of a chip's memory that weights and KV may take
};

/// A deployment ready to be asked for many operating points.
template <class S>
struct prepared {
    load work{};
    rates<S> speed{};
    scheduling policy{};
    int domain = 1;
    S kv_room{}; ///< bytes of one chip left for KV; not positive when the weights do not fit
    S missing{}; ///< bytes per chip that are missing, 0 when it fits
    S memory{};
    int drafts = 0;                  ///< tokens drafted and verified per step
    S yield = constant<S>(1.0);      ///< tokens that a verified step gives
    S draft_cost = constant<S>(0.0); ///< time of one draft in plain decode steps
};

template <class S>
constexpr prepared<S> prepare(const load& l, const device<S>& d, const chip_constants& c,
                              const engine_constants& e, const common_constants& g,
                              const scheduling& policy, double years) {
    prepared<S> p;
    p.work = l;
    common_constants used = g;
    if (!policy.widens)
        used.dequantise = 1;
    p.speed = make_rates(l, d, c, e, used, years);
    // Scores are written in 32 bits, read and written by the softmax, and read.
    p.speed.score = p.speed.byte * (policy.fuses ? 0.0 : 16.0);
    if (!policy.served) {
        p.speed.sequence = p.speed.sequence * g.offline;
        p.speed.request = p.speed.request * 0.0;
    }
    p.policy = policy;
    p.domain = d.fabric ? d.domain : 1 << 20;
    // Activations and the engine's own buffers: about 1.5 GB and a share of a percent.
    const S room = d.memory * policy.memory_share - (l.weight_bytes + 0.5e9);
    p.kv_room = max(room, d.memory * 0.015); // what an operator would free by other settings
    p.missing = max(-room, room * 0.0);
    p.memory = d.memory;
    return p;
}

/// KV bytes of one sequence of `tokens` on one chip.
template <class S>
constexpr S kv_of(const load& l, const S& tokens) {
    const S near = l.window > 0 ? min(tokens, constant<S>(l.window)) : tokens * 0.0;
    return tokens * (l.kv_full + l.kv_scan) + near * l.kv_window + l.state * 0.5;
}

/// Sequences an instance can hold at once.
template <class S>
constexpr S largest_batch(const prepared<S>& p, const S& input, const S& output) {
    const S tokens = input + output * (p.policy.reserves_output ? 1.0 : 0.6);
    const S each = kv_of(p.work, tokens) + 1.0;
    const S fit = p.kv_room * p.speed.common.occupancy / each;
    return max(min(fit, constant<S>(p.policy.max_sequences)) * static_cast<double>(p.work.plan.dp),
               constant<S>(1.0));
}

/// Parts of one decode step of `batch` sequences on the instance, on one pipeline stage. With a
/// pipeline, each stage serves its share of the batch in turn; with speculation the step verifies
/// all drafts of a sequence at once.
template <class S>
constexpr step_parts<S> decode_parts(const prepared<S>& p, const S& batch, const S& context) {
    const double groups = static_cast<double>(p.work.plan.dp) * p.work.plan.pp;
    const S mine = max(batch / groups, constant<S>(1.0));
    return step_time(p.work, p.speed, p.domain, mine, context, batch * 0.0, context,
                     1.0 + p.drafts);
}

/// Mean time between two tokens of a sequence: one step, or with speculation drafting and verifying
/// shared by the tokens that they yield (Leviathan et al. 2023, arXiv:2211.17192, theorem 3.8).
template <class S>
constexpr S decode_interval(const prepared<S>& p, const S& batch, const S& context) {
    const double pp = p.work.plan.pp;
    const S step = decode_parts(p, batch, context).total() * pp;
    if (p.drafts == 0)
        return step;
    const double groups = static_cast<double>(p.work.plan.dp) * pp;
    const S mine = max(batch / groups, constant<S>(1.0));
    const S plain =
        step_time(p.work, p.speed, p.domain, mine, context, batch * 0.0, context).total() * pp;
    return (step + plain * p.draft_cost * static_cast<double>(p.drafts)) / p.yield;
}

/// Bytes of weights, KV and state that one chip must read in a step of `batch` sequences: experts
/// that are hit, the context, everything else once.
template <class S>
constexpr S step_bytes(const prepared<S>& p, const S& batch, const S& context) {
    const load& l = p.work;
    const double groups = static_cast<double>(l.plan.dp) * l.plan.pp;
    const S mine = max(batch / groups, constant<S>(1.0));
    S hit = constant<S>(0.0);
    if (l.experts > 0) {
        const double a = p.speed.common.popularity;
        const S mean = mine * (l.plan.dp * l.experts_per_token / l.experts);
        hit = 1.0 - exp(log(1.0 + mean / a) * -a);
    }
    return mine * kv_of(l, context) +
           (l.attention.bytes + l.dense.bytes + l.shared.bytes + l.head.bytes) +
           hit * (l.expert.bytes * l.experts_here);
}

/// Calls that the host makes for a pass that is not a replayed graph.
template <class S>
constexpr double launches(const prepared<S>& p) {
    return p.policy.compiled ? p.work.kernels : p.work.calls;
}

/// Time of one pass of `tokens` prompt tokens per attention group, `keys` keys seen on average,
/// beside `batch` decoding sequences on the instance. Prefill passes are not replayed graphs, so
/// the host's launches bound them from below.
template <class S>
constexpr S mixed_pass(const prepared<S>& p, const S& batch, const S& context, const S& tokens,
                       const S& keys) {
    const double groups = static_cast<double>(p.work.plan.dp) * p.work.plan.pp;
    const step_parts<S> t =
        step_time(p.work, p.speed, p.domain, batch / groups, context, tokens, keys);
    const S gpu = t.total();
    return max(gpu, launches(p) * p.speed.eager + t.host);
}

/// One pass of a long prefill and how many of them there are.
template <class S>
struct prefill_passes {
    step_parts<S> parts{};
    S passes{};
};

/// Prompt processing of `prompts` prompts of `input` new tokens behind `cached` tokens, all on one
/// attention group, in chunks. A pipeline is filled by the chunks. Prefill passes are not replayed
/// graphs: what the host's launches take longer than the chip counts as host time.
template <class S>
constexpr prefill_passes<S> prefill_parts(const prepared<S>& p, const S& prompts, const S& input,
                                          const S& cached) {
    const S zero = input * 0.0;
    const S all = prompts * input;
    const double pp = p.work.plan.pp;
    // With a pipeline one chunk is cut once more so that the stages overlap.
    const bool drains = p.policy.refill > 0;
    const S chunk = min(drains ? all : S(all / pp), constant<S>(p.policy.chunk));
    prefill_passes<S> f;
    f.parts = step_time(p.work, p.speed, p.domain, zero, zero, chunk, S(cached + input * 0.5));
    const S gpu = f.parts.total();
    f.parts.host = f.parts.host + max(launches(p) * p.speed.eager + f.parts.host - gpu, zero);
    f.passes =
        all / chunk +
        (drains ? max(all / p.policy.refill, constant<S>(1.0)) : constant<S>(1.0)) * (pp - 1.0);
    return f;
}

/// Seconds until the last of those prompts is done.
template <class S>
constexpr S prefill_time(const prepared<S>& p, const S& prompts, const S& input, const S& cached) {
    const prefill_passes<S> f = prefill_parts(p, prompts, input, cached);
    return f.parts.total() * f.passes;
}

/// An operating point. Seconds, tokens per second of one instance.
template <class S>
struct point {
    S ttft{}, tpot{}, latency{}, output_rate{}, batch{}, decode{}, prefill{}, queue{}, capacity{};
};

/// Cost that prompts put on the instance's steps beside `batch` decoding sequences: the time of a
/// step that carries prompt tokens, what it takes longer than one that does not, and the number of
/// such steps per prompt.
template <class S>
struct prompt_cost {
    S mixed{}, extra{}, tokens{}, passes{};
};

template <class S>
constexpr prompt_cost<S> prompt_beside(const prepared<S>& p, const S& batch, const S& context,
                                       const S& input, const S& cached, const S& decode,
                                       const S& prompts) {
    prompt_cost<S> c;
    // Prompts that wait together share a pass as far as the budget goes.
    c.tokens = min(input * prompts, constant<S>(p.policy.chunk));
    c.passes = max(1.0 / prompts, input / p.policy.chunk);
    const S keys = cached + input * 0.5;
    const double pp = p.work.plan.pp;
    if (p.policy.mixes) {
        c.mixed = mixed_pass(p, batch, context, c.tokens, keys) * pp;
        c.extra = max(c.mixed - decode, decode * 0.0) / pp;
    } else {
        c.mixed = mixed_pass(p, batch * 0.0, context, c.tokens, keys) * pp;
        c.extra = c.mixed / pp;
    }
    return c;
}

/// Mean extra time per decode step when each attention group admits `per_step` prompts per step.
/// Groups run in lockstep, so a prompt on any of them delays all; an engine that balances holds
/// prompts back until the groups have one each.
template <class S>
constexpr S interference(const prepared<S>& p, const prompt_cost<S>& c, const S& per_step) {
    const S passes = per_step * c.passes; // prompt passes per step and group
    if (p.work.plan.dp <= 1 || p.policy.balances)
        return c.extra * passes;
    const double dp = p.work.plan.dp;
    const S f = min(passes, constant<S>(1.0));
    const S any = 1.0 - exp(log(1.0 + 1e-9 - f * (1.0 - 1e-9)) * dp);
    return c.extra * max(any, passes);
}

/// Continuous batching in a closed loop of `users` requests: mean field. A user's request waits for
/// admission, is prefilled beside the others' decoding, then decodes; others' prompts interfere.
template <class S>
constexpr point<S> closed_loop(const prepared<S>& p, const S& input, const S& cached,
                               const S& output, const S& users, const S& spread) {
    const common_constants& g = p.speed.common;
    point<S> o;
    o.capacity = largest_batch(p, input + cached, output);
    const S context = cached + input + output * 0.5;
    const double dp = p.work.plan.dp;
    const S resident = min(users, o.capacity);
    // Waves of requests that start together: engines that mix phases disperse them; prefill first
    // keeps them, the more so the less lengths vary. Requests of equal length that are few end
    // together and start together again; the more there are, the further their prefills pull them
    // apart, as in a sum of independent delays.
    const double varied = p.policy.mixes ? g.mixed_varied : g.first_varied;
    const double equal = p.policy.mixes ? g.mixed_equal : g.first_equal;
    const S step_mates = max(resident / dp - 1.0, users * 0.0);
    const S together = spread * varied + (1.0 - spread) / sqrt(1.0 + step_mates / equal);
    S batch = resident;
    const S others = max((resident - 1.0) / resident, users * 0.0);
    for (int pass = 0; pass < 2; ++pass) {
        o.decode = decode_interval(p, batch, context);
        // Requests that arrive together queue for each other's prefill before their first token;
        // the same time then does not fall between tokens: half of it, as some are served first.
        const S crowd = max(batch / dp - 1.0, users * 0.0) * (together * 0.5);
        const S one = constant<S>(1.0);
        const prompt_cost<S> alone = prompt_beside(p, batch, context, input, cached, o.decode, one);
        const prompt_cost<S> c =
            prompt_beside(p, batch, context, input, cached, o.decode, S(crowd + 1.0));
        const S per_step = batch / (output * dp);
        o.tpot = o.decode + interference(p, c, per_step) * others * (1.0 - together * 0.5);
        o.prefill = alone.mixed * alone.passes;
        const S waiting =
            max(users - resident, users * 0.0) / resident * (output * o.tpot + o.prefill);
        o.queue = crowd * c.extra * c.passes + waiting;
        o.ttft = p.speed.request + o.tpot * g.admission * others + o.prefill + o.queue;
        o.latency = o.ttft + (output - 1.0) * o.tpot;
        batch = max(min(users * (output * o.tpot) / o.latency, resident), resident * 0.25);
    }
    o.batch = batch;
    o.output_rate = users * output / o.latency;
    return o;
}

/// A fixed batch run to completion.
template <class S>
constexpr point<S> static_batch(const prepared<S>& p, const S& input, const S& output,
                                const S& batch) {
    point<S> o;
    const double dp = p.work.plan.dp;
    o.capacity = largest_batch(p, input, output);
    o.batch = batch;
    o.prefill = prefill_time(p, max(batch / dp, constant<S>(1.0)), input, input * 0.0);
    o.ttft = o.prefill;
    o.decode = decode_interval(p, batch, input + output * 0.5);
    o.tpot = o.decode;
    o.latency = o.ttft + (output - 1.0) * o.tpot;
    o.output_rate = batch * output / o.latency;
    return o;
}

/// `requests` queued at once, run to the end; the engine keeps as many as fit. `spread`: lengths
/// vary, so the batch ramps down; `limit`: the most output tokens of a request, 0 when not known.
template <class S>
constexpr point<S> all_at_once(const prepared<S>& p, const S& input, const S& output,
                               const S& requests, const S& spread, const S& limit) {
    const common_constants& g = p.speed.common;
    point<S> o;
    const double dp = p.work.plan.dp;
    o.capacity = largest_batch(p, input, output);
    const S batch = min(requests, o.capacity);
    const S context = input + output * 0.5;
    const S zero = input * 0.0;
    o.batch = batch;
    o.decode = decode_interval(p, batch, context);
    const S one = constant<S>(1.0);
    // Prompts of a group are packed into full chunks while many wait, as in the first wave; later
    // each step takes as many as end in it.
    const S packed = min(constant<S>(p.policy.chunk), input * max(batch / dp, one));
    const S full = mixed_pass(p, zero, zero, packed, input * 0.5);
    const S alone = full * input / packed;
    const S ending = batch / (output * dp);
    const prompt_cost<S> c =
        prompt_beside(p, batch, context, input, zero, o.decode, S(max(ending, one)));
    const S waves = requests / batch;
    const S first = 1.0 / waves;
    const S extra = alone * first + c.extra * c.passes * (1.0 - first);
    o.prefill = alone;
    const S busy = o.decode + extra * ending;
    // Ramp-down: with exponential lengths k sequences last for 1/k of the mean, so the batch of one
    // runs ln(batch) - 1 mean lengths longer than with equal lengths, up to a limit if there is
    // one; without, `tail` is how far lengths are exponential.
    const S longest = max(log(batch) - 1.0, zero);
    const S over =
        select_less(zero, limit, min(longest, max(limit / output - 1.0, zero)), longest * g.tail) *
        spread;
    // With equal ones the last wave is part full: half of one on average.
    const S partial = (1.0 - first) * (1.0 - spread) * 0.5;
    const S tail = decode_interval(p, constant<S>(1.0), context) * (over + partial);
    const S elapsed = output * (waves * busy + tail);
    o.tpot = o.decode + extra * ending * 0.5;
    o.queue = alone * (batch / dp) * 0.5 + (waves - 1.0) * 0.5 * output * busy;
    o.ttft = p.speed.request + c.mixed * max(c.passes, one) + o.queue;
    o.latency = o.ttft + (output - 1.0) * o.tpot;
    o.output_rate = requests * output / (elapsed + p.speed.request);
    return o;
}

/// Poisson arrivals at `rate` requests per second on the instance: Little's law for the batch,
/// M/D/1 for the prefill queue.
template <class S>
constexpr point<S> open_loop(const prepared<S>& p, const S& input, const S& cached, const S& output,
                             const S& rate) {
    const common_constants& g = p.speed.common;
    point<S> o;
    const double dp = p.work.plan.dp;
    o.capacity = largest_batch(p, input + cached, output);
    const S context = cached + input + output * 0.5;
    S batch = constant<S>(1.0);
    for (int pass = 0; pass < 8; ++pass) {
        o.decode = decode_interval(p, batch, context);
        const prompt_cost<S> c =
            prompt_beside(p, batch, context, input, cached, o.decode, constant<S>(1.0));
        o.tpot = o.decode + interference(p, c, S(batch / (output * dp)));
        o.prefill = c.mixed * c.passes;
        const S busy = min(rate / dp * c.extra * c.passes, constant<S>(0.95));
        o.queue = o.prefill * busy / (2.0 * (1.0 - busy));
        o.ttft = p.speed.request + o.tpot * (0.5 * g.admission) + o.prefill + o.queue;
        o.latency = o.ttft + (output - 1.0) * o.tpot;
        const S wanted = rate * (o.latency - p.speed.request);
        batch = max(min(wanted, o.capacity), constant<S>(0.5));
    }
    o.batch = batch;
    o.output_rate = min(rate * output, batch * output / o.latency);
    return o;
}

/// The busiest closed loop whose mean token interval and first token stay below what a percentile
/// limit allows (a mean of about 0.8 of the limit): bisection on the batch, in logarithms.
template <class S>
constexpr point<S> within_limits(const prepared<S>& p, const S& input, const S& cached,
                                 const S& output, double ttft_limit, double tpot_limit) {
    const common_constants& g = p.speed.common;
    const S capacity = largest_batch(p, input + cached, output);
    S low = constant<S>(1.0), high = capacity;
    for (int i = 0; i < 10; ++i) {
        const S middle = sqrt(low * high);
        const point<S> o = closed_loop(p, input, cached, output, middle, constant<S>(1.0));
        const S worst =
            max(o.tpot / (g.limit * tpot_limit), (o.prefill + o.tpot) / (g.limit * ttft_limit));
        const S one = constant<S>(1.0);
        low = select_less(worst, one, middle, low);
        high = select_less(worst, one, high, middle);
    }
    point<S> o = closed_loop(p, input, cached, output, low, constant<S>(1.0));
    // Poisson arrivals do not come in waves: a request waits for the step under way.
    o.queue = o.queue * 0.0;
    o.ttft = o.prefill + o.tpot;
    o.latency = o.ttft + (output - 1.0) * o.tpot;
    return o;
}

/// Separate pools: `users` requests are prefilled by `prefill_workers` instances, in packed
/// passes, their KV is sent over the network, and `decode_workers` instances decode.
/// The slower pool sets the rate.
template <class S>
constexpr point<S> disaggregated(const prepared<S>& prefill, const prepared<S>& decode,
                                 const S& input, const S& cached, const S& output, const S& users,
                                 double prefill_workers, double decode_workers) {
    const common_constants& g = decode.speed.common;
    point<S> o;
    const S context = cached + input + output * 0.5;
    const S room = largest_batch(decode, input + cached, output) * decode_workers;
    o.capacity = room;
    const double slots = prefill_workers * prefill.work.plan.dp;
    const S one = constant<S>(1.0);
    const S pass = prefill_time(prefill, one, input, cached);
    // KV bytes of all chips of the sequence's group leave through as many links.
    const S transfer = kv_of(decode.work, input + cached) * decode.speed.net_byte;
    o.prefill = pass;
    // Prompts that wait are packed into full chunks, up to as many as there are.
    const S prompts = max(min(constant<S>(prefill.policy.chunk) / input, users / slots), one);
    const S each = prefill_time(prefill, prompts, input, cached) / prompts;
    // Requests that start together, as at the beginning of a run, queue for each other's prefill.
    const S wave = max(users / slots - 1.0, users * 0.0) * (0.5 * g.mixed_varied) * each;
    const S most = slots / each;
    S decoding = min(users, room);
    for (int i = 0; i < 8; ++i) {
        o.decode = decode_interval(decode, decoding / decode_workers, context);
        o.tpot = o.decode;
        const S decode_rate = decoding / (output * o.tpot);
        const S rate = min(decode_rate, most);
        const S busy = min(rate / most, constant<S>(0.97));
        o.queue = pass * busy / (2.0 * (1.0 - busy)) + wave;
        // Closed loop: who is not decoding waits for or is in prefill.
        o.ttft =
            prefill.speed.request + g.handover + pass + transfer + o.tpot * g.admission + o.queue;
        const S wanted = users - rate * o.ttft;
        const S limit = min(most * output * o.tpot, room);
        decoding = 0.5 * decoding + 0.5 * max(min(wanted, limit), min(users, one));
    }
    const S rate = decoding / (output * o.tpot);
    o.ttft = max(o.ttft, users / rate - output * o.tpot);
    o.batch = decoding / decode_workers;
    o.latency = o.ttft + (output - 1.0) * o.tpot;
    o.output_rate = rate * output;
    return o;
}

} // namespace flopcost::serving::detail
