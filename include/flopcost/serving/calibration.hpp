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
    double overlap;     ///< share that shows of compute and memory time that are equal, [0, 1]
    double traffic;     ///< share of the unfused activation traffic that reaches memory, (0, 1.5]
    double tile;        ///< rows a dense product is padded with, [0, 128]
    double expert_tile; ///< rows each expert's product is padded with, [0, 64]
    double slice;       ///< width of an expert's slice at which its products reach half their rate
    double popularity;  ///< shape of the gamma distribution of expert popularity, > 0
    double
        grouped; ///< memory efficiency of grouped 8- and 16-bit expert products relative to dense
    double
        grouped_math;   ///< compute efficiency of grouped expert products relative to dense, (0, 1]
    double decode_math; ///< compute efficiency of decode attention relative to prefill attention
    double dequantise;  ///< compute efficiency when weights are widened before the product, (0, 1]
    double narrow;      ///< compute efficiency of 4-bit products relative to 8-bit ones, (0, 1]
    double narrow_reads; ///< memory efficiency of dense 4-bit products relative to wider ones
    double eager;        ///< seconds of host time per call of a pass that is no replayed graph
    double request;      ///< seconds of fixed work per request before its first token
    double interference; ///< share of a prefill's cost that decoding sequences feel, (0, 1.5]
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
        {.memory = 0.688, .compute = 0.473, .attention = 0.290, .kernel = 5.02e-6, .link = 0.507, .hop = 13e-6},
        {.memory = 0.817, .compute = 0.722, .attention = 0.438, .kernel = 3.51e-6, .link = 0.665, .hop = 9.16e-6},
        {.memory = 0.911, .compute = 0.588, .attention = 0.373, .kernel = 3.2e-6, .link = 0.690, .hop = 9.35e-6},
        {.memory = 0.880, .compute = 0.686, .attention = 0.491, .kernel = 4.09e-6, .link = 0.657, .hop = 11.1e-6},
        {.memory = 0.827, .compute = 0.584, .attention = 0.496, .kernel = 2.69e-6, .link = 0.547, .hop = 9.71e-6},
        {.memory = 0.970, .compute = 0.659, .attention = 0.407, .kernel = 3.28e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.545, .compute = 0.519, .attention = 0.275, .kernel = 11e-6, .link = 0.375, .hop = 19.7e-6},
        {.memory = 0.653, .compute = 0.585, .attention = 0.372, .kernel = 4.02e-6, .link = 0.497, .hop = 10.5e-6},
        {.memory = 0.659, .compute = 0.427, .attention = 0.297, .kernel = 5.36e-6, .link = 0.481, .hop = 15.8e-6},
        {.memory = 0.730, .compute = 0.583, .attention = 0.377, .kernel = 3.76e-6, .link = 0.596, .hop = 9.21e-6},
        {.memory = 0.800, .compute = 0.810, .attention = 0.418, .kernel = 6.03e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.697, .compute = 0.459, .attention = 0.300, .kernel = 5.03e-6, .link = 0.500, .hop = 13e-6},
    },
    .engines = {
        {.step = 0.512e-3, .sequence = 5.87e-6, .speed = 1.000},
        {.step = 1.2e-3, .sequence = 15.8e-6, .speed = 1.000},
        {.step = 1.25e-3, .sequence = 23.5e-6, .speed = 0.641},
        {.step = 0.734e-3, .sequence = 7e-6, .speed = 0.750},
        {.step = 0.836e-3, .sequence = 6.87e-6, .speed = 1.000},
        {.step = 0.703e-3, .sequence = 7.06e-6, .speed = 0.803},
        {.step = 0.514e-3, .sequence = 7.05e-6, .speed = 0.994},
        {.step = 1.48e-3, .sequence = 7.07e-6, .speed = 0.816},
        {.step = 0.68e-3, .sequence = 6.87e-6, .speed = 0.969},
    },
    .common = {
        .overlap = 0.9908,
        .traffic = 1.5,
        .tile = 25.6,
        .expert_tile = 16.97,
        .slice = 274.1,
        .popularity = 0.9427,
        .grouped = 0.6476,
        .grouped_math = 0.7497,
        .decode_math = 1.177,
        .dequantise = 0.5234,
        .narrow = 1,
        .narrow_reads = 0.7054,
        .eager = 1.919e-05,
        .request = 0.0225,
        .interference = 1.169,
        .offline = 0.3291,
        .handover = 0.09369,
        .admission = 2.132,
        .mixed_varied = 0.1443,
        .first_varied = 0.5654,
        .mixed_equal = 2.504,
        .first_equal = 319.1,
        .tail = 0.2812,
        .occupancy = 0.9093,
        .limit = 0.8416,
        .yearly_host = 0.4809,
        .yearly_speed = 0.05968,
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
    {{{0.844, 1.123}, {0.766, 1.326}, {0.263, 2.246}, {0.709, 1.309}},
     {{0.764, 1.634}, {0.587, 2.161}, {0.459, 1.852}, {0.555, 1.116}},
     {{0.793, 1.961}, {0.411, 3.014}, {0.409, 3.635}, {0.669, 2.324}}},
    {{{0.688, 2.723}, {0.734, 2.272}, {0.645, 3.766}, {0.688, 2.723}},
     {{0.564, 2.355}, {0.673, 2.582}, {0.611, 3.819}, {0.593, 40.423}},
     {{0.360, 3.667}, {0.257, 1.392}, {0.806, 4.148}, {0.325, 3.825}}},
    {{{0.913, 4.106}, {0.552, 2.229}, {0.635, 7.610}, {0.589, 2.826}},
     {{0.559, 5.216}, {0.480, 16.175}, {0.330, 4.959}, {0.558, 8.428}},
     {{0.195, 7.897}, {0.116, 8.610}, {0.205, 4.973}, {0.195, 7.897}}},
    {{{0.423, 2.680}, {0.423, 2.680}, {0.423, 2.680}, {0.423, 2.680}},
     {{0.423, 2.680}, {0.423, 2.680}, {0.423, 2.680}, {0.423, 2.680}},
     {{0.480, 2.681}, {0.419, 2.681}, {0.419, 2.681}, {0.419, 2.681}}},
    {{{0.815, 1.268}, {0.815, 1.268}, {0.815, 1.268}, {0.815, 1.268}},
     {{0.514, 1.824}, {0.514, 1.824}, {0.514, 1.824}, {0.514, 1.824}},
     {{0.625, 1.244}, {0.625, 1.244}, {0.625, 1.244}, {0.625, 1.244}}},
    {{{0.669, 1.937}, {0.707, 1.979}, {0.707, 1.979}, {0.707, 1.979}},
     {{0.779, 5.769}, {0.735, 4.786}, {0.410, 1.980}, {0.528, 4.853}},
     {{0.857, 2.582}, {0.627, 2.663}, {0.757, 2.542}, {0.690, 2.607}}},
    // END
};
// clang-format on

[[nodiscard]] constexpr spread_of_errors spread_of(regime r) noexcept {
    return residual_spreads[static_cast<int>(r.kind)][static_cast<int>(r.covered)]
                           [static_cast<int>(r.load)];
}

} // namespace flopcost::serving
