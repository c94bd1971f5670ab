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
        {.memory = 0.674, .compute = 0.515, .attention = 0.297, .kernel = 4.92e-6, .link = 0.542, .hop = 13e-6},
        {.memory = 0.880, .compute = 0.800, .attention = 0.431, .kernel = 4.58e-6, .link = 0.733, .hop = 8.78e-6},
        {.memory = 0.945, .compute = 0.689, .attention = 0.241, .kernel = 2.76e-6, .link = 0.666, .hop = 10.2e-6},
        {.memory = 0.935, .compute = 0.762, .attention = 0.618, .kernel = 3.74e-6, .link = 0.575, .hop = 8.55e-6},
        {.memory = 0.956, .compute = 0.572, .attention = 0.638, .kernel = 2.91e-6, .link = 0.539, .hop = 5.68e-6},
        {.memory = 0.970, .compute = 0.970, .attention = 0.438, .kernel = 3.23e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.961, .compute = 0.962, .attention = 0.050, .kernel = 3.72e-6, .link = 0.100, .hop = 59.2e-6},
        {.memory = 0.637, .compute = 0.851, .attention = 0.185, .kernel = 3.94e-6, .link = 0.343, .hop = 7.27e-6},
        {.memory = 0.694, .compute = 0.384, .attention = 0.266, .kernel = 4.75e-6, .link = 0.440, .hop = 14.2e-6},
        {.memory = 0.634, .compute = 0.555, .attention = 0.293, .kernel = 11.2e-6, .link = 0.471, .hop = 17.4e-6},
        {.memory = 0.856, .compute = 0.970, .attention = 0.543, .kernel = 6.03e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.691, .compute = 0.450, .attention = 0.300, .kernel = 5.45e-6, .link = 0.498, .hop = 13.3e-6},
    }},
    .engines = {{
        {.step = 0.485e-3, .sequence = 2.64e-6, .speed = 0.923},
        {.step = 1.01e-3, .sequence = 25.1e-6, .speed = 0.866},
        {.step = 1.49e-3, .sequence = 24.5e-6, .speed = 0.578},
        {.step = 0.899e-3, .sequence = 6.97e-6, .speed = 0.509},
        {.step = 1.2e-3, .sequence = 6.89e-6, .speed = 0.943},
        {.step = 0.562e-3, .sequence = 6.92e-6, .speed = 1.000},
        {.step = 0.263e-3, .sequence = 4.61e-6, .speed = 1.000},
        {.step = 2.24e-3, .sequence = 7.56e-6, .speed = 0.653},
        {.step = 0.601e-3, .sequence = 5.4e-6, .speed = 1.000},
    }},
    .common = {
        .overlap = 0.9001,
        .tile = 10.71,
        .expert_tile = 64,
        .popularity = 1.048,
        .grouped = 0.7125,
        .grouped_math = 0.7019,
        .decode_math = 0.9795,
        .dequantise = 0.7369,
        .narrow = 0.7648,
        .eager = 7.7e-06,
        .interference = 1.107,
        .request = 0.0303,
        .admission = 4.35,
        .together = 0.1243,
        .together_first = 0.6777,
        .tail = 0.6505,
        .occupancy = 1,
        .limit = 0.7992,
        .yearly_host = 0.3336,
        .yearly_speed = 0.03229,
    },
};

/// What is predicted, as far as errors differ.
enum class quantity_kind {
    token_time,         ///< time per output token
    first_token,        ///< time to first token, mostly prefill
    queued_first_token, ///< the same, mostly waiting
    prefill,            ///< prompt processing alone
    saturated_rate,     ///< throughput with the queue always full
    loaded_rate,        ///< throughput of a closed loop, a fixed or a one-shot batch
};
inline constexpr int quantity_kinds = 6;

/// How well measurements cover the case: recent TensorRT-LLM, vLLM and SGLang on Hopper and
/// Blackwell, serving dense models or mixtures of experts; everything else.
enum class coverage { dense, moe, sparse };

/// A class of predictions with one distribution of errors.
struct regime {
    quantity_kind kind;
    coverage covered;
};

/// Factors on a predicted time that enclose 90 % of the measurements left out of the fit.
struct spread_of_errors {
    double low, high;
};

/// Residuals of tests/validation/serving/fit.cpp with sources, chips and models left out in turn.
inline constexpr spread_of_errors residual_spreads[quantity_kinds][3] = {
    // SPREADS
    {{0.70, 1.35}, {0.60, 1.70}, {0.5, 2.0}},
    {{0.5, 2.0}, {0.5, 2.5}, {0.3, 3.0}},
    {{0.3, 3.0}, {0.3, 3.0}, {0.2, 4.0}},
    {{0.5, 2.0}, {0.5, 2.0}, {0.4, 2.5}},
    {{0.75, 1.35}, {0.65, 1.6}, {0.6, 1.7}},
    {{0.6, 1.6}, {0.5, 2.0}, {0.4, 2.5}},
    // END
};

[[nodiscard]] constexpr spread_of_errors spread_of(regime r) noexcept {
    return residual_spreads[static_cast<int>(r.kind)][static_cast<int>(r.covered)];
}

} // namespace flopcost::serving
