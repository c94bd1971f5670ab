// SPDX-License-Identifier: MIT
#include <flopcost/core/fraction.hpp>

#include <doctest/doctest.h>
#include <flopcost/core/units.hpp>
#include <flopcost/scalar/interval.hpp>
#include <limits>
#include <type_traits>

using namespace flopcost;
using namespace flopcost::units;

namespace {

constexpr double not_a_number = flopcost::detail::not_a_number;
constexpr double inf = flopcost::detail::infinity;

static_assert(fraction{0.35}.value() == 0.35 && fraction{1}.value() == 1 &&
              fraction<>{}.value() == 1);
static_assert(share{0.0}.value() == 0 && share{1}.value() == 1 && share<>{}.value() == 0);
static_assert(fraction{0.25}.rest().value() == 0.75 && share{1.0}.rest().value() == 0);
static_assert(share<>(fraction{0.5}).value() == 0.5);
static_assert(!std::is_convertible_v<share<>, fraction<>>);
static_assert(!std::is_convertible_v<double, fraction<>> &&
              !std::is_convertible_v<double, share<>>);
static_assert(10.0 * usd * fraction{0.5} == 5.0 * usd && fraction{0.5} * (10.0 * usd) == 5.0 * usd);
static_assert(10.0 * usd / fraction{0.5} == 20.0 * usd && 1.0 / fraction{0.5} == 2.0);
static_assert(fraction{0.5} * fraction{0.5} == 0.25 && share{0.5} / fraction{0.5} == 1.0);
static_assert(fraction<>::try_make(0.5) && !fraction<>::try_make(0.0) &&
              !fraction<>::try_make(1.5));
static_assert(share<>::try_make(0.0) && !share<>::try_make(-0.5) &&
              !share<>::try_make(not_a_number));
static_assert(positive{1.0 * chip}.value() == 1.0 * chip);
static_assert(!positive<qty::chip<>>::try_make(0.0 * chip));

} // namespace

TEST_CASE("a fraction is above 0 and at most 1") {
    for (const double bad : {0.0, -0.5, 1.0000001, 35.0, inf, -inf, not_a_number}) {
        CAPTURE(bad);
        CHECK_THROWS_AS((fraction{bad, "mfu"}), error);
        const auto r = fraction<>::try_make(bad, "mfu");
        CHECK_FALSE(r.has_value());
        CHECK(r.reason().number == error_number::not_a_fraction);
        CHECK(r.reason().parameter == text("mfu"));
        CHECK(r.reason().low == 0);
        CHECK(r.reason().high == 1);
    }
    for (const double good : {1e-300, 0.35, 1.0}) {
        CHECK(fraction{good}.value() == good);
    }
}

TEST_CASE("a share is from 0 to 1") {
    for (const double bad : {-1e-9, 1.0000001, inf, -inf, not_a_number}) {
        CAPTURE(bad);
        CHECK_THROWS_AS((share{bad, "cached"}), error);
        CHECK(share<>::try_make(bad).reason().number == error_number::not_a_share);
    }
}

TEST_CASE("both ends of an uncertain value are checked") {
    CHECK(fraction<interval>(interval{0.3, 0.5}).value().contains(0.4));
    CHECK_THROWS_AS(fraction<interval>(interval{0.5, 1.5}), error);
    CHECK_THROWS_AS(fraction<interval>(interval{-0.5, 0.5}), error);
    try {
        (void)fraction<interval>(interval{0.5, 1.5}, "mfu");
        FAIL("accepted");
    } catch (const error& e) {
        CHECK(e.value() == 1.5); // the end that is wrong
    }
    CHECK(hull(fraction<interval>(interval{0.25, 0.5})).high == 0.5);
}

TEST_CASE("a certain fraction widens to any scalar") {
    const fraction<interval> f = fraction{0.5};
    CHECK(f.value().contains(0.5));
    const share<interval> s = share{0.25};
    CHECK(s.value().contains(0.25));
    const share<interval> t = fraction{0.5};
    CHECK(t.value().contains(0.5));
}

TEST_CASE("positive and finite") {
    CHECK_THROWS_AS(positive(0.0 * usd, "price"), error);
    CHECK_THROWS_AS(positive(-1.0 * usd, "price"), error);
    CHECK_THROWS_AS(positive(inf * usd, "price"), error);
    CHECK_THROWS_AS(positive(not_a_number * usd, "price"), error);
    CHECK(positive<qty::usd<>>::try_make(2.0 * usd).value() == 2.0 * usd);
    CHECK(positive<qty::usd<>>::try_make(inf * usd).reason().number == error_number::not_positive);
    const qty::usd<> passed_on = positive(2.0 * usd);
    CHECK(passed_on == 2.0 * usd);
    CHECK(finite(-2.0 * usd).value() == -2.0 * usd);
    CHECK_THROWS_AS(finite(inf * usd, "price"), error);
    CHECK_THROWS_AS(finite(not_a_number * usd, "price"), error);
}

TEST_CASE("naming keeps the value") {
    CHECK(named("mfu", fraction{0.5}).value() == 0.5);
    CHECK(named("cached", share{0.0}).value() == 0.0);
}
