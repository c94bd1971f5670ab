// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <type_traits>
#include <utility>

#include <flopcost/core/describe.hpp>
#include <flopcost/core/error.hpp>
#include <flopcost/core/list.hpp>
#include <flopcost/core/math.hpp>
#include <flopcost/uncertainty/executor.hpp>
#include <flopcost/uncertainty/inputs.hpp>
#include <flopcost/uncertainty/results.hpp>

// Many certain evaluations: grids over inputs, and lists of scenarios.

namespace flopcost::uncertainty {

/// One input of a grid: a name and the values it takes.
struct axis {
    label name;
    list<double> values;
};

/// An axis with the given values.
[[nodiscard]] inline axis values_of(text name, std::initializer_list<double> values) {
    if (values.size() == 0) {
        rejected::must_not_be_empty(name);
    }
    return {name, values};
}
/// An axis with `count` evenly spaced values from `low` to `high`.
[[nodiscard]] inline axis linear_axis(text name, double low, double high, int count) {
    require_in_range("values of an axis", static_cast<double>(count), 1.0, 1e9);
    axis a{name, {}};
    for (int i = 0; i < count; ++i) {
        a.values.push_back(count == 1 ? low : low + (high - low) * i / (count - 1));
    }
    return a;
}
/// An axis with `count` values from `low` to `high` in equal ratios; both must be positive.
[[nodiscard]] inline axis ratio_axis(text name, double low, double high, int count) {
    require_positive("low end of an axis", low);
    require_positive("high end of an axis", high);
    axis a = linear_axis(name, log(low), log(high), count);
    for (double& v : a.values) {
        v = exp(v);
    }
    a.values.front() = low;
    a.values.back() = count == 1 ? low : high;
    return a;
}

/// What a sweep passes to the model: the values of one scenario by name or position.
class scenario {
public:
    scenario(const list<axis>& axes, const double* values, std::uint64_t index) noexcept
        : axes_(&axes), values_(values), index_(index) {}

    /// The value of the named input. Error 301 for another name.
    [[nodiscard]] double operator()(text name) const {
        for (std::size_t i = 0; i < axes_->size(); ++i) {
            if ((*axes_)[i].name == name) {
                return values_[i];
            }
        }
        rejected::because(error_number::unknown_name, name, "the sweep has no axis of this name");
    }
    [[nodiscard]] double operator[](std::size_t i) const noexcept { return values_[i]; }
    [[nodiscard]] std::size_t size() const noexcept { return axes_->size(); }
    /// Its number in the sweep.
    [[nodiscard]] std::uint64_t index() const noexcept { return index_; }
    [[nodiscard]] const label& name(std::size_t i) const noexcept { return (*axes_)[i].name; }

private:
    const list<axis>* axes_;
    const double* values_;
    std::uint64_t index_;
};

/// How far a sweep has come.
struct progress {
    std::uint64_t done, total;
    double elapsed;   ///< seconds by the clock that the caller gave; 0 without one
    double remaining; ///< seconds, at the pace so far
};

/// What a sweep tells and asks while it runs; both may be left out. The library reads no clock:
/// give it one, any callable that returns seconds.
template <class Clock, class Report>
struct watch {
    Clock clock;
    /// Called between chunks of scenarios with the progress; returns whether to go on.
    Report report;
};

namespace detail {
struct no_watch {};
} // namespace detail

/// One row of a sweep: the scenario's inputs and the model's result.
template <class R>
struct sweep_row {
    std::uint64_t index;
    list<double> inputs;
    R result;
    const list<axis>* axes;

    /// For tables: the inputs by their names, then the fields or the number of the result.
    template <class V, class P>
    static constexpr void describe(V&& v, P&& row) {
        for (std::size_t i = 0; i < row.inputs.size(); ++i) {
            v((*row.axes)[i].name.c_str(), row.inputs[i]);
        }
        if constexpr (described<R>) {
            R::describe(v, row.result);
        } else {
            v("result", row.result);
        }
    }
};

/// The results of a sweep in the order of the scenarios, whatever computed them.
template <class R>
class sweep_table {
public:
    sweep_table(list<axis> axes, list<double> inputs, list<R> results, bool complete)
        : axes_(std::move(axes)), inputs_(std::move(inputs)), results_(std::move(results)),
          complete_(complete) {}

    [[nodiscard]] std::size_t size() const noexcept { return results_.size(); }
    /// False if the report asked to stop: the rows are then the first part of the scenarios.
    [[nodiscard]] bool complete() const noexcept { return complete_; }
    [[nodiscard]] const list<axis>& axes() const noexcept { return axes_; }
    [[nodiscard]] const R& result(std::size_t i) const noexcept { return results_[i]; }
    [[nodiscard]] const double* inputs(std::size_t i) const noexcept {
        return inputs_.data() + i * axes_.size();
    }
    [[nodiscard]] sweep_row<R> operator[](std::size_t i) const {
        return {i, {inputs(i), inputs(i) + axes_.size()}, results_[i], &axes_};
    }
    /// All rows, for `report`. They refer to the axes of this table.
    [[nodiscard]] list<sweep_row<R>> rows() const {
        list<sweep_row<R>> out;
        out.reserve(size());
        for (std::size_t i = 0; i < size(); ++i) {
            out.push_back((*this)[i]);
        }
        return out;
    }
    /// The scenarios that no other beats in both measures: the Pareto set of two numbers (or
    /// quantities) that should be small, each a function of the result. In rising order of the
    /// first.
    template <class First, class Second>
    [[nodiscard]] list<std::size_t> pareto(First first, Second second) const {
        list<std::size_t> order(size());
        for (std::size_t i = 0; i < order.size(); ++i) {
            order[i] = i;
        }
        const auto before = [&](std::size_t a, std::size_t b) {
            const auto fa = first(results_[a]);
            const auto fb = first(results_[b]);
            if (fa < fb || fb < fa) {
                return fa < fb;
            }
            const auto sa = second(results_[a]);
            const auto sb = second(results_[b]);
            return sa < sb || (!(sb < sa) && a < b);
        };
        merge_sort(order, before);
        list<std::size_t> out;
        for (const std::size_t i : order) {
            if (out.empty() || second(results_[i]) < second(results_[out.back()])) {
                out.push_back(i);
            }
        }
        return out;
    }

private:
    template <class Before>
    static void merge_sort(list<std::size_t>& v, const Before& before) {
        list<std::size_t> other(v.size());
        for (std::size_t width = 1; width < v.size(); width *= 2) {
            for (std::size_t low = 0; low < v.size(); low += 2 * width) {
                const std::size_t middle = low + width < v.size() ? low + width : v.size();
                const std::size_t high = low + 2 * width < v.size() ? low + 2 * width : v.size();
                std::size_t a = low;
                std::size_t b = middle;
                for (std::size_t k = low; k < high; ++k) {
                    other[k] = a < middle && (b == high || !before(v[b], v[a])) ? v[a++] : v[b++];
                }
            }
            std::swap(v, other);
        }
    }

    list<axis> axes_;
    list<double> inputs_;
    list<R> results_;
    bool complete_;
};

namespace detail {

template <class F, class Executor, class Watch>
[[nodiscard]] auto run_sweep(const F& f, list<axis> axes, list<double> inputs, std::uint64_t count,
                             const Executor& executor, const Watch& watched) {
    using R = std::remove_cvref_t<decltype(f(std::declval<const scenario&>()))>;
    static_assert(!std::is_same_v<R, bool>,
                  "flopcost: let the sweep's function return an int or an enumeration, not a bool "
                  "(threads cannot write neighbouring bits)");
    constexpr bool silent = std::is_same_v<Watch, no_watch>;
    const std::size_t width = axes.size();
    list<R> results(static_cast<std::size_t>(count));
    // Chunks are the steps of progress and cancellation; inside, the parts run side by side.
    const std::uint64_t chunk = silent ? (count > 0 ? count : 1) : (count + 99) / 100;
    std::uint64_t done = 0;
    bool go_on = true;
    double start = 0.0;
    if constexpr (!silent) {
        start = watched.clock();
    }
    while (done < count && go_on) {
        const std::uint64_t n = chunk < count - done ? chunk : count - done;
        const std::uint64_t wanted = 8 * static_cast<std::uint64_t>(executor.width());
        const std::uint64_t parts = n < wanted ? n : wanted;
        executor(static_cast<std::size_t>(parts), [&](std::size_t p) {
            for (std::uint64_t i = done + n * p / parts; i < done + n * (p + 1) / parts; ++i) {
                const auto k = static_cast<std::size_t>(i);
                results[k] = f(scenario(axes, inputs.data() + k * width, i));
            }
        });
        done += n;
        if constexpr (!silent) {
            const double elapsed = watched.clock() - start;
            const auto share = static_cast<double>(done) / static_cast<double>(count);
            go_on = watched.report(progress{done, count, elapsed, elapsed * (1.0 / share - 1.0)});
        }
    }
    results.resize(static_cast<std::size_t>(done));
    inputs.resize(static_cast<std::size_t>(done) * width);
    return sweep_table<R>(std::move(axes), std::move(inputs), std::move(results), done == count);
}

} // namespace detail

/// Evaluates `f(scenario)` at every point of a grid, the last axis fastest. Deterministic whatever
/// the executor; the result must be default-constructible. A `watch` gets the progress with the
/// remaining time, and may stop the sweep.
///
///     auto table = sweep([](const auto& s) { return cost(s("chips"), s("MFU")); },
///                        {ratio_axis("chips", 256, 16384, 7), linear_axis("MFU", 0.2, 0.5, 4)});
template <class F, class Executor = serial, class Watch = detail::no_watch>
[[nodiscard]] auto sweep(const F& f, list<axis> axes, const Executor& executor = {},
                         const Watch& watched = {}) {
    if (axes.empty()) {
        rejected::must_not_be_empty("axes of a sweep");
    }
    std::uint64_t count = 1;
    for (const axis& a : axes) {
        if (a.values.empty()) {
            rejected::must_not_be_empty(a.name);
        }
        require_in_range("points of a sweep",
                         static_cast<double>(count) * static_cast<double>(a.values.size()), 1.0,
                         1e10);
        count *= a.values.size();
    }
    list<double> inputs(static_cast<std::size_t>(count) * axes.size());
    for (std::uint64_t i = 0; i < count; ++i) {
        std::uint64_t rest = i;
        for (std::size_t k = axes.size(); k-- > 0;) {
            const std::uint64_t n = axes[k].values.size();
            inputs[static_cast<std::size_t>(i) * axes.size() + k] =
                axes[k].values[static_cast<std::size_t>(rest % n)];
            rest /= n;
        }
    }
    return detail::run_sweep(f, std::move(axes), std::move(inputs), count, executor, watched);
}

/// Evaluates `f(scenario)` for each of a list of scenarios, each with one value for every name.
/// Error 202 for a scenario of another length.
template <class F, class Executor = serial, class Watch = detail::no_watch>
[[nodiscard]] auto sweep_list(const F& f, std::initializer_list<text> names,
                              const list<list<double>>& scenarios, const Executor& executor = {},
                              const Watch& watched = {}) {
    list<axis> axes;
    for (const text& n : names) {
        axes.push_back({n, {}});
    }
    list<double> inputs;
    for (const list<double>& s : scenarios) {
        if (s.size() != axes.size()) {
            rejected::because(error_number::inconsistent, "scenario",
                              "a scenario must have one value for each name",
                              static_cast<double>(s.size()), static_cast<double>(axes.size()),
                              static_cast<double>(axes.size()));
        }
        inputs.append(s.begin(), s.end());
    }
    return detail::run_sweep(f, std::move(axes), std::move(inputs), scenarios.size(), executor,
                             watched);
}

} // namespace flopcost::uncertainty
