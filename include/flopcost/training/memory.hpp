// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/training/machine.hpp>
#include <flopcost/training/memory_kernel.hpp>
#include <flopcost/training/step_plan.hpp>

namespace flopcost::training {

namespace detail {

template <class S>
[[nodiscard]] constexpr memory_breakdown<S> typed(const memory_parts& m) {
    const auto q = [](double bytes) { return constant<S>(bytes) * (units::byte / units::chip); };
    return {q(m.weights),   q(m.gradients), q(m.optimizer),    q(m.activations),
            q(m.workspace), q(m.runtime),   q(m.fragmentation)};
}

} // namespace detail

/// Memory of the fullest chip under a plan: weights, gradients, optimizer state, kept activations
/// (arXiv:2205.05198, section 4, extended to flash kernels, grouped and latent attention, gated and
/// routed FFN), workspace, runtime. Raises if the plan is invalid.
template <class S>
[[nodiscard]] constexpr memory_breakdown<S> memory(const step_plan<S>& plan,
                                                   const calibration& cal = fitted) {
    validate(plan).raise_if_any("training::step_plan");
    return detail::typed<S>(detail::memory_of(detail::network_of(plan.model), plan.layout,
                                              data_ranks(plan.layout, plan.chips),
                                              detail::job_of(plan, cal), plan.stack, cal.global));
}

/// Bytes that one layer keeps for one micro-batch on one chip (arXiv:2205.05198, equations 1 to 6).
template <class S>
[[nodiscard]] constexpr qty::byte_per_chip<double> layer_activations(const step_plan<S>& plan) {
    const detail::job j = detail::job_of(plan, fitted);
    return detail::activation_bytes(detail::network_of(plan.model), plan.layout, j, plan.stack,
                                    plan.layout.recomputation) *
           (units::byte / units::chip);
}

} // namespace flopcost::training
