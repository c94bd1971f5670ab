// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <flopcost/core/error.hpp>
#include <flopcost/core/list.hpp>
#include <flopcost/core/math.hpp>
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
    sobol,           ///< scrambled Sobol' points; take a power of two. The first 32 inputs that
                     ///< the model draws are even, any others random
    antithetic,      ///< samples i and i + 32 of a block mirror each other
};

/// How a simulation is run. The defaults suit most.
struct sampling {
    std::uint64_t seed = 1;   ///< same seed, same samples: the scenarios of one seed are comparable
    std::uint32_t stream = 0; ///< independent repetitions under one seed, below 65 536
    sampler method = sampler::monte_carlo;
    correlations correlated = {};
    /// Turns Sobol' points so that their best coordinates run where the outputs change most (the
    /// linear transformation of Imai and Tan 2006, J. Comput. Finance 10(2)). The distribution
    /// stays the same and errors fall by much; but a sample then depends on the model, not on its
    /// input alone. Without it (and with every other method) it depends on its input alone.
    bool align = true;
    /// Keep every result: exact quantiles, `values()`, `given()`. Otherwise memory is constant and
    /// quantiles have a relative error of at most 0.2 %.
    bool keep = true;
    /// The part of the indices 0 .. n-1 that is computed here: [first, last), rounded up to whole
    /// blocks so that adjacent parts neither overlap nor leave a gap.
    std::uint64_t first = 0;
    std::uint64_t last = ~std::uint64_t{0};
};

namespace detail {

// An orthogonal turn of independent scores, as a product of Householder reflections: its first
// columns span the gradients that it was made of.
class turn {
public:
    turn() = default;
    // gradient[k] holds the change of output k by each score.
    explicit turn(list<list<double>> gradient) {
        for (std::size_t k = 0; k < gradient.size(); ++k) {
            list<double>& g = gradient[k];
            for (const list<double>& v : reflections_) {
                reflect(v, g.data());
            }
            double length = 0.0;
            for (std::size_t i = reflections_.size(); i < g.size(); ++i) {
                length += g[i] * g[i];
            }
            length = sqrt(length);
            if (!(length > 0.0) || !(length < flopcost::detail::infinity)) {
                continue;
            }
            const std::size_t first = reflections_.size();
            list<double> v(g.size());
            for (std::size_t i = first; i < g.size(); ++i) {
                v[i] = g[i] / length;
            }
            v[first] += v[first] < 0.0 ? -1.0 : 1.0;
            double norm = 0.0;
            for (const double x : v) {
                norm += x * x;
            }
            for (double& x : v) {
                x *= sqrt(2.0 / norm);
            }
            reflections_.push_back(std::move(v));
        }
    }
    [[nodiscard]] bool empty() const noexcept { return reflections_.empty(); }
    void apply(pack<block_size>* z) const noexcept {
        for (std::size_t k = reflections_.size(); k-- > 0;) {
            reflect(reflections_[k], z);
        }
    }

private:
    template <class T>
    static void reflect(const list<double>& v, T* z) noexcept {
        T along{};
        for (std::size_t i = 0; i < v.size(); ++i) {
            along += z[i] * v[i];
        }
        for (std::size_t i = 0; i < v.size(); ++i) {
            z[i] -= along * v[i];
        }
    }
    list<list<double>> reflections_;
};

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
        if (how.method == sampler::latin_hypercube) {
            for (const input& in : inputs) {
                stratum_.push_back(permutation(count, {how.seed, in.id(), how.stream}));
            }
        }
    }

    // The values of all inputs, one pack for each.
    void values(std::uint64_t block, pack<block_size>* out) const noexcept {
        if (turned != nullptr || how_->correlated.size() > 0) {
            for (std::size_t i = 0; i < inputs_->size(); ++i) {
                raw_scores(i, block, out[i].data());
            }
            if (turned != nullptr) {
                turned->apply(out);
            }
            from_scores(out);
            return;
        }
        for (std::size_t i = 0; i < inputs_->size(); ++i) {
            double* x = out[i].data();
            const any_map& map = (*inputs_)[i].map();
            uniforms(i, block, x);
            if (map.wants_score()) {
                normal_scores()(x, x);
            }
            map(x, x);
        }
    }
    // Independent scores of all inputs to their values, in place: correlates and maps them.
    void from_scores(pack<block_size>* z) const noexcept {
        const int n = how_->correlated.size();
        pack<block_size> independent[correlations::capacity];
        for (int k = 0; k < n; ++k) {
            independent[k] = z[correlated_input_[k]];
        }
        for (int k = 0; k < n; ++k) {
            pack<block_size> sum{};
            for (int j = 0; j <= k; ++j) {
                sum += independent[j] * how_->correlated.factor(k, j);
            }
            z[correlated_input_[k]] = sum;
        }
        scores_to_values(*inputs_, z);
    }
    static void scores_to_values(const input_list& inputs, pack<block_size>* z) noexcept {
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            double* x = z[i].data();
            if (!inputs[i].map().wants_score()) {
                for (int lane = 0; lane < block_size; ++lane) {
                    x[lane] = inside(normal_cdf(x[lane]));
                }
            }
            inputs[i].map()(x, x);
        }
    }
    // Independent scores of input i, before any correlation.
    void raw_scores(std::size_t i, std::uint64_t block, double* z) const noexcept {
        uniforms(i, block, z);
        normal_scores()(z, z);
    }

    // Probabilities that distributions are never asked for.
    [[nodiscard]] static double inside(double p) noexcept {
        return p < 0x1p-53 ? 0x1p-53 : (p > 1.0 - 0x1p-53 ? 1.0 - 0x1p-53 : p);
    }

    // The dimensions of the Sobol' points begin here: a second independent set takes others.
    int first_dimension = 0;
    // How the scores are turned before they are correlated and mapped, if they are.
    const turn* turned = nullptr;

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
                    u[lane] = inside((static_cast<double>(stratum_[i](index)) + u[lane]) /
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
    const input_list* inputs_;
    const sampling* how_;
    std::uint64_t count_;
    std::size_t correlated_input_[correlations::capacity] = {};
    list<permutation> stratum_;
};

} // namespace detail

} // namespace flopcost::uncertainty
