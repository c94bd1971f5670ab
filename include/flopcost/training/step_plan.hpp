// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include <flopcost/core/describe.hpp>
#include <flopcost/core/error.hpp>
#include <flopcost/core/units.hpp>
#include <flopcost/hardware/chip.hpp>
#include <flopcost/training/layout_spec.hpp>
#include <flopcost/workload/check.hpp>
#include <flopcost/workload/transformer.hpp>

namespace flopcost::training {

/// Inputs of one training step. What may be uncertain (`S`) are the rates of the chip and of the
/// fabric; the model, the layout and the batch are exact.
///
///     constexpr auto plan = training::step_plan{
///         .model = models::llama3_1_70b, .chip = chips::h100, .chips = 64,
///         .layout = {.tensor = 4, .sequence_parallel = true, .pipeline = 4, .virtual_stages = 5},
///         .batch = 128, .sequence = 8192};
///     constexpr auto r = training::step(plan);   // r.duration, r.mfu, r.parts, r.memory
template <class S = double>
struct step_plan {
    workload::transformer model{};
    hardware::chip<S> chip{};
    int chips = 1;
    layout_spec layout{};
    int batch = 1;                      ///< sequences per optimizer step, all data ranks together
    int sequence = 2048;                ///< tokens per sequence
    precision format = precision::bf16; ///< of the layers' products; bf16 stands for fp16 too
    software_stack stack = stacks::megatron_core;
    bool block_scaled = false; ///< scales per block (MXFP8); NVFP4 and MXFP4 always are
    bool causal = true;
    /// Load of the busiest expert rank over the mean; 1 is forced balance.
    double imbalance = 1;
    /// Scale-out bandwidth that is shared: 2 means that half of each port's rate passes the spine.
    std::type_identity_t<S> oversubscription = constant<S>(1);
    /// To the memory of the host, one direction; for offloading.
    qty::byte_rate_per_chip<S> host_link =
        constant<S>(50e9) * (units::byte / units::second / units::chip);

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("model", p.model...);
        v("chip", p.chip...);
        v("chips", p.chips...);
        v("layout", p.layout...);
        v("batch", p.batch...);
        v("sequence", p.sequence...);
        v("format", p.format...);
        v("stack", p.stack...);
        v("block_scaled", p.block_scaled...);
        v("causal", p.causal...);
        v("imbalance", p.imbalance...);
        v("oversubscription", p.oversubscription...);
        v("host_link", p.host_link...);
    }
};

/// Where the time of a step goes, counted along the busiest pipeline stage. The parts sum to the
/// step; traffic counts as far as it is not hidden behind compute.
template <class S = double>
struct step_breakdown {
    qty::time<S> gemm{};      ///< products with weights, forward and backward
    qty::time<S> attention{}; ///< attention core
    qty::time<S> pointwise{}; ///< norms, activations, residuals, routing, quantisation
    qty::time<S> head{};      ///< LM head, loss, embedding; uneven stages
    qty::time<S> recomputation{};
    qty::time<S> launch{};   ///< waiting for the host to issue kernels
    qty::time<S> tensor{};   ///< tensor-parallel traffic
    qty::time<S> context{};  ///< context-parallel traffic
    qty::time<S> expert{};   ///< expert-parallel traffic
    qty::time<S> pipeline{}; ///< sends between stages
    qty::time<S> bubble{};   ///< idle stages
    qty::time<S> data{};     ///< gradients and weights over the data ranks
    qty::time<S> optimizer{};
    qty::time<S> offload{};
    qty::time<S> straggler{}; ///< jitter between chips, growing with their number

    [[nodiscard]] constexpr qty::time<S> total() const {
        return gemm + attention + pointwise + head + recomputation + launch + tensor + context +
               expert + pipeline + bubble + data + optimizer + offload + straggler;
    }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("gemm", p.gemm...);
        v("attention", p.attention...);
        v("pointwise", p.pointwise...);
        v("head", p.head...);
        v("recomputation", p.recomputation...);
        v("launch", p.launch...);
        v("tensor", p.tensor...);
        v("context", p.context...);
        v("expert", p.expert...);
        v("pipeline", p.pipeline...);
        v("bubble", p.bubble...);
        v("data", p.data...);
        v("optimizer", p.optimizer...);
        v("offload", p.offload...);
        v("straggler", p.straggler...);
    }
};

/// Memory of the fullest chip.
template <class S = double>
struct memory_breakdown {
    qty::byte_per_chip<S> weights{};
    qty::byte_per_chip<S> gradients{};
    qty::byte_per_chip<S> optimizer{};
    qty::byte_per_chip<S> activations{}; ///< kept for the backward pass
    qty::byte_per_chip<S> workspace{};   ///< logits, gathered weights, the layer in work
    qty::byte_per_chip<S> runtime{};     ///< context, communication buffers
    qty::byte_per_chip<S> fragmentation{};

    [[nodiscard]] constexpr qty::byte_per_chip<S> total() const {
        return weights + gradients + optimizer + activations + workspace + runtime + fragmentation;
    }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("weights", p.weights...);
        v("gradients", p.gradients...);
        v("optimizer", p.optimizer...);
        v("activations", p.activations...);
        v("workspace", p.workspace...);
        v("runtime", p.runtime...);
        v("fragmentation", p.fragmentation...);
    }
};

/// What the largest share of a step is spent on.
enum class step_limit {
    compute,  ///< products and attention, recomputation and ends
    memory,   ///< pointwise work and optimizer
    launch,   ///< the host
    scale_up, ///< tensor, context and expert traffic
    network,  ///< data-parallel and stage-to-stage traffic
    bubble,   ///< idle stages and stragglers
};

/// One training step, predicted.
template <class S = double>
struct step_result {
    qty::time<S> duration{}; ///< equals parts.total()
    qty::time<S> low{};      ///< 90 % interval from the residuals of the plan's regime
    qty::time<S> high{};
    step_breakdown<S> parts{};
    qty::token<S> tokens{}; ///< in the step
    /// Model FLOP of the step: forward and backward of all products and of the attention core with
    /// the keys that are really used (half of them if causal), without recomputation.
    qty::flop<S> model_flop{};
    /// Same with all keys counted, as PaLM (arXiv:2204.02311, App. B) and Megatron do.
    qty::flop<S> model_flop_full{};
    /// What the matrix units execute, recomputation included.
    qty::flop<S> hardware_flop{};
    S mfu{};      ///< model_flop over the dense 16-bit peak
    S mfu_full{}; ///< model_flop_full over the dense 16-bit peak: the customary MFU
    S hfu{};      ///< hardware_flop over the dense 16-bit peak
    memory_breakdown<S> memory{};
    qty::byte_per_chip<S> missing{}; ///< memory beyond the chip's; zero if it fits
    bool fits = true;                ///< surely, for all values of uncertain inputs
    step_limit limit = step_limit::compute;
    bool extrapolated = false; ///< outside of what was calibrated

    [[nodiscard]] constexpr auto tokens_per_time() const { return tokens / duration; }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("duration", p.duration...);
        v("low", p.low...);
        v("high", p.high...);
        v("parts", p.parts...);
        v("tokens", p.tokens...);
        v("model_flop", p.model_flop...);
        v("model_flop_full", p.model_flop_full...);
        v("hardware_flop", p.hardware_flop...);
        v("mfu", p.mfu...);
        v("mfu_full", p.mfu_full...);
        v("hfu", p.hfu...);
        v("memory", p.memory...);
        v("missing", p.missing...);
        v("fits", p.fits...);
        v("limit", p.limit...);
        v("extrapolated", p.extrapolated...);
    }
};

/// Data-parallel degree: as stated, or what the chip count leaves.
[[nodiscard]] constexpr int data_ranks(const layout_spec& l, int chips) {
    if (l.data > 0) {
        return l.data;
    }
    const int others = l.tensor * l.pipeline * l.context;
    return others > 0 && chips >= others ? chips / others : 1;
}

/// All that is wrong with a plan; empty if nothing. Not fitting in memory is no problem but a
/// result.
template <class S>
[[nodiscard]] constexpr problems validate(const step_plan<S>& p) {
    problems out;
    const workload::transformer& m = p.model;
    const layout_spec& l = p.layout;
    const auto at_least_one = [&](const char* name, int value) {
        out.in_range(name, static_cast<double>(value), 1, 1e9);
    };
    at_least_one("model.layers", m.layers);
    at_least_one("model.hidden", m.hidden);
    at_least_one("model.heads", m.heads);
    at_least_one("model.vocab", m.vocab);
    at_least_one("chips", p.chips);
    at_least_one("batch", p.batch);
    at_least_one("sequence", p.sequence);
    at_least_one("layout.tensor", l.tensor);
    at_least_one("layout.pipeline", l.pipeline);
    at_least_one("layout.virtual_stages", l.virtual_stages);
    at_least_one("layout.context", l.context);
    at_least_one("layout.expert", l.expert);
    at_least_one("layout.expert_tensor", l.expert_tensor);
    at_least_one("layout.micro_batch", l.micro_batch);
    out.in_range("layout.data", static_cast<double>(l.data), 0, 1e9);
    out.in_range("layout.recompute_layers", l.recompute_layers, 0, 1);
    out.in_range("layout.offload_activations", l.offload_activations, 0, 1);
    out.positive("host_link", p.host_link.in(units::byte / units::second / units::chip));
    out.in_range("imbalance", p.imbalance, 1, 1e3);
    out.positive("chip.peak.bf16", p.chip.peak.bf16.in(units::flop / units::second / units::chip));
    out.positive("chip.bandwidth", p.chip.bandwidth.in(units::byte / units::second / units::chip));
    out.positive("chip.memory", p.chip.memory.in(units::byte / units::chip));
    out.not_negative("chip.scale_up",
                     p.chip.scale_up.in(units::byte / units::second / units::chip));
    out.not_negative("chip.scale_out",
                     p.chip.scale_out.in(units::byte / units::second / units::chip));
    out.in_range("oversubscription", p.oversubscription, 1, 1e6);
    workload::check_shape(m, out);
    if (!out.empty()) {
        return out;
    }
    const double ranks =
        static_cast<double>(l.tensor) * l.pipeline * l.context * data_ranks(l, p.chips);
    out.require(ranks == p.chips, "chips", p.chips,
                "must equal tensor x pipeline x context x data ranks");
    out.require(m.heads % l.tensor == 0, "layout.tensor", l.tensor,
                "must divide the number of heads");
    out.require(p.sequence % l.context == 0, "layout.context", l.context,
                "must divide the sequence length");
    out.require(l.pipeline <= m.layers, "layout.pipeline", l.pipeline,
                "must not exceed the number of layers");
    out.require(l.virtual_stages == 1 || l.pipeline > 1, "layout.virtual_stages", l.virtual_stages,
                "needs a pipeline");
    out.require(static_cast<double>(l.virtual_stages) * l.pipeline <= m.layers,
                "layout.virtual_stages", l.virtual_stages,
                "must leave at least one layer for each chunk");
    const int per_round = data_ranks(l, p.chips) * l.micro_batch;
    out.require(per_round > 0 && p.batch % per_round == 0, "batch", p.batch,
                "must be a multiple of data ranks x micro-batch");
    if (l.expert > 1 || l.expert_tensor > 1) {
        out.require(m.experts > 0, "layout.expert", l.expert, "needs a model with experts");
        out.require(m.experts % l.expert == 0, "layout.expert", l.expert,
                    "must divide the number of experts");
        const int room = l.tensor * l.context * data_ranks(l, p.chips);
        out.require(room % (l.expert * l.expert_tensor) == 0, "layout.expert", l.expert,
                    "times expert_tensor must divide tensor x context x data ranks");
    }
    return out;
}

} // namespace flopcost::training
