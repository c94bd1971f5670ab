// SPDX-License-Identifier: MIT
#pragma once

namespace flopcost::serving {

/// Which arithmetic a stored number format can use: its tensor-core path. `fp8_fp4` multiplies
/// 8-bit activations with block-scaled 4-bit weights at the 8-bit rate, on chips that have 4-bit
/// units.
enum class arithmetic { fp32, bf16, fp8, int8, fp4, fp8_fp4 };

/// How weights are stored: bits with their scales, and the arithmetic the format is made for.
struct weight_format {
    double bits;         ///< mean stored bits per weight, block scales included
    arithmetic products; ///< the arithmetic in which weights and activations are multiplied
    bool experts_only;   ///< only expert weights have this format; the rest stays 16-bit
    friend constexpr bool operator==(const weight_format&, const weight_format&) = default;
};

/// The usual formats. Block formats count their scales: MXFP4 4 + 8/32, NVFP4 4 + 8/16 bits.
namespace formats {
inline constexpr weight_format fp32{32, arithmetic::fp32, false};
inline constexpr weight_format bf16{16, arithmetic::bf16, false};
inline constexpr weight_format fp8{8, arithmetic::fp8, false};
inline constexpr weight_format int8{8, arithmetic::int8, false};
inline constexpr weight_format int8_weight_only{8, arithmetic::bf16, false};
inline constexpr weight_format int4{4.25, arithmetic::bf16, false};
inline constexpr weight_format int4_experts{4.25, arithmetic::bf16, true};
inline constexpr weight_format nvfp4{4.5, arithmetic::fp4, false};
inline constexpr weight_format nvfp4_experts{4.5, arithmetic::fp4, true};
/// MXFP4 experts, as gpt-oss ships; chips without 4-bit units widen them to 16 bits.
inline constexpr weight_format mxfp4{4.25, arithmetic::fp8_fp4, true};
} // namespace formats

/// How keys and values are stored.
struct cache_format {
    double bits; ///< per element, scales included
    friend constexpr bool operator==(const cache_format&, const cache_format&) = default;
};
namespace cache_formats {
inline constexpr cache_format bf16{16};
inline constexpr cache_format fp8{8};
inline constexpr cache_format int8{8};
inline constexpr cache_format nvfp4{4.5};
} // namespace cache_formats

} // namespace flopcost::serving
