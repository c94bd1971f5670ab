// SPDX-License-Identifier: MIT
#pragma once

/// Models as shapes: what can be said about a workload without knowing any chip.
namespace flopcost::workload {

/// Kinds of attention, by what they keep for each token.
enum class attention : unsigned char {
    mha, ///< one key and value head for each query head
    gqa, ///< a key and value head for a group of query heads
    mqa, ///< one key and value head for all
    mla, ///< one compressed latent (DeepSeek-V2, arXiv:2405.04434)
};

/// Shape of a decoder-only transformer. Counts are exact integers; zero means "none".
struct transformer {
    const char* name = "";
    int layers = 0;
    int hidden = 0;
    int heads = 0;    ///< query heads
    int kv_heads = 0; ///< key/value heads; equals `heads` for MHA, 1 for MQA
    int head_dim = 0;
    int ffn = 0;       ///< width of the dense feed-forward blocks
    bool gated = true; ///< gated (three matrices) or plain (two)
    attention attend = attention::mha;

    // Mixture of experts; `experts` == 0 is dense.
    int dense_layers = 0; ///< layers whose feed-forward block is dense although the model is MoE
    int moe_every = 1;    ///< every n-th of the other layers is MoE
    int experts = 0;      ///< routed experts per MoE layer
    int experts_per_token = 0;
    int shared_experts = 0;
    int moe_ffn = 0;    ///< width of one routed expert
    int shared_ffn = 0; ///< width of one shared expert; 0: as a routed one

    // Multi-head latent attention.
    int q_lora = 0;
    int kv_lora = 0;
    int qk_nope = 0;
    int qk_rope = 0;
    int v_head_dim = 0;

    // Layers by how far they look back; all full if none is stated.
    int window = 0;        ///< sliding window in tokens
    int window_layers = 0; ///< layers that attend within the window only
    int linear_layers = 0; ///< layers with linear attention or a state-space block (no growing KV)

    int vocab = 0;
    bool tied = false;               ///< input and output embedding share their weights
    int context = 0;                 ///< longest sequence, tokens; 0: unknown
    int mtp_layers = 0;              ///< multi-token prediction modules
    double published_parameters = 0; ///< total, as published; 0: unknown
    double published_active = 0;     ///< active per token, as published; 0: unknown

    /// Whether any layer routes to experts.
    [[nodiscard]] constexpr bool moe() const noexcept { return experts > 0; }
    /// Layers whose feed-forward block is a mixture of experts.
    [[nodiscard]] constexpr int moe_layers() const noexcept {
        return moe() ? (layers - dense_layers) / (moe_every > 0 ? moe_every : 1) : 0;
    }
    /// Layers that attend to the whole context.
    [[nodiscard]] constexpr int full_attention_layers() const noexcept {
        return layers - window_layers - linear_layers;
    }
};

} // namespace flopcost::workload
