// SPDX-License-Identifier: MIT
#pragma once

// The calibration constants of the serving model, in one place. They were fitted by
// tests/validation/serving/fit.cpp on published measurements (tests/data/inference_*.csv) with a
// log-absolute loss and a pull to the defaults; no constant belongs to a model, source or row.

#include <array>

namespace flopcost::serving {

/// What software serves the model; each family has three constants. `other` carries the defaults.
enum class engine_family {
    tensorrt_llm,
    vllm,
    sglang,
    llama_cpp,
    faster_transformer,
    tgi,
    jax,
    neuron,
    other,
};
inline constexpr int engine_families = 9;

/// What distinguishes the hardware a kernel runs on; a chip's family maps to one of these.
enum class silicon {
    turing,   // Volta and Turing
    ampere,
    ada,
    hopper,
    blackwell,
    blackwell_consumer, // GeForce, workstation and GB10: no NVLink, no large tensor memory
    cdna,
    tpu,
    neuron,
    ascend,
    apple,
    other,
};
inline constexpr int silicons = 12;

/// Six constants of a chip family. Efficiencies are shares of the datasheet figure in (0, 1].
struct chip_constants {
    double memory;    ///< share of memory bandwidth a large streaming kernel reaches
    double compute;   ///< share of the dense peak a large matrix product reaches
    double attention; ///< share of the 16-bit peak that prefill attention reaches
    double kernel;    ///< seconds that each dependent kernel adds (launch, fill and drain)
    double link;      ///< share of link bandwidth that collectives reach
    double hop;       ///< seconds of latency of one collective among few chips
};

/// Three constants of an engine family, as of the reference release date.
struct engine_constants {
    double step;     ///< seconds of host time per step that no kernel hides
    double sequence; ///< seconds of host time per running sequence and step
    double speed;    ///< share in (0, 1] of the hardware's kernel speed that the engine's kernels get
};

/// Constants shared by all families; each has a physical range.
struct common_constants {
    double overlap;      ///< share of the smaller of compute and memory time that is not hidden, [0, 1]
    double tile;         ///< rows a dense product is padded with, [0, 128]
    double expert_tile;  ///< rows each expert's product is padded with, [0, 64]
    double popularity;   ///< shape of the gamma distribution of expert popularity, > 0
    double grouped;      ///< memory efficiency of grouped expert products relative to dense, (0, 1]
    double grouped_math; ///< compute efficiency of grouped expert products relative to dense, (0, 1]
    double decode_math;  ///< compute efficiency of decode attention relative to prefill attention
    double dequantise;   ///< compute efficiency when weights are widened before the product, (0, 1]
    double narrow;       ///< compute efficiency of 4-bit products relative to 8-bit ones, (0, 1]
    double eager;        ///< seconds of host time per kernel when a step is not a replayed graph
    double interference; ///< share of a prefill's cost that decoding sequences feel, (0, 1.5]
    double request;      ///< seconds of fixed work per request before its first token
    double admission;    ///< decode steps that a new request waits for before its prefill starts
    double burst;        ///< share of the concurrent requests that arrive together, [0, 1]
    double tail;         ///< ramp-down of a one-shot batch in units of its mean length, [0, 1]
    double occupancy;    ///< share of the memory left for KV that a saturated engine fills, (0, 1]
    double limit;        ///< mean over percentile limit of a server run at its limit, (0, 1]
    double yearly_host;  ///< log rate per year at which host overheads shrink
    double yearly_speed; ///< log rate per year at which kernels approach the hardware
};

/// All of them, so that a fit can vary them.
struct calibration {
    std::array<chip_constants, silicons> chips;
    std::array<engine_constants, engine_families> engines;
    common_constants common;
};

/// The fitted values.
inline constexpr calibration fitted{
    .chips = {{
        {.memory = 0.70, .compute = 0.50, .attention = 0.30, .kernel = 5e-6, .link = 0.6, .hop = 15e-6},
        {.memory = 0.80, .compute = 0.65, .attention = 0.40, .kernel = 4e-6, .link = 0.6, .hop = 10e-6},
        {.memory = 0.80, .compute = 0.60, .attention = 0.40, .kernel = 3e-6, .link = 0.6, .hop = 15e-6},
        {.memory = 0.80, .compute = 0.65, .attention = 0.45, .kernel = 3e-6, .link = 0.6, .hop = 7e-6},
        {.memory = 0.80, .compute = 0.60, .attention = 0.40, .kernel = 3e-6, .link = 0.6, .hop = 7e-6},
        {.memory = 0.80, .compute = 0.60, .attention = 0.40, .kernel = 3e-6, .link = 0.6, .hop = 20e-6},
        {.memory = 0.65, .compute = 0.45, .attention = 0.30, .kernel = 5e-6, .link = 0.5, .hop = 12e-6},
        {.memory = 0.70, .compute = 0.50, .attention = 0.30, .kernel = 4e-6, .link = 0.6, .hop = 8e-6},
        {.memory = 0.60, .compute = 0.40, .attention = 0.20, .kernel = 5e-6, .link = 0.5, .hop = 12e-6},
        {.memory = 0.60, .compute = 0.40, .attention = 0.25, .kernel = 6e-6, .link = 0.5, .hop = 15e-6},
        {.memory = 0.75, .compute = 0.70, .attention = 0.40, .kernel = 6e-6, .link = 0.5, .hop = 20e-6},
        {.memory = 0.70, .compute = 0.45, .attention = 0.30, .kernel = 5e-6, .link = 0.5, .hop = 15e-6},
    }},
    .engines = {{
        {.step = 0.3e-3, .sequence = 3e-6, .speed = 0.95},
        {.step = 0.7e-3, .sequence = 6e-6, .speed = 0.90},
        {.step = 0.5e-3, .sequence = 5e-6, .speed = 0.90},
        {.step = 0.2e-3, .sequence = 10e-6, .speed = 0.70},
        {.step = 0.3e-3, .sequence = 5e-6, .speed = 0.85},
        {.step = 1.0e-3, .sequence = 20e-6, .speed = 0.80},
        {.step = 1.0e-3, .sequence = 10e-6, .speed = 0.80},
        {.step = 1.0e-3, .sequence = 10e-6, .speed = 0.80},
        {.step = 1.0e-3, .sequence = 10e-6, .speed = 0.85},
    }},
    .common = {
        .overlap = 0.3, .tile = 32, .expert_tile = 16, .popularity = 2.0, .grouped = 0.8,
        .grouped_math = 0.7, .decode_math = 0.8, .dequantise = 0.6, .narrow = 0.8, .eager = 5e-6,
        .interference = 0.9, .request = 30e-3, .admission = 1.0, .burst = 0.1, .tail = 0.3,
        
        .occupancy = 0.9, .limit = 0.7, .yearly_host = 0.3, .yearly_speed = 0.1,
    },
};

} // namespace flopcost::serving
