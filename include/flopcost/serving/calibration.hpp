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
        {.memory = 0.680, .compute = 0.452, .attention = 0.293, .kernel = 5.06e-6, .link = 0.505, .hop = 13.2e-6},
        {.memory = 0.809, .compute = 0.694, .attention = 0.432, .kernel = 3.85e-6, .link = 0.661, .hop = 9.28e-6},
        {.memory = 0.901, .compute = 0.577, .attention = 0.375, .kernel = 3.2e-6, .link = 0.683, .hop = 9.43e-6},
        {.memory = 0.896, .compute = 0.656, .attention = 0.474, .kernel = 4.47e-6, .link = 0.655, .hop = 10.6e-6},
        {.memory = 0.836, .compute = 0.544, .attention = 0.492, .kernel = 2.59e-6, .link = 0.544, .hop = 10.1e-6},
        {.memory = 0.970, .compute = 0.661, .attention = 0.407, .kernel = 3.27e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.543, .compute = 0.493, .attention = 0.277, .kernel = 12.2e-6, .link = 0.387, .hop = 20.6e-6},
        {.memory = 0.656, .compute = 0.588, .attention = 0.372, .kernel = 4.02e-6, .link = 0.495, .hop = 10.4e-6},
        {.memory = 0.650, .compute = 0.427, .attention = 0.297, .kernel = 5.42e-6, .link = 0.480, .hop = 16.5e-6},
        {.memory = 0.724, .compute = 0.577, .attention = 0.372, .kernel = 3.76e-6, .link = 0.596, .hop = 9.21e-6},
        {.memory = 0.796, .compute = 0.809, .attention = 0.418, .kernel = 6.06e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.699, .compute = 0.460, .attention = 0.300, .kernel = 5.04e-6, .link = 0.502, .hop = 13e-6},
    },
    .engines = {
        {.step = 0.553e-3, .sequence = 5.54e-6, .speed = 1.000},
        {.step = 1.2e-3, .sequence = 15.4e-6, .speed = 0.996},
        {.step = 1.31e-3, .sequence = 20.9e-6, .speed = 0.678},
        {.step = 0.764e-3, .sequence = 7e-6, .speed = 0.734},
        {.step = 1.02e-3, .sequence = 7.09e-6, .speed = 1.000},
        {.step = 0.694e-3, .sequence = 7.03e-6, .speed = 0.810},
        {.step = 0.531e-3, .sequence = 7e-6, .speed = 0.991},
        {.step = 1.46e-3, .sequence = 7.07e-6, .speed = 0.814},
        {.step = 0.684e-3, .sequence = 6.86e-6, .speed = 0.978},
    },
    .common = {
        .overlap = 0.879,
        .traffic = 1.5,
        .tile = 28.87,
        .expert_tile = 18.55,
        .slice = 289.1,
        .popularity = 1.028,
        .grouped = 0.6905,
        .grouped_math = 0.7834,
        .decode_math = 1.148,
        .dequantise = 0.5385,
        .narrow = 0.998,
        .narrow_reads = 0.6949,
        .eager = 1.059e-05,
        .request = 0.03256,
        .interference = 1.143,
        .offline = 0.3943,
        .handover = 0.09988,
        .admission = 1.636,
        .mixed_varied = 0.142,
        .first_varied = 0.5082,
        .mixed_equal = 2.432,
        .first_equal = 320.9,
        .tail = 0.2896,
        .occupancy = 0.9093,
        .limit = 0.8563,
        .yearly_host = 0.3801,
        .yearly_speed = 0.04986,
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
    {{{0.843, 1.115}, {0.765, 1.304}, {0.273, 2.220}, {0.720, 1.290}},
     {{0.759, 1.618}, {0.569, 2.192}, {0.535, 1.849}, {0.543, 1.134}},
     {{0.800, 1.994}, {0.634, 3.540}, {0.402, 3.578}, {0.701, 2.442}}},
    {{{0.713, 2.683}, {0.756, 2.283}, {0.655, 4.044}, {0.714, 2.715}},
     {{0.626, 3.104}, {0.633, 3.644}, {0.626, 5.354}, {0.625, 38.900}},
     {{0.338, 3.556}, {0.286, 1.953}, {0.811, 4.613}, {0.330, 3.884}}},
    {{{0.891, 4.023}, {0.528, 2.250}, {0.689, 7.500}, {0.572, 2.715}},
     {{0.763, 2.796}, {0.508, 8.720}, {0.328, 4.962}, {0.559, 8.742}},
     {{0.237, 6.868}, {0.447, 8.558}, {0.202, 4.866}, {0.237, 6.868}}},
    {{{0.422, 2.633}, {0.422, 2.633}, {0.422, 2.633}, {0.422, 2.633}},
     {{0.422, 2.633}, {0.422, 2.633}, {0.422, 2.633}, {0.422, 2.633}},
     {{0.480, 2.656}, {0.415, 2.656}, {0.415, 2.656}, {0.415, 2.656}}},
    {{{0.818, 1.268}, {0.818, 1.268}, {0.818, 1.268}, {0.818, 1.268}},
     {{0.518, 1.867}, {0.518, 1.867}, {0.518, 1.867}, {0.518, 1.867}},
     {{0.575, 1.246}, {0.575, 1.246}, {0.575, 1.246}, {0.575, 1.246}}},
    {{{0.678, 1.921}, {0.690, 1.996}, {0.690, 1.996}, {0.690, 1.996}},
     {{0.770, 5.705}, {0.843, 4.960}, {0.422, 2.009}, {0.569, 4.919}},
     {{0.850, 2.556}, {0.629, 2.676}, {0.755, 2.513}, {0.689, 2.604}}},
    // END
};
// clang-format on

[[nodiscard]] constexpr spread_of_errors spread_of(regime r) noexcept {
    return residual_spreads[static_cast<int>(r.kind)][static_cast<int>(r.covered)]
                           [static_cast<int>(r.load)];
}

} // namespace flopcost::serving
