// SPDX-License-Identifier: MIT
#include <flopcost/uncertainty/sweep.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <flopcost/core/units.hpp>
#include <flopcost/uncertainty/parallel.hpp>
#include <flopcost/uncertainty/scoring.hpp>
#include <flopcost/uncertainty/simulate.hpp>

using namespace flopcost;
using namespace flopcost::units;
namespace un = flopcost::uncertainty;

namespace {

struct run {
    qty::usd<> cost{};
    qty::time<> duration{};
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("cost", p.cost...);
        v("duration", p.duration...);
    }
};

run trained(const un::scenario& s) {
    const double chips = s("chips");
    const auto duration = 1e10 * second / chips * (1.0 + chips / 1e4); // ever less efficient
    return {chips * duration.in(hour)*s("rent") * usd, duration};
}

std::vector<un::axis> grid() {
    return {un::ratio_axis("chips", 128, 131072, 101), un::linear_axis("rent", 1.0, 4.0, 100)};
}

} // namespace

TEST_CASE("axes") {
    CHECK(un::linear_axis("x", 1, 2, 5).values == std::vector<double>{1, 1.25, 1.5, 1.75, 2});
    const auto r = un::ratio_axis("x", 1, 100, 3).values;
    CHECK(r.front() == 1.0);
    CHECK(r[1] == doctest::Approx(10));
    CHECK(r.back() == 100.0);
    CHECK_THROWS_AS(static_cast<void>(un::ratio_axis("x", 0, 1, 3)), error);
}

TEST_CASE("a grid visits every combination, the last axis fastest") {
    const auto t = un::sweep([](const un::scenario& s) { return 10 * s("a") + s("b"); },
                             {un::values_of("a", {1, 2}), un::values_of("b", {3, 4, 5})});
    REQUIRE(t.size() == 6);
    const double expected[] = {13, 14, 15, 23, 24, 25};
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(t.result(i) == expected[i]);
        CHECK(t[i].index == i);
    }
    CHECK_THROWS_AS(static_cast<void>(un::sweep([](const un::scenario& s) { return s("c"); },
                                                {un::values_of("a", {1})})),
                    error);
    CHECK_THROWS_AS(static_cast<void>(un::sweep([](const un::scenario& s) { return s[0]; }, {})),
                    error);
}

TEST_CASE("the same table for any number of threads") {
    const auto one = un::sweep(trained, grid());
    const auto four = un::sweep(trained, grid(), un::threads{4});
    REQUIRE(one.size() == 10'100);
    REQUIRE(four.size() == one.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
        CHECK(one.result(i).cost == four.result(i).cost);
        CHECK(one.inputs(i)[1] == four.inputs(i)[1]);
    }
}

TEST_CASE("the Pareto set: no scenario is both cheaper and faster") {
    const auto t = un::sweep(trained, grid());
    const auto best =
        t.pareto([](const run& r) { return r.cost; }, [](const run& r) { return r.duration; });
    CHECK(best.size() == 101); // every number of chips at the lowest rent
    std::size_t dominated = 0;
    for (std::size_t i = 0; i < t.size(); ++i) {
        for (const std::size_t b : best) {
            if (i != b && t.result(i).cost <= t.result(b).cost &&
                t.result(i).duration <= t.result(b).duration) {
                ++dominated;
            }
        }
    }
    CHECK(dominated == 0);
}

TEST_CASE("progress with the remaining time, and cancellation") {
    double now = 100.0;
    std::vector<un::progress> seen;
    const auto clock = [&] { return now; };
    const auto watch_all = [&](const un::progress& p) {
        seen.push_back(p);
        now += 0.25;
        return true;
    };
    const auto t = un::sweep(trained, grid(), un::serial{}, un::watch{clock, watch_all});
    CHECK(t.complete());
    CHECK(seen.size() == 100);
    CHECK(seen.back().done == t.size());
    CHECK(seen.back().remaining == 0.0);
    CHECK(seen[50].elapsed == doctest::Approx(12.5));
    CHECK(seen[50].remaining == doctest::Approx(12.5 * 49 / 51).epsilon(0.01));
    const auto stop_early = [](const un::progress& p) { return p.done < p.total / 4; };
    const auto part = un::sweep(trained, grid(), un::threads{2}, un::watch{clock, stop_early});
    CHECK(!part.complete());
    CHECK(part.size() >= 2525);
    CHECK(part.size() < 2800);
    CHECK(part.result(2000).cost == t.result(2000).cost);
}

TEST_CASE("lists of scenarios, and rows for tables") {
    const auto t = un::sweep_list(trained, {"chips", "rent"}, {{2048, 2.0}, {4096, 2.5}});
    REQUIRE(t.size() == 2);
    std::string names;
    std::size_t fields = 0;
    for (const auto& row : t.rows()) {
        row.describe(
            [&](const char* name, const auto&) {
                names += name;
                names += ' ';
                ++fields;
            },
            row);
    }
    CHECK(fields == 8);
    CHECK(names == "chips rent cost duration chips rent cost duration ");
    CHECK_THROWS_AS(static_cast<void>(un::sweep_list(trained, {"chips", "rent"}, {{2048}})), error);
}

TEST_CASE("an error inside a sweep reaches the caller") {
    CHECK_THROWS_AS(
        static_cast<void>(un::sweep([](const un::scenario& s) { return fraction{s("x")}; },
                                    {un::linear_axis("x", 0.5, 1.5, 100)}, un::threads{3})),
        error);
}

TEST_CASE("scores of a normal forecast: the closed forms") {
    const auto forecast =
        un::simulate(400'000, [](auto& draw) { return draw("x", normal(10, 2)) * usd; }).result();
    for (const double y : {10.0, 11.0, 6.0}) {
        const double z = (y - 10) / 2;
        // Gneiting and Raftery 2007, equation 21.
        const double crps =
            2 * (z * (2 * normal_cdf(z) - 1) + 2 * normal_pdf(z) - 1 / std::sqrt(pi));
        CHECK(un::crps(forecast, y * usd).in(usd) == doctest::Approx(crps).epsilon(0.01));
        CHECK(un::log_score(forecast, y * usd) ==
              doctest::Approx(0.5 * z * z + std::log(2 * std::sqrt(2 * pi))).epsilon(0.03));
    }
    // A forecast that never saw the value is punished, not infinite.
    CHECK(un::log_score(forecast, 1000.0 * usd) > 15.0);
    CHECK(std::isfinite(un::log_score(forecast, 1000.0 * usd)));
    const auto factor = un::simulate(400'000, [](auto& draw) {
                            return draw("x", lognormal::of_log(1.0, 0.5));
                        }).result();
    CHECK(un::log_score(factor, std::exp(1.5), true) ==
          doctest::Approx(0.5 + std::log(0.5 * std::sqrt(2 * pi))).epsilon(0.03));
}

TEST_CASE("coverage of intervals") {
    std::vector<un::interval_forecast> f;
    for (int i = 0; i < 100; ++i) {
        f.push_back({0.0, 1.0, i < 88 ? 0.5 : 1.5});
    }
    const auto c = un::coverage(f, 0.9);
    CHECK(c.share == doctest::Approx(0.88));
    CHECK(c.error == doctest::Approx(std::sqrt(0.88 * 0.12 / 100)));
    CHECK(c.mean_score == doctest::Approx(1.0 + 0.12 * 20 * 0.5));
    CHECK_THROWS_AS(static_cast<void>(un::coverage({})), error);
}
