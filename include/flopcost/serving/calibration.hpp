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
    double overlap; ///< share that shows of compute and memory time that are equal, [0, 1]
    double traffic; ///< share of the unfused activation traffic that reaches memory, (0, 1.5]
    // Held at what was assumed of them: few sources tell them apart from a chip's and an engine's
    // constants, so that letting them go raises the error on what is left out.
    double tile;         ///< rows a dense product is padded with
    double expert_tile;  ///< rows each expert's product is padded with
    double slice;        ///< width of an expert's slice at which its products reach half their rate
    double popularity;   ///< shape of the gamma distribution of expert popularity; 1: exponential
    double grouped;      ///< memory efficiency of grouped 8- and 16-bit experts relative to dense
    double grouped_math; ///< compute efficiency of grouped expert products relative to dense
    double decode_math;  ///< compute efficiency of decode attention relative to prefill attention
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
        {.memory = 0.677, .compute = 0.475, .attention = 0.291, .kernel = 5.1e-6, .link = 0.503, .hop = 13.9e-6},
        {.memory = 0.812, .compute = 0.705, .attention = 0.452, .kernel = 3.66e-6, .link = 0.672, .hop = 9.62e-6},
        {.memory = 0.904, .compute = 0.568, .attention = 0.373, .kernel = 3.18e-6, .link = 0.689, .hop = 9.61e-6},
        {.memory = 0.885, .compute = 0.654, .attention = 0.501, .kernel = 4.69e-6, .link = 0.629, .hop = 11.1e-6},
        {.memory = 0.807, .compute = 0.591, .attention = 0.552, .kernel = 2.6e-6, .link = 0.533, .hop = 10e-6},
        {.memory = 0.970, .compute = 0.663, .attention = 0.407, .kernel = 3.22e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.557, .compute = 0.520, .attention = 0.263, .kernel = 16.6e-6, .link = 0.374, .hop = 18.4e-6},
        {.memory = 0.627, .compute = 0.596, .attention = 0.370, .kernel = 4e-6, .link = 0.492, .hop = 10.4e-6},
        {.memory = 0.660, .compute = 0.424, .attention = 0.297, .kernel = 5.35e-6, .link = 0.478, .hop = 16e-6},
        {.memory = 0.719, .compute = 0.570, .attention = 0.377, .kernel = 3.78e-6, .link = 0.596, .hop = 9.21e-6},
        {.memory = 0.796, .compute = 0.844, .attention = 0.422, .kernel = 6.08e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.699, .compute = 0.463, .attention = 0.300, .kernel = 5.04e-6, .link = 0.504, .hop = 13e-6},
    },
    .engines = {
        {.step = 0.543e-3, .sequence = 6.84e-6, .speed = 1.000},
        {.step = 1.12e-3, .sequence = 21.9e-6, .speed = 0.939},
        {.step = 1.38e-3, .sequence = 24.5e-6, .speed = 0.617},
        {.step = 0.714e-3, .sequence = 7e-6, .speed = 0.680},
        {.step = 1.03e-3, .sequence = 7.06e-6, .speed = 1.000},
        {.step = 0.69e-3, .sequence = 7.06e-6, .speed = 0.793},
        {.step = 0.486e-3, .sequence = 7.19e-6, .speed = 0.975},
        {.step = 1.75e-3, .sequence = 7.07e-6, .speed = 0.805},
        {.step = 0.668e-3, .sequence = 6.8e-6, .speed = 1.000},
    },
    .common = {
        .overlap = 0.8032,
        .traffic = 1.5,
        .tile = 32,
        .expert_tile = 16,
        .slice = 200,
        .popularity = 1,
        .grouped = 0.8,
        .grouped_math = 0.7,
        .decode_math = 0.8,
        .dequantise = 0.6,
        .narrow = 0.8,
        .narrow_reads = 0.7221,
        .eager = 2.046e-05,
        .request = 0.02276,
        .offline = 0.3006,
        .handover = 0.08702,
        .admission = 2.003,
        .mixed_varied = 0.1377,
        .first_varied = 0.4944,
        .mixed_equal = 2.383,
        .first_equal = 312.2,
        .tail = 0.2418,
        .occupancy = 0.8522,
        .limit = 0.8548,
        .yearly_host = 0.4208,
        .yearly_speed = 0.05202,
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
    {{{0.809, 1.124}, {0.762, 1.361}, {0.272, 2.184}, {0.719, 1.338}},
     {{0.801, 1.693}, {0.715, 2.202}, {0.608, 1.885}, {0.644, 1.132}},
     {{0.810, 2.020}, {0.445, 2.927}, {0.392, 3.949}, {0.694, 2.508}}},
    {{{0.681, 2.672}, {0.738, 2.167}, {0.638, 3.910}, {0.680, 2.654}},
     {{0.566, 2.344}, {0.688, 2.610}, {0.607, 3.746}, {0.592, 41.687}},
     {{0.357, 3.619}, {0.246, 1.620}, {0.856, 4.133}, {0.330, 3.774}}},
    {{{0.914, 4.152}, {0.556, 2.359}, {0.699, 7.288}, {0.600, 2.896}},
     {{0.571, 6.613}, {0.522, 16.782}, {0.347, 2.933}, {0.555, 8.409}},
     {{0.211, 8.450}, {0.143, 8.855}, {0.234, 2.647}, {0.211, 8.450}}},
    {{{0.447, 2.677}, {0.447, 2.677}, {0.447, 2.677}, {0.447, 2.677}},
     {{0.447, 2.677}, {0.447, 2.677}, {0.447, 2.677}, {0.447, 2.677}},
     {{0.489, 2.706}, {0.446, 2.706}, {0.446, 2.706}, {0.446, 2.706}}},
    {{{0.803, 1.279}, {0.803, 1.279}, {0.803, 1.279}, {0.803, 1.279}},
     {{0.514, 1.820}, {0.514, 1.820}, {0.514, 1.820}, {0.514, 1.820}},
     {{0.643, 1.255}, {0.643, 1.255}, {0.643, 1.255}, {0.643, 1.255}}},
    {{{0.663, 1.840}, {0.685, 1.936}, {0.685, 1.936}, {0.685, 1.936}},
     {{0.757, 5.503}, {0.735, 4.744}, {0.454, 1.965}, {0.574, 4.744}},
     {{0.861, 2.538}, {0.635, 2.804}, {0.778, 2.589}, {0.695, 2.648}}},
    // END
};
// clang-format on

[[nodiscard]] constexpr spread_of_errors spread_of(regime r) noexcept {
    return residual_spreads[static_cast<int>(r.kind)][static_cast<int>(r.covered)]
                           [static_cast<int>(r.load)];
}

} // namespace flopcost::serving
