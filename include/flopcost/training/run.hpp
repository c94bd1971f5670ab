// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include <flopcost/core/describe.hpp>
#include <flopcost/core/error.hpp>
#include <flopcost/hardware/chip.hpp>
#include <flopcost/hardware/use.hpp>
#include <flopcost/training/goodput.hpp>
#include <flopcost/training/step.hpp>
#include <flopcost/workload/counts.hpp>

/// A whole training run: tokens to steps to days, with what a run spends beyond its steps.
namespace flopcost::training {

namespace detail {
template <class S>
using mass_per_energy = quantity<quotient_t<dim<tag::gCO2e>, dim<tag::joule>>, S>;
} // namespace detail

/// Inputs of a run. The step may be measured or predicted: `run_of(step_plan, tokens)` fills in
/// what the mechanism says.
template <class S = double>
struct run_plan {
    qty::token<S> tokens{};          ///< of the whole run
    hardware::cluster<S> cluster{};  ///< chips that are held, spares included
    qty::token<S> batch{};           ///< of one full step
    qty::time<S> step{};             ///< of one full step, in the loop
    workload::flop_per_token flop{}; ///< useful FLOP of one token, under any convention
    /// Share of the tokens over which the batch grows from `first_batch` (a share of the full one,
    /// in (0, 1]) to the full one, in proportion to the tokens seen, as GPT-3, PaLM, Llama 3 and
    /// DeepSeek-V3 did in steps or linearly.
    share<S> warmup{};
    double first_batch = 1;
    /// Share of a full step that a smaller batch does not shorten.
    std::type_identity_t<S> fixed_step = constant<S>(0.1);
    share<S> evaluation{}; ///< time in evaluation over time in training steps
    training::reliability<S> reliability{};
    /// Average draw over rated power, rated power of a server over its chips': see `plan`.
    std::type_identity_t<fraction<S>> power_draw = fraction<double>{0.75};
    std::type_identity_t<S> server_power = constant<S>(1.82);
    std::type_identity_t<S> pue = constant<S>(1.1); ///< facility over IT energy
    /// CO2e of the electricity; zero: unknown, and then so is the run's.
    std::type_identity_t<detail::mass_per_energy<S>> carbon_intensity{};

    /// All that is wrong with the plan.
    [[nodiscard]] constexpr problems validate() const {
        problems found;
        found.positive("tokens", tokens);
        found.positive("cluster.count", cluster.count);
        found.not_negative("cluster.chip.tdp", cluster.chip.tdp);
        found.positive("batch", batch);
        found.positive("step", step);
        found.not_negative("flop", flop);
        found.in_range("first_batch", first_batch, 1e-9, 1);
        found.in_range("fixed_step", fixed_step, 0, 1);
        found.in_range("server_power", server_power, 1, 10);
        found.in_range("pue", pue, 1, 10);
        found.not_negative("carbon_intensity", carbon_intensity);
        training::validate(reliability, found);
        return found;
    }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("tokens", p.tokens...);
        v("cluster", p.cluster...);
        v("batch", p.batch...);
        v("step", p.step...);
        v("flop", p.flop...);
        v("warmup", p.warmup...);
        v("first_batch", p.first_batch...);
        v("fixed_step", p.fixed_step...);
        v("evaluation", p.evaluation...);
        v("reliability", p.reliability...);
        v("power_draw", p.power_draw...);
        v("server_power", p.server_power...);
        v("pue", p.pue...);
        v("carbon_intensity", p.carbon_intensity...);
    }
};

/// Where the wall time of a run goes; the parts sum to its duration.
template <class S = double>
struct run_breakdown {
    qty::time<S> training{}; ///< steps, as if all had the full batch
    qty::time<S> warmup{};   ///< what small batches at the start add
    qty::time<S> evaluation{};
    qty::time<S> checkpoints{};
    qty::time<S> lost_work{}; ///< steps done again after failures
    qty::time<S> restarts{};
    qty::time<S> stragglers{};
    qty::time<S> planned_stops{};

    [[nodiscard]] constexpr qty::time<S> total() const {
        return training + warmup + evaluation + checkpoints + lost_work + restarts + stragglers +
               planned_stops;
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("training", p.training...);
        v("warmup", p.warmup...);
        v("evaluation", p.evaluation...);
        v("checkpoints", p.checkpoints...);
        v("lost_work", p.lost_work...);
        v("restarts", p.restarts...);
        v("stragglers", p.stragglers...);
        v("planned_stops", p.planned_stops...);
    }
};

/// What a run takes, with its parts.
template <class S = double>
struct run_result : hardware::use<S> {
    run_breakdown<S> parts{};
    S steps = constant<S>(0);
    S failures = constant<S>(0); ///< unexpected stops to be expected
    S goodput = constant<S>(0);  ///< share of the wall time in steps that count
    qty::time<S> checkpoint_interval{};
    qty::token_rate<S> throughput{};  ///< over the whole run
    qty::energy<S> facility_energy{}; ///< with PUE
    qty::mass_co2e<S> co2e{};

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        hardware::use<S>::describe(v, p...);
        v("parts", p.parts...);
        v("steps", p.steps...);
        v("failures", p.failures...);
        v("goodput", p.goodput...);
        v("checkpoint_interval", p.checkpoint_interval...);
        v("throughput", p.throughput...);
        v("facility_energy", p.facility_energy...);
        v("co2e", p.co2e...);
    }
};

/// The whole run. Steps are tokens over batch, and more while the batch is small; time beyond the
/// steps follows from `goodput`. Raises if `validate` finds anything.
template <class S = double>
[[nodiscard]] constexpr run_result<S> run(const run_plan<S>& p) {
    p.validate().raise_if_any("training::run_plan");
    const goodput_result<S> g = goodput(p.reliability, p.cluster.count);

    // A batch that grows linearly in the tokens seen, from first x b to b over W tokens, takes
    // W/b ln(1/first)/(1 - first) steps.
    const double more = p.first_batch < 1 ? log(1 / p.first_batch) / (1 - p.first_batch) - 1 : 0.0;
    const S full_steps = p.tokens / p.batch;
    const S extra_steps = full_steps * p.warmup.value() * more;

    run_result<S> out;
    out.steps = full_steps + extra_steps;
    out.parts.training = full_steps * p.step;
    out.parts.warmup = extra_steps * p.fixed_step * p.step;
    out.parts.evaluation = (out.parts.training + out.parts.warmup) * p.evaluation;
    const qty::time<S> inner = out.parts.training + out.parts.warmup + out.parts.evaluation;
    const qty::time<S> wall = inner / g.goodput;
    out.parts.checkpoints = wall * g.checkpoints;
    out.parts.lost_work = wall * g.lost_work;
    out.parts.restarts = wall * g.restarts;
    out.parts.stragglers = wall * g.stragglers;
    out.parts.planned_stops = wall * g.planned_stops;

    out.goodput = g.goodput;
    out.checkpoint_interval = g.interval;
    out.flop = p.flop * p.tokens;
    out.duration = out.parts.total();
    out.failures = g.failures * out.duration;
    out.chip_time = out.duration * p.cluster.count;
    out.it_energy = out.chip_time * (p.cluster.chip.tdp * p.power_draw * p.server_power);
    out.throughput = p.tokens / out.duration;
    out.facility_energy = out.it_energy * p.pue;
    out.co2e = out.facility_energy * p.carbon_intensity;
    return out;
}

/// A run of `tokens` with the predicted step of a layout: `run(run_of(step, tokens))`. The FLOP are
/// those of the step's causal convention.
template <class S>
[[nodiscard]] constexpr run_plan<S> run_of(const step_plan<S>& plan,
                                           const std::type_identity_t<qty::token<S>>& tokens,
                                           const calibration& cal = fitted) {
    const step_result<S> s = step(plan, cal);
    run_plan<S> out;
    out.tokens = tokens;
    out.cluster = {plan.chip, constant<S>(plan.chips) * units::chip};
    out.batch = s.tokens;
    out.step = s.duration;
    out.flop = value_of(s.model_flop) / value_of(s.tokens);
    // Bubble, gradient traffic and optimizer take their time however few micro-batches there are.
    out.fixed_step = (s.parts.bubble + s.parts.data + s.parts.optimizer) / s.duration;
    return out;
}

} // namespace flopcost::training
