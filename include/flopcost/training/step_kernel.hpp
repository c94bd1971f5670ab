// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/math.hpp>
#include <flopcost/core/scalar.hpp>
#include <flopcost/hardware/collective.hpp>
#include <flopcost/hardware/gemm.hpp>
#include <flopcost/training/activations.hpp>
#include <flopcost/training/calibration.hpp>
#include <flopcost/training/layout_spec.hpp>
#include <flopcost/training/network.hpp>

// The step model on plain numbers in SI units (seconds, bytes, FLOP). `S` carries what may be
// uncertain: the chip's and the fabric's rates. Shapes and layouts are certain. The typed entry is
// step.hpp.
namespace flopcost::training::detail {

using hardware::comm_group;

/// Sustained speed of one chip and its links.
template <class S>
struct machine {
    S flop_time;   ///< s per FLOP of the layers' products at their precision, best shape
    S flop_time16; ///< s per FLOP of 16-bit products
    S core_time;   ///< s per FLOP of a flash attention forward at long sequences
    S byte_time;   ///< s per byte of memory traffic
    hardware::fabric_rates<S> fabric;
    S host_link;               ///< byte/s to host memory
    S expert_time = flop_time; ///< s per FLOP of the routed experts' products
    double kernel = 3e-6;      ///< s: fixed time of a kernel on the device
    double host = 8e-6;        ///< s: time the host needs to issue one
    int domain = 8;
    int chips = 1;
    hardware::matrix_units units{};
    hardware::gemm_losses losses{};   ///< of the layers' products
    hardware::gemm_losses losses16{}; ///< of 16-bit products
};

/// Times of one pass of one average layer over one micro-batch, on one chip.
template <class S>
struct pass {
    S gemm, attention, pointwise, tensor, context, expert;
    double kernels = 0;  ///< issued by the host
    double variable = 0; ///< those of them whose sizes depend on the routing
    [[nodiscard]] constexpr S compute() const { return gemm + attention + pointwise; }
    [[nodiscard]] constexpr S total() const {
        return gemm + attention + pointwise + tensor + context + expert;
    }
};

template <class S>
[[nodiscard]] constexpr pass<S> blank_pass() {
    const S z = constant<S>(0);
    return {z, z, z, z, z, z, 0, 0};
}

template <class S>
struct layer_times {
    pass<S> forward, backward;
    S head_forward, head_backward; ///< LM head, loss
    S embed_forward, embed_backward;
    S selective; ///< repeated by selective recomputation
};

/// Adds one weight product: out[t, n] = x[t, k] w[k, n] forward, its two products backward.
template <class S>
struct product_sum {
    const machine<S>& m;
    const job& j;
    const global_constants& c;
    S forward, backward;
    double kernels = 0;

    // C[m, n] += A[m, k] B[k, n], `groups` of them, of which a row's length slows by `slow`.
    [[nodiscard]] constexpr S one(double rows, double n, double k, double groups,
                                  const S& flop_time, double operand, double out,
                                  double slow) const {
        const hardware::gemm_losses& losses = operand < j.element ? m.losses : m.losses16;
        const double flop =
            hardware::detail::effective_flop(rows, n, k, groups, m.units, losses) * slow;
        const double bytes = ((rows * k + k * n) * operand + rows * n * out) * groups;
        return max(flop * flop_time, bytes * m.byte_time) + m.kernel;
    }
    constexpr void scale(double share) {
        forward = share * forward;
        backward = share * backward;
        kernels *= share;
    }
    constexpr void join(const product_sum& other) {
        forward = forward + other.forward;
        backward = backward + other.backward;
        kernels += other.kernels;
    }
    constexpr void add(double t, double n, double k, double groups, const S& flop_time,
                       double operand) {
        const double slow = slowdown(n, k);
        forward = forward + one(t, n, k, groups, flop_time, operand, j.element, slow);
        backward = backward + one(t, k, n, groups, flop_time, operand, j.element, slow) +
                   one(k, n, t, groups, flop_time, operand, 2 * 4, slow);
        kernels += 1;
    }
    [[nodiscard]] constexpr double slowdown(double n, double k) const {
        return m.units.tiled ? 1 / hardware::gemm_alignment(n, k, m.losses16) : 1.0;
    }
};

/// Different ones among `places` that as many picks at random are expected to reach.
[[nodiscard]] constexpr double places_reached(double places, double picks) {
    if (picks >= 4 * places) {
        return places;
    }
    double missed = 1;
    for (int i = 0; i < static_cast<int>(picks); ++i) {
        missed *= 1 - 1 / places;
    }
    return places * (1 - missed);
}

/// All operations of a layer, and of the ends of the network, for one micro-batch.
template <class S>
[[nodiscard]] constexpr layer_times<S>
time_layer(const network& n, const layout_spec& l, const machine<S>& m, const job& j,
           const software_stack& s, const global_constants& c) {
    const double tp = l.tensor;
    const double cp = l.context;
    const double tokens = l.micro_batch * j.sequence / cp;
    const double shard = l.sequence_parallel ? tp : 1;
    const double e = j.element;
    const double h = n.hidden;
    const double routed = n.routed;
    const bool low = j.operand < e;
    const S zero = constant<S>(0);

    // --- matrix products
    product_sum<S> common{m, j, c, zero, zero};
    double quant_forward = 0; // elements per token that are turned into low precision
    double quant_backward = 0;
    const auto product = [&](double out, double in) {
        common.add(tokens, out, in, 1, m.flop_time, j.operand);
        quant_forward += in;
        quant_backward += out;
    };
    double core_width = n.heads * n.head_dim / tp; // query width of the attention core
    double core_out = core_width;
    product_sum<S> up{m, j, c, zero, zero}; // from latents to heads: cheap to repeat
    if (n.kv_lora > 0) {
        const double qk = n.heads * (n.qk_nope + n.qk_rope) / tp;
        const double kv = n.heads * (n.qk_nope + n.v_dim) / tp;
        if (n.q_lora > 0) {
            product(n.q_lora, h);
            up.add(tokens, qk, n.q_lora, 1, m.flop_time, j.operand);
            quant_forward += n.q_lora;
            quant_backward += qk;
        } else {
            product(qk, h);
        }
        product(n.kv_lora + n.qk_rope, h);
        up.add(tokens, kv, n.kv_lora, 1, m.flop_time, j.operand);
        quant_forward += n.kv_lora;
        quant_backward += kv;
        common.join(up);
        core_width = qk;
        core_out = n.heads * n.v_dim / tp;
        product(h, core_out);
    } else {
        product(n.qkv_width() / tp, h);
        product(h, core_width);
    }
    common.scale(n.attends);
    quant_forward *= n.attends;
    quant_backward *= n.attends;
    if (n.linear > 0) {
        product_sum<S> mixer{m, j, c, zero, zero};
        const double wide = (2 * n.key_width + 2 * n.value_width) / tp;
        mixer.add(tokens, wide, h, 1, m.flop_time, j.operand);
        mixer.add(tokens, h, n.value_width / tp, 1, m.flop_time, j.operand);
        mixer.scale(n.linear);
        common.join(mixer);
        quant_forward += n.linear * (h + n.value_width / tp);
        quant_backward += n.linear * (wide + h);
    }
    product_sum<S> dense{m, j, c, zero, zero};
    if (n.dense > 0) {
        dense.add(tokens, n.ffn * (1 + n.gated) / tp, h, 1, m.flop_time, j.operand);
        dense.add(tokens, h, n.ffn / tp, 1, m.flop_time, j.operand);
        dense.scale(n.dense);
        quant_forward += n.dense * (h + n.ffn / tp);
        quant_backward += n.dense * (n.ffn * (1 + n.gated) / tp + h);
    }
    product_sum<S> moe{m, j, c, zero, zero};
    double rows = 0; // token copies that this rank's experts process
    if (routed > 0) {
        if (n.shared_ffn > 0) {
            moe.add(tokens, n.shared_ffn * (1 + n.gated) / tp, h, 1, m.flop_time, j.operand);
            moe.add(tokens, h, n.shared_ffn / tp, 1, m.flop_time, j.operand);
        }
        moe.add(tokens / shard, n.experts, h, 1, m.flop_time16, e);
        const double etp = l.expert_tensor;
        const double local = n.experts / l.expert;
        rows = tokens * n.topk * etp / tp * j.imbalance;
        const double each = rows / local;
        if (n.moe_in < h) { // down to the experts' space and back
            moe.add(tokens / shard, n.moe_in, h, 1, m.flop_time, j.operand);
            moe.add(tokens / shard, h, n.moe_in, 1, m.flop_time, j.operand);
        }
        moe.add(each, n.moe_ffn * (1 + n.gated) / etp, n.moe_in, local, m.expert_time, j.operand);
        moe.add(each, n.moe_in, n.moe_ffn / etp, local, m.expert_time, j.operand);
        if (!s.moe_fused) { // the two products are calls for one expert after the other
            const S calls = 2 * (local - 1) * c.expert_call * m.kernel;
            moe.forward = moe.forward + calls;
            moe.backward = moe.backward + 2 * calls;
        }
        moe.scale(routed);
        const double width = n.moe_in + n.moe_ffn / etp;
        const double back = n.moe_ffn * (1 + n.gated) / etp + n.moe_in;
        quant_forward += routed * (width * rows / tokens + h + n.shared_ffn / tp);
        quant_backward += routed * (back * rows / tokens + n.shared_ffn * (1 + n.gated) / tp + h);
    }
    layer_times<S> out{blank_pass<S>(), blank_pass<S>(), zero, zero, zero, zero, zero};
    pass<S>& f = out.forward;
    pass<S>& b = out.backward;
    common.join(dense);
    common.join(moe);
    f.gemm = common.forward;
    b.gemm = common.backward;
    const double products = common.kernels;

    // --- attention core
    const double span_full = j.causal && s.flash_attention ? 0.5 * j.sequence : j.sequence;
    const double near = n.window < span_full && n.window > 0 ? n.window : span_full;
    const double span = (n.attends - n.windowed) * span_full + n.windowed * near;
    const double core_flop = 2 * tokens *
                             (span * (core_width + core_out) +
                              n.linear * c.linear_work * n.value_width / tp * n.key_dim);
    S core_forward = zero;
    if (s.flash_attention) {
        const double local_sequence = j.sequence / cp;
        const double width = (core_width + core_out) / 2 / (n.heads / tp);
        const double blocks = l.micro_batch * n.heads / tp * local_sequence / 128;
        const double waves = blocks / m.units.count;
        const double filled = waves / (waves + 0.5);
        const double eff = local_sequence / (local_sequence + c.attention_half_sequence) * filled *
                           width / (width + c.attention_half_width) *
                           (1 + c.attention_half_width / 128);
        core_forward = core_flop / eff * m.core_time + m.kernel;
        f.attention = core_forward;
        // The backward kernel repeats the scores: five products where the forward has two.
        b.attention = 2.5 * c.attention_backward * core_flop / eff * m.core_time + 2 * m.kernel;
        f.kernels += 1;
        b.kernels += 3;
    } else {
        const double groups = l.micro_batch * n.heads / tp;
        const double d = n.head_dim;
        const double q = j.sequence / cp;
        product_sum<S> core{m, j, c, zero, zero};
        const S scores =
            core.one(q, j.sequence, d, groups, m.flop_time16, e, e, core.slowdown(d, j.sequence)) +
            core.one(q, d, j.sequence, groups, m.flop_time16, e, e, core.slowdown(d, j.sequence));
        const double cells = groups * q * j.sequence;
        const S soft = cells * (s.dropout ? 9 : 4) * m.byte_time + 2 * m.kernel;
        core_forward = scores + soft;
        f.attention = core_forward;
        b.attention = 2 * scores + cells * (s.dropout ? 11 : 6) * m.byte_time + 2 * m.kernel;
        f.kernels += 5;
        b.kernels += 8;
    }

    // --- memory-bound operations: bytes per token
    const double unfused = s.fused_pointwise ? 1.0 : c.unfused_pointwise;
    const double mask = s.dropout ? 2 : 0;
    const double ffn_width = n.dense * n.ffn / tp;
    const double moe_width =
        routed * (n.moe_ffn / l.expert_tensor * rows / tokens + n.shared_ffn / tp);
    const double act = (ffn_width + moe_width) * e;
    const double rope = 2 * e * (n.heads + n.kv_heads) * n.head_dim / tp * n.gated;
    const double permute = routed * (s.moe_fused ? c.permute_fused : c.permute) * e * n.topk *
                               n.moe_in / (tp / l.expert_tensor) +
                           routed * c.router_bytes * n.experts / shard;
    // A linear mixer is a chain of kernels (Mamba-2's, arXiv:2405.21060; their traffic counted from
    // memory): convolution, states of chunks of 128 tokens and their running sum in 32 bits,
    // outputs, gated norm. Its backward passes repeat the states and move 2.6 times as much.
    const double scan =
        n.linear * (8 * e * (n.key_width + n.value_width) + n.value_width * n.key_dim / 8) / tp;
    // Grouped experts weigh their activations by 32-bit scores. Gated activations do so in their
    // kernel; others need a product that widens to 32 bits and a copy back (Megatron-Core, from
    // memory).
    const bool weighs = n.gated == 0 && !s.moe_fused && !s.graphs_routed;
    const double weigh =
        weighs ? routed * (8 + 2 * e) * n.moe_ffn / l.expert_tensor * rows / tokens : 0.0;
    const double f_bytes =
        scan + weigh + ((10 * e * h + mask * h) / shard + act * (2 + n.gated) + rope) * unfused +
        permute + j.quantise * quant_forward;
    const double b_bytes =
        2.6 * scan + 2 * weigh +
        ((18 * e * h + mask * h) / shard + act * (3 + 2 * n.gated) + rope) * unfused +
        1.25 * permute + j.quantise * quant_backward;
    const double routing = routed * (s.moe_fused || s.static_routing ? 0.5 : 1.0) * c.moe_kernels;
    const double small_f = (s.fused_pointwise ? 6 : 11) + (s.dropout ? 2 : 0) +
                           (n.kv_lora > 0 ? 4 : 0) + n.linear * 4 + (low ? 2 * products : 0);
    const double small_b = 1.5 * small_f;
    f.pointwise = tokens * f_bytes * m.byte_time + (small_f + 0.3 * routing) * m.kernel;
    // Adding 16-bit gradients to 32-bit sums: one is read, the other read and written.
    const double sums = s.fused_accumulation ? 0.0 : 8 * n.layer_common() / tp;
    b.pointwise = (tokens * b_bytes + sums) * m.byte_time + (small_b + 0.4 * routing) * m.kernel;
    f.kernels += products + small_f + routing;
    b.kernels += 2 * products + small_b + routing;
    f.variable = routing + (routed > 0 ? 2 : 0);
    b.variable = routing + (routed > 0 ? 4 : 0);

    // --- tensor parallel traffic
    if (tp > 1) {
        const comm_group g = hardware::strided_group(l.tensor, 1, m.domain);
        const double bytes = tokens * h * e;
        const S gather = hardware::all_gather_time(bytes, g, m.fabric);
        const S reduce = hardware::all_reduce_time(bytes, g, m.fabric);
        // Routed experts that are split over the group gather their copies of the tokens; others
        // need no tensor traffic.
        const double split = l.expert_tensor > 1 ? n.topk : 0.0;
        const double volume = 0.5 * (1 + (1 - routed) + routed * split);
        const S raw = l.sequence_parallel ? 4 * volume * gather : 2 * volume * reduce;
        f.tensor = raw * (s.tensor_overlap ? 1 - c.tensor_hidden : 1.0);
        // In the backward pass Megatron runs the collective beside the weight gradient's product; a
        // sharded sequence is gathered once more for that (arXiv:2205.05198, section 4.2.2).
        const double back = 1 - (s.tensor_overlap ? c.tensor_hidden : c.tensor_hidden_backward);
        b.tensor = (l.sequence_parallel ? 1.5 : 1.0) * raw * back;
        f.kernels += l.sequence_parallel ? 4 : 2;
        b.kernels += l.sequence_parallel ? 6 : 2;
    }

    // --- context parallel: keys and values go round, behind the core as far as it lasts
    if (cp > 1) {
        const comm_group g = hardware::strided_group(l.context, l.tensor, m.domain);
        const double kv = n.kv_lora > 0 ? core_width + core_out : 2 * n.kv_heads * n.head_dim / tp;
        const double bytes = tokens * cp * kv * e * n.attends;
        const S forward = hardware::all_gather_time(bytes, g, m.fabric);
        f.context = max(forward - c.context_hidden * f.attention, 0.1 * forward);
        b.context = max(2 * forward - c.context_hidden * b.attention, 0.2 * forward);
    }

    // --- expert parallel: dispatch and combine
    if (routed > 0 && l.expert * l.expert_tensor > 1) {
        const comm_group g = hardware::strided_group(l.expert, l.expert_tensor, m.domain);
        const double bytes = tokens / tp * n.topk * n.moe_in * e * j.imbalance;
        // With few domains a token's copies often share one: send it once and copy it there. Fused
        // dispatch does the same with ranks (DeepEP, Megatron-Core's hybrid dispatcher).
        const double sent = s.moe_fused ? places_reached(g.size, n.topk) / n.topk : 1.0;
        const double crossing =
            s.flash_attention ? places_reached(g.domains(), n.topk) / n.topk / sent : 1.0;
        const S one =
            hardware::all_to_all_time(bytes * sent, g, m.fabric, crossing < 1 ? crossing : 1.0);
        const double seen = g.local < g.size ? 1 - c.expert_hidden_far
                            : s.moe_fused    ? 1 - c.data_hidden
                                             : 1.0;
        f.expert = routed * 2 * seen * one;
        b.expert = f.expert;
    }

    // --- the ends
    // Megatron pads the vocabulary when it shards it; unsharded it is used as it is.
    const double vocab = tp > 1 ? hardware::detail::ceil_ratio(n.vocab, 128 * tp) * 128 : n.vocab;
    product_sum<S> head{m, j, c, zero, zero};
    head.add(tokens, vocab, h, 1, m.flop_time16, e);
    const bool fused_loss =
        s.fused_loss && ((tp > 1 && !s.portable) || (s.fused_pointwise && s.flash_attention));
    const double loss = tokens * vocab * (fused_loss ? c.loss_bytes : c.loss_bytes_unfused);
    out.head_forward = head.forward + loss * m.byte_time + 8 * m.kernel;
    out.head_backward = head.backward + 0.5 * loss * m.byte_time + 6 * m.kernel;
    out.embed_forward = tokens * h * e * (s.dropout ? 4 : 3) * m.byte_time + 3 * m.kernel;
    out.embed_backward = (tokens * h * e * 4 + vocab * h * 4) * m.byte_time + 5 * m.kernel;

    // --- recomputation
    if (l.recomputation == recompute::selective) {
        out.selective = s.flash_attention
                            ? c.selective_pointwise * f.pointwise + n.attends * up.forward
                            : core_forward;
    }
    return out;
}

} // namespace flopcost::training::detail
