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
        {.memory = 0.680, .compute = 0.481, .attention = 0.290, .kernel = 5.1e-6, .link = 0.504, .hop = 13.9e-6},
        {.memory = 0.817, .compute = 0.710, .attention = 0.435, .kernel = 3.69e-6, .link = 0.689, .hop = 9.56e-6},
        {.memory = 0.904, .compute = 0.577, .attention = 0.371, .kernel = 3.16e-6, .link = 0.697, .hop = 9.45e-6},
        {.memory = 0.878, .compute = 0.661, .attention = 0.441, .kernel = 4.58e-6, .link = 0.686, .hop = 11.4e-6},
        {.memory = 0.803, .compute = 0.622, .attention = 0.506, .kernel = 2.64e-6, .link = 0.516, .hop = 10.1e-6},
        {.memory = 0.970, .compute = 0.680, .attention = 0.408, .kernel = 3.23e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.550, .compute = 0.461, .attention = 0.274, .kernel = 16e-6, .link = 0.380, .hop = 17.8e-6},
        {.memory = 0.636, .compute = 0.604, .attention = 0.371, .kernel = 4e-6, .link = 0.494, .hop = 10.4e-6},
        {.memory = 0.663, .compute = 0.423, .attention = 0.297, .kernel = 5.34e-6, .link = 0.478, .hop = 16.1e-6},
        {.memory = 0.727, .compute = 0.583, .attention = 0.374, .kernel = 3.78e-6, .link = 0.596, .hop = 9.24e-6},
        {.memory = 0.796, .compute = 0.839, .attention = 0.421, .kernel = 6.08e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.702, .compute = 0.459, .attention = 0.300, .kernel = 5.04e-6, .link = 0.502, .hop = 13e-6},
    },
    .engines = {
        {.step = 0.559e-3, .sequence = 5.85e-6, .speed = 1.000},
        {.step = 1.09e-3, .sequence = 20.5e-6, .speed = 0.926},
        {.step = 1.28e-3, .sequence = 24.2e-6, .speed = 0.522},
        {.step = 0.718e-3, .sequence = 7e-6, .speed = 0.682},
        {.step = 1.02e-3, .sequence = 7.03e-6, .speed = 1.000},
        {.step = 0.684e-3, .sequence = 7.03e-6, .speed = 0.825},
        {.step = 0.489e-3, .sequence = 7.15e-6, .speed = 0.978},
        {.step = 1.75e-3, .sequence = 7.07e-6, .speed = 0.804},
        {.step = 0.693e-3, .sequence = 6.93e-6, .speed = 0.955},
    },
    .common = {
        .overlap = 0.7829,
        .traffic = 1.5,
        .tile = 32,
        .expert_tile = 1024,
        .slice = 200,
        .popularity = 1,
        .grouped = 0.8,
        .dequantise = 0.6,
        .narrow = 0.8,
        .narrow_reads = 0.721,
        .eager = 2.039e-05,
        .request = 0.02208,
        .offline = 0.3162,
        .handover = 0.08884,
        .admission = 2.01,
        .mixed_varied = 0.1343,
        .first_varied = 0.477,
        .mixed_equal = 2.444,
        .first_equal = 312,
        .tail = 0.2784,
        .occupancy = 0.8671,
        .limit = 0.8416,
        .yearly_host = 0.4273,
        .yearly_speed = 0.05842,
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
    {{{0.813, 1.121}, {0.727, 1.358}, {0.292, 1.901}, {0.706, 1.338}},
     {{0.799, 1.794}, {0.717, 2.193}, {0.524, 2.077}, {0.664, 1.153}},
     {{0.807, 2.007}, {0.428, 3.278}, {0.295, 3.661}, {0.694, 2.470}}},
    {{{0.701, 2.749}, {0.765, 2.269}, {0.675, 4.196}, {0.706, 2.741}},
     {{0.561, 2.397}, {0.691, 2.599}, {0.612, 3.892}, {0.598, 41.750}},
     {{0.360, 3.462}, {0.247, 1.462}, {0.901, 3.741}, {0.337, 3.556}}},
    {{{0.934, 4.197}, {0.531, 2.485}, {0.563, 2.303}, {0.563, 2.876}},
     {{0.561, 5.706}, {0.523, 17.228}, {0.738, 8.905}, {0.524, 7.617}},
     {{0.208, 8.708}, {0.132, 13.048}, {0.233, 1.767}, {0.208, 8.708}}},
    {{{0.450, 2.689}, {0.450, 2.689}, {0.450, 2.689}, {0.450, 2.689}},
     {{0.450, 2.689}, {0.450, 2.689}, {0.450, 2.689}, {0.450, 2.689}},
     {{0.494, 2.689}, {0.450, 2.689}, {0.450, 2.689}, {0.450, 2.689}}},
    {{{0.769, 1.297}, {0.769, 1.297}, {0.769, 1.297}, {0.769, 1.297}},
     {{0.865, 1.713}, {0.865, 1.713}, {0.865, 1.713}, {0.865, 1.713}},
     {{0.714, 1.312}, {0.714, 1.312}, {0.714, 1.312}, {0.714, 1.312}}},
    {{{0.639, 1.843}, {0.644, 1.926}, {0.644, 1.926}, {0.644, 1.926}},
     {{0.738, 5.215}, {0.856, 4.680}, {0.520, 2.599}, {0.623, 4.707}},
     {{0.874, 2.589}, {0.619, 2.642}, {0.728, 2.537}, {0.674, 2.589}}},
    // END
};
// clang-format on

[[nodiscard]] constexpr spread_of_errors spread_of(regime r) noexcept {
    return residual_spreads[static_cast<int>(r.kind)][static_cast<int>(r.covered)]
                           [static_cast<int>(r.load)];
}

} // namespace flopcost::serving
