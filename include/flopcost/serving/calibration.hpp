// SPDX-License-Identifier: MIT
#pragma once

// The calibration constants of the serving model, in one place. They were fitted by
// tests/validation/serving/fit.cpp on published measurements (tests/data/inference_*.csv) with a
// robust logarithmic loss: first what all families have in common, then, held by a pull to that,
// what sets each apart. No constant belongs to a model, source or row.

namespace flopcost::serving {

/// What software serves the model; each family has three constants. `other`: any other.
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
    double attention; ///< share of the 16-bit peak that attention reaches, prefill and decode
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
    double overlap; ///< share that shows of compute and memory time that are equal, [0, 1]
    double traffic; ///< share of the unfused activation traffic that reaches memory, (0, 1.5]
    // Held at round values (popularity: of 1 and 2, the one with the lower error on what is left
    // out): few sources tell them apart from a chip's and an engine's constants, so that fitting
    // them raises that error.
    double tile;         ///< rows a dense product is padded with
    double expert_tile;  ///< rows each expert's product is padded with
    double slice;        ///< width of an expert's slice at which its products reach half their rate
    double popularity;   ///< shape of the gamma distribution of expert popularity; 1: exponential
    double grouped;      ///< memory efficiency of grouped 8- and 16-bit experts relative to dense
    double grouped_math; ///< compute efficiency of grouped expert products relative to dense
    double dequantise;   ///< compute efficiency when weights are widened before the product
    double narrow;       ///< compute efficiency of 4-bit products relative to 8-bit ones
    // Fitted.
    double narrow_reads; ///< memory efficiency of dense 4-bit products relative to wider ones
    double eager;        ///< seconds of host time per call of a pass that is no replayed graph
    double request;      ///< seconds of fixed work per request before its first token
    double
        offline; ///< per-sequence host time without a streaming frontend, as a share of it with one
    double handover;  ///< seconds that passing a request between pools adds to its first token
    double admission; ///< decode steps that a new request waits for before its prefill starts
    // Share of a closed loop's requests that come in waves, [0, 1], when lengths vary:
    double mixed_varied; ///< engine mixes phases
    double first_varied; ///< prefill goes first
    // Requests of equal length that stay in step, per attention group:
    double mixed_equal;  ///< engine mixes phases
    double first_equal;  ///< prefill goes first
    double tail;         ///< how far output lengths that vary are exponential, [0, 1.5]
    double occupancy;    ///< share of the memory left for KV that a saturated engine fills, (0, 1]
    double limit;        ///< mean over percentile limit of a server run at its limit, (0, 1]
    double yearly_host;  ///< log rate per year at which host overheads shrink
    double yearly_speed; ///< log rate per year at which kernels approach the hardware
};

/// All of them, so that a fit can vary them.
struct calibration {
    chip_constants chips[silicons];
    engine_constants engines[engine_families];
    common_constants common;
};

// clang-format off
/// The fitted values.
inline constexpr calibration fitted{
    .chips = {
        {.memory = 0.683, .compute = 0.476, .attention = 0.293, .kernel = 5.09e-6, .link = 0.505, .hop = 13.9e-6},
        {.memory = 0.814, .compute = 0.722, .attention = 0.444, .kernel = 3.56e-6, .link = 0.675, .hop = 9.46e-6},
        {.memory = 0.911, .compute = 0.575, .attention = 0.372, .kernel = 3.18e-6, .link = 0.697, .hop = 9.58e-6},
        {.memory = 0.883, .compute = 0.669, .attention = 0.478, .kernel = 4.53e-6, .link = 0.660, .hop = 11.6e-6},
        {.memory = 0.805, .compute = 0.619, .attention = 0.550, .kernel = 2.63e-6, .link = 0.526, .hop = 9.84e-6},
        {.memory = 0.970, .compute = 0.675, .attention = 0.408, .kernel = 3.21e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.566, .compute = 0.518, .attention = 0.268, .kernel = 16.6e-6, .link = 0.373, .hop = 19.2e-6},
        {.memory = 0.633, .compute = 0.601, .attention = 0.371, .kernel = 3.97e-6, .link = 0.500, .hop = 10.3e-6},
        {.memory = 0.663, .compute = 0.426, .attention = 0.297, .kernel = 5.39e-6, .link = 0.481, .hop = 16.2e-6},
        {.memory = 0.722, .compute = 0.573, .attention = 0.378, .kernel = 3.77e-6, .link = 0.596, .hop = 9.21e-6},
        {.memory = 0.800, .compute = 0.849, .attention = 0.423, .kernel = 6.08e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.700, .compute = 0.462, .attention = 0.300, .kernel = 5.04e-6, .link = 0.502, .hop = 13e-6},
    },
    .engines = {
        {.step = 0.566e-3, .sequence = 6.58e-6, .speed = 1.000},
        {.step = 1.15e-3, .sequence = 20.7e-6, .speed = 0.922},
        {.step = 1.4e-3, .sequence = 25e-6, .speed = 0.635},
        {.step = 0.729e-3, .sequence = 7e-6, .speed = 0.688},
        {.step = 1e-3, .sequence = 6.95e-6, .speed = 1.000},
        {.step = 0.69e-3, .sequence = 7.06e-6, .speed = 0.790},
        {.step = 0.483e-3, .sequence = 7.09e-6, .speed = 0.974},
        {.step = 1.69e-3, .sequence = 7.07e-6, .speed = 0.816},
        {.step = 0.676e-3, .sequence = 6.82e-6, .speed = 0.983},
    },
    .common = {
        .overlap = 1,
        .traffic = 1.5,
        .tile = 32,
        .expert_tile = 16,
        .slice = 200,
        .popularity = 1,
        .grouped = 0.8,
        .grouped_math = 0.7,
        .dequantise = 0.6,
        .narrow = 0.8,
        .narrow_reads = 0.7369,
        .eager = 2.007e-05,
        .request = 0.02204,
        .offline = 0.3241,
        .handover = 0.08973,
        .admission = 2.123,
        .mixed_varied = 0.1346,
        .first_varied = 0.4844,
        .mixed_equal = 2.315,
        .first_equal = 315.3,
        .tail = 0.2308,
        .occupancy = 0.9093,
        .limit = 0.8416,
        .yearly_host = 0.432,
        .yearly_speed = 0.05284,
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
    return waits ? load_class::full : users > 8.0 * groups ? load_class::busy : load_class::light;
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
    {{{0.814, 1.107}, {0.765, 1.346}, {0.267, 2.192}, {0.717, 1.334}},
     {{0.797, 1.695}, {0.721, 2.195}, {0.591, 1.907}, {0.678, 1.145}},
     {{0.806, 2.034}, {0.442, 3.024}, {0.400, 3.965}, {0.699, 2.481}}},
    {{{0.686, 2.750}, {0.733, 2.156}, {0.624, 3.803}, {0.680, 2.652}},
     {{0.559, 2.366}, {0.685, 2.615}, {0.605, 3.783}, {0.594, 41.614}},
     {{0.349, 3.627}, {0.243, 1.618}, {0.861, 4.064}, {0.334, 3.759}}},
    {{{0.905, 4.140}, {0.557, 2.340}, {0.707, 7.193}, {0.582, 2.921}},
     {{0.585, 6.877}, {0.535, 17.009}, {0.331, 5.245}, {0.542, 8.468}},
     {{0.212, 8.445}, {0.151, 8.830}, {0.236, 4.051}, {0.212, 8.445}}},
    {{{0.450, 2.670}, {0.450, 2.670}, {0.450, 2.670}, {0.450, 2.670}},
     {{0.450, 2.670}, {0.450, 2.670}, {0.450, 2.670}, {0.450, 2.670}},
     {{0.489, 2.699}, {0.449, 2.699}, {0.449, 2.699}, {0.449, 2.699}}},
    {{{0.800, 1.292}, {0.800, 1.292}, {0.800, 1.292}, {0.800, 1.292}},
     {{0.513, 1.820}, {0.513, 1.820}, {0.513, 1.820}, {0.513, 1.820}},
     {{0.628, 1.256}, {0.628, 1.256}, {0.628, 1.256}, {0.628, 1.256}}},
    {{{0.664, 1.856}, {0.680, 1.933}, {0.680, 1.933}, {0.680, 1.933}},
     {{0.749, 5.488}, {0.689, 4.747}, {0.448, 1.973}, {0.564, 4.747}},
     {{0.869, 2.558}, {0.636, 2.772}, {0.780, 2.616}, {0.700, 2.678}}},
    // END
};
// clang-format on

[[nodiscard]] constexpr spread_of_errors spread_of(regime r) noexcept {
    return residual_spreads[static_cast<int>(r.kind)][static_cast<int>(r.covered)]
                           [static_cast<int>(r.load)];
}

} // namespace flopcost::serving
