// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>

#include <flopcost/core/describe.hpp>
#include <flopcost/core/error.hpp>
#include <flopcost/core/list.hpp>
#include <flopcost/training/layout_enumeration.hpp>
#include <flopcost/training/step.hpp>

/// Search over all parallel layouts of a training step: the fastest, the cheapest, the Pareto set
/// of time, cost and chips, and the fewest chips that hold the model.
namespace flopcost::training {

/// In words, what binds a step.
[[nodiscard]] constexpr const char* name(step_limit l) noexcept {
    switch (l) {
    case step_limit::compute:
        return "compute";
    case step_limit::memory:
        return "memory bandwidth";
    case step_limit::launch:
        return "the host";
    case step_limit::scale_up:
        return "tensor, context and expert traffic";
    case step_limit::network:
        return "data-parallel and pipeline traffic";
    case step_limit::bubble:
        return "idle pipeline stages";
    }
    return "";
}

/// The outcome of a search on a given number of chips.
struct layout_result {
    bool fits = false;    ///< whether any layout fits in memory
    step_plan<> plan{};   ///< the plan with the best layout; the one that misses least if none fits
    step_result<> step{}; ///< its step, with parts, MFU, memory and what binds
    long long candidates = 0; ///< layouts in the space
    long long evaluated = 0;  ///< layouts whose memory or time was computed

    /// Chip-time of a step: what cost is proportional to at a price per chip-hour.
    [[nodiscard]] constexpr qty::chip_time<> chip_time() const {
        return step.duration * (plan.chips * 1.0 * units::chip);
    }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("fits", p.fits...);
        v("plan", p.plan...);
        v("step", p.step...);
        v("candidates", p.candidates...);
        v("evaluated", p.evaluated...);
    }
};

namespace detail {

/// Raises for a base plan that no layout can make valid.
template <searchable S>
constexpr void check_search(const step_plan<S>& base, const layout_space& space) {
    step_plan<S> p = base;
    p.layout = {.data = base.chips};
    p.batch = base.chips; // any batch is as good as another here
    problems found = validate(p);
    found.in_range("batch", static_cast<double>(base.batch), 1, 1e9);
    found.in_range("space.recompute_steps", static_cast<double>(space.recompute_steps), 1, 64);
    found.in_range("space.micro_batch_up_to", static_cast<double>(space.micro_batch_up_to), 1, 1e9);
    found.require(!space.shards.empty(), "space.shards", 0, "must hold at least one choice");
    found.require(!space.recomputations.empty(), "space.recomputations", 0,
                  "must hold at least one choice");
    found.require(!space.schedules.empty(), "space.schedules", 0, "must hold at least one choice");
    found.raise_if_any("training::layout search");
}

// The best so far: the fastest that fits or, until one does, the one that misses least (the faster
// one if two miss as much).
struct incumbent {
    layout_candidate best{};
    bool fits = false;
    double seconds = flopcost::detail::infinity;
    double bytes = flopcost::detail::infinity;

    template <class Time>
    constexpr void offer(const layout_candidate& c, double memory, double capacity, Time time_of) {
        const bool fitting = memory <= capacity;
        if (!fitting && (fits || memory > bytes)) {
            return;
        }
        const double time = time_of();
        if (fitting ? !fits || time < seconds : memory < bytes || time < seconds) {
            best = c;
            seconds = time;
            bytes = memory;
            fits = fitting;
        }
    }
};

// A binary heap on the bounds, least first (std::push_heap lives in a header that costs more than
// all of this).
inline void sift(list<layout_unit>& heap, std::size_t i, std::size_t size) {
    for (;;) {
        std::size_t least = i;
        for (std::size_t child = 2 * i + 1; child <= 2 * i + 2 && child < size; ++child) {
            least = heap[child].bound < heap[least].bound ? child : least;
        }
        if (least == i) {
            return;
        }
        std::swap(heap[i], heap[least]);
        i = least;
    }
}

template <searchable S>
layout_result search(const step_plan<S>& base, const layout_space& space, const calibration& cal,
                     bool pruned) {
    check_search(base, space);
    search_context context(base, space, cal);
    list<layout_unit> heap;
    layout_result out;
    context.for_each_unit([&](const layout_unit& unit) {
        out.candidates += context.candidates_of(unit);
        heap.push_back(unit);
    });

    const double capacity = base.chip.memory.in(units::byte / units::chip);
    incumbent best;
    std::size_t left = heap.size();
    if (pruned) {
        for (layout_unit& unit : heap) {
            unit.bound = context.bound(unit);
        }
        for (std::size_t i = left / 2; i-- > 0;) {
            sift(heap, i, left);
        }
    }
    while (left > 0) {
        const layout_unit unit = pruned ? heap[0] : heap[left - 1];
        --left;
        if (pruned) {
            if (best.fits && unit.bound >= best.seconds) {
                break; // nor can any unit left in the heap do better
            }
            heap[0] = heap[left];
            sift(heap, 0, left);
        }
        context.for_each_candidate(unit, [&](const layout_candidate& c, double memory) {
            ++out.evaluated;
            best.offer(c, memory, capacity, [&] { return context.seconds(c, unit); });
        });
    }

    out.fits = best.fits;
    out.plan = base;
    if (out.candidates > 0) {
        out.plan.layout = best.best.layout;
        out.plan.stack.tensor_overlap = best.best.tensor_overlap;
        out.plan.stack.data_overlap = best.best.data_overlap;
        out.step = evaluate_step(out.plan, cal);
    }
    return out;
}

} // namespace detail

/// The layout with the shortest step on the plan's chips (its own layout is not looked at); at a
/// given number of chips also the cheapest. Branch and bound: units of layouts, ordered by a lower
/// bound of their step time (`detail::search_context::bound`, with its proof), are looked into
/// until the bound passes the best time found. If nothing fits, `fits` is false and the layout that
/// misses least is returned. Raises on a base plan that no layout makes valid.
template <searchable S = double>
[[nodiscard]] layout_result fastest_layout(const step_plan<S>& base, const layout_space& space = {},
                                           const calibration& cal = fitted) {
    return detail::search(base, space, cal, true);
}

/// The same by looking at every candidate: the reference that the bounded search is tested against.
template <searchable S = double>
[[nodiscard]] layout_result fastest_layout_exhaustive(const step_plan<S>& base,
                                                      const layout_space& space = {},
                                                      const calibration& cal = fitted) {
    return detail::search(base, space, cal, false);
}

/// Numbers of chips worth trying between two bounds: doubling, and three halves of each, up to
/// whole scale-up domains beyond one of them.
[[nodiscard]] inline list<int> chip_counts(int least, int most, int domain = 1) {
    require_in_range("least", static_cast<double>(least), 1, 1e9);
    require_in_range("most", static_cast<double>(most), static_cast<double>(least), 1e9);
    list<int> out;
    for (long long n = 1; n <= most; n *= 2) {
        for (const long long m : {n, n + n / 2}) {
            const bool whole = m < domain ? domain % m == 0 : m % (domain > 0 ? domain : 1) == 0;
            if (m >= least && m <= most && whole && (m == n || n > 1)) {
                out.push_back(static_cast<int>(m));
            }
        }
    }
    return out;
}

/// What a layout has to keep to.
struct layout_limits {
    qty::time<> step{}; ///< longest step allowed; zero: any
    /// Largest share of the chips' memory that may be used.
    fraction<> memory{};
};

namespace detail {

template <searchable S>
list<layout_result> best_on_each(step_plan<S> base, const list<int>& chips,
                                 const layout_space& space, const calibration& cal,
                                 const layout_limits& limits) {
    if (chips.empty()) {
        rejected::must_not_be_empty("chips");
    }
    require_not_negative("limits.step", limits.step);
    const auto memory = base.chip.memory;
    base.chip.memory = memory * limits.memory.value();
    list<layout_result> out;
    for (const int n : chips) {
        base.chips = n;
        layout_result r = search(base, space, cal, true);
        const bool in_time = !(limits.step.in(units::second) > 0) || r.step.duration <= limits.step;
        if (r.fits && in_time) {
            r.plan.chip.memory = memory;
            out.push_back(r);
        }
    }
    return out;
}

} // namespace detail

/// The fastest layouts on each of the given numbers of chips that no other beats in step time,
/// chip-time (cost) and number of chips at once, by number of chips. Empty if none fits the limits.
template <searchable S = double>
[[nodiscard]] list<layout_result>
pareto_layouts(const step_plan<S>& base, const list<int>& chips, const layout_space& space = {},
               const layout_limits& limits = {}, const calibration& cal = fitted) {
    const auto all = detail::best_on_each(base, chips, space, cal, limits);
    list<layout_result> out;
    for (const layout_result& a : all) {
        bool beaten = false;
        for (const layout_result& b : all) {
            const bool as_good = b.step.duration <= a.step.duration &&
                                 b.chip_time() <= a.chip_time() && b.plan.chips <= a.plan.chips;
            const bool better = b.step.duration < a.step.duration ||
                                b.chip_time() < a.chip_time() || b.plan.chips < a.plan.chips;
            beaten = beaten || (as_good && better);
        }
        if (!beaten) {
            out.push_back(a);
        }
    }
    return out;
}

/// The layout of least chip-time, that is of least cost at a price per chip-hour, over the given
/// numbers of chips and within the limits. `fits` is false if there is none.
template <searchable S = double>
[[nodiscard]] layout_result
cheapest_layout(const step_plan<S>& base, const list<int>& chips, const layout_space& space = {},
                const layout_limits& limits = {}, const calibration& cal = fitted) {
    layout_result best;
    best.plan = base;
    for (const layout_result& r : detail::best_on_each(base, chips, space, cal, limits)) {
        if (!best.fits || r.chip_time() < best.chip_time()) {
            best = r;
        }
    }
    return best;
}

/// The smallest of the given numbers of chips on which some layout fits, with the fastest layout
/// there. `fits` is false if none does; then the result is that of the largest number. The numbers
/// must rise.
template <searchable S = double>
[[nodiscard]] layout_result fewest_chips(step_plan<S> base, const list<int>& chips,
                                         const layout_space& space = {},
                                         const calibration& cal = fitted) {
    if (chips.empty()) {
        rejected::must_not_be_empty("chips");
    }
    layout_result r;
    for (const int n : chips) {
        base.chips = n;
        r = detail::search(base, space, cal, true);
        if (r.fits) {
            break;
        }
    }
    return r;
}

} // namespace flopcost::training
