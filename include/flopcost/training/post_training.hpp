// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include <flopcost/core/describe.hpp>
#include <flopcost/core/error.hpp>
#include <flopcost/hardware/chip.hpp>
#include <flopcost/hardware/use.hpp>
#include <flopcost/workload/bytes.hpp>
#include <flopcost/workload/check.hpp>

/// Reinforcement learning on a trained model: a fleet that writes answers, bound by memory
/// bandwidth and by the longest answer, and a learner that is bound by arithmetic.
namespace flopcost::training {

/// Inputs of a reinforcement-learning stage (GRPO, PPO without a critic, and their like). One
/// iteration writes `responses` answers and learns from them.
template <class S = double>
struct rl_plan {
    workload::transformer model{};
    /// Chips that write. They also learn if `learner.count` is zero: the fleets take turns.
    hardware::cluster<S> rollout{};
    hardware::cluster<S> learner{};
    double iterations = 1;
    double responses = 512;      ///< answers in one iteration: prompts x samples
    double samples = 16;         ///< answers to one prompt, which share its prefill
    double prompt = 500;         ///< tokens
    double mean_response = 4000; ///< tokens
    double longest = 16000;      ///< tokens at which an answer is cut off
    int replica_chips = 8;       ///< chips that hold one copy of the model when writing
    workload::number_format weights = workload::number_format::bf16;
    workload::number_format cache = workload::number_format::bf16;
    double epochs = 1; ///< passes of the learner over each answer
    /// Forward passes over each answer beside the training: old and reference probabilities.
    double scorings = 2;
    std::type_identity_t<fraction<S>> learner_mfu = fraction<double>{0.3}; ///< of the 16-bit peak
    /// Share of the memory bandwidth that decoding sustains.
    std::type_identity_t<fraction<S>> decode_bandwidth = fraction<double>{0.7};
    /// Share of the 16-bit peak that large decode batches sustain.
    std::type_identity_t<fraction<S>> decode_compute = fraction<double>{0.5};
    /// Latency of one layer for one token beside its bytes: kernel launches and two small
    /// collectives.
    std::type_identity_t<qty::time<S>> layer_latency = 65.0 * units::microsecond;
    /// Per iteration: new weights to the writing chips, grading, switching.
    std::type_identity_t<qty::time<S>> synchronise = 10.0 * units::second;
    /// Average draw over rated power, rated power of a server over its chips': see `plan`.
    std::type_identity_t<fraction<S>> power_draw = fraction<double>{0.75};
    std::type_identity_t<S> server_power = constant<S>(1.82);

    /// Whether one fleet does both, in turns.
    [[nodiscard]] constexpr bool colocated() const { return !(hull(learner.count).high > 0); }

    /// All that is wrong with the plan.
    [[nodiscard]] constexpr problems validate() const {
        problems found;
        found.positive("model.layers", static_cast<double>(model.layers));
        workload::check_shape(model, found);
        found.positive("rollout.count", rollout.count);
        found.not_negative("learner.count", learner.count);
        found.positive("rollout.chip.peak.bf16", rollout.chip.peak.bf16);
        found.positive("rollout.chip.bandwidth", rollout.chip.bandwidth);
        found.positive("rollout.chip.memory", rollout.chip.memory);
        found.not_negative("rollout.chip.tdp", rollout.chip.tdp);
        if (!colocated()) {
            found.positive("learner.count", learner.count);
            found.positive("learner.chip.peak.bf16", learner.chip.peak.bf16);
            found.not_negative("learner.chip.tdp", learner.chip.tdp);
        }
        found.positive("iterations", iterations);
        found.in_range("responses", responses, 1, 1e9);
        found.in_range("samples", samples, 1, responses > 1 ? responses : 1.0);
        found.not_negative("prompt", prompt);
        found.in_range("mean_response", mean_response, 1, 1e8);
        found.in_range("longest", longest, mean_response, 1e9);
        found.in_range("replica_chips", static_cast<double>(replica_chips), 1,
                       hull(rollout.count).low);
        found.not_negative("epochs", epochs);
        found.not_negative("scorings", scorings);
        found.not_negative("layer_latency", layer_latency);
        found.not_negative("synchronise", synchronise);
        found.in_range("server_power", server_power, 1, 10);
        return found;
    }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("model", p.model...);
        v("rollout", p.rollout...);
        v("learner", p.learner...);
        v("iterations", p.iterations...);
        v("responses", p.responses...);
        v("samples", p.samples...);
        v("prompt", p.prompt...);
        v("mean_response", p.mean_response...);
        v("longest", p.longest...);
        v("replica_chips", p.replica_chips...);
        v("weights", p.weights...);
        v("cache", p.cache...);
        v("epochs", p.epochs...);
        v("scorings", p.scorings...);
        v("learner_mfu", p.learner_mfu...);
        v("decode_bandwidth", p.decode_bandwidth...);
        v("decode_compute", p.decode_compute...);
        v("layer_latency", p.layer_latency...);
        v("synchronise", p.synchronise...);
        v("power_draw", p.power_draw...);
        v("server_power", p.server_power...);
    }
};

/// What a reinforcement-learning stage takes.
template <class S = double>
struct rl_result : hardware::use<S> {
    qty::time<S> generation{}; ///< of one iteration
    qty::time<S> learning{};   ///< of one iteration, scoring included
    qty::time<S> iteration{};  ///< turns: the sum; two fleets: the longer one; and synchronising
    S learner_idle{};          ///< share of the iteration that the learner waits
    S rollout_idle{};
    S concurrent{};   ///< answers that one replica writes at a time
    bool fits = true; ///< whether the model leaves a replica room for one answer
    qty::token_rate_per_chip<S> decode_rate{}; ///< tokens written per time and rollout chip

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        hardware::use<S>::describe(v, p...);
        v("generation", p.generation...);
        v("learning", p.learning...);
        v("iteration", p.iteration...);
        v("learner_idle", p.learner_idle...);
        v("rollout_idle", p.rollout_idle...);
        v("concurrent", p.concurrent...);
        v("fits", p.fits...);
        v("decode_rate", p.decode_rate...);
    }
};

namespace detail {

// Time to write one token each for `batch` answers on one replica. `S` carries the chip's rates.
template <class S>
struct decode_rates {
    S bandwidth; // bytes/s of the replica, sustained
    S compute;   // FLOP/s of the replica, sustained
    S latency;   // s per token, all layers
};

struct decode_load {
    double common_bytes = 0; // weights that every token needs
    double expert_bytes = 0; // of all routed experts
    double expert_share = 0; // of the experts that one token uses
    double cache_bytes = 0;  // of one token of context
    double window = 0;       // tokens that sliding windows keep; 0: none
    double window_bytes = 0;
    double state_bytes = 0;
    double flop = 0; // per token, products only
};

// Bytes that a replica reads to write one token each for `batch` answers.
template <class S>
[[nodiscard]] constexpr S token_time(const decode_load& w, const decode_rates<S>& r, const S& batch,
                                     double context) {
    const double seen = w.window > 0 && w.window < context ? w.window : context;
    const double own = w.cache_bytes * context + w.window_bytes * seen + w.state_bytes;
    S bytes = batch * own + w.common_bytes;
    if (w.expert_share > 0 && w.expert_share < 1) {
        // The share of the experts that a batch of independent tokens hits.
        bytes = bytes + w.expert_bytes * (1.0 - exp(batch * log(1 - w.expert_share)));
    } else {
        bytes = bytes + w.expert_bytes;
    }
    return max(S(bytes / r.bandwidth), S(batch * w.flop / r.compute)) + r.latency;
}

[[nodiscard]] constexpr decode_load load_of(const workload::transformer& m,
                                            workload::number_format weights,
                                            workload::number_format cache) {
    const auto parts = workload::parameters(m);
    const double each = workload::bytes_each(weights);
    decode_load w;
    w.expert_bytes = parts.experts.in(units::parameter)*each;
    // A tied table is the head; an untied one is only looked up.
    const double table = m.tied ? 0.0 : parts.embedding.in(units::parameter);
    w.common_bytes = (parts.total().in(units::parameter)-table) * each - w.expert_bytes;
    w.expert_share =
        m.moe() ? static_cast<double>(m.experts_per_token) / static_cast<double>(m.experts) : 0.0;
    w.cache_bytes = workload::kv_elements_per_token(m) * workload::bytes_each(cache);
    w.window = m.window;
    w.window_bytes = workload::window_kv_elements_per_token(m) * workload::bytes_each(cache);
    w.state_bytes = 2 * 4 * workload::state_elements(m); // read and written, 32 bits
    w.flop = 2 * workload::active_parameters(m).number();
    return w;
}

} // namespace detail

/// A reinforcement-learning stage.
///
/// Writing: a replica reads its weights and caches once for each token that its answers grow by
/// (arXiv:2211.05102, section 2.1; experts as far as the batch hits them) and pays each layer's
/// latency. Lengths follow the survival function (1 - k/longest)^a with the stated mean, so that
/// few answers are still written at the end: the tail costs time although it has few tokens. As
/// many answers run at once as there is room for their caches; more of them follow as others end.
/// Learning: forward and backward over prompts and answers and `scorings` forward passes, at the
/// stated MFU. Two fleets work side by side on successive iterations, one fleet in turns.
/// Raises on what `validate` finds; a model that leaves no room is a result with `fits` false (and
/// one answer at a time).
template <class S = double>
[[nodiscard]] constexpr rl_result<S> reinforce(const rl_plan<S>& p) {
    using namespace units;
    p.validate().raise_if_any("training::rl_plan");
    const workload::transformer& m = p.model;
    rl_result<S> out;

    // --- one replica
    const S replicas = p.rollout.count.in(chip) / static_cast<double>(p.replica_chips);
    const auto& c = p.rollout.chip;
    const double chips = p.replica_chips;
    const detail::decode_load load = detail::load_of(m, p.weights, p.cache);
    const detail::decode_rates<S> rates{
        c.bandwidth.in(byte / second / chip) * chips * p.decode_bandwidth,
        c.peak.bf16.in(flop / second / chip) * chips * p.decode_compute,
        p.layer_latency.in(second) * static_cast<double>(m.layers)};

    // --- how many answers at a time: a tenth of the memory is left to buffers
    const double tail = p.longest / p.mean_response - 1; // the exponent a
    const double typical = p.prompt + p.longest / (tail + 2);
    const S room = c.memory.in(byte / chip) * (0.9 * chips) -
                   workload::weight_bytes(workload::total_parameters(m), p.weights).in(byte);
    const double one = workload::kv_bytes(m, typical * token, p.cache).in(byte);
    const S slots = one > 0 ? S(room / one) : constant<S>(p.responses);
    out.fits = hull(slots).low >= 1;
    const S wanted = p.responses / replicas;
    const S at_once = min(max(slots, constant<S>(1)), wanted);
    out.concurrent = at_once;

    // --- all but the last set of answers run at the full batch, the last one thins out
    const S full_tokens = (wanted - at_once) * p.mean_response;
    S writing = detail::token_time(load, rates, at_once, typical) * (full_tokens / at_once);
    const S least = min(at_once, constant<S>(1)); // as long as any answer is being written
    constexpr int slices = 32;
    for (int i = 0; i < slices; ++i) {
        const double x = (i + 0.5) / slices;
        const double alive = tail > 0 ? exp(tail * log(1 - x)) : 1.0;
        // The iteration lasts as long as any answer of any replica is being written.
        const double any = alive < 1 ? 1 - exp(p.responses * log(1 - alive)) : 1.0;
        const S batch = max(S(at_once * alive), least);
        writing = writing + detail::token_time(load, rates, batch, p.prompt + x * p.longest) *
                                (any * p.longest / slices);
    }
    // Prompts once for all their samples, bound by arithmetic.
    const S prefill = wanted * (p.prompt / p.samples * load.flop);
    writing = writing + prefill / rates.compute;
    out.generation = writing * second;

    // --- learning
    const bool shared = p.colocated();
    const auto& lc = shared ? p.rollout.chip : p.learner.chip;
    const qty::chip<S> learners = shared ? p.rollout.count : p.learner.count;
    const double length = p.prompt + p.mean_response;
    const workload::counting count{.sequence = length, .mtp = false};
    const auto forward = workload::forward_flop(m, count).total();
    const auto each = (3 * p.epochs + p.scorings) * forward;
    const qty::flop<S> learned = constant<S>(p.responses * length) * token * each;
    out.learning = learned / (lc.peak.bf16 * p.learner_mfu * learners);

    // --- the iteration
    const qty::time<S> longer =
        shared ? out.generation + out.learning : max(out.generation, out.learning);
    out.iteration = longer + p.synchronise;
    out.learner_idle = 1.0 - out.learning / out.iteration;
    out.rollout_idle = 1.0 - out.generation / out.iteration;
    const double written = p.responses * p.mean_response;
    out.decode_rate = constant<S>(written) * token / (out.generation * p.rollout.count);

    // --- the stage
    out.duration = out.iteration * p.iterations;
    out.chip_time = out.duration * (shared ? p.rollout.count : p.rollout.count + p.learner.count);
    const qty::flop<S> wrote =
        constant<S>((written + p.responses / p.samples * p.prompt) * load.flop) * flop;
    out.flop = (learned + wrote) * p.iterations;
    const auto drawn = [&](const hardware::cluster<S>& fleet) {
        return fleet.chip.tdp * p.power_draw * p.server_power * (fleet.count * out.duration);
    };
    out.it_energy = shared ? drawn(p.rollout) : drawn(p.rollout) + drawn(p.learner);
    return out;
}

} // namespace flopcost::training
