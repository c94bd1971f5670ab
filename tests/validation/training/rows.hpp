// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "shapes.hpp"
#include "sheet.hpp"
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

inline const char* family_name(chip_family f) {
    switch (f) {
    case chip_family::pascal:
        return "pascal";
    case chip_family::volta:
        return "volta";
    case chip_family::turing:
        return "turing";
    case chip_family::ampere:
        return "ampere";
    case chip_family::ada:
        return "ada";
    case chip_family::hopper:
        return "hopper";
    case chip_family::blackwell:
        return "blackwell";
    case chip_family::rubin:
        return "rubin";
    case chip_family::cdna1:
        return "cdna1";
    case chip_family::cdna2:
        return "cdna2";
    case chip_family::cdna3:
        return "cdna3";
    case chip_family::cdna4:
        return "cdna4";
    case chip_family::tpu:
        return "tpu";
    case chip_family::ascend:
        return "ascend";
    case chip_family::trainium:
        return "trainium";
    case chip_family::inferentia:
        return "inferentia";
    case chip_family::gaudi:
        return "gaudi";
    case chip_family::apple:
        return "apple";
    default:
        return "other";
    }
}

/// What a stack of this name and time does. Unknown names count as a current Megatron-like stack.
inline ft::software_stack stack_of(const std::string& software, const std::string& notes,
                                   chip_family family) {
    using namespace ft::stacks;
    const std::string s = lower(software);
    if (contains(s, "maxtext") || contains(s, "pathways") || contains(s, "t5x") ||
        contains(s, "neuron") || contains(s, "jax") || contains(s, "xla")) {
        return compiled;
    }
    if (contains(s, "foundry") || contains(s, "torchtitan") || contains(s, "fsdp")) {
        ft::software_stack out = pytorch_fsdp;
        out.fused_pointwise = contains(notes, "torch.compile") || contains(notes, "2D");
        return out;
    }
    if (contains(s, "deepspeed") || contains(s, "2020") || contains(s, "2021") ||
        contains(s, "megatron-lm 2022") || contains(s, "neox") || contains(s, "metaseq") ||
        contains(s, "nemo-megatron 22")) {
        ft::software_stack out = megatron_2021;
        if (contains(s, "deepspeed")) {
            out.gradient_bytes = 2; // DeepSpeed reduces in the training format
        }
        out.fused_accumulation = contains(s, "2022") || contains(s, "nemo-megatron 22");
        return out;
    }
    if (contains(s, "submission") || contains(s, "hai-llm")) {
        return captured;
    }
    if (contains(s, "megatron-bridge")) {
        ft::software_stack out = captured;
        // Fused routing came with release 26.06, for the block-scaled formats of Blackwell.
        out.moe_fused =
            number_after(s, "megatron-bridge ") >= 26.055 && family == chip_family::blackwell;
        out.static_routing = contains(notes, "token-drop");
        return out;
    }
    ft::software_stack out = megatron_core;
    if (contains(s, "modellink") || contains(s, "mindspeed") || contains(s, "meta internal") ||
        contains(s, "megatron-lm")) {
        out.tensor_overlap = false;
    }
    return out;
}

/// The format of a row. A result that shipped FP8 and FP4 settings counts as what its notes name;
/// a blank is FP8 in submissions on chips that have it, else BF16.
inline precision precision_of(const std::string& text, const std::string& klass, bool fp8_chip,
                              bool submission, const std::string& notes) {
    const std::string p = lower(text);
    if (klass == "fp8_or_fp4") {
        return contains(notes, "fp4") ? precision::fp4 : precision::fp8;
    }
    if (contains(p, "fp4")) {
        return precision::fp4;
    }
    if (contains(p, "fp8") || contains(p, "mxfp8")) {
        return precision::fp8;
    }
    if (contains(p, "int8")) {
        return precision::int8;
    }
    if (contains(p, "tf32")) {
        return precision::tf32;
    }
    if (contains(p, "fp32") && !contains(p, "bf16") && !contains(p, "fp16")) {
        return precision::fp32;
    }
    return p.empty() && fp8_chip && submission ? precision::fp8 : precision::bf16;
}

/// One direction of the link inside a server where the row names it but the catalogue does not.
inline double usual_link(chip_family f) {
    switch (f) {
    case chip_family::volta:
        return 150e9;
    case chip_family::ampere:
        return 300e9;
    case chip_family::hopper:
        return 450e9;
    case chip_family::blackwell:
        return 900e9;
    default:
        return 0;
    }
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

inline double memory_bytes(const ft::step_plan<double>& p, const ft::calibration& cal) {
    const auto j = ft::detail::job_of(p.batch, p.sequence, p.format, p.causal, p.imbalance,
                                      p.block_scaled, cal.global);
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

/// A layout for a row that states none: the fastest of a small set that fits in memory, as a team
/// would have searched for it. `mode_given`: the recomputation is stated and stays. False if
/// nothing fits.
inline bool choose_layout(ft::step_plan<double>& p, const ft::calibration& cal, bool mode_given) {
    const double room = p.chip.memory.in(fu::byte / fu::chip);
    const bool old = !p.stack.flash_attention;
    const ft::layout_spec stated = p.layout;
    ft::layout_spec found = stated;
    double best = 0;
    const int widest = std::min(8, p.chip.scale_up_domain);
    // Sequences beyond 32 k tokens are split.
    int context = 1;
    while (p.sequence / context > 32768 && p.chips % (2 * context) == 0) {
        context *= 2;
    }
    const auto consider = [&](int tensor, int pipeline, int micro, ft::sharding shard) {
        const int ranks = tensor * pipeline * context;
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
    for (int tensor = 1; tensor <= widest; tensor *= 2) {
        for (int pipeline = 1; pipeline <= std::min(32, p.model.layers); pipeline *= 2) {
            for (int micro = 1; micro <= 4; micro *= 2) {
                consider(tensor, pipeline, micro, ft::sharding::optimizer);
                consider(tensor, pipeline, micro, ft::sharding::full);
            }
        }
    }
    p.layout = found;
    return best > 0;
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

inline ft::sharding sharding_of(const std::string& mode, const std::string& software,
                                const ft::software_stack& stack) {
    if (contains(mode, "zero-2")) {
        return ft::sharding::gradients;
    }
    if (contains(mode, "fsdp") || contains(mode, "zero-3") || contains(mode, "zero3")) {
        return ft::sharding::full;
    }
    if (contains(mode, "zero-1") || contains(mode, "dist") || contains(software, "nemo-megatron")) {
        return ft::sharding::optimizer;
    }
    if (contains(mode, "ddp") || contains(mode, "zero-0") || contains(mode, "none")) {
        return ft::sharding::none;
    }
    for (const char* s :
         {"foundry", "torchtitan", "metaseq", "maxtext", "pathways", "jax", "fsdp"}) {
        if (contains(software, s)) {
            return ft::sharding::full;
        }
    }
    return stack.flash_attention ? ft::sharding::optimizer : ft::sharding::none;
}

inline void set_layout(row_case& c, const sheet& t, std::size_t r, const std::string& software,
                       const ft::calibration& cal);

/// One row of training_steps.csv or of training_mlperf.csv.
inline row_case step_row(const sheet& t, std::size_t r, const ft::calibration& cal) {
    row_case c;
    c.id = t.has("row_id") ? t.text(r, "row_id") : std::to_string(r + 1);
    const bool mlperf = t.has("round") && t.has("benchmark");
    c.source = mlperf ? "mlperf-" + t.text(r, "round") : t.text(r, "source_id");
    c.model = t.text(r, "model");
    const std::string task = t.text(r, "task");
    c.eligible = task.empty() || task == "pretrain";
    const std::string completeness = t.text(r, "completeness");
    c.complete = completeness == "full" || completeness == "no_recompute";
    if (!set_chip(c, t.text(r, "chip"),
                  t.text(r, "intra_node_link") + t.text(r, "accelerator_interconnect"))) {
        return c;
    }
    if (!shape_of_row(t, r, c.plan.model)) {
        c.unpredicted = "no shape and no size known of " + c.model;
        return c;
    }
    const std::string software = mlperf ? "submission" : t.text(r, "software");
    set_layout(c, t, r, lower(software), cal);
    c.memory = t.number(r, "mem_gb_per_chip") * 1e9;

    // What was measured.
    const double chips = t.number(r, "n_chips", 8);
    const double tokens = static_cast<double>(c.plan.batch) * c.plan.sequence;
    double step = t.number(r, "step_time_s", t.number(r, "train_step_time_s"));
    if (!(step > 0)) {
        double rate = t.number(r, "tokens_per_s", t.number(r, "tokens_per_s_train"));
        rate = rate > 0 ? rate : t.number(r, "tokens_per_s_per_chip") * chips;
        if (rate > 0) {
            step = tokens / rate;
        } else if (t.number(r, "tflops_per_chip") > 0) {
            step = convention_flop(c, t.text(r, "flops_convention")) / chips /
                   t.number(r, "tflops_per_chip") / 1e12;
        }
    }
    c.measured = step;
    return c;
}

inline void set_layout(row_case& c, const sheet& t, std::size_t r, const std::string& software,
                       const ft::calibration& cal) {
    auto& p = c.plan;
    ft::layout_spec& l = p.layout;
    const std::string notes = t.text(r, "notes");
    const bool submission = contains(software, "submission");
    p.stack = stack_of(software, notes, p.chip.family);
    const bool old = !p.stack.flash_attention;
    const auto peak8 = p.chip.peak.fp8.in(fu::flop / fu::second / fu::chip);
    // NeMo's recipes for models of few experts fix their capacity.
    p.stack.static_routing = p.stack.static_routing || contains(notes, "capacity factor") ||
                             (contains(software, "nemo") && p.model.experts <= 16);
    p.format = precision_of(t.text(r, "precision"), t.text(r, "precision_class"), peak8 > 0,
                            submission, notes);
    const std::string words_of_format = lower(t.text(r, "precision"));
    p.block_scaled = contains(words_of_format, "mx") || contains(words_of_format, "block") ||
                     contains(words_of_format, "128x128");
    p.chips = t.count(r, "n_chips", 8);
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
    p.sequence =
        t.count(r, "seq_len", p.model.context > 0 ? std::min(p.model.context, 4096) : 4096);

    l.tensor = t.count(r, "tp", 1);
    l.pipeline = t.count(r, "pp", 1);
    l.context = t.count(r, "cp", 1);
    l.expert = c.moe() ? t.count(r, "ep", std::min(8, p.chips)) : 1;
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

    // Batch: as stated; else two million tokens, the usual size of such runs.
    double batch = t.number(r, "gbs_seqs");
    batch = batch > 0 ? batch : t.number(r, "gbs_tokens") / p.sequence;
    l.micro_batch = t.count(r, "mbs", 0);
    if (!(batch > 0)) {
        batch = std::max(data * std::max(1.0, static_cast<double>(l.micro_batch)),
                         std::round(2097152.0 / p.sequence));
    }
    p.batch = std::max(1, whole(batch));
    if (l.micro_batch == 0) {
        const int accumulate = t.count(r, "grad_accum", 0);
        // Fully sharded runs gather all weights for each micro-batch, so they do not accumulate.
        l.micro_batch = accumulate > 0                  ? p.batch / data / accumulate
                        : l.shard == ft::sharding::full ? p.batch / data
                                                        : 1;
    }
    l.micro_batch = std::clamp(l.micro_batch, 1, std::max(1, p.batch / data));

    const std::string stated = t.text(r, "recompute_class");
    const std::string words = lower(t.text(r, "recompute"));
    const std::string sp = t.text(r, "seq_parallel");
    l.sequence_parallel = l.tensor > 1 && (sp.empty() ? !old || stated == "selective"
                                                      : sp == "1" || lower(sp) == "true");
    c.recompute_given = !stated.empty();
    c.inputs_open = !c.recompute_given || t.text(r, "tp").empty() || t.text(r, "mbs").empty();
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
    if (t.text(r, "tp").empty() && t.text(r, "pp").empty() && l.shard != ft::sharding::full) {
        choose_layout(p, cal, !stated.empty());
    } else if (stated.empty()) {
        if (old && !contains(software, "nemo")) {
            l.recomputation = ft::recompute::full;
        } else {
            recompute_that_fits(p, cal);
        }
    }
}

/// One row of the vTrain tables (A100, Megatron-DeepSpeed) or of Calculon's (arXiv:2205.05198).
inline row_case grid_row(const sheet& t, std::size_t r, const std::string& source) {
    row_case c;
    c.id = t.has("row_id") ? t.text(r, "row_id") : std::to_string(r + 1);
    c.source = source;
    c.model = t.text(r, "model");
    c.complete = true;
    std::string name = t.text(r, "accelerator");
    name = name.substr(0, name.find(" ("));
    if (name == "A100" || contains(name, "A100-80GB")) {
        name = "A100-SXM-80GB";
    }
    if (!set_chip(c, name, "NVLink")) {
        return c;
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
        return c;
    }
    m.tied = true;
    p.stack = ft::stacks::megatron_2021;
    p.format = precision::bf16;
    p.chips = t.count(r, "n_gpus", 1);
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
    l.tensor = t.count(r, "tp", 1);
    l.pipeline = t.count(r, "pp", 1);
    l.virtual_stages = t.count(r, "virtual_pp", 1);
    l.micro_batch = t.count(r, "micro_batch", 1);
    l.data = t.count(r, "dp", std::max(1, p.chips / (l.tensor * l.pipeline)));
    l.shard = lower(t.text(r, "optimizer_sharding")) == "true" ? ft::sharding::optimizer
                                                               : ft::sharding::none;
    const std::string again = lower(t.text(r, "recompute"));
    l.recomputation = again == "none"                                   ? ft::recompute::none
                      : contains(again, "attn") || again == "selective" ? ft::recompute::selective
                                                                        : ft::recompute::full;
    l.sequence_parallel = l.tensor > 1 && lower(t.text(r, "seq_parallel")) == "true";
    c.measured = t.number(r, "measured_step_s", t.number(r, "measured_step_ms") / 1000);
    return c;
}

/// All rows of a table whose kind is read from its header.
inline std::vector<row_case> read_steps(const std::string& path, const ft::calibration& cal) {
    const sheet t(path);
    std::vector<row_case> out;
    const bool grid = t.has("accelerator") && t.has("global_batch") && t.has("hidden");
    const std::string source = !t.has("params_billion") && t.has("internode_gbps_per_node")
                                   ? "vtrain-single"
                               : t.has("params_billion") ? "vtrain-multi"
                                                         : "korthikanti-table";
    for (std::size_t r = 0; r < t.size(); ++r) {
        out.push_back(grid ? grid_row(t, r, source) : step_row(t, r, cal));
    }
    return out;
}

} // namespace flopcost_validation
