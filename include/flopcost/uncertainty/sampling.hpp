// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include <flopcost/scalar/pack.hpp>
#include <flopcost/uncertainty/correlation.hpp>
#include <flopcost/uncertainty/inputs.hpp>
#include <flopcost/uncertainty/low_discrepancy.hpp>
#include <flopcost/uncertainty/normal_score.hpp>
#include <flopcost/uncertainty/philox.hpp>

namespace flopcost::uncertainty {

/// How the unit cube of the inputs is filled.
enum class sampler : unsigned char {
    monte_carlo,     ///< independent random numbers
    latin_hypercube, ///< one sample in each of n strata of every input (McKay et al. 1979)
    sobol,           ///< scrambled Sobol' points; take a power of two. Inputs count in the order in
                     ///< which the model draws them; beyond the 32nd they are random
    antithetic,      ///< samples i and i + 32 of a block mirror each other
};

/// How a simulation is run. The defaults suit most.
struct sampling {
    std::uint64_t seed = 1;   ///< same seed, same samples: the scenarios of one seed are comparable
    std::uint32_t stream = 0; ///< independent repetitions under one seed, below 65 536
    sampler method = sampler::monte_carlo;
    correlations correlated = {};
    /// Keep every result: exact quantiles, `values()`, `given()`. Otherwise memory is constant and
    /// quantiles have a relative error of at most 0.2 %.
    bool keep = true;
    /// The part of the indices 0 .. n-1 that is computed here: [first, last), rounded up to whole
    /// blocks so that adjacent parts neither overlap nor leave a gap.
    std::uint64_t first = 0;
    std::uint64_t last = ~std::uint64_t{0};
};

namespace detail {

// Fills the values of all inputs for one block of 64 sample indices.
class generator {
public:
    generator(const input_list& inputs, const sampling& how, std::uint64_t count)
        : inputs_(&inputs), how_(&how), count_(count) {
        require_in_range("stream", static_cast<double>(how.stream), 0.0, 65535.0);
        for (int k = 0; k < how.correlated.size(); ++k) {
            if (inputs.find(how.correlated.id(k)) == inputs.size()) {
                rejected::because(error_number::unknown_name, how.correlated.name(k),
                                  "a correlation names an input that the model does not draw");
            }
            correlated_input_[k] = inputs.find(how.correlated.id(k));
        }
    }

    // The values of all inputs, one pack for each.
    void values(std::uint64_t block, pack<block_size>* out) const noexcept {
        double scores[correlations::capacity][block_size];
        for (int k = 0; k < how_->correlated.size(); ++k) {
            double u[block_size];
            uniforms(correlated_input_[k], block, u);
            to_scores(u, scores[k]);
        }
        for (std::size_t i = 0; i < inputs_->size(); ++i) {
            double* x = out[i].data();
            const input& in = (*inputs_)[i];
            const int k = how_->correlated.find(in.id());
            if (k >= 0) {
                mix(scores, k, x);
                if (!in.map().wants_score()) {
                    for (int lane = 0; lane < block_size; ++lane) {
                        x[lane] = inside(normal_cdf(x[lane]));
                    }
                }
            } else {
                uniforms(i, block, x);
                if (in.map().wants_score()) {
                    to_scores(x, x);
                }
            }
            in.map()(x, x);
        }
    }
    // Independent scores of input i, before any correlation.
    void raw_scores(std::size_t i, std::uint64_t block, double* z) const noexcept {
        uniforms(i, block, z);
        to_scores(z, z);
    }

    // Probabilities that distributions are never asked for.
    [[nodiscard]] static double inside(double p) noexcept {
        return p < 0x1p-53 ? 0x1p-53 : (p > 1.0 - 0x1p-53 ? 1.0 - 0x1p-53 : p);
    }

    // The dimensions of the Sobol' points begin here: a second independent set takes others.
    int first_dimension = 0;

private:
    void uniforms(std::size_t i, std::uint64_t block, double* u) const noexcept {
        const random_stream s{how_->seed, (*inputs_)[i].id(), how_->stream};
        switch (how_->method) {
        case sampler::monte_carlo:
            uniform_block(s, block, u);
            return;
        case sampler::antithetic:
            uniform_block(s, block, u);
            for (int lane = 0; lane < block_size / 2; ++lane) {
                u[lane + block_size / 2] = 1.0 - u[lane];
            }
            return;
        case sampler::latin_hypercube:
            uniform_block(s, block, u);
            for (int lane = 0; lane < block_size; ++lane) {
                const std::uint64_t index = block * block_size + static_cast<std::uint64_t>(lane);
                if (index < count_) {
                    const std::uint64_t key = s.input ^ (s.seed * 0x9e3779b97f4a7c15ull) ^
                                              (std::uint64_t{s.stream} << 40);
                    u[lane] = inside((static_cast<double>(permuted(index, count_, key)) + u[lane]) /
                                     static_cast<double>(count_));
                }
            }
            return;
        case sampler::sobol:
            const int k = first_dimension + static_cast<int>(i);
            if (k < sobol_dimensions) {
                sobol_block(s, k, block, u);
            } else {
                uniform_block(s, block, u);
            }
            return;
        }
    }
    static void to_scores(const double* u, double* z) noexcept { normal_scores()(u, z); }
    void mix(const double (&scores)[correlations::capacity][block_size], int k,
             double* z) const noexcept {
        double r[block_size] = {};
        for (int j = 0; j <= k; ++j) {
            const double f = how_->correlated.factor(k, j);
            for (int lane = 0; lane < block_size; ++lane) {
                r[lane] += f * scores[j][lane];
            }
        }
        for (int lane = 0; lane < block_size; ++lane) {
            z[lane] = r[lane];
        }
    }

    const input_list* inputs_;
    const sampling* how_;
    std::uint64_t count_;
    std::size_t correlated_input_[correlations::capacity] = {};
};

} // namespace detail

} // namespace flopcost::uncertainty
