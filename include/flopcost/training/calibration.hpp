// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <flopcost/hardware/chip.hpp>
#include <flopcost/hardware/gemm.hpp>

namespace flopcost::training {

/// Constants of one chip family: shares of datasheet rates that software sustains. Bounded by
/// physics: shares lie in (0, 1].
struct family_constants {
    double matrix = 0.65;    ///< of the peak, products of the best shape
    double attention = 0.45; ///< of the 16-bit peak, flash attention forward, long sequences
    double memory = 0.8;     ///< of the memory bandwidth
    double link = 0.75;      ///< of the scale-up bandwidth, collectives
    double network = 0.8;    ///< of the scale-out bandwidth, collectives
    double kernel = 3e-6;    ///< s, fixed time of one kernel on the device
};

/// Constants that hold for all chips and stacks.
struct global_constants {
    // Matrix products (hardware/gemm.hpp).
    double gemm_k_overhead = 166.8;  ///< K-length that a tile's start and end cost
    double gemm_tail = 0.6995;       ///< share of an unfilled last wave that is lost
    double off_line = 0.6611;        ///< speed with rows not of whole 128-byte lines
    double off_word = 0.6;           ///< speed with rows not of whole 16-byte words
    double portable_matrix = 0.9116; ///< framework kernels on asynchronous matrix units
    // Attention cores.
    double attention_half_sequence = 353.1; ///< local sequence at which the speed halves
    double attention_half_width = 17.57;    ///< same for the head width (1 at 128)
    double attention_backward = 1.24;      ///< slowdown of the backward kernel per FLOP
    double portable_attention = 0.4977;     ///< framework kernels on asynchronous matrix units
    // Memory-bound work.
    double unfused_pointwise = 1.753; ///< traffic where nothing is fused
    double selective_pointwise = 0.7; ///< share of the pointwise work that selective repeats
    double loss_bytes = 42.76;        ///< byte per logit, forward
    double loss_bytes_unfused = 52.66; ///< same where every step of the loss is written
    double quantise = 3.282;          ///< bytes per element made into low precision
    double fp4_quantise = 2.126; ///< same with rotation and stochastic rounding (NVFP4), relative
    double optimizer_fixed = 0.003451; ///< s per step: norms, clipping, data loading
    // Host.
    // An operation is what a layer's code calls: framework, autograd and several launches.
    double host = 6.324e-05;         ///< s the host needs to issue an operation
    double backward_issue = 0.4757; ///< same in the backward pass, relative
    double host_crowd = 0.02776;    ///< more host time per further tensor-parallel rank
    // Routed layers, linear mixers.
    double permute = 7.073;       ///< passes over the routed copies of the tokens, forward
    double permute_fused = 3.478; ///< same where permutation and dispatch are fused
    double router_bytes = 86.95;   ///< moved for each token and expert: scores, top-k, their copies
    double linear_work = 38.28;   ///< cost of a linear mixer's core in that of keys attended to
    double expert_call = 2.112;   ///< of an expert's product among others, in kernel times
    double moe_kernels = 85.5;   ///< further operations of a routed layer, unfused
    // Overlap of traffic with compute: share that is hidden where the stack overlaps.
    double tensor_hidden = 0.5569;
    double tensor_hidden_backward = 0.2043; ///< other stacks, backward pass
    double context_hidden = 0.8;
    double expert_hidden_far = 0.4498; ///< beyond the scale-up domain
    double pipeline_hidden = 0.6185;
    double data_hidden = 0.8264;       ///< also of fused dispatch in the scale-up domain
    double data_floor = 0.06527;       ///< share of gradient traffic that never hides
    double overlap_slowdown = 0.06537; ///< compute lost under hidden traffic
    double jitter = 0.004911;          ///< per doubling of the chip count
    // Collectives: seconds.
    double start = 3e-05;
    double hop_up = 7.807e-07;
    double hop_out = 4.019e-06;
    // Memory.
    double runtime_bytes = 0.8e9; ///< context and communication buffers
    double fragmentation = 0.05;  ///< of activations and workspace
};

inline constexpr std::size_t families = static_cast<std::size_t>(hardware::chip_family::other) + 1;

/// All constants of the step model.
struct calibration {
    global_constants global{};
    family_constants family[families]{};
    [[nodiscard]] constexpr const family_constants& of(hardware::chip_family f) const {
        return family[static_cast<std::size_t>(f)];
    }
};

/// Matrix units of a family's usual training chip (architecture white papers; not fitted).
[[nodiscard]] constexpr hardware::matrix_units units_of(hardware::chip_family f) {
    using hardware::chip_family;
    switch (f) {
    case chip_family::pascal:
        return {56, 128, 128, true};
    case chip_family::volta:
        return {80, 256, 128, true};
    case chip_family::turing:
        return {68, 128, 128, true};
    case chip_family::ampere:
        return {108, 256, 128, true};
    case chip_family::ada:
        return {142, 256, 128, true};
    case chip_family::hopper:
        return {132, 256, 128, true};
    case chip_family::blackwell:
        return {148, 256, 128, true};
    case chip_family::rubin:
        return {224, 256, 128, true};
    case chip_family::cdna1:
        return {120, 256, 128, true};
    case chip_family::cdna2:
        return {220, 256, 128, true};
    case chip_family::cdna3:
        return {304, 256, 256, true};
    case chip_family::cdna4:
        return {256, 256, 256, true};
    case chip_family::ascend:
        return {24, 256, 128, true};
    case chip_family::apple:
        return {40, 64, 64, true};
    case chip_family::tpu:
        return {8, 256, 256, false};
    case chip_family::trainium:
    case chip_family::inferentia:
        return {2, 128, 512, false};
    case chip_family::gaudi:
        return {2, 256, 256, false};
    default:
        return {128, 256, 128, true};
    }
}

/// How speed follows the board power, against the part that a family's constants stand for: its
/// watts per 16-bit peak FLOP/s, the exponent, and up to which ratio more power is not the chip's
/// (Grace-Hopper's figure includes a processor). Zero watts: power is not considered.
struct power_law {
    double reference = 0;
    double exponent = 0;
    double shared = 1;
};
[[nodiscard]] constexpr power_law power_law_of(hardware::chip_family f) {
    using hardware::chip_family;
    switch (f) {
    case chip_family::volta:
        return {300 / 125e12, 0.3, 1};
    case chip_family::ampere:
        return {400 / 312e12, 0.3, 1};
    case chip_family::hopper:
        return {700 / 989.4e12, 0.3, 1.5};
    case chip_family::blackwell:
        return {1000 / 2250e12, 1.0, 1};
    default:
        return {};
    }
}

/// Whether matrix units run beside the threads that feed them, which portable kernels exploit less.
[[nodiscard]] constexpr bool asynchronous_units(hardware::chip_family f) {
    using hardware::chip_family;
    return f == chip_family::hopper || f == chip_family::blackwell || f == chip_family::rubin;
}

namespace detail {
constexpr calibration fitted_calibration() {
    using hardware::chip_family;
    calibration c;
    const auto set = [&](chip_family f, family_constants k) {
        c.family[static_cast<std::size_t>(f)] = k;
    };
    set(chip_family::volta, {0.800, 0.500, 0.852, 0.766, 0.799, 3.06e-06});
    set(chip_family::ampere, {0.838, 0.397, 0.888, 0.672, 0.786, 3.3e-06});
    set(chip_family::hopper, {0.730, 0.431, 0.860, 0.779, 0.698, 3.08e-06});
    set(chip_family::blackwell, {0.480, 0.653, 0.846, 0.758, 0.833, 4.3e-06});
    set(chip_family::tpu, {0.854, 0.362, 0.836, 0.727, 0.803, 3.06e-06});
    set(chip_family::ascend, {0.669, 0.564, 0.843, 0.858, 0.797, 3.06e-06});
    set(chip_family::trainium, {0.447, 0.351, 0.848, 0.770, 0.799, 3.02e-06});
    set(chip_family::gaudi, {0.616, 0.402, 0.850, 0.782, 0.801, 2.99e-06});
    return c;
}
} // namespace detail

/// Fitted on 1793 published measurements of 38 sources (tests/data: training_steps.csv and the two
/// vTrain tables, without the steps of DeepSeek-V3 and LLaMA-1, which claims and whole runs
/// reproduce) by tests/validation/training/fit.cpp, which starts from expected values, moves them
/// against a robust loss with a weak pull back, and is repeated with each source left out.
inline constexpr calibration fitted = detail::fitted_calibration();

} // namespace flopcost::training
