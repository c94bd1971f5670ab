// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <type_traits>

#include <flopcost/core/fraction.hpp>
#include <flopcost/economics/cost.hpp>

/// Capital: what it costs to tie up money in things that wear out. Interest rates are effective
/// annual rates as quantities per time, `6.75 * percent / year`; at zero interest every formula
/// tends to its plain average, without a special case for the caller.
namespace flopcost::economics {

namespace detail {

// (1 - exp(-x)) / x for x >= 0. The series takes over where the quotient would cancel.
template <class S>
[[nodiscard]] constexpr S mean_decay(const S& x) {
    const S u = one<S>();
    const S series = u - x * (u - x * (u - x * (u - x * 0.2) * 0.25) * (1.0 / 3.0)) * 0.5;
    const S y = max(x, scalar_traits<S>::constant(1e-3));
    const S quotient = (u - exp(y * -1.0)) / y;
    return select_less(x, scalar_traits<S>::constant(1e-3), series, quotient);
}

// log(1 + r) / r for r >= 0.
template <class S>
[[nodiscard]] constexpr S force_of_interest(const S& r) {
    const S u = one<S>();
    const S series =
        u - r * (u * 0.5 - r * (u * (1.0 / 3.0) - r * (u * 0.25 - r * (u * 0.2 - r * (1.0 / 6)))));
    const S y = max(r, scalar_traits<S>::constant(1e-3));
    return select_less(r, scalar_traits<S>::constant(1e-3), series, S(log(u + y) / y));
}

// A quantity or fraction in the scalar S.
template <class S, class D, class T>
[[nodiscard]] constexpr quantity<D, S> in_scalar(const quantity<D, T>& q) {
    return q;
}

template <class S>
[[nodiscard]] constexpr S per_year(const qty::rate<S>& r) {
    return r.in(units::unity / units::year);
}
template <class S>
[[nodiscard]] constexpr S years(const qty::time<S>& t) {
    return t.in(units::year);
}

} // namespace detail

/// Value today of one unit of money due after `delay`: (1 + r)^-t. Errors 106 for negative inputs.
template <class R, class T>
[[nodiscard]] constexpr auto discount_factor(const qty::rate<R>& interest,
                                             const qty::time<T>& delay) {
    using S = detail::joint_t<R, T>;
    require_not_negative("interest", interest);
    require_not_negative("delay", delay);
    const S r = detail::per_year(detail::in_scalar<S>(interest));
    const S n = detail::years(detail::in_scalar<S>(delay));
    return S(exp(log(detail::one<S>() + r) * n * -1.0));
}

/// Present value of a payment of one unit a year, at each year's end, for `life`:
/// (1 - (1 + r)^-n) / r in years; `life` itself at zero interest. Errors 106, 103.
template <class R, class T>
[[nodiscard]] constexpr auto annuity_factor(const qty::rate<R>& interest,
                                            const qty::time<T>& life) {
    using S = detail::joint_t<R, T>;
    require_not_negative("interest", interest);
    require_positive("life", life);
    const S r = detail::per_year(detail::in_scalar<S>(interest));
    const S n = detail::years(detail::in_scalar<S>(life));
    const S g = detail::force_of_interest(r); // times r: the continuous rate
    return S(n * detail::mean_decay(S(n * r * g)) * g) * units::year;
}

/// Capital recovery factor: the constant yearly payment that repays one unit of capital with
/// interest over `life`, r / (1 - (1 + r)^-n), as a rate; 1/n at zero interest (formula F4 of the
/// engineering-economics literature, e.g. Blank & Tarquin). Errors 106, 103.
template <class R, class T>
[[nodiscard]] constexpr auto capital_recovery(const qty::rate<R>& interest,
                                              const qty::time<T>& life) {
    using S = detail::joint_t<R, T>;
    return detail::one<S>() / annuity_factor(interest, life);
}

/// Yearly charge of an asset that costs `price` and is worth `residual` of it after `life`:
/// (C - R (1 + r)^-n) CRF(r, n). Any quantity that has a price may be charged: money, money per
/// chip, money per watt. Errors 106, 103, 102.
template <class D, class P, class R, class T, class X = double>
[[nodiscard]] constexpr auto capital_charge(const quantity<D, P>& price,
                                            const qty::rate<R>& interest, const qty::time<T>& life,
                                            const share<X>& residual = {}) {
    using S = detail::joint_t<P, R, T, X>;
    require_not_negative("price", price);
    const S net =
        detail::one<S>() - share<S>(residual).value() * S(discount_factor(interest, life) * 1.0);
    return detail::in_scalar<S>(price) * net * capital_recovery(interest, life);
}

// Value paths: the share of the purchase price that an asset is still worth at an age. Any callable
// of `qty::time<S>` is one; the types below also know their integral and slope exactly.

/// Exponential decline at a constant rate: V(t) = exp(-k t). The trend of price-performance makes
/// older chips worth less in this way: `declining_balance{.decay = 0.14 * ln_10 / year}` is Epoch
/// AI's (Cottier et al. 2024, arXiv:2405.21015).
template <class S = double>
struct declining_balance {
    qty::rate<S> decay{};

    [[nodiscard]] constexpr S operator()(const qty::time<S>& age) const {
        return exp(S((decay * age) * -1.0));
    }
    /// Integral of the value from age 0.
    [[nodiscard]] constexpr qty::time<S> area(const qty::time<S>& age) const {
        return age * detail::mean_decay(S(decay * age));
    }
    /// Loss of value per time, -V'.
    [[nodiscard]] constexpr qty::rate<S> loss(const qty::time<S>& age) const {
        return decay * (*this)(age);
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("decay", p.decay...);
    }
};

/// Straight line from the price down to `residual` at the end of `life`, constant after it.
template <class S = double>
struct straight_line {
    qty::time<S> life{};
    share<S> residual{};

    [[nodiscard]] constexpr S operator()(const qty::time<S>& age) const {
        const S part = min(S(age / life), detail::one<S>());
        return detail::one<S>() - part * residual.rest().value();
    }
    [[nodiscard]] constexpr qty::time<S> area(const qty::time<S>& age) const {
        const qty::time<S> falling = min(age, life);
        return falling * (detail::one<S>() - S(falling / life) * residual.rest().value() * 0.5) +
               (age - falling) * residual.value();
    }
    [[nodiscard]] constexpr qty::rate<S> loss(const qty::time<S>& age) const {
        const qty::rate<S> slope = residual.rest().value() / life;
        return select_less(age, life, slope, qty::rate<S>{});
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("life", p.life...);
        v("residual", p.residual...);
    }
};

/// One point of a value path.
template <class S = double>
struct value_point {
    qty::time<> age{};
    S worth{}; ///< share of the purchase price
};

/// Value through given points, linear between them and constant outside. It need not fall: used
/// chips have become dearer (H100 rent rose by 40 % in the half-year to March 2026).
///
///     value_path<3> v{{{0.0 * year, 1.0}, {2.0 * year, 0.45}, {3.0 * year, 0.55}}};
template <int N, class S = double>
struct value_path {
    static_assert(N >= 1, "a value path needs a point");
    value_point<S> points[N];

    /// Error 105 unless the ages rise strictly and start at zero or later, 106 for negative worth.
    constexpr void validate() const {
        for (int i = 0; i < N; ++i) {
            require_not_negative("worth", points[i].worth);
            const double from = i == 0 ? 0.0 : detail::years(points[i - 1].age);
            const double age = detail::years(points[i].age);
            if (!(i == 0 ? age >= 0 : age > from) || !is_finite(age)) {
                rejected::value_out_of_range("age", age, from, flopcost::detail::infinity);
            }
        }
    }
    [[nodiscard]] constexpr S operator()(const qty::time<S>& age) const {
        S v = points[0].worth;
        for (int i = 1; i < N; ++i) {
            v = v + (points[i].worth - points[i - 1].worth) * progress(i, age);
        }
        return v;
    }
    [[nodiscard]] constexpr qty::time<S> area(const qty::time<S>& age) const {
        const S u = detail::one<S>();
        qty::time<S> sum = min(age, qty::time<S>(points[0].age)) * points[0].worth;
        for (int i = 1; i < N; ++i) {
            const qty::time<> width = points[i].age - points[i - 1].age;
            const S x = progress(i, age);
            // Trapezium of the part of this segment that lies before `age`.
            const S mean = points[i - 1].worth * (u - x * 0.5) + points[i].worth * x * 0.5;
            sum += x * mean * width;
        }
        return sum + max(age - points[N - 1].age, qty::time<S>{}) * points[N - 1].worth;
    }

private:
    // How much of segment i lies before the age: 0 to 1.
    [[nodiscard]] constexpr S progress(int i, const qty::time<S>& age) const {
        const qty::time<> from = points[i - 1].age;
        return clamp(S((age - from) / (points[i].age - from)), 0.0, 1.0);
    }
};

namespace detail {

// Integral of a value path between two ages: exact where the path knows it, otherwise Simpson's
// rule on 64 panels.
template <class S, class Path>
[[nodiscard]] constexpr qty::time<S> area(const Path& worth, const qty::time<S>& from,
                                          const qty::time<S>& to) {
    if constexpr (requires { worth.area(to); }) {
        return worth.area(to) - worth.area(from);
    } else {
        constexpr int panels = 64;
        const qty::time<S> step = (to - from) * (1.0 / panels);
        S sum = worth(from) + worth(to);
        for (int i = 1; i < panels; ++i) {
            sum = sum + worth(qty::time<S>(from + step * i)) * (i % 2 == 1 ? 4.0 : 2.0);
        }
        return step * sum * (1.0 / 3.0);
    }
}

} // namespace detail

/// Share of the purchase price that owning an asset from one age to another costs: loss of value
/// plus interest on the value tied up,
///     V(from) - V(to) + r * integral of V,
/// Jorgenson's user cost of capital (1963) over any value path. Zero interest and
/// `declining_balance` give Epoch AI's amortization (to first order in the length of the run: see
/// `user_cost_rate`). `interest` counts as simple interest on the running value. Errors 106 for
/// negative inputs, 202 where `to` lies before `from`.
template <class S, class Path>
[[nodiscard]] constexpr S user_cost(const Path& worth, const qty::time<S>& from,
                                    const std::type_identity_t<qty::time<S>>& to,
                                    const std::type_identity_t<qty::rate<S>>& interest = {}) {
    require_not_negative("from", from);
    require_not_negative("interest", interest);
    if (!(hull(to).low >= hull(from).low)) {
        rejected::because(error_number::inconsistent, "to", "the age 'to' lies before 'from'",
                          hull(to).low, hull(from).low);
    }
    return worth(from) - worth(to) + interest * detail::area<S>(worth, from, to);
}

/// The same at one age, as a rate: (r + delta) V with delta = -V'/V (formula F3). Paths that do not
/// know their slope are differenced over one day.
template <class S, class Path>
[[nodiscard]] constexpr qty::rate<S>
user_cost_rate(const Path& worth, const qty::time<S>& age,
               const std::type_identity_t<qty::rate<S>>& interest = {}) {
    require_not_negative("age", age);
    require_not_negative("interest", interest);
    if constexpr (requires { worth.loss(age); }) {
        return worth.loss(age) + interest * worth(age);
    } else {
        constexpr qty::time<> day = 1.0 * units::day;
        return (worth(age) - worth(qty::time<S>(age + day))) / day + interest * worth(age);
    }
}

/// Weighted average cost of capital: equity share times its cost, plus debt share times its cost
/// after tax. Errors 102, 106.
template <class S = double>
struct capital_structure {
    share<S> equity{};
    qty::rate<S> cost_of_equity{};
    qty::rate<S> cost_of_debt{};
    share<S> tax{}; ///< on profits; interest is deductible

    [[nodiscard]] constexpr qty::rate<S> wacc() const {
        require_not_negative("cost_of_equity", cost_of_equity);
        require_not_negative("cost_of_debt", cost_of_debt);
        return cost_of_equity * equity.value() +
               cost_of_debt * (equity.rest().value() * tax.rest().value());
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("equity", p.equity...);
        v("cost_of_equity", p.cost_of_equity...);
        v("cost_of_debt", p.cost_of_debt...);
        v("tax", p.tax...);
    }
};

/// Factor on a capital charge for a tax on profits when the asset is written off in a straight line
/// over `tax_life`: (1 - tau z) / (1 - tau), z the present value of the write-offs (Hall and
/// Jorgenson 1967). 1 without tax, and 1 with immediate write-off. Errors 102, 105 at a full tax.
template <class R, class T, class X>
[[nodiscard]] constexpr auto tax_factor(const share<X>& tax, const qty::rate<R>& interest,
                                        const qty::time<T>& tax_life) {
    using S = detail::joint_t<R, T, X>;
    require_in_range("tax", tax, 0.0, 0.95);
    const S tau = share<S>(tax).value();
    const S z = annuity_factor(interest, tax_life) / detail::in_scalar<S>(tax_life);
    return S((detail::one<S>() - tau * z) / (detail::one<S>() - tau));
}

/// By how much the books understate the yearly depreciation of `gross` capital when they write it
/// off over `book_life` although it is worth using only for `economic_life`: C/n_economic -
/// C/n_book. Negative where the books are the stricter. Errors 106, 103.
template <class D, class P, class A, class B>
[[nodiscard]] constexpr auto understated_depreciation(const quantity<D, P>& gross,
                                                      const qty::time<A>& book_life,
                                                      const qty::time<B>& economic_life) {
    require_not_negative("gross", gross);
    require_positive("book_life", book_life);
    require_positive("economic_life", economic_life);
    return gross / economic_life - gross / book_life;
}

} // namespace flopcost::economics
