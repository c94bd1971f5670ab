// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/economics/cost.hpp>

/// Electricity and what comes with it. Power usage effectiveness (PUE) is energy of the whole site
/// over energy of its computers: at least 1.
namespace flopcost::economics {

/// Energy at the plugs of the computers: chip time at a rated power per chip (server and network
/// included), of which `mean_power` is drawn on average. Errors 106, 101.
template <class T, class P, class X>
[[nodiscard]] constexpr auto it_energy(const qty::chip_time<T>& chip_time,
                                       const qty::power_per_chip<P>& rated,
                                       const fraction<X>& mean_power) {
    require_not_negative("chip_time", chip_time);
    require_not_negative("rated", rated);
    return chip_time * rated * mean_power.value();
}

/// Energy that the site buys: that of its computers times PUE. Errors 106; 105 for a PUE below 1
/// or above 5.
template <class E, class U>
[[nodiscard]] constexpr auto site_energy(const qty::energy<E>& it_energy, const U& pue) {
    require_not_negative("it_energy", it_energy);
    require_in_range("pue", pue, 1.0, 5.0);
    return it_energy * pue;
}

/// What energy costs: of the site, bought at `price`.
///
///     // 20 MW of IT at PUE 1.5 for 8 760 hours at 11.5 cents: 30.2 M USD
///     energy_cost(20.0 * megawatt * (8760.0 * hour), 1.5, 0.115 * usd / kilowatt_hour)
template <class E, class U, class D, class P>
[[nodiscard]] constexpr auto energy_cost(const qty::energy<E>& it_energy, const U& pue,
                                         const quantity<D, P>& price) {
    require_not_negative("price", price);
    return site_energy(it_energy, pue) * price;
}

/// Greenhouse gas of the electricity: site energy times the intensity of its supply (US grid about
/// 0.37 kg CO2e/kWh, China about 0.56, hydro below 0.03). Embodied carbon is not in it.
template <class E, class U, class I>
[[nodiscard]] constexpr auto
operational_co2e(const qty::energy<E>& it_energy, const U& pue,
                 const quantity<quotient_t<dim<tag::gCO2e>, dim<tag::joule>>, I>& intensity) {
    require_not_negative("intensity", intensity);
    return site_energy(it_energy, pue) * intensity;
}

/// Greenhouse gas of making the hardware, charged by the share of its life that a job uses.
template <class M, class T, class L>
[[nodiscard]] constexpr auto
embodied_co2e(const quantity<quotient_t<dim<tag::gCO2e>, dim<tag::chip>>, M>& per_chip,
              const qty::chip_time<T>& chip_time, const qty::time<L>& life) {
    require_not_negative("per_chip", per_chip);
    require_not_negative("chip_time", chip_time);
    require_positive("life", life);
    return per_chip * chip_time / life;
}

} // namespace flopcost::economics
