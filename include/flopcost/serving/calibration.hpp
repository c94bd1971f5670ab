// SPDX-License-Identifier: MIT
#pragma once

// The calibration constants of the serving model, in one place. They were fitted by
// tests/validation/serving/fit.cpp on published measurements (tests/data/inference_*.csv) with a
// robust logarithmic loss: first what all families have in common, then, held by a pull to that,
// what sets each apart. No constant belongs to a model, source or row.

namespace flopcost::serving {

/// What software serves the model; each family has five constants. `other`: any other.
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

/// Five constants of an engine family, as of the reference release date.
struct engine_constants {
    double step;     ///< seconds of host time per step that no kernel hides
    double sequence; ///< seconds of host time per running sequence and step
    double speed;    ///< share in (0, 1] of the chip's matrix-product rate that its kernels reach
    double eager;    ///< seconds of host time per kernel of a step that is not a replayed graph
    double request;  ///< seconds of fixed work per request before its first token
};

/// Constants shared by all families; each has a physical range.
struct common_constants {
    double overlap; ///< share of the smaller of compute and memory time that is not hidden, [0, 1]
    double traffic; ///< share of the unfused activation traffic that reaches memory, (0, 1.5]
    double tile;    ///< rows a dense product is padded with, [0, 128]
    double expert_tile; ///< rows each expert's product is padded with, [0, 64]
    double slice;       ///< width of an expert's slice at which its products reach half their rate
    double popularity;  ///< shape of the gamma distribution of expert popularity, > 0
    double grouped;     ///< memory efficiency of grouped expert products relative to dense, (0, 1]
    double
        grouped_math;   ///< compute efficiency of grouped expert products relative to dense, (0, 1]
    double decode_math; ///< compute efficiency of decode attention relative to prefill attention
    double dequantise;  ///< compute efficiency when weights are widened before the product, (0, 1]
    double narrow;      ///< compute efficiency of 4-bit products relative to 8-bit ones, (0, 1]
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
        {.memory = 0.683, .compute = 0.460, .attention = 0.296, .kernel = 5.07e-6, .link = 0.502, .hop = 13.4e-6},
        {.memory = 0.856, .compute = 0.747, .attention = 0.438, .kernel = 3.7e-6, .link = 0.685, .hop = 8.95e-6},
        {.memory = 0.933, .compute = 0.617, .attention = 0.380, .kernel = 3.07e-6, .link = 0.685, .hop = 9.26e-6},
        {.memory = 0.914, .compute = 0.804, .attention = 0.443, .kernel = 3.48e-6, .link = 0.654, .hop = 8.73e-6},
        {.memory = 0.908, .compute = 0.594, .attention = 0.512, .kernel = 2.65e-6, .link = 0.602, .hop = 7.08e-6},
        {.memory = 0.970, .compute = 0.682, .attention = 0.407, .kernel = 3.31e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.562, .compute = 0.480, .attention = 0.265, .kernel = 10.2e-6, .link = 0.389, .hop = 21.1e-6},
        {.memory = 0.677, .compute = 0.584, .attention = 0.369, .kernel = 3.89e-6, .link = 0.506, .hop = 9.76e-6},
        {.memory = 0.671, .compute = 0.428, .attention = 0.297, .kernel = 5.42e-6, .link = 0.484, .hop = 15.2e-6},
        {.memory = 0.731, .compute = 0.572, .attention = 0.382, .kernel = 3.8e-6, .link = 0.596, .hop = 9.21e-6},
        {.memory = 0.821, .compute = 0.804, .attention = 0.417, .kernel = 6e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.703, .compute = 0.459, .attention = 0.300, .kernel = 5.03e-6, .link = 0.502, .hop = 13e-6},
    },
    .engines = {
        {.step = 0.511e-3, .sequence = 6.35e-6, .speed = 1.000, .eager = 8.05e-6, .request = 67e-3},
        {.step = 1.07e-3, .sequence = 19.7e-6, .speed = 0.970, .eager = 6.41e-6, .request = 24.5e-3},
        {.step = 1.55e-3, .sequence = 18.9e-6, .speed = 0.658, .eager = 10.7e-6, .request = 84.2e-3},
        {.step = 0.719e-3, .sequence = 7e-6, .speed = 0.696, .eager = 7e-6, .request = 30e-3},
        {.step = 0.801e-3, .sequence = 6.9e-6, .speed = 1.000, .eager = 6.52e-6, .request = 30e-3},
        {.step = 0.679e-3, .sequence = 7e-6, .speed = 0.863, .eager = 7e-6, .request = 30.5e-3},
        {.step = 0.492e-3, .sequence = 6.71e-6, .speed = 0.983, .eager = 6.99e-6, .request = 28.7e-3},
        {.step = 1.24e-3, .sequence = 7.1e-6, .speed = 0.820, .eager = 7.22e-6, .request = 30e-3},
        {.step = 0.674e-3, .sequence = 6.82e-6, .speed = 0.976, .eager = 7e-6, .request = 30e-3},
    },
    .common = {
        .overlap = 0.742,
        .traffic = 1.5,
        .tile = 27.26,
        .expert_tile = 20.32,
        .slice = 363.2,
        .popularity = 1.376,
        .grouped = 0.8032,
        .grouped_math = 0.8378,
        .decode_math = 0.972,
        .dequantise = 0.6007,
        .narrow = 0.8588,
        .interference = 1.169,
        .offline = 0.4359,
        .handover = 0.08214,
        .admission = 1.883,
        .mixed_varied = 0.1486,
        .first_varied = 0.3759,
        .mixed_equal = 2.149,
        .first_equal = 316.2,
        .tail = 0.2641,
        .occupancy = 0.8505,
        .limit = 0.8482,
        .yearly_host = 0.4352,
        .yearly_speed = 0.0542,
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
    {{{0.750, 1.165}, {0.731, 1.294}, {0.275, 2.321}, {0.681, 1.274}},
     {{0.779, 1.782}, {0.585, 2.343}, {0.406, 1.831}, {0.549, 1.235}},
     {{0.791, 2.115}, {0.634, 2.938}, {0.392, 3.698}, {0.686, 2.583}}},
    {{{0.472, 2.018}, {0.494, 2.540}, {0.679, 4.028}, {0.494, 2.540}},
     {{0.676, 2.918}, {0.722, 3.308}, {0.645, 5.699}, {0.595, 37.346}},
     {{0.316, 3.614}, {0.328, 2.423}, {0.822, 4.659}, {0.329, 3.810}}},
    {{{0.905, 3.787}, {0.522, 2.035}, {0.611, 6.085}, {0.537, 2.527}},
     {{0.765, 3.005}, {0.489, 9.381}, {0.320, 10.214}, {0.528, 8.048}},
     {{0.253, 6.976}, {0.482, 9.152}, {0.213, 4.801}, {0.253, 6.976}}},
    {{{0.465, 2.799}, {0.465, 2.799}, {0.465, 2.799}, {0.465, 2.799}},
     {{0.465, 2.799}, {0.465, 2.799}, {0.465, 2.799}, {0.465, 2.799}},
     {{0.508, 2.809}, {0.458, 2.809}, {0.458, 2.809}, {0.458, 2.809}}},
    {{{0.822, 1.335}, {0.822, 1.335}, {0.822, 1.335}, {0.822, 1.335}},
     {{0.530, 2.183}, {0.530, 2.183}, {0.530, 2.183}, {0.530, 2.183}},
     {{0.501, 1.234}, {0.501, 1.234}, {0.501, 1.234}, {0.501, 1.234}}},
    {{{0.660, 1.880}, {0.698, 1.934}, {0.698, 1.934}, {0.698, 1.934}},
     {{0.713, 5.798}, {0.905, 5.766}, {0.468, 2.095}, {0.611, 5.630}},
     {{0.852, 2.579}, {0.630, 2.813}, {0.778, 2.568}, {0.705, 2.673}}},
    // END
};
// clang-format on

[[nodiscard]] constexpr spread_of_errors spread_of(regime r) noexcept {
    return residual_spreads[static_cast<int>(r.kind)][static_cast<int>(r.covered)]
                           [static_cast<int>(r.load)];
}

} // namespace flopcost::serving
