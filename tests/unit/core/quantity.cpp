// SPDX-License-Identifier: MIT
#include <flopcost/core/quantity.hpp>

#include <concepts>
#include <doctest/doctest.h>
#include <type_traits>

// Before any other header: quantity.hpp alone must find min and max of double.
using money = flopcost::quantity<flopcost::dim<flopcost::tag::USD>>;
static_assert([] {
    constexpr flopcost::unit<flopcost::dim<flopcost::tag::USD>> usd{};
    return min(3.0 * usd, 2.0 * usd) == 2.0 * usd && max(3.0 * usd, 2.0 * usd) == 3.0 * usd &&
           select_less(1.0 * usd, 2.0 * usd, 3.0 * usd, 4.0 * usd) == 3.0 * usd;
}());

#include <flopcost/core/fraction.hpp>
#include <flopcost/core/units.hpp>
#include <flopcost/scalar/interval.hpp>

using namespace flopcost;
using namespace flopcost::units;

namespace {

template <class A, class B>
concept adds_up = requires(A a, B b) {
    a + b;
};
template <class A, class B>
concept compares = requires(A a, B b) {
    a < b;
};
template <class A, class B>
concept equates = requires(A a, B b) {
    a == b;
};

using usd_t = qty::usd<>;
using cny_t = qty::money<tag::CNY>;
using flop_t = qty::flop<>;
using uncertain_usd = qty::usd<interval>;

static_assert(adds_up<usd_t, usd_t>);
static_assert(!adds_up<usd_t, cny_t> && !adds_up<usd_t, flop_t> && !adds_up<usd_t, double>);
static_assert(adds_up<usd_t, uncertain_usd> && adds_up<uncertain_usd, usd_t>);
static_assert(compares<usd_t, usd_t> && equates<usd_t, usd_t>);
static_assert(!compares<usd_t, cny_t> && !equates<usd_t, cny_t>);
static_assert(!compares<uncertain_usd, uncertain_usd> && !equates<uncertain_usd, uncertain_usd>);
static_assert(!compares<uncertain_usd, usd_t> && !compares<usd_t, uncertain_usd>);
static_assert(std::totally_ordered<usd_t>);

// No other door than a unit: neither in nor out.
static_assert(!std::is_convertible_v<double, usd_t> && !std::is_constructible_v<usd_t, double>);
static_assert(!std::is_convertible_v<usd_t, double>);
static_assert(std::is_convertible_v<usd_t, uncertain_usd>);
static_assert(!std::is_convertible_v<uncertain_usd, usd_t>);

// As cheap as a double.
static_assert(sizeof(usd_t) == sizeof(double) && std::is_trivially_copyable_v<usd_t>);

// A quotient without dimension is a plain number of the right scalar.
static_assert(std::same_as<decltype(usd_t{} / (1.0 * usd)), double>);
static_assert(std::same_as<decltype(uncertain_usd{} / (1.0 * usd)), interval>);

// Arithmetic, as constants.
static_assert(usd_t{} == 0.0 * usd);
static_assert(2.0 * usd + 3.0 * usd == 5.0 * usd);
static_assert(2.0 * usd - 3.0 * usd == -1.0 * usd);
static_assert(-(2.0 * usd) == -2.0 * usd);
static_assert(3 * (2.0 * usd) == 6.0 * usd && (2.0 * usd) * 3 == 6.0 * usd);
static_assert((6.0 * usd) / 3 == 2.0 * usd);
static_assert((6.0 * usd) / (3.0 * usd) == 2.0);
static_assert((1.0 * usd) * (1.0 * token) / (1.0 * token) == 1.0 * usd);
static_assert(12.0 / (3.0 * second) == 4.0 / second);
static_assert(1.0 * usd < 2.0 * usd && 2.0 * usd > 1.0 * usd && 2.0 * usd >= 2.0 * usd &&
              2.0 * usd <= 2.0 * usd && 2.0 * usd != 1.0 * usd);

} // namespace

TEST_CASE("compound assignment") {
    usd_t bill = 1.0 * usd;
    bill += 4.0 * usd;
    bill -= 2.0 * usd;
    bill *= 6;
    bill /= 2.0;
    CHECK(bill == 9.0 * usd);
}

TEST_CASE("a certain quantity meets an uncertain one in every operation") {
    const uncertain_usd rent = interval{2, 3} * usd;
    const auto sum = rent + 1.0 * usd;
    CHECK(sum.in(usd).contains(3));
    CHECK(sum.in(usd).contains(4));
    const auto product = rent * (2.0 * chip);
    CHECK(product.in(usd * chip).contains(4));
    CHECK(product.in(usd * chip).contains(6));
    const auto inverse = (6.0 * token) / rent;
    CHECK(inverse.in(token / usd).contains(2));
    CHECK(inverse.in(token / usd).contains(3));
    const auto one_over = 6.0 / rent;
    CHECK((one_over * (1.0 * usd)).contains(2));
    const auto scaled = (2.0 * usd) * interval{1, 2};
    CHECK(scaled.in(usd).contains(4));
    const auto divided = (2.0 * usd) / interval{1, 2};
    CHECK(divided.in(usd).contains(1));
    CHECK(hull(rent).low == doctest::Approx(2));
    CHECK(value_of(rent).in(usd) == doctest::Approx(2.5));
}

TEST_CASE("min, max and select_less of quantities") {
    CHECK(min(1.0 * hour, 30.0 * minute) == 30.0 * minute);
    CHECK(max(1.0 * hour, 30.0 * minute) == 1.0 * hour);
    CHECK(select_less(1.0 * usd, 2.0 * usd, 1.0 * chip, 2.0 * chip) == 1.0 * chip);
    CHECK(select_less(2.0 * usd, 1.0 * usd, 1.0 * chip, 2.0 * chip) == 2.0 * chip);
}

TEST_CASE("naming an intermediate result changes nothing for plain numbers") {
    CHECK(named("rent", 2.0 * usd) == 2.0 * usd);
    CHECK(named("rent", 2.0) == 2.0);
}
