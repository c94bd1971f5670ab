// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/economics/cost.hpp>

/// What the development of a model costs, beyond its final training run.
namespace flopcost::economics {

/// Inputs of a development. All compute is one multiple of the final run, so an uncertain
/// experiment factor is *one* node that moves chips, servers, network and energy together: drawing
/// it afresh for each part narrows the interval without cause.
template <class S = double, class C = tag::USD>
struct development {
    qty::money<C, S> final_run{};     ///< compute of the final run
    S experiments = detail::one<S>(); ///< all successful compute over that of the final run, >= 1
    S failed_runs{};                  ///< compute of aborted runs over that of the final run
    S contributors{};                 ///< people
    share<S> effort{};                ///< full-time share of a mean contributor
    qty::time<S> duration{};
    qty::money_rate<C, S> salary{}; ///< of one person, full time
    S overhead = detail::one<S>();  ///< employer's cost over salary
    qty::money_rate<C, S> equity{}; ///< granted to one person, full time
    qty::money<C, S> data{};        ///< licences, labelling

    [[nodiscard]] constexpr problems check() const {
        problems p;
        p.not_negative("final_run", final_run);
        p.in_range("experiments", experiments, 1.0, 1e3);
        p.not_negative("failed_runs", failed_runs);
        p.not_negative("contributors", contributors);
        p.not_negative("duration", duration);
        p.not_negative("salary", salary);
        p.in_range("overhead", overhead, 1.0, 10.0);
        p.not_negative("equity", equity);
        p.not_negative("data", data);
        return p;
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("final_run", p.final_run...);
        v("experiments", p.experiments...);
        v("failed_runs", p.failed_runs...);
        v("contributors", p.contributors...);
        v("effort", p.effort...);
        v("duration", p.duration...);
        v("salary", p.salary...);
        v("overhead", p.overhead...);
        v("equity", p.equity...);
        v("data", p.data...);
    }
};

/// Cost of a development by part.
template <class S = double, class C = tag::USD>
struct development_cost {
    using amount = qty::money<C, S>;
    amount final_run{};
    amount experiments{};
    amount failed_runs{};
    amount staff{}; ///< salaries with overhead
    amount equity{};
    amount data{};

    /// Sum of the parts.
    [[nodiscard]] constexpr amount total() const { return detail::sum_of_parts<amount>(*this); }
    /// Final run over everything: between a tenth and a third in the firms that published it.
    [[nodiscard]] constexpr S final_run_share() const { return final_run / total(); }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("final_run", p.final_run...);
        v("experiments", p.experiments...);
        v("failed_runs", p.failed_runs...);
        v("staff", p.staff...);
        v("equity", p.equity...);
        v("data", p.data...);
    }
};

/// Cost of developing a model (method of Cottier et al. 2024, section 3.3, with the experiment
/// factor shared). Errors: those of `check()`.
template <class S = double, class C = tag::USD>
[[nodiscard]] constexpr development_cost<S, C> cost_of(const development<S, C>& d) {
    d.check().raise_if_any("development");
    development_cost<S, C> out;
    out.final_run = d.final_run;
    out.experiments = d.final_run * (d.experiments - detail::one<S>());
    out.failed_runs = d.final_run * d.failed_runs;
    const qty::time<S> person_time = d.duration * (d.contributors * d.effort.value());
    out.staff = d.salary * person_time * d.overhead;
    out.equity = d.equity * person_time;
    out.data = d.data;
    return out;
}

} // namespace flopcost::economics
