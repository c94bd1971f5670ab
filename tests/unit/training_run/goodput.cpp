// SPDX-License-Identifier: MIT
#include <cmath>
#include <random>

#include <doctest/doctest.h>
#include <flopcost/training/goodput.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::training;

namespace {

double sum(const goodput_result<>& g) {
    return g.goodput + g.checkpoints + g.lost_work + g.restarts + g.stragglers + g.planned_stops;
}

// The same run, played out failure by failure: an independent calculation.
double simulated_goodput(double rate, double interval, double checkpoint, double restart,
                         int segments) {
    std::mt19937_64 random(7);
    std::exponential_distribution<double> failure(rate);
    double wall = 0;
    for (int i = 0; i < segments; ++i) {
        for (;;) {
            const double until = failure(random);
            if (until >= interval + checkpoint) {
                wall += interval + checkpoint;
                break;
            }
            wall += until;
            for (;;) { // restarts can fail too
                const double again = failure(random);
                if (again >= restart) {
                    wall += restart;
                    break;
                }
                wall += again;
            }
        }
    }
    return segments * interval / wall;
}

} // namespace

static_assert(goodput(reliability<>{}, 1024 * chip).goodput > 0.98);

TEST_CASE("Llama 3: more than 90 % effective time on 16 384 H100 (arXiv:2407.21783)") {
    const auto g = goodput(reliability<>{}, 16384 * chip);
    CHECK(g.goodput > 0.90);
    CHECK(g.goodput < 0.95);
    CHECK((1 / g.failures).in(hour) == doctest::Approx(3.09).epsilon(0.002));
    CHECK((54 * day * g.failures) == doctest::Approx(419).epsilon(0.001));
}

TEST_CASE("Meta's A100 clusters: a job of 1 024 fails every 7.9 hours") {
    const auto g =
        goodput(reliability<>{.between_failures = interruptions::meta_a100.value}, 1024 * chip);
    CHECK((1 / g.failures).in(hour) == doctest::Approx(7.9));
}

TEST_CASE("the closed form agrees with a run played out failure by failure") {
    for (const double hours_between : {1.0, 5.0, 50.0}) {
        for (const double restart : {30.0, 1800.0}) {
            const reliability<> r{.between_failures = hours_between * chip_hour,
                                  .restart = restart * second,
                                  .checkpoint = 60 * second,
                                  .interval = 0.5 * hour};
            const auto g = goodput(r, 1 * chip);
            const double played =
                simulated_goodput(1 / (3600 * hours_between), 1800, 60, restart, 400000);
            CHECK(g.goodput == doctest::Approx(played).epsilon(0.005));
        }
    }
}

TEST_CASE("the chosen interval is the best one") {
    for (const double chips : {8.0, 1024.0, 16384.0, 100000.0}) {
        reliability<> r{.checkpoint = 60 * second};
        const auto best = goodput(r, chips * chip);
        for (const double factor : {0.5, 0.8, 1.25, 2.0}) {
            r.interval = best.interval * factor;
            CHECK(goodput(r, chips * chip).goodput < best.goodput);
        }
    }
    // Young's rule where failures are rare.
    CHECK(checkpoint_interval(10 * second, 1000 * hour).in(second) ==
          doctest::Approx(std::sqrt(2.0 * 10 * 3.6e6)).epsilon(0.01));
}

TEST_CASE("shares sum to one, and everything bad makes it worse") {
    double last = 1;
    for (double chips = 1; chips < 1e6; chips *= 3) {
        const auto g = goodput(
            reliability<>{.stragglers = share{0.02}, .planned_stops = share{0.1}}, chips * chip);
        CHECK(sum(g) == doctest::Approx(1).epsilon(1e-12));
        CHECK(g.lost_work >= 0);
        CHECK(g.goodput < last);
        last = g.goodput;
    }
    const auto at = [](reliability<> r) { return goodput(r, 4096 * chip).goodput; };
    CHECK(at({.restart = 1.0 * hour}) < at({}));
    CHECK(at({.checkpoint = 60.0 * second}) < at({}));
    CHECK(at({.between_failures = interruptions::meta_a100.value}) < at({}));
    CHECK(at({.stragglers = share{0.05}}) == doctest::Approx(0.95 * at({})));
    CHECK(at({.planned_stops = share{0.2}}) == doctest::Approx(0.8 * at({})));
}

TEST_CASE("without failures only checkpoints cost, and with free ones nothing") {
    const auto never = goodput(reliability<>{.between_failures = 0.0 * chip_hour}, 1e5 * chip);
    CHECK(never.goodput > 0.99999);
    CHECK(never.failures * (1 * second) == 0);
    const auto free = goodput(
        reliability<>{.between_failures = 0.0 * chip_hour, .checkpoint = 0.0 * second}, 1e5 * chip);
    CHECK(free.goodput == 1);
}

TEST_CASE("stragglers: the slowest of many") {
    CHECK(straggler_loss(1, 0.01).value() == 0);
    CHECK(straggler_loss(1000, 0.0).value() == 0);
    CHECK(straggler_loss(100, 0.01).value() < straggler_loss(10000, 0.01).value());
    // The expected largest of 100 normal values is 2.508 (Harter 1961).
    CHECK(1 / straggler_loss(100, 0.01).rest().value() - 1 ==
          doctest::Approx(0.02508).epsilon(0.003));
}

TEST_CASE("what cannot be is refused by name") {
    const auto refused = [](reliability<> r, double chips, const char* parameter_name) {
        try {
            (void)goodput(r, chips * chip);
            FAIL("accepted");
        } catch (const error& e) {
            CHECK(text(e.parameter()) == text(parameter_name));
        }
    };
    refused({}, 0, "chips");
    refused({.between_failures = -1.0 * chip_hour}, 8, "reliability.between_failures");
    refused({.restart = -1.0 * second}, 8, "reliability.restart");
    refused({.checkpoint = std::nan("") * second}, 8, "reliability.checkpoint");
    refused({.interval = 0.0 * second}, 8, "reliability.interval");
    refused({.stragglers = share{1.0}}, 8, "reliability.stragglers");
    CHECK_THROWS_AS((void)straggler_loss(0, 0.1), error);
    CHECK_THROWS_AS((void)checkpoint_interval(-1 * second, 1 * hour), error);
}
