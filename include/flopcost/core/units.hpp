// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/quantity.hpp>

namespace flopcost {

/// Units and prefixes: `14.8 * tera * token`, `2.0 * usd / chip_hour`. A prefix is a unit of no
/// dimension, so that it composes with all others. All ratios are exact.
namespace units {

/// Prefixes and `percent`: `3 * giga * byte`, `35 * percent`.
inline constexpr unit<dimensionless> unity{};
inline constexpr unit<dimensionless> kilo{1e3};
inline constexpr unit<dimensionless> mega{1e6};
inline constexpr unit<dimensionless> giga{1e9};
inline constexpr unit<dimensionless> tera{1e12};
inline constexpr unit<dimensionless> peta{1e15};
inline constexpr unit<dimensionless> exa{1e18};
inline constexpr unit<dimensionless> zetta{1e21};
inline constexpr unit<dimensionless> yotta{1, 1e-24};
inline constexpr unit<dimensionless> milli{1, 1e3};
inline constexpr unit<dimensionless> micro{1, 1e6};
inline constexpr unit<dimensionless> nano{1, 1e9};
inline constexpr unit<dimensionless> kibi{1024};
inline constexpr unit<dimensionless> mebi{1048576};
inline constexpr unit<dimensionless> gibi{1073741824};
inline constexpr unit<dimensionless> tebi{1099511627776};
inline constexpr unit<dimensionless> percent{1, 100};

/// Base units and their exact multiples; a year is 8 766 hours, a month a twelfth of it.
inline constexpr unit<dim<tag::FLOP>> flop{};
inline constexpr unit<dim<tag::byte>> byte{};
inline constexpr unit<dim<tag::byte>> bit{1, 8};
inline constexpr unit<dim<tag::token>> token{};
inline constexpr unit<dim<tag::second>> second{};
inline constexpr unit<dim<tag::second>> millisecond{1, 1e3};
inline constexpr unit<dim<tag::second>> microsecond{1, 1e6};
inline constexpr unit<dim<tag::second>> minute{60};
inline constexpr unit<dim<tag::second>> hour{3600};
inline constexpr unit<dim<tag::second>> day{86400};
/// 8 766 hours: the mean Julian year, as the cost literature counts it.
inline constexpr unit<dim<tag::second>> year{31557600};
/// A twelfth of a year.
inline constexpr unit<dim<tag::second>> month{2629800};
inline constexpr unit<dim<tag::joule>> joule{};
inline constexpr unit<dim<tag::joule>> kilowatt_hour{3600000};
inline constexpr unit<dim<tag::joule>> megawatt_hour{3600000000};
inline constexpr auto watt = joule / second;
inline constexpr unit<dim<tag::joule, power<tag::second, -1>>> kilowatt{1e3};
inline constexpr unit<dim<tag::joule, power<tag::second, -1>>> megawatt{1e6};
inline constexpr unit<dim<tag::joule, power<tag::second, -1>>> gigawatt{1e9};
inline constexpr unit<dim<tag::chip>> chip{};
inline constexpr auto chip_second = chip * second;
inline constexpr auto chip_hour = chip * hour;
inline constexpr unit<dim<tag::parameter>> parameter{};
inline constexpr unit<dim<tag::wafer>> wafer{};
inline constexpr unit<dim<tag::die>> die{};
inline constexpr unit<dim<tag::package>> package{};
inline constexpr unit<dim<tag::request>> request{};
inline constexpr unit<dim<tag::gCO2e>> gram_co2e{};
inline constexpr unit<dim<tag::gCO2e>> kilogram_co2e{1e3};
inline constexpr unit<dim<tag::gCO2e>> tonne_co2e{1e6};
inline constexpr unit<dim<tag::meter>> meter{};
inline constexpr unit<dim<tag::meter>> millimeter{1, 1e3};
inline constexpr auto square_millimeter = millimeter * millimeter;
inline constexpr auto square_centimeter = unit<dim<power<tag::meter, 2>>>{1, 1e4};
inline constexpr unit<dim<tag::USD>> usd{};
inline constexpr unit<dim<tag::CNY>> cny{};
inline constexpr unit<dim<tag::EUR>> eur{};
inline constexpr unit<dim<tag::GBP>> gbp{};
inline constexpr unit<dim<tag::JPY>> jpy{};

} // namespace units

/// The quantities that models speak in, with the scalar as parameter.
namespace qty {

/// Floating-point operations; an addition and a multiplication each count.
template <class S = double>
using flop = quantity<dim<tag::FLOP>, S>;
/// FLOP per second.
template <class S = double>
using flop_rate = quantity<quotient_t<dim<tag::FLOP>, dim<tag::second>>, S>;
/// FLOP per second and chip: peaks.
template <class S = double>
using flop_rate_per_chip =
    quantity<quotient_t<dim<tag::FLOP>, product_t<dim<tag::second>, dim<tag::chip>>>, S>;
/// Bytes.
template <class S = double>
using byte = quantity<dim<tag::byte>, S>;
/// Bytes per chip: memory.
template <class S = double>
using byte_per_chip = quantity<quotient_t<dim<tag::byte>, dim<tag::chip>>, S>;
/// Bytes per second.
template <class S = double>
using byte_rate = quantity<quotient_t<dim<tag::byte>, dim<tag::second>>, S>;
/// Bytes per second and chip: bandwidths.
template <class S = double>
using byte_rate_per_chip =
    quantity<quotient_t<dim<tag::byte>, product_t<dim<tag::second>, dim<tag::chip>>>, S>;
/// Tokens.
template <class S = double>
using token = quantity<dim<tag::token>, S>;
/// Tokens per second.
template <class S = double>
using token_rate = quantity<quotient_t<dim<tag::token>, dim<tag::second>>, S>;
/// Tokens per second and chip.
template <class S = double>
using token_rate_per_chip =
    quantity<quotient_t<dim<tag::token>, product_t<dim<tag::second>, dim<tag::chip>>>, S>;
/// Seconds.
template <class S = double>
using time = quantity<dim<tag::second>, S>;
/// Events per second; also interest and growth, as `0.07 / year`.
template <class S = double>
using rate = quantity<dim<power<tag::second, -1>>, S>;
/// Joules.
template <class S = double>
using energy = quantity<dim<tag::joule>, S>;
/// Watts.
template <class S = double>
using power = quantity<quotient_t<dim<tag::joule>, dim<tag::second>>, S>;
/// Watts per chip.
template <class S = double>
using power_per_chip =
    quantity<quotient_t<dim<tag::joule>, product_t<dim<tag::second>, dim<tag::chip>>>, S>;
/// Chips; not a plain number, so that a price per chip cannot pass for a price.
template <class S = double>
using chip = quantity<dim<tag::chip>, S>;
/// Chip-seconds: chips times wall time.
template <class S = double>
using chip_time = quantity<product_t<dim<tag::chip>, dim<tag::second>>, S>;
/// Parameters of a model.
template <class S = double>
using parameter = quantity<dim<tag::parameter>, S>;
/// Requests, sequences or users at once.
template <class S = double>
using request = quantity<dim<tag::request>, S>;
/// Requests per second.
template <class S = double>
using request_rate = quantity<quotient_t<dim<tag::request>, dim<tag::second>>, S>;
/// Grams of CO2 equivalent.
template <class S = double>
using mass_co2e = quantity<dim<tag::gCO2e>, S>;
/// Square metres.
template <class S = double>
using area = quantity<dim<flopcost::power<tag::meter, 2>>, S>;

/// Money of currency tag `C` (`tag::USD`), optionally per another dimension.
template <class C, class S = double>
using money = quantity<dim<C>, S>;
/// Prices of hardware.
template <class C, class S = double>
using money_per_chip = quantity<quotient_t<dim<C>, dim<tag::chip>>, S>;
/// Rents, per chip-second.
template <class C, class S = double>
using money_per_chip_time =
    quantity<quotient_t<dim<C>, product_t<dim<tag::chip>, dim<tag::second>>>, S>;
/// Prices and costs of tokens.
template <class C, class S = double>
using money_per_token = quantity<quotient_t<dim<C>, dim<tag::token>>, S>;
/// Electricity prices, per joule.
template <class C, class S = double>
using money_per_energy = quantity<quotient_t<dim<C>, dim<tag::joule>>, S>;
/// Money per second: burn, revenue.
template <class C, class S = double>
using money_rate = quantity<quotient_t<dim<C>, dim<tag::second>>, S>;

/// The same in US dollars.
template <class S = double>
using usd = money<tag::USD, S>;
template <class S = double>
using usd_per_chip = money_per_chip<tag::USD, S>;
template <class S = double>
using usd_per_chip_time = money_per_chip_time<tag::USD, S>;
template <class S = double>
using usd_per_token = money_per_token<tag::USD, S>;
template <class S = double>
using usd_per_energy = money_per_energy<tag::USD, S>;
template <class S = double>
using usd_rate = money_rate<tag::USD, S>;

/// The quantity that a unit object measures: `qty::of<usd / token>`.
template <auto Unit, class S = double>
using of = quantity<typename decltype(Unit)::dimension, S>;

} // namespace qty

/// A dozen suffixes for the commonest constants; everything else is `number * unit`.
inline namespace literals {

// clang-format off
constexpr auto operator""_flop(long double x)  { return static_cast<double>(x) * units::flop; }
constexpr auto operator""_tok(long double x)   { return static_cast<double>(x) * units::token; }
constexpr auto operator""_Mtok(long double x)  { return static_cast<double>(x) * (units::mega * units::token); }
constexpr auto operator""_s(long double x)     { return static_cast<double>(x) * units::second; }
constexpr auto operator""_h(long double x)     { return static_cast<double>(x) * units::hour; }
constexpr auto operator""_d(long double x)     { return static_cast<double>(x) * units::day; }
constexpr auto operator""_kW(long double x)    { return static_cast<double>(x) * units::kilowatt; }
constexpr auto operator""_kWh(long double x)   { return static_cast<double>(x) * units::kilowatt_hour; }
constexpr auto operator""_GB(long double x)    { return static_cast<double>(x) * (units::giga * units::byte); }
constexpr auto operator""_usd(long double x)   { return static_cast<double>(x) * units::usd; }
constexpr auto operator""_usd(unsigned long long x) { return static_cast<double>(x) * units::usd; }
constexpr auto operator""_cny(long double x)   { return static_cast<double>(x) * units::cny; }
constexpr auto operator""_chip(unsigned long long x) { return static_cast<double>(x) * units::chip; }
constexpr auto operator""_tok(unsigned long long x)  { return static_cast<double>(x) * units::token; }
// clang-format on

} // namespace literals

} // namespace flopcost
