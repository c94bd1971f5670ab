// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/economics/energy.hpp>
#include <flopcost/economics/investment.hpp>
#include <flopcost/hardware/chip.hpp>

/// What a chip-hour costs its owner, and whether to own it (formula F5: the public description of
/// the SemiAnalysis AI cloud model, rebuilt).
namespace flopcost::economics {

/// What is bought, counted per chip: chip, share of the server, share of network and storage.
template <class S = double, class C = tag::USD>
struct equipment {
    qty::money_per_chip<C, S> server{};   ///< chip with its share of the server
    qty::money_per_chip<C, S> network{};  ///< share of fabric and storage
    qty::power_per_chip<S> power{};       ///< rated, at the plug: server and network included
    qty::time<S> life{5.0 * units::year}; ///< economic life
    share<S> residual{};                  ///< of the price, at the end of that life

    [[nodiscard]] constexpr problems check() const {
        problems p;
        p.not_negative("server", server);
        p.not_negative("network", network);
        p.not_negative("power", power);
        p.positive("life", life);
        return p;
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("server", p.server...);
        v("network", p.network...);
        v("power", p.power...);
        v("life", p.life...);
        v("residual", p.residual...);
    }
};

/// Equipment around a chip that was bought alone: server premium 1.38 over the chips (8-GPU H100
/// server over the sum of its chips, 2025), network and storage 19 % of the cluster (Epoch AI), and
/// 1 472 W at the plug for a 700 W chip (H100 with server and network). Errors 103, 106.
template <class K, class D, class P>
[[nodiscard]] constexpr auto equipment_of(const hardware::chip<K>& chip,
                                          const quantity<D, P>& price) {
    using C = currency_of<product_t<D, dim<tag::chip>>>;
    using S = detail::joint_t<K, P>;
    require_positive("price", price);
    require_positive("tdp", chip.tdp);
    equipment<S, C> e;
    e.server = price * 1.38;
    e.network = e.server * (0.19 / 0.81);
    e.power = chip.tdp * (1472.0 / 700.0);
    return e;
}

/// The same from a catalogue entry that knows its price and rated power as facts; in the scalar `S`
/// they keep their ranges. Error 304 where the catalogue has no price.
///
///     equipment_of(catalog::find_chip("H200"))
template <class S = double, class Entry>
    requires requires(const Entry& e) {
        e.price().value;
        e.tdp().value;
    }
[[nodiscard]] constexpr equipment<S> equipment_of(const Entry& entry) {
    hardware::chip<S> chip;
    chip.tdp = entry.tdp().template as<S>();
    return equipment_of(chip, entry.price().template as<S>());
}

/// Where equipment runs, and on what terms. A site either owns its building (`facility`) or rents
/// space (`colocation`); both may be set.
template <class S = double, class C = tag::USD>
struct site {
    using per_power =
        quantity<quotient_t<dim<C>, quotient_t<dim<tag::joule>, dim<tag::second>>>, S>;
    using rent_per_power = quantity<quotient_t<dim<C>, dim<tag::joule>>, S>;

    const char* name = "";
    date as_of{};
    const char* source = "";
    per_power facility{}; ///< building, power, cooling, per watt of IT
    qty::time<S> facility_life{14.0 * units::year};
    rent_per_power colocation{}; ///< rent per watt of IT and second, power excluded
    S pue = scalar_traits<S>::constant(1.25);
    qty::money_per_energy<C, S> electricity{};
    fraction<S> mean_power{fraction{0.75}}; ///< drawn, of the rated power
    qty::rate<S> maintenance{0.04 /
                             units::year};       ///< of the equipment price, staff on site included
    qty::money_per_chip_time<C, S> staff{};      ///< per installed chip
    qty::rate<S> interest{0.0675 / units::year}; ///< real cost of capital
    fraction<S> availability{fraction{0.97}};    ///< hours in which a chip is up

    [[nodiscard]] constexpr problems check() const {
        problems p;
        p.not_negative("facility", facility);
        p.positive("facility_life", facility_life);
        p.not_negative("colocation", colocation);
        p.in_range("pue", pue, 1.0, 5.0);
        p.not_negative("electricity", electricity);
        p.not_negative("maintenance", maintenance);
        p.not_negative("staff", staff);
        p.not_negative("interest", interest);
        return p;
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("name", p.name...);
        v("as_of", p.as_of...);
        v("source", p.source...);
        v("facility", p.facility...);
        v("facility_life", p.facility_life...);
        v("colocation", p.colocation...);
        v("pue", p.pue...);
        v("electricity", p.electricity...);
        v("mean_power", p.mean_power...);
        v("maintenance", p.maintenance...);
        v("staff", p.staff...);
        v("interest", p.interest...);
        v("availability", p.availability...);
    }
};

/// Cost of a chip-hour in which the chip is *available* (installed and up), by part:
/// capital recovery of server, network and building, electricity, maintenance and staff, all over
/// the availability. Divide by the productive share for a chip-hour that earns or trains
/// (`productive_hourly_cost`). Errors: those of both `check()`s.
template <class E, class T, class C>
[[nodiscard]] constexpr auto hourly_cost(const equipment<E, C>& what, const site<T, C>& where) {
    using S = detail::joint_t<E, T>;
    what.check().raise_if_any("equipment");
    where.check().raise_if_any("site");
    const S up = fraction<S>(where.availability).value();
    const qty::power_per_chip<S> power = what.power;
    cost<S, C, detail::chip_time_dim> h;
    h.hardware = capital_charge(what.server, where.interest, what.life, what.residual) / up;
    h.network = capital_charge(what.network, where.interest, what.life, what.residual) / up;
    h.facility =
        (capital_charge(where.facility, where.interest, where.facility_life) + where.colocation) *
        power / up;
    h.energy = power * (where.mean_power.value() * where.pue) * where.electricity / up;
    h.operations = ((what.server + what.network) * where.maintenance + where.staff) / up;
    return h;
}

/// The same for a chip bought at `price` with ordinary server and network (`equipment_of`).
///
///     hourly_cost(chips::h200, 25e3 * usd / chip, us_colocation)
template <class K, class D, class P, class T, class C>
[[nodiscard]] constexpr auto hourly_cost(const hardware::chip<K>& chip, const quantity<D, P>& price,
                                         const site<T, C>& where) {
    return hourly_cost(equipment_of(chip, price), where);
}

/// The same for a catalogue entry, at the catalogue's price.
///
///     hourly_cost(catalog::find_chip("H200"), us_colocation)
template <class Entry, class T, class C>
    requires requires(const Entry& e) {
        e.price().value;
        e.tdp().value;
    }
[[nodiscard]] constexpr auto hourly_cost(const Entry& entry, const site<T, C>& where) {
    return hourly_cost(equipment_of<T>(entry), where);
}

/// Cost of a chip-hour that is *productive*: sold, training or serving. What is idle is paid by
/// what is not. Error 101 for a share of nothing.
template <class S, class C, class X>
[[nodiscard]] constexpr auto
productive_hourly_cost(const cost<S, C, detail::chip_time_dim>& available,
                       const fraction<X>& utilisation) {
    return available / utilisation.value();
}

/// The share of available hours that must be used for owning to cost no more than renting just
/// those hours. Above 1 renting is cheaper at any load: a result, not an error. Error 103.
template <class S, class C, class P>
[[nodiscard]] constexpr auto break_even_utilisation(const cost<S, C, detail::chip_time_dim>& owned,
                                                    const qty::money_per_chip_time<C, P>& rent) {
    require_positive("rent", rent);
    return owned.total() / rent;
}

/// The rent at which letting a chip pays exactly its cost, at a sold share of the available hours.
/// Error 101.
template <class S, class C, class X>
[[nodiscard]] constexpr auto break_even_rent(const cost<S, C, detail::chip_time_dim>& owned,
                                             const fraction<X>& sold) {
    return owned.total() / sold.value();
}

/// A choice between owning, leasing and renting the same productive chip time.
template <class S = double, class C = tag::USD>
struct provision {
    qty::chip<S> chips{};
    qty::time<S> horizon{3.0 * units::year}; ///< how long they are needed
    fraction<S> utilisation{};               ///< productive share of the available hours
    qty::money_per_chip_time<C, S> rent{};   ///< cloud price, energy and all included
    qty::money_per_chip_time<C, S> lease{};  ///< of the equipment alone, per installed chip-hour

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("chips", p.chips...);
        v("horizon", p.horizon...);
        v("utilisation", p.utilisation...);
        v("rent", p.rent...);
        v("lease", p.lease...);
    }
};

/// What the three ways cost over the horizon, as present values, and where they break even.
template <class S = double, class C = tag::USD>
struct provision_comparison {
    qty::money<C, S> buy{};           ///< purchase, running costs, less the value left at the end
    qty::money<C, S> lease{};         ///< lease and running costs; zero lease price: not compared
    qty::money<C, S> rent{};          ///< productive hours only
    qty::money<C, S> npv_of_buying{}; ///< rent - buy: positive if buying is cheaper
    S break_even_utilisation{};       ///< of buying against renting
    qty::money_per_chip_time<C, S> break_even_rent{}; ///< at the stated utilisation

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("buy", p.buy...);
        v("lease", p.lease...);
        v("rent", p.rent...);
        v("npv_of_buying", p.npv_of_buying...);
        v("break_even_utilisation", p.break_even_utilisation...);
        v("break_even_rent", p.break_even_rent...);
    }
};

/// Compares buying, leasing and renting for a horizon that may be shorter than the life of the
/// equipment: what is sold at the end follows `worth`, any value path (share of the price at an
/// age). Payments are spread evenly and discounted at the site's interest. Errors 103, 106, 202 for
/// a horizon beyond the equipment's life, and those of the plans.
template <class S, class C, class Worth>
[[nodiscard]] constexpr provision_comparison<S, C>
compare_provision(const provision<S, C>& need, const equipment<S, C>& what, const site<S, C>& where,
                  const Worth& worth) {
    require_positive("chips", need.chips);
    require_positive("horizon", need.horizon);
    require_positive("rent", need.rent);
    require_not_negative("lease", need.lease);
    if (!(hull(need.horizon).high <= hull(what.life).low)) {
        rejected::because(error_number::inconsistent, "horizon",
                          "the horizon exceeds the life of the equipment: plan its replacement",
                          hull(need.horizon).high, 0, hull(what.life).low);
    }
    const cost<S, C, detail::chip_time_dim> hourly = hourly_cost(what, where);
    const S up = where.availability.value();
    const qty::money_per_chip_time<C, S> running =
        (hourly.facility + hourly.energy + hourly.operations) * up;
    // Present value of one unit a year, paid evenly: the year-end factor times r / log(1 + r).
    const S r = detail::per_year(where.interest);
    const qty::time<S> spread = detail::one<S>() / detail::force_of_interest(r) *
                                annuity_factor(where.interest, need.horizon);
    const S sold = worth(need.horizon) * discount_factor(where.interest, need.horizon);
    provision_comparison<S, C> out;
    out.buy = need.chips * (what.server + what.network) * (detail::one<S>() - sold) +
              need.chips * running * spread;
    out.lease = need.chips * (need.lease + running) * spread;
    const qty::time<S> productive = spread * S(up * need.utilisation.value());
    out.rent = need.chips * need.rent * productive;
    out.npv_of_buying = out.rent - out.buy;
    out.break_even_rent = out.buy / (need.chips * productive);
    out.break_even_utilisation = out.buy / (need.chips * need.rent * spread * up);
    return out;
}

} // namespace flopcost::economics
