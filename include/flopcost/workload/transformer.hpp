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

/// Kinds of token mixer without a growing key/value cache. All project to `linear_key_heads` x
/// `linear_key_dim` keys and `linear_value_heads` x `linear_value_dim` values.
enum class linear_mixer : unsigned char {
    lightning,   ///< linear attention with an output gate (MiniMax-01, arXiv:2501.08313)
    gated_delta, ///< gated delta rule with a short convolution (arXiv:2412.06464)
    mamba2,      ///< state-space dual; keys are B and C of the groups (arXiv:2405.21060)
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
    int no_mixer_layers = 0; ///< layers that are a feed-forward block only
    int kv_sharing = 1;      ///< neighbouring layers that share one KV cache (arXiv:2405.12981)

    // The linear layers; zero: as many and as wide as the attention's heads.
    linear_mixer linear = linear_mixer::lightning;
    int linear_key_heads = 0;
    int linear_value_heads = 0;
    int linear_key_dim = 0;
    int linear_value_dim = 0;

    // Sparse attention: an indexer of its own heads picks the keys of each query (DeepSeek-V3.2).
    int index_heads = 0;
    int index_dim = 0;
    int index_keys = 0; ///< keys that a query attends to at most; 0: all

    int moe_latent = 0; ///< routed experts work in a space of this width; 0: in the hidden one

    int vocab = 0;
    bool tied = false;  ///< input and output embedding share their weights
    int context = 0;    ///< longest sequence, tokens; 0: unknown
    int mtp_layers = 0; ///< multi-token prediction modules

    // Small parts; they matter for the exact parameter count only.
    bool attention_gate = false;     ///< output gate: the query projection is twice as wide
    bool qkv_bias = false;           ///< biases on query, key and value only
    bool bias = false;               ///< biases on all projections
    bool layer_norm = false;         ///< norms with scale and shift; otherwise scale only
    bool qk_norm = false;            ///< norms on each query and key head
    int norms = 2;                   ///< norms in each layer
    int learned_positions = 0;       ///< rows of a learned table of positions
    bool relative_positions = false; ///< Transformer-XL position projection in each layer

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
        return layers - window_layers - linear_layers - no_mixer_layers;
    }
};

} // namespace flopcost::workload
