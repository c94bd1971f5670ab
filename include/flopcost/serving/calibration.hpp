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
    double traffic;      ///< share of the unfused activation traffic that reaches memory, (0, 1.5]
    double tile;         ///< rows a dense product is padded with, [0, 128]
    double expert_tile;  ///< rows each expert's product is padded with, [0, 64]
    double slice;        ///< width of an expert's slice at which its products reach half their rate
    double popularity;   ///< shape of the gamma distribution of expert popularity, > 0
    double grouped;      ///< memory efficiency of grouped expert products relative to dense, (0, 1]
    double grouped_math; ///< compute efficiency of grouped expert products relative to dense, (0, 1]
    double decode_math;  ///< compute efficiency of decode attention relative to prefill attention
    double dequantise;   ///< compute efficiency when weights are widened before the product, (0, 1]
    double narrow;       ///< compute efficiency of 4-bit products relative to 8-bit ones, (0, 1]
    double eager;        ///< seconds of host time per kernel when a step is not a replayed graph
    double interference; ///< share of a prefill's cost that decoding sequences feel, (0, 1.5]
    double request;      ///< seconds of fixed work per request before its first token
    double handover;     ///< seconds that passing a request between pools adds to its first token
    double admission;    ///< decode steps that a new request waits for before its prefill starts
    double together;       ///< share of a closed loop's requests that come in waves, engine mixes phases
    double together_first; ///< the same where prefill goes first and lengths are equal
    double together_varied; ///< the same where prefill goes first and lengths vary
    double tail;         ///< how far output lengths that vary are exponential, [0, 1.5]
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
        {.memory = 0.658, .compute = 0.482, .attention = 0.295, .kernel = 4.98e-6, .link = 0.511, .hop = 13.7e-6},
        {.memory = 0.873, .compute = 0.739, .attention = 0.478, .kernel = 4.39e-6, .link = 0.793, .hop = 9.19e-6},
        {.memory = 0.946, .compute = 0.636, .attention = 0.261, .kernel = 2.65e-6, .link = 0.705, .hop = 10.8e-6},
        {.memory = 0.934, .compute = 0.671, .attention = 0.718, .kernel = 3.69e-6, .link = 0.734, .hop = 9.62e-6},
        {.memory = 0.911, .compute = 0.542, .attention = 0.802, .kernel = 2.8e-6, .link = 0.598, .hop = 6.1e-6},
        {.memory = 0.970, .compute = 0.850, .attention = 0.431, .kernel = 3.28e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.933, .compute = 0.783, .attention = 0.050, .kernel = 4e-6, .link = 0.134, .hop = 80e-6},
        {.memory = 0.602, .compute = 0.914, .attention = 0.216, .kernel = 3.66e-6, .link = 0.373, .hop = 6.87e-6},
        {.memory = 0.691, .compute = 0.386, .attention = 0.269, .kernel = 4.74e-6, .link = 0.442, .hop = 13.5e-6},
        {.memory = 0.627, .compute = 0.528, .attention = 0.282, .kernel = 13.5e-6, .link = 0.467, .hop = 18e-6},
        {.memory = 0.837, .compute = 0.970, .attention = 0.542, .kernel = 6.14e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.686, .compute = 0.437, .attention = 0.300, .kernel = 5.44e-6, .link = 0.501, .hop = 13e-6},
    }},
    .engines = {{
        {.step = 0.546e-3, .sequence = 2.71e-6, .speed = 1.000},
        {.step = 1.15e-3, .sequence = 23e-6, .speed = 0.930},
        {.step = 1.57e-3, .sequence = 29.7e-6, .speed = 0.691},
        {.step = 0.871e-3, .sequence = 6.96e-6, .speed = 0.531},
        {.step = 0.949e-3, .sequence = 6.07e-6, .speed = 1.000},
        {.step = 0.571e-3, .sequence = 6.86e-6, .speed = 1.000},
        {.step = 0.248e-3, .sequence = 4.29e-6, .speed = 1.000},
        {.step = 2.06e-3, .sequence = 7.62e-6, .speed = 0.659},
        {.step = 0.567e-3, .sequence = 5.16e-6, .speed = 1.000},
    }},
    .common = {
        .overlap = 0.5771,
        .traffic = 1.488,
        .tile = 22.81,
        .expert_tile = 89.03,
        .slice = 562.3,
        .popularity = 0.8296,
        .grouped = 0.764,
        .grouped_math = 0.7805,
        .decode_math = 0.5842,
        .dequantise = 0.7631,
        .narrow = 0.7739,
        .eager = 4.867e-06,
        .interference = 1.075,
        .request = 0.0191,
        .handover = 0.1472,
        .admission = 6.157,
        .together = 0.1164,
        .together_first = 0.9053,
        .together_varied = 0.4494,
        .tail = 0.2499,
        .occupancy = 0.8884,
        .limit = 0.8513,
        .yearly_host = 0.4295,
        .yearly_speed = 0.04249,
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
