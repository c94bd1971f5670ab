// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <flopcost/core/dimension.hpp>
#include <flopcost/core/text.hpp>

namespace flopcost {

namespace detail {

template <class D>
struct dimension_text;

template <class... Fs>
struct dimension_text<dim<Fs...>> {
    // "USD/(chip second)": positive powers first, then the negative ones.
    char characters[16 * (sizeof...(Fs) + 1)] = {};
    std::size_t size = 0;

    constexpr dimension_text() {
        constexpr int positive = (0 + ... + (factor<Fs>::exponent > 0 ? 1 : 0));
        constexpr int negative = static_cast<int>(sizeof...(Fs)) - positive;
        if (positive == 0) {
            add("1");
        }
        bool first = true;
        (add_if<Fs>(factor<Fs>::exponent > 0, first), ...);
        if (negative > 0) {
            add(negative > 1 ? "/(" : "/");
            first = true;
            (add_if<Fs>(factor<Fs>::exponent < 0, first), ...);
            if (negative > 1) {
                add(")");
            }
        }
    }

private:
    constexpr void add(const char* s) {
        while (*s != '\0' && size + 1 < sizeof characters) {
            characters[size++] = *s++;
        }
    }
    template <class F>
    constexpr void add_if(bool wanted, bool& first) {
        if (!wanted) {
            return;
        }
        if (!first) {
            add(" ");
        }
        first = false;
        add(factor<F>::tag::name);
        constexpr int n = factor<F>::exponent < 0 ? -factor<F>::exponent : factor<F>::exponent;
        if (n > 1) {
            const char power[] = {'^', static_cast<char>('0' + n % 10), '\0'};
            add(power);
        }
    }
};

template <class D>
inline constexpr dimension_text<D> dimension_text_of{};

} // namespace detail

/// The base unit of a dimension in words: `USD/(chip second)`; `1` for pure numbers.
template <class D>
[[nodiscard]] constexpr text dimension_name() noexcept {
    return {detail::dimension_text_of<D>.characters, detail::dimension_text_of<D>.size};
}

} // namespace flopcost
