// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include <flopcost/core/describe.hpp>
#include <flopcost/core/error.hpp>
#include <flopcost/hardware/use.hpp>
#include <flopcost/training/layout_enumeration.hpp>
#include <flopcost/training/step.hpp>
#include <flopcost/workload/bytes.hpp>

/// Fine-tuning a trained model: all weights, or small adapters on frozen ones.
namespace flopcost::training {

/// What is trained.
enum class tuning : unsigned char {
    full,  ///< every weight: a pretraining step
    lora,  ///< low-rank adapters on frozen 16-bit weights (arXiv:2106.09685)
    qlora, ///< the same on frozen 4-bit weights, expanded for each pass (arXiv:2305.14314)
};

/// Where the low-rank adapters sit; each adds rank x (in + out) parameters to a matrix in x out.
struct adapters {
    int rank = 16;
    bool attention = true; ///< query, key, value (or their latent factors) and output
    bool ffn = true;       ///< dense and shared feed-forward blocks
    bool experts = false;  ///< each routed expert
};

/// Parameters of the adapters. Error 105 on a rank below 1.
[[nodiscard]] constexpr qty::parameter<> adapter_parameters(const workload::transformer& m,
                                                            const adapters& a) {
    require_in_range("adapters.rank", static_cast<double>(a.rank), 1, 1e6);
    const double h = m.hidden;
    double sides = 0; // sum of in + out
    if (a.attention) {
        double each = 0;
        if (m.attend == workload::attention::mla) {
            const double q = static_cast<double>(m.heads) * (m.qk_nope + m.qk_rope);
            const double up = static_cast<double>(m.heads) * (m.qk_nope + m.v_head_dim);
            each = (m.q_lora > 0 ? h + 2.0 * m.q_lora + q : h + q) + (h + m.kv_lora + m.qk_rope) +
                   (m.kv_lora + up) + (static_cast<double>(m.heads) * m.v_head_dim + h);
        } else {
            const double q = static_cast<double>(m.heads) * m.head_dim;
            const double kv = static_cast<double>(m.kv_heads) * m.head_dim;
            each = 2 * (h + q) + 2 * (h + kv);
        }
        sides += each * (m.full_attention_layers() + m.window_layers);
    }
    const double matrices = m.gated ? 3 : 2;
    if (a.ffn) {
        sides += matrices * (h + m.ffn) * (m.ffn > 0 ? m.layers - m.moe_layers() : 0);
        const double shared = m.shared_ffn > 0 ? m.shared_ffn : m.moe_ffn;
        sides += matrices * (h + shared) * m.shared_experts * m.moe_layers();
    }
    if (a.experts) {
        sides += matrices * (h + m.moe_ffn) * m.experts * m.moe_layers();
    }
    return a.rank * sides * units::parameter;
}

/// Inputs of a fine-tuning job. `step` holds model, chips, layout, batch and sequence; a layout is
/// found by `fastest_fine_tune`.
template <class S = double>
struct fine_tune_plan {
    step_plan<S> step{};
    tuning method = tuning::lora;
    training::adapters adapters{};
    qty::token<S> tokens{}; ///< of the whole job: examples x length x epochs
    /// Average draw over rated power, rated power of a server over its chips': see `plan`.
    std::type_identity_t<fraction<S>> power_draw = fraction<double>{0.75};
    std::type_identity_t<S> server_power = constant<S>(1.82);

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("step", p.step...);
        v("method", p.method...);
        v("adapters", p.adapters...);
        v("tokens", p.tokens...);
        v("power_draw", p.power_draw...);
        v("server_power", p.server_power...);
    }
};

/// What a fine-tuning job takes.
template <class S = double>
struct fine_tune_result : hardware::use<S> {
    qty::time<S> step{}; ///< of one optimizer step
    qty::parameter<> trained{};
    memory_breakdown<S> memory{};    ///< of the fullest chip
    qty::byte_per_chip<S> missing{}; ///< beyond the chip's; zero if it fits
    bool fits = true;                ///< surely, for all values of uncertain inputs
    layout_spec layout{};

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        hardware::use<S>::describe(v, p...);
        v("step", p.step...);
        v("trained", p.trained...);
        v("memory", p.memory...);
        v("missing", p.missing...);
        v("fits", p.fits...);
        v("layout", p.layout...);
    }
};

namespace detail {

/// Memory with frozen weights: no gradients nor optimizer state but the adapters'.
[[nodiscard]] constexpr memory_parts tuned_memory(memory_parts m, const memory_parts& unsharded,
                                                  const layout_spec& l, int data, double element,
                                                  tuning method, double adapter_count) {
    if (method == tuning::full) {
        return m;
    }
    const double shards = l.shard == sharding::full ? static_cast<double>(data) * l.context : 1.0;
    const double kept = method == tuning::qlora
                            ? workload::bytes_each(workload::number_format::int4) / element
                            : 1.0;
    const double own = adapter_count / (static_cast<double>(l.tensor) * l.pipeline);
    m.weights = unsharded.weights * kept / shards + element * own;
    m.gradients = element * own;
    m.optimizer = l.offload_optimizer ? 0.0 : 12 * own;
    return m;
}

/// The step with frozen weights: no products for weight gradients (one third of all), no gradient
/// traffic and no optimizer sweep to speak of. With 4-bit weights each pass expands them first.
template <class S>
[[nodiscard]] constexpr S tuned_seconds(const step_parts<S>& p, tuning method, double weight_bytes,
                                        double micro_batches, const S& memory_rate,
                                        double optimizer_fixed) {
    if (method == tuning::full) {
        return total(p);
    }
    const S work = p.gemm + p.attention + p.pointwise + p.head + p.recomputed + p.launch +
                   p.tensor + p.context + p.expert;
    S left = work - p.gemm / 3.0;
    if (method == tuning::qlora) {
        // Read at 4 bits, write at 16, in the forward and in the backward pass.
        left = left + micro_batches * 2 * 1.25 * weight_bytes / memory_rate;
    }
    const S share = left / work;
    return left + (p.bubble + p.straggler) * share + p.pipeline + p.offload + optimizer_fixed;
}

constexpr void check_tuning(const adapters& a) {
    require_in_range("adapters.rank", static_cast<double>(a.rank), 1, 1e6);
}

} // namespace detail

/// Time, memory, energy of a fine-tuning job with the layout of its step. What the step mechanism
/// says, without the weight gradients, gradient traffic and optimizer state of frozen weights.
/// Raises on what `validate(step_plan)` finds and on tokens that are not above zero.
template <class S = double>
[[nodiscard]] constexpr fine_tune_result<S> fine_tune(const fine_tune_plan<S>& plan,
                                                      const calibration& cal = fitted) {
    using namespace detail;
    problems found = validate(plan.step);
    found.positive("tokens", plan.tokens);
    found.in_range("server_power", plan.server_power, 1, 10);
    found.raise_if_any("training::fine_tune_plan");
    check_tuning(plan.adapters);

    const step_plan<S>& s = plan.step;
    const network n = network_of(s.model);
    const machine<S> m = machine_of(s, cal);
    const job j = job_of(s, cal);
    const int data = data_ranks(s.layout, s.chips);
    const auto t = time_layer(n, s.layout, m, j, s.stack, cal.global);
    const auto parts = assemble(n, s.layout, data, m, j, s.stack, cal.global, t);
    layout_spec copy = s.layout;
    copy.shard = sharding::optimizer;
    const memory_parts unsharded = memory_of(n, copy, data, j, s.stack, cal.global);
    const double micro = j.batch / (static_cast<double>(data) * s.layout.micro_batch);

    fine_tune_result<S> out;
    out.layout = s.layout;
    const qty::parameter<> adapted = adapter_parameters(s.model, plan.adapters);
    out.trained = plan.method == tuning::full ? workload::total_parameters(s.model).count : adapted;
    out.memory = typed<S>(tuned_memory(memory_of(n, s.layout, data, j, s.stack, cal.global),
                                       unsharded, s.layout, data, j.element, plan.method,
                                       adapted.in(units::parameter)));
    out.missing = max(out.memory.total() - s.chip.memory, qty::byte_per_chip<S>{});
    out.fits = !(hull(out.missing).high > 0);
    out.step = tuned_seconds(parts, plan.method, unsharded.weights, micro,
                             S(s.chip.bandwidth.in(units::byte / units::second / units::chip) *
                               cal.of(s.chip.family).memory),
                             cal.global.optimizer_fixed) *
               units::second;
    const double batch_tokens = j.batch * j.sequence;
    const S steps = plan.tokens.in(units::token) / batch_tokens;
    out.duration = steps * out.step;
    out.chip_time = out.duration * (static_cast<double>(s.chips) * units::chip);
    out.it_energy = out.chip_time * (s.chip.tdp * plan.power_draw * plan.server_power);
    const double forward = workload::forward_flop(s.model, {.sequence = j.sequence, .mtp = false})
                               .total()
                               .in(units::flop / units::token);
    const double core = workload::forward_flop(s.model, {.sequence = j.sequence, .mtp = false})
                            .attention_core.in(units::flop / units::token);
    // Frozen weights get no gradient: one product of three is left out; attention has none of them.
    const double passes = plan.method == tuning::full ? 3 * forward : 2 * forward + core;
    out.flop = plan.tokens * (passes * (units::flop / units::token));
    return out;
}

/// The same with the fastest layout that fits in memory; if none fits, with the one that misses
/// least. The plan's own layout is not looked at.
template <searchable S = double>
[[nodiscard]] fine_tune_result<S> fastest_fine_tune(fine_tune_plan<S> plan,
                                                    const layout_space& space = {},
                                                    const calibration& cal = fitted) {
    using namespace detail;
    check_tuning(plan.adapters);
    step_plan<S> check = plan.step;
    check.layout = {.data = check.chips};
    check.batch = check.chips;
    validate(check).raise_if_any("training::fine_tune_plan");
    require_in_range("batch", static_cast<double>(plan.step.batch), 1, 1e9);
    search_context context(plan.step, space, cal);
    const double adapted = adapter_parameters(plan.step.model, plan.adapters).in(units::parameter);
    const double capacity = plan.step.chip.memory.in(units::byte / units::chip);
    bool fits = false;
    double best = flopcost::detail::infinity; // seconds, or bytes until something fits
    layout_spec chosen;
    context.for_each_unit([&](const layout_unit& unit) {
        context.for_each_candidate(unit, [&](const layout_candidate& c, double) {
            const memory_parts unsharded = context.memory_with(c, sharding::optimizer);
            const double bytes =
                tuned_memory(context.memory_with(c, c.layout.shard), unsharded, c.layout,
                             c.layout.data, context.element(), plan.method, adapted)
                    .total();
            const bool fitting = bytes <= capacity;
            if (!fitting && (fits || bytes >= best)) {
                return;
            }
            const double micro = static_cast<double>(plan.step.batch) /
                                 (static_cast<double>(c.layout.data) * c.layout.micro_batch);
            const double value =
                fitting ? tuned_seconds(context.parts(c, unit), plan.method, unsharded.weights,
                                        micro, context.memory_rate(), cal.global.optimizer_fixed)
                        : bytes;
            if ((fitting && !fits) || value < best) {
                best = value;
                fits = fitting;
                chosen = c.layout;
            }
        });
    });
    if (!(best < flopcost::detail::infinity)) {
        rejected::because(error_number::inconsistent, "batch",
                          "no layout divides the batch, the chips and the model", plan.step.batch);
    }
    plan.step.layout = chosen;
    return fine_tune(plan, cal);
}

} // namespace flopcost::training
