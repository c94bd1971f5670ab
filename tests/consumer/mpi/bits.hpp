// SPDX-License-Identifier: MIT
#pragma once

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <utility>

#include <flopcost/core/units.hpp>
#include <flopcost/uncertainty/simulate.hpp>

// One simulation of every kind, and a hash of all the bits of its results. Whatever computes it, on
// any number of threads or machines, with any compiler at any level of optimisation (and
// floating-point contraction off), prints the same lines.

namespace bits {

constexpr std::uint64_t samples = 200'003;

inline const auto model = [](auto& draw) {
    using namespace flopcost;
    using namespace flopcost::units;
    const auto hours = draw("hours", lognormal(from(1e6).to(4e6))) * chip_hour;
    const auto rent = draw("rent", pert(1.4, 2.0, 3.1)) * usd / chip_hour;
    const auto overhead = draw("overhead", uniform(1.05, 1.4));
    const auto extra = draw("extra", gamma_distribution(2.0, 1e5)) * usd;
    const auto cost = hours * rent * overhead + extra;
    return std::pair(cost, sqrt(overhead) * pow(draw("power", normal(1, 0.1)), 2.0));
};

inline std::uint64_t hash_of(const auto& simulation) {
    std::uint64_t h = 0xcbf29ce484222325ull;
    for (const std::uint64_t word : simulation.save()) {
        h = (h ^ word) * 0x100000001b3ull;
        h ^= h >> 29;
    }
    return h;
}

struct kind {
    const char* name;
    flopcost::uncertainty::sampling how;
};

inline const kind kinds[] = {
    {"monte_carlo", {.seed = 1, .keep = false}},
    {"monte_carlo, kept", {.seed = 2}},
    {"latin_hypercube", {.seed = 3, .method = flopcost::uncertainty::sampler::latin_hypercube}},
    {"sobol", {.seed = 4, .method = flopcost::uncertainty::sampler::sobol}},
    {"sobol, not aligned",
     {.seed = 5, .method = flopcost::uncertainty::sampler::sobol, .align = false}},
    {"antithetic", {.seed = 6, .method = flopcost::uncertainty::sampler::antithetic}},
    {"correlated", {.seed = 7, .correlated = {{"hours", "rent", -0.5}, {"rent", "power", 0.3}}}},
};

inline void print(const kind& k, const auto& simulation) {
    using namespace flopcost::units;
    const auto cost = simulation.template get<0>();
    std::printf("%-20s %016" PRIx64 "  %.17g %.17g\n", k.name, hash_of(simulation),
                cost.quantile(0.95).in(usd), cost.mean().in(usd));
}

} // namespace bits
