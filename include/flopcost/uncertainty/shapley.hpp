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
#include <flopcost/uncertainty/drivers.hpp>
#include <flopcost/uncertainty/executor.hpp>
#include <flopcost/uncertainty/inputs.hpp>
#include <flopcost/uncertainty/sampling.hpp>

namespace flopcost::uncertainty {

/// The Shapley effect of one input and its standard error.
struct shapley_effect {
    label name;
    double share; ///< of the variance; the shares of all inputs sum to 1
    double error;
};

/// How Shapley effects are estimated.
struct shapley_options {
    correlations correlated = {};
    std::uint64_t samples = 4096; ///< pairs of evaluations for each subset of inputs
    std::uint64_t seed = 1;
    std::size_t output = 0;
    bool logarithm = false;
};

namespace detail {

// Conditional pairs under a Gaussian copula. With the inputs of a subset first, the Cholesky factor
// of the reordered correlations gives a second vector of scores that shares the subset's scores and
// is otherwise drawn anew, given them.
class conditional_scores {
public:
    conditional_scores(const input_list& inputs, const correlations& c, std::uint64_t subset)
        : n_(inputs.size()), order_(n_), factor_(n_ * n_) {
        std::size_t at = 0;
        for (const bool inside : {true, false}) {
            for (std::size_t i = 0; i < n_; ++i) {
                if ((((subset >> i) & 1u) != 0) == inside) {
                    order_[at++] = i;
                }
            }
            shared_ = inside ? at : shared_;
        }
        for (std::size_t a = 0; a < n_; ++a) {
            const int ka = c.find(inputs[order_[a]].id());
            for (std::size_t b = 0; b <= a; ++b) {
                const int kb = c.find(inputs[order_[b]].id());
                double sum = a == b ? 1.0 : (ka >= 0 && kb >= 0 ? c.value(ka, kb) : 0.0);
                for (std::size_t k = 0; k < b; ++k) {
                    sum -= factor_[a * n_ + k] * factor_[b * n_ + k];
                }
                factor_[a * n_ + b] = a == b ? sqrt(sum) : sum / factor_[b * n_ + b];
            }
        }
    }
    // Scores from independent ones: the first `shared_` of `first`, the rest of `rest`.
    void mix(const pack<block_size>* first, const pack<block_size>* rest,
             pack<block_size>* out) const {
        for (std::size_t a = 0; a < n_; ++a) {
            pack<block_size> z{};
            for (std::size_t b = 0; b <= a; ++b) {
                const pack<block_size>& e = b < shared_ ? first[order_[b]] : rest[order_[b]];
                z += e * factor_[a * n_ + b];
            }
            out[order_[a]] = z;
        }
    }

private:
    std::size_t n_;
    std::size_t shared_ = 0;
    list<std::size_t> order_;
    list<double> factor_;
};

} // namespace detail

/// Shapley effects: the variance of the output shared out among inputs, fairly also where they are
/// correlated and Sobol' indices lose their meaning (Owen 2014; Song, Nelson and Staum 2016,
/// "Shapley effects for global sensitivity analysis"). Exact over all subsets of the inputs, of
/// which there are 2^n: for at most 12 inputs (error 105 beyond), samples x 2^n x 2 evaluations.
template <class F, class Executor = serial>
[[nodiscard]] list<shapley_effect> shapley_effects(const F& callable, shapley_options how = {},
                                                   const Executor& executor = {}) {
    using S = pack<block_size>;
    constexpr std::size_t batches = 8;
    const input_list inputs = detail::inputs_of(callable);
    const std::size_t n = inputs.size();
    require_in_range("number of inputs for Shapley effects", static_cast<double>(n), 1.0, 12.0);
    const std::size_t subsets = std::size_t{1} << n;
    std::uint64_t blocks = how.samples / block_size / batches;
    blocks = blocks == 0 ? 1 : blocks;
    // explained[batch][subset]: variance of the expectation given the subset.
    list<list<double>> explained(batches, list<double>(subsets));
    executor(batches, [&](std::size_t batch) {
        sampling first{.seed = how.seed, .stream = static_cast<std::uint32_t>(2 * batch)};
        if (2 * n <= sobol_dimensions) {
            first.method = sampler::sobol;
        }
        sampling second = first;
        ++second.stream;
        const detail::generator make_a(inputs, first, blocks * block_size);
        detail::generator make_b(inputs, second, blocks * block_size);
        make_b.first_dimension = static_cast<int>(n);
        list<S> a(n);
        list<S> b(n);
        list<S> x(n);
        draw<S> d(inputs, x.data());
        const auto run = [&] {
            detail::generator::scores_to_values(inputs, x.data());
            return detail::chosen_output(
                detail::evaluate(callable, d),
                index_options{.output = how.output, .logarithm = how.logarithm});
        };
        for (std::size_t u = 1; u < subsets; ++u) {
            const detail::conditional_scores pairs(inputs, how.correlated, u);
            double sum = 0.0;
            double product = 0.0;
            double shift = 0.0;
            for (std::uint64_t block = 0; block < blocks; ++block) {
                for (std::size_t i = 0; i < n; ++i) {
                    make_a.raw_scores(i, block, a[i].data());
                    make_b.raw_scores(i, block, b[i].data());
                }
                pairs.mix(a.data(), a.data(), x.data());
                S y = run();
                pairs.mix(a.data(), b.data(), x.data());
                S again = run();
                if (block == 0) {
                    shift = value_of(y);
                }
                y = y - shift;
                again = again - shift;
                sum += value_of(y) + value_of(again);
                product += value_of(y * again);
            }
            const auto m = static_cast<double>(blocks);
            const double mean = 0.5 * sum / m;
            explained[batch][u] = product / m - mean * mean;
        }
    });
    // The average over all orders of joining of what an input adds.
    const auto effect = [&](const list<double>& value, std::size_t i) {
        double total = 0.0;
        for (std::size_t u = 0; u < subsets; ++u) {
            if (((u >> i) & 1u) != 0) {
                continue;
            }
            double weight = 1.0 / static_cast<double>(n);
            std::size_t size = 0;
            for (std::size_t k = 0; k < n; ++k) {
                size += (u >> k) & 1u;
            }
            for (std::size_t k = 1; k <= size; ++k) {
                weight *= static_cast<double>(k) / static_cast<double>(n - k);
            }
            total += weight * (value[u | (std::size_t{1} << i)] - value[u]);
        }
        return total / value[subsets - 1];
    };
    list<double> pooled(subsets);
    for (const list<double>& e : explained) {
        for (std::size_t u = 0; u < subsets; ++u) {
            pooled[u] += e[u] / static_cast<double>(batches);
        }
    }
    list<shapley_effect> rows;
    for (std::size_t i = 0; i < n; ++i) {
        const double share = effect(pooled, i);
        double scatter = 0.0;
        for (const list<double>& e : explained) {
            const double off = effect(e, i) - share;
            scatter += off * off;
        }
        rows.push_back({inputs[i].name(), share,
                        sqrt(scatter / static_cast<double>((batches - 1) * batches))});
        for (std::size_t k = i; k > 0 && rows[k - 1].share < rows[k].share; --k) {
            std::swap(rows[k - 1], rows[k]);
        }
    }
    return rows;
}

} // namespace flopcost::uncertainty
