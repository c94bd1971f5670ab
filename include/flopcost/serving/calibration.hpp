// SPDX-License-Identifier: MIT
#pragma once

// The calibration constants of the serving model, in one place. They were fitted by
// tests/validation/serving/fit.cpp on published measurements (tests/data/inference_*.csv) with a
// robust logarithmic loss: first what all families have in common, then, held by a pull to that,
// what sets each apart. No constant belongs to a model, source or row.

#include <array>

namespace flopcost::serving {

/// What software serves the model; each family has three constants. `other`: any other,
/// with what engines have in common.
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
    turing, // Volta and Turing
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
    double speed;    ///< share in (0, 1] of the chip's matrix-product rate that its kernels reach
};

/// Constants shared by all families; each has a physical range.
struct common_constants {
    double fan;     ///< latency that a one-shot all-reduce gains from 2 to 8 chips, in hops
    double overlap; ///< share of the smaller of compute and memory time that is not hidden, [0, 1]
    double traffic; ///< share of the unfused activation traffic that reaches memory, (0, 1.5]
    double tile;    ///< rows a dense product is padded with, [0, 128]
    double expert_tile; ///< rows each expert's product is padded with, [0, 64]
    double slice;       ///< width of an expert's slice at which its products reach half their rate
    double popularity;  ///< shape of the gamma distribution of expert popularity, > 0
    double grouped;     ///< memory efficiency of grouped expert products relative to dense, (0, 1]
    double
        grouped_math;   ///< compute efficiency of grouped expert products relative to dense, (0, 1]
    double decode_math; ///< compute efficiency of decode attention relative to prefill attention
    double dequantise;  ///< compute efficiency when weights are widened before the product, (0, 1]
    double narrow;      ///< compute efficiency of 4-bit products relative to 8-bit ones, (0, 1]
    double eager;       ///< seconds of host time per kernel when a step is not a replayed graph
    double interference; ///< share of a prefill's cost that decoding sequences feel, (0, 1.5]
    double request;      ///< seconds of fixed work per request before its first token
    double
        offline; ///< per-sequence host time without a streaming frontend, as a share of it with one
    double handover;  ///< seconds that passing a request between pools adds to its first token
    double admission; ///< decode steps that a new request waits for before its prefill starts
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

// clang-format off
/// The fitted values.
inline constexpr calibration fitted{
    .chips = {{
        {.memory = 0.672, .compute = 0.525, .attention = 0.309, .kernel = 4.16e-6, .link = 0.460, .hop = 10.6e-6},
        {.memory = 0.833, .compute = 0.736, .attention = 0.450, .kernel = 2.96e-6, .link = 0.639, .hop = 6.5e-6},
        {.memory = 0.908, .compute = 0.624, .attention = 0.403, .kernel = 2.58e-6, .link = 0.658, .hop = 7.39e-6},
        {.memory = 0.902, .compute = 0.736, .attention = 0.414, .kernel = 3.39e-6, .link = 0.621, .hop = 7.94e-6},
        {.memory = 0.860, .compute = 0.641, .attention = 0.479, .kernel = 2.67e-6, .link = 0.572, .hop = 5.89e-6},
        {.memory = 0.945, .compute = 0.777, .attention = 0.433, .kernel = 2.7e-6, .link = 0.549, .hop = 7.4e-6},
        {.memory = 0.656, .compute = 0.575, .attention = 0.292, .kernel = 4.73e-6, .link = 0.332, .hop = 29.5e-6},
        {.memory = 0.665, .compute = 0.726, .attention = 0.397, .kernel = 3.22e-6, .link = 0.459, .hop = 7.36e-6},
        {.memory = 0.692, .compute = 0.488, .attention = 0.318, .kernel = 4.13e-6, .link = 0.427, .hop = 11.5e-6},
        {.memory = 0.722, .compute = 0.654, .attention = 0.397, .kernel = 3.06e-6, .link = 0.544, .hop = 7.57e-6},
        {.memory = 0.808, .compute = 0.966, .attention = 0.446, .kernel = 4.88e-6, .link = 0.549, .hop = 7.4e-6},
        {.memory = 0.701, .compute = 0.541, .attention = 0.321, .kernel = 4.06e-6, .link = 0.460, .hop = 10.7e-6},
    }},
    .engines = {{
        {.step = 0.427e-3, .sequence = 11.4e-6, .speed = 1.000},
        {.step = 0.956e-3, .sequence = 23.4e-6, .speed = 1.000},
        {.step = 1.51e-3, .sequence = 26.5e-6, .speed = 0.666},
        {.step = 0.762e-3, .sequence = 14e-6, .speed = 0.676},
        {.step = 0.572e-3, .sequence = 13.7e-6, .speed = 1.000},
        {.step = 0.702e-3, .sequence = 14e-6, .speed = 0.913},
        {.step = 0.528e-3, .sequence = 13.4e-6, .speed = 1.000},
        {.step = 1.06e-3, .sequence = 14.2e-6, .speed = 0.882},
        {.step = 0.696e-3, .sequence = 13.7e-6, .speed = 1.000},
    }},
    .common = {
        .fan = 0.8618,
        .overlap = 0.6119,
        .traffic = 1.231,
        .tile = 25.59,
        .expert_tile = 39.5,
        .slice = 526.6,
        .popularity = 0.8432,
        .grouped = 0.8013,
        .grouped_math = 0.7841,
        .decode_math = 1.159,
        .dequantise = 0.6148,
        .narrow = 0.7136,
        .eager = 8.032e-06,
        .interference = 1.129,
        .request = 0.04757,
        .offline = 0.2353,
        .handover = 0.1762,
        .admission = 2.811,
        .mixed_varied = 0.1251,
        .mixed_equal = 0.1893,
        .first_varied = 0.5777,
        .first_equal = 0.8461,
        .tail = 0.3187,
        .occupancy = 0.8555,
        .limit = 0.861,
        .yearly_host = 0.3886,
        .yearly_speed = 0.03999,
    },
};
// clang-format on

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
    {{0.637, 1.330}, {0.642, 1.903}, {0.577, 2.571}},
    {{0.573, 2.835}, {0.599, 10.953}, {0.203, 4.009}},
    {{0.438, 2.060}, {0.310, 7.442}, {0.272, 6.625}},
    {{0.45, 2.4}, {0.45, 2.4}, {0.408, 3.229}},
    {{0.797, 1.359}, {0.498, 2.020}, {0.537, 1.267}},
    {{0.631, 1.966}, {0.472, 5.524}, {0.697, 2.690}},
    // END
};

[[nodiscard]] constexpr spread_of_errors spread_of(regime r) noexcept {
    return residual_spreads[static_cast<int>(r.kind)][static_cast<int>(r.covered)];
}

} // namespace flopcost::serving
