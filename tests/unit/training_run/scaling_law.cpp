// SPDX-License-Identifier: MIT
#include <cmath>

#include <doctest/doctest.h>
#include <flopcost/training/scaling_law.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::training;

namespace {
constexpr auto chinchilla_budget = 5.76e23 * flop; // of Gopher and Chinchilla
double size(const sizing<>& s) {
    return s.parameters.in(giga * parameter);
}
} // namespace

static_assert(
    compute_optimal(scaling_laws::chinchilla_refit, chinchilla_budget).tokens_per_parameter > 15);

TEST_CASE("approach 3 gives 40 B parameters for Gopher's budget (arXiv:2203.15556, table A3)") {
    CHECK(size(compute_optimal(scaling_laws::chinchilla, chinchilla_budget)) ==
          doctest::Approx(40).epsilon(0.02));
}

TEST_CASE("the refit agrees with Chinchilla's 20 tokens per parameter (arXiv:2404.10102)") {
    const auto best = compute_optimal(scaling_laws::chinchilla_refit, chinchilla_budget);
    CHECK(best.tokens_per_parameter == doctest::Approx(20).epsilon(0.12));
    CHECK(size(best) == doctest::Approx(70).epsilon(0.05));
}

TEST_CASE("the closed form is the minimum, by search") {
    for (const auto& law : {scaling_laws::chinchilla, scaling_laws::chinchilla_refit}) {
        for (const double c : {1e18, 1e21, 1e24, 1e27}) {
            const auto best = compute_optimal(law, c * flop);
            CHECK(best.training / (c * flop) == doctest::Approx(1));
            for (const double factor : {0.5, 0.9, 0.99, 1.01, 1.1, 2.0}) {
                CHECK(loss(law, best.parameters * factor, best.tokens / factor) > best.loss);
            }
        }
    }
}

TEST_CASE("loss to compute inverts compute to loss") {
    for (const auto& law : {scaling_laws::chinchilla, scaling_laws::chinchilla_refit}) {
        for (const double c : {1e19, 1e23, 1e26}) {
            const auto best = compute_optimal(law, c * flop);
            const auto back = cheapest_for_loss(law, best.loss);
            CHECK(back.training.in(flop) == doctest::Approx(c).epsilon(1e-9));
            CHECK(back.parameters / best.parameters == doctest::Approx(1).epsilon(1e-9));
            const auto longer = tokens_for_loss(law, best.parameters * 0.7, best.loss);
            CHECK(longer.loss == doctest::Approx(best.loss).epsilon(1e-12));
            CHECK(longer.training > best.training);
        }
    }
}

TEST_CASE("13 B quality and 2e12 tokens served: a 7 B model saves 17 % (arXiv:2401.00448)") {
    // Their example: 1.7e22 FLOP of training and inference together.
    const auto& law = scaling_laws::chinchilla;
    double low = 1e18;
    double high = 1e26;
    for (int i = 0; i < 100; ++i) {
        const double c = std::sqrt(low * high);
        (size(compute_optimal(law, c * flop)) < 13 ? low : high) = c;
    }
    const auto plain = compute_optimal(law, low * flop);
    const auto served = 2e12 * token;
    const auto small = inference_aware(law, plain.loss, {.tokens = served});
    CHECK(size(small) == doctest::Approx(7).epsilon(0.05));
    const double all_13b = plain.training.in(flop) + 2 * 13e9 * 2e12;
    const double all_7b = (small.training + small.inference).in(flop);
    CHECK(all_13b - all_7b == doctest::Approx(1.7e22).epsilon(0.05));
    CHECK(1 - all_7b / all_13b == doctest::Approx(0.17).epsilon(0.05));
}

TEST_CASE("the inference-aware optimum is the minimum, by search") {
    for (const auto& law : {scaling_laws::chinchilla, scaling_laws::chinchilla_refit}) {
        for (const double tokens : {0.0, 1e10, 1e13, 1e15}) {
            for (const double dearer : {1.0, 4.0}) {
                const lifetime_inference<> use{.tokens = tokens * token, .relative_cost = dearer};
                const double target = law.irreducible + 0.25;
                const auto best = inference_aware(law, target, use);
                CHECK(best.loss == doctest::Approx(target).epsilon(1e-10));
                const auto cost = [&](const sizing<>& s) {
                    return s.training.in(flop) + dearer * 2 * s.parameters.in(parameter)*tokens;
                };
                for (const double factor : {0.9, 0.99, 1.01, 1.1}) {
                    CHECK(cost(tokens_for_loss(law, best.parameters * factor, target)) >
                          cost(best));
                }
                // And for a fixed budget.
                const auto budget = 1e24 * flop;
                const auto whole = inference_aware_budget(law, budget, use);
                CHECK(cost(whole) == doctest::Approx(budget.in(flop)).epsilon(1e-9));
                for (const double factor : {0.9, 0.99, 1.01, 1.1}) {
                    const double n = whole.parameters.in(parameter)*factor;
                    const double d = (1e24 - dearer * 2 * n * tokens) / (6 * n);
                    if (d > 0) {
                        CHECK(loss(law, n * parameter, d * token) > whole.loss);
                    }
                }
            }
        }
    }
}

TEST_CASE("without inference both reduce to the compute-optimal model") {
    const auto& law = scaling_laws::chinchilla_refit;
    const auto plain = compute_optimal(law, 1e23 * flop);
    CHECK(inference_aware_budget(law, 1e23 * flop, {}).parameters / plain.parameters ==
          doctest::Approx(1).epsilon(1e-8));
    CHECK(inference_aware(law, plain.loss, {}).parameters / plain.parameters ==
          doctest::Approx(1).epsilon(1e-8));
}

TEST_CASE("algorithmic progress") {
    // Doubling after the halving time; the lag of a compute ratio is its inverse.
    CHECK(effective_compute(1e25 * flop, 8 * month, 8 * month).in(flop) == doctest::Approx(2e25));
    CHECK(progress_lag(4.0, 8 * month).in(month) == doctest::Approx(16));
    CHECK(progress_lag(1.0, 8 * month).in(month) == 0);
    // Epoch AI 2025: 15 and 9 months.
    CHECK(longest_sensible_run(1.3, 1.7).in(month) == doctest::Approx(15).epsilon(0.02));
    CHECK(longest_sensible_run(1.3, 3.0).in(month) == doctest::Approx(9).epsilon(0.03));
}

TEST_CASE("what cannot be is refused by name") {
    const auto& law = scaling_laws::chinchilla;
    const auto refused = [](auto f, const char* parameter_name) {
        try {
            f();
            FAIL("accepted");
        } catch (const error& e) {
            CHECK(text(e.parameter()) == text(parameter_name));
        }
    };
    refused([&] { (void)loss(law, 0 * parameter, 1 * token); }, "parameters");
    refused([&] { (void)loss(law, 1 * parameter, -1 * token); }, "tokens");
    refused([&] { (void)compute_optimal(law, 0 * flop); }, "compute");
    refused([&] { (void)cheapest_for_loss(law, 1.5); }, "loss");
    refused([&] { (void)tokens_for_loss(law, 1e6 * parameter, 1.8); }, "loss");
    refused([&] { (void)inference_aware(law, 2.0, {.tokens = -1.0 * token}); }, "inference.tokens");
    refused([&] { (void)effective_compute(1e20 * flop, 1 * day, 0 * day); }, "halving");
    refused([&] { (void)longest_sensible_run(1.0, 1.0); }, "growth");
    refused([&] { (void)longest_sensible_run(0.5, 2.0); }, "hardware_per_year");
    auto wrong = law;
    wrong.size_power = -1;
    refused([&] { (void)compute_optimal(wrong, 1e20 * flop); }, "scaling_law.size_power");
}
