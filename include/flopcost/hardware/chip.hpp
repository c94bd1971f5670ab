// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/date.hpp>
#include <flopcost/core/describe.hpp>
#include <flopcost/core/units.hpp>

/// Chips, links and clusters: what can be said about hardware without knowing what runs on it.
namespace flopcost::hardware {

/// Generations that share kernels and efficiency constants.
enum class chip_family : unsigned char {
    pascal,
    volta,
    turing,
    ampere,
    ada,
    hopper,
    blackwell,
    rubin,
    cdna1,
    cdna2,
    cdna3,
    cdna4,
    tpu,
    ascend,
    trainium,
    inferentia,
    gaudi,
    apple,
    other,
};

/// Number formats that peaks are stated for. `bf16` stands for FP16 as well, `fp8` for MXFP8,
/// `fp4` for NVFP4 and MXFP4: they run at one speed.
enum class precision : unsigned char { fp64, fp32, tf32, bf16, fp8, int8, fp4, int4 };

/// Dense peaks by precision; zero where the chip has no such arithmetic.
template <class S = double>
struct peaks {
    qty::flop_rate_per_chip<S> fp64{};
    qty::flop_rate_per_chip<S> fp32{};
    qty::flop_rate_per_chip<S> tf32{};
    qty::flop_rate_per_chip<S> bf16{};
    qty::flop_rate_per_chip<S> fp8{};
    qty::flop_rate_per_chip<S> int8{};
    qty::flop_rate_per_chip<S> fp4{};

    /// The stated peak; zero if the chip has none at this precision. INT4 weights are computed in
    /// BF16 (no chip here keeps a separate INT4 peak).
    [[nodiscard]] constexpr const qty::flop_rate_per_chip<S>& at(precision p) const noexcept {
        switch (p) {
        case precision::fp64:
            return fp64;
        case precision::fp32:
            return fp32;
        case precision::tf32:
            return tf32;
        case precision::fp8:
            return fp8;
        case precision::int8:
            return int8;
        case precision::fp4:
            return fp4;
        case precision::bf16:
        case precision::int4:
            break;
        }
        return bf16;
    }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("fp64", p.fp64...);
        v("fp32", p.fp32...);
        v("tf32", p.tf32...);
        v("bf16", p.bf16...);
        v("fp8", p.fp8...);
        v("int8", p.int8...);
        v("fp4", p.fp4...);
    }
};

/// An accelerator as a data sheet gives it. All peaks are dense; links are counted in one direction
/// (half of the bidirectional figure of most data sheets). Zero means unknown or absent.
template <class S = double>
struct chip {
    const char* name = "";
    chip_family family = chip_family::other;
    date released{};
    peaks<S> peak{};
    qty::byte_per_chip<S> memory{};
    qty::byte_rate_per_chip<S> bandwidth{}; ///< of the memory
    qty::byte_rate_per_chip<S> scale_up{};  ///< link inside the scale-up domain, one direction
    int scale_up_domain = 1;                ///< chips in one scale-up domain
    qty::byte_rate_per_chip<S> scale_out{}; ///< network of the cluster, one direction
    qty::power_per_chip<S> tdp{};

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("name", p.name...);
        v("family", p.family...);
        v("released", p.released...);
        v("peak", p.peak...);
        v("memory", p.memory...);
        v("bandwidth", p.bandwidth...);
        v("scale_up", p.scale_up...);
        v("scale_up_domain", p.scale_up_domain...);
        v("scale_out", p.scale_out...);
        v("tdp", p.tdp...);
    }
};

/// A number of equal chips. A fraction of a chip is allowed: averages are.
template <class S = double>
struct cluster {
    hardware::chip<S> chip{};
    qty::chip<S> count{};

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("chip", p.chip...);
        v("count", p.count...);
    }
};

} // namespace flopcost::hardware

namespace flopcost {
using hardware::precision;
} // namespace flopcost
