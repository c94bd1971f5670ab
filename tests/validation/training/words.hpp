// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "sheet.hpp"
#include <flopcost/training/step_plan.hpp>

// What the words of the tables mean: software, formats, links, modes.
namespace flopcost_validation {

namespace ft = flopcost::training;
using flopcost::precision;
using flopcost::hardware::chip_family;

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
/// `mode`: how data ranks share the state; what does not name overlap where Megatron-LM asks for it
/// has none. `eager`: PyTorch runs what it is given, as it does unless it is told to compile.
inline ft::software_stack stack_of(const std::string& software, const std::string& mode,
                                   chip_family family, bool gated, bool eager) {
    using namespace ft::stacks;
    const std::string s = lower(software);
    if (contains(s, "maxtext") || contains(s, "pathways") || contains(s, "t5x") ||
        contains(s, "neuron") || contains(s, "jax") || contains(s, "xla")) {
        return compiled;
    }
    if (contains(s, "foundry") || contains(s, "torchtitan") || contains(s, "fsdp")) {
        ft::software_stack out = pytorch_fsdp;
        out.fused_pointwise = !eager;
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
        return megatron_bridge(number_after(s, "megatron-bridge "), family, gated);
    }
    const bool plain = contains(s, "megatron-lm");
    if (plain && !mode.empty() && !contains(lower(mode), "overlap")) {
        return megatron_defaults;
    }
    ft::software_stack out = megatron_core;
    if (contains(s, "nemo") && family == chip_family::blackwell) {
        // NeMo's recipes for Blackwell capture graphs and fix the experts' capacity.
        out.graphs = true;
        out.static_routing = true;
    }
    if (contains(s, "modellink") || contains(s, "mindspeed") || contains(s, "meta internal") ||
        plain) {
        out.tensor_overlap = false;
    }
    return out;
}

/// The format of a row. A result that shipped FP8 and FP4 settings, or states none, counts as the
/// narrowest that submissions of its time used on such a chip (FP4 since the `late` ones of
/// November 2025); other blanks are BF16.
inline precision precision_of(const std::string& text, const std::string& klass, bool fp8_chip,
                              bool fp4_chip, bool submission, bool late) {
    const std::string p = lower(text.empty() ? klass : text);
    if (klass == "fp8_or_fp4") {
        return fp4_chip && late ? precision::fp4 : precision::fp8;
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
    if (p.empty() && submission) {
        return fp4_chip && late ? precision::fp4 : fp8_chip ? precision::fp8 : precision::bf16;
    }
    return precision::bf16;
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

} // namespace flopcost_validation
