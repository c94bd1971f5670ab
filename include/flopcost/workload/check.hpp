// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/error.hpp>
#include <flopcost/workload/transformer.hpp>

namespace flopcost::workload {

namespace detail {

struct shape_count {
    const char* name;
    int transformer::*value;
};

inline constexpr shape_count shape_counts[] = {
    {"model.layers", &transformer::layers},
    {"model.hidden", &transformer::hidden},
    {"model.heads", &transformer::heads},
    {"model.kv_heads", &transformer::kv_heads},
    {"model.head_dim", &transformer::head_dim},
    {"model.ffn", &transformer::ffn},
    {"model.dense_layers", &transformer::dense_layers},
    {"model.moe_every", &transformer::moe_every},
    {"model.experts", &transformer::experts},
    {"model.experts_per_token", &transformer::experts_per_token},
    {"model.shared_experts", &transformer::shared_experts},
    {"model.moe_ffn", &transformer::moe_ffn},
    {"model.shared_ffn", &transformer::shared_ffn},
    {"model.q_lora", &transformer::q_lora},
    {"model.kv_lora", &transformer::kv_lora},
    {"model.qk_nope", &transformer::qk_nope},
    {"model.qk_rope", &transformer::qk_rope},
    {"model.v_head_dim", &transformer::v_head_dim},
    {"model.window", &transformer::window},
    {"model.window_layers", &transformer::window_layers},
    {"model.linear_layers", &transformer::linear_layers},
    {"model.no_mixer_layers", &transformer::no_mixer_layers},
    {"model.kv_sharing", &transformer::kv_sharing},
    {"model.linear_key_heads", &transformer::linear_key_heads},
    {"model.linear_value_heads", &transformer::linear_value_heads},
    {"model.linear_key_dim", &transformer::linear_key_dim},
    {"model.linear_value_dim", &transformer::linear_value_dim},
    {"model.index_heads", &transformer::index_heads},
    {"model.index_dim", &transformer::index_dim},
    {"model.index_keys", &transformer::index_keys},
    {"model.moe_latent", &transformer::moe_latent},
    {"model.vocab", &transformer::vocab},
    {"model.context", &transformer::context},
    {"model.mtp_layers", &transformer::mtp_layers},
    {"model.norms", &transformer::norms},
    {"model.learned_positions", &transformer::learned_positions},
};

inline constexpr int largest_count = 1'000'000'000;

} // namespace detail

/// Adds to `found` what no shape can be: counts below zero or above 1e9, more layers of some kind
/// than layers, more experts for a token than there are. Zero stays allowed, it means "none".
constexpr void check_counts(const transformer& m, problems& found) {
    int all = 0; // the sign bit tells whether any count is negative or too large
    for (const detail::shape_count& c : detail::shape_counts) {
        all |= m.*c.value | (detail::largest_count - (m.*c.value < 0 ? 0 : m.*c.value));
    }
    if (all < 0) {
        for (const detail::shape_count& c : detail::shape_counts) {
            found.in_range(c.name, static_cast<double>(m.*c.value), 0, detail::largest_count);
        }
        return;
    }
    found.require(static_cast<long long>(m.window_layers) + m.linear_layers + m.no_mixer_layers <=
                      m.layers,
                  "model.layers", m.layers,
                  "must not be below window_layers + linear_layers + no_mixer_layers");
    if (m.moe()) {
        found.require(m.dense_layers <= m.layers, "model.dense_layers", m.dense_layers,
                      "must not exceed the number of layers");
        found.require(m.experts_per_token <= m.experts, "model.experts_per_token",
                      m.experts_per_token, "must not exceed the number of experts");
    }
}

/// The same, and what a model of single layers needs: widths of attention and experts, heads that
/// the key/value heads divide.
constexpr void check_shape(const transformer& m, problems& found) {
    const int before = found.size();
    check_counts(m, found);
    if (found.size() != before) {
        return;
    }
    if (m.full_attention_layers() + m.window_layers > 0) {
        if (m.attend == attention::mla) {
            found.require(m.kv_lora > 0, "model.kv_lora", m.kv_lora,
                          "must be above 0 with latent attention");
            found.require(m.qk_nope + m.qk_rope > 0, "model.qk_nope", m.qk_nope,
                          "plus qk_rope must be above 0 with latent attention");
            found.require(m.v_head_dim > 0, "model.v_head_dim", m.v_head_dim,
                          "must be above 0 with latent attention");
        } else {
            found.require(m.head_dim > 0, "model.head_dim", m.head_dim, "must be above 0");
            found.require(m.kv_heads > 0 && m.heads % m.kv_heads == 0, "model.kv_heads", m.kv_heads,
                          "must divide the number of heads");
        }
    }
    if (m.moe()) {
        found.require(m.experts_per_token > 0, "model.experts_per_token", m.experts_per_token,
                      "must be above 0 where there are experts");
        found.require(m.moe_ffn > 0, "model.moe_ffn", m.moe_ffn,
                      "must be above 0 where there are experts");
    }
}

} // namespace flopcost::workload
