// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/serving/deployment.hpp>
#include <flopcost/serving/engine_kernel.hpp>

namespace flopcost::serving {

/// The calibrated family of a chip.
[[nodiscard]] constexpr silicon silicon_of(hardware::chip_family f, bool fabric) noexcept {
    using hardware::chip_family;
    switch (f) {
    case chip_family::pascal:
    case chip_family::volta:
    case chip_family::turing:
        return silicon::turing;
    case chip_family::ampere:
        return silicon::ampere;
    case chip_family::ada:
        return silicon::ada;
    case chip_family::hopper:
        return silicon::hopper;
    case chip_family::blackwell:
    case chip_family::rubin:
        return fabric ? silicon::blackwell : silicon::blackwell_consumer;
    case chip_family::cdna1:
    case chip_family::cdna2:
    case chip_family::cdna3:
    case chip_family::cdna4:
        return silicon::cdna;
    case chip_family::tpu:
        return silicon::tpu;
    case chip_family::trainium:
    case chip_family::inferentia:
        return silicon::neuron;
    case chip_family::ascend:
        return silicon::ascend;
    case chip_family::apple:
        return silicon::apple;
    case chip_family::gaudi:
    case chip_family::other:
        break;
    }
    return silicon::other;
}

/// How engines schedule by default, from their documentation: TensorRT-LLM and vLLM (since V1,
/// early 2025) let prompt chunks ride in decode steps; SGLang, TGI and the older vLLM run prefill
/// first. vLLM's and SGLang's shares of the memory are their defaults on large chips. `memory` is
/// the chip's, in bytes.
[[nodiscard]] constexpr detail::scheduling scheduling_of(engine_family e, date released,
                                                         double memory, silicon chip) noexcept {
    switch (e) {
    case engine_family::tensorrt_llm:
        // By default a sequence is admitted with room for its whole output (GUARANTEED_NO_EVICT).
        // Passes were compiled before the PyTorch backend.
        return {.mixes = true,
                .chunk = 8192,
                .max_sequences = 2048,
                .balances = true,
                .reserves_output = true,
                .compiled = released < date{2025, 5, 1},
                .memory_share = 0.95};
    case engine_family::vllm: {
        const bool first = released < date{2025, 3, 1};
        // Its defaults for a server: 1024 sequences and 8192 tokens from 70 GiB on, A100 excluded.
        const bool large = memory > 75e9 && chip != silicon::ampere && !first;
        return {.mixes = !first,
                .chunk = first ? 4096.0 : (large ? 8192.0 : 2048.0),
                .max_sequences = large ? 1024.0 : 256.0,
                .reserves_output = false,
                .memory_share = 0.90};
    }
    case engine_family::sglang:
        return {.mixes = false,
                .chunk = 8192,
                .max_sequences = 2048,
                .reserves_output = false,
                .memory_share = 0.88};
    case engine_family::llama_cpp:
        return {.mixes = true,
                .chunk = 512,
                .refill = 2048,
                .max_sequences = 256,
                .reserves_output = true,
                .compiled = true,
                .widens = false, // its kernels multiply quantised blocks as they are
                .fuses = released >= date{2025, 9, 1},
                .memory_share = 0.97};
    case engine_family::tgi:
        return {.mixes = false,
                .chunk = 4096,
                .max_sequences = 256,
                .reserves_output = true,
                .memory_share = 0.90};
    case engine_family::faster_transformer:
    case engine_family::jax:
    case engine_family::neuron:
    case engine_family::other:
        break;
    }
    return {.mixes = false,
            .chunk = 8192,
            .max_sequences = 512,
            .reserves_output = true,
            .compiled = e != engine_family::other,
            .memory_share = 0.92};
}

/// How well measurements cover an engine on a chip family.
[[nodiscard]] constexpr coverage coverage_of(engine_family e, silicon chip, bool moe,
                                             double years) noexcept {
    const bool known = (e == engine_family::tensorrt_llm || e == engine_family::vllm ||
                        e == engine_family::sglang) &&
                       (chip == silicon::hopper || chip == silicon::blackwell) && years < 0.85;
    return !known ? coverage::sparse : moe ? coverage::moe : coverage::dense;
}

/// Date at which the engine constants hold; years before it cost speed (see calibration.hpp).
inline constexpr date reference_date{2026, 1, 1};

namespace detail {

/// The kernels' view of a shape.
[[nodiscard]] constexpr shape shape_of(const workload::transformer& m) {
    shape s;
    s.layers = m.layers;
    s.hidden = m.hidden;
    s.heads = m.heads;
    s.kv_heads = m.kv_heads;
    s.head_dim = m.head_dim;
    s.ffn = m.ffn;
    s.ffn_matrices = m.gated ? 3 : 2;
    s.experts = m.experts;
    s.dense_layers = m.moe() ? m.layers - m.moe_layers() : m.layers;
    s.experts_per_token = m.experts_per_token;
    s.shared_experts = m.shared_experts;
    s.moe_ffn = m.moe_ffn;
    s.shared_ffn = m.shared_experts * (m.shared_ffn > 0 ? m.shared_ffn : m.moe_ffn);
    s.q_lora = m.q_lora;
    s.kv_lora = m.kv_lora;
    s.qk_nope = m.qk_nope;
    s.qk_rope = m.qk_rope;
    s.v_dim = m.v_head_dim;
    s.window = m.window;
    s.window_layers = m.window_layers;
    s.linear_layers = m.linear_layers;
    s.full_layers = m.full_attention_layers();
    s.sparse_keys = m.index_keys;
    s.index_dim = m.index_dim;
    s.moe_width = m.moe_latent > 0 ? m.moe_latent : m.hidden;
    s.kv_sharing = m.kv_sharing > 0 ? m.kv_sharing : 1;
    s.query_width = m.attention_gate ? 2 : 1;
    if (m.linear_layers > 0) {
        const auto or_heads = [](int given, int otherwise) {
            return given > 0 ? given : otherwise;
        };
        const double heads = or_heads(m.linear_value_heads, m.heads);
        const double key = or_heads(m.linear_key_dim, m.head_dim);
        const double value = or_heads(m.linear_value_dim, m.head_dim);
        const double keys =
            or_heads(m.linear_key_heads, or_heads(m.linear_value_heads, m.heads)) * key;
        // Keys and queries, values and gate in; values out.
        s.linear_elements = m.hidden * (2.0 * keys + 3.0 * heads * value);
        s.linear_state = heads * key * value;
        const double passes = m.linear == workload::linear_mixer::gated_delta ? 3.0 : 2.0;
        s.linear_flop = 2.0 * passes * heads * key * value;
    }
    s.vocab = m.vocab;
    s.tied = m.tied;
    return s;
}

/// Links up to this rate are the host bus (PCIe 5 x16: 63 GB/s one way), not a scale-up fabric.
inline constexpr double fastest_bus = 65e9;

/// The kernels' view of a chip. Where there is no scale-up fabric, collectives go over the host
/// bus: PCIe of the generation that the family came with, one direction.
template <class S>
[[nodiscard]] constexpr device<S> device_of(const hardware::chip<S>& c) {
    namespace u = units;
    constexpr auto rate = u::flop / u::second / u::chip;
    constexpr auto flow = u::byte / u::second / u::chip;
    device<S> d;
    d.bf16 = c.peak.bf16.in(rate);
    d.fp32 = c.peak.fp32.in(rate);
    d.fp8 = c.peak.fp8.in(rate);
    d.int8 = c.peak.int8.in(rate);
    d.fp4 = c.peak.fp4.in(rate);
    // Chips before tensor cores multiply in FP32; a sheet that omits 16 bits has half of its 8.
    if (!(value_of(d.bf16) > 0))
        d.bf16 = value_of(d.fp32) > 0 ? d.fp32 : d.fp8 * 0.5;
    d.has_fp8 = value_of(d.fp8) > value_of(d.bf16);
    d.has_int8 = value_of(d.int8) > value_of(d.bf16);
    d.has_fp4 = d.has_fp8 && value_of(d.fp4) > value_of(d.fp8);
    d.bandwidth = c.bandwidth.in(flow);
    // A sheet counts DRAM in GB of 2^30 bytes, of which firmware keeps half a percent: nvidia-smi
    // reports 81 559 MiB on an H100 of 80 GB, 143 771 MiB on an H200 of 141 GB, 183 359 MiB on a
    // B200 of 180 GB (from memory).
    d.memory = c.memory.in(u::byte / u::chip) * (0.995 * 1.073741824);
    d.domain = c.scale_up_domain > 1 ? c.scale_up_domain : 1;
    d.fabric = value_of(c.scale_up.in(flow)) > fastest_bus && d.domain > 1;
    d.kind = silicon_of(c.family, d.fabric);
    double bus = 25e9; // PCIe 4
    if (d.kind == silicon::turing)
        bus = 12e9;
    if (d.kind == silicon::hopper || d.kind == silicon::blackwell ||
        d.kind == silicon::blackwell_consumer)
        bus = 50e9;
    d.scale_up = d.fabric ? c.scale_up.in(flow) : constant<S>(bus);
    // Pairs and quads of bridged cards meet over the bus, not over a network.
    const bool network = d.domain >= 8 && value_of(c.scale_out.in(flow)) > 0;
    d.scale_out = network ? c.scale_out.in(flow) : constant<S>(bus);
    return d;
}

/// What the engine makes of a chip: llama.cpp accumulates 16-bit products in 16 bits, which GeForce
/// cards do at twice the rate that their sheets state for 32-bit accumulation (half the INT8 rate).
template <class S>
[[nodiscard]] constexpr device<S> seen_by(device<S> d, engine_family e) {
    if (e == engine_family::llama_cpp)
        d.bf16 = max(d.bf16, d.int8 * 0.5);
    return d;
}

/// Tokens that one verified step yields: 1 + a + a^2 + ... + a^drafts (Leviathan et al. 2023,
/// arXiv:2211.17192, equation 1).
template <class S>
constexpr S tokens_per_step(int drafts, const S& acceptance) {
    S sum = constant<S>(1.0), term = constant<S>(1.0);
    for (int i = 0; i < drafts; ++i) {
        term = term * acceptance;
        sum = sum + term;
    }
    return sum;
}

[[nodiscard]] constexpr arrangement arrangement_of(const layout& l) noexcept {
    return {
        .tp = l.tensor, .pp = l.pipeline, .dp = l.data_attention, .ep = l.expert, .cp = l.context};
}

/// Years by which a release precedes the reference; newer ones gain half a year at most.
[[nodiscard]] constexpr double years_before_reference(date released) noexcept {
    const double y = (reference_date - released) / 365.25;
    return y < -0.5 ? -0.5 : y;
}

} // namespace detail

/// A deployment with all that does not depend on traffic worked out: ask it for many operating
/// points. Made by `prepare`.
template <class S = double>
struct prepared {
    detail::prepared<S> kernel{};
    detail::device<S> device{};
    int instances = 1;
    int chips = 1;                   ///< of all instances
    double parameters_per_token = 0; ///< weight elements that a token is multiplied with
    bool extrapolates = false;       ///< chip or engine family without data in the calibration
    bool moe = false;
    coverage covered = coverage::sparse; ///< whose errors its predictions have
};

/// Checks a deployment and works out what does not depend on traffic. Throws `error` that lists all
/// problems. A model that does not fit is no error: the results say so.
template <class S>
[[nodiscard]] constexpr prepared<S> prepare(const deployment<S>& d,
                                            const calibration& constants = fitted) {
    validate(d).raise_if_any("serving::deployment");
    prepared<S> p;
    p.device = detail::seen_by(detail::device_of(d.chip), d.engine);
    const detail::load l =
        detail::make_load(detail::shape_of(d.model), detail::arrangement_of(d.layout), d.weights,
                          d.cache.bits / 8.0, d.adapters.rank, d.adapters.adapters);
    const auto chip = static_cast<std::size_t>(p.device.kind);
    const auto engine = static_cast<std::size_t>(d.engine);
    detail::scheduling policy =
        scheduling_of(d.engine, d.released, value_of(p.device.memory), p.device.kind);
    policy.served = d.served;
    p.kernel =
        detail::prepare(l, p.device, constants.chips[chip], constants.engines[engine],
                        constants.common, policy, detail::years_before_reference(d.released));
    p.kernel.drafts = d.speculate.drafts;
    p.kernel.yield = detail::tokens_per_step(d.speculate.drafts, S(d.speculate.acceptance.value()));
    p.kernel.draft_cost = d.speculate.draft_cost.value();
    p.instances = d.instances;
    p.chips = d.chips();
    p.moe = d.model.moe();
    p.parameters_per_token = detail::elements_per_token(
        detail::make_load(detail::shape_of(d.model), {}, d.weights, d.cache.bits / 8.0));
    p.covered =
        coverage_of(d.engine, p.device.kind, p.moe, detail::years_before_reference(d.released));
    p.extrapolates = p.device.kind == silicon::other || d.engine == engine_family::other ||
                     d.layout.chips() > 144;
    return p;
}

/// Speculation with the model's own multi-token prediction module: one more layer and the head for
/// each draft (DeepSeek-V3 report, section 2.2).
template <class S>
[[nodiscard]] constexpr speculation<S> multi_token_prediction(const workload::transformer& m,
                                                              int drafts, share<S> acceptance) {
    const detail::load l = detail::make_load(detail::shape_of(m), {}, formats::bf16, 2.0);
    const double head = l.head.elements;
    const double all = detail::elements_per_token(l);
    const double cost = ((all - head) / m.layers + head) / all;
    return {.drafts = drafts, .acceptance = acceptance, .draft_cost = share<S>{constant<S>(cost)}};
}

} // namespace flopcost::serving
