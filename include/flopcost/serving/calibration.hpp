// SPDX-License-Identifier: MIT
#pragma once

// The calibration constants of the serving model, in one place. They were fitted by
// tests/validation/serving/fit.cpp on published measurements (tests/data/inference_*.csv) with a
// robust logarithmic loss: first what all families have in common, then, held by a pull to that,
// what sets each apart. No constant belongs to a model, source or row.

#include <array>

namespace flopcost::serving {

/// What software serves the model; each family has five constants. `other`: any other.
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

/// Five constants of an engine family, as of the reference release date.
struct engine_constants {
    double step;     ///< seconds of host time per step that no kernel hides
    double sequence; ///< seconds of host time per running sequence and step
    double speed;    ///< share in (0, 1] of the chip's matrix-product rate that its kernels reach
    double eager;    ///< seconds of host time per kernel of a step that is not a replayed graph
    double request;  ///< seconds of fixed work per request before its first token
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
    double interference; ///< share of a prefill's cost that decoding sequences feel, (0, 1.5]
    double
        offline; ///< per-sequence host time without a streaming frontend, as a share of it with one
    double handover;  ///< seconds that passing a request between pools adds to its first token
    double admission; ///< decode steps that a new request waits for before its prefill starts
    // Share of a closed loop's requests that come in waves, [0, 1], when lengths vary:
    double mixed_varied; ///< engine mixes phases
    double first_varied; ///< prefill goes first
    // Requests of equal length that stay in step, per attention group:
    double mixed_equal; ///< engine mixes phases
    double first_equal; ///< prefill goes first
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
        {.memory = 0.682, .compute = 0.457, .attention = 0.296, .kernel = 5.09e-6, .link = 0.502, .hop = 13.4e-6},
        {.memory = 0.845, .compute = 0.732, .attention = 0.441, .kernel = 3.78e-6, .link = 0.683, .hop = 9.02e-6},
        {.memory = 0.926, .compute = 0.608, .attention = 0.379, .kernel = 3.11e-6, .link = 0.680, .hop = 9.28e-6},
        {.memory = 0.904, .compute = 0.769, .attention = 0.430, .kernel = 3.53e-6, .link = 0.654, .hop = 8.85e-6},
        {.memory = 0.877, .compute = 0.594, .attention = 0.491, .kernel = 2.63e-6, .link = 0.619, .hop = 7.35e-6},
        {.memory = 0.954, .compute = 0.675, .attention = 0.408, .kernel = 3.32e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.562, .compute = 0.480, .attention = 0.269, .kernel = 10.1e-6, .link = 0.387, .hop = 19.8e-6},
        {.memory = 0.701, .compute = 0.596, .attention = 0.371, .kernel = 3.88e-6, .link = 0.510, .hop = 9.72e-6},
        {.memory = 0.671, .compute = 0.426, .attention = 0.297, .kernel = 5.44e-6, .link = 0.484, .hop = 15.3e-6},
        {.memory = 0.727, .compute = 0.570, .attention = 0.381, .kernel = 3.82e-6, .link = 0.596, .hop = 9.21e-6},
        {.memory = 0.815, .compute = 0.801, .attention = 0.417, .kernel = 6e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.698, .compute = 0.457, .attention = 0.300, .kernel = 5.03e-6, .link = 0.502, .hop = 13e-6},
    }},
    .engines = {{
        {.step = 0.48e-3, .sequence = 6.28e-6, .speed = 1.000, .eager = 8.04e-6, .request = 66.1e-3},
        {.step = 1.06e-3, .sequence = 20e-6, .speed = 0.987, .eager = 6.53e-6, .request = 23.1e-3},
        {.step = 1.46e-3, .sequence = 11.2e-6, .speed = 0.596, .eager = 11e-6, .request = 84.4e-3},
        {.step = 0.707e-3, .sequence = 7e-6, .speed = 0.690, .eager = 7e-6, .request = 30e-3},
        {.step = 0.833e-3, .sequence = 6.92e-6, .speed = 1.000, .eager = 6.5e-6, .request = 30e-3},
        {.step = 0.684e-3, .sequence = 7.03e-6, .speed = 0.855, .eager = 7e-6, .request = 30.5e-3},
        {.step = 0.495e-3, .sequence = 6.49e-6, .speed = 0.996, .eager = 6.99e-6, .request = 28.7e-3},
        {.step = 1.26e-3, .sequence = 7.1e-6, .speed = 0.811, .eager = 7.22e-6, .request = 30e-3},
        {.step = 0.677e-3, .sequence = 6.82e-6, .speed = 0.965, .eager = 7e-6, .request = 30e-3},
    }},
    .common = {
        .overlap = 0.6595,
        .traffic = 1.5,
        .tile = 30.96,
        .expert_tile = 20.13,
        .slice = 406,
        .popularity = 1.367,
        .grouped = 0.8227,
        .grouped_math = 0.8312,
        .decode_math = 1.049,
        .dequantise = 0.6143,
        .narrow = 0.794,
        .interference = 1.129,
        .offline = 0.4359,
        .handover = 0.1162,
        .admission = 2.224,
        .mixed_varied = 0.1435,
        .first_varied = 0.355,
        .mixed_equal = 1.961,
        .first_equal = 200,
        .tail = 0.2676,
        .occupancy = 0.8505,
        .limit = 0.8482,
        .yearly_host = 0.4184,
        .yearly_speed = 0.05704,
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

/// How hard a deployment works, as far as errors differ.
enum class load_class {
    light, ///< at most eight requests of each attention group
    busy,  ///< more, and all of them fit
    full,  ///< requests wait for memory or for a slot
    pools, ///< prefill and decode on separate instances
};
inline constexpr int load_classes = 4;

/// The class of `users` requests spread over `groups` attention groups.
[[nodiscard]] constexpr load_class load_class_of(double users, double groups, bool waits) noexcept {
    return waits                 ? load_class::full
           : users > 8.0 * groups ? load_class::busy
                                 : load_class::light;
}

/// A class of predictions with one distribution of errors.
struct regime {
    quantity_kind kind;
    coverage covered;
    load_class load;
};

/// Factors on a predicted time that enclose 90 % of the measurements left out of the fit.
struct spread_of_errors {
    double low, high;
};

/// Residuals of tests/validation/serving/fit.cpp with sources, chips and models left out in turn.
// clang-format off
inline constexpr spread_of_errors residual_spreads[quantity_kinds][3][load_classes] = {
    // SPREADS
    {{{0.640, 1.344}, {0.640, 1.344}, {0.640, 1.344}, {0.640, 1.344}},
     {{0.688, 1.967}, {0.688, 1.967}, {0.688, 1.967}, {0.688, 1.967}},
     {{0.698, 2.626}, {0.698, 2.626}, {0.698, 2.626}, {0.698, 2.626}}},
    {{{0.537, 2.818}, {0.537, 2.818}, {0.537, 2.818}, {0.537, 2.818}},
     {{0.514, 11.236}, {0.514, 11.236}, {0.514, 11.236}, {0.514, 11.236}},
     {{0.241, 3.883}, {0.241, 3.883}, {0.241, 3.883}, {0.241, 3.883}}},
    {{{0.528, 2.164}, {0.528, 2.164}, {0.528, 2.164}, {0.528, 2.164}},
     {{0.434, 9.839}, {0.434, 9.839}, {0.434, 9.839}, {0.434, 9.839}},
     {{0.254, 7.236}, {0.254, 7.236}, {0.254, 7.236}, {0.254, 7.236}}},
    {{{0.450, 2.400}, {0.450, 2.400}, {0.450, 2.400}, {0.450, 2.400}},
     {{0.450, 2.400}, {0.450, 2.400}, {0.450, 2.400}, {0.450, 2.400}},
     {{0.487, 2.949}, {0.487, 2.949}, {0.487, 2.949}, {0.487, 2.949}}},
    {{{0.811, 1.372}, {0.811, 1.372}, {0.811, 1.372}, {0.811, 1.372}},
     {{0.515, 2.150}, {0.515, 2.150}, {0.515, 2.150}, {0.515, 2.150}},
     {{0.547, 1.231}, {0.547, 1.231}, {0.547, 1.231}, {0.547, 1.231}}},
    {{{0.673, 1.973}, {0.673, 1.973}, {0.673, 1.973}, {0.673, 1.973}},
     {{0.563, 5.573}, {0.563, 5.573}, {0.563, 5.573}, {0.563, 5.573}},
     {{0.699, 2.683}, {0.699, 2.683}, {0.699, 2.683}, {0.699, 2.683}}},
    // END
};
// clang-format on

[[nodiscard]] constexpr spread_of_errors spread_of(regime r) noexcept {
    return residual_spreads[static_cast<int>(r.kind)][static_cast<int>(r.covered)]
                           [static_cast<int>(r.load)];
}

} // namespace flopcost::serving
