// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/scalar.hpp>
#include <flopcost/serving/calibration.hpp>
#include <flopcost/serving/phase_load.hpp>

namespace flopcost::serving::detail {

/// A chip as the kernels see it: SI units, one direction, dense peaks (0: not supported).
template <class S>
struct device {
    S fp32{}, bf16{}, fp8{}, int8{}, fp4{}, bandwidth{}, memory{}, scale_up{}, scale_out{};
    int domain = 1;     ///< chips joined by scale_up
    bool fabric = true; ///< has a scale-up fabric; otherwise scale_up is the host bus
    bool has_fp8 = false, has_int8 = false, has_fp4 = false;
    silicon kind = silicon::other;
};

/// Effective rates of one chip under one engine: everything that does not depend on the batch.
template <class S>
struct rates {
    // seconds per FLOP for each product, seconds per byte, seconds per kernel
    S attention{}, dense{}, shared{}, expert{}, head{}, math{};
    S byte{}, dense_byte{}, expert_byte{};
    S score{}; ///< per attention score that goes through memory; 0 when attention is fused
    S kernel{}, eager{};
    S link_byte{}, net_byte{}, hop{}, net_hop{};
    S step{}, sequence{}, request{};
    common_constants common{};
};

/// Where the time of one step goes; the parts sum to total().
template <class S>
struct step_parts {
    S attention_products{}, context{}, dense{}, experts{}, head{}, reductions{}, dispatch{},
        launch{}, host{};
    constexpr S total() const {
        return attention_products + context + dense + experts + head + reductions + dispatch +
               launch + host;
    }
};

/// Peak for a product kind: the format's own arithmetic if the chip has it, else the next wider.
template <class S>
constexpr S peak_of(const device<S>& d, arithmetic k, bool& widened) {
    if (k == arithmetic::fp32)
        return d.fp32;
    if (k == arithmetic::fp4 && d.has_fp4)
        return d.fp4;
    if (k == arithmetic::fp8_fp4 && d.has_fp4)
        return d.fp8;
    if ((k == arithmetic::fp4 || k == arithmetic::fp8) && d.has_fp8) {
        widened = widened || k == arithmetic::fp4;
        return d.fp8;
    }
    if (k == arithmetic::int8 && d.has_int8)
        return d.int8;
    if (k != arithmetic::bf16)
        widened = true;
    return d.bf16;
}

template <class S>
constexpr rates<S> make_rates(const load& l, const device<S>& d, const chip_constants& c,
                              const engine_constants& e, const common_constants& g, double years) {
    rates<S> r;
    r.common = g;
    // Software matures: years before the reference date cost speed and host time.
    const double slow = exp(g.yearly_speed * years), host = exp(g.yearly_host * years);
    const double speed = e.speed / slow < 1.0 ? e.speed / slow : 1.0;
    const auto rate = [&](const product& p, double factor) {
        bool widened = p.widened;
        const S peak = peak_of(d, p.kind, widened);
        double share = c.compute * speed * factor * (widened ? g.dequantise : 1.0);
        if (p.kind == arithmetic::fp4 && d.has_fp4)
            share *= g.narrow;
        return 1.0 / (peak * share);
    };
    r.attention = rate(l.attention, 1.0);
    r.dense = rate(l.dense, 1.0);
    r.shared = rate(l.shared, 1.0);
    // A narrow slice leaves the pipelines of its products short.
    const double narrowness = l.experts > 0 ? 1.0 + g.slice / l.expert_width : 1.0;
    r.expert = rate(l.expert, 1.0 / narrowness);
    r.head = rate(l.head, 1.0);
    r.math = 1.0 / (d.bf16 * c.attention);
    r.byte = 1.0 / (d.bandwidth * c.memory);
    // Fused kernels of 4-bit experts stream as large dense ones do, those of wider experts less
    // well; dense 4-bit products pay for unpacking their scales.
    const bool narrow_experts = l.expert.bytes < 0.75 * l.expert.elements;
    r.expert_byte = narrow_experts ? r.byte : r.byte / g.grouped;
    r.dense_byte = l.dense.kind == arithmetic::fp4 ? r.byte / g.narrow_reads : r.byte;
    r.kernel = constant<S>(c.kernel);
    r.eager = constant<S>(g.eager * host);
    r.link_byte = 1.0 / (d.scale_up * c.link);
    r.net_byte = 1.0 / (d.scale_out * c.link);
    r.hop = constant<S>(d.fabric ? c.hop : 3.0 * c.hop);
    r.net_hop = constant<S>(c.hop + 15e-6);
    r.step = constant<S>(e.step * host);
    r.sequence = constant<S>(e.sequence * host);
    r.request = constant<S>(g.request);
    return r;
}

/// All-reduce of `bytes` among n chips: the better of one shot (each sends all to all: one latency)
/// and two shots or a ring (2(n-1)/n of the bytes, two latencies); across nodes, a reduction within
/// each node, one between nodes of a share, and back. Latency grows with the number of chips, as in
/// NCCL's protocols.
template <class S>
constexpr S all_reduce(const rates<S>& r, int n, int domain, const S& bytes) {
    if (n <= 1)
        return bytes * 0.0;
    const int inside = n < domain ? n : domain;
    const double ni = inside;
    const double depth = log2(ni);
    const S one = r.hop * (0.7 + 0.1 * ni) + bytes * (r.link_byte * (ni - 1.0));
    const S two = r.hop * (1.4 + 0.2 * depth) + bytes * (r.link_byte * (2.0 * (ni - 1.0) / ni));
    S t = min(one, two);
    if (inside >= 16) {
        // Weights cut in two dimensions: twice as many reductions, each among sqrt(n) chips of a
        // part of the activations (Pope et al. 2022, section 3.2.2).
        const double side = sqrt(ni);
        const S part = bytes / side;
        const S each =
            r.hop * (1.4 + 0.2 * log2(side)) + part * (r.link_byte * (2.0 * (side - 1.0) / side));
        t = min(t, each * 2.0);
    }
    if (n > inside) {
        const double k = static_cast<double>(n) / ni;
        t = t + r.net_hop * (2.0 * log2(k) + 1.0) +
            bytes * (r.net_byte * (2.0 * (k - 1.0) / k / ni));
    }
    return t;
}

/// One way of an expert exchange over n chips: each chip's `tokens` go to the chips that hold their
/// `reach` experts. Over a network a token crosses once per node and is spread inside it (DeepEP).
template <class S>
constexpr S exchange(const rates<S>& r, int n, int domain, const S& tokens, double bytes,
                     double reach) {
    const double nn = n;
    const int inside = n < domain ? n : domain;
    const double ni = inside, nodes = nn / ni;
    // Distinct targets of `reach` random picks among m: m (1 - (1 - 1/m)^reach); the own one is
    // free.
    const auto targets = [&](double m) { return (m - 1.0) * (1.0 - pow(1.0 - 1.0 / m, reach)); };
    if (n <= inside)
        return r.hop * (1.0 + 0.1 * log2(nn)) + tokens * (r.link_byte * (bytes * targets(nn)));
    const double remote = targets(nodes);
    const double spread =
        (nn - 1.0) * (1.0 - pow(1.0 - 1.0 / nn, reach)); // copies made inside nodes
    return r.hop + r.net_hop +
           max(tokens * (r.net_byte * (bytes * remote)), tokens * (r.link_byte * (bytes * spread)));
}

/// Rows a kernel works on: few rows go through vector kernels without waste, many fill tiles but
/// the last; between, at most twice the rows.
template <class S>
constexpr S padded(const S& rows, double tile) {
    return rows * (1.0 + tile / (rows + (tile + 1e-9)));
}

/// Time of two kinds of work that hide each other: the larger, and of the smaller what shows. Where
/// one dwarfs the other nearly nothing does, where they are equal the share `overlap` of it.
template <class S>
constexpr S joined(const S& a, const S& b, double overlap) {
    const S most = max(a, b), least = min(a, b);
    return most + least * (least / (most + 1e-30)) * overlap;
}

/// Time of a product: arithmetic joined with bytes. Both are at least the physical ones as
/// efficiencies are at most 1.
template <class S>
constexpr S product_time(const product& p, const S& rows, double tile, const S& flop_seconds,
                         const S& byte_seconds, double overlap, double traffic) {
    const S math = padded(rows, tile) * (2.0 * p.elements) * flop_seconds;
    const S bytes = (rows * (p.traffic * traffic) + p.bytes) * byte_seconds;
    return joined(math, bytes, overlap);
}

/// Time of one step of one pipeline stage: `sequences` per attention group each decode one token
/// (or `tokens_each`, when verifying drafts) at mean context `context`, and `prefill` tokens per
/// attention group are processed whose queries see `keys` keys on average.
template <class S>
constexpr step_parts<S> step_time(const load& l, const rates<S>& r, int domain, const S& sequences,
                                  const S& context, const S& prefill, const S& keys,
                                  double tokens_each = 1.0) {
    const common_constants& g = r.common;
    step_parts<S> t;
    const S decode = sequences * tokens_each;
    const S rows = decode + prefill;
    t.attention_products =
        product_time(l.attention, rows, g.tile, r.attention, r.dense_byte, g.overlap, g.traffic) +
        rows * (l.linear_flop * r.attention);
    if (l.dense.elements > 0)
        t.dense = product_time(l.dense, rows, g.tile, r.dense, r.dense_byte, g.overlap, g.traffic);
    const S sampled = sequences * tokens_each + prefill * 0.0;
    t.head = product_time(l.head, sampled, g.tile, r.head, r.byte, g.overlap, g.traffic);

    // Attention over the context.
    S attended = context;
    if (l.sparse_keys > 0)
        attended = min(attended, constant<S>(l.sparse_keys));
    const S near = l.window > 0 ? min(context, constant<S>(l.window)) : context * 0.0;
    const S read = sequences *
                   (attended * l.kv_full + near * l.kv_window + context * l.kv_scan + l.state) *
                   r.byte;
    const S math = decode * (attended * l.decode_full + near * l.decode_window) * r.math;
    S seen = keys;
    if (l.sparse_keys > 0)
        seen = min(seen, constant<S>(l.sparse_keys));
    const S seen_near = l.window > 0 ? min(keys, constant<S>(l.window)) : keys * 0.0;
    const S pairs = prefill * (seen * l.prefill_full + seen_near * l.prefill_window) * r.math;
    const S scores = prefill * (seen * l.scores_full + seen_near * l.scores_window) * r.score;
    t.context = joined(read, math, g.overlap) + pairs + scores;

    if (l.experts > 0) {
        t.dense =
            t.dense + product_time(l.shared, rows, g.tile, r.shared, r.byte, g.overlap, g.traffic);
        const S all = rows * static_cast<double>(l.plan.dp);
        // Tokens per expert; popularity ~ gamma(a), so an expert is hit with 1 - (1 + x/a)^-a.
        const S mean = all * (l.experts_per_token / l.experts);
        const S hit = 1.0 - exp(log(1.0 + mean / g.popularity) * -g.popularity);
        // The fullest of ep ranks: spread of the sum over its experts, times sqrt(2 ln ep). Wide
        // groups place copies of their experts by measured load, so that lasting popularity evens
        // out and the chance of each step remains.
        S crowd = constant<S>(1.0);
        if (l.rank_imbalance > 0) {
            const double lasting = l.wide ? 0.0 : 1.0 / g.popularity;
            crowd = min(1.0 + sqrt((lasting + 1.0 / mean) * (l.rank_imbalance / l.experts_here)),
                        constant<S>(l.experts / l.experts_here));
        }
        const S each = mean * crowd / hit; // rows of an expert that is hit
        const S math_e = padded(each, g.expert_tile) * hit *
                         (2.0 * l.expert.elements * l.experts_here) * r.expert;
        const S bytes_e = hit * (l.expert.bytes * l.experts_here) * r.expert_byte +
                          mean * crowd * (l.expert.traffic * l.experts_here * g.traffic) * r.byte;
        t.experts = joined(math_e, bytes_e, g.overlap);
        if (l.plan.dp > 1) {
            const int n = l.plan.tp * l.plan.dp;
            const S mine = rows / static_cast<double>(l.plan.tp);
            t.dispatch = l.moe_layers *
                         (exchange(r, n, domain, mine, l.dispatch_bytes, l.experts_per_token) +
                          exchange(r, n, domain, mine, l.combine_bytes, l.experts_per_token));
            if (l.wide) {
                // Wide groups run two half batches, one computing while the other communicates
                // (DeepSeek-V3 report, section 3.4): only what is longer than the computing shows,
                // and the share of the rest that shared resources cost.
                const S computing = t.attention_products + t.context + t.dense + t.experts;
                t.dispatch = max(t.dispatch - computing, t.dispatch * 0.0) +
                             min(t.dispatch, computing) * 0.2;
            }
        }
    }
    if (l.adapters > 0) {
        // Each sequence reads its own adapter; more sequences than adapters share them.
        const S used = min(rows, constant<S>(l.adapters));
        t.dense = t.dense + used * (2.0 * l.adapter_elements) * r.byte +
                  rows * (2.0 * l.adapter_elements) * r.head;
    }
    if (l.reductions > 0)
        t.reductions = l.reductions * all_reduce(r, l.plan.tp, domain, rows * l.reduce_bytes);
    if (l.plan.pp > 1)
        t.reductions = t.reductions + r.hop + rows * (l.stage_bytes * r.link_byte);
    t.launch = l.kernels * r.kernel;
    // Stages share one scheduler, whose work shows once per pass through all of them.
    t.host = (r.step + decode * r.sequence) / static_cast<double>(l.plan.pp);
    return t;
}

} // namespace flopcost::serving::detail
