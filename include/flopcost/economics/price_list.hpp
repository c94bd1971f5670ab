// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <flopcost/core/date.hpp>
#include <flopcost/core/fraction.hpp>
#include <flopcost/economics/usage.hpp>

/// Token prices as vendors state them: by kind of token, by date, by hour of the week, by length of
/// the prompt, by class of service.
namespace flopcost::economics {

/// A price that a list may leave out. Left out means unknown: neither zero nor some other price.
template <class Q>
class listed {
public:
    using value_type = Q;
    constexpr listed() = default;
    constexpr listed(Q price) : price_(price), known_(true) {}
    template <class T>
        requires(!std::is_same_v<T, Q> && std::is_convertible_v<const T&, Q>)
    constexpr listed(const T& price) : price_(price), known_(true) {}

    [[nodiscard]] constexpr bool has_value() const noexcept { return known_; }
    /// The price; zero where it is unknown (check first).
    [[nodiscard]] constexpr const Q& operator*() const noexcept { return price_; }

private:
    Q price_{};
    bool known_ = false;
};

/// Prices of one list. What is left out is unknown and an error only when it is needed, with two
/// readings that all vendors share: reasoning without a price of its own is billed as output, and
/// the long cache write is unknown unless stated.
template <class S = double, class C = tag::USD>
struct token_prices {
    using price = listed<qty::money_per_token<C, S>>;
    using storage_price =
        listed<quantity<quotient_t<dim<C>, product_t<dim<tag::token>, dim<tag::second>>>, S>>;

    price fresh{};
    price cached{};
    price cache_write{};
    price long_cache_write{};
    price output{};
    price reasoning{}; ///< left out: billed as output
    storage_price stored{};

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("fresh", p.fresh...);
        v("cached", p.cached...);
        v("cache_write", p.cache_write...);
        v("long_cache_write", p.long_cache_write...);
        v("output", p.output...);
        v("reasoning", p.reasoning...);
        v("stored", p.stored...);
    }
};

/// Bit masks of weekdays: bit 0 is Monday.
enum : unsigned { monday_to_friday = 0x1f, weekend = 0x60, every_day = 0x7f };

/// Minutes of the week, as a weekly tariff names them: weekdays and a span of the day,
/// [from, until) in minutes after midnight. A span that ends before it begins runs past midnight
/// and belongs to the day on which it begins. The default is never.
struct weekly_window {
    unsigned weekdays = 0;
    int from = 0;
    int until = 1440;

    [[nodiscard]] constexpr bool covers(weekday day, int minute) const noexcept {
        const unsigned today = 1u << static_cast<unsigned>(day);
        if (from < until) {
            return (weekdays & today) != 0 && minute >= from && minute < until;
        }
        const unsigned yesterday = 1u << ((static_cast<unsigned>(day) + 6) % 7);
        return ((weekdays & today) != 0 && minute >= from) ||
               ((weekdays & yesterday) != 0 && minute < until);
    }
    /// Minutes of a week that it covers.
    [[nodiscard]] constexpr int minutes_per_week() const noexcept {
        int days = 0;
        for (unsigned d = weekdays & every_day; d != 0; d &= d - 1) {
            ++days;
        }
        return days * (from < until ? until - from : until - from + 1440);
    }
};

/// How a vendor serves: at once, or later and cheaper, or first and dearer.
enum class service : unsigned char { standard, batch, flex, priority };

/// The name of a service class.
[[nodiscard]] constexpr const char* name(service s) noexcept {
    switch (s) {
    case service::batch:
        return "batch";
    case service::flex:
        return "flex";
    case service::priority:
        return "priority";
    case service::standard:
        break;
    }
    return "standard";
}

/// Terms of a service class, as factors on the standard prices. Where the class knows no cache
/// (`caching = false`) cached tokens and writes are billed as fresh input.
template <class S = double>
struct service_terms {
    economics::service service = economics::service::standard;
    S input = detail::one<S>();
    S output = detail::one<S>();
    bool caching = true;

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("service", p.service...);
        v("input", p.input...);
        v("output", p.output...);
        v("caching", p.caching...);
    }
};

/// The last instant there is: an open end.
inline constexpr instant forever{date{9999, 12, 31}};

/// One line of a tariff: prices that hold in [from, until), in the windows given (none given:
/// whenever no other line has a window that holds), for prompts longer than `above`.
template <class S = double, class C = tag::USD>
struct tariff_line {
    instant from{};
    instant until{};
    qty::token<> above{};
    weekly_window windows[3]{};
    token_prices<S, C> prices{};

    [[nodiscard]] constexpr bool windowed() const noexcept { return windows[0].weekdays != 0; }
    [[nodiscard]] constexpr bool covers(weekday day, int minute) const noexcept {
        for (const weekly_window& w : windows) {
            if (w.weekdays != 0 && w.covers(day, minute)) {
                return true;
            }
        }
        return false;
    }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("from", p.from...);
        v("until", p.until...);
        v("above", p.above...);
        v("windows", p.windows...);
        v("prices", p.prices...);
    }
};

/// A vendor's tariff for one model over time. Lines are tried as `tariff_line` says; a time that no
/// line covers has no price (error 303), it never falls back on a neighbour.
///
///     constexpr auto mtok = mega * token;
///     constexpr tariff<> v4{.name = "deepseek-v4-pro", .lines = {
///         {.from = date{2026, 8, 16}, .until = forever,
///          .prices = {.fresh = 0.66 * usd / mtok, .cached = 0.022 * usd / mtok,
///                     .output = 1.98 * usd / mtok}},
///         {.from = date{2026, 8, 16}, .until = forever,
///          .windows = {{monday_to_friday, 60, 240}, {monday_to_friday, 360, 600}},
///          .prices = {.fresh = 1.32 * usd / mtok, ...}}}};
template <class S = double, class C = tag::USD>
struct tariff {
    static constexpr int capacity = 12;

    const char* name = "";
    const char* source = "";
    int utc_offset = 0;  ///< minutes that the windows' clock is ahead of UTC (Beijing: 480)
    share<S> discount{}; ///< contract discount on everything
    service_terms<S> services[3]{}; ///< beyond the standard one
    tariff_line<S, C> lines[capacity]{};

    /// Lines in use: those before the first that is never valid.
    [[nodiscard]] constexpr int size() const noexcept {
        int n = 0;
        while (n < capacity && lines[n].from < lines[n].until) {
            ++n;
        }
        return n;
    }
    /// Terms of a service class; null where the vendor does not offer it.
    [[nodiscard]] constexpr const service_terms<S>* terms(service s) const noexcept {
        for (const service_terms<S>& t : services) {
            if (t.service == s) {
                return &t;
            }
        }
        return nullptr;
    }

    /// Everything wrong with the tariff, told at once: no line, bad windows, negative prices or
    /// factors, two lines that would hold at the same time for the same prompt.
    [[nodiscard]] constexpr problems check() const {
        problems p;
        const int n = size();
        p.require(n > 0, "lines", n, "a tariff needs a line with from < until");
        p.in_range("utc_offset", static_cast<double>(utc_offset), -840.0, 840.0);
        for (const service_terms<S>& t : services) {
            p.not_negative("services.input", t.input);
            p.not_negative("services.output", t.output);
        }
        for (int i = 0; i < n; ++i) {
            const tariff_line<S, C>& a = lines[i];
            p.not_negative("above", a.above);
            for (const weekly_window& w : a.windows) {
                p.in_range("window.from", static_cast<double>(w.from), 0.0, 1440.0);
                p.in_range("window.until", static_cast<double>(w.until), 0.0, 1440.0);
                p.require(w.weekdays <= every_day, "window.weekdays", w.weekdays,
                          "has only seven bits");
            }
            const auto price = [&p](const char* what, const auto& x) {
                if (x.has_value()) {
                    p.not_negative(what, *x);
                }
            };
            price("fresh", a.prices.fresh);
            price("cached", a.prices.cached);
            price("cache_write", a.prices.cache_write);
            price("long_cache_write", a.prices.long_cache_write);
            price("output", a.prices.output);
            price("reasoning", a.prices.reasoning);
            price("stored", a.prices.stored);
            for (int j = 0; j < i; ++j) {
                p.require(!overlap(a, lines[j]), "lines", i, "holds at the same time as another");
            }
        }
        return p;
    }
    constexpr void validate() const { check().raise_if_any("tariff"); }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("name", p.name...);
        v("source", p.source...);
        v("utc_offset", p.utc_offset...);
        v("discount", p.discount...);
        v("services", p.services...);
        v("lines", p.lines...);
    }

private:
    // Windows change only where one of them begins, so those minutes are enough to look at.
    static constexpr bool overlap(const tariff_line<S, C>& a, const tariff_line<S, C>& b) noexcept {
        if (!(a.from < b.until && b.from < a.until) || a.above != b.above ||
            a.windowed() != b.windowed()) {
            return false;
        }
        if (!a.windowed()) {
            return true;
        }
        for (int d = 0; d < 7; ++d) {
            for (int k = 0; k < 3; ++k) {
                const int at[] = {a.windows[k].from, b.windows[k].from, 0};
                for (const int minute : at) {
                    const auto day = static_cast<weekday>(d);
                    if (a.covers(day, minute) && b.covers(day, minute)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
};

/// A tariff from the rows of a price history that name a model's prices with weekly windows, such
/// as the catalogue's `deepseek_prices` (USD per million tokens; `name`, `from`, `until`,
/// `weekdays`, `spans`, `otherwise`, `input`, `cached_input`, `output`). Rows of other names are
/// passed over. Error 301 where none is left, 105 above the capacity of a tariff.
template <class Row, std::size_t N>
[[nodiscard]] constexpr tariff<> tariff_from(const Row (&rows)[N], text name) {
    constexpr auto per_mtok = units::usd / (units::mega * units::token);
    tariff<> t;
    int n = 0;
    for (const Row& r : rows) {
        if (!(text(r.name) == name)) {
            continue;
        }
        if (n == tariff<>::capacity) {
            rejected::value_out_of_range("lines", n + 1, 1, tariff<>::capacity);
        }
        tariff_line<>& line = t.lines[n++];
        t.name = r.name;
        t.source = r.source;
        line.from = instant(r.from);
        line.until = instant(r.until);
        if (!r.otherwise) {
            int k = 0;
            for (const auto& span : r.spans) {
                if (span.from < span.to) {
                    line.windows[k++] = {r.weekdays, span.from, span.to};
                }
            }
        }
        const auto price = [per_mtok](double x) {
            return x == x ? token_prices<>::price(x * per_mtok) : token_prices<>::price();
        };
        line.prices.fresh = price(r.input);
        line.prices.cached = price(r.cached_input);
        line.prices.output = price(r.output);
    }
    if (n == 0) {
        message m;
        m << "the price history has no model named '" << name << "'";
        rejected::because(error_number::unknown_name, "name", m.view());
    }
    return t;
}

/// A tariff from one row of a price list that was read on one day, such as the catalogue's price
/// entries (USD per million tokens; `model`, `source`, `input`, `cached_input`, `cache_write`,
/// `output`, `reasoning`, `long_context`). The list says nothing about other days: the caller
/// states how long it is taken to hold, [from, until).
template <class Entry>
[[nodiscard]] constexpr tariff<> tariff_on(const Entry& e, date from, date until) {
    constexpr auto per_mtok = units::usd / (units::mega * units::token);
    const auto price = [per_mtok](double x) {
        return x == x ? token_prices<>::price(x * per_mtok) : token_prices<>::price();
    };
    tariff<> t;
    t.name = e.model;
    t.source = e.source;
    t.lines[0].from = instant(from);
    t.lines[0].until = instant(until);
    token_prices<>& p = t.lines[0].prices;
    p.fresh = price(e.input);
    p.cached = price(e.cached_input);
    p.cache_write = price(e.cache_write);
    p.output = price(e.output);
    p.reasoning = price(e.reasoning);
    if (e.long_context.from_tokens > 0) {
        t.lines[1] = t.lines[0];
        t.lines[1].above = e.long_context.from_tokens * units::token;
        t.lines[1].prices.fresh = price(e.long_context.input);
        t.lines[1].prices.cached = price(e.long_context.cached_input);
        t.lines[1].prices.output = price(e.long_context.output);
    }
    return t;
}

} // namespace flopcost::economics
