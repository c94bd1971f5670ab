// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/fact.hpp>
#include <flopcost/economics/ownership.hpp>

/// Named sites with sourced figures, and the cost of a whole data centre.
namespace flopcost::economics {

namespace detail {
inline constexpr auto usd_per_mw = units::usd / units::megawatt;
inline constexpr auto usd_per_kw_month = units::usd / (units::kilowatt * units::month);
inline constexpr auto usd_per_kwh = units::usd / units::kilowatt_hour;

template <class U>
[[nodiscard]] constexpr auto sourced(double value, double low, double high, U unit, date as_of,
                                     const char* source, const char* name,
                                     provenance trust = provenance::verified) {
    return fact{value * unit, low * unit, high * unit, as_of, source, trust, name};
}
template <class U>
[[nodiscard]] constexpr auto absent(U unit, const char* name) {
    return fact{0.0 * unit,      0.0 * unit,          0.0 * unit, date{},
                "not used here", provenance::assumed, name};
}
} // namespace detail

/// What is known about the costs of a place, each figure with its range and source. `make_site`
/// puts them into a site for any scalar.
struct site_facts {
    const char* name = "";
    const char* country = "";
    fact<site<>::per_power> facility{};        ///< building, power, cooling per watt of IT
    fact<site<>::rent_per_power> colocation{}; ///< rent of space; zero where the building is owned
    fact<double> pue{};
    fact<qty::usd_per_energy<>> electricity{};
};

/// Facts of six places. Construction: Cushman & Wakefield (US 2025, Asia-Pacific January 2025),
/// Turner & Townsend 2025-26. PUE: Epoch AI's frontier data centres at peak load, 2026.
namespace places {

/// Leased hall in a primary US market: wholesale rent, power excluded; the industrial tariff.
inline constexpr site_facts us_colocation{
    "US colocation",
    "US",
    detail::absent(detail::usd_per_mw, "facility"),
    detail::sourced(196.25, 150, 250, detail::usd_per_kw_month, {2025, 12, 31},
                    "CBRE 2025-H2, primary US markets, via a market review of March 2026",
                    "colocation"),
    fact{1.25, 1.12, 1.4, date{2024, 12, 31}, "Epoch AI: operators other than hyperscalers",
         provenance::verified, "pue"},
    detail::sourced(0.0862, 0.0771, 0.091, detail::usd_per_kwh, {2025, 12, 31},
                    "EIA 2025; the FT quotes 0.091", "electricity")};

/// Own building of a large US operator: average of 19 markets; Google's fleet.
inline constexpr site_facts us_hyperscale{
    "US hyperscale",
    "US",
    detail::sourced(11.7e6, 9.3e6, 15.0e6, detail::usd_per_mw, {2025, 12, 31},
                    "Cushman & Wakefield, US Data Center Development Cost Guide 2025", "facility"),
    detail::absent(detail::usd_per_kw_month, "colocation"),
    fact{1.10, 1.05, 1.20, date{2025, 12, 31}, "Google fleet average 2025; new sites of AWS 1.20",
         provenance::verified, "pue"},
    us_colocation.electricity};

/// Johor, Malaysia.
inline constexpr site_facts johor{
    "Johor",
    "Malaysia",
    detail::sourced(8.784484e6, 6.935119e6, 10.633849e6, detail::usd_per_mw, {2025, 1, 31},
                    "Cushman & Wakefield, APAC Data Centre Construction Cost Guide 2025",
                    "facility"),
    detail::absent(detail::usd_per_kw_month, "colocation"),
    fact{1.40, 1.25, 1.50, date{2026, 7, 31}, "DayOne Nusajaya at peak: 336/240 MW (Epoch AI)",
         provenance::derived, "pue"},
    detail::sourced(0.08, 0.07, 0.115, detail::usd_per_kwh, {2024, 11, 30},
                    "Cushman & Wakefield APAC 2025: Manila's 0.136 is almost twice as much",
                    "electricity", provenance::derived)};

/// Inland hub in China with the subsidised tariff of 0.4 CNY, granted for domestic chips only.
inline constexpr site_facts china_inland_hub{
    "inland China",
    "China",
    detail::sourced(7.11e6, 4.2e6, 7.11e6, detail::usd_per_mw, {2025, 1, 31},
                    "Cushman & Wakefield APAC 2025; plan of GDS for Ulanqab: 4.2 M USD/MW",
                    "facility"),
    detail::absent(detail::usd_per_kw_month, "colocation"),
    fact{1.15, 1.14, 1.20, date{2026, 7, 31},
         "Huawei Horinger, VNET Ulanqab, Alibaba Zhangbei at peak (Epoch AI)", provenance::derived,
         "pue"},
    detail::sourced(0.056, 0.05, 0.06, detail::usd_per_kwh, {2025, 11, 4}, "FT, 4 November 2025",
                    "electricity")};

/// Coastal China at the ordinary industrial tariff.
inline constexpr site_facts china_coast{
    "coastal China",
    "China",
    china_inland_hub.facility,
    china_inland_hub.colocation,
    fact{1.25, 1.20, 1.50, date{2024, 7, 31},
         "limit for hubs in the east; the national average was to fall below 1.5 by 2025",
         provenance::memory, "pue"},
    detail::sourced(0.09, 0.085, 0.11, detail::usd_per_kwh, {2025, 12, 31},
                    "0.6 to 0.8 CNY (general knowledge); 0.056/0.7 = 0.08 agrees with the FT",
                    "electricity", provenance::memory)};

/// Singapore.
inline constexpr site_facts singapore{
    "Singapore",
    "Singapore",
    detail::sourced(14.5e6, 12.5e6, 14.5e6, detail::usd_per_mw, {2025, 12, 31},
                    "Turner & Townsend, Data Centre Construction Cost Index 2025-26", "facility"),
    detail::absent(detail::usd_per_kw_month, "colocation"),
    fact{1.30, 1.30, 1.50, date{2025, 12, 31}, "required of new sites (general knowledge)",
         provenance::memory, "pue"},
    detail::sourced(0.1919, 0.17, 0.20, detail::usd_per_kwh, {2024, 11, 30},
                    "Cushman & Wakefield APAC 2025", "electricity")};

} // namespace places

/// A site from the facts of its place, in the scalar `S`: as double the values, as interval the
/// ranges. Terms that no source gives by place (maintenance 4 % a year, availability 97 %, mean
/// power 75 % of the rating, 6.75 % interest) are those of `site` and may be overwritten.
template <class S = double>
[[nodiscard]] constexpr site<S> make_site(const site_facts& f) {
    site<S> s;
    s.name = f.name;
    s.as_of = f.electricity.as_of;
    s.source = f.electricity.source;
    s.facility = f.facility.template as<S>();
    s.colocation = f.colocation.template as<S>();
    s.pue = f.pue.template as<S>();
    s.electricity = f.electricity.template as<S>();
    return s;
}

/// The places above as sites of plain numbers.
inline constexpr site<> us_colocation = make_site(places::us_colocation);
inline constexpr site<> us_hyperscale = make_site(places::us_hyperscale);
inline constexpr site<> johor = make_site(places::johor);
inline constexpr site<> china_inland_hub = make_site(places::china_inland_hub);
inline constexpr site<> china_coast = make_site(places::china_coast);
inline constexpr site<> singapore = make_site(places::singapore);

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
template <class S = double, class C = tag::USD>
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
