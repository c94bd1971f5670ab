// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "rows.hpp"

// Whole runs from tokens and chips alone: the layouts are not published, so the fastest of a small
// set that fits is taken, as a team would have searched for it.
namespace flopcost_validation {

/// Part of a run's chip-hours that is spent in steps of the best layout; the rest goes to restarts,
/// evaluation, checkpoints and layouts that are not the best. Teams with larger fleets lose less:
/// the share grows with the tenth root of the chips. Two constants for all runs, from the visible
/// ones.
inline double share_in_steps(double chips) {
    return std::clamp(0.73 * std::pow(chips / 1024, 0.1), 0.4, 0.95);
}
/// Measured over predicted chip-hours of visible runs, 5 % and 95 % points.
inline constexpr double run_band_low = 0.68;
inline constexpr double run_band_high = 1.9;

/// What a team ran at that time: eager Megatron until the middle of 2022, then fused stacks.
inline ft::software_stack stack_of_time(const std::string& date, chip_family f) {
    if (f == chip_family::tpu || f == chip_family::trainium) {
        return ft::stacks::compiled;
    }
    return !date.empty() && date < "2022-09" ? ft::stacks::megatron_2021
                                             : ft::stacks::megatron_core;
}

inline void fill_run_row(row_case& c, const sheet& t, std::size_t r, const ft::calibration& cal,
                         double& predicted) {
    c.id = t.name_of(r);
    c.source = "runs";
    c.metric = "gpu_hours";
    c.model = t.text(r, "model");
    const std::string stage = t.text(r, "stage");
    c.eligible = stage.empty() || stage == "pretrain";
    c.measured = t.measured(r, "gpu_hours");
    // "TPU v3/v4" counts as the first; "TPU v3,TPU v2" too.
    std::string chip = t.text(r, "chip");
    if (flopcost::catalog::try_find_chip(chip) == nullptr) {
        chip = chip.substr(0, chip.find_first_of("/,;+"));
    }
    if (!set_chip(c, chip, chip.find("SXM") == std::string::npos ? "" : "NVLink")) {
        return;
    }
    auto& p = c.plan;
    const double tokens = t.number(r, "tokens_b") * 1e9;
    if (!(tokens > 0)) {
        c.unpredicted = "no token count";
        return;
    }
    double total = t.number(r, "params_total_b") * 1e9;
    double active = t.number(r, "params_active_b") * 1e9;
    fill_from_catalogue(p.model, c.model);
    if (total > 0 && p.model.layers > 0) {
        const double known = ft::detail::network_of(p.model).parameters();
        if (known > 1.15 * total || known < 0.85 * total) { // another model of that name
            p.model = transformer{};
        }
    }
    if (!(total > 0) && p.model.layers <= 0) {
        size_in_name(c.model, total, active);
    }
    if (!complete_shape(p.model, total, active, 8)) {
        c.unpredicted = "no size known of " + c.model;
        return;
    }
    const auto n = ft::detail::network_of(p.model);
    const auto rate = fu::flop / fu::second / fu::chip;
    const double flop = 6 * n.active_products() * tokens;
    const std::string format = lower(t.text(r, "precision"));
    p.format = format.rfind("fp8", 0) == 0 ? precision::fp8
               : format == "fp32"          ? precision::fp32
                                           : precision::bf16;
    p.stack = stack_of_time(t.text(r, "date"), p.chip.family);
    // Chips: as stated; else as many as need a month at 40 % of the peak, in servers of eight.
    const double peak = p.chip.peak.bf16.in(rate);
    if (flop > 1e30) {
        throw bad_cell("tokens and parameters together are beyond any run");
    }
    p.chips = t.count(r, "n_chips", whole(std::max(1.0, flop / (0.4 * peak * 30 * 86400) / 8)) * 8);
    while (p.chips > 8 && p.chips % 8 != 0) {
        --p.chips; // odd counts include spares
    }
    p.sequence = std::min(8192, t.count(r, "context", 2048));
    // Batch: two million tokens below 20 B, four above, eight above 100 B, one below 1 B.
    const double size = n.parameters();
    const double batch_tokens = (size < 1e9     ? 1
                                 : size < 20e9  ? 2
                                 : size < 100e9 ? 4
                                                : 8) *
                                1048576.0;
    p.batch = std::max(p.chips / 8, whole(batch_tokens / p.sequence));
    // Whole layers were repeated as a rule until flash kernels and selective modes were common, and
    // by the default of the compilers for TPUs.
    const bool full = !p.stack.flash_attention || p.chip.family == chip_family::tpu;
    if (full) {
        p.layout.recomputation = ft::recompute::full;
    }
    if (!choose_layout(p, cal, full)) {
        c.unpredicted = "no layout fits";
        return;
    }
    const double step = ft::step_seconds(p, cal);
    predicted = step * tokens / (static_cast<double>(p.batch) * p.sequence) * p.chips / 3600 /
                share_in_steps(t.number(r, "n_chips", 1024));
}

/// One row of training_runs.csv. `predicted` gets the chip-hours; 0 if there is no prediction.
inline row_case run_row(const sheet& t, std::size_t r, const ft::calibration& cal,
                        double& predicted) {
    predicted = 0;
    return row_from([&](row_case& c) { fill_run_row(c, t, r, cal, predicted); });
}

} // namespace flopcost_validation
