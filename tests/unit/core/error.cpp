// SPDX-License-Identifier: MIT
#include <flopcost/core/error.hpp>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <string>

using namespace flopcost;

namespace {

constexpr double not_a_number = flopcost::detail::not_a_number;
constexpr double inf = flopcost::detail::infinity;

std::string written(double v) {
    message m;
    m << v;
    return m.c_str();
}
template <class F>
error caught(F f) {
    try {
        f();
    } catch (const error& e) {
        return e;
    }
    FAIL("nothing was raised");
    return {error_number::empty, "", 0, 0, 0, ""};
}
bool contains(const error& e, const char* what) {
    return std::strstr(e.what(), what) != nullptr;
}

} // namespace

TEST_CASE("an error carries number, parameter, value and range, and says them") {
    const error e = caught([] { require_in_range("tokens", 7.0, 0, 5); });
    CHECK(e.number() == error_number::out_of_range);
    CHECK(std::string(e.parameter()) == "tokens");
    CHECK(e.value() == 7);
    CHECK(e.low() == 0);
    CHECK(e.high() == 5);
    CHECK(std::string(e.what()) ==
          "[flopcost.error.105] tokens = 7 is not allowed: it must lie in [0, 5]");
}

TEST_CASE("checks") {
    require_positive("x", 1e-300);
    require_not_negative("x", 0.0);
    require_finite("x", -1e308);
    require_in_range("x", 5.0, 0, 5);
    for (const double bad : {0.0, -1.0, inf, -inf, not_a_number}) {
        CAPTURE(bad);
        CHECK(caught([&] { require_positive("x", bad); }).number() == error_number::not_positive);
    }
    for (const double bad : {-1e-300, inf, -inf, not_a_number}) {
        CAPTURE(bad);
        CHECK(caught([&] { require_not_negative("x", bad); }).number() == error_number::negative);
    }
    for (const double bad : {inf, -inf, not_a_number}) {
        CAPTURE(bad);
        CHECK(caught([&] { require_finite("x", bad); }).number() == error_number::not_finite);
    }
    for (const double bad : {-0.1, 5.1, inf, -inf, not_a_number}) {
        CAPTURE(bad);
        CHECK(caught([&] { require_in_range("x", bad, 0, 5); }).number() ==
              error_number::out_of_range);
    }
}

TEST_CASE("refusals that are no numbers") {
    const error e = caught([] { rejected::must_not_be_empty("name"); });
    CHECK(e.number() == error_number::empty);
    CHECK(contains(e, "name is empty"));
    const error f = caught(
        [] { rejected::because(error_number::unknown_name, "chip", "no chip is called 'H1OO'"); });
    CHECK(f.number() == error_number::unknown_name);
    CHECK(std::isnan(f.value()));
    CHECK(contains(f, "[flopcost.error.301] no chip"));
}

TEST_CASE("long texts are cut, not overrun") {
    const std::string name(500, 'p');
    const std::string sentence(5000, 's');
    const error e(error_number::empty, text(name), 0, 0, 0, text(sentence));
    CHECK(std::strlen(e.parameter()) == 63);
    CHECK(std::strlen(e.what()) == 1023);
    message m;
    m << text(sentence) << 1.5;
    CHECK(m.view().size() == 899);
}

TEST_CASE("messages write numbers as %g does") {
    for (const double v : {0.0, 1.0, 0.1, 1.4, 35.0, 1e6, 123456.0, 1234567.0, 0.001, 2048.0, 671e9,
                           1e-5, 1.5e300, 5e-324, 999999.5, 0.0123456, 100.0, 1e9}) {
        CAPTURE(v);
        CHECK(std::abs(std::strtod(written(v).c_str(), nullptr) - v) <= 5.1e-6 * v);
    }
    CHECK(written(1.4) == "1.4");
    CHECK(written(-0.5) == "-0.5");
    CHECK(written(2048) == "2048");
    CHECK(written(0) == "0");
    CHECK(written(1e6) == "1000000");
    CHECK(written(1.5e12) == "1.5e+12");
    CHECK(written(2e-7) == "2e-07");
    CHECK(written(1e300) == "1e+300");
    CHECK(written(not_a_number) == "NaN");
    CHECK(written(inf) == "infinity");
    CHECK(written(-inf) == "-infinity");
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> exponent(-290, 290);
    for (int i = 0; i < 2000; ++i) {
        const double v = std::pow(10.0, exponent(random));
        CAPTURE(v);
        CHECK(std::abs(std::strtod(written(v).c_str(), nullptr) - v) <= 5.1e-6 * v);
    }
    message m;
    m << 12 << " of " << text("them");
    CHECK(m.view() == text("12 of them"));
}

TEST_CASE("a plan's problems are collected") {
    problems p;
    CHECK(p.empty());
    p.raise_if_any("plan"); // nothing to raise
    p.positive("tokens", 0.0);
    p.not_negative("price", -1.0);
    p.in_range("batch", 9.0, 1.0, 8.0);
    p.require(false, "chips", 12, "must be a multiple of tensor_parallel");
    p.positive("fine", 1.0);
    p.not_negative("fine", 0.0);
    p.in_range("fine", 2.0, 1.0, 8.0);
    p.require(true, "fine", 1, "");
    CHECK(p.size() == 4);
    const error e = caught([&] { p.raise_if_any("training::plan"); });
    CHECK(e.number() == error_number::invalid_plan);
    CHECK(contains(e, "training::plan: tokens = 0 must be above 0"));
    CHECK(contains(e, "price = -1"));
    CHECK(contains(e, "batch = 9 must lie in the range [1, 8]"));
    CHECK(contains(e, "chips = 12 must be a multiple of tensor_parallel"));
    CHECK_FALSE(contains(e, "fine"));
}

TEST_CASE("a single problem keeps its own number") {
    problems p;
    p.positive("tokens", not_a_number);
    const error e = caught([&] { p.raise_if_any("plan"); });
    CHECK(e.number() == error_number::not_positive);
    CHECK(std::string(e.parameter()) == "tokens");
    CHECK(std::isnan(e.value()));
}

TEST_CASE("more problems than fit are still counted") {
    problems p;
    for (int i = 0; i < 40; ++i) {
        p.positive("x", -1.0);
    }
    CHECK(p.size() == 40);
    CHECK(p.end() - p.begin() == problems::capacity);
    CHECK_THROWS_AS(p.raise_if_any("plan"), error);
}

namespace {
constexpr result<int> half(int x) {
    if (x % 2 != 0) {
        return problem{
            error_number::indivisible, "x", static_cast<double>(x), 0, 0, "must be even"};
    }
    return x / 2;
}
static_assert(half(4) && *half(4) == 2 && half(4).value() == 2);
static_assert(!half(3).has_value() && half(3).reason().number == error_number::indivisible);
} // namespace

TEST_CASE("a result holds a value or the reason") {
    struct named {
        int x = 0;
    };
    const result<named> r(named{5});
    CHECK(r->x == 5);
    const result<named> none(problem{});
    CHECK(none.value().x == 0);
}
