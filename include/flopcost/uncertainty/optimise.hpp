// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <flopcost/core/error.hpp>
#include <flopcost/core/list.hpp>
#include <flopcost/core/math.hpp>
#include <flopcost/scalar/dual.hpp>
#include <flopcost/uncertainty/low_discrepancy.hpp>
#include <flopcost/uncertainty/outcome.hpp>
#include <flopcost/uncertainty/results.hpp>
#include <flopcost/uncertainty/solve.hpp>

// Several unknowns at once, with exact gradients from one evaluation on dual numbers.

namespace flopcost::uncertainty {

/// A minimum over a box.
template <class Q, std::size_t N>
struct minimum {
    std::array<double, N> at;
    Q value;
    std::array<double, N> gradient; ///< of the value by each input, in base units
    std::array<bool, N> at_bound;   ///< held by the end of its range
    bool converged;
};

/// One set of inputs that meets all targets.
template <std::size_t N>
struct system_solution {
    std::array<double, N> at;
    double misfit; ///< root mean square of the relative misses
};

/// The answers of `solve_system`: no solution or several are results.
template <std::size_t N>
struct system_solutions {
    list<system_solution<N>> found; ///< all that meet the targets, the best first
    system_solution<N> nearest;     ///< the best attempt, whether it meets them or not
    bool determined; ///< false where the targets leave a direction open: infinitely many solutions
};

namespace detail {

// Solves A x = b for a small symmetric positive matrix by Cholesky; false if it is singular.
template <std::size_t N>
[[nodiscard]] bool solve_positive(std::array<std::array<double, N>, N> a,
                                  std::array<double, N>& b) {
    for (std::size_t i = 0; i < N; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double s = a[i][j];
            for (std::size_t k = 0; k < j; ++k) {
                s -= a[i][k] * a[j][k];
            }
            if (i == j) {
                if (!(s > 1e-13 * a[i][i])) {
                    return false;
                }
                a[i][i] = sqrt(s);
            } else {
                a[i][j] = s / a[j][j];
            }
        }
    }
    for (std::size_t i = 0; i < N; ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            b[i] -= a[i][k] * b[k];
        }
        b[i] /= a[i][i];
    }
    for (std::size_t i = N; i-- > 0;) {
        for (std::size_t k = i + 1; k < N; ++k) {
            b[i] -= a[k][i] * b[k];
        }
        b[i] /= a[i][i];
    }
    return true;
}

// A number of the unit interval inside a range, and the box of the search.
template <std::size_t N>
struct box {
    std::array<search_range, N> range;

    explicit box(const std::array<search_range, N>& r) : range(r) {
        for (const search_range& s : r) {
            if (!(s.low < s.high)) {
                rejected::value_out_of_range("low end of the search", s.low,
                                             -flopcost::detail::infinity, s.high);
            }
        }
    }
    [[nodiscard]] double width(std::size_t i) const { return range[i].high - range[i].low; }
    [[nodiscard]] std::array<dual<static_cast<int>(N)>, N>
    variables(const std::array<double, N>& u) const {
        std::array<dual<static_cast<int>(N)>, N> x;
        for (std::size_t i = 0; i < N; ++i) {
            x[i] = dual<static_cast<int>(N)>::variable(value(u, i), static_cast<int>(i));
        }
        return x;
    }
    [[nodiscard]] double value(const std::array<double, N>& u, std::size_t i) const {
        return u[i] >= 1.0 ? range[i].high : range[i].low + u[i] * width(i);
    }
    // Start number k: the centre first, then Sobol' points.
    [[nodiscard]] static std::array<double, N> start(int k) {
        std::array<double, N> u;
        for (std::size_t i = 0; i < N; ++i) {
            u[i] = k == 0 ? 0.5
                          : cell_centre32(sobol_bits(static_cast<std::uint64_t>(k),
                                                     static_cast<int>(i % sobol_dimensions)));
        }
        return u;
    }
};

[[nodiscard]] constexpr double clip01(double u) noexcept {
    return u < 0.0 ? 0.0 : (u > 1.0 ? 1.0 : u);
}

} // namespace detail

/// The least value of a model over one or few continuous inputs, each in its range: projected BFGS
/// from several starts (Nocedal and Wright 2006, sections 6.1 and 16.7), gradients by dual numbers.
/// `f` takes an array of N numbers of any scalar and returns a number or quantity. It finds local
/// minima; more `starts` make it likelier that the least of them is among them.
template <std::size_t N, class F>
[[nodiscard]] auto minimise(const F& f, const std::array<search_range, N>& ranges, int starts = 4) {
    static_assert(N >= 1 && N <= 16, "flopcost: minimise is for 1 to 16 inputs");
    using S = dual<static_cast<int>(N)>;
    using point = std::array<double, N>;
    using Result = std::remove_cvref_t<decltype(f(std::declval<std::array<S, N>>()))>;
    using Q = detail::certain_t<Result>;
    const detail::box<N> box(ranges);
    const auto evaluate = [&](const point& u, point& g) {
        const S y = detail::single_leaf<S>(f(box.variables(u)));
        for (std::size_t i = 0; i < N; ++i) {
            g[i] = y.derivative(static_cast<int>(i)) * box.width(i);
        }
        return y.value();
    };
    minimum<Q, N> best{};
    double least = flopcost::detail::infinity;
    for (int k = 0; k < starts; ++k) {
        point u = detail::box<N>::start(k);
        point g{};
        double y = evaluate(u, g);
        std::array<point, N> h{};
        bool fresh = true;
        bool converged = false;
        for (int iteration = 0; iteration < 300 && !converged; ++iteration) {
            if (fresh) {
                double size = 0.0;
                for (std::size_t i = 0; i < N; ++i) {
                    size = max(size, flopcost::abs(g[i]));
                }
                for (std::size_t i = 0; i < N; ++i) {
                    h[i] = {};
                    h[i][i] = size > 0.0 ? 0.25 / size : 1.0;
                }
            }
            // Inputs that the gradient presses against an end stay there.
            std::array<bool, N> held{};
            double slope = 0.0;
            for (std::size_t i = 0; i < N; ++i) {
                held[i] = (u[i] <= 0.0 && g[i] > 0.0) || (u[i] >= 1.0 && g[i] < 0.0);
                slope = held[i] ? slope : max(slope, flopcost::abs(g[i]));
            }
            if (slope <= 1e-10 * (flopcost::abs(y) + 1e-300)) {
                converged = true;
                break;
            }
            point step{};
            double descent = 0.0;
            for (std::size_t i = 0; i < N; ++i) {
                for (std::size_t j = 0; j < N && !held[i]; ++j) {
                    step[i] -= held[j] ? 0.0 : h[i][j] * g[j];
                }
                descent += step[i] * g[i];
            }
            if (!(descent < 0.0)) {
                if (fresh) {
                    break;
                }
                fresh = true;
                continue;
            }
            double t = 1.0;
            point next{};
            point slope_next{};
            double value = y;
            bool moved = false;
            for (int halving = 0; halving < 60; ++halving, t *= 0.5) {
                double expected = 0.0;
                for (std::size_t i = 0; i < N; ++i) {
                    next[i] = detail::clip01(u[i] + t * step[i]);
                    expected += g[i] * (next[i] - u[i]);
                }
                value = evaluate(next, slope_next);
                if (value <= y + 1e-4 * expected && expected < 0.0) {
                    moved = true;
                    break;
                }
            }
            if (!moved) {
                // No descent even along the gradient: as low as rounding and kinks allow.
                converged = fresh;
                if (fresh) {
                    break;
                }
                fresh = true;
                continue;
            }
            // BFGS update of the inverse, where the curvature is positive.
            point s{};
            point d{};
            double sd = 0.0;
            for (std::size_t i = 0; i < N; ++i) {
                s[i] = next[i] - u[i];
                d[i] = slope_next[i] - g[i];
                sd += s[i] * d[i];
            }
            fresh = !(sd > 0.0);
            if (!fresh) {
                point hd{};
                double dhd = 0.0;
                for (std::size_t i = 0; i < N; ++i) {
                    for (std::size_t j = 0; j < N; ++j) {
                        hd[i] += h[i][j] * d[j];
                    }
                    dhd += d[i] * hd[i];
                }
                for (std::size_t i = 0; i < N; ++i) {
                    for (std::size_t j = 0; j < N; ++j) {
                        h[i][j] += (1.0 + dhd / sd) * s[i] * s[j] / sd -
                                   (hd[i] * s[j] + s[i] * hd[j]) / sd;
                    }
                }
            }
            u = next;
            g = slope_next;
            y = value;
        }
        if (y < least) {
            least = y;
            best.value = detail::typed<Q>::make(y);
            best.converged = converged;
            for (std::size_t i = 0; i < N; ++i) {
                best.at[i] = box.value(u, i);
                best.gradient[i] = g[i] / box.width(i);
                best.at_bound[i] = u[i] <= 0.0 || u[i] >= 1.0;
            }
        }
    }
    return best;
}

/// The least value of a model over one input; see above. Here `f` takes the number itself.
template <class F>
[[nodiscard]] auto minimise(const F& f, search_range range, int starts = 4) {
    return minimise<1>([&](const auto& x) { return f(x[0]); }, std::array<search_range, 1>{range},
                       starts);
}

/// Several unknowns from several targets by least squares on the relative misses (Levenberg and
/// Marquardt, from `starts` points). `f` takes an array of N numbers of any scalar and returns a
/// tuple or array of outputs; `targets` holds their wanted values in the same types. A solution
/// misses by less than one part in 1e8; distinct ones are all reported.
template <std::size_t N, class F, class Targets>
[[nodiscard]] system_solutions<N> solve_system(const F& f, const Targets& targets,
                                               const std::array<search_range, N>& ranges,
                                               int starts = 16) {
    static_assert(N >= 1 && N <= 16, "flopcost: solve_system is for 1 to 16 unknowns");
    using S = dual<static_cast<int>(N)>;
    using point = std::array<double, N>;
    const detail::box<N> box(ranges);
    list<double> goal;
    detail::visit_leaves<double>(targets, "",
                                 [&](const detail::leaf<double>& l) { goal.push_back(*l.value); });
    struct linear {
        std::array<point, N> matrix{};
        point side{};
        double cost = 0.0;
    };
    const auto evaluate = [&](const point& u) {
        linear out;
        std::size_t k = 0;
        detail::visit_leaves<S>(f(box.variables(u)), "", [&](const detail::leaf<S>& l) {
            if (k < goal.size()) {
                const double scale = goal[k] != 0.0 ? 1.0 / goal[k] : 1.0;
                const double miss = (l.value->value() - goal[k]) * scale;
                out.cost += miss * miss;
                point row;
                for (std::size_t i = 0; i < N; ++i) {
                    row[i] = l.value->derivative(static_cast<int>(i)) * box.width(i) * scale;
                }
                for (std::size_t i = 0; i < N; ++i) {
                    out.side[i] -= row[i] * miss;
                    for (std::size_t j = 0; j < N; ++j) {
                        out.matrix[i][j] += row[i] * row[j];
                    }
                }
            }
            ++k;
        });
        require_in_range("number of targets", static_cast<double>(goal.size()),
                         static_cast<double>(k), static_cast<double>(k));
        return out;
    };
    system_solutions<N> answer{};
    answer.nearest.misfit = flopcost::detail::infinity;
    answer.determined = true;
    for (int k = 0; k < starts; ++k) {
        point u = detail::box<N>::start(k);
        linear here = evaluate(u);
        double damping = 1e-3;
        for (int iteration = 0; iteration < 200 && here.cost > 0.0; ++iteration) {
            // An unknown at the end of its range that wants to leave it is held there.
            std::array<bool, N> held{};
            for (std::size_t i = 0; i < N; ++i) {
                held[i] =
                    (u[i] <= 0.0 && here.side[i] < 0.0) || (u[i] >= 1.0 && here.side[i] > 0.0);
            }
            std::array<point, N> m = here.matrix;
            point step = here.side;
            for (std::size_t i = 0; i < N; ++i) {
                m[i][i] = m[i][i] * (1.0 + damping) + 1e-300;
                if (held[i]) {
                    for (std::size_t j = 0; j < N; ++j) {
                        m[i][j] = m[j][i] = i == j ? 1.0 : 0.0;
                    }
                    step[i] = 0.0;
                }
            }
            point next = u;
            if (detail::solve_positive<N>(m, step)) {
                for (std::size_t i = 0; i < N; ++i) {
                    next[i] = detail::clip01(u[i] + step[i]);
                }
            }
            const linear there = evaluate(next);
            if (there.cost < here.cost) {
                const bool done = here.cost - there.cost < 1e-15 * here.cost;
                u = next;
                here = there;
                damping = damping * 0.2 > 1e-14 ? damping * 0.2 : 1e-14;
                if (done) {
                    break;
                }
            } else if ((damping *= 5.0) > 1e12) {
                break;
            }
        }
        system_solution<N> s{};
        s.misfit = sqrt(here.cost / static_cast<double>(goal.size()));
        for (std::size_t i = 0; i < N; ++i) {
            s.at[i] = box.value(u, i);
        }
        if (s.misfit < answer.nearest.misfit) {
            answer.nearest = s;
        }
        if (s.misfit > 1e-8) {
            continue;
        }
        point nothing{};
        if (goal.size() < N || !detail::solve_positive<N>(here.matrix, nothing)) {
            answer.determined = false;
        }
        bool known = false;
        for (const system_solution<N>& o : answer.found) {
            double distance = 0.0;
            for (std::size_t i = 0; i < N; ++i) {
                distance = max(distance, flopcost::abs(o.at[i] - s.at[i]) / box.width(i));
            }
            known = known || distance < 1e-5;
        }
        if (!known) {
            answer.found.push_back(s);
            for (std::size_t i = answer.found.size() - 1;
                 i > 0 && answer.found[i].misfit < answer.found[i - 1].misfit; --i) {
                std::swap(answer.found[i], answer.found[i - 1]);
            }
        }
    }
    return answer;
}

} // namespace flopcost::uncertainty
