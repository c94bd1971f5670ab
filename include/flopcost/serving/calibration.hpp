// SPDX-License-Identifier: MIT
#pragma once

// The calibration constants of the serving model, in one place. They were fitted by
// tests/validation/serving/fit.cpp on published measurements (tests/data/inference_*.csv) with a
// robust logarithmic loss: first what all families have in common, then, held by a pull to that,
// what sets each apart. No constant belongs to a model, source or row.

#include <array>

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
    double grouped;     ///< memory efficiency of grouped expert products relative to dense, (0, 1]
    double
        grouped_math;   ///< compute efficiency of grouped expert products relative to dense, (0, 1]
    double decode_math; ///< compute efficiency of decode attention relative to prefill attention
    double dequantise;  ///< compute efficiency when weights are widened before the product, (0, 1]
    double narrow;      ///< compute efficiency of 4-bit products relative to 8-bit ones, (0, 1]
    double eager;       ///< seconds of host time per kernel when a step is not a replayed graph
    double interference; ///< share of a prefill's cost that decoding sequences feel, (0, 1.5]
    double request;      ///< seconds of fixed work per request before its first token
    double
        offline; ///< per-sequence host time without a streaming frontend, as a share of it with one
    double handover;  ///< seconds that passing a request between pools adds to its first token
    double admission; ///< decode steps that a new request waits for before its prefill starts
    // Share of a closed loop's requests that come in waves, [0, 1]:
    double mixed_varied; ///< engine mixes phases, lengths vary
    double mixed_equal;  ///< engine mixes phases, lengths are equal
    double first_varied; ///< prefill goes first, lengths vary
    double first_equal;  ///< prefill goes first, lengths are equal
    double tail;         ///< how far output lengths that vary are exponential, [0, 1.5]
    double occupancy;    ///< share of the memory left for KV that a saturated engine fills, (0, 1]
    double limit;        ///< mean over percentile limit of a server run at its limit, (0, 1]
    double yearly_host;  ///< log rate per year at which host overheads shrink
    double yearly_speed; ///< log rate per year at which kernels approach the hardware
};

/// All of them, so that a fit can vary them.
struct calibration {
    std::array<chip_constants, silicons> chips;
    std::array<engine_constants, engine_families> engines;
    common_constants common;
};

// clang-format off
/// The fitted values.
inline constexpr calibration fitted{
    .chips = {{
        {.memory = 0.683, .compute = 0.456, .attention = 0.296, .kernel = 5.06e-6, .link = 0.502, .hop = 13.4e-6},
        {.memory = 0.852, .compute = 0.741, .attention = 0.437, .kernel = 3.78e-6, .link = 0.691, .hop = 8.93e-6},
        {.memory = 0.929, .compute = 0.609, .attention = 0.379, .kernel = 3.1e-6, .link = 0.692, .hop = 9.28e-6},
        {.memory = 0.962, .compute = 0.744, .attention = 0.417, .kernel = 3.74e-6, .link = 0.660, .hop = 8.76e-6},
        {.memory = 0.897, .compute = 0.605, .attention = 0.479, .kernel = 2.67e-6, .link = 0.614, .hop = 7.16e-6},
        {.memory = 0.949, .compute = 0.684, .attention = 0.409, .kernel = 3.31e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.552, .compute = 0.499, .attention = 0.268, .kernel = 9.29e-6, .link = 0.386, .hop = 20.3e-6},
        {.memory = 0.683, .compute = 0.588, .attention = 0.370, .kernel = 3.87e-6, .link = 0.507, .hop = 9.74e-6},
        {.memory = 0.671, .compute = 0.428, .attention = 0.297, .kernel = 5.42e-6, .link = 0.484, .hop = 15.2e-6},
        {.memory = 0.731, .compute = 0.576, .attention = 0.382, .kernel = 3.8e-6, .link = 0.596, .hop = 9.21e-6},
        {.memory = 0.818, .compute = 0.808, .attention = 0.418, .kernel = 6e-6, .link = 0.600, .hop = 9e-6},
        {.memory = 0.700, .compute = 0.458, .attention = 0.300, .kernel = 5.03e-6, .link = 0.502, .hop = 13e-6},
    }},
    .engines = {{
        {.step = 0.462e-3, .sequence = 5.93e-6, .speed = 1.000},
        {.step = 1.06e-3, .sequence = 18.7e-6, .speed = 0.998},
        {.step = 1.41e-3, .sequence = 20.2e-6, .speed = 0.607},
        {.step = 0.714e-3, .sequence = 7e-6, .speed = 0.689},
        {.step = 0.832e-3, .sequence = 6.95e-6, .speed = 1.000},
        {.step = 0.683e-3, .sequence = 7.03e-6, .speed = 0.850},
        {.step = 0.492e-3, .sequence = 6.73e-6, .speed = 0.987},
        {.step = 1.27e-3, .sequence = 7.1e-6, .speed = 0.818},
        {.step = 0.674e-3, .sequence = 6.82e-6, .speed = 0.925},
    }},
    .common = {
        .overlap = 0.7457,
        .traffic = 1.5,
        .tile = 25.34,
        .expert_tile = 20.7,
        .slice = 414,
        .popularity = 1.415,
        .grouped = 0.8066,
        .grouped_math = 0.8069,
        .decode_math = 1.076,
        .dequantise = 0.6186,
        .narrow = 0.8147,
        .eager = 8.22e-06,
        .interference = 1.118,
        .request = 0.04914,
        .offline = 0.4274,
        .handover = 0.1202,
        .admission = 2.447,
        .mixed_varied = 0.1207,
        .mixed_equal = 0.1887,
        .first_varied = 0.485,
        .first_equal = 0.7671,
        .tail = 0.2695,
        .occupancy = 0.8522,
        .limit = 0.8476,
        .yearly_host = 0.4194,
        .yearly_speed = 0.053,
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

/// A class of predictions with one distribution of errors.
struct regime {
    quantity_kind kind;
    coverage covered;
};

/// Factors on a predicted time that enclose 90 % of the measurements left out of the fit.
struct spread_of_errors {
    double low, high;
};

/// Residuals of tests/validation/serving/fit.cpp with sources, chips and models left out in turn.
inline constexpr spread_of_errors residual_spreads[quantity_kinds][3] = {
    // SPREADS
    {{0.640, 1.344}, {0.688, 1.967}, {0.698, 2.626}},
    {{0.537, 2.818}, {0.514, 11.236}, {0.241, 3.883}},
    {{0.528, 2.164}, {0.434, 9.839}, {0.254, 7.236}},
    {{0.45, 2.4}, {0.45, 2.4}, {0.487, 2.949}},
    {{0.811, 1.372}, {0.515, 2.150}, {0.547, 1.231}},
    {{0.673, 1.973}, {0.563, 5.573}, {0.699, 2.683}},
    // END
};

[[nodiscard]] constexpr spread_of_errors spread_of(regime r) noexcept {
    return residual_spreads[static_cast<int>(r.kind)][static_cast<int>(r.covered)];
}

} // namespace flopcost::serving
