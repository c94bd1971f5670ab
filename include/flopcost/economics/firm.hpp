// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/economics/investment.hpp>
#include <flopcost/economics/paths.hpp>

/// Firms: what a token must earn, how long cash lasts, when capital pays back, how many can stay.
namespace flopcost::economics {

namespace detail {
// Small enough to stand for "nothing" in a divisor.
template <class C>
[[nodiscard]] constexpr qty::money<C> tiny_money() {
    return 1e-300 * unit<dim<C>>{};
}
} // namespace detail

/// Full cost of a token at a volume. Serving is what the hardware of the answer costs (from a
/// serving model, capital of that hardware included or not as the caller counts it); `capital` is
/// any further yearly charge; research is recovered over its commercial life with interest.
template <class S = double, class C = tag::USD>
struct token_economics {
    qty::money_per_token<C, S> serving{};
    qty::money_rate<C, S> capital{};          ///< charges that do not grow with volume
    qty::money<C, S> research{};              ///< development cost to be recovered
    qty::time<S> recovery{2.0 * units::year}; ///< commercial life of the model
    qty::rate<S> interest{0.1 / units::year};
    qty::token_rate<S> volume{}; ///< tokens sold

    [[nodiscard]] constexpr problems check() const {
        problems p;
        p.not_negative("serving", serving);
        p.not_negative("capital", capital);
        p.not_negative("research", research);
        p.positive("recovery", recovery);
        p.not_negative("interest", interest);
        p.positive("volume", volume);
        return p;
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("serving", p.serving...);
        v("capital", p.capital...);
        v("research", p.research...);
        v("recovery", p.recovery...);
        v("interest", p.interest...);
        v("volume", p.volume...);
    }
};

/// Full cost of a token by part.
template <class S = double, class C = tag::USD>
struct token_cost {
    using amount = qty::money_per_token<C, S>;
    amount serving{};
    amount capital{};
    amount research{};

    /// Sum of the parts.
    [[nodiscard]] constexpr amount total() const { return detail::sum_of_parts<amount>(*this); }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("serving", p.serving...);
        v("capital", p.capital...);
        v("research", p.research...);
    }
};

/// Serving + capital + research for each token sold. Errors: those of `check()`.
template <class S = double, class C = tag::USD>
[[nodiscard]] constexpr token_cost<S, C> full_cost(const token_economics<S, C>& e) {
    e.check().raise_if_any("token_economics");
    token_cost<S, C> out;
    out.serving = e.serving;
    out.capital = e.capital / e.volume;
    out.research = capital_charge(e.research, e.interest, e.recovery) / e.volume;
    return out;
}

/// Margin on price: (price - cost) / price. Negative: sold below cost. Error 103.
template <class D, class P, class Q>
[[nodiscard]] constexpr auto margin(const quantity<D, P>& price, const quantity<D, Q>& cost) {
    require_positive("price", price);
    return (price - quantity<D, detail::joint_t<P, Q>>(cost)) / price;
}

/// Profit over cost, as DeepSeek states it (545 % on 27/28 February 2025): price / cost - 1.
template <class D, class P, class Q>
[[nodiscard]] constexpr auto markup(const quantity<D, P>& price, const quantity<D, Q>& cost) {
    require_positive("cost", cost);
    using S = detail::joint_t<P, Q>;
    return S(price / cost) - detail::one<S>();
}

/// What somebody pays on top of the price: cost - price where that is positive, otherwise nothing.
template <class D, class P, class Q>
[[nodiscard]] constexpr auto subsidy(const quantity<D, P>& price, const quantity<D, Q>& cost) {
    using M = quantity<D, detail::joint_t<P, Q>>;
    return max(M(cost) - M(price), M{});
}

/// The price that leaves a margin on it: cost / (1 - margin). Error 105 for a margin of 1 or more.
template <class D, class Q, class X>
[[nodiscard]] constexpr auto price_at_margin(const quantity<D, Q>& cost, const share<X>& margin) {
    require_in_range("margin", margin, 0.0, 0.99);
    return cost / margin.rest().value();
}

/// Price floor that commodity hosts of open weights set: a chip-hour over the tokens it makes when
/// in use, over the share of time in use, over one minus the margin they need. They recover no
/// research. Errors 103, 101, 105.
template <class D, class H, class T, class U, class X = double>
[[nodiscard]] constexpr auto
commodity_price(const quantity<D, H>& hourly_cost, const qty::token_rate_per_chip<T>& throughput,
                const fraction<U>& utilisation, const share<X>& margin = {}) {
    require_not_negative("hourly_cost", hourly_cost);
    require_positive("throughput", throughput);
    return price_at_margin(hourly_cost / throughput / utilisation.value(), margin);
}

/// The utilisation at which a price covers the cost of the hardware: hourly cost over throughput
/// times price. Above 1: not even a full machine earns its cost. Errors 103.
template <class D, class H, class T, class E, class P>
[[nodiscard]] constexpr auto
utilisation_to_break_even(const quantity<D, H>& hourly_cost,
                          const qty::token_rate_per_chip<T>& throughput,
                          const quantity<E, P>& price) {
    require_not_negative("hourly_cost", hourly_cost);
    require_positive("throughput", throughput);
    require_positive("price", price);
    return hourly_cost / (throughput * price);
}

/// A cohort of capital that earns by selling tokens (or anything counted per time) at a price that
/// may fall.
template <class S = double, class C = tag::USD>
struct cohort {
    qty::money<C, S> capex{};
    qty::token_rate<S> volume{};          ///< sold when new
    qty::money_rate<C, S> running_cost{}; ///< energy, staff, colocation
    qty::rate<S> interest{0.1 / units::year};
    qty::time<> life{6.0 * units::year}; ///< horizon: nothing is earned after it

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("capex", p.capex...);
        v("volume", p.volume...);
        v("running_cost", p.running_cost...);
        v("interest", p.interest...);
        v("life", p.life...);
    }
};

/// What becomes of a cohort.
template <class S = double, class C = tag::USD>
struct cohort_result {
    payback_result<S> payback{};
    qty::money<C, S> npv{};
    qty::money_per_token<C, S> break_even_price{}; ///< level price at which the NPV is zero

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("payback", p.payback...);
        v("npv", p.npv...);
        v("break_even_price", p.break_even_price...);
    }
};

/// Payback, net present value and break-even price of a cohort under a price path (a callable of
/// time returning money per token). Errors 103, 106.
template <class S, class C, class Price>
[[nodiscard]] constexpr cohort_result<S, C> pay_back(const cohort<S, C>& c, const Price& price) {
    require_positive("capex", c.capex);
    require_positive("volume", c.volume);
    require_not_negative("running_cost", c.running_cost);
    cohort_result<S, C> out;
    const auto cash = [&](const qty::time<S>& t) { return c.volume * price(t) - c.running_cost; };
    out.payback = payback(c.capex, cash, c.interest, c.life);
    out.npv = present_value(cash, c.interest, c.life) - c.capex;
    const auto tokens =
        present_value([&](const qty::time<S>&) { return c.volume; }, c.interest, c.life);
    const auto running =
        present_value([&](const qty::time<S>&) { return c.running_cost; }, c.interest, c.life);
    out.break_even_price = (c.capex + running) / tokens;
    return out;
}

/// How long cash lasts.
template <class S = double, class C = tag::USD>
struct runway_result {
    qty::time<S> time{};               ///< until the cash is gone; the whole horizon if it lasts
    qty::money<C, S> spent{};          ///< net, over the horizon
    qty::money<C, S> capital_needed{}; ///< to come through the horizon; zero if the cash lasts

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("time", p.time...);
        v("spent", p.spent...);
        v("capital_needed", p.capital_needed...);
    }
};

/// Runway of a cash balance under a burn that may change: `burn` is any callable of time returning
/// money per time, negative where the firm earns. Steps of a month. Errors 106, 103.
///
///     runway(4.6 * giga * cny, constant_path{4.7 * giga * cny / year}, 5.0 * year).time // 11.7 mo
template <class D, class S, class Burn>
[[nodiscard]] constexpr auto runway(const quantity<D, S>& cash, const Burn& burn,
                                    qty::time<> horizon) {
    using C = currency_of<D>;
    require_not_negative("cash", cash);
    require_positive("horizon", horizon);
    require_in_range("horizon in years", detail::years(horizon), 0.0, 1000.0);
    const int months = static_cast<int>(horizon.in(units::month) + 0.999999);
    const qty::time<> step = horizon / static_cast<double>(months);
    constexpr qty::money<C, double> tiny = detail::tiny_money<C>();
    runway_result<S, C> out;
    qty::money<C, S> worst{};
    for (int i = 0; i < months; ++i) {
        const qty::money<C, S> now = burn(qty::time<S>(step * (i + 0.5))) * step;
        // The part of the step that the cash still pays for, unless it ran out before.
        const S part = clamp(S((cash - out.spent) / max(now, tiny)), 0.0, 1.0);
        const qty::time<S> lasts =
            select_less(qty::money<C, S>{}, now, qty::time<S>(step * part), qty::time<S>(step));
        out.time += select_less(cash, worst, qty::time<S>{}, lasts);
        out.spent += now;
        worst = max(worst, out.spent);
    }
    out.capital_needed = max(worst - cash, qty::money<C, S>{});
    return out;
}

/// A chip maker at the start: what must be sold to earn the development back.
template <class S = double, class C = tag::USD>
struct chip_startup {
    qty::money<C, S> design{}; ///< engineering, IP, software
    qty::money<C, S> masks{};  ///< mask sets, tape-outs
    quantity<quotient_t<dim<C>, dim<tag::wafer>>, S> wafer_price{};
    quantity<quotient_t<dim<tag::die>, dim<tag::wafer>>, S> dies_per_wafer{}; ///< gross
    fraction<S> yield{};
    S dies_per_chip = detail::one<S>();
    qty::money_per_chip<C, S> memory_and_packaging{};
    qty::money_per_chip<C, S> price{}; ///< received, without tax
    share<S> selling_cost{};           ///< sales, support, warranty: of the price

    [[nodiscard]] constexpr problems check() const {
        problems p;
        p.not_negative("design", design);
        p.not_negative("masks", masks);
        p.not_negative("wafer_price", wafer_price);
        p.positive("dies_per_wafer", dies_per_wafer);
        p.positive("dies_per_chip", dies_per_chip);
        p.not_negative("memory_and_packaging", memory_and_packaging);
        p.positive("price", price);
        return p;
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("design", p.design...);
        v("masks", p.masks...);
        v("wafer_price", p.wafer_price...);
        v("dies_per_wafer", p.dies_per_wafer...);
        v("yield", p.yield...);
        v("dies_per_chip", p.dies_per_chip...);
        v("memory_and_packaging", p.memory_and_packaging...);
        v("price", p.price...);
        v("selling_cost", p.selling_cost...);
    }
};

/// Unit economics and break-even volume of a chip start-up.
template <class S = double, class C = tag::USD>
struct chip_break_even {
    qty::money_per_chip<C, S> unit_cost{};
    qty::money_per_chip<C, S> contribution{}; ///< of each chip to the development; may be negative
    /// Development over contribution: one over it is zero or negative where no volume breaks even.
    quantity<quotient_t<dimensionless, dim<tag::chip>>, S> inverse_volume{};

    /// Chips to sell. Error 402 where each chip loses money.
    [[nodiscard]] constexpr qty::chip<S> volume() const {
        if (!(hull(inverse_volume).low > 0)) {
            rejected::because(error_number::no_solution, "contribution",
                              "each chip is sold at a loss: no volume breaks even",
                              hull(contribution).low, 0);
        }
        return detail::one<S>() / inverse_volume;
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("unit_cost", p.unit_cost...);
        v("contribution", p.contribution...);
        v("inverse_volume", p.inverse_volume...);
    }
};

/// Break-even of a chip start-up: unit cost = wafer / (dies * yield) * dies per chip + memory and
/// packaging; volume = (design + masks) / (price (1 - selling) - unit cost). Errors: `check()`'s,
/// and 103 without any development cost.
template <class S = double, class C = tag::USD>
[[nodiscard]] constexpr chip_break_even<S, C> break_even(const chip_startup<S, C>& s) {
    s.check().raise_if_any("chip_startup");
    const qty::money<C, S> development = s.design + s.masks;
    require_positive("design", development);
    chip_break_even<S, C> out;
    const auto good_die = s.wafer_price / (s.dies_per_wafer * s.yield.value());
    out.unit_cost =
        good_die * (s.dies_per_chip * (1.0 * units::die / units::chip)) + s.memory_and_packaging;
    out.contribution = s.price * s.selling_cost.rest().value() - out.unit_cost;
    out.inverse_volume = out.contribution / development;
    return out;
}

/// How many developers a pool of money keeps at the frontier: yearly pool (capital and revenue for
/// this purpose) over the yearly cost of one developer. Both may be rates at any moment. Error 103.
template <class D, class P, class Q>
[[nodiscard]] constexpr auto sustainable_firms(const quantity<D, P>& pool,
                                               const quantity<D, Q>& cost_of_one) {
    require_not_negative("pool", pool);
    require_positive("cost_of_one", cost_of_one);
    return pool / cost_of_one;
}

/// When `now` firms become `then`, if the pool grows by `pool_growth` and the cost of the frontier
/// by `cost_growth` each year (factors): ln(now / then) / ln(cost growth / pool growth). Negative:
/// that many were sustainable only in the past. Error 402 for equal growth, 103.
template <class S>
[[nodiscard]] constexpr qty::time<S> time_until_firms(const S& now,
                                                      const std::type_identity_t<S>& then,
                                                      const std::type_identity_t<S>& pool_growth,
                                                      const std::type_identity_t<S>& cost_growth) {
    require_positive("now", now);
    require_positive("then", then);
    require_positive("pool_growth", pool_growth);
    require_positive("cost_growth", cost_growth);
    const S closing = log(S(cost_growth / pool_growth));
    const bounds b = hull(closing);
    if (b.low <= 0 && b.high >= 0) {
        rejected::because(error_number::no_solution, "cost_growth",
                          "pool and cost may grow at the same rate: the number never changes");
    }
    return S(log(S(now / then)) / closing) * units::year;
}

} // namespace flopcost::economics
