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
    double speed; ///< share in (0, 1] of the hardware's kernel speed that the engine's kernels get
};

/// Constants shared by all families; each has a physical range.
struct common_constants {
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
        {.memory = 0.651,
         .compute = 0.477,
         .attention = 0.291,
         .kernel = 5.01e-6,
         .link = 0.505,
         .hop = 14.1e-6},
        {.memory = 0.886,
         .compute = 0.773,
         .attention = 0.480,
         .kernel = 4.59e-6,
         .link = 0.818,
         .hop = 9.13e-6},
        {.memory = 0.957,
         .compute = 0.650,
         .attention = 0.289,
         .kernel = 2.57e-6,
         .link = 0.722,
         .hop = 11e-6},
        {.memory = 0.956,
         .compute = 0.841,
         .attention = 0.414,
         .kernel = 3.61e-6,
         .link = 0.655,
         .hop = 8.56e-6},
        {.memory = 0.925,
         .compute = 0.621,
         .attention = 0.615,
         .kernel = 2.68e-6,
         .link = 0.603,
         .hop = 6.59e-6},
        {.memory = 0.970,
         .compute = 0.963,
         .attention = 0.426,
         .kernel = 2.8e-6,
         .link = 0.600,
         .hop = 9e-6},
        {.memory = 0.499,
         .compute = 0.881,
         .attention = 0.204,
         .kernel = 11.7e-6,
         .link = 0.114,
         .hop = 16.4e-6},
        {.memory = 0.613,
         .compute = 0.534,
         .attention = 0.264,
         .kernel = 3.45e-6,
         .link = 0.300,
         .hop = 8.06e-6},
        {.memory = 0.690,
         .compute = 0.407,
         .attention = 0.285,
         .kernel = 4.65e-6,
         .link = 0.455,
         .hop = 13.1e-6},
        {.memory = 0.610,
         .compute = 0.624,
         .attention = 0.364,
         .kernel = 5.11e-6,
         .link = 0.574,
         .hop = 10.3e-6},
        {.memory = 0.852,
         .compute = 0.970,
         .attention = 0.493,
         .kernel = 6.11e-6,
         .link = 0.600,
         .hop = 9e-6},
        {.memory = 0.699,
         .compute = 0.478,
         .attention = 0.301,
         .kernel = 5.16e-6,
         .link = 0.507,
         .hop = 12.9e-6},
    }},
    .engines = {{
        {.step = 0.518e-3, .sequence = 8.29e-6, .speed = 0.974},
        {.step = 1e-3, .sequence = 22.4e-6, .speed = 0.936},
        {.step = 1.6e-3, .sequence = 29.3e-6, .speed = 0.586},
        {.step = 0.833e-3, .sequence = 7e-6, .speed = 0.576},
        {.step = 0.933e-3, .sequence = 7.58e-6, .speed = 0.996},
        {.step = 0.544e-3, .sequence = 6.82e-6, .speed = 1.000},
        {.step = 0.225e-3, .sequence = 4.48e-6, .speed = 1.000},
        {.step = 2.16e-3, .sequence = 7.26e-6, .speed = 0.751},
        {.step = 0.616e-3, .sequence = 6.5e-6, .speed = 1.000},
    }},
    .common =
        {
            .overlap = 0.8557,
            .traffic = 1.494,
            .tile = 13.57,
            .expert_tile = 60.06,
            .slice = 361.9,
            .popularity = 0.9357,
            .grouped = 0.782,
            .grouped_math = 0.8273,
            .decode_math = 1.201,
            .dequantise = 0.6483,
            .narrow = 0.798,
            .eager = 6.786e-06,
            .interference = 1.138,
            .request = 0.03439,
            .offline = 0.3499,
            .handover = 0.1342,
            .admission = 3.848,
            .mixed_varied = 0.114,
            .mixed_equal = 0.1734,
            .first_varied = 0.5016,
            .first_equal = 0.9645,
            .tail = 0.2201,
            .occupancy = 0.8556,
            .limit = 0.8502,
            .yearly_host = 0.4073,
            .yearly_speed = 0.03703,
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
