// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <type_traits>

#include <flopcost/core/describe.hpp>
#include <flopcost/core/error.hpp>
#include <flopcost/hardware/chip.hpp>
#include <flopcost/hardware/use.hpp>
#include <flopcost/training/layout.hpp>
#include <flopcost/workload/bytes.hpp>
#include <flopcost/workload/check.hpp>
#include <flopcost/workload/counts.hpp>

namespace flopcost::training {

/// Which FLOP the useful work is counted in. An MFU only means something together with it.
enum class flop_count : unsigned char {
    six_per_parameter, ///< 6 x active parameters x tokens (arXiv:2001.08361): no attention
    causal,            ///< all products and causal attention, forward and backward
    full,              ///< the same with all pairs of tokens: PaLM's and Megatron's convention
};

/// A training run on the back of an envelope: FLOP over peak and MFU. What is left out has a
/// default that is stated here; `validate` lists what is wrong.
///
///     training::plan{.model = models::deepseek_v3, .tokens = 14.8 * tera * token,
///                    .cluster = {.chip = chips::h800, .count = 2048 * chip},
///                    .mfu = fraction{0.35}}
template <class S = double>
struct plan {
    workload::transformer model{};
    qty::token<S> tokens{};
    hardware::cluster<S> cluster{};
    /// Share of `peak` that useful FLOP reach over the whole run, restarts included. Left out, the
    /// mechanism predicts it for the fastest layout, without failures (see `predict`).
    std::type_identity_t<std::optional<fraction<S>>> mfu{};
    precision peak = precision::bf16; ///< the dense peak that the MFU refers to
    flop_count counting = flop_count::six_per_parameter;
    precision products = peak; ///< number format of the layers' products, for the predicted MFU
    double sequence = 4096;    ///< tokens in a sequence: attention FLOP depend on it
    int batch = 2048;          ///< sequences in a step; only the predicted MFU depends on it
    /// Average draw over rated power: 0.75 with GPUs, 0.43 with TPUs (arXiv:2405.21015).
    std::type_identity_t<fraction<S>> power_draw = fraction<double>{0.75};
    /// Rated power of a server over that of its chips: 10.2 kW for 8 x 700 W in a DGX H100.
    std::type_identity_t<S> server_power = constant<S>(1.82);
    /// What is stored for each parameter: mixed-precision Adam, all of it sharded.
    double state_bytes = workload::adam_bytes_per_parameter;

    /// All that is wrong with the plan; empty if nothing is. The MFU cannot be: its type checks it.
    [[nodiscard]] constexpr problems validate() const {
        problems found;
        found.positive("tokens", tokens);
        found.positive("cluster.count", cluster.count);
        found.positive("cluster.chip.peak", cluster.chip.peak.at(peak));
        found.not_negative("cluster.chip.tdp", cluster.chip.tdp);
        found.not_negative("cluster.chip.memory", cluster.chip.memory);
        found.in_range("sequence", sequence, 1, 1e9);
        found.in_range("batch", static_cast<double>(batch), 1, 1e9);
        found.in_range("server_power", server_power, 1, 10);
        found.not_negative("state_bytes", state_bytes);
        workload::check_counts(model, found);
        found.positive("model (active parameters)", workload::active_parameters(model).count);
        return found;
    }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("model", p.model...);
        v("tokens", p.tokens...);
        v("cluster", p.cluster...);
        v("mfu", p.mfu...);
        v("peak", p.peak...);
        v("counting", p.counting...);
        v("products", p.products...);
        v("sequence", p.sequence...);
        v("batch", p.batch...);
        v("power_draw", p.power_draw...);
        v("server_power", p.server_power...);
        v("state_bytes", p.state_bytes...);
    }
};

/// What a run takes (`hardware::use`: FLOP, time, chip-time, energy) and what follows from it.
template <class S = double>
struct outcome : hardware::use<S> {
    fraction<S> mfu{};                      ///< given or predicted
    qty::token_rate<S> throughput{};        ///< of the whole cluster
    qty::power<S> it_power{};               ///< of the whole cluster, before PUE
    qty::byte_per_chip<S> state_memory{};   ///< weights, gradients, optimizer, all sharded
    qty::byte_per_chip<S> missing_memory{}; ///< what the state alone exceeds the chip by; 0: fits

    /// Whether the training state fits if it is spread over all chips. Necessary, not sufficient:
    /// activations come on top (training/memory.hpp).
    [[nodiscard]] constexpr bool state_fits() const { return !(hull(missing_memory).high > 0); }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        hardware::use<S>::describe(v, p...);
        v("mfu", p.mfu...);
        v("throughput", p.throughput...);
        v("it_power", p.it_power...);
        v("state_memory", p.state_memory...);
        v("missing_memory", p.missing_memory...);
    }
};

/// Useful FLOP of one token under a convention; `sequence` in tokens.
[[nodiscard]] constexpr workload::flop_per_token
flop_per_token(const workload::transformer& model, flop_count counting, double sequence) {
    // A model that is known by its size only has no attention to count.
    if (counting == flop_count::six_per_parameter || model.layers <= 0) {
        return workload::six_per_parameter(workload::active_parameters(model));
    }
    return workload::training_flop(model, {.sequence = sequence,
                                           .pairs = counting == flop_count::full
                                                        ? workload::attention_pairs::full
                                                        : workload::attention_pairs::causal});
}

namespace detail {

template <class S>
constexpr outcome<S> estimate_at(const plan<S>& p, const fraction<S>& mfu) {
    outcome<S> out;
    const auto rate = p.cluster.chip.peak.at(p.peak) * mfu;
    out.mfu = mfu;
    out.flop = flop_per_token(p.model, p.counting, p.sequence) * p.tokens;
    out.chip_time = out.flop / rate;
    out.duration = out.chip_time / p.cluster.count;
    const qty::power_per_chip<S> drawn = p.cluster.chip.tdp * p.power_draw * p.server_power;
    out.it_energy = out.chip_time * drawn;
    out.it_power = drawn * p.cluster.count;
    out.throughput = rate * p.cluster.count / flop_per_token(p.model, p.counting, p.sequence);
    const auto state = workload::total_parameters(p.model).number() * p.state_bytes * units::byte;
    out.state_memory = state / p.cluster.count;
    const qty::byte_per_chip<S> none{};
    out.missing_memory = max(out.state_memory - p.cluster.chip.memory, none);
    return out;
}

} // namespace detail

/// What the mechanism says about a plan without an MFU: the fastest layout of `space` on its chips,
/// with the step's parts, memory and what binds. Uncertain chips enter with the middle of what they
/// can be; the batch is rounded up to a multiple of the chips.
template <class S>
[[nodiscard]] inline layout_result predict(const plan<S>& p, const layout_space& space = {}) {
    p.validate().raise_if_any("training::plan");
    if (p.model.layers <= 0) {
        rejected::because(error_number::empty, "mfu",
                          "no MFU is given, and a model known by its size only has no shape that "
                          "one could be predicted from: give either");
    }
    const auto middle = [](auto& to, const auto& from) {
        using D = typename std::decay_t<decltype(to)>::dimension;
        const bounds b = hull(from);
        to = flopcost::detail::access::make<D>(0.5 * (b.low + b.high));
    };
    step_plan<> base;
    base.model = p.model;
    base.chip = hardware::chip<>{.name = p.cluster.chip.name,
                                 .family = p.cluster.chip.family,
                                 .released = p.cluster.chip.released,
                                 .scale_up_domain = p.cluster.chip.scale_up_domain};
    middle(base.chip.peak.fp64, p.cluster.chip.peak.fp64);
    middle(base.chip.peak.fp32, p.cluster.chip.peak.fp32);
    middle(base.chip.peak.tf32, p.cluster.chip.peak.tf32);
    middle(base.chip.peak.bf16, p.cluster.chip.peak.bf16);
    middle(base.chip.peak.fp8, p.cluster.chip.peak.fp8);
    middle(base.chip.peak.int8, p.cluster.chip.peak.int8);
    middle(base.chip.peak.fp4, p.cluster.chip.peak.fp4);
    middle(base.chip.memory, p.cluster.chip.memory);
    middle(base.chip.bandwidth, p.cluster.chip.bandwidth);
    middle(base.chip.scale_up, p.cluster.chip.scale_up);
    middle(base.chip.scale_out, p.cluster.chip.scale_out);
    middle(base.chip.tdp, p.cluster.chip.tdp);
    const bounds count = hull(p.cluster.count);
    base.chips = static_cast<int>(0.5 * (count.low + count.high));
    base.sequence = static_cast<int>(p.sequence);
    base.batch = (p.batch + base.chips - 1) / base.chips * base.chips;
    base.format = p.products;
    return fastest_layout(base, space);
}

/// Resource use of a training run: `flop = flop per token x tokens`,
/// `chip time = flop / (peak x MFU)`, `duration = chip time / chips`,
/// `energy = chip time x TDP x draw x server power`. Without an MFU the one that `predict` finds is
/// used (not in a constant expression); `missing_memory` is then what the layout misses. Errors:
/// 201 (or the number of the only problem) for what `validate` finds.
template <class S = double>
[[nodiscard]] constexpr outcome<S> estimate(const plan<S>& p) {
    p.validate().raise_if_any("training::plan");
    if (p.mfu.has_value()) {
        return detail::estimate_at(p, *p.mfu);
    }
    const layout_result best = predict(p);
    const auto& r = best.step;
    const double flop = (flop_per_token(p.model, p.counting, p.sequence) * r.tokens) /
                        (best.plan.chip.peak.at(p.peak) *
                         (static_cast<double>(best.plan.chips) * units::chip) * r.duration);
    outcome<S> out = detail::estimate_at(p, fraction<S>(constant<S>(flop), "predicted MFU"));
    out.missing_memory = max(out.missing_memory, qty::byte_per_chip<S>(r.missing));
    return out;
}

} // namespace flopcost::training
