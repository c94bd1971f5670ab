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
    double overlap; ///< share of the smaller of compute and memory time that is not hidden, [0, 1]
    double traffic; ///< share of the unfused activation traffic that reaches memory, (0, 1.5]
    double tile;    ///< rows a dense product is padded with, [0, 128]
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
        {.memory = 0.682, .compute = 0.457, .attention = 0.295, .kernel = 5.03e-6, .link = 0.505, .hop = 12.9e-6},
        {.memory = 0.831, .compute = 0.713, .attention = 0.443, .kernel = 3.92e-6, .link = 0.679, .hop = 9.41e-6},
        {.memory = 0.911, .compute = 0.599, .attention = 0.379, .kernel = 3.12e-6, .link = 0.683, .hop = 9.38e-6},
        {.memory = 0.970, .compute = 0.630, .attention = 0.524, .kernel = 4.16e-6, .link = 0.737, .hop = 10.6e-6},
        {.memory = 0.911, .compute = 0.550, .attention = 0.502, .kernel = 3.14e-6, .link = 0.567, .hop = 8e-6},
        {.memory = 0.946, .compute = 0.666, .attention = 0.407, .kernel = 3.3e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.519, .compute = 0.519, .attention = 0.272, .kernel = 7.72e-6, .link = 0.378, .hop = 21.5e-6},
        {.memory = 0.657, .compute = 0.604, .attention = 0.370, .kernel = 3.94e-6, .link = 0.499, .hop = 10e-6},
        {.memory = 0.656, .compute = 0.422, .attention = 0.297, .kernel = 5.46e-6, .link = 0.482, .hop = 16.4e-6},
        {.memory = 0.727, .compute = 0.574, .attention = 0.380, .kernel = 3.79e-6, .link = 0.596, .hop = 9.21e-6},
        {.memory = 0.811, .compute = 0.805, .attention = 0.418, .kernel = 6.03e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.700, .compute = 0.459, .attention = 0.300, .kernel = 5.05e-6, .link = 0.500, .hop = 13e-6},
    },
    .engines = {
        {.step = 0.506e-3, .sequence = 5.5e-6, .speed = 1.000},
        {.step = 1.08e-3, .sequence = 14.8e-6, .speed = 1.000},
        {.step = 1.37e-3, .sequence = 21.1e-6, .speed = 0.690},
        {.step = 0.696e-3, .sequence = 7e-6, .speed = 0.701},
        {.step = 1.02e-3, .sequence = 7.17e-6, .speed = 1.000},
        {.step = 0.693e-3, .sequence = 7.03e-6, .speed = 0.829},
        {.step = 0.521e-3, .sequence = 6.9e-6, .speed = 0.988},
        {.step = 1.35e-3, .sequence = 7.07e-6, .speed = 0.803},
        {.step = 0.689e-3, .sequence = 6.91e-6, .speed = 0.870},
    },
    .common = {
        .overlap = 0.5825,
        .traffic = 1.5,
        .tile = 26.25,
        .expert_tile = 17.35,
        .slice = 359,
        .popularity = 1.045,
        .grouped = 0.623,
        .grouped_math = 0.7834,
        .decode_math = 1.15,
        .dequantise = 0.5739,
        .narrow = 0.9136,
        .narrow_reads = 0.7493,
        .eager = 1.091e-05,
        .request = 0.03073,
        .interference = 1.118,
        .offline = 0.4122,
        .handover = 0.1039,
        .admission = 1.515,
        .mixed_varied = 0.1425,
        .first_varied = 0.5162,
        .mixed_equal = 2.363,
        .first_equal = 318.9,
        .tail = 0.3033,
        .occupancy = 0.8556,
        .limit = 0.8416,
        .yearly_host = 0.3552,
        .yearly_speed = 0.04731,
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
    {{{0.792, 1.060}, {0.750, 1.298}, {0.268, 2.327}, {0.706, 1.283}},
     {{0.759, 1.659}, {0.554, 2.177}, {0.371, 1.909}, {0.577, 1.142}},
     {{0.790, 2.017}, {0.648, 3.360}, {0.389, 3.191}, {0.706, 2.500}}},
    {{{0.696, 2.586}, {0.735, 2.195}, {0.654, 3.894}, {0.699, 2.629}},
     {{0.608, 3.070}, {0.616, 3.890}, {0.611, 5.497}, {0.611, 38.764}},
     {{0.335, 3.741}, {0.279, 2.132}, {0.805, 4.530}, {0.300, 3.840}}},
    {{{0.935, 4.103}, {0.534, 2.136}, {0.617, 6.402}, {0.613, 2.774}},
     {{0.804, 2.763}, {0.509, 8.344}, {0.340, 9.875}, {0.550, 8.287}},
     {{0.217, 6.811}, {0.467, 8.877}, {0.182, 4.693}, {0.217, 6.811}}},
    {{{0.423, 2.535}, {0.423, 2.535}, {0.423, 2.535}, {0.423, 2.535}},
     {{0.423, 2.535}, {0.423, 2.535}, {0.423, 2.535}, {0.423, 2.535}},
     {{0.476, 2.569}, {0.420, 2.569}, {0.420, 2.569}, {0.420, 2.569}}},
    {{{0.788, 1.340}, {0.788, 1.340}, {0.788, 1.340}, {0.788, 1.340}},
     {{0.531, 1.838}, {0.531, 1.838}, {0.531, 1.838}, {0.531, 1.838}},
     {{0.577, 1.232}, {0.577, 1.232}, {0.577, 1.232}, {0.577, 1.232}}},
    {{{0.665, 1.880}, {0.685, 1.965}, {0.685, 1.965}, {0.685, 1.965}},
     {{0.752, 5.774}, {0.859, 5.018}, {0.428, 1.965}, {0.577, 4.925}},
     {{0.835, 2.654}, {0.636, 2.728}, {0.757, 2.605}, {0.704, 2.678}}},
    // END
};
// clang-format on

[[nodiscard]] constexpr spread_of_errors spread_of(regime r) noexcept {
    return residual_spreads[static_cast<int>(r.kind)][static_cast<int>(r.covered)]
                           [static_cast<int>(r.load)];
}

} // namespace flopcost::serving
