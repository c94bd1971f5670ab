// SPDX-License-Identifier: MIT
//
// Statistical tests of every sampler with fixed seeds. The bounds are those of the tests
// themselves: a sampler that is right fails each with the stated probability, but the seeds are
// fixed.

#include <flopcost/uncertainty/sampling.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <flopcost/uncertainty/simulate.hpp>

using namespace flopcost;
using namespace flopcost::uncertainty;

namespace {

constexpr sampler all_samplers[] = {sampler::monte_carlo, sampler::latin_hypercube, sampler::sobol,
                                    sampler::antithetic};

// The kept samples of the inputs "a" and "b" of a model that returns both.
struct two_samples {
    std::vector<double> a, b;
};
template <class A, class B>
two_samples draw_two(std::uint64_t n, const sampling& how, const A& da, const B& db) {
    const auto s = simulate(
        n,
        [&](auto& draw) {
            const auto a = draw("a", da);
            return std::pair(a, draw("b", db));
        },
        how);
    return {s.template get<0>().values(), s.template get<1>().values()};
}

// Kolmogorov and Smirnov: the largest distance of the empirical distribution, times sqrt(n). Above
// 1.95 with probability 0.001 for independent samples (Smirnov 1948); less for even samples.
template <class D>
double kolmogorov(std::vector<double> x, const D& d) {
    std::sort(x.begin(), x.end());
    const double n = static_cast<double>(x.size());
    double worst = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double p = d.cdf(x[i]);
        worst = std::fmax(
            worst, std::fmax((static_cast<double>(i) + 1) / n - p, p - static_cast<double>(i) / n));
    }
    return worst * std::sqrt(n);
}

double mean_of(const std::vector<double>& x) {
    double s = 0.0;
    for (const double v : x) {
        s += v;
    }
    return s / static_cast<double>(x.size());
}

double correlation_of(const std::vector<double>& x, const std::vector<double>& y) {
    const double mx = mean_of(x);
    const double my = mean_of(y);
    double xy = 0.0;
    double xx = 0.0;
    double yy = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xy += (x[i] - mx) * (y[i] - my);
        xx += (x[i] - mx) * (x[i] - mx);
        yy += (y[i] - my) * (y[i] - my);
    }
    return xy / std::sqrt(xx * yy);
}

std::vector<double> ranks_of(const std::vector<double>& x) {
    std::vector<std::size_t> order(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        order[i] = i;
    }
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
    std::vector<double> r(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        r[order[i]] = static_cast<double>(i);
    }
    return r;
}

} // namespace

TEST_CASE("every sampler follows the distributions: Kolmogorov-Smirnov, P(false alarm) 0.001") {
    constexpr std::uint64_t n = 65536;
    for (const sampler m : all_samplers) {
        for (const std::uint64_t seed : {1ull, 2ull, 3ull}) {
            CAPTURE(static_cast<int>(m));
            CAPTURE(seed);
            const sampling how{.seed = seed, .method = m};
            const lognormal l(from(1).to(7));
            const flopcost::beta b(17, 33);
            const two_samples s = draw_two(n, how, l, b);
            CHECK(kolmogorov(s.a, l) < 1.95);
            CHECK(kolmogorov(s.b, b) < 1.95);
            const auto mixed = mixture(0.3, pert(0, 1, 4), normal(9, 1));
            const triangular t(1, 2, 5);
            const two_samples r = draw_two(n, how, mixed, t);
            CHECK(kolmogorov(r.a, mixed) < 1.95);
            CHECK(kolmogorov(r.b, t) < 1.95);
        }
    }
}

TEST_CASE("every sampler has the moments of a normal distribution, within 4.5 standard errors") {
    constexpr std::uint64_t n = 65536;
    const double root = std::sqrt(static_cast<double>(n));
    for (const sampler m : all_samplers) {
        CAPTURE(static_cast<int>(m));
        const two_samples s = draw_two(n, {.seed = 11, .method = m}, normal(0, 1), normal(0, 1));
        for (const std::vector<double>* x : {&s.a, &s.b}) {
            double power[5] = {};
            for (const double v : *x) {
                for (int k = 1; k < 5; ++k) {
                    power[k] += std::pow(v, k) / static_cast<double>(n);
                }
            }
            // Variances of the powers: 1, 2, 15, 96.
            CHECK(std::fabs(power[1]) * root < 4.5);
            CHECK(std::fabs(power[2] - 1) * root < 4.5 * std::sqrt(2.0));
            CHECK(std::fabs(power[3]) * root < 4.5 * std::sqrt(15.0));
            CHECK(std::fabs(power[4] - 3) * root < 4.5 * std::sqrt(96.0));
        }
        // Different inputs are independent: correlation times sqrt(n) is standard normal.
        CHECK(std::fabs(correlation_of(s.a, s.b)) * root < 4.5);
        // And so are different seeds and streams; scrambled Sobol' points are too, on the average
        // over all scramblings, but two scramblings of the same points are not.
        if (m == sampler::sobol) {
            continue;
        }
        const two_samples other =
            draw_two(n, {.seed = 12, .method = m}, normal(0, 1), normal(0, 1));
        CHECK(std::fabs(correlation_of(s.a, other.a)) * root < 4.5);
        const two_samples stream =
            draw_two(n, {.seed = 11, .stream = 1, .method = m}, normal(0, 1), normal(0, 1));
        CHECK(std::fabs(correlation_of(s.a, stream.a)) * root < 4.5);
    }
}

TEST_CASE("successive samples are independent: serial correlation of lags 1 to 64") {
    constexpr std::size_t n = 100'000;
    const two_samples s = draw_two(n + 64, {.seed = 3}, normal(0, 1), uniform(0, 1));
    for (std::size_t lag = 1; lag <= 64; ++lag) {
        const std::vector<double> x(s.a.begin(), s.a.begin() + n);
        const std::vector<double> y(s.a.begin() + static_cast<std::ptrdiff_t>(lag),
                                    s.a.begin() + static_cast<std::ptrdiff_t>(n + lag));
        CHECK(std::fabs(correlation_of(x, y)) * std::sqrt(static_cast<double>(n)) < 4.5);
    }
}

TEST_CASE("a Latin hypercube puts one sample in each stratum of every input") {
    for (const std::uint64_t n : {64ull, 1000ull, 4096ull}) {
        const two_samples s =
            draw_two(n, {.method = sampler::latin_hypercube}, uniform(0, 1), uniform(0, 1));
        for (const std::vector<double>* x : {&s.a, &s.b}) {
            std::vector<int> count(n);
            for (const double v : *x) {
                ++count[static_cast<std::size_t>(v * static_cast<double>(n))];
            }
            CHECK(std::all_of(count.begin(), count.end(), [](int c) { return c == 1; }));
        }
    }
}

TEST_CASE("antithetic samples mirror each other and cancel odd errors") {
    const two_samples s =
        draw_two(1024, {.method = sampler::antithetic}, normal(0, 1), uniform(0, 1));
    for (std::size_t block = 0; block < 1024; block += 64) {
        for (std::size_t i = 0; i < 32; ++i) {
            CHECK(s.a[block + i] == -s.a[block + 32 + i]);
            CHECK(s.b[block + i] == doctest::Approx(1 - s.b[block + 32 + i]).epsilon(1e-15));
        }
    }
    CHECK(std::fabs(mean_of(s.a)) < 1e-12);
}

TEST_CASE("a sample belongs to its input: other inputs do not disturb it") {
    for (const sampler m : {sampler::monte_carlo, sampler::latin_hypercube, sampler::antithetic}) {
        const sampling how{.seed = 9, .method = m};
        const auto one = simulate(
            1000, [](auto& draw) { return draw("a", normal(0, 1)); }, how);
        const auto two = simulate(
            1000,
            [](auto& draw) {
                static_cast<void>(draw("before", uniform(0, 1)));
                return draw("a", normal(0, 1));
            },
            how);
        CHECK(one.values() == two.values());
    }
    // Sobol' points as well, as long as the order stays and they are not turned.
    const sampling how{.method = sampler::sobol, .align = false};
    const auto one = simulate(
        1000, [](auto& draw) { return draw("a", normal(0, 1)); }, how);
    const auto two = simulate(
        1000,
        [](auto& draw) {
            const auto a = draw("a", normal(0, 1));
            return a + 0.0 * draw("after", uniform(0, 1));
        },
        how);
    CHECK(one.values() == two.values());
}

TEST_CASE("correlated scores: rank correlation as asked, marginals untouched") {
    constexpr std::uint64_t n = 65536;
    for (const sampler m : all_samplers) {
        for (const double spearman : {-0.9, -0.3, 0.5, 0.95}) {
            CAPTURE(static_cast<int>(m));
            CAPTURE(spearman);
            const sampling how{.seed = 4,
                               .method = m,
                               .correlated = {{"a", "b", from_rank_correlation(spearman)}}};
            const lognormal l(from(1).to(7));
            const uniform u(2, 3);
            const two_samples s = draw_two(n, how, l, u);
            CHECK(kolmogorov(s.a, l) < 1.95);
            CHECK(kolmogorov(s.b, u) < 1.95);
            CHECK(correlation_of(ranks_of(s.a), ranks_of(s.b)) ==
                  doctest::Approx(spearman).epsilon(0.02));
        }
    }
}

TEST_CASE("three correlated inputs by a matrix") {
    const sampling how{.correlated = correlations({"a", "b", "c"}, {1.0, 0.5, -0.2, //
                                                                    0.5, 1.0, 0.4,  //
                                                                    -0.2, 0.4, 1.0})};
    const auto s = simulate(
        65536,
        [](auto& draw) {
            const auto c = draw("c", normal(0, 1)); // the order of drawing does not matter
            const auto a = draw("a", normal(0, 1));
            return std::array{a, draw("b", normal(0, 1)), c};
        },
        how);
    CHECK(correlation_of(s.get<0>().values(), s.get<1>().values()) ==
          doctest::Approx(0.5).epsilon(0.03));
    CHECK(correlation_of(s.get<0>().values(), s.get<2>().values()) ==
          doctest::Approx(-0.2).epsilon(0.1));
    CHECK(correlation_of(s.get<1>().values(), s.get<2>().values()) ==
          doctest::Approx(0.4).epsilon(0.03));
}

TEST_CASE("impossible correlations are refused with the pair and what would be possible") {
    try {
        const correlations c{{"a", "b", 0.9}, {"b", "c", 0.9}, {"a", "c", -0.9}};
        FAIL("accepted");
    } catch (const error& e) {
        CHECK(e.number() == error_number::not_positive_definite);
        // With r_ab = r_bc = 0.9 the third must lie above 0.81 - 0.19 = 0.62; with the given third
        // and r_ab, the second below -0.81 + 0.19 = -0.62. Either pair is the offender.
        CHECK((std::string(e.parameter()) == "a, c" || std::string(e.parameter()) == "b, c"));
        if (std::string(e.parameter()) == "a, c") {
            CHECK(e.low() == doctest::Approx(0.62).epsilon(0.01));
        } else {
            CHECK(e.high() == doctest::Approx(-0.62).epsilon(0.01));
        }
    }
    CHECK_THROWS_AS(correlations({{"a", "b", 1.0}}), error);
    CHECK_THROWS_AS(correlations({{"a", "b", 1.5}}), error);
    CHECK_THROWS_AS(correlations({{"a", "a", 0.5}}), error);
    CHECK_THROWS_AS(correlations({"a", "b"}, {1.0, 0.5, 0.4, 1.0}), error);
    CHECK_THROWS_AS(
        static_cast<void>(simulate(100, [](auto& draw) { return draw("a", normal(0, 1)); },
                                   {.correlated = {{"a", "nobody", 0.5}}})),
        error);
}
