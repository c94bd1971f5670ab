// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/workload/transformer.hpp>

namespace flopcost::training::detail {

/// A transformer as the step model sees it: one average layer and the ends, all plain numbers.
/// Zero where the model has no such part.
struct network {
    double layers = 0, hidden = 0;
    double mtp = 0;   ///< prediction modules
    double ahead = 0; ///< layers in them
    double heads = 0, kv_heads = 0, head_dim = 0, v_dim = 0;
    double q_lora = 0, kv_lora = 0, qk_nope = 0, qk_rope = 0; ///< latent attention if kv_lora > 0
    double ffn = 0, gated = 0;
    double experts = 0, topk = 0, moe_ffn = 0, shared_ffn = 0; ///< shared_ffn: all of them together
    double moe_in = 0;    ///< width that routed experts read and write
    double key_width = 0; ///< of a linear mixer's keys, all heads
    double value_width = 0, key_dim = 0;
    double vocab = 0, tied = 0;
    double window = 0;
    // Shares of the layers.
    double attends = 1, windowed = 0, linear = 0, dense = 1, routed = 0;

    [[nodiscard]] constexpr double qkv_width() const { return (heads + 2 * kv_heads) * head_dim; }
    [[nodiscard]] constexpr double attention_parameters() const {
        if (kv_lora > 0) {
            const double qk = heads * (qk_nope + qk_rope);
            const double q = q_lora > 0 ? (hidden + qk) * q_lora : hidden * qk;
            return q + hidden * (kv_lora + qk_rope) + kv_lora * heads * (qk_nope + v_dim) +
                   heads * v_dim * hidden;
        }
        return hidden * (qkv_width() + heads * head_dim);
    }
    /// Keys, queries, values, gate and output of a layer with a linear mixer.
    [[nodiscard]] constexpr double linear_parameters() const {
        return hidden * (2 * key_width + 3 * value_width);
    }
    [[nodiscard]] constexpr double ffn_parameters() const { return hidden * ffn * (2 + gated); }
    [[nodiscard]] constexpr double expert_parameters() const {
        return moe_in * moe_ffn * (2 + gated);
    }
    [[nodiscard]] constexpr double shared_parameters() const {
        const double latent = moe_in < hidden ? 2 * hidden * moe_in : 0;
        return hidden * shared_ffn * (2 + gated) + latent;
    }
    /// Weights of an average layer in products that all tokens pass.
    [[nodiscard]] constexpr double layer_products() const {
        return attends * attention_parameters() + linear * linear_parameters() +
               dense * ffn_parameters() + routed * (shared_parameters() + hidden * experts);
    }
    /// All parameters of an average layer but its routed experts.
    [[nodiscard]] constexpr double layer_common() const { return layer_products() + 2 * hidden; }
    /// Parameters of the routed experts of an average layer.
    [[nodiscard]] constexpr double layer_experts() const {
        return routed * experts * expert_parameters();
    }
    [[nodiscard]] constexpr double embedding() const { return vocab * hidden; }
    [[nodiscard]] constexpr double parameters() const {
        return (layers + ahead) * (layer_common() + layer_experts()) +
               embedding() * (tied > 0 ? 1 : 2);
    }
    /// Weights in products that one token passes, the LM head among them.
    [[nodiscard]] constexpr double active_products() const {
        return (layers + ahead) * (layer_products() + routed * topk * expert_parameters()) +
               embedding() * (1 + mtp);
    }
    /// FLOP per token of all attention cores, forward, over `span` keys: scores and their product
    /// with the values. Linear mixers do the work of `key_dim` keys.
    [[nodiscard]] constexpr double core_flop(double span) const {
        const double width =
            kv_lora > 0 ? heads * (qk_nope + qk_rope + v_dim) : 2 * heads * head_dim;
        const double near = window > 0 && window < span ? window : span;
        return 2 * layers *
               (width * ((attends - windowed) * span + windowed * near) +
                linear * 3 * value_width * key_dim);
    }
};

[[nodiscard]] constexpr network network_of(const workload::transformer& t) {
    network n;
    n.layers = t.layers;
    n.hidden = t.hidden;
    n.mtp = t.mtp_layers;
    // A module holds a mixer and an FFN, which are two layers where these alternate.
    n.ahead = n.mtp * (t.no_mixer_layers > 0 ? 2 : 1);
    n.heads = t.heads;
    n.kv_heads = t.kv_heads;
    n.head_dim = t.head_dim;
    n.v_dim = t.v_head_dim > 0 ? t.v_head_dim : t.head_dim;
    n.q_lora = t.q_lora;
    n.kv_lora = t.kv_lora;
    n.qk_nope = t.qk_nope;
    n.qk_rope = t.qk_rope;
    n.ffn = t.ffn;
    n.gated = t.gated ? 1 : 0;
    n.experts = t.experts;
    n.topk = t.experts_per_token;
    n.moe_ffn = t.moe_ffn;
    n.shared_ffn =
        t.shared_experts * static_cast<double>(t.shared_ffn > 0 ? t.shared_ffn : t.moe_ffn);
    n.moe_in = t.moe_latent > 0 ? t.moe_latent : t.hidden;
    n.vocab = t.vocab;
    n.tied = t.tied ? 1 : 0;
    n.window = t.window;
    const double all = t.layers > 0 ? t.layers : 1;
    n.linear = t.linear_layers / all;
    n.attends = 1 - n.linear - t.no_mixer_layers / all;
    n.windowed = t.window_layers / all;
    n.routed = t.moe_layers() / all;
    n.dense = t.ffn > 0 ? 1 - n.routed : 0;
    if (t.linear_layers > 0) {
        const double keys = t.linear_key_heads > 0 ? t.linear_key_heads : t.heads;
        const double values = t.linear_value_heads > 0 ? t.linear_value_heads : t.heads;
        n.key_dim = t.linear_key_dim > 0 ? t.linear_key_dim : t.head_dim;
        n.key_width = keys * n.key_dim;
        n.value_width = values * (t.linear_value_dim > 0 ? t.linear_value_dim : t.head_dim);
    }
    return n;
}

} // namespace flopcost::training::detail
