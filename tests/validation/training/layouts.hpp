// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>

#include <flopcost/training/step.hpp>

// Recomputation and layouts for rows that state none: what fits in memory, never what fits a
// result.
namespace flopcost_validation {

namespace ft = flopcost::training;
namespace fu = flopcost::units;

inline double memory_bytes(const ft::step_plan<double>& p, const ft::calibration& cal) {
    const auto j = ft::detail::job_of(p, cal);
    return ft::detail::memory_of(ft::detail::network_of(p.model), p.layout,
                                 ft::data_ranks(p.layout, p.chips), j, p.stack, cal.global)
        .total();
}

/// The stacks' default is to keep everything. Where that does not fit, the cheap parts are
/// repeated, then as many whole layers as it takes.
inline void recompute_that_fits(ft::step_plan<double>& p, const ft::calibration& cal) {
    const double room = 1.03 * p.chip.memory.in(fu::byte / fu::chip);
    ft::layout_spec& l = p.layout;
    l.recompute_layers = 1;
    for (const ft::recompute mode : {ft::recompute::none, ft::recompute::selective}) {
        l.recomputation = mode;
        if (memory_bytes(p, cal) <= room) {
            return;
        }
    }
    if (std::string(p.chip.name).rfind("GB", 0) == 0 ||
        std::string(p.chip.name).rfind("GH", 0) == 0) {
        // Chips with a coherent link to a processor's memory move activations there instead.
        l.recomputation = ft::recompute::none;
        for (int share = 1; share <= 8; ++share) {
            l.offload_activations = share / 8.0;
            if (memory_bytes(p, cal) <= room) {
                return;
            }
        }
        l.offload_activations = 0;
    }
    l.recomputation = ft::recompute::full;
    for (int share = 1; share <= 8; ++share) {
        l.recompute_layers = share / 8.0;
        if (memory_bytes(p, cal) <= room) {
            return;
        }
    }
}

/// The chunks that current stacks interleave where none are stated: as many as divide the stage, at
/// most four.
inline int usual_chunks(int layers, int pipeline) {
    const int stage = (layers + pipeline - 1) / pipeline;
    int chunks = 1;
    for (int v = 2; v <= 4; ++v) {
        chunks = stage % v == 0 ? v : chunks;
    }
    return chunks;
}

/// The micro-batch of a row that states its layout but not this: the fastest power of two that
/// divides the batch and fits in memory, or 1. `settle()` sets what depends on it.
template <class F>
void choose_micro_batch(ft::step_plan<double>& p, const ft::calibration& cal, F settle) {
    const double room = p.chip.memory.in(fu::byte / fu::chip);
    const int each = p.batch / std::max(1, ft::data_ranks(p.layout, p.chips));
    p.layout.micro_batch = 1;
    settle();
    ft::layout_spec found = p.layout;
    double best = ft::step_seconds(p, cal);
    for (int micro = 2; micro <= 16 && each % micro == 0; micro *= 2) {
        p.layout.micro_batch = micro;
        settle();
        const double t = memory_bytes(p, cal) <= room ? ft::step_seconds(p, cal) : best;
        if (t < best) {
            best = t;
            found = p.layout;
        }
    }
    p.layout = found;
}

/// The tensor or the pipeline degree, where one of them is blank (0) and the chips leave one
/// choice.
inline void fill_degrees(ft::layout_spec& l, int chips) {
    int& open = l.tensor == 0 ? l.tensor : l.pipeline;
    const int others = l.data * l.context * (l.tensor + l.pipeline);
    if (open == 0 && l.tensor + l.pipeline > 0 && others > 0 && chips % others == 0) {
        open = chips / others;
    }
}

/// A layout for a row that states none, or a part: the fastest of a small set that fits in memory,
/// as a team would have searched for it. `mode_given`: the recomputation is stated and stays, as do
/// degrees that `fixed` has; weights may be sharded if it says so or the stack does. False if
/// nothing fits.
inline bool choose_layout(ft::step_plan<double>& p, const ft::calibration& cal, bool mode_given,
                          const ft::layout_spec& fixed = {
                              .tensor = 0, .pipeline = 0, .shard = ft::sharding::full}) {
    const double room = p.chip.memory.in(fu::byte / fu::chip);
    const bool old = !p.stack.flash_attention;
    const ft::layout_spec stated = p.layout;
    ft::layout_spec found = stated;
    double best = 0;
    const int widest = std::min(8, p.chip.scale_up_domain);
    // Sequences beyond 32 k tokens are split.
    int context = fixed.context;
    while (p.sequence / context > 32768 && p.chips % (2 * context) == 0) {
        context *= 2;
    }
    const auto consider = [&](int tensor, int pipeline, int micro, ft::sharding shard) {
        const int ranks = tensor * pipeline * context;
        if ((fixed.tensor > 0 && tensor != fixed.tensor) ||
            (fixed.pipeline > 0 && pipeline != fixed.pipeline) ||
            (fixed.data > 0 && p.chips != ranks * fixed.data)) {
            return;
        }
        if (p.chips % ranks != 0 || p.model.heads % tensor != 0 ||
            p.batch < p.chips / ranks * micro || (shard == ft::sharding::full && pipeline > 1)) {
            return;
        }
        ft::layout_spec l = stated;
        l.tensor = tensor;
        l.pipeline = pipeline;
        l.context = context;
        l.micro_batch = micro;
        l.data = p.chips / ranks;
        l.shard = shard;
        l.sequence_parallel = tensor > 1 && !old;
        l.virtual_stages = old || pipeline == 1 ? 1 : usual_chunks(p.model.layers, pipeline);
        if (p.model.experts > 0) {
            l.expert = 1;
            l.expert_tensor = 1;
            while (2 * l.expert <= std::min(64, l.data * tensor) &&
                   p.model.experts % (2 * l.expert) == 0) {
                l.expert *= 2;
            }
        }
        p.layout = l;
        if (!mode_given) {
            recompute_that_fits(p, cal);
        }
        if (memory_bytes(p, cal) > room) {
            return;
        }
        const double t = ft::step_seconds(p, cal);
        if (best == 0 || t < best) {
            best = t;
            found = p.layout;
        }
    };
    // Powers of two first; other pipelines only where none of those fits.
    for (const bool any : {false, true}) {
        for (int tensor = 1; tensor <= widest && !(any && best > 0); tensor *= 2) {
            for (int pipeline = 1; pipeline <= std::min(any ? 64 : 32, p.model.layers);
                 pipeline = any ? pipeline + 1 : 2 * pipeline) {
                for (int micro = 1; micro <= 4; micro *= 2) {
                    consider(tensor, pipeline, micro, ft::sharding::optimizer);
                    if (fixed.shard == ft::sharding::full || p.stack.portable ||
                        p.stack.graphs_routed) { // the Megatron family shards no weights
                        consider(tensor, pipeline, micro, ft::sharding::full);
                    }
                }
            }
        }
    }
    p.layout = found;
    return best > 0;
}

} // namespace flopcost_validation
