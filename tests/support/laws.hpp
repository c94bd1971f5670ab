// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>

#include <doctest/doctest.h>

#include <flopcost/scalar/dual.hpp>
#include <flopcost/scalar/interval.hpp>
#include <flopcost/scalar/pack.hpp>
#include <flopcost/scalar/traced.hpp>

// The laws that every model keeps, whatever the scalar. A model is any callable that takes an array
// of N scalars and gives one:
//
//     flopcost_test::check_laws<3>({{{0.2, 0.6}, {1e9, 1e10}, {1, 4}}},
//                                  [](const auto& x) { return x[0] * x[1] / x[2]; });

namespace flopcost_test {

struct range {
    double low, high;
};

/// What to leave out where a model says so itself: rounding up to whole chips has no gradient.
struct law_options {
    bool gradient = true;
    double gradient_tolerance = 2e-5; // relative; central differences are good to about 1e-6
    int samples = 50;
};

template <std::size_t N, class Model>
void check_laws(const std::array<range, N>& box, Model model, law_options options = {}) {
    using namespace flopcost;
    constexpr int lanes = 8;
    constexpr int width = static_cast<int>(N);
    std::mt19937_64 random(20260101);
    std::uniform_real_distribution<double> u(0.0, 1.0);

    std::array<interval, N> wide{};
    for (std::size_t i = 0; i < N; ++i) {
        wide[i] = interval(box[i].low, box[i].high);
    }
    const interval enclosure = model(wide);

    for (int round = 0; round < options.samples; ++round) {
        std::array<std::array<double, N>, lanes> points{};
        std::array<pack<lanes>, N> packs{};
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            for (std::size_t i = 0; i < N; ++i) {
                // Corners of the box come first: they are where enclosures fail.
                const bool corner = round == 0;
                const double w = corner ? static_cast<double>((lane >> (i % 3)) & 1u) : u(random);
                points[lane][i] = box[i].low + w * (box[i].high - box[i].low);
                packs[i][static_cast<int>(lane)] = points[lane][i];
            }
        }
        const pack<lanes> together = model(packs);
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            const double alone = model(points[lane]);
            CHECK(std::bit_cast<std::uint64_t>(alone) ==
                  std::bit_cast<std::uint64_t>(together[static_cast<int>(lane)]));
            CHECK_MESSAGE(enclosure.contains(alone), "interval [", enclosure.low(), ", ",
                          enclosure.high(), "] lacks ", alone);
        }

        std::array<dual<width>, N> variables{};
        std::array<traced, N> histories{};
        for (std::size_t i = 0; i < N; ++i) {
            variables[i] = dual<width>::variable(points[0][i], static_cast<int>(i));
            histories[i] = traced(points[0][i]);
        }
        const double value = model(points[0]);
        const dual<width> slope = model(variables);
        const traced history = model(histories);
        CHECK(std::bit_cast<std::uint64_t>(slope.value()) == std::bit_cast<std::uint64_t>(value));
        CHECK(std::bit_cast<std::uint64_t>(history.value()) == std::bit_cast<std::uint64_t>(value));
        if (options.gradient && round > 0) {
            for (std::size_t i = 0; i < N; ++i) {
                const double h = 1e-5 * std::abs(points[0][i]);
                if (h == 0) {
                    continue;
                }
                auto above = points[0];
                auto below = points[0];
                above[i] += h;
                below[i] -= h;
                const double difference = (model(above) - model(below)) / (above[i] - below[i]);
                // What cancellation leaves of the difference is no better than this.
                const double noise = std::abs(value) * 1e-10 / h;
                CHECK(std::abs(slope.derivative(static_cast<int>(i)) - difference) <=
                      options.gradient_tolerance * std::abs(difference) + noise);
            }
        }
    }
}

} // namespace flopcost_test
