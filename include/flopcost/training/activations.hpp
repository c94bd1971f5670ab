// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/training/layout_spec.hpp>
#include <flopcost/training/network.hpp>

namespace flopcost::training::detail {

/// Batch and formats, as the kernels need them.
struct job {
    double batch = 1, sequence = 2048;
    double element = 2;     ///< bytes of an activation
    double operand = 2;     ///< bytes of a product's operand
    double quantise = 0;    ///< bytes moved per element to make low-precision operands
    double imbalance = 1.0; ///< load of the busiest expert rank over the mean
    bool causal = true;
};

/// Bytes that one layer keeps for one micro-batch: the sum of arXiv:2205.05198, section 4, extended
/// to grouped and latent attention, gated and routed FFN, and flash kernels.
[[nodiscard]] constexpr double activation_bytes(const network& n, const layout_spec& l,
                                                const job& j, const software_stack& s,
                                                recompute mode) {
    const double tp = l.tensor;
    const double shard = l.sequence_parallel ? tp : 1;
    const double tokens = l.micro_batch * j.sequence / l.context;
    const double e = j.element;
    const double h = n.hidden;
    if (mode == recompute::full) {
        return tokens * h * e / shard;
    }
    // Low-precision inputs are kept low; frameworks keep them as they were and cast them again.
    const double in = j.operand < e && !s.portable ? 1 + 0.25 * (e - 1) : e;
    const double mask = s.dropout ? 1 : 0;
    const double routed = n.routed;
    // Norm inputs, product inputs, dropout masks.
    double bytes = (2 * e * h + 2 * in * h + 2 * mask * h) / shard;
    if (n.kv_lora > 0) {
        const double qk = n.heads * (n.qk_nope + n.qk_rope);
        bytes += n.attends * e * (n.q_lora + n.kv_lora + n.qk_rope) * 2;
        // Selective recomputation repeats the projections from the latents (arXiv:2412.19437,
        // section 3.2.3), so that only the core's output stays.
        const bool keep = !(s.flash_attention && mode == recompute::selective);
        bytes +=
            n.attends * e * ((keep ? 2 * qk + n.heads * n.v_dim : 0.0) + n.heads * n.v_dim) / tp;
    } else {
        bytes += n.attends * e * (n.qkv_width() + n.heads * n.head_dim) / tp;
    }
    bytes += n.linear * e * (2 * n.key_width + 4 * n.value_width) / tp;
    if (!s.flash_attention && mode == recompute::none) {
        // Scores after softmax and after dropout, and the mask.
        bytes += n.heads / tp * j.sequence * (s.dropout ? 2 * e + 1 : e);
    }
    const bool keep_act = !(s.flash_attention && mode == recompute::selective);
    const double per_width = e * (1 + n.gated) + (keep_act ? in : 0.0);
    bytes += n.dense * n.ffn / tp * per_width;
    if (routed > 0) {
        const double copies = n.topk * j.imbalance * l.expert_tensor / tp;
        // Current stacks weigh the experts' results before their last product, whose output they
        // need not keep.
        const double results = s.flash_attention ? 0.0 : e;
        bytes += routed *
                 (n.shared_ffn / tp * per_width +
                  copies * ((in + results) * n.moe_in + n.moe_ffn / l.expert_tensor * per_width) +
                  8 * n.experts / shard);
    }
    return tokens * bytes;
}

} // namespace flopcost::training::detail
