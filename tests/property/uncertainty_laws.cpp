// SPDX-License-Identifier: MIT
//
// Laws that hold for any model and distribution, tried on many.

#include <flopcost/uncertainty/simulate.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <flopcost/core/units.hpp>
#include <flopcost/scalar/interval.hpp>
#include <flopcost/uncertainty/optimise.hpp>
#include <flopcost/uncertainty/sensitivity.hpp>
#include <flopcost/uncertainty/shapes.hpp>
#include <flopcost/uncertainty/solve.hpp>

using namespace flopcost;
using namespace flopcost::units;
namespace un = flopcost::uncertainty;

namespace {

// Numbers that are random but always the same.
double number(std::uint64_t i, double low, double high) {
    return low + (high - low) * un::uniform_at({2024, 7, 0}, i);
}

template <class F>
void for_each_distribution(F f) {
    for (std::uint64_t i = 0; i < 20; ++i) {
        const double a = number(10 * i, 0.1, 3);
        const double b = a + number(10 * i + 1, 0.1, 5);
        const double m = a + (b - a) * number(10 * i + 2, 0.05, 0.95);
        f(normal(a, b));
        f(lognormal(from(a).to(b)));
        f(uniform(a, b));
        f(triangular(a, m, b));
        f(pert(a, m, b));
        f(flopcost::beta(a, b));
        f(gamma_distribution(a, b));
        f(bernoulli(number(10 * i + 3, 0.1, 0.9), b, a));
        f(discrete{{b, 1}, {a, a}, {m, b}});
        f(truncate(normal(a, b), a, b));
        f(mixture(number(10 * i + 4, 0.1, 0.9), uniform(a, m), uniform(m, b)));
        f(two_piece(m, from(a).to(b)));
        f(metalog::above(0, {{0.1, a}, {0.9, b}}));
    }
}

} // namespace

TEST_CASE("quantile functions rise, and samples lie in the support") {
    for_each_distribution([](const auto& d) {
        double last = d.quantile(1e-9);
        for (double p = 0.001; p < 1.0; p += 0.013) {
            CHECK(d.quantile(p) >= last);
            last = d.quantile(p);
        }
        const auto s = un::simulate(640, [&](auto& draw) { return draw("x", d); });
        const bounds support = d.support();
        CHECK(s.result().least() >= support.low);
        CHECK(s.result().greatest() <= support.high);
        // A sample is a rising map of its score: the same order as any other distribution's.
        const auto z = un::simulate(640, [](auto& draw) { return draw("x", normal(0, 1)); });
        const auto x = s.values();
        const auto scores = z.values();
        for (std::size_t i = 1; i < x.size(); ++i) {
            if (scores[i] < scores[i - 1]) {
                CHECK(x[i] <= x[i - 1] + 1e-7 * std::fabs(x[i - 1]));
            }
        }
    });
}

TEST_CASE("half of the samples lie below the median of each distribution") {
    for_each_distribution([](const auto& d) {
        const auto s = un::simulate(1 << 14, [&](auto& draw) { return draw("x", d); },
                                    {.method = un::sampler::sobol});
        for (const double p : {0.1, 0.5, 0.9}) {
            const double q = d.quantile(p);
            // Below or equal at least p, strictly below at most p: also where values repeat.
            CHECK(1.0 - s.probability_above(q * (q > 0 ? 1 + 1e-6 : 1 - 1e-6)).value >= p - 0.001);
            CHECK(s.probability_below(q * (q > 0 ? 1 - 1e-6 : 1 + 1e-6)).value <= p + 0.001);
        }
    });
}

TEST_CASE("results scale with their unit: quantiles, mean and deviation are homogeneous") {
    const auto at = [](double factor) {
        return un::simulate(10'000, [=](auto& draw) {
            return factor * (draw("a", lognormal(from(1).to(9))) + draw("b", pert(0, 2, 5))) * usd;
        });
    };
    const auto one = at(1.0);
    for (const double factor : {0.5, 2.0, 1024.0}) { // powers of two: exact
        const auto other = at(factor);
        for (const double p : {0.05, 0.5, 0.95}) {
            CHECK(other.quantile(p) == factor * one.quantile(p));
        }
        CHECK(other.mean().in(usd) == doctest::Approx(factor * one.mean().in(usd)).epsilon(1e-14));
        CHECK(other.stddev().in(usd) ==
              doctest::Approx(factor * one.stddev().in(usd)).epsilon(1e-12));
    }
    // A falling map turns quantiles round.
    const auto negative = at(-1.0);
    CHECK(negative.quantile(0.05).in(usd) == doctest::Approx(-one.quantile(0.95).in(usd)));
}

TEST_CASE("every lane of a simulation is the model on plain numbers, bit for bit") {
    const auto model = [](const auto& a, const auto& b) {
        // Not those of the C library, which a plain call with doubles would prefer.
        using flopcost::exp, flopcost::log, flopcost::max, flopcost::pow, flopcost::sqrt;
        return pow(a, 0.3) * exp(b * -0.2) + max(a - b, 0.5) / sqrt(b) + log(a + b);
    };
    const auto s = un::simulate(1000, [&](auto& draw) {
        const auto a = draw("a", lognormal(from(1).to(9)));
        const auto b = draw("b", gamma_distribution(3, 1));
        return std::array{a, b, model(a, b)};
    });
    const auto a = s.get<0>().values();
    const auto b = s.get<1>().values();
    const auto y = s.get<2>().values();
    for (std::size_t i = 0; i < y.size(); ++i) {
        CHECK(y[i] == model(a[i], b[i]));
    }
}

TEST_CASE("an interval model encloses every sample of its box") {
    const auto model = [](const auto& a, const auto& b) { return a * a / (b + 1.0) - a; };
    const auto s = un::simulate(5000, [&](auto& draw) {
        return model(draw("a", uniform(1, 3)), draw("b", uniform(0, 2)));
    });
    const interval box = model(interval(1, 3), interval(0, 2));
    CHECK(box.low() <= s.result().least());
    CHECK(box.high() >= s.result().greatest());
}

TEST_CASE("elasticities agree with differences of the model itself") {
    for (std::uint64_t i = 0; i < 20; ++i) {
        const double m = number(500 + i, 0.5, 2);
        const auto model = [&](double shift_a, double shift_b) {
            return [=](auto& draw) {
                const auto a = draw("a", uniform(m + shift_a, 3 * m + shift_a));
                const auto b = draw("b", uniform(1 + shift_b, 2 + shift_b));
                return exp(a / b) * a + pow(b, 1.7);
            };
        };
        const auto rows = un::elasticities(model(0, 0));
        constexpr double h = 1e-5;
        for (const un::elasticity& e : rows) {
            const bool first = e.name == "a";
            const double up = un::at_medians(model(first ? h : 0, first ? 0 : h));
            const double down = un::at_medians(model(first ? -h : 0, first ? 0 : -h));
            CHECK(e.derivative == doctest::Approx((up - down) / (2 * h)).epsilon(1e-6));
        }
    }
}

TEST_CASE("solve undoes the model") {
    for (std::uint64_t i = 0; i < 50; ++i) {
        const double a = number(900 + 3 * i, 0.1, 5);
        const double b = number(901 + 3 * i, 0.1, 2);
        const double x = number(902 + 3 * i, 0.2, 9.8);
        const auto model = [&](const auto& v) { return (a * v + pow(v, b)) * usd; };
        CHECK(un::solve(model, model(x), {0.1, 10}).value() == doctest::Approx(x).epsilon(1e-12));
        const auto bracket = un::possible_roots(model, model(x), {0.1, 10});
        REQUIRE(!bracket.empty());
        CHECK(bracket.front().low <= x);
        CHECK(bracket.back().high >= x);
    }
}

TEST_CASE("a minimum is not above the value anywhere else") {
    for (std::uint64_t i = 0; i < 20; ++i) {
        const double a = number(1200 + i, 0.2, 3);
        const double b = number(1300 + i, -1, 1);
        const auto bowl = [&](const auto& x) {
            return a * (x[0] - b) * (x[0] - b) + exp(x[0] * x[1]) + x[1] * x[1];
        };
        const auto best = un::minimise<2>(bowl, {{{-2, 2}, {-2, 2}}}, 6);
        for (std::uint64_t k = 0; k < 200; ++k) {
            const std::array<double, 2> x{number(2000 + 2 * k, -2, 2), number(2001 + 2 * k, -2, 2)};
            CHECK(bowl(x) >= best.value - 1e-9);
        }
    }
}

TEST_CASE("parts of any size merge to the whole") {
    const auto run = [](std::uint64_t first, std::uint64_t last) {
        return un::simulate(
            20'000, [](auto& draw) { return draw("x", normal(0, 1)) * draw("y", uniform(1, 2)); },
            {.keep = false, .first = first, .last = last});
    };
    const auto whole = run(0, 20'000);
    for (std::uint64_t i = 0; i < 10; ++i) {
        const auto cut = static_cast<std::uint64_t>(number(3000 + i, 0, 20'000));
        const auto other =
            static_cast<std::uint64_t>(number(4000 + i, static_cast<double>(cut), 20'000));
        auto merged = run(other, ~std::uint64_t{0}); // in any order
        merged.merge(run(cut, other));
        merged.merge(run(0, cut));
        CHECK(merged.save() == whole.save());
    }
}
