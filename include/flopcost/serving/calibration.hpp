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
        {.memory = 0.673, .compute = 0.468, .attention = 0.292, .kernel = 5.14e-6, .link = 0.502, .hop = 13.9e-6},
        {.memory = 0.812, .compute = 0.691, .attention = 0.438, .kernel = 3.81e-6, .link = 0.687, .hop = 9.7e-6},
        {.memory = 0.899, .compute = 0.575, .attention = 0.380, .kernel = 3.19e-6, .link = 0.689, .hop = 9.5e-6},
        {.memory = 0.874, .compute = 0.651, .attention = 0.448, .kernel = 4.78e-6, .link = 0.650, .hop = 11.1e-6},
        {.memory = 0.807, .compute = 0.609, .attention = 0.487, .kernel = 2.79e-6, .link = 0.494, .hop = 10e-6},
        {.memory = 0.970, .compute = 0.671, .attention = 0.407, .kernel = 3.24e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.550, .compute = 0.450, .attention = 0.275, .kernel = 16e-6, .link = 0.387, .hop = 17.8e-6},
        {.memory = 0.636, .compute = 0.605, .attention = 0.372, .kernel = 4.02e-6, .link = 0.492, .hop = 10.5e-6},
        {.memory = 0.662, .compute = 0.420, .attention = 0.297, .kernel = 5.38e-6, .link = 0.477, .hop = 16e-6},
        {.memory = 0.722, .compute = 0.578, .attention = 0.373, .kernel = 3.79e-6, .link = 0.596, .hop = 9.24e-6},
        {.memory = 0.792, .compute = 0.867, .attention = 0.425, .kernel = 6.1e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.697, .compute = 0.460, .attention = 0.300, .kernel = 5.04e-6, .link = 0.506, .hop = 13e-6},
    },
    .engines = {
        {.step = 0.491e-3, .sequence = 5.47e-6, .speed = 1.000},
        {.step = 1e-3, .sequence = 21.9e-6, .speed = 0.940},
        {.step = 1.22e-3, .sequence = 24.6e-6, .speed = 0.532},
        {.step = 0.7e-3, .sequence = 7e-6, .speed = 0.671},
        {.step = 1e-3, .sequence = 7.12e-6, .speed = 1.000},
        {.step = 0.682e-3, .sequence = 7.03e-6, .speed = 0.827},
        {.step = 0.494e-3, .sequence = 7.21e-6, .speed = 0.983},
        {.step = 1.76e-3, .sequence = 7.07e-6, .speed = 0.792},
        {.step = 0.692e-3, .sequence = 6.93e-6, .speed = 0.969},
    },
    .common = {
        .overlap = 0.6653,
        .traffic = 1.5,
        .tile = 32,
        .expert_tile = 1024,
        .slice = 200,
        .popularity = 1,
        .grouped = 0.8,
        .dequantise = 0.6,
        .narrow = 0.8,
        .narrow_reads = 0.7249,
        .eager = 2.043e-05,
        .request = 0.02202,
        .offline = 0.3459,
        .handover = 0.08893,
        .admission = 2.103,
        .mixed_varied = 0.1326,
        .first_varied = 0.4745,
        .mixed_equal = 2.407,
        .first_equal = 314.1,
        .tail = 0.2827,
        .occupancy = 0.8556,
        .limit = 0.8416,
        .yearly_host = 0.4257,
        .yearly_speed = 0.0535,
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
    {{{0.813, 1.088}, {0.733, 1.360}, {0.291, 1.919}, {0.715, 1.338}},
     {{0.798, 1.797}, {0.712, 2.193}, {0.546, 2.168}, {0.674, 1.136}},
     {{0.814, 2.025}, {0.441, 3.262}, {0.290, 3.681}, {0.698, 2.477}}},
    {{{0.708, 2.738}, {0.757, 2.193}, {0.670, 4.190}, {0.711, 2.738}},
     {{0.567, 2.416}, {0.689, 2.618}, {0.615, 3.906}, {0.605, 41.596}},
     {{0.351, 3.638}, {0.243, 1.469}, {0.908, 3.752}, {0.339, 3.609}}},
    {{{0.933, 4.156}, {0.527, 2.533}, {0.562, 2.238}, {0.555, 2.803}},
     {{0.559, 5.747}, {0.523, 17.503}, {0.691, 5.824}, {0.462, 7.529}},
     {{0.209, 9.042}, {0.137, 13.424}, {0.234, 1.790}, {0.209, 9.042}}},
    {{{0.565, 2.411}, {0.565, 2.411}, {0.565, 2.411}, {0.565, 2.411}},
     {{0.565, 2.411}, {0.565, 2.411}, {0.565, 2.411}, {0.565, 2.411}},
     {{0.605, 2.411}, {0.565, 2.411}, {0.565, 2.411}, {0.565, 2.411}}},
    {{{0.776, 1.291}, {0.776, 1.291}, {0.776, 1.291}, {0.776, 1.291}},
     {{0.867, 1.687}, {0.867, 1.687}, {0.867, 1.687}, {0.867, 1.687}},
     {{0.713, 1.315}, {0.713, 1.315}, {0.713, 1.315}, {0.713, 1.315}}},
    {{{0.627, 1.831}, {0.637, 1.936}, {0.637, 1.936}, {0.637, 1.936}},
     {{0.739, 5.193}, {0.852, 4.719}, {0.511, 2.547}, {0.624, 4.740}},
     {{0.873, 2.589}, {0.625, 2.670}, {0.745, 2.548}, {0.685, 2.589}}},
    // END
};
// clang-format on

[[nodiscard]] constexpr spread_of_errors spread_of(regime r) noexcept {
    return residual_spreads[static_cast<int>(r.kind)][static_cast<int>(r.covered)]
                           [static_cast<int>(r.load)];
}

} // namespace flopcost::serving
