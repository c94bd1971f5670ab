// SPDX-License-Identifier: MIT
#include <flopcost/uncertainty/solve.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <string>

#include <doctest/doctest.h>

#include <flopcost/core/fraction.hpp>
#include <flopcost/core/units.hpp>
#include <flopcost/uncertainty/optimise.hpp>

using namespace flopcost;
using namespace flopcost::units;
namespace un = flopcost::uncertainty;

namespace {

// Six FLOP for each of 37e9 parameters and 14.8e12 tokens on chips of 990e12 FLOP/s at 2 USD.
constexpr auto run_cost = [](const auto& mfu) {
    const auto rate = 990e12 * flop / second / chip * mfu;
    return 6.0 * 37e9 * 14.8e12 * flop / rate * (2.0 * usd / chip_hour);
};

} // namespace

TEST_CASE("the MFU that a claim needs, by Newton on dual numbers") {
    const auto needed = un::solve(run_cost, 5.576 * mega * usd, {0.1, 0.9});
    CHECK(needed.unique());
    const double exact = 6.0 * 37e9 * 14.8e12 / 990e12 / 3600.0 * 2.0 / 5.576e6;
    CHECK(needed.value() == doctest::Approx(exact).epsilon(1e-14));
    CHECK(needed[0].slope < 0.0);
}

TEST_CASE("no root is a result, and asking for its value tells what is reachable") {
    const auto none = un::solve(run_cost, 1.0 * usd, {0.1, 0.9});
    CHECK(none.count() == 0);
    CHECK(none.nearest() == 0.9);
    try {
        static_cast<void>(none.value());
        FAIL("a value");
    } catch (const error& e) {
        CHECK(e.number() == error_number::no_solution);
        CHECK(e.low() == doctest::Approx(run_cost(0.9).in(usd)));
        CHECK(e.high() == doctest::Approx(run_cost(0.1).in(usd)));
    }
}

TEST_CASE("several roots are all reported, close ones and touching ones too") {
    const auto square = [](const auto& x) { return x * x; };
    const auto two = un::solve(square, 4.0, {-5, 5});
    REQUIRE(two.count() == 2);
    CHECK(two[0].at == -2.0);
    CHECK(two[1].at == 2.0);
    CHECK_THROWS_AS(static_cast<void>(two.value()), error);
    const auto near =
        un::solve([](const auto& x) { return (x - 1.003) * (x - 1.0031); }, 0.0, {-5, 5});
    REQUIRE(near.count() == 2);
    CHECK(near[0].at == doctest::Approx(1.003).epsilon(1e-12));
    CHECK(near[1].at == doctest::Approx(1.0031).epsilon(1e-12));
    CHECK(un::solve(square, 0.0, {-5, 4.9}).count() == 1);
    const auto cubic =
        un::solve([](const auto& x) { return (x - 1.0) * (x - 2.0) * (x - 3.0); }, 0.0, {0, 4});
    REQUIRE(cubic.count() == 3);
    CHECK(cubic[1].at == doctest::Approx(2.0));
    // Roots at the ends of the range count once.
    CHECK(un::solve([](const auto& x) { return x; }, 0.0, {0, 1}).value() == 0.0);
    CHECK(un::solve([](const auto& x) { return x; }, 1.0, {0, 1}).value() == 1.0);
}

TEST_CASE("a step over the target is no root") {
    const auto jump = un::solve([](const auto& x) { return floor(x); }, 2.5, {0, 5});
    REQUIRE(jump.count() == 1);
    CHECK(jump[0].jump);
    CHECK(jump[0].at == doctest::Approx(3.0));
    CHECK_THROWS_AS(static_cast<void>(jump.value()), error);
    const auto pole = un::solve([](const auto& x) { return 1.0 / (x - 1.5); }, 0.0, {0, 4});
    CHECK(!pole.unique());
}

TEST_CASE("stiff and flat functions converge to the last digits") {
    const auto root_of = [](auto f, double target, un::search_range r) {
        return un::solve(f, target, r).value();
    };
    CHECK(root_of([](const auto& x) { return exp(x); }, 1e9, {-50, 50}) ==
          doctest::Approx(std::log(1e9)).epsilon(1e-15));
    CHECK(root_of([](const auto& x) { return x * x * x * x * x; }, 1e-20, {-1, 2}) ==
          doctest::Approx(1e-4).epsilon(1e-12));
    CHECK(root_of([](const auto& x) { return log(x); }, -3.0, {1e-6, 1e6}) ==
          doctest::Approx(std::exp(-3.0)).epsilon(1e-14));
}

TEST_CASE("intervals prove where no root can be") {
    const auto square = [](const auto& x) { return x * x; };
    const auto cells = un::possible_roots(square, 4.0, {-5, 5});
    REQUIRE(cells.size() == 2);
    CHECK(cells[0].low <= -2.0);
    CHECK(cells[0].high >= -2.0);
    CHECK(cells[1].high - cells[1].low < 0.02);
    CHECK(un::possible_roots(square, -1.0, {-5, 5}).empty());
    // A wriggle that any scan would miss is not excluded.
    const auto spike = [](const auto& x) { return exp((x - 0.123456) * (x - 0.123456) * -1e12); };
    CHECK(!un::possible_roots(spike, 0.5, {0, 1}, 20).empty());
}

TEST_CASE("with the other inputs as intervals, the target leaves a range") {
    // Cost = x * rent with rent from 1.4 to 2.6 is 5.2 for x from 2 to 3.71.
    const auto r = un::solve_monotone(
        [](const interval& x) { return x * interval(1.4, 2.6) * usd; }, 5.2 * usd, {0, 10});
    CHECK(r.low == doctest::Approx(5.2 / 2.6));
    CHECK(r.high == doctest::Approx(5.2 / 1.4));
    const auto falling =
        un::solve_monotone([](const interval& x) { return interval(1, 2) / x; }, 0.5, {1, 10});
    CHECK(falling.low == doctest::Approx(2));
    CHECK(falling.high == doctest::Approx(4));
    const auto never =
        un::solve_monotone([](const interval& x) { return x * interval(1, 2); }, 100.0, {0, 10});
    CHECK(never.low > never.high);
}

TEST_CASE("several unknowns from several targets") {
    // Sum and product: both orders are solutions.
    const auto both = un::solve_system<2>(
        [](const auto& x) {
            return std::array{x[0] * x[1], x[0] + x[1]};
        },
        std::array{6.0, 5.0}, {{{0, 10}, {0, 10}}});
    REQUIRE(both.found.size() == 2);
    for (const auto& s : both.found) {
        CHECK(s.at[0] * s.at[1] == doctest::Approx(6.0).epsilon(1e-8));
        CHECK(s.at[0] + s.at[1] == doctest::Approx(5.0).epsilon(1e-8));
    }
    CHECK(both.determined);
    // Typed targets: a time and a cost fix the chips and the rent.
    const auto plan = un::solve_system<2>(
        [](const auto& x) {
            const auto chips = x[0] * chip;
            const auto duration = 1e10 * (chip * second) / chips;
            return std::pair(duration, chips * duration * (x[1] * usd / chip_hour));
        },
        std::pair(30.0 * day, 5e6 * usd), {{{100, 1e5}, {0.1, 10}}});
    REQUIRE(plan.found.size() == 1);
    CHECK(plan.found[0].at[0] == doctest::Approx(1e10 / (30 * 86400.0)).epsilon(1e-7));
    CHECK(plan.found[0].at[1] == doctest::Approx(5e6 / (1e10 / 3600)).epsilon(1e-7));
    // Impossible together, and fewer targets than unknowns.
    const auto none = un::solve_system<1>(
        [](const auto& x) {
            return std::array{x[0], x[0]};
        },
        std::array{1.0, 2.0}, {{{0, 5}}});
    CHECK(none.found.empty());
    CHECK(none.nearest.misfit > 0.1);
    const auto open =
        un::solve_system<2>([](const auto& x) { return x[0] + x[1]; }, 1.0, {{{0, 1}, {0, 1}}});
    CHECK(!open.determined);
}

TEST_CASE("optimisation with gradients") {
    // Rosenbrock's valley.
    const auto valley = un::minimise<2>(
        [](const auto& x) {
            const auto a = 1.0 - x[0];
            const auto b = x[1] - x[0] * x[0];
            return a * a + 100.0 * b * b;
        },
        {{{-2, 2}, {-1, 3}}});
    CHECK(valley.converged);
    CHECK(valley.at[0] == doctest::Approx(1.0).epsilon(1e-5));
    CHECK(valley.at[1] == doctest::Approx(1.0).epsilon(1e-5));
    // Chinchilla's loss at 1e24 FLOP: arXiv:2203.15556, parametric fit, N = G (C/6)^(b/(a+b)).
    const double c = 1e24;
    const auto chinchilla = un::minimise(
        [&](const auto& log_n) {
            const auto n = exp(log_n);
            return 1.69 + 406.4 / pow(n, 0.34) + 410.7 / pow(c / 6.0 / n, 0.28);
        },
        {std::log(1e8), std::log(1e13)});
    const double g = std::pow(0.34 * 406.4 / (0.28 * 410.7), 1 / 0.62);
    CHECK(std::exp(chinchilla.at[0]) ==
          doctest::Approx(g * std::pow(c / 6, 0.28 / 0.62)).epsilon(1e-4));
    // At the end of the range the gradient points out of it.
    const auto bound = un::minimise([](const auto& x) { return x * usd; }, {2, 5});
    CHECK(bound.at[0] == 2.0);
    CHECK(bound.value == 2.0 * usd);
    CHECK(bound.at_bound[0]);
    CHECK(bound.gradient[0] == doctest::Approx(1.0));
    CHECK(bound.converged);
    // Two valleys: the deeper one.
    const auto deep = un::minimise(
        [](const auto& x) { return (x * x - 1.0) * (x * x - 1.0) + 0.1 * x; }, {-2, 2}, 8);
    CHECK(deep.at[0] < -0.9);
}
