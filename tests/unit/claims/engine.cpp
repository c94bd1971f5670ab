// SPDX-License-Identifier: MIT
//
// The engine on claims whose answers are known in closed form: products of lognormals, straight
// lines, functions without a root.

#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include <flopcost/claims/entry.hpp>

using namespace flopcost;
using namespace flopcost::claims;
using doctest::Approx;

namespace {

constexpr input named(const char* name, double value, double low, double high,
                      domain d = domain::positive) {
    return {.name = name,
            .value = value,
            .low = low,
            .high = high,
            .unit = "1",
            .source = "this test",
            .as_of = {2025, 1, 1},
            .domain = d};
}

// 12 a / b: a median 100 within a factor 2, b within 1.5; ln has deviation s = hypot of both.
struct product {
    static constexpr statement about{.id = "product",
                                     .source = "test",
                                     .said = "a product",
                                     .published = value(700, "x"),
                                     .computes = "12 a / b",
                                     .factor = 2.0};
    static constexpr variant variants[] = {{"doubled", "x", true},
                                           {"another quantity", "y", false}};
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        const auto ratio =
            in(named("a", 100, 50, 200)) / in(named("b", 2, 2 / 1.5, 2 * 1.5)) * 12.0;
        return v == 1 ? ratio * 2.0 : (v == 2 ? ratio * 0.0 + 1.0 : ratio);
    }
};

// Bounded by 1: no value of a brings it to 2.
struct saturated {
    static constexpr statement about{.id = "saturated",
                                     .source = "test",
                                     .said = "s",
                                     .published = value(2, "x"),
                                     .computes = "min"};
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        return min(in(named("a", 0.5, 0.4, 0.6)), 1.0);
    }
};

// A share and a real input.
struct shares {
    static constexpr statement about{.id = "shares",
                                     .source = "test",
                                     .said = "s",
                                     .published = at_most(0.9, "x"),
                                     .computes = "p + r"};
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        return in(named("p", 0.6, 0.3, 0.95, domain::share)) +
               in(named("r", 0, -0.1, 0.3, domain::real));
    }
};

struct exact {
    static constexpr statement about{.id = "exact",
                                     .source = "test",
                                     .said = "s",
                                     .published = value(6.67, "x"),
                                     .computes = "20 / 3",
                                     .rule = rule::arithmetic,
                                     .rounding = 0.001};
    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        return in(exactly("twenty", 20, "1", "test", {2025, 1, 1})) /
               in(exactly("three", 3, "1", "test", {2025, 1, 1}));
    }
};

summary of(double p005, double p5, double median, double p95, double p995, double odds = 0) {
    return {.median = median,
            .mean = median,
            .p005 = p005,
            .p5 = p5,
            .p95 = p95,
            .p995 = p995,
            .odds = odds};
}

} // namespace

TEST_CASE("the distribution of a product of lognormals is the closed form") {
    const finding f = evaluate(product{}, 1 << 18);
    CHECK(f.central == 600);
    const double s = std::hypot(std::log(2.0), std::log(1.5)) / 1.6448536269514722;
    CHECK(f.result.median == Approx(600).epsilon(0.005));
    CHECK(f.result.p95 / 600 == Approx(std::exp(1.6448536 * s)).epsilon(0.01));
    CHECK(f.result.p5 / 600 == Approx(std::exp(-1.6448536 * s)).epsilon(0.01));
    CHECK(f.result.p995 / 600 == Approx(std::exp(2.5758 * s)).epsilon(0.02));
    CHECK(f.result.mean == Approx(600 * std::exp(0.5 * s * s)).epsilon(0.005));
    CHECK(f.verdict == verdict::reproduced);
    REQUIRE(f.inputs.size() == 2);
    CHECK(f.influences[0].slope == Approx(6));
    CHECK(f.influences[0].elasticity == Approx(1));
    CHECK(f.influences[1].elasticity == Approx(-1));
    CHECK(f.influences[0].swing == Approx(12 * (200 - 50) / 2.0));
    CHECK(f.inverse.input == 0);
    REQUIRE(f.inverse.found);
    CHECK(f.inverse.value == Approx(700 * 2 / 12.0).epsilon(1e-9));
    REQUIRE(f.variants.size() == 2);
    CHECK(f.variants[0].result.median == Approx(1200).epsilon(0.01));
    CHECK(f.variants[0].contains_published);
    CHECK_FALSE(f.variants[1].contains_published); // no corner
}

TEST_CASE("the same seed gives the same bits") {
    CHECK(evaluate(product{}).result.p95 == evaluate(product{}).result.p95);
}

TEST_CASE("no such value is an answer") {
    const finding f = evaluate(saturated{});
    CHECK(f.inverse.input == 0);
    CHECK_FALSE(f.inverse.found);
    CHECK(f.verdict == verdict::not_reproduced);
}

TEST_CASE("inputs hold their three numbers at the scores of 5, 50 and 95 percent") {
    const double z = normal_quantile(0.95);
    for (const input& i : {named("a", 100, 50, 130), named("p", 0.6, 0.3, 0.95, domain::share),
                           named("r", 0, -0.1, 0.3, domain::real), named("one-sided", 5, 5, 9)}) {
        CHECK(at_score(i, -z) == Approx(i.low));
        CHECK(at_score(i, 0.0) == Approx(i.value));
        CHECK(at_score(i, z) == Approx(i.high));
        for (double s = -6; s < 6; s += 0.25) {
            CHECK(at_score(i, s) <= at_score(i, s + 0.25));
        }
    }
    CHECK(at_score(named("p", 0.6, 0.3, 0.95, domain::share), 8.0) < 1.0);
    CHECK(at_score(named("p", 0.6, 0.3, 0.95, domain::share), -8.0) > 0.0);
}

TEST_CASE("an input used twice is one node") {
    // a / a is 1 in every sample: two independent draws would spread.
    const auto f = claims::detail::sampled(
        claims::detail::sampled_model{
            [](const claims::detail::sampled_inputs& in, int) -> claims::detail::sample_pack {
                return in(named("a", 100, 50, 200)) / in(named("a", 100, 50, 200));
            },
            0},
        1024, value(1, "x"));
    CHECK(f.p5 == 1.0);
    CHECK(f.p95 == 1.0);
}

TEST_CASE("odds of a bound are those of the distribution") {
    const finding f = evaluate(shares{}, 1 << 16);
    CHECK(f.result.odds > 0.5);
    CHECK(f.result.odds < 0.95);
    CHECK(f.verdict == (f.result.odds >= good_odds ? verdict::reproduced : verdict::plausible));
    REQUIRE(f.inverse.found);
    CHECK(f.inverse.target == 0.9);
}

TEST_CASE("arithmetic is judged by its rounding") {
    CHECK(evaluate(exact{}).verdict == verdict::arithmetic);
    CHECK(judge_arithmetic(value(6.67, ""), 1e-6, 20.0 / 3) == verdict::not_reproduced);
    CHECK(judge_arithmetic(at_most(12, ""), 0, 11.7) == verdict::arithmetic);
    CHECK(judge_arithmetic(at_most(12, ""), 0, 12.1) == verdict::not_reproduced);
    CHECK(judge_arithmetic(range(2026, 2028, ""), 0, 2026.9) == verdict::arithmetic);
}

TEST_CASE("verdicts by the rules") {
    const struct {
        published p;
        double factor;
        summary s;
        verdict expected;
    } cases[] = {// A value: in the 90 % interval and within the factor.
                 {value(10, "x"), 1.5, of(4, 6, 8, 12, 15), verdict::reproduced},
                 {value(10, "x"), 1.2, of(4, 6, 8, 12, 15), verdict::plausible}, // factor missed
                 {value(14, "x"), 2.0, of(4, 6, 8, 12, 15), verdict::plausible}, // 99 % only
                 {value(20, "x"), 5.0, of(4, 6, 8, 12, 15), verdict::not_reproduced},
                 {value(1, "x"), 9.0, of(4, 6, 8, 12, 15), verdict::not_reproduced},
                 // A range: the median inside, or near its end.
                 {range(7, 9, "x"), 1.1, of(4, 6, 8, 12, 15), verdict::reproduced},
                 {range(9, 30, "x"), 1.2, of(4, 6, 8, 12, 15), verdict::reproduced},
                 {range(11, 30, "x"), 1.2, of(4, 6, 8, 12, 15), verdict::plausible},
                 // Bounds: by their odds.
                 {at_least(0, "x"), 1.5, of(-9, -4, 1, 5, 9, 0.80), verdict::reproduced},
                 {at_least(0, "x"), 1.5, of(-9, -4, 1, 5, 9, 0.60), verdict::plausible},
                 {at_least(0, "x"), 1.5, of(-9, -4, -2, -1, 1, 0.02), verdict::plausible},
                 {at_most(1, "x"), 1.5, of(2, 3, 4, 5, 6, 0.0), verdict::not_reproduced},
                 {at_most(1, "x"), 1.5, of(0.1, 0.2, 0.4, 0.8, 0.9, 1.0), verdict::reproduced},
                 // Across zero the factor says nothing.
                 {value(-1, "x"), 1.5, of(-3, -2, 0.5, 2, 3), verdict::reproduced}};
    int n = 0;
    for (const auto& c : cases) {
        CAPTURE(n++);
        CHECK(judge_estimate(c.p, c.factor, c.s) == c.expected);
    }
    CHECK(published(range(1, 3, "")).nearest(2.9) == 3);
    CHECK(published(at_least(5, "")).nearest(100) == 5);
    CHECK(published(at_most(5, "")).nearest(-100) == 5);
    CHECK(std::string(name(verdict::not_reproduced)) == "not reproduced");
}

TEST_CASE("bad inputs are refused") {
    const auto error_of = [](const input& i) {
        try {
            i.validate();
        } catch (const error& e) {
            return static_cast<int>(e.number());
        }
        return 0;
    };
    CHECK(error_of(named("a", 1, 0.5, 2)) == 0);
    CHECK(error_of(named("", 1, 0.5, 2)) == 107);
    CHECK(error_of({.name = "a", .value = 1, .source = ""}) == 107);
    CHECK(error_of(named("a", 3, 0.5, 2)) == 105);
    CHECK(error_of(named("a", 1, 2, 0.5)) == 105);
    CHECK(error_of(named("a", std::nan(""), 0.5, 2)) == 105);
    CHECK(error_of(named("a", 1, -0.5, 2)) == 103);
    CHECK(error_of(named("a", 0, 0, 2)) == 103);
    CHECK(error_of(named("p", 0.5, 0.1, 1.0, domain::share)) == 105);
    CHECK(error_of(named("p", 0.5, 0.0, 0.9, domain::share)) == 105);
    CHECK(error_of(named("r", -5, -6, 2, domain::real)) == 0);
}

TEST_CASE("the formula takes any scalar: intervals enclose, derivatives and packs agree") {
    interval_inputs ranges;
    const interval y = product{}(ranges, 0);
    CHECK(y.contains(600));
    CHECK(y.contains(12 * 200 / (2 / 1.5)));
    CHECK(y.contains(12 * 50 / (2 * 1.5)));
    CHECK(product{}(inputs_with<double>("a", 70), 0) == 420);
    CHECK(product{}(inputs_with<pack<8>>("a", pack<8>(70)), 0)[3] == 420);
    const dual<1> d = product{}(inputs_with<dual<1>>("b", dual<1>::variable(2, 0)), 0);
    CHECK(d.value() == 600);
    CHECK(d.derivative(0) == Approx(-300));
}

TEST_CASE("an entry evaluates and explains without its type") {
    const entry e = entry_of<product>();
    CHECK(std::string(e.about->id) == "product");
    CHECK(e.evaluate(1024).central == 600);
    const traced t = e.explain(0);
    CHECK(t.value() == 600);
    CHECK(e.explain(1).value() == 1200);
}
