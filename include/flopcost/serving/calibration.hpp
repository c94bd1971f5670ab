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
    double together;       ///< share of a closed loop's requests that come in waves, engine mixes phases
    double together_first; ///< the same where prefill goes first, which keeps waves together
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
        {.memory = 0.690, .compute = 0.578, .attention = 0.266, .kernel = 4.56e-6, .link = 0.696, .hop = 13.9e-6},
        {.memory = 0.970, .compute = 0.769, .attention = 0.442, .kernel = 5.32e-6, .link = 0.809, .hop = 7.89e-6},
        {.memory = 0.970, .compute = 0.671, .attention = 0.221, .kernel = 1.65e-6, .link = 0.685, .hop = 11.5e-6},
        {.memory = 0.970, .compute = 0.718, .attention = 0.447, .kernel = 3.23e-6, .link = 0.726, .hop = 10.4e-6},
        {.memory = 0.970, .compute = 0.589, .attention = 0.470, .kernel = 2.46e-6, .link = 0.569, .hop = 6.63e-6},
        {.memory = 0.970, .compute = 0.970, .attention = 0.366, .kernel = 2.61e-6, .link = 0.598, .hop = 19.8e-6},
        {.memory = 0.551, .compute = 0.970, .attention = 0.138, .kernel = 4.25e-6, .link = 0.100, .hop = 13.9e-6},
        {.memory = 0.625, .compute = 0.658, .attention = 0.065, .kernel = 3.8e-6, .link = 0.273, .hop = 5.53e-6},
        {.memory = 0.811, .compute = 0.297, .attention = 0.153, .kernel = 3.46e-6, .link = 0.394, .hop = 9.74e-6},
        {.memory = 0.621, .compute = 0.700, .attention = 0.263, .kernel = 20e-6, .link = 0.446, .hop = 29.5e-6},
        {.memory = 0.882, .compute = 0.936, .attention = 0.367, .kernel = 6.26e-6, .link = 0.500, .hop = 20e-6},
        {.memory = 0.679, .compute = 0.464, .attention = 0.301, .kernel = 6.17e-6, .link = 0.500, .hop = 15.7e-6},
    }},
    .engines = {{
        {.step = 0.566e-3, .sequence = 2.13e-6, .speed = 0.968},
        {.step = 0.956e-3, .sequence = 25e-6, .speed = 0.921},
        {.step = 0.5e-3, .sequence = 26.4e-6, .speed = 0.761},
        {.step = 0.105e-3, .sequence = 8.85e-6, .speed = 0.941},
        {.step = 1.09e-3, .sequence = 6.82e-6, .speed = 0.949},
        {.step = 0.661e-3, .sequence = 20.7e-6, .speed = 1.000},
        {.step = 0.165e-3, .sequence = 3.9e-6, .speed = 1.000},
        {.step = 2.87e-3, .sequence = 12.5e-6, .speed = 0.850},
        {.step = 0.569e-3, .sequence = 5.38e-6, .speed = 1.000},
    }},
    .common = {
        .overlap = 0.9414,
        .tile = 4.661,
        .expert_tile = 64,
        .popularity = 0.8546,
        .grouped = 0.7339,
        .grouped_math = 0.6686,
        .decode_math = 2,
        .dequantise = 0.5766,
        .narrow = 0.7528,
        .eager = 8.654e-06,
        .interference = 1.144,
        .request = 0.03341,
        .admission = 3.636,
        .together = 0.139,
        .together_first = 0.7555,
        .tail = 0.7457,
        .occupancy = 0.8883,
        .limit = 0.8069,
        .yearly_host = 0.2874,
        .yearly_speed = 0.03004,
    },
};

/// Factors on a predicted time that enclose 90 % of measurements left out of the fit.
struct spread_of_errors {
    double low, high;
};

/// By regime: engines' saturated throughput of dense models and of mixtures of experts, and the time
/// per token below saturation.
[[nodiscard]] constexpr spread_of_errors spread_of(bool moe, bool saturated) noexcept {
    if (saturated) return moe ? spread_of_errors{0.60, 1.75} : spread_of_errors{0.70, 1.40};
    return moe ? spread_of_errors{0.60, 1.70} : spread_of_errors{0.70, 1.35};
}
inline constexpr spread_of_errors first_token_spread{0.4, 2.5};

} // namespace flopcost::serving
