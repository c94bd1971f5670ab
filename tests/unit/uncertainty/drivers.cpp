// SPDX-License-Identifier: MIT
#include <flopcost/uncertainty/drivers.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include <flopcost/core/units.hpp>
#include <flopcost/uncertainty/parallel.hpp>
#include <flopcost/uncertainty/sensitivity.hpp>
#include <flopcost/uncertainty/shapley.hpp>
#include <flopcost/uncertainty/simulate.hpp>

using namespace flopcost;
using namespace flopcost::units;
namespace un = flopcost::uncertainty;

namespace {

constexpr const char* names[] = {"a", "b", "c", "d", "e", "f"};
constexpr double deviations[] = {0.55, 0.35, 0.3, 0.25, 0.15, 0.05};
constexpr double powers[] = {1, 1, -1, 1, 0.5, 1};

// A product of powers of lognormals, as costs are.
struct product {
    template <class Draw>
    auto operator()(Draw& draw) const {
        auto y = draw(names[0], lognormal::of_log(0.0, deviations[0]));
        for (std::size_t i = 1; i < 6; ++i) {
            y = y * pow(draw(names[i], lognormal::of_log(0.1, deviations[i])), powers[i]);
        }
        return y;
    }
};

// Its exact indices: with w = exp(power^2 deviation^2) - 1 and P the product of 1 + w,
// S = w / (P - 1) and T = w P / (1 + w) / (P - 1).
std::pair<double, double> exact(std::size_t i) {
    const auto w = [](std::size_t k) { return std::expm1(std::pow(powers[k] * deviations[k], 2)); };
    double p = 1.0;
    for (std::size_t k = 0; k < 6; ++k) {
        p *= 1.0 + w(k);
    }
    return {w(i) / (p - 1), w(i) * p / (1 + w(i)) / (p - 1)};
}

} // namespace

TEST_CASE("Sobol' indices of a product of lognormals: within 0.01 at 2^17 evaluations") {
    for (const std::uint64_t seed : {1ull, 2ull, 3ull}) {
        const auto table = un::sobol_indices(product{}, {.points = 1 << 17, .seed = seed});
        CHECK(table.evaluations() <= (1 << 17));
        for (std::size_t i = 0; i < 6; ++i) {
            CAPTURE(names[i]);
            const un::driver& d = table[names[i]];
            CHECK(std::fabs(d.first - exact(i).first) < 0.01);
            CHECK(std::fabs(d.total - exact(i).second) < 0.01);
            // The intervals are 90 %: twice their width holds nearly always.
            CHECK(std::fabs(d.first - exact(i).first) < 2.5 * (d.first_high - d.first) + 1e-4);
            CHECK(std::fabs(d.total - exact(i).second) < 2.5 * (d.total_high - d.total) + 1e-4);
        }
        CHECK(table[0].name == "a"); // the greatest first
        CHECK(table.sum_of_first() < 1.01);
    }
}

TEST_CASE("the indices' intervals hold the truth about as often as they say") {
    int inside = 0;
    int all = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const auto table = un::sobol_indices(product{}, {.points = 1 << 15, .seed = seed});
        for (std::size_t i = 0; i < 3; ++i) {
            const un::driver& d = table[names[i]];
            inside += d.total_low <= exact(i).second && exact(i).second <= d.total_high ? 1 : 0;
            inside += d.first_low <= exact(i).first && exact(i).first <= d.first_high ? 1 : 0;
            all += 2;
        }
    }
    CHECK(inside > 0.8 * all);
}

TEST_CASE("indices of the logarithm are the shares of the log-variance") {
    double sum = 0.0;
    for (std::size_t i = 0; i < 6; ++i) {
        sum += std::pow(powers[i] * deviations[i], 2);
    }
    const auto table = un::sobol_indices(product{}, {.points = 1 << 16, .logarithm = true});
    const auto local = un::elasticities(product{});
    for (std::size_t i = 0; i < 6; ++i) {
        const double share = std::pow(powers[i] * deviations[i], 2) / sum;
        CHECK(std::fabs(table[names[i]].first - share) < 0.005);
        CHECK(std::fabs(table[names[i]].total - share) < 0.005);
        for (const un::elasticity& e : local) {
            if (e.name == names[i]) {
                // To first order: the secant of an exponential is steeper by sigma^2 / 24.
                CHECK(e.variance_share == doctest::Approx(share).epsilon(0.03));
                CHECK(e.value == doctest::Approx(powers[i]).epsilon(1e-12));
            }
        }
    }
    CHECK(local[0].name == "a");
}

TEST_CASE("Ishigami's function: published indices of a function with strong interactions") {
    // Saltelli et al. 2000: a = 7, b = 0.1 give S = 0.3139, 0.4424, 0 and T = 0.5576, 0.4424,
    // 0.2437.
    const auto ishigami = [](auto& draw) {
        const auto x = draw("x", uniform(-pi, pi));
        const auto y = draw("y", uniform(-pi, pi));
        const auto z = draw("z", uniform(-pi, pi));
        // The sine of a pack, lane by lane: Taylor's series to 1e-7.
        const auto sine = [](const auto& v) {
            auto term = v;
            auto sum = v;
            for (int i = 2; i < 24; i += 2) {
                term = term * v * v / (-i * (i + 1.0));
                sum += term;
            }
            return sum;
        };
        const auto s = sine(y);
        return sine(x) + 7.0 * s * s + 0.1 * z * z * z * z * sine(x);
    };
    const auto table = un::sobol_indices(ishigami, {.points = 1 << 17});
    CHECK(std::fabs(table["x"].first - 0.3139) < 0.01);
    CHECK(std::fabs(table["y"].first - 0.4424) < 0.01);
    CHECK(std::fabs(table["z"].first) < 0.01);
    CHECK(std::fabs(table["x"].total - 0.5576) < 0.01);
    CHECK(std::fabs(table["y"].total - 0.4424) < 0.01);
    CHECK(std::fabs(table["z"].total - 0.2437) < 0.01);
}

TEST_CASE("drivers of a simulation, the same for any number of threads") {
    const auto s = un::simulate(1000, product{});
    const auto one = s.drivers();
    const auto many = un::sobol_indices(product{}, {.points = 65536}, un::threads{3});
    REQUIRE(one.size() == 6);
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(one[i].name == many[i].name);
        CHECK(one[i].total == many[i].total);
        CHECK(one[i].first == many[i].first);
    }
    CHECK_THROWS_AS(static_cast<void>(one["nobody"]), error);
}

TEST_CASE("tornado: each input alone, the widest first") {
    const auto bars = un::tornado([](auto& draw) {
        return draw("big", uniform(1, 3)) * usd / draw("small", uniform(0.9, 1.1));
    });
    REQUIRE(bars.size() == 2);
    CHECK(bars[0].name == "big");
    CHECK(bars[0].low_input == doctest::Approx(1.2));
    CHECK(bars[0].low.in(usd) == doctest::Approx(1.2));
    CHECK(bars[0].high.in(usd) == doctest::Approx(2.8));
    CHECK(bars[1].low > bars[1].high); // falls as the input rises
    CHECK(un::at_medians([](auto& draw) { return draw("x", uniform(1, 3)) * usd; }) == 2.0 * usd);
}

TEST_CASE("more inputs than one dual holds, and correlated ones") {
    const auto sum = [](auto& draw) {
        auto y = draw("0", lognormal::of_log(0.0, 0.1));
        for (int i = 1; i < 12; ++i) {
            y = y * draw(std::string(1, static_cast<char>('0' + i)), lognormal::of_log(0.0, 0.1));
        }
        return y;
    };
    const auto rows = un::elasticities(sum);
    REQUIRE(rows.size() == 12);
    double shares = 0.0;
    for (const un::elasticity& e : rows) {
        CHECK(e.value == doctest::Approx(1.0));
        shares += e.variance_share;
    }
    CHECK(shares == doctest::Approx(1.0));
    // Two equal inputs with correlation -1/2 and a third alone: variances 1 + 1 - 1, shares
    // 0.5 : 0.5 : 1 of 2.
    const auto three = un::elasticities(
        [](auto& draw) {
            return draw("a", lognormal::of_log(0.0, 0.1)) * draw("b", lognormal::of_log(0.0, 0.1)) *
                   draw("c", lognormal::of_log(0.0, 0.1));
        },
        0, {{"a", "b", -0.5}});
    CHECK(three[0].name == "c");
    CHECK(three[0].variance_share == doctest::Approx(0.5));
    CHECK(three[1].variance_share == doctest::Approx(0.25));
}

TEST_CASE("Shapley effects of a linear model with correlated inputs: the closed form") {
    // Owen and Prieur 2017, two inputs: share 1 is
    // (s1^2 (1 - r^2 / 2) + r s1 s2 + r^2 s2^2 / 2) / (s1^2 + 2 r s1 s2 + s2^2).
    for (const double r : {-0.6, 0.0, 0.5, 0.9}) {
        CAPTURE(r);
        constexpr double s1 = 1.0;
        constexpr double s2 = 2.0;
        const double variance = s1 * s1 + 2 * r * s1 * s2 + s2 * s2;
        const double share =
            (s1 * s1 * (1 - r * r / 2) + r * s1 * s2 + s2 * s2 * r * r / 2) / variance;
        un::shapley_options how{.samples = 16384};
        how.correlated = {{"x", "y", r}};
        const auto effects = un::shapley_effects(
            [](auto& draw) { return draw("x", normal(0, s1)) + draw("y", normal(0, s2)); }, how);
        double total = 0.0;
        for (const un::shapley_effect& e : effects) {
            total += e.share;
            if (e.name == "x") {
                CHECK(std::fabs(e.share - share) < 0.01);
                CHECK(e.error < 0.01);
            }
        }
        CHECK(total == doctest::Approx(1.0));
    }
}

TEST_CASE("Shapley effects of independent inputs lie between first and total index") {
    const auto effects = un::shapley_effects(product{}, {.samples = 8192});
    for (std::size_t i = 0; i < 6; ++i) {
        for (const un::shapley_effect& e : effects) {
            if (e.name == names[i]) {
                CHECK(e.share > exact(i).first - 0.02);
                CHECK(e.share < exact(i).second + 0.02);
            }
        }
    }
}

TEST_CASE("what cannot be analysed is refused") {
    CHECK_THROWS_AS(static_cast<void>(un::sobol_indices([](auto& draw) {
                        const auto x = draw("x", uniform(0, 1));
                        draw.given_less(x, 0.5);
                        return x;
                    })),
                    error);
    CHECK_THROWS_AS(static_cast<void>(un::sobol_indices(
                        [](auto& draw) { return draw("x", uniform(0, 1)); }, {.output = 3})),
                    error);
    CHECK_THROWS_AS(static_cast<void>(un::shapley_effects([](auto& draw) {
                        auto y = draw("0", normal(0, 1));
                        for (int i = 1; i < 14; ++i) {
                            y += draw(std::string(1, static_cast<char>('0' + i)), normal(0, 1));
                        }
                        return y;
                    })),
                    error);
}
