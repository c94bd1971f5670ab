// SPDX-License-Identifier: MIT
#include <concepts>
#include <limits>

#include <doctest/doctest.h>

#include <flopcost/core/fact.hpp>
#include <flopcost/core/fraction.hpp>
#include <flopcost/core/units.hpp>
#include <flopcost/scalar/interval.hpp>

using flopcost::interval;

static_assert(flopcost::scalar<interval>);
static_assert(!std::totally_ordered<interval>);
static_assert((interval{2, 3} * interval{4, 5}).contains(8));
static_assert((interval{2, 3} * interval{4, 5}).contains(15));
static_assert(!(interval{2, 3} * interval{4, 5}).contains(15.0001));

TEST_CASE("interval operations enclose their results tightly, at every sign") {
    const double ends[] = {-3, -1, -0.25, 0, 0.5, 2};
    for (double a : ends) {
        for (double b : ends) {
            for (double c : ends) {
                for (double d : ends) {
                    if (a > b || c > d) {
                        continue;
                    }
                    const interval x(a, b);
                    const interval y(c, d);
                    for (double s : {a, 0.5 * (a + b), b}) {
                        for (double t : {c, 0.5 * (c + d), d}) {
                            CHECK((x + y).contains(s + t));
                            CHECK((x - y).contains(s - t));
                            CHECK((x * y).contains(s * t));
                            if (t != 0) {
                                CHECK((x / y).contains(s / t));
                            }
                        }
                    }
                    CHECK((x + y).low() == doctest::Approx(a + c));
                    CHECK((x - y).high() == doctest::Approx(b - c));
                }
            }
        }
    }
}

TEST_CASE("each operation widens outward, so that exact results are kept inside") {
    const interval third = interval(1) / interval(3);
    CHECK(third.low() < third.high());
    CHECK((third * 3.0).contains(1.0));
    interval sum = 0;
    for (int i = 0; i < 1000; ++i) {
        sum += interval(0.1);
    }
    CHECK(sum.contains(100.0));
    CHECK(sum.high() - sum.low() < 1e-10);
}

TEST_CASE("an end that is exactly zero stays zero") {
    CHECK((interval(0, 0.1) / 31557600.0).low() == 0);
    CHECK((interval(0, 0.1) * interval(2, 3)).low() == 0);
    CHECK((interval(0, 1) + interval(0, 1)).low() == 0);
    // A negative product that underflows lies below zero.
    CHECK((interval(-1e-300, 0) * interval(1e-300)).low() < 0);
}

TEST_CASE("division by an interval around zero gives all numbers") {
    const interval q = interval(1, 2) / interval(-1, 1);
    CHECK(q.low() == -std::numeric_limits<double>::infinity());
    CHECK(q.high() == std::numeric_limits<double>::infinity());
}

TEST_CASE("functions enclose") {
    for (double x = 0.1; x < 20; x += 0.37) {
        const interval v(x, x + 0.5);
        for (double s : {x, x + 0.2, x + 0.5}) {
            CHECK(exp(v).contains(flopcost::exp(s)));
            CHECK(log(v).contains(flopcost::log(s)));
            CHECK(sqrt(v).contains(flopcost::sqrt(s)));
            CHECK(pow(v, interval(-1.5, 2.5)).contains(flopcost::pow(s, 0.7)));
            CHECK(floor(v).contains(flopcost::floor(s)));
            CHECK(ceil(v).contains(flopcost::ceil(s)));
            CHECK(abs(v - 5.0).contains(flopcost::abs(s - 5.0)));
            CHECK(min(v, 3.0).contains(flopcost::min(s, 3.0)));
            CHECK(max(v, 3.0).contains(flopcost::max(s, 3.0)));
        }
    }
    CHECK(pow(interval(0, 2), 0.5).contains(0.0));
    CHECK(abs(interval(-3, -1)).low() == 1);
    CHECK(abs(interval(-3, 2)).high() == 3);
}

TEST_CASE("a choice between uncertain values keeps both outcomes where the order is open") {
    const interval a(0, 2);
    CHECK(select_less(a, interval(3, 4), 1.0, 5.0).high() == 1);
    CHECK(select_less(a, interval(-2, -1), 1.0, 5.0).low() == 5);
    const interval both = select_less(a, interval(1), 1.0, 5.0);
    CHECK(both.low() == 1);
    CHECK(both.high() == 5);
}

TEST_CASE("an interval refuses bounds in the wrong order, and NaN") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_WITH_AS(interval(2, 1),
                         "[flopcost.error.105] interval low = 2 is not allowed: it must lie in "
                         "[-infinity, 1]",
                         flopcost::error);
    CHECK_THROWS_AS(interval(nan, 1), flopcost::error);
    CHECK_THROWS_AS(interval(0, nan), flopcost::error);
}

TEST_CASE("borders look at both ends of an uncertain value") {
    using namespace flopcost;
    CHECK_NOTHROW(fraction<interval>{interval{0.3, 1.0}});
    CHECK_THROWS_AS(fraction<interval>(interval{0.3, 1.1}), error);
    CHECK_THROWS_AS(fraction<interval>(interval{0.0, 0.5}), error);
    CHECK_NOTHROW(share<interval>{interval{0.0, 1.0}});
}

TEST_CASE("a fact becomes its bounds") {
    using namespace flopcost;
    using namespace flopcost::units;
    const fact f{.value = 2.0 * usd, .low = 1.5 * usd, .high = 4.0 * usd, .source = "a list"};
    CHECK(f.as<interval>().in(usd).low() == 1.5);
    CHECK(f.as<interval>().in(usd).high() == 4.0);
}
