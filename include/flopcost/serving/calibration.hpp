// SPDX-License-Identifier: MIT
#pragma once

// The calibration constants of the serving model, in one place. They were fitted by
// tests/validation/serving/fit.cpp on published measurements (tests/data/inference_*.csv; without
// the rates of whole racks, which claims and tests reproduce) with a robust logarithmic loss:
// first what all families have in common, then, held by a pull to that, what sets each apart. No
// constant belongs to a model, source or row.

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
        {.memory = 0.680, .compute = 0.480, .attention = 0.291, .kernel = 5.1e-6, .link = 0.503, .hop = 13.9e-6},
        {.memory = 0.814, .compute = 0.715, .attention = 0.451, .kernel = 3.65e-6, .link = 0.676, .hop = 9.61e-6},
        {.memory = 0.906, .compute = 0.572, .attention = 0.373, .kernel = 3.19e-6, .link = 0.694, .hop = 9.55e-6},
        {.memory = 0.881, .compute = 0.655, .attention = 0.475, .kernel = 4.63e-6, .link = 0.654, .hop = 11.1e-6},
        {.memory = 0.802, .compute = 0.619, .attention = 0.551, .kernel = 2.7e-6, .link = 0.509, .hop = 9.51e-6},
        {.memory = 0.970, .compute = 0.661, .attention = 0.408, .kernel = 3.23e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.550, .compute = 0.525, .attention = 0.270, .kernel = 15.6e-6, .link = 0.378, .hop = 18.9e-6},
        {.memory = 0.627, .compute = 0.603, .attention = 0.371, .kernel = 3.98e-6, .link = 0.497, .hop = 10.4e-6},
        {.memory = 0.662, .compute = 0.424, .attention = 0.297, .kernel = 5.35e-6, .link = 0.479, .hop = 16.2e-6},
        {.memory = 0.722, .compute = 0.577, .attention = 0.377, .kernel = 3.77e-6, .link = 0.596, .hop = 9.21e-6},
        {.memory = 0.797, .compute = 0.847, .attention = 0.422, .kernel = 6.08e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.700, .compute = 0.460, .attention = 0.300, .kernel = 5.03e-6, .link = 0.500, .hop = 13.1e-6},
    },
    .engines = {
        {.step = 0.571e-3, .sequence = 5.67e-6, .speed = 1.000},
        {.step = 1.13e-3, .sequence = 20.7e-6, .speed = 0.926},
        {.step = 1.39e-3, .sequence = 24.8e-6, .speed = 0.566},
        {.step = 0.729e-3, .sequence = 7e-6, .speed = 0.683},
        {.step = 1.05e-3, .sequence = 7e-6, .speed = 1.000},
        {.step = 0.691e-3, .sequence = 7.06e-6, .speed = 0.787},
        {.step = 0.484e-3, .sequence = 7.14e-6, .speed = 0.975},
        {.step = 1.74e-3, .sequence = 7.07e-6, .speed = 0.812},
        {.step = 0.69e-3, .sequence = 6.93e-6, .speed = 0.953},
    },
    .common = {
        .overlap = 0.9037,
        .traffic = 1.5,
        .tile = 32,
        .expert_tile = 16,
        .slice = 200,
        .popularity = 1,
        .grouped = 0.8,
        .grouped_math = 0.7,
        .dequantise = 0.6,
        .narrow = 0.8,
        .narrow_reads = 0.7284,
        .eager = 2.08e-05,
        .request = 0.02212,
        .offline = 0.3295,
        .handover = 0.08987,
        .admission = 1.947,
        .mixed_varied = 0.1361,
        .first_varied = 0.5104,
        .mixed_equal = 2.369,
        .first_equal = 316.4,
        .tail = 0.2419,
        .occupancy = 0.8595,
        .limit = 0.835,
        .yearly_host = 0.4142,
        .yearly_speed = 0.05352,
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
    {{{0.812, 1.099}, {0.752, 1.335}, {0.290, 2.105}, {0.717, 1.320}},
     {{0.799, 1.681}, {0.718, 2.168}, {0.608, 1.862}, {0.670, 1.155}},
     {{0.803, 2.022}, {0.425, 2.947}, {0.391, 3.700}, {0.701, 2.527}}},
    {{{0.684, 2.683}, {0.734, 2.189}, {0.664, 4.174}, {0.690, 2.689}},
     {{0.566, 2.303}, {0.689, 2.584}, {0.611, 3.865}, {0.590, 41.498}},
     {{0.345, 3.637}, {0.247, 1.634}, {0.885, 4.371}, {0.328, 3.955}}},
    {{{0.904, 4.166}, {0.536, 2.448}, {0.738, 7.148}, {0.592, 3.023}},
     {{0.545, 5.882}, {0.506, 16.585}, {0.351, 2.342}, {0.502, 7.770}},
     {{0.206, 8.288}, {0.151, 8.838}, {0.229, 4.065}, {0.206, 8.288}}},
    {{{0.451, 2.702}, {0.451, 2.702}, {0.451, 2.702}, {0.451, 2.702}},
     {{0.451, 2.702}, {0.451, 2.702}, {0.451, 2.702}, {0.451, 2.702}},
     {{0.495, 2.702}, {0.451, 2.702}, {0.451, 2.702}, {0.451, 2.702}}},
    {{{0.787, 1.278}, {0.787, 1.278}, {0.787, 1.278}, {0.787, 1.278}},
     {{0.511, 1.820}, {0.511, 1.820}, {0.511, 1.820}, {0.511, 1.820}},
     {{0.622, 1.252}, {0.622, 1.252}, {0.622, 1.252}, {0.622, 1.252}}},
    {{{0.647, 1.823}, {0.655, 1.881}, {0.655, 1.881}, {0.655, 1.881}},
     {{0.697, 5.263}, {0.698, 4.773}, {0.442, 1.944}, {0.549, 4.695}},
     {{0.874, 2.558}, {0.638, 2.783}, {0.756, 2.508}, {0.700, 2.642}}},
    // END
};
// clang-format on

[[nodiscard]] constexpr spread_of_errors spread_of(regime r) noexcept {
    return residual_spreads[static_cast<int>(r.kind)][static_cast<int>(r.covered)]
                           [static_cast<int>(r.load)];
}

} // namespace flopcost::serving
