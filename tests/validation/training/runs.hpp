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

/// Part of a run's chip-hours that is spent in steps: the rest goes to restarts, evaluation,
/// checkpoints and layouts that are not the best. One constant for all runs.
inline constexpr double share_in_steps = 0.85;
/// Measured over predicted chip-hours of visible runs, 5 % and 95 % points.
inline constexpr double run_band_low = 0.65;
inline constexpr double run_band_high = 2.2;

/// What a team ran at that time: eager Megatron until the middle of 2022, then fused stacks.
inline ft::software_stack stack_of_time(const std::string& date, chip_family f) {
    if (f == chip_family::tpu || f == chip_family::trainium) {
        return ft::stacks::compiled;
    }
    return !date.empty() && date < "2022-09" ? ft::stacks::megatron_2021 : ft::stacks::megatron_core;
}

/// The fastest layout that fits; false if none does.
inline bool choose_layout(ft::step_plan<double>& p, const ft::calibration& cal) {
    const double room = p.chip.memory.in(fu::byte / fu::chip);
    const bool old = !p.stack.flash_attention;
    double best = 0;
    ft::layout_spec found;
    const int widest = std::min(8, p.chip.scale_up_domain);
    for (int tensor = 1; tensor <= widest; tensor *= 2) {
        for (int pipeline = 1; pipeline <= std::min(16, p.model.layers); pipeline *= 2) {
            for (int micro = 1; micro <= 4; micro *= 2) {
                for (const ft::sharding shard : {ft::sharding::optimizer, ft::sharding::full}) {
                    const int ranks = tensor * pipeline;
                    if (p.chips % ranks != 0 || p.model.heads % tensor != 0 ||
                        p.batch < p.chips / ranks * micro ||
                        (shard == ft::sharding::full && pipeline > 1)) {
                        continue;
                    }
                    ft::layout_spec l;
                    l.tensor = tensor;
                    l.pipeline = pipeline;
                    l.micro_batch = micro;
                    l.data = p.chips / ranks;
                    l.shard = shard;
                    l.sequence_parallel = tensor > 1 && !old;
                    l.virtual_stages =
                        old || pipeline == 1 ? 1 : usual_chunks(p.model.layers, pipeline);
                    if (p.model.experts > 0) {
                        l.expert = 1;
                        while (2 * l.expert <= std::min(64, l.data * tensor) &&
                               p.model.experts % (2 * l.expert) == 0) {
                            l.expert *= 2;
                        }
                    }
                    p.layout = l;
                    recompute_that_fits(p, cal);
                    if (memory_bytes(p, cal) > room) {
                        continue;
                    }
                    const double t = ft::step_seconds(p, cal);
                    if (best == 0 || t < best) {
                        best = t;
                        found = p.layout;
                    }
                }
            }
        }
    }
    if (best > 0) {
        p.layout = found;
    }
    return best > 0;
}

/// One row of training_runs.csv. `predicted` gets the chip-hours.
inline row_case run_row(const sheet& t, std::size_t r, const ft::calibration& cal,
                        double& predicted) {
    row_case c;
    predicted = 0;
    c.id = t.has("row_id") ? t.text(r, "row_id") : std::to_string(r + 1);
    c.source = "runs";
    c.metric = "gpu_hours";
    c.model = t.text(r, "model");
    const std::string stage = t.text(r, "stage");
    c.eligible = stage.empty() || stage == "pretrain";
    c.measured = t.number(r, "gpu_hours");
    if (!set_chip(c, t.text(r, "chip"), t.text(r, "chip").find("SXM") == std::string::npos ? "" : "NVLink")) {
        return c;
    }
    auto& p = c.plan;
    const double tokens = t.number(r, "tokens_b") * 1e9;
    if (!(tokens > 0)) {
        c.unpredicted = "no token count";
        return c;
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
        return c;
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
    p.chips = t.count(r, "n_chips", whole(std::max(1.0, flop / (0.4 * peak * 30 * 86400) / 8)) * 8);
    while (p.chips > 8 && p.chips % 8 != 0) {
        --p.chips; // odd counts include spares
    }
    p.sequence = std::min(8192, t.count(r, "context", 2048));
    // Batch: two million tokens below 20 B, four above, eight above 100 B, one below 1 B.
    const double size = n.parameters();
    const double batch_tokens =
        (size < 1e9 ? 1 : size < 20e9 ? 2 : size < 100e9 ? 4 : 8) * 1048576.0;
    p.batch = std::max(p.chips / 8, whole(batch_tokens / p.sequence));
    if (!choose_layout(p, cal)) {
        c.unpredicted = "no layout fits";
        return c;
    }
    const double step = ft::step_seconds(p, cal);
    predicted = step * tokens / (static_cast<double>(p.batch) * p.sequence) * p.chips / 3600 /
                share_in_steps;
    return c;
}

} // namespace flopcost_validation
