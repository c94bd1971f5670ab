// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

// What is measured, as functions that do a stated amount of work and return something that depends
// on all of it. The benchmarks and the summary time the same functions.

namespace bench {

// Uncertainty. The first three return the median of the total in million USD.
double monte_carlo(std::uint64_t samples, bool keep);
double sobol(std::uint64_t samples);
double sobol_indices(std::uint64_t evaluations);
/// How many plain samples one Sobol' point is worth at the error of `plain` plain samples.
double sobol_point_gain(std::uint64_t plain);
/// `draws` of a chain: train a model, serve it, price its tokens; the median price.
double chain(std::uint64_t draws);

// One formula over `count` samples in several number types; they return the sum.
double six_in_double(std::size_t count);
double six_gradients(std::size_t count);
double six_intervals(std::size_t count);
double cost_raw(std::size_t count);
double cost_typed(std::size_t count);

// Domain models, `count` evaluations of each.
double training_estimates(std::size_t count);
/// A search over the layouts of a 175B model on 64 chips; how many candidates it decided on.
long long training_search();
double serving_points(std::size_t count);
double serving_search();
/// A frontier of speed against cost over at least `points` operating points; how many are on it.
std::size_t serving_frontier(int points);
double bills(std::size_t count);

} // namespace bench
