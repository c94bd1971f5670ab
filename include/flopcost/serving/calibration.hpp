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
        {.memory = 0.686, .compute = 0.474, .attention = 0.289, .kernel = 5.05e-6, .link = 0.505, .hop = 13.1e-6},
        {.memory = 0.810, .compute = 0.703, .attention = 0.453, .kernel = 3.82e-6, .link = 0.663, .hop = 9.16e-6},
        {.memory = 0.901, .compute = 0.583, .attention = 0.375, .kernel = 3.18e-6, .link = 0.689, .hop = 9.36e-6},
        {.memory = 0.894, .compute = 0.672, .attention = 0.490, .kernel = 4.35e-6, .link = 0.643, .hop = 10.7e-6},
        {.memory = 0.849, .compute = 0.551, .attention = 0.515, .kernel = 2.71e-6, .link = 0.563, .hop = 9.61e-6},
        {.memory = 0.970, .compute = 0.679, .attention = 0.407, .kernel = 3.27e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.547, .compute = 0.483, .attention = 0.275, .kernel = 12.3e-6, .link = 0.386, .hop = 20.6e-6},
        {.memory = 0.650, .compute = 0.583, .attention = 0.372, .kernel = 4e-6, .link = 0.494, .hop = 10.3e-6},
        {.memory = 0.649, .compute = 0.427, .attention = 0.297, .kernel = 5.41e-6, .link = 0.480, .hop = 16.5e-6},
        {.memory = 0.731, .compute = 0.582, .attention = 0.377, .kernel = 3.75e-6, .link = 0.596, .hop = 9.21e-6},
        {.memory = 0.800, .compute = 0.809, .attention = 0.418, .kernel = 6.06e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.696, .compute = 0.459, .attention = 0.300, .kernel = 5.03e-6, .link = 0.500, .hop = 13e-6},
    },
    .engines = {
        {.step = 0.551e-3, .sequence = 5.66e-6, .speed = 1.000},
        {.step = 1.17e-3, .sequence = 15.2e-6, .speed = 0.996},
        {.step = 1.26e-3, .sequence = 20.1e-6, .speed = 0.663},
        {.step = 0.762e-3, .sequence = 7e-6, .speed = 0.732},
        {.step = 0.992e-3, .sequence = 7.11e-6, .speed = 1.000},
        {.step = 0.695e-3, .sequence = 7.03e-6, .speed = 0.818},
        {.step = 0.523e-3, .sequence = 6.98e-6, .speed = 0.991},
        {.step = 1.43e-3, .sequence = 7.07e-6, .speed = 0.819},
        {.step = 0.683e-3, .sequence = 6.86e-6, .speed = 0.986},
    },
    .common = {
        .overlap = 0.9135,
        .traffic = 1.5,
        .tile = 26.43,
        .expert_tile = 17.62,
        .slice = 316.6,
        .popularity = 1.078,
        .grouped = 0.6822,
        .grouped_math = 0.7944,
        .decode_math = 1.104,
        .dequantise = 0.5355,
        .narrow = 1,
        .narrow_reads = 0.6798,
        .eager = 1.055e-05,
        .request = 0.03291,
        .interference = 1.177,
        .offline = 0.3803,
        .handover = 0.1016,
        .admission = 1.581,
        .mixed_varied = 0.1458,
        .first_varied = 0.5167,
        .mixed_equal = 2.499,
        .first_equal = 318.9,
        .tail = 0.2948,
        .occupancy = 0.8556,
        .limit = 0.8449,
        .yearly_host = 0.3965,
        .yearly_speed = 0.05318,
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
    {{{0.842, 1.120}, {0.765, 1.315}, {0.275, 2.329}, {0.720, 1.299}},
     {{0.750, 1.620}, {0.564, 2.202}, {0.457, 1.908}, {0.552, 1.121}},
     {{0.800, 2.005}, {0.558, 3.852}, {0.407, 3.470}, {0.707, 2.543}}},
    {{{0.706, 2.686}, {0.793, 2.331}, {0.650, 4.113}, {0.706, 2.746}},
     {{0.625, 3.064}, {0.655, 3.679}, {0.625, 5.600}, {0.625, 38.753}},
     {{0.330, 3.637}, {0.279, 2.115}, {0.813, 4.680}, {0.320, 3.958}}},
    {{{0.932, 4.026}, {0.533, 2.173}, {0.641, 6.203}, {0.581, 2.695}},
     {{0.785, 2.732}, {0.495, 8.210}, {0.335, 10.218}, {0.547, 8.674}},
     {{0.238, 6.862}, {0.446, 8.774}, {0.212, 4.627}, {0.238, 6.862}}},
    {{{0.419, 2.634}, {0.419, 2.634}, {0.419, 2.634}, {0.419, 2.634}},
     {{0.419, 2.634}, {0.419, 2.634}, {0.419, 2.634}, {0.419, 2.634}},
     {{0.477, 2.648}, {0.413, 2.648}, {0.413, 2.648}, {0.413, 2.648}}},
    {{{0.819, 1.283}, {0.819, 1.283}, {0.819, 1.283}, {0.819, 1.283}},
     {{0.517, 1.870}, {0.517, 1.870}, {0.517, 1.870}, {0.517, 1.870}},
     {{0.592, 1.247}, {0.592, 1.247}, {0.592, 1.247}, {0.592, 1.247}}},
    {{{0.682, 1.928}, {0.692, 2.004}, {0.692, 2.004}, {0.692, 2.004}},
     {{0.776, 5.780}, {0.842, 4.904}, {0.435, 2.003}, {0.595, 4.904}},
     {{0.864, 2.580}, {0.633, 2.633}, {0.750, 2.563}, {0.700, 2.596}}},
    // END
};
// clang-format on

[[nodiscard]] constexpr spread_of_errors spread_of(regime r) noexcept {
    return residual_spreads[static_cast<int>(r.kind)][static_cast<int>(r.covered)]
                           [static_cast<int>(r.load)];
}

} // namespace flopcost::serving
