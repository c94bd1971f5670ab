// SPDX-License-Identifier: MIT
// Which model size and token count are best for 10 million USD; and if it will then serve 1e13
// tokens? By hand: with 20 tokens per parameter (Hoffmann et al. 2022) C = 120 N^2.
#include <cmath>
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/flopcost.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::training;

constexpr auto law = scaling_laws::chinchilla_refit;

TEST_CASE("4: the best model for 10 million USD") {
    const auto compute =
        10e6 * usd / (2.0 * usd / chip_hour) * chips::h100.peak.bf16 * fraction{0.4};
    const auto alone = compute_optimal(law, compute);
    const auto serves = inference_aware_budget(law, compute, {.tokens = 10.0 * tera * token});
    for (const auto& m : {alone, serves}) {
        std::printf("%.0fB parameters, %.1fT tokens, loss %.3f\n",
                    m.parameters.in(giga * parameter), m.tokens.in(tera * token), m.loss);
    }
    CHECK(alone.parameters.in(parameter) ==
          doctest::Approx(std::sqrt(compute.in(flop) / 120)).epsilon(0.1));
}
