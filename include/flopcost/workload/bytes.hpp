// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/workload/counts.hpp>

/// Bytes of weights, activations and KV cache, from exact element counts and a number format.
namespace flopcost::workload {

/// How numbers are stored. Block formats carry a scale for each block.
enum class number_format : unsigned char {
    fp32,
    tf32, ///< stored as FP32
    bf16, ///< and FP16
    fp8,
    mxfp8, ///< FP8, an 8-bit scale for 32 numbers (OCP Microscaling 1.0)
    int8,
    mxfp4, ///< FP4, an 8-bit scale for 32 numbers
    nvfp4, ///< FP4, an 8-bit scale for 16 numbers
    int4,  ///< a 16-bit scale for 128 numbers, as AWQ and GPTQ store it
};

/// Bytes of one number, its share of the block's scale included.
[[nodiscard]] constexpr double bytes_each(number_format f) noexcept {
    switch (f) {
    case number_format::fp32:
    case number_format::tf32:
        return 4;
    case number_format::bf16:
        return 2;
    case number_format::fp8:
    case number_format::int8:
        return 1;
    case number_format::mxfp8:
        return 1 + 1.0 / 32;
    case number_format::mxfp4:
        return 0.5 + 1.0 / 32;
    case number_format::nvfp4:
        return 0.5 + 1.0 / 16;
    case number_format::int4:
        return 0.5 + 2.0 / 128;
    }
    return 2;
}

/// Bytes of all weights. Takes only a total count.
[[nodiscard]] constexpr qty::byte<> weight_bytes(total_count n, number_format f) {
    return n.number() * bytes_each(f) * units::byte;
}

/// Bytes that the backward pass of one optimizer step has to keep for each parameter, by the usual
/// recipe: 16-bit weight and gradient, FP32 master copy and two moments of Adam (arXiv:1910.02054,
/// section 3.1).
inline constexpr double adam_bytes_per_parameter = 2 + 2 + 4 + 4 + 4;

/// Activation bytes that the forward pass of one token reads and writes, if nothing is fused.
[[nodiscard]] constexpr qty::byte<> activation_traffic(const transformer& m, number_format f,
                                                       const counting& c = {}) {
    double elements = 0;
    for (const operation& o : operations(m, c)) {
        elements += o.layers * (o.reads + o.writes);
    }
    return elements * bytes_each(f) * units::byte;
}

/// Elements that one token adds to the KV cache in the layers that keep the whole context: keys and
/// values, or the latent and its rotary part with MLA. Keys of an indexer are not among them.
[[nodiscard]] constexpr double kv_elements_per_layer(const transformer& m) {
    return m.attend == attention::mla ? static_cast<double>(m.kv_lora) + m.qk_rope
                                      : 2.0 * m.kv_heads * m.head_dim;
}
/// The sum over the layers with unlimited attention.
[[nodiscard]] constexpr double kv_elements_per_token(const transformer& m) {
    return kv_elements_per_layer(m) * m.full_attention_layers() / detail::or_else(m.kv_sharing, 1);
}
/// The sum over the layers with a sliding window, until the window is full.
[[nodiscard]] constexpr double window_kv_elements_per_token(const transformer& m) {
    return kv_elements_per_layer(m) * m.window_layers / detail::or_else(m.kv_sharing, 1);
}
/// Elements of the state of all linear layers: one matrix per head, whatever the context.
[[nodiscard]] constexpr double state_elements(const transformer& m) {
    const double heads = detail::or_else(m.linear_value_heads, m.heads);
    const double key = detail::or_else(m.linear_key_dim, m.head_dim);
    const double value = detail::or_else(m.linear_value_dim, m.head_dim);
    return m.linear_layers * heads * key * value;
}

/// KV cache of one sequence of `context` tokens: growing part, windows, indexer keys, and the
/// states of linear layers (kept in 32 bits).
[[nodiscard]] constexpr qty::byte<> kv_bytes(const transformer& m, qty::token<> context,
                                             number_format f = number_format::bf16) {
    const double n = context.in(units::token);
    const double seen = m.window > 0 && m.window < n ? m.window : n;
    const double index =
        static_cast<double>(m.index_dim) * (m.full_attention_layers() + m.window_layers);
    return ((kv_elements_per_token(m) + index) * n + window_kv_elements_per_token(m) * seen) *
               bytes_each(f) * units::byte +
           state_elements(m) * 4 * units::byte;
}
/// Bytes that one more token adds to the KV cache of a long sequence.
[[nodiscard]] constexpr qty::byte<> kv_bytes_per_token(const transformer& m,
                                                       number_format f = number_format::bf16) {
    const double index =
        static_cast<double>(m.index_dim) * (m.full_attention_layers() + m.window_layers);
    return (kv_elements_per_token(m) + index) * bytes_each(f) * units::byte;
}

} // namespace flopcost::workload
