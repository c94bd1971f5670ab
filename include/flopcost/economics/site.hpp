// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/fact.hpp>
#include <flopcost/economics/ownership.hpp>

/// Named sites with sourced figures, and the cost of a whole data centre.
namespace flopcost::economics {

/// A building charged per megawatt of IT, a colocation rent per kilowatt and month, a tariff.
namespace detail {
inline constexpr auto usd_per_mw = units::usd / units::megawatt;
inline constexpr auto usd_per_kw_month = units::usd / (units::kilowatt * units::month);
inline constexpr auto usd_per_kwh = units::usd / units::kilowatt_hour;
} // namespace detail

/// Leased hall in a primary US market: wholesale rent 196.25 USD per kW and month without power
/// (CBRE, second half of 2025), industrial tariff 8.62 cents (EIA 2025), PUE 1.25 (Epoch AI for
/// operators other than hyperscalers). Maintenance 4 % a year (2 to 7 %) is general knowledge.
inline constexpr site<> us_colocation{.name = "US colocation",
                                      .as_of = date{2025, 12, 31},
                                      .source = "CBRE 2025-H2; EIA 2025; Epoch AI",
                                      .colocation = 196.25 * detail::usd_per_kw_month,
                                      .pue = 1.25,
                                      .electricity = 0.0862 * detail::usd_per_kwh};

/// Own building of a large US operator: 11.7 M USD per MW (average of 19 markets, Cushman &
/// Wakefield 2025), PUE 1.10 (Google's fleet), the same tariff.
inline constexpr site<> us_hyperscale{.name = "US hyperscale",
                                      .as_of = date{2025, 12, 31},
                                      .source = "Cushman & Wakefield 2025; EIA 2025; Google 2025",
                                      .facility = 11.7e6 * detail::usd_per_mw,
                                      .pue = 1.10,
                                      .electricity = 0.0862 * detail::usd_per_kwh};

/// Johor, Malaysia: 8.78 M USD per MW (6.94 to 10.63; Cushman & Wakefield, January 2025), about 8
/// cents (derived from the Manila comparison there), PUE 1.40 (DayOne Nusajaya at peak, Epoch AI).
inline constexpr site<> johor{.name = "Johor",
                              .as_of = date{2025, 1, 31},
                              .source = "Cushman & Wakefield APAC 2025; Epoch AI 2026",
                              .facility = 8.784484e6 * detail::usd_per_mw,
                              .pue = 1.40,
                              .electricity = 0.08 * detail::usd_per_kwh};

/// Inland hub in China with the subsidised tariff of 0.4 CNY, 5.6 cents, which is granted for
/// domestic chips only (FT, November 2025); 7.11 M USD per MW (Cushman & Wakefield, January 2025);
/// PUE 1.15 (Huawei Horinger and VNET Ulanqab at peak, Epoch AI).
inline constexpr site<> china_inland_hub{
    .name = "inland China",
    .as_of = date{2025, 11, 4},
    .source = "FT 2025-11-04; Cushman & Wakefield APAC 2025; Epoch AI 2026",
    .facility = 7.11e6 * detail::usd_per_mw,
    .pue = 1.15,
    .electricity = 0.056 * detail::usd_per_kwh};

/// Coastal China at the ordinary industrial tariff of 9 cents (8.5 to 11; general knowledge), PUE
/// 1.25.
inline constexpr site<> china_coast{.name = "coastal China",
                                    .as_of = date{2025, 12, 31},
                                    .source = "Cushman & Wakefield APAC 2025; general knowledge",
                                    .facility = 7.11e6 * detail::usd_per_mw,
                                    .pue = 1.25,
                                    .electricity = 0.09 * detail::usd_per_kwh};

/// Singapore: 14.5 M USD per MW (Turner & Townsend 2025), 19.19 cents (Cushman & Wakefield,
/// November 2024), PUE 1.30 (what new sites must reach there; general knowledge).
inline constexpr site<> singapore{.name = "Singapore",
                                  .as_of = date{2025, 12, 31},
                                  .source =
                                      "Turner & Townsend 2025-26; Cushman & Wakefield APAC 2025",
                                  .facility = 14.5e6 * detail::usd_per_mw,
                                  .pue = 1.30,
                                  .electricity = 0.1919 * detail::usd_per_kwh};

/// All named sites.
inline constexpr const site<>* sites[] = {&us_colocation,    &us_hyperscale, &johor,
                                          &china_inland_hub, &china_coast,   &singapore};

/// A site by its name. Error 301.
[[nodiscard]] constexpr const site<>& find_site(text name) {
    for (const site<>* s : sites) {
        if (text(s->name) == name) {
            return *s;
        }
    }
    message m;
    m << "no site is named '" << name << "'; there are";
    for (const site<>* s : sites) {
        m << " '" << s->name << "'";
    }
    rejected::because(error_number::unknown_name, "site", m.view());
}

/// Average electricity price of US industry in a year, EIA: 2015 to 2025. Error 105 outside.
[[nodiscard]] constexpr qty::usd_per_energy<> us_industrial_electricity(int year) {
    constexpr double cents[] = {6.91, 6.76, 6.88, 6.92, 6.81, 6.67, 7.18, 8.32, 8.06, 7.71, 8.26};
    if (year < 2015 || year > 2025) {
        rejected::value_out_of_range("year", year, 2015, 2025);
    }
    return cents[year - 2015] * 0.01 * detail::usd_per_kwh;
}

/// Equipment bought with a volume discount on the servers (hyperscalers get 5 to 10 % from Nvidia,
/// Epoch AI 2026). Error 102.
template <class S, class C, class X>
[[nodiscard]] constexpr auto with_discount(const equipment<S, C>& list, const share<X>& discount) {
    using J = detail::joint_t<S, X>;
    equipment<J, C> e;
    e.server = list.server * discount.rest().value();
    e.network = list.network;
    e.power = list.power;
    e.life = list.life;
    e.residual = share<J>(list.residual);
    return e;
}

/// A whole data centre: capital of two lives, and what it costs to run.
template <class S = double, class C = tag::USD>
struct data_centre {
    qty::money<C, S> it{}; ///< servers, network, storage
    qty::time<S> it_life{5.0 * units::year};
    qty::money<C, S> facility{}; ///< land, building, power, cooling
    qty::time<S> facility_life{14.0 * units::year};
    qty::rate<S> interest{0.0675 / units::year}; ///< real cost of capital
    qty::money_rate<C, S> energy{};
    qty::money_rate<C, S> operations{};

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("it", p.it...);
        v("it_life", p.it_life...);
        v("facility", p.facility...);
        v("facility_life", p.facility_life...);
        v("interest", p.interest...);
        v("energy", p.energy...);
        v("operations", p.operations...);
    }
};

/// What a data centre costs per time: capital recovery over each life, plus running costs. One
/// gigawatt with 25.6 bn USD of IT and 12.4 bn of facility at 6.75 % and 0.9 bn of running costs
/// comes to 8.5, 12 and 7 bn a year at 5, 3 and 7 years of IT life (Epoch AI, May 2026). Errors
/// 106, 103.
template <class S, class C>
[[nodiscard]] constexpr auto yearly_cost(const data_centre<S, C>& d) {
    require_not_negative("energy", d.energy);
    require_not_negative("operations", d.operations);
    cost<S, C, dim<tag::second>> out;
    out.hardware = capital_charge(d.it, d.interest, d.it_life);
    out.facility = capital_charge(d.facility, d.interest, d.facility_life);
    out.energy = d.energy;
    out.operations = d.operations;
    return out;
}

} // namespace flopcost::economics
