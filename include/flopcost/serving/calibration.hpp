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
    // Held at round values (popularity of 1 and 2, expert_tile of 16 to 1 024: the ones with the
    // lowest error on what is left out): few sources tell them apart from a chip's and an engine's
    // constants, so that fitting them raises that error.
    double tile;        ///< rows a dense product is padded with
    double expert_tile; ///< rows at which an expert's product takes half as long again as its FLOP
    double slice;       ///< width of an expert's slice at which its products reach half their rate
    double popularity;  ///< shape of the gamma distribution of expert popularity; 1: exponential
    double grouped;     ///< memory efficiency of grouped 8- and 16-bit experts relative to dense
    double dequantise;  ///< compute efficiency when weights are widened before the product
    double narrow;      ///< compute efficiency of 4-bit products relative to 8-bit ones
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
        {.memory = 0.674, .compute = 0.469, .attention = 0.291, .kernel = 5.12e-6, .link = 0.503, .hop = 13.9e-6},
        {.memory = 0.813, .compute = 0.693, .attention = 0.436, .kernel = 3.73e-6, .link = 0.692, .hop = 9.56e-6},
        {.memory = 0.901, .compute = 0.575, .attention = 0.380, .kernel = 3.18e-6, .link = 0.689, .hop = 9.48e-6},
        {.memory = 0.867, .compute = 0.652, .attention = 0.457, .kernel = 4.6e-6, .link = 0.663, .hop = 11.6e-6},
        {.memory = 0.800, .compute = 0.594, .attention = 0.522, .kernel = 2.65e-6, .link = 0.509, .hop = 10.2e-6},
        {.memory = 0.970, .compute = 0.678, .attention = 0.407, .kernel = 3.24e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.552, .compute = 0.450, .attention = 0.275, .kernel = 16e-6, .link = 0.379, .hop = 17.9e-6},
        {.memory = 0.640, .compute = 0.602, .attention = 0.372, .kernel = 4.03e-6, .link = 0.493, .hop = 10.5e-6},
        {.memory = 0.663, .compute = 0.420, .attention = 0.297, .kernel = 5.35e-6, .link = 0.477, .hop = 16e-6},
        {.memory = 0.722, .compute = 0.580, .attention = 0.373, .kernel = 3.79e-6, .link = 0.596, .hop = 9.22e-6},
        {.memory = 0.795, .compute = 0.868, .attention = 0.425, .kernel = 6.13e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.698, .compute = 0.459, .attention = 0.300, .kernel = 5.03e-6, .link = 0.502, .hop = 13e-6},
    },
    .engines = {
        {.step = 0.516e-3, .sequence = 6.15e-6, .speed = 1.000},
        {.step = 1.05e-3, .sequence = 21.8e-6, .speed = 0.949},
        {.step = 1.31e-3, .sequence = 24.7e-6, .speed = 0.551},
        {.step = 0.712e-3, .sequence = 7e-6, .speed = 0.673},
        {.step = 1.02e-3, .sequence = 7.1e-6, .speed = 1.000},
        {.step = 0.683e-3, .sequence = 7.03e-6, .speed = 0.834},
        {.step = 0.493e-3, .sequence = 7.17e-6, .speed = 0.983},
        {.step = 1.76e-3, .sequence = 7.07e-6, .speed = 0.797},
        {.step = 0.693e-3, .sequence = 6.93e-6, .speed = 0.957},
    },
    .common = {
        .overlap = 0.6873,
        .traffic = 1.5,
        .tile = 32,
        .expert_tile = 1024,
        .slice = 200,
        .popularity = 1,
        .grouped = 0.8,
        .dequantise = 0.6,
        .narrow = 0.8,
        .narrow_reads = 0.7279,
        .eager = 2.018e-05,
        .request = 0.02175,
        .offline = 0.3387,
        .handover = 0.08886,
        .admission = 2.119,
        .mixed_varied = 0.1343,
        .first_varied = 0.4967,
        .mixed_equal = 2.426,
        .first_equal = 320.9,
        .tail = 0.2822,
        .occupancy = 0.885,
        .limit = 0.8482,
        .yearly_host = 0.4248,
        .yearly_speed = 0.05712,
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
    {{{0.810, 1.100}, {0.755, 1.360}, {0.292, 2.007}, {0.718, 1.334}},
     {{0.799, 1.794}, {0.722, 2.188}, {0.596, 2.580}, {0.668, 1.140}},
     {{0.814, 2.030}, {0.434, 3.238}, {0.372, 3.656}, {0.702, 2.482}}},
    {{{0.711, 2.728}, {0.750, 2.250}, {0.672, 4.207}, {0.709, 2.728}},
     {{0.563, 2.412}, {0.687, 2.621}, {0.615, 3.880}, {0.597, 41.627}},
     {{0.354, 3.534}, {0.244, 1.471}, {0.907, 3.741}, {0.333, 3.599}}},
    {{{0.938, 4.185}, {0.538, 2.283}, {0.503, 7.964}, {0.556, 2.778}},
     {{0.565, 5.681}, {0.511, 17.619}, {0.567, 3.346}, {0.503, 7.655}},
     {{0.207, 9.431}, {0.138, 13.309}, {0.233, 1.893}, {0.207, 9.431}}},
    {{{0.566, 2.420}, {0.566, 2.420}, {0.566, 2.420}, {0.566, 2.420}},
     {{0.566, 2.420}, {0.566, 2.420}, {0.566, 2.420}, {0.566, 2.420}},
     {{0.608, 2.420}, {0.566, 2.420}, {0.566, 2.420}, {0.566, 2.420}}},
    {{{0.786, 1.299}, {0.786, 1.299}, {0.786, 1.299}, {0.786, 1.299}},
     {{0.872, 1.705}, {0.872, 1.705}, {0.872, 1.705}, {0.872, 1.705}},
     {{0.713, 1.336}, {0.713, 1.336}, {0.713, 1.336}, {0.713, 1.336}}},
    {{{0.634, 1.823}, {0.643, 1.862}, {0.643, 1.862}, {0.643, 1.862}},
     {{0.746, 5.224}, {0.726, 4.696}, {0.491, 2.469}, {0.629, 4.739}},
     {{0.876, 2.588}, {0.621, 2.662}, {0.733, 2.520}, {0.681, 2.590}}},
    // END
};
// clang-format on

[[nodiscard]] constexpr spread_of_errors spread_of(regime r) noexcept {
    return residual_spreads[static_cast<int>(r.kind)][static_cast<int>(r.covered)]
                           [static_cast<int>(r.load)];
}

} // namespace flopcost::serving
