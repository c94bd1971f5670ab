// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/training/network.hpp>
#include <flopcost/training/step_plan.hpp>

namespace flopcost::training::detail {

/// Measured over predicted time: about the 5 % and 95 % points of the residuals of a regime when
/// its source was left out of the fit (tests/validation/training/fit.cpp --leave-one-out).
struct residual_band {
    double low = 0.70, high = 1.55;
    bool extrapolated = false;
};

/// The band of a chip family; families without measurements have the widest, and are extrapolated.
[[nodiscard]] constexpr residual_band family_band(hardware::chip_family f, bool routed) {
    using hardware::chip_family;
    switch (f) {
    case chip_family::volta:
        return {0.84, 1.48, routed};
    case chip_family::ampere:
        return {routed ? 0.75 : 0.83, routed ? 1.40 : 1.22, routed};
    case chip_family::hopper:
        return {routed ? 0.83 : 0.88, routed ? 1.19 : 1.17, false};
    case chip_family::blackwell:
        return {routed ? 0.855 : 0.91, routed ? 1.20 : 1.22, false};
    case chip_family::tpu:
        return {0.865, routed ? 1.40 : 1.30, routed};
    case chip_family::ascend:
        return {0.74, 1.30, routed};
    case chip_family::trainium:
        return {0.85, 1.25, routed};
    default:
        return {0.70, 1.55, true};
    }
}

/// Band and flag of a plan. What was calibrated: 0.1 B to 1.1 T parameters, 1 to 16 384 chips,
/// sequences of 512 to a million tokens, formats from BF16 down to FP4, pipelines up to 64 stages.
template <class S>
[[nodiscard]] constexpr residual_band residuals_of(const step_plan<S>& plan, const network& n) {
    residual_band out = family_band(plan.chip.family, n.routed > 0);
    const double parameters = n.parameters();
    const bool outside = parameters < 1e8 || parameters > 1.2e12 || plan.chips > 16384 ||
                         plan.sequence < 512 || plan.sequence > 1048576 || n.hidden < 512 ||
                         n.experts > 512 || plan.layout.pipeline > 64 ||
                         plan.layout.offload_optimizer || plan.format == precision::fp32 ||
                         plan.format == precision::tf32 || plan.format == precision::fp64 ||
                         plan.layout.schedule == pipeline_schedule::gpipe ||
                         plan.layout.schedule == pipeline_schedule::zero_bubble;
    if (outside || out.extrapolated) {
        out.extrapolated = true;
        out.low *= 0.9;
        out.high *= 1.12;
    }
    return out;
}

} // namespace flopcost::training::detail
