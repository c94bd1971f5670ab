// SPDX-License-Identifier: MIT
#include <flopcost/core/fact.hpp>
#include <flopcost/core/money.hpp>

#include <doctest/doctest.h>
#include <flopcost/scalar/interval.hpp>
#include <string>

using namespace flopcost;
using namespace flopcost::units;

namespace {

constexpr fact rent{.value = 2.0 * usd / chip_hour,
                    .low = 1.4 * usd / chip_hour,
                    .high = 2.6 * usd / chip_hour,
                    .as_of = date{2025, 11, 30},
                    .source = "a price list"};
constexpr fact<double> ratio{.value = 7.0, .source = "a table"};

static_assert(ratio.low == 7.0 && ratio.high == 7.0); // nothing else is known
static_assert(rent.as<double>() == 2.0 * usd / chip_hour && ratio.as<double>() == 7.0);
static_assert((8.0 * chip_hour * rent.value).in(usd) == 16.0);

// One unit of the first currency is worth `value` of the second.
constexpr exchange_rate<tag::USD, tag::CNY> yuan{.value = 7.12 * cny / usd, .source = "a bank"};
constexpr exchange_rate<tag::EUR, tag::USD> dollars{.value = 1.16 * usd / eur, .source = "a bank"};
static_assert((5.0 * usd * yuan.value).in(cny) == 7.12 * 5.0);
static_assert((71.2 * cny / yuan.value).in(usd) == 10.0);

// US consumer prices, annual averages (Bureau of Labor Statistics, CPI-U): 2022 292.655, 2023
// 304.702.
constexpr price_index<2> cpi{
    .first_year = 2022, .index = {292.655, 304.702}, .source = "BLS CPI-U"};

} // namespace

TEST_CASE("a fact enters each scalar as what that can hold") {
    const auto range = rent.as<interval>().in(usd / chip_hour);
    CHECK(range.low() == doctest::Approx(1.4));
    CHECK(range.high() == doctest::Approx(2.6));
    CHECK(ratio.as<interval>().contains(7.0));
    const qty::usd_per_chip_time<> plain = rent;
    CHECK(plain == rent.value);
}

TEST_CASE("a fact must be ordered and sourced") {
    rent.validate();
    ratio.validate();
    fact wrong = rent;
    wrong.low = 3.0 * usd / chip_hour;
    CHECK_THROWS_AS(wrong.validate(), error);
    wrong = rent;
    wrong.high = 1.0 * usd / chip_hour;
    CHECK_THROWS_AS(wrong.validate(), error);
    wrong = rent;
    wrong.source = "";
    CHECK_THROWS_AS(wrong.validate(), error);
    wrong.source = nullptr;
    CHECK_THROWS_AS(wrong.validate(), error);
}

TEST_CASE("exchange rates chain") {
    const auto both = 100.0 * eur * dollars.value * yuan.value;
    CHECK(both.in(cny) == doctest::Approx(100 * 1.16 * 7.12));
}

TEST_CASE("deflators") {
    // Money of 2022 is worth 4.116 % more in money of 2023.
    CHECK(cpi.deflator(2022, 2023) == doctest::Approx(1.04116).epsilon(1e-5));
    CHECK(cpi.deflator(2023, 2022) * cpi.deflator(2022, 2023) == doctest::Approx(1));
    CHECK(cpi.deflator(2023, 2023) == 1.0);
    CHECK_THROWS_AS((void)cpi.deflator(2021, 2022), error);
    CHECK_THROWS_AS((void)cpi.deflator(2022, 2024), error);
}

TEST_CASE("provenance has names") {
    CHECK(std::string(name(provenance::verified)) == "verified");
    CHECK(std::string(name(provenance::derived)) == "derived");
    CHECK(std::string(name(provenance::mixed)) == "mixed");
    CHECK(std::string(name(provenance::memory)) == "memory");
    CHECK(std::string(name(provenance::assumed)) == "assumed");
}
