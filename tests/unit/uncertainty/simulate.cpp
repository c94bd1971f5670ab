// SPDX-License-Identifier: MIT
#include <flopcost/uncertainty/simulate.hpp>

#include <array>
#include <cmath>
#include <initializer_list>
#include <string>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include <flopcost/core/units.hpp>
#include <flopcost/uncertainty/parallel.hpp>

using namespace flopcost;
using namespace flopcost::units;
namespace un = flopcost::uncertainty;

namespace {

// A product of two lognormals is lognormal: all quantiles are known.
struct product {
    template <class Draw>
    auto operator()(Draw& draw) const {
        const auto hours = draw("hours", lognormal(from(1e6).to(4e6))) * chip_hour;
        const auto rent = draw("rent", lognormal(from(1.4).to(2.6))) * usd / chip_hour;
        return hours * rent;
    }
};
double product_quantile(double p) {
    const lognormal a(from(1e6).to(4e6));
    const lognormal b(from(1.4).to(2.6));
    return std::exp(a.log_mean() + b.log_mean() +
                    std::hypot(a.log_deviation(), b.log_deviation()) * normal_quantile(p));
}
double product_mean() {
    const lognormal a(from(1e6).to(4e6));
    const lognormal b(from(1.4).to(2.6));
    return std::exp(a.log_mean() + b.log_mean() +
                    0.5 * (std::pow(a.log_deviation(), 2) + std::pow(b.log_deviation(), 2)));
}

// Everything that can be asked, to be compared bit by bit.
std::vector<double> fingerprint(const auto& s) {
    std::vector<double> x;
    for (const double p : {0.0, 0.01, 0.05, 0.5, 0.95, 0.99, 1.0}) {
        x.push_back(s.quantile(p).in(usd));
    }
    x.push_back(s.mean().in(usd));
    x.push_back(s.stddev().in(usd));
    return x;
}

} // namespace

TEST_CASE("quantiles and moments of a product of lognormals, within their own errors") {
    for (const bool keep : {true, false}) {
        for (const un::sampler m : {un::sampler::monte_carlo, un::sampler::sobol,
                                    un::sampler::latin_hypercube, un::sampler::antithetic}) {
            CAPTURE(keep);
            CAPTURE(static_cast<int>(m));
            const auto cost =
                un::simulate(100'000, product{}, {.seed = 3, .method = m, .keep = keep});
            for (const double p : {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99}) {
                const double allowed = 4 * cost.quantile_error(p).in(usd);
                CHECK(std::fabs(cost.quantile(p).in(usd)-product_quantile(p)) < allowed);
            }
            CHECK(std::fabs(cost.mean().in(usd)-product_mean()) < 4 * cost.mean_error().in(usd));
            CHECK(cost.count() == 100'000);
        }
    }
}

TEST_CASE("a quantile's standard error is the scatter of that quantile over seeds") {
    for (const double p : {0.05, 0.5, 0.95}) {
        double sum = 0.0;
        double squares = 0.0;
        double stated = 0.0;
        constexpr int runs = 200;
        for (std::uint64_t seed = 1; seed <= runs; ++seed) {
            const auto cost = un::simulate(4000, product{}, {.seed = seed});
            const double q = cost.quantile(p).in(usd);
            sum += q;
            squares += q * q;
            stated += cost.quantile_error(p).in(usd) / runs;
        }
        const double scatter = std::sqrt(squares / runs - sum / runs * sum / runs);
        // 200 runs know the scatter to 5 %.
        CHECK(stated == doctest::Approx(scatter).epsilon(0.15));
    }
}

TEST_CASE("streaming stays within 0.2 % of exact order statistics and needs no samples") {
    const auto kept = un::simulate(200'000, product{}, {.keep = true});
    const auto streamed = un::simulate(200'000, product{}, {.keep = false});
    for (double p = 0.001; p < 1.0; p += 0.0173) {
        CHECK(streamed.quantile(p).in(usd) ==
              doctest::Approx(kept.quantile(p).in(usd)).epsilon(0.00196));
    }
    CHECK(streamed.mean().in(usd) == kept.mean().in(usd));
    CHECK(streamed.stddev().in(usd) == kept.stddev().in(usd));
    CHECK(streamed.values().empty());
    CHECK(kept.values().size() == 200'000);
}

TEST_CASE("the same bits for any number of threads and any split of the indices") {
    for (const un::sampler m : {un::sampler::monte_carlo, un::sampler::sobol,
                                un::sampler::latin_hypercube, un::sampler::antithetic}) {
        for (const bool keep : {true, false}) {
            un::sampling how{.seed = 8, .method = m, .keep = keep};
            constexpr std::uint64_t n = 100'003;
            const auto whole = un::simulate(n, product{}, how);
            const auto expected = fingerprint(whole);
            for (const unsigned count : {1u, 2u, 8u}) {
                CHECK(fingerprint(un::simulate(n, product{}, how, un::threads{count})) == expected);
            }
            // Three parts that begin and end anywhere, one of them sent as words.
            un::sampling first = how;
            first.last = 33'333;
            un::sampling middle = how;
            middle.first = 33'333;
            middle.last = 33'340;
            un::sampling third = how;
            third.first = 33'340;
            auto merged = un::simulate(n, product{}, first);
            merged.merge(un::simulate(n, product{}, middle));
            merged.merge(un::simulate(n, product{}, third).save());
            CHECK(fingerprint(merged) == expected);
            CHECK(merged.count() == n);
            if (keep) {
                CHECK(merged.values() == whole.values());
            }
        }
    }
}

TEST_CASE("parts of different simulations do not merge, nor do broken words") {
    auto a = un::simulate(1000, product{}, {.seed = 1});
    const auto b = un::simulate(1000, product{}, {.seed = 2});
    CHECK_THROWS_AS(a.merge(b), error);
    std::vector<std::uint64_t> words = a.save();
    words.resize(words.size() / 2);
    CHECK_THROWS_AS(a.merge(words), error);
    CHECK_THROWS_AS(a.merge(std::vector<std::uint64_t>{}), error);
}

TEST_CASE("exceedance probabilities and histograms") {
    for (const bool keep : {true, false}) {
        const auto cost = un::simulate(200'000, product{}, {.seed = 5, .keep = keep});
        const auto above = cost.probability_above(product_quantile(0.9) * usd);
        CHECK(std::fabs(above.value - 0.1) < 4 * above.error);
        CHECK(above.error == doctest::Approx(std::sqrt(0.1 * 0.9 / 200'000)).epsilon(0.05));
        const auto below = cost.probability_below(product_quantile(0.3) * usd);
        CHECK(std::fabs(below.value - 0.3) < 4 * below.error);
        const auto bars =
            cost.result().histogram(20, product_quantile(0.05) * usd, product_quantile(0.95) * usd);
        double share = 0.0;
        for (const auto& bar : bars) {
            CHECK(bar.low < bar.high);
            share += bar.share;
        }
        CHECK(share == doctest::Approx(0.9).epsilon(0.01));
        CHECK(bars.size() == 20);
        CHECK(cost.histogram().size() == 40);
    }
}

TEST_CASE("many outputs at once, each of its own type") {
    const auto s = un::simulate(10'000, [](auto& draw) {
        const auto x = draw("x", uniform(1, 2));
        return std::tuple(x * usd, x * x * hour, x);
    });
    static_assert(std::is_same_v<decltype(s.get<0>().mean()), qty::usd<>>);
    static_assert(std::is_same_v<decltype(s.get<1>().quantile(0.5)), qty::time<>>);
    static_assert(std::is_same_v<decltype(s.get<2>().stddev()), double>);
    CHECK(s.outputs() == 3);
    CHECK(s.get<0>().median().in(usd) == doctest::Approx(1.5).epsilon(0.02));
    CHECK(s.get<1>().median().in(hour) == doctest::Approx(2.25).epsilon(0.03));
    CHECK(s.get<2>().median() * usd == s.get<0>().median());
}

namespace {

template <class S = double>
struct split_bill {
    qty::usd<S> chips{};
    qty::usd<S> power{};
    qty::time<S> duration{};
    int nodes = 3; // certain: not an output
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("chips", p.chips...);
        v("power", p.power...);
        v("duration", p.duration...);
        v("nodes", p.nodes...);
    }
};

} // namespace

TEST_CASE("a described struct gives one named output for each of its numbers") {
    const auto s = un::simulate(10'000, [](auto& draw) {
        using S = typename std::remove_cvref_t<decltype(draw)>::scalar_type;
        split_bill<S> b;
        b.chips = draw("c", uniform(1, 3)) * usd;
        b.power = draw("p", uniform(5, 7)) * usd;
        b.duration = draw("c", uniform(1, 3)) * hour;
        return b;
    });
    CHECK(s.outputs() == 3);
    CHECK(s.output<qty::usd<>>("power").mean().in(usd) == doctest::Approx(6).epsilon(0.01));
    // The same input is the same sample: hours and dollars are equal, lane by lane.
    CHECK(s.output<qty::time<>>("duration").quantile(0.3).in(hour) ==
          doctest::Approx(s.output<qty::usd<>>("chips").quantile(0.3).in(usd)).epsilon(1e-14));
    CHECK_THROWS_AS(static_cast<void>(s.output<qty::usd<>>("duration")), error);
    CHECK_THROWS_AS(static_cast<void>(s.output<qty::usd<>>("nodes")), error);
}

TEST_CASE("one name is one node: x - x is nothing") {
    const auto zero = un::simulate(
        1000, [](auto& draw) { return draw("x", normal(5, 1)) - draw("x", normal(5, 1)); });
    CHECK(zero.stddev() == 0.0);
    CHECK(zero.mean() == 0.0);
    CHECK_THROWS_AS(
        static_cast<void>(un::simulate(
            1000, [](auto& draw) { return draw("x", normal(5, 1)) + draw("x", normal(5, 2)); })),
        error);
}

TEST_CASE("common random numbers: the difference of two scenarios is precise") {
    const auto scenario = [](double rent) {
        return un::simulate(
            1000, [=](auto& draw) { return draw("hours", lognormal(from(1e6).to(4e6))) * rent; });
    };
    const auto cheap = scenario(2.0);
    const auto dear = scenario(2.1);
    CHECK((dear.mean() / cheap.mean()) == doctest::Approx(1.05).epsilon(1e-12));
    CHECK((dear.quantile(0.9) / cheap.quantile(0.9)) == doctest::Approx(1.05).epsilon(1e-12));
}

TEST_CASE("conditional on an event, inside the model and afterwards") {
    // A uniform number given that it is below 0.25.
    for (const bool keep : {true, false}) {
        const auto s = un::simulate(100'000,
                                    [](auto& draw) {
                                        const auto x = draw("x", uniform(0, 1));
                                        draw.given_less(x, 0.25);
                                        return x;
                                    },
                                    {.keep = keep});
        CHECK(s.accepted() == doctest::Approx(0.25).epsilon(0.02));
        CHECK(s.result().greatest() < 0.25);
        CHECK(s.mean() == doctest::Approx(0.125).epsilon(0.02));
    }
    const auto both = un::simulate(100'000, [](auto& draw) {
        const auto x = draw("x", normal(0, 1)) * usd;
        return std::pair(x, x + draw("y", normal(0, 1)) * usd);
    });
    // E[x | x + y > 0] = sqrt(2 / pi) / sqrt(2).
    const auto given = both.given<1>([](qty::usd<> sum) { return sum > 0.0 * usd; });
    CHECK(given.get<0>().mean().in(usd) == doctest::Approx(std::sqrt(1 / pi)).epsilon(0.02));
    CHECK(given.get<1>().least() > 0.0 * usd);
    CHECK_THROWS_AS(static_cast<void>(un::simulate(64, product{}, {.keep = false}).given([](auto) {
                        return true;
                    })),
                    error);
}

TEST_CASE("inputs that must be fractions are checked by their support, once and before sampling") {
    const auto run = [](auto d) {
        return un::simulate(1000, [=](auto& draw) { return 1.0 / draw.fraction("MFU", d); });
    };
    CHECK(run(pert(0.28, 0.35, 0.45)).median() == doctest::Approx(1 / 0.354).epsilon(0.02));
    CHECK(run(truncate(normal(0.37, 0.17), 0.01, 0.99)).median() > 1.0);
    try {
        static_cast<void>(run(normal(0.37, 0.02)));
        FAIL("accepted");
    } catch (const error& e) {
        CHECK(std::string(e.parameter()) == "MFU");
        CHECK(std::string(e.what()).find("truncate") != std::string::npos);
    }
    CHECK_THROWS_AS(static_cast<void>(un::simulate(
                        10, [](auto& draw) { return draw.within(1, 2, "x", uniform(0, 2)); })),
                    error);
}

TEST_CASE("samples without a value are counted and left out") {
    const auto s = un::simulate(6400, [](auto& draw) {
        const auto x = draw("x", uniform(-1, 1));
        return 1.0 / max(x, 0.0); // infinite for half of the samples
    });
    CHECK(s.result().not_finite() == doctest::Approx(3200).epsilon(0.1));
    CHECK(s.count() + s.result().not_finite() == 6400);
    CHECK(std::isfinite(s.mean()));
}

TEST_CASE("a model that draws other inputs later on is refused") {
    int calls = 0;
    const auto fickle = [&](auto& draw) { return draw(++calls < 3 ? "a" : "b", normal(0, 1)); };
    CHECK_THROWS_AS(static_cast<void>(un::simulate(1000, fickle)), error);
}

TEST_CASE("facts are drawn as their distributions, in their units") {
    static constexpr fact<qty::usd_per_chip<>> price{.value = 25000.0 * usd / chip,
                                                     .low = 20000.0 * usd / chip,
                                                     .high = 40000.0 * usd / chip,
                                                     .source = "a test",
                                                     .name = "chip price"};
    const auto s = un::simulate(100'000, [](auto& draw) { return draw(price) * (8.0 * chip); });
    CHECK(s.quantile(0.95).in(usd) == doctest::Approx(320'000).epsilon(0.01));
    CHECK(s.quantile(0.5).in(usd) == doctest::Approx(200'000).epsilon(0.01));
    CHECK(s.inputs()[0].name() == "chip price");
}

TEST_CASE("an error in one thread reaches the caller") {
    const auto run = [] {
        return un::simulate(
            100'000,
            [](auto& draw) {
                const auto x = draw("x", uniform(0, 1));
                return fraction{1.0 - x * 1.0001}; // now and then below zero
            },
            {}, un::threads{4});
    };
    CHECK_THROWS_AS(static_cast<void>(run()), error);
}
