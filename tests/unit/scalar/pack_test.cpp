// SPDX-License-Identifier: MIT
#include <concepts>
#include <limits>

#include <doctest/doctest.h>

#include <flopcost/core/fraction.hpp>
#include <flopcost/scalar/pack.hpp>

using flopcost::pack;

static_assert(flopcost::scalar<pack<8>>);
static_assert(flopcost::scalar<pack<3>>);
static_assert(!std::totally_ordered<pack<8>>);
static_assert((pack<4>(2.0) * 3.0)[3] == 6.0);
static_assert(flopcost::exp(1.0) == exp(pack<4>(1.0))[2]);

TEST_CASE_TEMPLATE("every lane is the double result", P, pack<1>, pack<3>, pack<8>, pack<64>) {
    P a;
    P b;
    for (int i = 0; i < P::size; ++i) {
        a[i] = 0.37 * (i + 1);
        b[i] = 5.1 - 0.07 * i;
    }
    for (int i = 0; i < P::size; ++i) {
        const double x = a[i];
        const double y = b[i];
        CHECK((a + b)[i] == x + y);
        CHECK((a - b)[i] == x - y);
        CHECK((a * b)[i] == x * y);
        CHECK((a / b)[i] == x / y);
        CHECK((-a)[i] == -x);
        CHECK((a + 2.0)[i] == x + 2);
        CHECK((2.0 + a)[i] == 2 + x);
        CHECK((a - 2.0)[i] == x - 2);
        CHECK((2.0 - a)[i] == 2 - x);
        CHECK((a * 2.5)[i] == x * 2.5);
        CHECK((2.5 * a)[i] == 2.5 * x);
        CHECK((a / 3.0)[i] == x / 3);
        CHECK((3.0 / a)[i] == 3 / x);
        CHECK(min(a, b)[i] == flopcost::min(x, y));
        CHECK(max(a, b)[i] == flopcost::max(x, y));
        CHECK(select_less(a, b, a * 2.0, b)[i] == (x < y ? x * 2 : y));
        CHECK(exp(a)[i] == flopcost::exp(x));
        CHECK(log(a)[i] == flopcost::log(x));
        CHECK(sqrt(a)[i] == flopcost::sqrt(x));
        CHECK(pow(a, 0.3)[i] == flopcost::pow(x, 0.3));
        CHECK(pow(a, b)[i] == flopcost::pow(x, y));
        CHECK(floor(a)[i] == flopcost::floor(x));
        CHECK(ceil(a)[i] == flopcost::ceil(x));
        CHECK(abs(a - b)[i] == flopcost::abs(x - y));
    }
    P c = a;
    c += b;
    c -= a;
    c *= b;
    c /= b;
    CHECK(c[0] == doctest::Approx(b[0]));
}

TEST_CASE("a border check sees the worst lane, and NaN in any lane") {
    pack<8> p = 0.5;
    CHECK_NOTHROW(flopcost::fraction<pack<8>>{p});
    p[5] = 1.5;
    CHECK(hull(p).high == 1.5);
    CHECK(hull(p).low == 0.5);
    CHECK_THROWS_AS(flopcost::fraction<pack<8>>{p}, flopcost::error);
    p[5] = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_AS(flopcost::fraction<pack<8>>{p}, flopcost::error);
    CHECK(value_of(pack<4>(3.0)) == 3.0);
}
