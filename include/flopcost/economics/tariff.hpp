// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

#include <flopcost/economics/price_list.hpp>

/// Bills: what a usage costs under a tariff at an instant, and what follows (blends, ratios, means
/// over a week). Nothing here looks at a clock, allocates, or guesses a missing price.
namespace flopcost::economics {

/// A bill by kind of token; `discount` is negative, so that the parts add up to `total()`.
template <class S = double, class C = tag::USD>
struct token_bill {
    using amount = qty::money<C, S>;

    amount fresh{};
    amount cached{};
    amount cache_write{}; ///< both classes of cache write
    amount output{};
    amount reasoning{};
    amount stored{};
    amount discount{}; ///< contract discount, at most zero

    /// Sum of the parts.
    [[nodiscard]] constexpr amount total() const { return detail::sum_of_parts<amount>(*this); }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("fresh", p.fresh...);
        v("cached", p.cached...);
        v("cache_write", p.cache_write...);
        v("output", p.output...);
        v("reasoning", p.reasoning...);
        v("stored", p.stored...);
        v("discount", p.discount...);
    }
};

namespace detail {

[[noreturn, gnu::cold, gnu::noinline]] inline void no_price_at(const char* tariff, instant t) {
    const date d = t.day();
    const int minute = t.minute_of_day();
    message m;
    m << "no price of '" << tariff << "' is valid on " << d.year() << "-"
      << (d.month() < 10 ? "0" : "") << d.month() << "-" << (d.day() < 10 ? "0" : "") << d.day()
      << " at " << (minute / 60 < 10 ? "0" : "") << minute / 60 << ":"
      << (minute % 60 < 10 ? "0" : "") << minute % 60 << " UTC: it lies outside every line";
    rejected::because(error_number::no_valid_price, "instant", m.view());
}
[[noreturn, gnu::cold, gnu::noinline]] inline void
price_is_unknown(const char* tariff, const char* what, double tokens) {
    message m;
    m << "'" << tariff << "' states no price for " << what << ", but " << tokens
      << " of them must be billed; unknown is not free and not the price of another kind";
    rejected::because(error_number::unknown_price, what, m.view(), tokens);
}
[[noreturn, gnu::cold, gnu::noinline]] inline void no_such_service(const char* tariff, service s) {
    message m;
    m << "'" << tariff << "' offers no " << name(s) << " service";
    rejected::because(error_number::unknown_price, "service", m.view());
}

// Tokens times price; a price is needed only where there may be tokens.
template <class Money, class T, class Price>
[[nodiscard]] constexpr Money charge(const char* tariff, const char* what, const T& tokens,
                                     const Price& price) {
    if (price.has_value()) {
        return tokens * *price;
    }
    const double most = hull(tokens).high;
    if (!(most <= 0)) {
        price_is_unknown(tariff, what, most);
    }
    return {};
}

template <class S, class C>
[[nodiscard]] constexpr token_bill<S, C> charge_all(const char* name, const token_prices<S, C>& p,
                                                    const usage<S>& u,
                                                    const service_terms<S>* terms) {
    using money = qty::money<C, S>;
    token_bill<S, C> b;
    const bool caching = terms == nullptr || terms->caching;
    b.fresh = charge<money>(name, "fresh input tokens", u.fresh, p.fresh);
    b.cached = charge<money>(name, "cached input tokens", u.cached, caching ? p.cached : p.fresh);
    b.cache_write = charge<money>(name, "cache write tokens", u.cache_write,
                                  caching ? p.cache_write : p.fresh) +
                    charge<money>(name, "long cache write tokens", u.long_cache_write,
                                  caching ? p.long_cache_write : p.fresh);
    b.output = charge<money>(name, "output tokens", u.output, p.output);
    b.reasoning = charge<money>(name, "reasoning tokens", u.reasoning,
                                p.reasoning.has_value() ? p.reasoning : p.output);
    b.stored = charge<money>(name, "stored token-seconds", u.stored, p.stored);
    if (terms != nullptr) {
        b.fresh *= terms->input;
        b.cached *= terms->input;
        b.cache_write *= terms->input;
        b.output *= terms->output;
        b.reasoning *= terms->output;
    }
    return b;
}

template <class S, class C>
[[nodiscard]] constexpr token_bill<S, C>
choose(const qty::token<S>& above, const qty::token<S>& prompt, const token_bill<S, C>& longer,
       const token_bill<S, C>& shorter) {
    token_bill<S, C> b;
    b.fresh = select_less(above, prompt, longer.fresh, shorter.fresh);
    b.cached = select_less(above, prompt, longer.cached, shorter.cached);
    b.cache_write = select_less(above, prompt, longer.cache_write, shorter.cache_write);
    b.output = select_less(above, prompt, longer.output, shorter.output);
    b.reasoning = select_less(above, prompt, longer.reasoning, shorter.reasoning);
    b.stored = select_less(above, prompt, longer.stored, shorter.stored);
    return b;
}

// The lines that hold at an instant, as a bit mask.
template <class S, class C>
[[nodiscard]] constexpr unsigned lines_at(const tariff<S, C>& t, instant at) noexcept {
    const weekday day = at.day(t.utc_offset).weekday();
    const int minute = at.minute_of_day(t.utc_offset);
    unsigned windowed = 0;
    unsigned otherwise = 0;
    for (int i = 0; i < tariff<S, C>::capacity; ++i) {
        const tariff_line<S, C>& line = t.lines[i];
        if (!(line.from < line.until)) {
            break;
        }
        if (at < line.from || !(at < line.until)) {
            continue;
        }
        if (!line.windowed()) {
            otherwise |= 1u << i;
        } else if (line.covers(day, minute)) {
            windowed |= 1u << i;
        }
    }
    return windowed != 0 ? windowed : otherwise;
}

} // namespace detail

/// The bill for a usage under a tariff at an instant (when the request is made, in UTC). All
/// buckets of a request longer than a tier's bound take that tier's prices. Uncertain token counts
/// are fine: a count that may lie on either side of a tier bound selects lane by lane.
/// Errors: 106 negative counts; 303 no line valid at the instant; 304 a price that is needed and
/// not listed, or a service class that is not offered.
///
///     bill(v4, usage{.fresh = 8e3 * token, .cached = 90e3 * token, .output = 1e3 * token},
///          instant{date{2026, 9, 5}, 22, 30, 480}).total()       // a Saturday night in Beijing
template <class S, class C, class T>
[[nodiscard]] constexpr token_bill<detail::joint_t<S, T>, C> bill(const tariff<S, C>& price_list,
                                                                  const usage<T>& used, instant at,
                                                                  service s = service::standard) {
    using J = detail::joint_t<S, T>;
    if constexpr (!std::is_same_v<S, J>) {
        return bill(lift<J>(price_list), used, at, s);
    } else if constexpr (!std::is_same_v<T, J>) {
        return bill(price_list, lift<J>(used), at, s);
    } else {
        used.validate();
        const service_terms<S>* terms = nullptr;
        if (s != service::standard) {
            terms = price_list.terms(s);
            if (terms == nullptr) {
                detail::no_such_service(price_list.name, s);
            }
        }
        const unsigned active = detail::lines_at(price_list, at);
        const qty::token<S> prompt = used.prompt();
        const bounds length = hull(prompt);
        // The line with the highest bound that the prompt surely exceeds (or none: bound zero).
        int line = -1;
        double bound = 0;
        for (unsigned rest = active; rest != 0; rest &= rest - 1) {
            const int i = std::countr_zero(rest);
            const double above = hull(price_list.lines[i].above).low;
            if ((above <= 0 || above < length.low) && (line < 0 || above > bound)) {
                line = i;
                bound = above;
            }
        }
        if (line < 0) {
            detail::no_price_at(price_list.name, at);
        }
        token_bill<S, C> b =
            detail::charge_all(price_list.name, price_list.lines[line].prices, used, terms);
        if (length.low < length.high) {
            // Bounds that it may exceed, from the lowest to the highest.
            for (;;) {
                int next = -1;
                double nearest = 0;
                for (unsigned rest = active; rest != 0; rest &= rest - 1) {
                    const int i = std::countr_zero(rest);
                    const double above = hull(price_list.lines[i].above).low;
                    if (above > bound && above < length.high && (next < 0 || above < nearest)) {
                        next = i;
                        nearest = above;
                    }
                }
                if (next < 0) {
                    break;
                }
                const auto& tier = price_list.lines[next];
                bound = nearest;
                b = detail::choose<S, C>(
                    tier.above, prompt,
                    detail::charge_all(price_list.name, tier.prices, used, terms), b);
            }
        }
        if (hull(price_list.discount).high > 0) {
            b.discount = -(b.total() * price_list.discount.value());
        }
        return b;
    }
}

/// Price of an average token of a usage: the bill over all its tokens. `usage{.fresh = 3e3 * token,
/// .output = 1e3 * token}` is the customary 3:1 blend. Errors as `bill`, and 103 without tokens.
template <class S, class C, class T>
[[nodiscard]] constexpr auto blended_price(const tariff<S, C>& price_list, const usage<T>& mix,
                                           instant at, service s = service::standard) {
    require_positive("tokens of the mix", mix.total());
    return bill(price_list, mix, at, s).total() / mix.total();
}

/// Price ratio A : B of two tariffs for the same usage at the same instant (formula F14). The
/// ratio belongs to this mix and date; the tariffs must share a currency. Errors as `bill`.
template <class A, class B, class C, class T>
[[nodiscard]] constexpr auto price_ratio(const tariff<A, C>& a, const tariff<B, C>& b,
                                         const usage<T>& mix, instant at) {
    return bill(a, mix, at).total() / bill(b, mix, at).total();
}

/// Price ratio A : B for a solved task: each model with the tokens that it uses for an attempt, and
/// with the share of attempts that succeed. Errors as `bill`, and 101.
template <class A, class B, class C, class T, class X = double, class Y = double>
[[nodiscard]] constexpr auto price_ratio_per_task(const tariff<A, C>& a, const usage<T>& tokens_a,
                                                  const fraction<X>& solved_a,
                                                  const tariff<B, C>& b, const usage<T>& tokens_b,
                                                  const fraction<Y>& solved_b, instant at) {
    return (bill(a, tokens_a, at).total() / solved_a) / (bill(b, tokens_b, at).total() / solved_b);
}

namespace detail {

// The next instant at which the tariff may change; at most a day ahead.
template <class S, class C>
[[nodiscard]] constexpr instant next_change(const tariff<S, C>& t, instant at) noexcept {
    const int minute = at.minute_of_day(t.utc_offset);
    instant next = at + (1440 - minute);
    const auto sooner = [&next, at](instant x) {
        if (at < x && x < next) {
            next = x;
        }
    };
    for (const tariff_line<S, C>& line : t.lines) {
        sooner(line.from);
        sooner(line.until);
        for (const weekly_window& w : line.windows) {
            sooner(at + (w.from - minute));
            sooner(at + (w.until - minute));
        }
    }
    return next;
}

} // namespace detail

/// Mean bill of a usage spread evenly over [from, until): the exact integral over the tariff's
/// steps, not a sample. Over whole weeks it is what a round-the-clock user pays for each request.
/// Errors as `bill`, and 202 for an empty span.
template <class S, class C, class T>
[[nodiscard]] constexpr auto mean_bill(const tariff<S, C>& price_list, const usage<T>& used,
                                       instant from, instant until, service s = service::standard) {
    if (!(from < until)) {
        rejected::because(error_number::inconsistent, "until",
                          "the span to average over is empty: 'from' must lie before 'until'");
    }
    const auto span = static_cast<double>(until.minutes() - from.minutes());
    decltype(bill(price_list, used, from, s).total()) sum{};
    while (from < until) {
        instant next = detail::next_change(price_list, from);
        next = next < until ? next : until;
        sum += bill(price_list, used, from, s).total() *
               (static_cast<double>(next.minutes() - from.minutes()) / span);
        from = next;
    }
    return sum;
}

/// The same with a load profile: `weight(instant)` is how much use falls into each minute, in any
/// unit. Error 103 where no minute has any.
template <class S, class C, class T, class Weight>
[[nodiscard]] constexpr auto
mean_bill_weighted(const tariff<S, C>& price_list, const usage<T>& used, instant from,
                   instant until, const Weight& weight, service s = service::standard) {
    if (!(from < until)) {
        rejected::because(error_number::inconsistent, "until",
                          "the span to average over is empty: 'from' must lie before 'until'");
    }
    decltype(bill(price_list, used, from, s).total()) sum{};
    double all = 0;
    while (from < until) {
        instant next = detail::next_change(price_list, from);
        next = next < until ? next : until;
        double part = 0;
        for (instant t = from; t < next; t = t + 1) {
            const double w = weight(t);
            require_not_negative("weight", w);
            part += w;
        }
        if (part > 0) {
            sum += bill(price_list, used, from, s).total() * part;
        }
        all += part;
        from = next;
    }
    require_positive("sum of weights", all);
    return sum / all;
}

} // namespace flopcost::economics
