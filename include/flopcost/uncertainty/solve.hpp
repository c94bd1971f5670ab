// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <flopcost/core/error.hpp>
#include <flopcost/core/list.hpp>
#include <flopcost/core/math.hpp>
#include <flopcost/core/quantity.hpp>
#include <flopcost/scalar/dual.hpp>
#include <flopcost/scalar/interval.hpp>
#include <flopcost/uncertainty/outcome.hpp>
#include <flopcost/uncertainty/results.hpp>

// What would an input have to be for the output to be this? The same formula, evaluated with other
// scalars: dual numbers give Newton's slope, intervals prove where no root can be.

namespace flopcost::uncertainty {

/// Where to look for an input: [low, high].
struct search_range {
    double low, high;
};

/// One place where the output takes the target value.
struct root {
    double at;
    double slope; ///< d output / d input there, in base units
    bool jump;    ///< the output steps over the target here and never equals it
};

/// All roots that were found in the range. None or several are results, not errors: `value()`
/// insists on exactly one.
class solution {
public:
    solution(list<root> roots, double target, bounds seen, double nearest)
        : roots_(std::move(roots)), target_(target), seen_(seen), nearest_(nearest) {}

    [[nodiscard]] std::size_t count() const noexcept { return roots_.size(); }
    [[nodiscard]] bool unique() const noexcept { return roots_.size() == 1 && !roots_[0].jump; }
    [[nodiscard]] const root& operator[](std::size_t i) const noexcept { return roots_[i]; }
    [[nodiscard]] auto begin() const noexcept { return roots_.begin(); }
    [[nodiscard]] auto end() const noexcept { return roots_.end(); }
    /// Least and greatest output that was seen in the range, in base units.
    [[nodiscard]] bounds outputs() const noexcept { return seen_; }
    /// The input whose output came nearest to the target.
    [[nodiscard]] double nearest() const noexcept { return nearest_; }

    /// The only root. Error 402 if there is none, or several, or only a step over the target; it
    /// names the outputs that the range can reach.
    [[nodiscard]] double value() const {
        if (!unique()) {
            message m;
            if (roots_.empty()) {
                m << "the output never is " << target_ << ": in this range it goes from "
                  << seen_.low << " to " << seen_.high;
            } else if (roots_.size() > 1) {
                m << "the output is " << target_ << " at " << static_cast<int>(roots_.size())
                  << " places, the first at " << roots_.front().at << " and the last at "
                  << roots_.back().at;
            } else {
                m << "the output steps over " << target_ << " at " << roots_[0].at;
            }
            raise(error(error_number::no_solution, "target", target_, seen_.low, seen_.high,
                        m.view()));
        }
        return roots_[0].at;
    }

private:
    list<root> roots_;
    double target_;
    bounds seen_;
    double nearest_;
};

namespace detail {

// The only leaf of a result, in base units.
template <class S, class R>
[[nodiscard]] S single_leaf(const R& r) {
    S out{};
    visit_leaves<S>(r, "", [&](const leaf<S>& l) { out = *l.value; });
    return out;
}

struct point_on_curve {
    double x, y, slope; // y relative to the target
};

} // namespace detail

/// All values of one input in a range at which a model's output equals `target`. `f` takes a number
/// of any scalar and returns a number or quantity made from it. The range is scanned in `cells`
/// steps with exact derivatives; every change of sign is refined by Newton's method inside a
/// shrinking bracket, and every turn of the curve towards the target is looked into, so that two
/// roots in one cell are found as well. Only features narrower than a cell that change neither sign
/// nor slope can be missed; `possible_roots` proves absence.
///
///     auto needed = uncertainty::solve([&](auto mfu) { return cost_at(mfu); },
///                                      5.576 * mega * usd, {0.1, 0.9}).value();
template <class F, class Target>
[[nodiscard]] solution solve(const F& f, const Target& target, search_range range,
                             int cells = 128) {
    using S = dual<1>;
    require_finite("low end of the search", range.low);
    require_finite("high end of the search", range.high);
    if (!(range.low < range.high)) {
        rejected::value_out_of_range("low end of the search", range.low,
                                     -flopcost::detail::infinity, range.high);
    }
    using Result = std::remove_cvref_t<decltype(f(std::declval<S>()))>;
    static_assert(std::is_same_v<detail::certain_t<Result>, Target> || std::is_arithmetic_v<Target>,
                  "flopcost: the target must have the dimension of the model's output");
    const double goal = detail::typed<detail::certain_t<Result>>::base(target);
    const auto at = [&](double x) {
        const S y = detail::single_leaf<S>(f(S::variable(x, 0)));
        return detail::point_on_curve{x, y.value() - goal, y.derivative(0)};
    };
    list<root> roots;
    const auto refine = [&](detail::point_on_curve a, detail::point_on_curve b) {
        const double ends = max(flopcost::abs(a.y), flopcost::abs(b.y));
        detail::point_on_curve p = flopcost::abs(a.y) < flopcost::abs(b.y) ? a : b;
        for (int i = 0; i < 200 && p.y != 0.0; ++i) {
            double next = p.x - p.y / p.slope;
            const double middle = a.x + 0.5 * (b.x - a.x);
            // Newton must stay inside and not creep; every third step halves in any case.
            if (!(next > a.x && next < b.x) || i % 3 == 2) {
                next = middle;
            }
            if (next <= a.x || next >= b.x) {
                break; // the bracket is down to neighbouring numbers
            }
            p = at(next);
            ((p.y < 0.0) == (a.y < 0.0) ? a : b) = p;
        }
        // At a root the misses at the ends shrink with the bracket; at a step they do not, and at a
        // pole they grow.
        const double miss = flopcost::abs(p.y);
        const bool jump = !(miss <= 2.0 * ends) || !(ends < flopcost::detail::infinity) ||
                          (miss > 1e-6 * ends + 1e-12 * flopcost::abs(goal) &&
                           miss > 8.0 * flopcost::abs(p.slope) * (b.x - a.x));
        roots.push_back({p.x, p.slope, jump});
    };
    bounds seen{flopcost::detail::infinity, -flopcost::detail::infinity};
    detail::point_on_curve best{range.low, flopcost::detail::infinity, 0.0};
    const auto note = [&](const detail::point_on_curve& p) {
        seen.low = p.y + goal < seen.low ? p.y + goal : seen.low;
        seen.high = p.y + goal > seen.high ? p.y + goal : seen.high;
        best = flopcost::abs(p.y) < flopcost::abs(best.y) ? p : best;
    };
    const auto settle = [&](const detail::point_on_curve& a, const detail::point_on_curve& b) {
        if (a.y == 0.0) {
            roots.push_back({a.x, a.slope, false});
        } else if (b.y != 0.0 && (a.y < 0.0) != (b.y < 0.0)) {
            refine(a, b);
        }
    };
    detail::point_on_curve a = at(range.low);
    note(a);
    for (int i = 1; i <= cells; ++i) {
        const double x = i == cells ? range.high : range.low + (range.high - range.low) * i / cells;
        detail::point_on_curve b = at(x);
        note(b);
        const bool same_side = a.y != 0.0 && b.y != 0.0 && (a.y < 0.0) == (b.y < 0.0);
        const double towards = a.y < 0.0 ? 1.0 : -1.0;
        if (same_side && a.slope * towards > 0.0 && b.slope * towards < 0.0) {
            // The curve turns inside: find the turn by halving on the sign of the slope.
            detail::point_on_curve l = a;
            detail::point_on_curve r = b;
            detail::point_on_curve m = a;
            for (int k = 0; k < 60; ++k) {
                m = at(l.x + 0.5 * (r.x - l.x));
                note(m);
                if (m.x <= l.x || m.x >= r.x || (m.y < 0.0) != (a.y < 0.0) || m.y == 0.0) {
                    break;
                }
                (m.slope * towards > 0.0 ? l : r) = m;
            }
            const double touch = 1e-12 * (flopcost::abs(goal) + flopcost::abs(a.y));
            if ((m.y < 0.0) != (a.y < 0.0) && m.y != 0.0) {
                refine(a, m);
                refine(m, b);
            } else if (flopcost::abs(m.y) <= touch) {
                roots.push_back({m.x, m.slope, false});
            }
        } else {
            settle(a, b);
        }
        a = b;
    }
    if (a.y == 0.0) {
        roots.push_back({a.x, a.slope, false});
    }
    return {std::move(roots), goal, seen, best.x};
}

/// The parts of a range in which the output may equal `target`, proved by interval arithmetic:
/// outside of them there is no root, however the function wriggles (branch and prune). Empty means
/// that no root exists. `f` must accept an `interval`.
template <class F, class Target>
[[nodiscard]] list<bounds> possible_roots(const F& f, const Target& target, search_range range,
                                          int depth = 12) {
    using Result = std::remove_cvref_t<decltype(f(std::declval<interval>()))>;
    const double goal = detail::typed<detail::certain_t<Result>>::base(target);
    list<bounds> found;
    list<bounds> open{{range.low, range.high}};
    const double smallest = (range.high - range.low) / static_cast<double>(1 << depth);
    while (!open.empty()) {
        const bounds cell = open.back();
        open.pop_back();
        const interval y = detail::single_leaf<interval>(f(interval(cell.low, cell.high)));
        if (!(y.low() <= goal && goal <= y.high())) {
            continue;
        }
        if (cell.high - cell.low <= smallest * 1.5) {
            if (!found.empty() && found.back().high >= cell.low) {
                found.back().high = cell.high;
            } else {
                found.push_back(cell);
            }
            continue;
        }
        const double middle = cell.low + 0.5 * (cell.high - cell.low);
        open.push_back({middle, cell.high});
        open.push_back({cell.low, middle});
    }
    return found;
}

/// The values of one input at which `target` is possible when the others are only known as
/// intervals: `f` takes a number and returns an interval or a quantity of intervals, and is
/// monotone in that number. Bisection on either bound. A result with low > high says that it is
/// impossible.
template <class F, class Target>
[[nodiscard]] search_range solve_monotone(const F& f, const Target& target, search_range range) {
    using Result = std::remove_cvref_t<decltype(f(std::declval<interval>()))>;
    const double goal = detail::typed<detail::certain_t<Result>>::base(target);
    const auto at = [&](double x) { return detail::single_leaf<interval>(f(interval(x))); };
    const interval first = at(range.low);
    const interval last = at(range.high);
    const bool rising = last.low() + last.high() > first.low() + first.high();
    // Reflect a falling function, so that possible means: upper bound reached, lower not passed.
    const auto reached = [&](double x) {
        const interval y = at(x);
        return rising ? y.high() >= goal : y.low() <= goal;
    };
    const auto passed = [&](double x) {
        const interval y = at(x);
        return rising ? y.low() > goal : y.high() < goal;
    };
    const auto switch_point = [&](const auto& holds) {
        double low = range.low;
        double high = range.high;
        for (int i = 0; i < 100; ++i) {
            const double middle = low + 0.5 * (high - low);
            (holds(middle) ? high : low) = middle;
        }
        return low + 0.5 * (high - low);
    };
    if (!reached(range.high) || passed(range.low)) {
        return {1.0, 0.0};
    }
    return {reached(range.low) ? range.low : switch_point(reached),
            passed(range.high) ? switch_point(passed) : range.high};
}

} // namespace flopcost::uncertainty
