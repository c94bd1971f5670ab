// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <flopcost/economics/capital.hpp>

/// Judging an investment: net present value, internal rate of return, payback.
namespace flopcost::economics {

/// Net present value of cash flows at times 0, 1, 2 ... periods (a year each unless stated). The
/// first is usually the outlay, negative. Errors 104, 106.
template <class D, class F, std::size_t N, class R>
[[nodiscard]] constexpr auto npv(const quantity<D, F> (&flows)[N], const qty::rate<R>& interest,
                                 qty::time<> period = 1.0 * units::year) {
    using S = detail::joint_t<F, R>;
    const S step = discount_factor(detail::in_scalar<S>(interest), period);
    S factor = detail::one<S>();
    quantity<D, S> sum{};
    for (const auto& flow : flows) {
        require_finite("flow", flow);
        sum += detail::in_scalar<S>(flow) * factor;
        factor = factor * step;
    }
    return sum;
}

/// Internal rate of return: the interest at which `npv` is zero, between -90 % and +900 % a year,
/// for flows that start with an outlay and change sign once. Forty-eight halvings that any scalar
/// can take, then a Newton step, which carries the derivatives. Error 402 where there is no root.
template <class D, class S, std::size_t N>
[[nodiscard]] constexpr qty::rate<S> irr(const quantity<D, S> (&flows)[N],
                                         qty::time<> period = 1.0 * units::year) {
    static_assert(N >= 2, "an internal rate of return needs an outlay and a return");
    require_positive("period", period);
    S f[N];
    for (std::size_t i = 0; i < N; ++i) {
        require_finite("flow", flows[i]);
        f[i] = flopcost::detail::access::base(flows[i]);
    }
    // In the discount factor x = 1 / (1 + r) the present value is a polynomial.
    const auto value = [&f](const S& x) {
        S sum = f[N - 1];
        for (std::size_t i = N - 1; i-- > 0;) {
            sum = sum * x + f[i];
        }
        return sum;
    };
    const S zero = scalar_traits<S>::constant(0.0);
    S low = scalar_traits<S>::constant(0.1);
    S high = scalar_traits<S>::constant(10.0);
    if (!(hull(value(low)).high < 0) || !(hull(value(high)).low > 0)) {
        rejected::because(error_number::no_solution, "flows",
                          "these cash flows have no internal rate of return between -90 % and "
                          "+900 % a period: they must start with an outlay and earn it back");
    }
    for (int i = 0; i < 48; ++i) {
        const S middle = (low + high) * 0.5;
        const S v = value(middle);
        low = select_less(v, zero, middle, low);
        high = select_less(v, zero, high, middle);
    }
    S x = (low + high) * 0.5;
    S slope = zero;
    for (std::size_t i = N - 1; i >= 1; --i) {
        slope = slope * x + f[i] * static_cast<double>(i);
    }
    const S polished = x - value(x) / slope;
    const bounds b = hull(polished);
    // An interval whose slope straddles zero keeps the enclosure that the halvings found.
    x = is_finite(b.low) && is_finite(b.high) && b.low > 0 ? polished : x;
    // Per period -> effective per year.
    const double periods = 1.0 * units::year / period;
    return (exp(log(x) * -periods) - detail::one<S>()) / units::year;
}

/// What a payback calculation finds.
template <class S = double>
struct payback_result {
    qty::time<S> time{}; ///< until the outlay is earned back; the whole horizon if it never is
    S recovered{};       ///< discounted cash over the horizon / outlay: below 1 = not paid back

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("time", p.time...);
        v("recovered", p.recovered...);
    }
};

/// When an outlay is earned back by a cash rate that may change over time: `cash` is any callable
/// of `qty::time<S>` that returns money per time. Steps of a month, discounted at `interest`
/// (continuous midpoint). Not paying back is a result: `recovered` below 1. Errors 103, 106.
template <class D, class S, class Cash>
[[nodiscard]] constexpr payback_result<S>
payback(const quantity<D, S>& outlay, const Cash& cash,
        const std::type_identity_t<qty::rate<S>>& interest, qty::time<> horizon) {
    require_positive("outlay", outlay);
    require_not_negative("interest", interest);
    require_positive("horizon", horizon);
    require_in_range("horizon in years", detail::years(horizon), 0.0, 1000.0);
    const int months = static_cast<int>(horizon.in(units::month) + 0.999999);
    const qty::time<> step = horizon / static_cast<double>(months);
    const S growth = log(detail::one<S>() + detail::per_year(interest));
    const S zero = scalar_traits<S>::constant(0.0);
    S earned = zero; // share of the outlay
    S best = zero;
    payback_result<S> out;
    for (int i = 0; i < months; ++i) {
        const qty::time<> middle = step * (i + 0.5);
        const S factor = exp(growth * (-1.0 * detail::years(middle)));
        const S now = (cash(qty::time<S>(middle)) * step / outlay) * factor;
        // The part of this step that passes before the outlay is earned.
        const S missing = detail::one<S>() - earned;
        const S part = clamp(S(missing / max(now, scalar_traits<S>::constant(1e-300))), 0.0, 1.0);
        out.time += step * select_less(best, detail::one<S>(), part, zero);
        earned = earned + now;
        best = max(best, earned);
    }
    out.recovered = earned;
    return out;
}

/// Present value of a cash rate over a horizon: same conventions as `payback`.
template <class S = double, class Cash>
[[nodiscard]] constexpr auto present_value(const Cash& cash, const qty::rate<S>& interest,
                                           qty::time<> horizon) {
    require_not_negative("interest", interest);
    require_positive("horizon", horizon);
    require_in_range("horizon in years", detail::years(horizon), 0.0, 1000.0);
    const int months = static_cast<int>(horizon.in(units::month) + 0.999999);
    const qty::time<> step = horizon / static_cast<double>(months);
    const S growth = log(detail::one<S>() + detail::per_year(interest));
    decltype(cash(qty::time<S>{}) * step * detail::one<S>()) sum{};
    for (int i = 0; i < months; ++i) {
        const qty::time<> middle = step * (i + 0.5);
        sum += cash(qty::time<S>(middle)) * step * S(exp(growth * (-1.0 * detail::years(middle))));
    }
    return sum;
}

} // namespace flopcost::economics
