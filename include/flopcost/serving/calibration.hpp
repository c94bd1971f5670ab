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
    double offline;      ///< per-sequence host time without a streaming frontend, as a share of it with one
    double handover;     ///< seconds that passing a request between pools adds to its first token
    double admission;    ///< decode steps that a new request waits for before its prefill starts
    // Share of a closed loop's requests that come in waves, [0, 1]:
    double mixed_varied; ///< engine mixes phases, lengths vary
    double mixed_equal;  ///< engine mixes phases, lengths are equal
    double first_varied; ///< prefill goes first, lengths vary
    double first_equal;  ///< prefill goes first, lengths are equal
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
        {.memory = 0.645, .compute = 0.464, .attention = 0.287, .kernel = 5e-6, .link = 0.508, .hop = 13.8e-6},
        {.memory = 0.866, .compute = 0.729, .attention = 0.499, .kernel = 3.37e-6, .link = 0.810, .hop = 9.51e-6},
        {.memory = 0.962, .compute = 0.610, .attention = 0.285, .kernel = 2.5e-6, .link = 0.706, .hop = 11e-6},
        {.memory = 0.934, .compute = 0.766, .attention = 0.487, .kernel = 3.37e-6, .link = 0.660, .hop = 10.3e-6},
        {.memory = 0.920, .compute = 0.583, .attention = 0.620, .kernel = 2.78e-6, .link = 0.623, .hop = 6.23e-6},
        {.memory = 0.970, .compute = 0.925, .attention = 0.422, .kernel = 2.85e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.510, .compute = 0.796, .attention = 0.198, .kernel = 12.5e-6, .link = 0.115, .hop = 14e-6},
        {.memory = 0.610, .compute = 0.548, .attention = 0.258, .kernel = 3.42e-6, .link = 0.268, .hop = 7.66e-6},
        {.memory = 0.681, .compute = 0.395, .attention = 0.285, .kernel = 4.48e-6, .link = 0.448, .hop = 12.1e-6},
        {.memory = 0.592, .compute = 0.604, .attention = 0.363, .kernel = 5.48e-6, .link = 0.574, .hop = 10.3e-6},
        {.memory = 0.843, .compute = 0.970, .attention = 0.495, .kernel = 6.16e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.696, .compute = 0.475, .attention = 0.301, .kernel = 5.17e-6, .link = 0.504, .hop = 13e-6},
    }},
    .engines = {{
        {.step = 0.461e-3, .sequence = 7.19e-6, .speed = 0.991},
        {.step = 1.01e-3, .sequence = 23.6e-6, .speed = 0.963},
        {.step = 1.54e-3, .sequence = 30.9e-6, .speed = 0.609},
        {.step = 0.788e-3, .sequence = 7e-6, .speed = 0.590},
        {.step = 0.729e-3, .sequence = 7.03e-6, .speed = 1.000},
        {.step = 0.533e-3, .sequence = 6.84e-6, .speed = 1.000},
        {.step = 0.213e-3, .sequence = 4.42e-6, .speed = 1.000},
        {.step = 1.84e-3, .sequence = 7.27e-6, .speed = 0.719},
        {.step = 0.6e-3, .sequence = 6.43e-6, .speed = 1.000},
    }},
    .common = {
        .overlap = 0.6751,
        .traffic = 1.5,
        .tile = 18.65,
        .expert_tile = 97.14,
        .slice = 438.3,
        .popularity = 0.9198,
        .grouped = 0.7809,
        .grouped_math = 0.8517,
        .decode_math = 0.8717,
        .dequantise = 0.6542,
        .narrow = 0.7698,
        .eager = 3.176e-06,
        .interference = 1.144,
        .request = 0.02122,
        .offline = 0.33,
        .handover = 0.1352,
        .admission = 4.975,
        .mixed_varied = 0.1131,
        .mixed_equal = 0.1614,
        .first_varied = 0.5564,
        .first_equal = 1,
        .tail = 0.2066,
        .occupancy = 0.8556,
        .limit = 0.8483,
        .yearly_host = 0.5487,
        .yearly_speed = 0.03358,
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
