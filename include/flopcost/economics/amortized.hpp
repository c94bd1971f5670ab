// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/economics/capital.hpp>
#include <flopcost/economics/energy.hpp>

/// The cost of one run on owned hardware, by the loss of value during the run: the method of
/// Cottier, Rahman, Fattorini, Maslej & Owen, "The rising costs of training frontier AI models"
/// (2024, arXiv:2405.21015), with interest as an option.
namespace flopcost::economics {

/// A run on owned chips. The chips were bought at `price` and are worth less by the trend of
/// price-performance when the run starts, `age` later; during the run the owner pays the rate at
/// which their value falls, and interest on it. The defaults are the paper's.
template <class S = double, class C = tag::USD>
struct amortized_run {
    qty::chip_time<S> chip_time{};
    qty::money_per_chip<C, S> price{};    ///< of a chip, or of its share of a server
    S server_overhead = detail::one<S>(); ///< server over its chips; 1 if the price is of a server
    qty::time<S> age{};                   ///< from purchase to the start of the run
    declining_balance<S> worth{0.14 * ln_10 / units::year}; ///< 0.14 orders of magnitude a year
    qty::rate<S> interest{};                                ///< the paper's method has none
    share<S> network{share{0.19}};                          ///< of the cost of the cluster
    qty::power_per_chip<S> rated_power{};   ///< at the plug: chip, server and network
    fraction<S> mean_power{fraction{0.75}}; ///< of the rated power, over the run
    S pue = scalar_traits<S>::constant(1.1);
    qty::money_per_energy<C, S> electricity{};
    S deflator = detail::one<S>(); ///< from money of the purchase to money of the result

    /// All problems of the inputs.
    [[nodiscard]] constexpr problems check() const {
        problems p;
        p.not_negative("chip_time", chip_time);
        p.not_negative("price", price);
        p.in_range("server_overhead", server_overhead, 1.0, 10.0);
        p.not_negative("age", age);
        p.not_negative("worth.decay", worth.decay);
        p.not_negative("interest", interest);
        p.in_range("network", network.value(), 0.0, 0.95);
        p.not_negative("rated_power", rated_power);
        p.in_range("pue", pue, 1.0, 5.0);
        p.not_negative("electricity", electricity);
        p.positive("deflator", deflator);
        return p;
    }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("chip_time", p.chip_time...);
        v("price", p.price...);
        v("server_overhead", p.server_overhead...);
        v("age", p.age...);
        v("worth", p.worth...);
        v("interest", p.interest...);
        v("network", p.network...);
        v("rated_power", p.rated_power...);
        v("mean_power", p.mean_power...);
        v("pue", p.pue...);
        v("electricity", p.electricity...);
        v("deflator", p.deflator...);
    }
};

/// Amortized hardware and energy of a run (formula F1 of the paper's appendix):
///     hardware = chip time * (k + r) * price * overhead * exp(-k age)
///     network  = hardware * s / (1 - s)
///     energy   = chip time * power * mean * PUE * electricity
/// The value is taken at the start of the run, as the paper does. GPT-4 comes out at 40.59 M USD of
/// 2023. Errors: those of `check()`, all at once.
template <class S = double, class C = tag::USD>
[[nodiscard]] constexpr cost<S, C> amortized_cost(const amortized_run<S, C>& run) {
    run.check().raise_if_any("amortized_run");
    cost<S, C> out;
    const auto rate = user_cost_rate(run.worth, run.age, run.interest);
    out.hardware = run.price * (run.server_overhead * run.deflator) * rate * run.chip_time;
    out.network = out.hardware * S(run.network.value() / run.network.rest().value());
    out.energy = energy_cost(it_energy(run.chip_time, run.rated_power, run.mean_power), run.pue,
                             run.electricity) *
                 run.deflator;
    return out;
}

/// What the cluster of a run costs to buy, network included: chips * price * overhead / (1 - s).
/// Errors 106, 105.
template <class N, class D, class P, class X, class O = double>
[[nodiscard]] constexpr auto
acquisition_cost(const qty::chip<N>& chips, const quantity<D, P>& price_per_chip,
                 const share<X>& network, const O& server_overhead = O(1.0)) {
    require_not_negative("chips", chips);
    require_not_negative("price_per_chip", price_per_chip);
    require_in_range("network", network, 0.0, 0.95);
    require_in_range("server_overhead", server_overhead, 1.0, 10.0);
    return chips * price_per_chip * server_overhead / network.rest().value();
}

} // namespace flopcost::economics
