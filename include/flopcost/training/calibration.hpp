// SPDX-License-Identifier: MIT
#pragma once

#include <array>
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
    double gemm_k_overhead = 128;  ///< K-length that a tile's start and end cost
    double gemm_tail = 0.7;        ///< share of an unfilled last wave that is lost
    double off_line = 0.8;         ///< speed with rows not of whole 128-byte lines
    double off_word = 0.4;         ///< speed with rows not of whole 16-byte words
    double portable_matrix = 0.87; ///< framework kernels on asynchronous matrix units
    // Attention cores.
    double attention_half_sequence = 500; ///< local sequence at which the speed halves
    double attention_half_width = 32;     ///< same for the head width (1 at 128)
    double attention_backward = 1.15;     ///< slowdown of the backward kernel per FLOP
    double portable_attention = 0.6;      ///< framework kernels on asynchronous matrix units
    // Memory-bound work.
    double unfused_pointwise = 1.4;   ///< traffic where nothing is fused
    double selective_pointwise = 0.7; ///< share of the pointwise work that selective repeats
    double loss_bytes = 14;           ///< byte per logit, forward
    double loss_bytes_unfused = 60;   ///< same where every step of the loss is written
    double quantise = 4;              ///< bytes per element made into low precision
    double optimizer_fixed = 4e-3;    ///< s per step: norms, clipping, data loading
    // Host.
    double host = 8e-6;          ///< s the host needs per kernel
    double backward_issue = 0.7; ///< same in the backward pass, relative
    double host_crowd = 0.06;    ///< more host time per further tensor-parallel rank
    double moe_kernels = 40;     ///< small kernels of an unfused routed layer
    // Overlap of traffic with compute: share that is hidden where the stack overlaps.
    double tensor_hidden = 0.5;
    double tensor_hidden_backward = 0.4; ///< other stacks with sequence parallel
    double context_hidden = 0.8;
    double expert_hidden = 0.3;
    double pipeline_hidden = 0.6;
    double data_hidden = 0.8;
    double data_floor = 0.08;       ///< share of gradient traffic that never hides
    double overlap_slowdown = 0.08; ///< compute lost under hidden traffic
    double jitter = 0.003;          ///< per doubling of the chip count
    // Collectives: seconds.
    double start = 12e-6;
    double hop_up = 0.7e-6;
    double hop_out = 4e-6;
    // Memory.
    double runtime_bytes = 2.0e9; ///< context and communication buffers
    double fragmentation = 0.05;  ///< of activations and workspace
    double host_link = 50e9;      ///< byte/s to host memory
};

inline constexpr std::size_t families = static_cast<std::size_t>(hardware::chip_family::other) + 1;

/// All constants of the step model.
struct calibration {
    global_constants global{};
    std::array<family_constants, families> family{};
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

/// Board power per 16-bit peak (watt s/FLOP) of the part that a family's constants stand for; zero:
/// power is not considered. A part with less power runs at a lower clock.
[[nodiscard]] constexpr double reference_power(hardware::chip_family f) {
    using hardware::chip_family;
    switch (f) {
    case chip_family::volta:
        return 300 / 125e12;
    case chip_family::ampere:
        return 400 / 312e12;
    case chip_family::hopper:
        return 700 / 989.4e12;
    case chip_family::blackwell:
        return 1000 / 2250e12;
    default:
        return 0;
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
    set(chip_family::volta, {0.75, 0.5, 0.8, 0.75, 0.8, 3e-6});
    set(chip_family::ampere, {0.75, 0.5, 0.8, 0.75, 0.8, 3e-6});
    set(chip_family::hopper, {0.68, 0.5, 0.8, 0.75, 0.8, 3e-6});
    set(chip_family::blackwell, {0.52, 0.45, 0.8, 0.75, 0.8, 3e-6});
    return c;
}
} // namespace detail

/// Fitted on the published measurements in tests/data by tests/validation/training/fit.cpp.
inline constexpr calibration fitted = detail::fitted_calibration();

} // namespace flopcost::training
