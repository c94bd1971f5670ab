// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/training/machine.hpp>
#include <flopcost/training/memory.hpp>
#include <flopcost/training/residuals.hpp>
#include <flopcost/training/step_plan.hpp>
#include <flopcost/training/step_schedule.hpp>

namespace flopcost::training {

namespace detail {

template <class S>
[[nodiscard]] constexpr step_breakdown<S> typed(const step_parts<S>& x) {
    const auto q = [](const S& seconds) { return seconds * units::second; };
    return {q(x.gemm),   q(x.attention), q(x.pointwise), q(x.head),    q(x.recomputed),
            q(x.launch), q(x.tensor),    q(x.context),   q(x.expert),  q(x.pipeline),
            q(x.bubble), q(x.data),      q(x.optimizer), q(x.offload), q(x.straggler)};
}

template <class S>
[[nodiscard]] constexpr step_limit limit_of(const step_parts<S>& x) {
    const auto v = [](const S& s) { return value_of(s); };
    const double parts[] = {v(x.gemm) + v(x.attention) + v(x.head) + v(x.recomputed),
                            v(x.pointwise) + v(x.optimizer) + v(x.offload),
                            v(x.launch),
                            v(x.tensor) + v(x.context) + v(x.expert),
                            v(x.data) + v(x.pipeline),
                            v(x.bubble) + v(x.straggler)};
    int most = 0;
    for (int i = 1; i < 6; ++i) {
        most = parts[i] > parts[most] ? i : most;
    }
    return static_cast<step_limit>(most);
}

} // namespace detail

/// The time of one step without checks or typed parts: what a search calls. `plan` must be valid.
template <class S>
[[nodiscard]] constexpr S step_seconds(const step_plan<S>& plan, const calibration& cal = fitted) {
    const detail::network n = detail::network_of(plan.model);
    const detail::machine<S> m = detail::machine_of(plan, cal);
    const detail::job j = detail::job_of(plan, cal);
    const auto t = detail::time_layer(n, plan.layout, m, j, plan.stack, cal.global);
    return detail::total(detail::assemble(n, plan.layout, data_ranks(plan.layout, plan.chips), m, j,
                                          plan.stack, cal.global, t));
}

namespace detail {

template <class S>
[[nodiscard]] constexpr step_result<S> evaluate_step(const step_plan<S>& plan,
                                                     const calibration& cal) {
    using namespace units;
    const network n = network_of(plan.model);
    const machine<S> m = machine_of(plan, cal);
    const job j = job_of(plan, cal);
    const int data = data_ranks(plan.layout, plan.chips);
    const auto t = time_layer(n, plan.layout, m, j, plan.stack, cal.global);
    const step_parts<S> parts = assemble(n, plan.layout, data, m, j, plan.stack, cal.global, t);

    step_result<S> r;
    const S seconds = total(parts);
    r.duration = seconds * second;
    r.parts = typed(parts);
    const residual_band band = residuals_of(plan, n);
    r.low = band.low * r.duration;
    r.high = band.high * r.duration;
    r.extrapolated = band.extrapolated;
    r.limit = limit_of(parts);

    const double tokens = j.batch * j.sequence;
    const double products = 2 * n.active_products();
    const double causal = n.core_flop(plan.causal ? 0.5 * j.sequence : j.sequence);
    const double full = n.core_flop(j.sequence);
    const double head = 2 * n.embedding() * (1 + n.mtp);
    const double again =
        plan.layout.recompute_layers *
        (plan.layout.recomputation == recompute::full ? products - head + causal
         : plan.layout.recomputation == recompute::selective && !plan.stack.flash_attention ? full
                                                                                            : 0.0);
    const auto count = [&](double flop_per_token) {
        return constant<S>(flop_per_token * tokens) * flop;
    };
    r.tokens = constant<S>(tokens) * token;
    r.model_flop = count(3 * (products + causal));
    r.model_flop_full = count(3 * (products + full));
    r.hardware_flop =
        count(3 * products + (plan.stack.flash_attention ? 3.5 * causal : 3 * full) + again);
    const auto capacity =
        plan.chip.peak.bf16 * (static_cast<double>(plan.chips) * units::chip) * r.duration;
    r.mfu = r.model_flop / capacity;
    r.mfu_full = r.model_flop_full / capacity;
    r.hfu = r.hardware_flop / capacity;

    r.memory = typed<S>(memory_of(n, plan.layout, data, j, plan.stack, cal.global));
    const S over = (r.memory.total() - plan.chip.memory).in(byte / units::chip);
    const S missing = max(over, constant<S>(0));
    r.missing = missing * (byte / units::chip);
    r.fits = hull(missing).high <= 0;
    return r;
}

} // namespace detail

/// Predicts one training step: its time with the parts that sum to it, MFU and HFU, what binds,
/// memory, a 90 % interval and whether the inputs lie outside of what was calibrated.
///
/// Each operation of a layer is a roofline whose compute side depends on the shape of the product;
/// layers make stages, stages the schedule, data ranks their traffic. Formulas: arXiv:2104.04473
/// (pipelines), arXiv:2205.05198 (recomputation, sequence parallelism), arXiv:1910.02054 (ZeRO).
/// Raises if the plan is invalid; a plan that does not fit in memory is evaluated all the same and
/// says by how much.
template <class S = double>
[[nodiscard]] constexpr step_result<S> step(const step_plan<S>& plan,
                                            const calibration& cal = fitted) {
    validate(plan).raise_if_any("training::step_plan");
    return detail::evaluate_step(plan, cal);
}

} // namespace flopcost::training
