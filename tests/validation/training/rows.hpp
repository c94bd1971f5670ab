// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>
#include <vector>

#include "layouts.hpp"
#include "shapes.hpp"
#include "sheet.hpp"
#include "words.hpp"
#include <flopcost/catalog/chips.hpp>
#include <flopcost/training/step.hpp>

// From the rows of the published tables to plans of the step model. Blank inputs get the defaults
// documented here; nothing measured is read for the inputs.
namespace flopcost_validation {

namespace ft = flopcost::training;
using flopcost::precision;
using flopcost::hardware::chip_family;
namespace fu = flopcost::units;

/// One row, ready to be predicted.
struct row_case {
    std::string id, source, chip, family, model, unpredicted, metric = "step_time_s";
    bool eligible = true, complete = false, recompute_given = true;
    bool inputs_open = false; ///< something that matters had to be assumed
    double measured = 0;      ///< in the unit of the metric; 0: blank
    double memory = 0;        ///< measured, bytes; 0: blank
    ft::step_plan<double> plan;
    [[nodiscard]] bool moe() const { return plan.model.experts > 0; }
};

/// A row filled by `fill(row)`. Where it meets a cell that nothing can be predicted from, the row
/// says so in `unpredicted`.
template <class F>
row_case row_from(F fill) {
    row_case c;
    try {
        fill(c);
    } catch (const bad_cell& e) {
        c.unpredicted = e.what();
    }
    return c;
}

/// Puts the named chip into the plan. False if it is unknown or has no 16-bit peak.
inline bool set_chip(row_case& c, const std::string& name, const std::string& link) {
    c.chip = name;
    const auto* entry = flopcost::catalog::try_find_chip(name);
    if (entry == nullptr) {
        c.unpredicted = "unknown chip " + name;
        return false;
    }
    auto& chip = c.plan.chip;
    if (entry->name[0] == 'G' && (entry->name[1] == 'B' || entry->name[1] == 'H')) {
        c.plan.host_link = 200e9 * (fu::byte / fu::second / fu::chip); // NVLink-C2C, shared
    }
    chip = flopcost::catalog::make_chip(*entry);
    c.family = family_name(chip.family);
    const auto rate = fu::byte / fu::second / fu::chip;
    const double usual = usual_link(chip.family);
    if (contains(lower(link), "nvlink") && usual > 0 && chip.scale_up.in(rate) < 100e9) {
        chip.scale_up = usual * rate;
    }
    // "NVLink3 (4 links between GPUs)": 25 GB/s in each direction for a link, 50 since NVLink5.
    const auto links = link.find(" links");
    if (contains(lower(link), "nvlink") && links != std::string::npos) {
        auto first = links;
        while (first > 0 && std::isdigit(static_cast<unsigned char>(link[first - 1]))) {
            --first;
        }
        const double n = std::atof(link.c_str() + first);
        if (n > 0) {
            chip.scale_up = n * (chip.family == chip_family::blackwell ? 50e9 : 25e9) * rate;
        }
    }
    const auto speed = fu::flop / fu::second / fu::chip;
    const bool has8 = chip.family == chip_family::hopper || chip.family == chip_family::blackwell;
    if (has8 && !(chip.peak.fp8.in(speed) > 0)) {
        chip.peak.fp8 = 2.0 * chip.peak.bf16;
    }
    if (!(chip.peak.bf16.in(fu::flop / fu::second / fu::chip) > 0)) {
        chip.peak.bf16 = chip.peak.fp32;
    }
    if (!(chip.peak.bf16.in(fu::flop / fu::second / fu::chip) > 0) ||
        !(chip.bandwidth.in(rate) > 0)) {
        c.unpredicted = "no peak or bandwidth known of " + name;
        return false;
    }
    return true;
}

/// Ranks of this row are the two halves of a chip.
inline void halve_chip(flopcost::hardware::chip<double>& c) {
    auto& p = c.peak;
    for (auto* x : {&p.fp64, &p.fp32, &p.tf32, &p.bf16, &p.fp8, &p.int8, &p.fp4}) {
        *x = 0.5 * *x;
    }
    c.memory = 0.5 * c.memory;
    c.bandwidth = 0.5 * c.bandwidth;
    c.scale_up = 0.5 * c.scale_up;
    c.scale_out = 0.5 * c.scale_out;
    c.tdp = 0.5 * c.tdp;
    c.scale_up_domain *= 2;
}

/// FLOP of one step as the row's source counts them, to turn TFLOP/s into time.
inline double convention_flop(const row_case& c, const std::string& convention) {
    const auto n = ft::detail::network_of(c.plan.model);
    const double sequence = c.plan.sequence;
    const double tokens = c.plan.batch * sequence;
    const std::string s = lower(convention);
    const double passes =
        contains(s, "incl. full recompute") || contains(s, "incl. recompute") ? 4 : 3;
    double core = n.core_flop(sequence);
    if (contains(s, "no attention")) {
        core = 0;
    } else if (contains(s, "causal") && !contains(s, "non-causal")) {
        core = n.core_flop(0.5 * sequence);
    }
    const double head = 2 * n.embedding();
    return tokens * (passes * (2 * n.active_products() - head + core) + 3 * head);
}

inline void set_layout(row_case& c, const sheet& t, std::size_t r, const std::string& software,
                       const ft::calibration& cal);

/// Chips of a row: as stated; else as many as its degrees of parallelism or its servers say; else
/// a server of eight.
inline int chips_of(const sheet& t, std::size_t r, const char* column) {
    const auto times = [&](std::initializer_list<const char*> columns) {
        double product = 1;
        for (const char* name : columns) {
            product *= t.count(r, name, 1);
        }
        if (product > 2e8) {
            throw bad_cell(std::string(*columns.begin()) + ".. multiply to more chips than exist");
        }
        return static_cast<int>(product);
    };
    const int degrees = times({"tp", "pp", "cp", "dp"});
    const int servers = t.count(r, "n_nodes", 0) > 0 ? times({"n_nodes", "chips_per_node"}) : 0;
    return t.count(r, column,
                   t.count(r, "dp", 0) > 0 ? degrees
                   : servers > 0           ? servers
                                           : std::max(8, degrees));
}

// One row of training_steps.csv or of training_mlperf.csv.
inline void fill_step_row(row_case& c, const sheet& t, std::size_t r, const ft::calibration& cal) {
    c.id = t.name_of(r);
    const bool mlperf = t.has("round") && t.has("benchmark");
    c.source = mlperf ? "mlperf-" + t.text(r, "round") : t.text(r, "source_id");
    c.model = t.text(r, "model");
    const std::string task = t.text(r, "task");
    c.eligible = task.empty() || task == "pretrain";
    const std::string completeness = t.text(r, "completeness");
    c.complete = completeness == "full" || completeness == "no_recompute";
    if (!set_chip(c, t.text(r, "chip"),
                  t.text(r, "intra_node_link") + t.text(r, "accelerator_interconnect"))) {
        return;
    }
    if (!shape_of_row(t, r, c.plan.model)) {
        c.unpredicted = "no shape and no size known of " + c.model;
        return;
    }
    const std::string software = mlperf ? "submission" : t.text(r, "software");
    set_layout(c, t, r, lower(software), cal);
    c.memory = t.measured(r, "mem_gb_per_chip") * 1e9;

    // What was measured.
    const double chips = chips_of(t, r, "n_chips");
    const double tokens = static_cast<double>(c.plan.batch) * c.plan.sequence;
    const auto either = [&](const char* one, const char* other) {
        const double value = t.measured(r, one);
        return value > 0 ? value : t.measured(r, other);
    };
    double step = either("step_time_s", "train_step_time_s");
    if (!(step > 0)) {
        double rate = either("tokens_per_s", "tokens_per_s_train");
        rate = rate > 0 ? rate : t.measured(r, "tokens_per_s_per_chip") * chips;
        if (rate > 0) {
            step = tokens / rate;
        } else if (t.measured(r, "tflops_per_chip") > 0) {
            step = convention_flop(c, t.text(r, "flops_convention")) / chips /
                   t.measured(r, "tflops_per_chip") / 1e12;
        }
    }
    c.measured = step;
}

inline void set_layout(row_case& c, const sheet& t, std::size_t r, const std::string& software,
                       const ft::calibration& cal) {
    auto& p = c.plan;
    ft::layout_spec& l = p.layout;
    const bool submission = contains(software, "submission");
    // TorchTitan compiles where it splits tensors or uses 8 bits, for which its guides ask.
    const bool eager = !contains(software, "torchtitan") ||
                       !(t.count(r, "tp", 1) > 1 || contains(lower(t.text(r, "precision")), "8"));
    p.stack = stack_of(software, t.text(r, "dp_mode"), p.chip.family, p.model.gated, eager);
    const bool old = !p.stack.flash_attention;
    const auto speed = fu::flop / fu::second / fu::chip;
    const bool late =
        contains(software, "2025-11") || contains(software, "2026") || t.text(r, "round") >= "v5.1";
    p.format = precision_of(t.text(r, "precision"), t.text(r, "precision_class"),
                            p.chip.peak.fp8.in(speed) > 0, p.chip.peak.fp4.in(speed) > 0,
                            submission, submission && late);
    const std::string words_of_format = lower(t.text(r, "precision"));
    p.block_scaled = contains(words_of_format, "mx") || contains(words_of_format, "block") ||
                     contains(words_of_format, "128x128");
    p.chips = chips_of(t, r, "n_chips");
    // The domain as stated; racks and tori reach beyond the node that a table may give instead.
    const int node = t.count(r, "chips_per_node", 0);
    const int domain = t.count(r, "scaleup_domain", node);
    if (domain > 0 && (domain > node || p.chip.scale_up_domain <= 16)) {
        p.chip.scale_up_domain = domain;
    }
    const double out = t.number(r, "inter_node_gbps_per_chip") * 1e9 / 8;
    if (out > 0) {
        p.chip.scale_out = out * (fu::byte / fu::second / fu::chip);
    }
    const double per_sequence = t.number(r, "gbs_tokens") / std::max(1, t.count(r, "gbs_seqs", 1));
    p.sequence = t.count(r, "seq_len",
                         t.count(r, "gbs_seqs", 0) > 0 && per_sequence >= 1 && per_sequence < 2e8
                             ? whole(per_sequence)
                         : p.model.context > 0 ? std::min(p.model.context, 4096)
                                               : 4096);

    l.tensor = t.count(r, "tp", 0);
    l.pipeline = t.count(r, "pp", 0);
    l.context = t.count(r, "cp", 1);
    l.data = t.count(r, "dp", 0);
    fill_degrees(l, p.chips);
    const ft::layout_spec fixed = l;
    l.tensor = std::max(1, l.tensor);
    l.pipeline = std::max(1, l.pipeline);
    l.expert = c.moe() ? t.count(r, "ep", std::min(8, p.chips)) : 1;
    if (static_cast<double>(l.expert) * t.count(r, "etp", 1) > 2e8) {
        throw bad_cell("ep x etp is beyond any number of chips");
    }
    // Megatron's default splits experts like the rest, which recipes keep for coarse ones.
    const bool coarse = p.model.moe_ffn >= p.model.hidden;
    l.expert_tensor = c.moe() ? t.count(r, "etp", coarse ? l.tensor : 1) : 1;
    l.virtual_stages = t.count(r, "vp", 1);
    if (t.text(r, "vp").empty() && l.pipeline > 1 && !old) {
        l.virtual_stages = usual_chunks(p.model.layers, l.pipeline);
    }
    if (contains(lower(t.text(r, "vp")), "dual")) {
        l.schedule = ft::pipeline_schedule::dual_pipe;
    }
    const std::string mode = lower(t.text(r, "dp_mode"));
    l.shard = sharding_of(mode, software, p.stack);
    const double group = std::max(number_after(mode, "fsdp("), number_after(mode, "fsdp"));
    if (group > 0 && !contains(mode, "fsdp2")) {
        l.shard_group = static_cast<int>(group);
    } else if (contains(mode, "slice") && p.chip.scale_up_domain < p.chips) {
        l.shard_group = std::max(1, p.chip.scale_up_domain / l.tensor);
    }

    const int ranks = l.tensor * l.pipeline * l.context;
    int data = t.count(r, "dp", 0);
    if (data > 0 && data * ranks == 2 * p.chips) {
        p.chips *= 2;
        halve_chip(p.chip);
    }
    if (data * ranks != p.chips) {
        data = std::max(1, p.chips / ranks);
        p.chips = data * ranks;
    }
    l.data = data;

    // Batch: as stated, or as its parts say; else two million tokens, the usual size of such runs.
    double batch = t.number(r, "gbs_seqs");
    batch = batch > 0 ? batch : t.number(r, "gbs_tokens") / p.sequence;
    l.micro_batch = t.count(r, "mbs", 0);
    if (!(batch > 0)) {
        batch = static_cast<double>(l.micro_batch) * t.count(r, "grad_accum", 0) * data;
    }
    if (!(batch > 0)) {
        batch = std::max(data * std::max(1.0, static_cast<double>(l.micro_batch)),
                         std::round(2097152.0 / p.sequence));
    }
    if (batch > 2e8) {
        throw bad_cell("gbs is more than 200 million sequences");
    }
    p.batch = std::max(1, whole(batch));
    bool micro_open = false;
    if (l.micro_batch == 0) {
        const int accumulate = t.count(r, "grad_accum", 0);
        // Fully sharded runs gather all weights for each micro-batch, so they do not accumulate.
        l.micro_batch = accumulate > 0                  ? p.batch / data / accumulate
                        : l.shard == ft::sharding::full ? p.batch / data
                                                        : 1;
        micro_open = accumulate == 0 && l.shard != ft::sharding::full;
    }
    l.micro_batch = std::clamp(l.micro_batch, 1, std::max(1, p.batch / data));

    const std::string stated = t.text(r, "recompute_class");
    const std::string words = lower(t.text(r, "recompute"));
    const std::string sp = t.text(r, "seq_parallel");
    l.sequence_parallel = l.tensor > 1 && (sp.empty() ? !old || stated == "selective"
                                                      : sp == "1" || lower(sp) == "true");
    c.recompute_given = !stated.empty();
    c.inputs_open = t.text(r, "tp").empty() || t.text(r, "mbs").empty();
    if (stated == "full" || stated == "offload") {
        l.recomputation = ft::recompute::full;
        l.offload_activations = stated == "offload" ? 1 : 0;
    } else if (stated == "selective" && !contains(words, "0 layers")) {
        l.recomputation = ft::recompute::selective;
        if (contains(words, "selective layer") || contains(words, "selective op")) {
            l.recomputation = ft::recompute::full; // every second layer, or every second product
            l.recompute_layers = 0.5;
        }
    }
    const auto settle = [&] {
        if (stated.empty()) {
            if (old && !contains(software, "nemo")) {
                l.recomputation = ft::recompute::full;
            } else {
                recompute_that_fits(p, cal);
            }
        }
    };
    if ((fixed.tensor == 0 || fixed.pipeline == 0) && l.shard != ft::sharding::full) {
        choose_layout(p, cal, !stated.empty(), fixed);
    } else if (micro_open) {
        choose_micro_batch(p, cal, settle);
    } else {
        settle();
    }
}

// One row of the vTrain tables (A100, Megatron-DeepSpeed) or of Calculon's (arXiv:2205.05198).
inline void fill_grid_row(row_case& c, const sheet& t, std::size_t r, const std::string& source) {
    c.id = t.name_of(r);
    c.source = source;
    c.model = t.text(r, "model");
    c.complete = true;
    std::string name = t.text(r, "accelerator");
    name = name.substr(0, name.find(" ("));
    if (name == "A100" || contains(name, "A100-80GB")) {
        name = "A100-SXM-80GB";
    }
    if (!set_chip(c, name, "NVLink")) {
        return;
    }
    auto& p = c.plan;
    transformer& m = p.model;
    m.layers = t.count(r, "layers", 0);
    m.hidden = t.count(r, "hidden", 0);
    m.heads = t.count(r, "heads", 0);
    m.head_dim = t.count(r, "head_dim", 0);
    m.ffn = t.count(r, "ffn", 4 * m.hidden);
    m.gated = false;
    m.vocab = t.count(r, "vocab", 51200);
    m.tied = true;
    if (m.layers <= 0 || m.hidden <= 0 || !complete_shape(m, 0, 0, t.count(r, "tp", 1))) {
        c.unpredicted = "no shape";
        return;
    }
    m.tied = true;
    p.stack = ft::stacks::megatron_2021;
    p.format = precision::bf16;
    p.chips = chips_of(t, r, "n_gpus");
    p.chip.scale_up_domain = 8;
    const auto rate = fu::byte / fu::second / fu::chip;
    if (t.has("internode_gbps_per_node")) {
        p.stack.gradient_bytes = 2; // DeepSpeed
        p.chip.scale_out = t.number(r, "internode_gbps_per_node", 1600) * 1e9 / 64 * rate;
    } else {
        p.stack.fused_accumulation = true; // Megatron-LM of 2022
        p.chip.scale_out = 25e9 * rate;    // Selene: one 200 Gb/s port for each GPU
    }
    p.sequence = t.count(r, "seq", 2048);
    p.batch = t.count(r, "global_batch", 1);
    ft::layout_spec& l = p.layout;
    l.tensor = t.count(r, "tp", 0);
    l.pipeline = t.count(r, "pp", 0);
    l.data = t.count(r, "dp", 0);
    fill_degrees(l, p.chips);
    l.tensor = std::max(1, l.tensor);
    l.pipeline = std::max(1, l.pipeline);
    l.virtual_stages = t.count(r, "virtual_pp", 1);
    l.micro_batch = t.count(r, "micro_batch", 1);
    l.data = l.data > 0 ? l.data : std::max(1, p.chips / (l.tensor * l.pipeline));
    l.shard = lower(t.text(r, "optimizer_sharding")) == "true" ? ft::sharding::optimizer
                                                               : ft::sharding::none;
    const std::string again = lower(t.text(r, "recompute"));
    l.recomputation = again == "none"                                   ? ft::recompute::none
                      : contains(again, "attn") || again == "selective" ? ft::recompute::selective
                                                                        : ft::recompute::full;
    l.sequence_parallel = l.tensor > 1 && lower(t.text(r, "seq_parallel")) == "true";
    const double seconds = t.measured(r, "measured_step_s");
    c.measured = seconds > 0 ? seconds : t.measured(r, "measured_step_ms") / 1000;
}

/// All rows of a table of steps, whose kind is read from its header.
inline std::vector<row_case> read_steps(const sheet& t, const ft::calibration& cal) {
    std::vector<row_case> out;
    const bool grid = t.has("accelerator") && t.has("global_batch") && t.has("hidden");
    const std::string source = !t.has("params_billion") && t.has("internode_gbps_per_node")
                                   ? "vtrain-single"
                               : t.has("params_billion") ? "vtrain-multi"
                                                         : "korthikanti-table";
    for (std::size_t r = 0; r < t.size(); ++r) {
        out.push_back(row_from([&](row_case& c) {
            grid ? fill_grid_row(c, t, r, source) : fill_step_row(c, t, r, cal);
        }));
    }
    return out;
}
inline std::vector<row_case> read_steps(const std::string& path, const ft::calibration& cal) {
    return read_steps(sheet(path), cal);
}

} // namespace flopcost_validation
