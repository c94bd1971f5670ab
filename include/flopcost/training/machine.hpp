// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/scalar.hpp>
#include <flopcost/hardware/chip.hpp>
#include <flopcost/training/calibration.hpp>
#include <flopcost/training/layout_spec.hpp>
#include <flopcost/training/step_kernel.hpp>
#include <flopcost/training/step_plan.hpp>

namespace flopcost::training::detail {

// The datasheet peak at `format`. A format that the chip lacks runs at the next wider one.
template <class S>
[[nodiscard]] constexpr S peak_of(const hardware::chip<S>& c, precision format) {
    constexpr auto unit = units::flop / units::second / units::chip;
    const auto has = [unit](const auto& q) { return hull(q.in(unit)).low > 0; };
    const auto& p = c.peak;
    if (format == precision::fp4 && has(p.fp4)) {
        return p.fp4.in(unit);
    }
    if ((format == precision::fp4 || format == precision::fp8) && has(p.fp8)) {
        return p.fp8.in(unit);
    }
    if (format == precision::int8 && has(p.int8)) {
        return p.int8.in(unit);
    }
    if (format == precision::tf32 && has(p.tf32)) {
        return p.tf32.in(unit);
    }
    if ((format == precision::fp32 || format == precision::tf32) && has(p.fp32)) {
        return p.fp32.in(unit);
    }
    return p.bf16.in(unit);
}

/// Sustained rates from the datasheet and the calibration.
template <class S>
[[nodiscard]] constexpr machine<S> machine_of(const step_plan<S>& plan, const calibration& cal) {
    using namespace units;
    const hardware::chip<S>& c = plan.chip;
    const family_constants& f = cal.of(c.family);
    const global_constants& g = cal.global;
    const S peak = peak_of(c, plan.format);
    const S peak16 = c.peak.bf16.in(flop / second / chip);
    S clock = constant<S>(1);
    const S tdp = c.tdp.in(watt / chip);
    const power_law law = power_law_of(c.family);
    if (law.reference > 0 && hull(tdp).low > 0) {
        const S power = tdp / peak16 / law.reference;
        clock =
            pow(min(power, constant<S>(1)) * max(power / law.shared, constant<S>(1)), law.exponent);
    }
    const bool portable = plan.stack.portable && asynchronous_units(c.family);
    const S share = min(f.matrix * clock, constant<S>(0.93)) * (portable ? g.portable_matrix : 1.0);
    // The exponentials of an attention core keep the matrix units below what the power allows.
    const double core = f.attention * (portable ? g.portable_attention : 1.0);
    const S up = c.scale_up.in(byte / second / chip);
    const S out = c.scale_out.in(byte / second / chip);
    machine<S> m{
        1.0 / (peak * share),
        1.0 / (peak16 * share),
        1.0 / (peak16 * core),
        1.0 / (c.bandwidth.in(byte / second / chip) * f.memory),
        // A chip without a fabric talks through PCIe; one without a network is not asked.
        {(hull(up).low > 0 ? up : constant<S>(25e9)) * f.link,
         (hull(out).low > 0 ? out : constant<S>(12.5e9)) * f.network / plan.oversubscription,
         g.start, g.hop_up, g.hop_out},
        plan.host_link.in(byte / second / chip)};
    m.kernel = f.kernel;
    m.host = g.host;
    // FP4 recipes leave routed experts in 8 bits: small products gain less than their casts cost.
    m.expert_time =
        plan.format == precision::fp4 ? 1.0 / (peak_of(c, precision::fp8) * share) : m.flop_time;
    m.domain = c.scale_up_domain > 0 ? c.scale_up_domain : 1;
    m.chips = plan.chips;
    m.units = units_of(c.family);
    // The K-length that a tile's ends cost is a time: it counts double at twice the speed.
    const bool eight = plan.format == precision::fp8 || plan.format == precision::int8;
    const double speed = plan.format == precision::fp4 ? 4 : (eight ? 2 : 1);
    m.losses16 = {g.gemm_k_overhead, g.gemm_tail, g.off_line, g.off_word};
    m.losses = {g.gemm_k_overhead * speed, g.gemm_tail, g.off_line, g.off_word};
    return m;
}

/// The job of a plan: the one place where a plan becomes what the kernels read.
template <class S>
[[nodiscard]] constexpr job job_of(const step_plan<S>& plan, const calibration& cal) {
    const global_constants& g = cal.global;
    job j;
    j.batch = plan.batch;
    j.sequence = plan.sequence;
    j.causal = plan.causal;
    j.imbalance = plan.imbalance;
    switch (plan.format) {
    case precision::fp64:
    case precision::fp32:
    case precision::tf32:
        j.element = j.operand = 4;
        break;
    case precision::fp8:
    case precision::int8:
        j.operand = plan.block_scaled ? 1.03125 : 1; // and an 8-bit scale for 32 elements
        j.quantise = g.quantise;
        break;
    case precision::fp4:
        j.operand = 0.5625; // and an 8-bit scale for sixteen elements
        j.quantise = g.fp4_quantise * g.quantise;
        break;
    default:
        break;
    }
    return j;
}

} // namespace flopcost::training::detail
