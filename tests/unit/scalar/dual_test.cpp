// SPDX-License-Identifier: MIT
#include <concepts>

#include <doctest/doctest.h>

#include <flopcost/scalar/dual.hpp>

using flopcost::dual;

static_assert(flopcost::scalar<dual<3>>);
static_assert(!std::totally_ordered<dual<3>>);
static_assert((dual<2>::variable(3, 0) * dual<2>::variable(4, 1)).derivative(0) == 4);
static_assert((1.0 / dual<1>::variable(2, 0)).derivative(0) == -0.25);

namespace {
constexpr double x0 = 1.75;
constexpr double y0 = 0.625;
const auto x = dual<2>::variable(x0, 0);
const auto y = dual<2>::variable(y0, 1);
} // namespace

// Derivatives by hand, not by differences.
TEST_CASE("derivatives of the operations") {
    CHECK((x + y).derivative(1) == 1);
    CHECK((x - y).derivative(1) == -1);
    CHECK((-x).derivative(0) == -1);
    CHECK((x * y).derivative(1) == x0);
    CHECK((x / y).derivative(0) == doctest::Approx(1 / y0).epsilon(1e-15));
    CHECK((x / y).derivative(1) == doctest::Approx(-x0 / (y0 * y0)).epsilon(1e-15));
    CHECK((x + 2.0).derivative(0) == 1);
    CHECK((2.0 + x).derivative(0) == 1);
    CHECK((x - 2.0).derivative(0) == 1);
    CHECK((2.0 - x).derivative(0) == -1);
    CHECK((x * 2.0).derivative(0) == 2);
    CHECK((2.0 * x).derivative(0) == 2);
    CHECK((x / 2.0).derivative(0) == 0.5);
    CHECK((2.0 / x).derivative(0) == doctest::Approx(-2 / (x0 * x0)).epsilon(1e-15));
    dual<2> s = x;
    s += y;
    s *= x;
    s -= y;
    s /= y; // (x^2 + xy - y) / y
    CHECK(s.derivative(0) == doctest::Approx((2 * x0 + y0) / y0).epsilon(1e-14));
    CHECK(s.derivative(1) == doctest::Approx(-x0 * x0 / (y0 * y0)).epsilon(1e-14));
}

TEST_CASE("derivatives of the functions") {
    CHECK(exp(x).derivative(0) == flopcost::exp(x0));
    CHECK(log(x).derivative(0) == 1 / x0);
    CHECK(sqrt(x).derivative(0) == doctest::Approx(0.5 / flopcost::sqrt(x0)).epsilon(1e-15));
    CHECK(pow(x, 3.0).derivative(0) == doctest::Approx(3 * x0 * x0).epsilon(1e-14));
    CHECK(pow(x, y).derivative(0) ==
          doctest::Approx(y0 * flopcost::pow(x0, y0 - 1)).epsilon(1e-14));
    CHECK(pow(x, y).derivative(1) ==
          doctest::Approx(flopcost::pow(x0, y0) * flopcost::log(x0)).epsilon(1e-14));
    CHECK(flopcost::pow<3>(x).derivative(0) == doctest::Approx(3 * x0 * x0).epsilon(1e-15));
    CHECK(pow(dual<1>::variable(0, 0), 2.0).derivative(0) == 0);
    CHECK(pow(dual<1>::variable(0, 0), 1.0).derivative(0) == 1);
    CHECK(floor(x).derivative(0) == 0);
    CHECK(ceil(x).value() == 2);
    CHECK(abs(-x).derivative(0) == 1);
    CHECK(abs(x).derivative(0) == 1);
}

TEST_CASE("at a kink the derivative is that of the branch taken") {
    CHECK(min(x, y).derivative(1) == 1);
    CHECK(max(x, y).derivative(0) == 1);
    CHECK(max(x, 2.0).derivative(0) == 0);
    CHECK(min(x, 2.0).derivative(0) == 1);
    CHECK(clamp(x, 0.0, 1.0).derivative(0) == 0);
    CHECK(select_less(x, y, x * 3.0, y * 5.0).derivative(1) == 5);
    CHECK(hull(x).low == x0);
    CHECK(value_of(x) == x0);
}
