// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/math.hpp>
#include <flopcost/serving/precision.hpp>

namespace flopcost::serving::detail {

/// What the kernels need of a model's shape; plain numbers, zero where a part is absent.
struct shape {
    double layers = 0, hidden = 0, heads = 0, kv_heads = 0, head_dim = 0;
    double ffn = 0, ffn_matrices = 3, dense_layers = 0;
    double experts = 0, experts_per_token = 0, shared_experts = 0, moe_ffn = 0, shared_ffn = 0;
    double q_lora = 0, kv_lora = 0, qk_nope = 0, qk_rope = 0, v_dim = 0;
    double full_layers = 0, window = 0, window_layers = 0, linear_layers = 0;
    double linear_elements = 0; ///< projections of one linear layer
    double linear_state = 0;    ///< elements of its state per sequence
    double linear_flop = 0;     ///< of its recurrence per token
    double moe_width = 0;       ///< width that routed experts act in
    double kv_sharing = 1;      ///< layers that share one KV cache
    double query_width = 1;     ///< query projections per head: 2 with an output gate
    double sparse_keys = 0;     ///< keys a query attends to at most (sparse attention), 0: all
    double index_dim = 0;       ///< width of the sparse attention's index keys, bytes per key
    double vocab = 0;
    bool tied = false;
};

/// How the model is laid out. One instance is tp * dp * pp * cp chips; experts are cut ep ways by
/// expert and tp * dp / ep ways within an expert.
struct arrangement {
    int tp = 1, pp = 1, dp = 1, ep = 1, cp = 1;
    [[nodiscard]] constexpr int chips() const { return tp * pp * dp * cp; }
};

/// One kind of matrix product on one chip of one pipeline stage, over all its layers.
struct product {
    double elements = 0; ///< weight elements each token is multiplied with
    double bytes = 0;    ///< weight bytes read once per step
    double traffic = 0;  ///< activation bytes per token
    arithmetic kind = arithmetic::bf16;
    bool widened = false; ///< weights are stored narrower than they are multiplied
};

/// The work of one step of one chip (per stage), independent of batch and chip.
struct load {
    arrangement plan{};
    double layers = 0;
    double kernels = 0; ///< dependent kernels of a pass that is a replayed graph
    double calls = 0;   ///< calls the host makes for a pass that is not
    product attention{}, dense{}, shared{}, head{},
        expert{}; ///< expert: one expert's slice, all layers
    double moe_layers = 0, experts = 0, experts_here = 0, experts_per_token = 0, rank_imbalance = 0;
    double expert_width = 0; ///< of one expert's slice on a chip
    bool wide =
        false; ///< experts over 16 chips or more: placement is balanced, exchange overlapped
    double kv_full = 0, kv_window = 0, window = 0,
           state = 0;   ///< bytes per token (state: per sequence)
    double kv_scan = 0; ///< index bytes per token of context
    double sparse_keys = 0;
    double decode_full = 0, decode_window = 0;   ///< FLOP per query and key, all layers
    double prefill_full = 0, prefill_window = 0; ///< the same without absorption
    double scores_full = 0, scores_window = 0;   ///< attention scores per query and key, all layers
    double linear_flop = 0;                      ///< FLOP per token in linear layers
    double reductions = 0, reduce_bytes = 0;     ///< all-reduces per step, bytes per token in each
    double dispatch_bytes = 0, combine_bytes = 0; ///< per token and MoE layer
    double adapter_elements = 0, adapters = 0;    ///< elements of one adapter; how many there are
    double stage_bytes = 0;                       ///< per token, handed to the next stage
    double weight_bytes = 0, total_weight_bytes = 0; ///< held by one chip; by the instance
    double kv_bytes_per_token = 0; ///< of the fullest chip, context below the window
};

/// Cuts a model over chips and counts. `kv_bytes` per element of the cache. Low-rank adapters touch
/// the four attention and three feed-forward matrices of each layer.
constexpr load make_load(const shape& s, const arrangement& a, const weight_format& w,
                         double kv_bytes, int adapter_rank = 0, int adapters = 0) {
    load l;
    l.plan = a;
    const double tp = a.tp, dp = a.dp, pp = a.pp, cp = a.cp;
    const double layers = s.layers / pp;
    const double share = 1.0 / pp; // of each kind of layer that a stage holds
    l.layers = layers;
    const double wb = w.bits / 8.0;
    const bool plain16 = w.experts_only;
    const double attn_wb = plain16 ? 2.0 : wb;
    const arithmetic attn_kind = plain16 ? arithmetic::bf16 : w.products;
    const double dense_wb = w.experts_only ? 2.0 : wb;
    const arithmetic dense_kind = w.experts_only ? arithmetic::bf16 : w.products;
    const bool narrow_weights = w.bits < 15.0 && w.products == arithmetic::bf16;
    const double attn_layers = s.full_layers + s.window_layers;

    // Attention projections.
    double cut = 0, whole = 0; // elements per layer that tp divides, and that every chip repeats
    const bool mla = s.kv_lora > 0;
    if (mla) {
        const double qk = s.qk_nope + s.qk_rope;
        if (s.q_lora > 0) {
            whole += s.hidden * s.q_lora;
            cut += s.q_lora * s.heads * qk;
        } else {
            cut += s.hidden * s.heads * qk;
        }
        whole += s.hidden * (s.kv_lora + s.qk_rope);
        cut += s.kv_lora * s.heads * (s.qk_nope + s.v_dim) + s.heads * s.v_dim * s.hidden;
    } else {
        cut += (1.0 + s.query_width) * s.hidden * s.heads * s.head_dim;
        const double kv = 2.0 * s.hidden * s.kv_heads * s.head_dim;
        // More ranks than KV heads: each head's projection is repeated.
        cut += kv * (tp > s.kv_heads && s.kv_heads > 0 ? tp / s.kv_heads : 1.0);
    }
    const double linear_cut = s.linear_elements;
    l.attention.elements =
        share * (attn_layers * (cut / tp + whole) + s.linear_layers * linear_cut / tp);
    l.attention.bytes = l.attention.elements * attn_wb;
    // Bytes per token between kernels, 16-bit with 8-bit inputs of products: residual and norm
    // (10 h), projections out, position, cache write, attention in and out (9 per head element).
    l.attention.traffic =
        share * (attn_layers + s.linear_layers) *
        (10.0 * s.hidden + 9.0 * s.heads * (mla ? s.qk_nope + s.qk_rope : s.head_dim) / tp);
    l.attention.kind = attn_kind;
    l.attention.widened = narrow_weights && !plain16;

    // Dense feed-forward.
    const double dense_layers = s.ffn > 0 ? s.dense_layers : 0.0;
    l.dense.elements = share * dense_layers * s.ffn_matrices * s.hidden * s.ffn / tp;
    l.dense.bytes = l.dense.elements * dense_wb;
    // Residual, norm and output (12 h), up and gate out and in, activation (10 f).
    l.dense.traffic = share * dense_layers * (12.0 * s.hidden + 10.0 * s.ffn / tp);
    l.dense.kind = dense_kind;
    l.dense.widened = narrow_weights && !w.experts_only;

    // Experts.
    const double moe_layers = s.experts > 0 ? s.layers - s.dense_layers : 0.0;
    const double group = tp * dp;
    if (s.experts > 0) {
        const double ep = a.ep, inner = group / ep;
        l.moe_layers = share * moe_layers;
        l.experts = s.experts;
        l.experts_here = s.experts / ep;
        l.experts_per_token = s.experts_per_token;
        l.expert.elements = share * moe_layers * s.ffn_matrices * s.moe_width * s.moe_ffn / inner;
        l.expert.bytes = l.expert.elements * wb;
        // Each token and expert: gather and scatter (8 h), products and activation (10 f).
        l.expert.traffic = share * moe_layers * (8.0 * s.moe_width + 10.0 * s.moe_ffn / inner);
        l.expert_width = s.moe_ffn / inner;
        l.expert.kind = w.products;
        l.expert.widened = narrow_weights;
        const double shared = s.ffn_matrices * s.hidden * s.shared_ffn +
                              (s.moe_width < s.hidden ? 2.0 * s.hidden * s.moe_width : 0.0);
        // The router is 16-bit and repeated on each chip.
        l.shared.elements = share * moe_layers * (shared / tp + s.hidden * s.experts);
        l.shared.bytes = share * moe_layers * (shared / tp * dense_wb + 2.0 * s.hidden * s.experts);
        // Norm, router logits and selection (20 bytes per expert), shared expert.
        l.shared.traffic =
            share * moe_layers * (12.0 * s.hidden + 20.0 * s.experts + 10.0 * s.shared_ffn / tp);
        l.shared.kind = dense_kind;
        l.shared.widened = l.dense.widened;
        l.wide = dp > 1 && group >= 16;
        l.rank_imbalance = a.ep > 1 ? 2.0 * log(static_cast<double>(a.ep)) : 0.0;
    }

    // Head: 16-bit, cut by tp; logits are written and read a few times by sampling. Stages are
    // balanced so that the last one's layers make room for it: each stage bears its share.
    l.head.elements = s.hidden * s.vocab / tp * share;
    l.head.bytes = 2.0 * l.head.elements;
    l.head.traffic = 12.0 * s.vocab / tp * share;

    // Context.
    const double full = share * s.full_layers, win = share * s.window_layers;
    l.scores_full = full * s.heads / tp / cp;
    l.scores_window = win * s.heads / tp / cp;
    if (mla) {
        const double latent = s.kv_lora + s.qk_rope;
        l.kv_full = full * latent * kv_bytes / cp;
        l.decode_full = full * 2.0 * s.heads / tp * (latent + s.kv_lora) / cp;
        l.prefill_full = full * 2.0 * s.heads / tp * (s.qk_nope + s.qk_rope + s.v_dim) / cp;
        l.kv_scan = full * s.index_dim / cp;
        l.sparse_keys = s.sparse_keys;
    } else {
        const double heads_here = s.kv_heads / tp > 1.0 ? s.kv_heads / tp : 1.0;
        const double per_layer = 2.0 * heads_here * s.head_dim * kv_bytes / cp / s.kv_sharing;
        l.kv_full = full * per_layer;
        l.kv_window = win * per_layer;
        l.decode_full = full * 4.0 * s.heads / tp * s.head_dim / cp;
        l.decode_window = win * 4.0 * s.heads / tp * s.head_dim / cp;
        l.prefill_full = l.decode_full;
        l.prefill_window = l.decode_window;
    }
    l.window = s.window;
    // A linear layer's state is kept in 32 bits, read and written by each step.
    l.state = share * s.linear_layers * s.linear_state * 4.0 * 2.0 / tp;
    l.linear_flop = share * s.linear_layers * s.linear_flop / tp;
    l.kv_bytes_per_token = l.kv_full + l.kv_window + l.kv_scan;

    // Dependent kernels of one pass. Attention: norm, projection, position with cache write,
    // attention, output; latent attention: norm, down-projection, two norms, up-projection, split,
    // absorption, position, cache write, attention and its reduction, un-absorption, output.
    // Feed-forward: norm, up, activation, down. Experts: norm, router, selection, sorting, two
    // products, activation, gather. Narrow activations add a conversion to each block, as the other
    // one is part of the norm or the activation, and two to experts.
    const double quantise = w.products == arithmetic::bf16 ? 0.0 : 1.0;
    l.kernels = share * (attn_layers * ((mla ? 13.0 : 5.0) + (plain16 ? 0.0 : quantise)) +
                         s.linear_layers * 9.0 + dense_layers * (4.0 + quantise) +
                         moe_layers * (8.0 + 2.0 * quantise + (s.shared_ffn > 0 ? 3.0 : 0.0))) +
                4.0;
    // A reduction within a node also adds the residual, normalises and quantises.
    if (a.tp > 1)
        l.kernels -= share * (1.0 + quantise) *
                     (attn_layers + s.linear_layers + dense_layers + (a.dp > 1 ? 0 : moe_layers));

    // An eager pass calls more operators than a captured one has dependent kernels.
    l.calls = share * (attn_layers * (mla ? 35.0 : 15.0) + s.linear_layers * 25.0 +
                       dense_layers * 10.0 + moe_layers * (s.shared_ffn > 0 ? 40.0 : 32.0)) +
              20.0;

    // Communication: two all-reduces per layer inside a tensor-parallel group; with data-parallel
    // attention the experts' one becomes a dispatch and a combine over the whole group.
    l.reduce_bytes = 2.0 * s.hidden;
    if (a.tp > 1) {
        l.reductions += share * (attn_layers + s.linear_layers + dense_layers);
        if (dp <= 1.0)
            l.reductions += share * moe_layers;
    }
    if (s.experts > 0 && dp > 1.0) {
        l.dispatch_bytes = s.hidden * (w.products == arithmetic::bf16 ? 2.0 : 1.0);
        l.combine_bytes = 2.0 * s.hidden;
    }
    l.stage_bytes = 2.0 * s.hidden;

    if (adapter_rank > 0) {
        const double width = s.heads * (mla ? s.v_dim : s.head_dim);
        const double edges =
            attn_layers * (6.0 * s.hidden + 2.0 * width) + dense_layers * 3.0 * (s.hidden + s.ffn);
        l.adapter_elements = share * adapter_rank * edges / tp;
        l.adapters = adapters;
        l.kernels += share * attn_layers * 8.0;
    }

    const double embed = s.tied ? 0.0 : l.head.bytes; // another matrix of that size
    l.weight_bytes = l.attention.bytes + l.dense.bytes + l.shared.bytes +
                     l.expert.bytes * l.experts_here + l.head.bytes + embed +
                     2.0 * l.adapter_elements * l.adapters;
    l.total_weight_bytes = l.weight_bytes * group * pp;
    return l;
}

/// Weight elements that one token is multiplied with, of a load that is not cut (one chip).
constexpr double elements_per_token(const load& l) {
    return l.attention.elements + l.dense.elements + l.shared.elements + l.head.elements +
           l.expert.elements * l.experts_per_token;
}

} // namespace flopcost::serving::detail
