// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <type_traits>

#include <flopcost/core/describe.hpp>
#include <flopcost/core/error.hpp>
#include <flopcost/core/fact.hpp>
#include <flopcost/core/units.hpp>

/// How much of the wall time of a long run is training: checkpoints, failures, restarts, slow
/// chips.
namespace flopcost::training {

/// Published rates of unexpected stops, as chip-time between two of them.
namespace interruptions {
/// Llama 3 405B: 419 stops in 54 days on 16 384 H100.
inline constexpr fact<qty::chip_time<>> llama3_h100{
    .value = 16384.0 * 54 * 24 / 419 * units::chip_hour,
    .low = 16384.0 * 54 * 24 / 466 * units::chip_hour, // planned ones counted too
    .high = 16384.0 * 54 * 24 / 419 * units::chip_hour,
    .as_of = {2024, 7, 23},
    .source = "Llama 3 herd, arXiv:2407.21783, section 3.3.4 and table 5",
    .name = "chip-time between interruptions"};
/// Meta's research clusters: jobs of 1 024 A100 ran 7.9 hours between failures.
inline constexpr fact<qty::chip_time<>> meta_a100{
    .value = 7.9 * 1024 * units::chip_hour,
    .low = 7.9 * 1024 * units::chip_hour,
    .high = 7.9 * 1024 * units::chip_hour,
    .as_of = {2024, 10, 29},
    .source = "Kokolis et al., Revisiting Reliability, arXiv:2410.21680",
    .name = "chip-time between interruptions"};
} // namespace interruptions

/// What interrupts and slows a run. The defaults are those of a well-kept cluster of 2024.
template <class S = double>
struct reliability {
    /// Chip-time between two unexpected stops of the job. Zero: it never stops.
    qty::chip_time<S> between_failures = interruptions::llama3_h100.value;
    /// From the stop to the first step after it: detection, replacement, start, loading.
    qty::time<S> restart = 10.0 * units::minute;
    /// Time for which training stands still to write one checkpoint.
    qty::time<S> checkpoint = 10.0 * units::second;
    /// Between two checkpoints; left out, the interval of the least loss (Daly 2006).
    std::type_identity_t<std::optional<qty::time<S>>> interval{};
    /// Loss of speed to slow chips, beyond what the step time holds already.
    share<S> stragglers{};
    /// Wall time of planned stops: maintenance, changes of the data or of the code.
    share<S> planned_stops{};

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("between_failures", p.between_failures...);
        v("restart", p.restart...);
        v("checkpoint", p.checkpoint...);
        v("interval", p.interval...);
        v("stragglers", p.stragglers...);
        v("planned_stops", p.planned_stops...);
    }
};

/// Where the wall time goes. The shares of it sum to one.
template <class S = double>
struct goodput_result {
    S goodput = constant<S>(1);       ///< steps that count
    S checkpoints = constant<S>(0);   ///< writing checkpoints
    S lost_work = constant<S>(0);     ///< steps done again
    S restarts = constant<S>(0);      ///< coming back
    S stragglers = constant<S>(0);    ///< waiting for slow chips
    S planned_stops = constant<S>(0); ///< maintenance
    qty::time<S> interval{};          ///< between two checkpoints
    qty::rate<S> failures{};          ///< unexpected stops of the job per time

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("goodput", p.goodput...);
        v("checkpoints", p.checkpoints...);
        v("lost_work", p.lost_work...);
        v("restarts", p.restarts...);
        v("stragglers", p.stragglers...);
        v("planned_stops", p.planned_stops...);
        v("interval", p.interval...);
        v("failures", p.failures...);
    }
};

namespace detail {

// (e^x - 1)/x for x >= 0 without cancellation; both branches are finite at 0.
template <class S>
constexpr S expm1_over(const S& x) {
    const S series =
        ((((x / 6.0 + 1.0) * x / 5.0 + 1.0) * x / 4.0 + 1.0) * x / 3.0 + 1.0) * x / 2.0 + 1.0;
    const S large = max(x, constant<S>(0.02));
    return select_less(x, constant<S>(0.02), series, S((exp(large) - 1.0) / large));
}

// Failures per second of a job of this many chips.
template <class S>
constexpr S failure_rate(const reliability<S>& r, const S& chips) {
    const S between = r.between_failures.in(units::chip_second);
    const S safe = max(between, constant<S>(1e-9));
    return select_less(constant<S>(0), between, S(chips / safe), constant<S>(0));
}

template <class S>
constexpr S daly_interval(const S& checkpoint, const S& rate) {
    // Below one failure in 30 000 years the interval no longer matters.
    const S l = max(rate, constant<S>(1e-12));
    const S half = checkpoint * l * 0.5; // delta / (2 M)
    const S root = sqrt(half);
    const S higher = sqrt(2.0 * checkpoint / l) * (root / 3.0 + half / 9.0 + 1.0) - checkpoint;
    const S best = select_less(half, constant<S>(1), higher, S(1.0 / l));
    return max(best, constant<S>(1)); // free checkpoints: one each second will do
}

} // namespace detail

/// The interval between checkpoints that loses least time (Daly 2006, Future Generation Computer
/// Systems 22, 303, equation 37; to first order Young's sqrt(2 delta M)). `checkpoint` is the
/// time one takes, `between_failures` that of the whole job. Errors 103, 106 on what is not
/// positive or is negative.
template <class S>
[[nodiscard]] constexpr qty::time<S>
checkpoint_interval(const qty::time<S>& checkpoint,
                    const std::type_identity_t<qty::time<S>>& between_failures) {
    require_not_negative("checkpoint", checkpoint);
    require_positive("between_failures", between_failures);
    return detail::daly_interval(checkpoint.in(units::second),
                                 S(1.0 / between_failures.in(units::second))) *
           units::second;
}

/// What is wrong with a reliability; its shares check themselves.
template <class S>
constexpr void validate(const reliability<S>& r, problems& found) {
    found.not_negative("reliability.between_failures", r.between_failures);
    found.not_negative("reliability.restart", r.restart);
    found.not_negative("reliability.checkpoint", r.checkpoint);
    if (r.interval.has_value()) {
        found.positive("reliability.interval", *r.interval);
    }
    found.in_range("reliability.stragglers", r.stragglers, 0, 0.99);
    found.in_range("reliability.planned_stops", r.planned_stops, 0, 0.99);
}

/// Share of the wall time that a job of `chips` chips trains. Failures come independently, at a
/// rate proportional to the chips, also during restarts: the complete model of Daly 2006 (equation
/// 20), wall time of a segment = e^(R l) (e^((tau + delta) l) - 1) / l with failures l per time,
/// restart R, interval tau, checkpoint delta. Stragglers and planned stops lengthen all of it.
/// Errors: those of `validate`, and 105 for a job that fails so often that it never ends.
template <class S = double>
[[nodiscard]] constexpr goodput_result<S> goodput(const reliability<S>& r,
                                                  const std::type_identity_t<qty::chip<S>>& chips) {
    problems found;
    validate(r, found);
    found.positive("chips", chips);
    found.raise_if_any("training::reliability");

    const S rate = detail::failure_rate(r, chips.in(units::chip));
    const S delta = r.checkpoint.in(units::second);
    const S tau =
        r.interval.has_value() ? r.interval->in(units::second) : detail::daly_interval(delta, rate);
    const S back = r.restart.in(units::second)*rate;
    const S segment = tau + delta;
    // Beyond this the run never ends, and e^x has no double.
    require_in_range("failures during a restart and one checkpoint interval",
                     S(back + segment * rate), 0, 600);
    const S wall = exp(back) * segment * detail::expm1_over(S(segment * rate));
    const S running = 1.0 - r.planned_stops.value(); // of the wall time
    const S slow = r.stragglers.value();

    goodput_result<S> out;
    out.interval = tau * units::second;
    out.failures = rate / units::second;
    const S useful = tau / wall;
    out.planned_stops = r.planned_stops.value();
    out.stragglers = running * useful * slow;
    out.goodput = running * useful * (1.0 - slow);
    out.checkpoints = running * delta / wall;
    // Each failure begins a restart that the next one may cut short.
    const S restarting = 1.0 - exp(-1.0 * back);
    out.restarts = running * restarting;
    // (1 - restarting) is e^-back: what is left of a segment is work done again.
    out.lost_work = running * max(S(1.0 - restarting - segment / wall), constant<S>(0));
    return out;
}

/// Loss of speed when every step waits for the slowest of `chips` chips whose step times vary
/// independently with the given coefficient of variation: the expected largest of n normal values
/// (Blom 1958). Identical JUPITER runs vary by 0.9 %.
template <class S>
[[nodiscard]] constexpr share<S> straggler_loss(int chips, const S& variation) {
    require_in_range("chips", static_cast<double>(chips), 1, 1e9);
    require_in_range("variation", variation, 0, 1);
    const double n = chips;
    const double worst = chips > 1 ? normal_quantile((n - 0.375) / (n + 0.25)) : 0.0;
    const S slower = variation * worst + 1.0;
    return share<S>(S(1.0 - 1.0 / slower));
}

} // namespace flopcost::training
