// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <flopcost/core/error.hpp>
#include <flopcost/core/list.hpp>
#include <flopcost/core/math.hpp>
#include <flopcost/core/text.hpp>
#include <flopcost/scalar/pack.hpp>
#include <flopcost/uncertainty/executor.hpp>
#include <flopcost/uncertainty/inputs.hpp>
#include <flopcost/uncertainty/results.hpp>
#include <flopcost/uncertainty/sampling.hpp>

// Variance-based sensitivity. Samples are functions of their coordinates, so the second set of
// inputs that the estimators need is the same call with another stream: nothing is stored.

namespace flopcost::uncertainty {

/// The Sobol' indices of one input, each with the ends of its 90 % interval.
struct driver {
    label name;
    double first; ///< share of the variance that goes if this input alone were known
    double first_low, first_high;
    double total; ///< share that would remain if all others were known
    double total_low, total_high;
};

/// The inputs of a model by their influence, the greatest total index first.
class driver_table {
public:
    driver_table() = default;
    explicit driver_table(list<driver> rows, std::uint64_t evaluations)
        : rows_(std::move(rows)), evaluations_(evaluations) {}

    [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }
    [[nodiscard]] const driver& operator[](std::size_t i) const noexcept { return rows_[i]; }
    [[nodiscard]] auto begin() const noexcept { return rows_.begin(); }
    [[nodiscard]] auto end() const noexcept { return rows_.end(); }
    /// The row of a named input. Error 301 if there is none.
    [[nodiscard]] const driver& operator[](text name) const {
        for (const driver& d : rows_) {
            if (d.name == name) {
                return d;
            }
        }
        rejected::because(error_number::unknown_name, name, "the model draws no such input");
    }
    /// Sum of the first-order indices: 1 for a model without interactions, never above it but for
    /// sampling error.
    [[nodiscard]] double sum_of_first() const noexcept {
        double s = 0.0;
        for (const driver& d : rows_) {
            s += d.first;
        }
        return s;
    }
    /// How often the model was evaluated.
    [[nodiscard]] std::uint64_t evaluations() const noexcept { return evaluations_; }

private:
    list<driver> rows_;
    std::uint64_t evaluations_ = 0;
};

/// How indices are estimated.
struct index_options {
    std::uint64_t points = 65536; ///< evaluations of the model, about
    std::uint64_t seed = 1;
    std::size_t output = 0; ///< which output of the model
    bool logarithm = false; ///< of log(output): calmer for costs, whose tails are heavy
};

namespace detail {

// Sums and sums of products of two outputs.
struct pair_sums {
    double x = 0, y = 0, xx = 0, yy = 0, xy = 0;

    void add(const pack<block_size>& a, const pack<block_size>& b) noexcept {
        x += value_of(a) * block_size;
        y += value_of(b) * block_size;
        xx += value_of(a * a) * block_size;
        yy += value_of(b * b) * block_size;
        xy += value_of(a * b) * block_size;
    }
    void add(const pair_sums& o) noexcept {
        x += o.x;
        y += o.y;
        xx += o.xx;
        yy += o.yy;
        xy += o.xy;
    }
    [[nodiscard]] double correlation(double n) const noexcept {
        const double v = (xx - x * (x / n)) * (yy - y * (y / n));
        return v > 0.0 ? (xy - x * (y / n)) / sqrt(v) : 0.0;
    }
};

// Of one part of the points. With f(A), f(B) and f(A with input i from B): the second
// and the third share input i alone, the first and the third all others. So their correlations are
// the first index and one minus the total (Martinez 2011). Numerator and denominator see the same
// extreme samples, which makes these estimates calmer for heavy tails than those of Saltelli and
// Jansen, from the same evaluations.
struct index_sums {
    double n = 0;
    list<pair_sums> alone, others;
    explicit index_sums(std::size_t inputs) : alone(inputs), others(inputs) {}

    void add(const index_sums& o) noexcept {
        n += o.n;
        for (std::size_t i = 0; i < alone.size(); ++i) {
            alone[i].add(o.alone[i]);
            others[i].add(o.others[i]);
        }
    }
    [[nodiscard]] double first(std::size_t i) const noexcept { return alone[i].correlation(n); }
    [[nodiscard]] double total(std::size_t i) const noexcept {
        return 1.0 - others[i].correlation(n);
    }
};

template <class R>
[[nodiscard]] inline pack<block_size> chosen_output(const R& r, const index_options& o) {
    using S = pack<block_size>;
    S out{};
    std::size_t i = 0;
    bool found = false;
    visit_leaves<S>(r, "", [&](const leaf<S>& l) {
        if (i++ == o.output) {
            out = *l.value;
            found = true;
        }
    });
    if (!found) {
        rejected::value_out_of_range("output", static_cast<double>(o.output), 0.0,
                                     static_cast<double>(i) - 1.0);
    }
    return o.logarithm ? log(out) : out;
}

template <class F>
[[nodiscard]] input_list inputs_of(const F& callable) {
    input_list inputs;
    draw<pack<block_size>> recorder(inputs);
    static_cast<void>(evaluate(callable, recorder));
    if (inputs.size() == 0) {
        rejected::must_not_be_empty("inputs of the model");
    }
    return inputs;
}

inline constexpr std::size_t index_batches = 16;
// Student's t for 90 % with 15 degrees of freedom.
inline constexpr double index_t = 1.7530503556925723;

} // namespace detail

/// First-order and total Sobol' indices of a model's independent inputs. Their intervals come from
/// the scatter of 16 successive parts of the points; the whole is evener than its parts, so that
/// the intervals are on the wide side. Needs `points`
/// evaluations, (inputs + 2) for each base point; a model that conditions its samples is refused.
template <class F, class Executor = serial>
[[nodiscard]] driver_table sobol_indices(const F& callable, index_options how = {},
                                         const Executor& executor = {}) {
    using S = pack<block_size>;
    const input_list inputs = detail::inputs_of(callable);
    const std::size_t d = inputs.size();
    const std::uint64_t base = how.points / (d + 2) / detail::index_batches;
    // Whole blocks, a power of two of them: what the low-discrepancy points like.
    std::uint64_t blocks = 1;
    while (2 * blocks * block_size <= base) {
        blocks *= 2;
    }
    // Outputs are measured from the one at all medians, so that little is lost in the sums.
    list<S> medians;
    for (const input& i : inputs) {
        medians.push_back(S(i.map().at_score(0.0)));
    }
    draw<S> at_medians(inputs, medians.data());
    const double origin = detail::chosen_output(detail::evaluate(callable, at_medians), how)[0];
    list<detail::index_sums> batch(detail::index_batches, detail::index_sums(d));
    executor(detail::index_batches, [&](std::size_t b) {
        sampling first{.seed = how.seed};
        if (2 * d <= sobol_dimensions) {
            first.method = sampler::sobol;
        }
        sampling second = first;
        ++second.stream;
        const detail::generator make_a(inputs, first, blocks * block_size);
        detail::generator make_b(inputs, second, blocks * block_size);
        make_b.first_dimension = static_cast<int>(d);
        list<S> a(d);
        list<S> other(d);
        draw<S> draw_a(inputs, a.data());
        draw<S> draw_b(inputs, other.data());
        const auto run = [&](draw<S>& from) {
            const S y = detail::chosen_output(detail::evaluate(callable, from), how) - origin;
            if (from.conditional()) {
                rejected::because(error_number::inconsistent, "given_less",
                                  "sensitivity indices need a model without conditions");
            }
            return y;
        };
        detail::index_sums& s = batch[b];
        for (std::uint64_t block = b * blocks; block < (b + 1) * blocks; ++block) {
            make_a.values(block, a.data());
            make_b.values(block, other.data());
            const S ya = run(draw_a);
            const S yb = run(draw_b);
            for (std::size_t i = 0; i < d; ++i) {
                std::swap(a[i], other[i]);
                const S mixed = run(draw_a);
                std::swap(a[i], other[i]);
                s.alone[i].add(yb, mixed);
                s.others[i].add(ya, mixed);
            }
            s.n += block_size;
        }
    });
    detail::index_sums all(d);
    for (const detail::index_sums& s : batch) {
        all.add(s);
    }
    list<driver> rows;
    constexpr auto batches = static_cast<double>(detail::index_batches);
    for (std::size_t i = 0; i < d; ++i) {
        double first_scatter = 0.0;
        double total_scatter = 0.0;
        const double first = all.first(i);
        const double total = all.total(i);
        for (const detail::index_sums& s : batch) {
            const double df = s.first(i) - first;
            const double dt = s.total(i) - total;
            first_scatter += df * df;
            total_scatter += dt * dt;
        }
        const double f = detail::index_t * sqrt(first_scatter / (batches - 1.0) / batches);
        const double t = detail::index_t * sqrt(total_scatter / (batches - 1.0) / batches);
        rows.push_back(
            {inputs[i].name(), first, first - f, first + f, total, total - t, total + t});
        for (std::size_t k = rows.size() - 1; k > 0 && rows[k - 1].total < rows[k].total; --k) {
            std::swap(rows[k - 1], rows[k]);
        }
    }
    return driver_table(std::move(rows), blocks * block_size * detail::index_batches * (d + 2));
}

} // namespace flopcost::uncertainty
