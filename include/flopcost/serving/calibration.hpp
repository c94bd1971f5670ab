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
        {.memory = 0.716, .compute = 0.531, .attention = 0.297, .kernel = 4.75e-6, .link = 0.542, .hop = 12.8e-6},
        {.memory = 0.970, .compute = 0.769, .attention = 0.436, .kernel = 4.39e-6, .link = 0.777, .hop = 7.76e-6},
        {.memory = 0.970, .compute = 0.641, .attention = 0.304, .kernel = 2.18e-6, .link = 0.681, .hop = 8.9e-6},
        {.memory = 0.966, .compute = 0.745, .attention = 0.440, .kernel = 3.29e-6, .link = 0.709, .hop = 9.5e-6},
        {.memory = 0.970, .compute = 0.600, .attention = 0.477, .kernel = 2.42e-6, .link = 0.570, .hop = 7e-6},
        {.memory = 0.970, .compute = 0.849, .attention = 0.404, .kernel = 3.21e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.595, .compute = 0.891, .attention = 0.217, .kernel = 4.53e-6, .link = 0.100, .hop = 14.3e-6},
        {.memory = 0.637, .compute = 0.616, .attention = 0.260, .kernel = 3.74e-6, .link = 0.278, .hop = 7.48e-6},
        {.memory = 0.785, .compute = 0.350, .attention = 0.274, .kernel = 4.38e-6, .link = 0.411, .hop = 11.9e-6},
        {.memory = 0.669, .compute = 0.581, .attention = 0.295, .kernel = 10.9e-6, .link = 0.471, .hop = 17.3e-6},
        {.memory = 0.867, .compute = 0.876, .attention = 0.402, .kernel = 6.1e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.680, .compute = 0.454, .attention = 0.300, .kernel = 5.54e-6, .link = 0.500, .hop = 13.3e-6},
    }},
    .engines = {{
        {.step = 0.553e-3, .sequence = 3.17e-6, .speed = 0.967},
        {.step = 0.801e-3, .sequence = 24.2e-6, .speed = 0.903},
        {.step = 0.561e-3, .sequence = 25.9e-6, .speed = 0.761},
        {.step = 0.265e-3, .sequence = 6.65e-6, .speed = 0.962},
        {.step = 1.16e-3, .sequence = 7.15e-6, .speed = 0.946},
        {.step = 0.605e-3, .sequence = 7.09e-6, .speed = 1.000},
        {.step = 0.266e-3, .sequence = 4.73e-6, .speed = 1.000},
        {.step = 2.29e-3, .sequence = 7.57e-6, .speed = 0.882},
        {.step = 0.609e-3, .sequence = 5.49e-6, .speed = 1.000},
    }},
    .common = {
        .overlap = 0.9148,
        .tile = 11.28,
        .expert_tile = 63.7,
        .popularity = 1.216,
        .grouped = 0.7584,
        .grouped_math = 0.6784,
        .decode_math = 2,
        .dequantise = 0.5974,
        .narrow = 0.7691,
        .eager = 8.77e-06,
        .interference = 1.17,
        .request = 0.03455,
        .admission = 3.597,
        .together = 0.1423,
        .together_first = 0.7329,
        .tail = 0.736,
        .occupancy = 0.8827,
        .limit = 0.8037,
        .yearly_host = 0.2785,
        .yearly_speed = 0.03524,
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
