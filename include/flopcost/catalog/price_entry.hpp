// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/chip_entry.hpp>
#include <flopcost/core/fact.hpp>

namespace flopcost::catalog {

/// Other prices for requests longer than a number of tokens; zero tokens: there is no such tier.
struct long_context_price {
    int from_tokens = 0;
    double input = na, cached_input = na, output = na;
};

/// List price of a model, USD per million tokens; `na` where the list states none. A missing cached
/// price is unknown: it is not the input price.
struct price_entry {
    const char* model;
    const char* provider;
    const char* country; ///< of the provider, ISO 3166
    date released;
    double input;
    double cached_input;
    double cache_write;
    double output;
    double reasoning; ///< output while thinking, where it has a price of its own
    long_context_price long_context;
    date as_of;
    flopcost::provenance provenance;
    const char* source;

    /// One of the prices as a fact. Error 304 if it is unknown.
    [[nodiscard]] constexpr fact<qty::usd_per_token<>> as_fact(double price_entry::*which) const {
        const double x = this->*which;
        if (!known(x)) {
            message m;
            m << "the price list states no such price for '" << model << "'";
            rejected::because(error_number::unknown_price, "price", m.view());
        }
        const auto q = x * (units::usd / (units::mega * units::token));
        return {q, q, q, as_of, source, provenance, model};
    }
};

/// A span of the day in UTC, minutes from midnight; the end is not part of it.
struct minute_span {
    int from, to;
};

/// One price of a dated tariff with weekly windows, USD per million tokens.
struct price_window {
    const char* name;  ///< in the API
    const char* model; ///< behind the name at that time
    date from;         ///< first day
    date until;        ///< first day no longer; 9999-12-31: open
    unsigned weekdays; ///< bit 0: Monday ... bit 6: Sunday, in UTC
    minute_span spans[2];
    bool otherwise; ///< holds only when no other window of the name does
    double input;
    double cached_input;
    double output;
    flopcost::provenance provenance;
    const char* source;

    /// Whether the window holds at an instant, leaving `otherwise` aside.
    [[nodiscard]] constexpr bool covers(instant t) const noexcept {
        const date day = t.day();
        if (day < from || !(day < until) ||
            (weekdays >> static_cast<unsigned>(day.weekday()) & 1u) == 0) {
            return false;
        }
        const int minute = t.minute_of_day();
        for (const minute_span& s : spans) {
            if (minute >= s.from && minute < s.to) {
                return true;
            }
        }
        return false;
    }
};

} // namespace flopcost::catalog
