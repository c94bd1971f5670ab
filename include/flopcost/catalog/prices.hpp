// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/data/deepseek_prices.hpp>
#include <flopcost/catalog/data/price_keys.hpp>
#include <flopcost/catalog/data/price_table.hpp>
#include <flopcost/catalog/name.hpp>

namespace flopcost::catalog {

/// The list price of a model, or null.
[[nodiscard]] constexpr const price_entry* try_find_price(text model) noexcept {
    const name_key* key = find_key(price_keys, length(price_keys), folded_name{model});
    return key != nullptr && key->row >= 0 ? prices + key->row : nullptr;
}

/// The list price of a model on 2025-11-29. Error 301 with the nearest name if there is none, 107
/// on an empty name; in a constant, a compile error.
[[nodiscard]] constexpr const price_entry& find_price(text model) {
    const folded_name core{model};
    return prices[detail::require_row("price", model, price_keys, length(price_keys),
                                      find_key(price_keys, length(price_keys), core), core)];
}

/// DeepSeek's price for a name in its API at an instant, or null outside every window.
[[nodiscard]] constexpr const price_window* try_find_deepseek_price(text name, instant t) noexcept {
    const price_window* fallback = nullptr;
    for (const price_window& w : deepseek_prices) {
        if (text(w.name) == name && w.covers(t)) {
            if (!w.otherwise) {
                return &w;
            }
            fallback = &w;
        }
    }
    return fallback;
}

/// DeepSeek's price for a name in its API at an instant. Error 303 outside every window.
[[nodiscard]] constexpr const price_window& find_deepseek_price(text name, instant t) {
    const price_window* found = try_find_deepseek_price(name, t);
    if (found == nullptr) {
        message m;
        m << "no price of '" << name << "' holds at that instant";
        rejected::because(error_number::no_valid_price, "instant", m.view());
    }
    return *found;
}

} // namespace flopcost::catalog
