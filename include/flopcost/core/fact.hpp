// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/date.hpp>
#include <flopcost/core/fraction.hpp>
#include <flopcost/core/quantity.hpp>

namespace flopcost {

/// How far a figure can be trusted.
enum class provenance : unsigned char {
    verified, ///< the source was read
    derived,  ///< computed from verified figures
    mixed,    ///< some parts verified, some not
    memory,   ///< general knowledge; no source confirmed it
    assumed,  ///< an assumption of ours, argued where it is made
};

/// The name of a provenance.
[[nodiscard]] constexpr const char* name(provenance p) noexcept {
    switch (p) {
    case provenance::verified:
        return "verified";
    case provenance::derived:
        return "derived";
    case provenance::mixed:
        return "mixed";
    case provenance::memory:
        return "memory";
    case provenance::assumed:
        return "assumed";
    }
    return "";
}

/// How a fact enters a calculation in the scalar `S`: as double its value; a scalar that can hold
/// more specialises this (interval: the bounds; traced: a named input with its source).
template <class S>
struct fact_scalar {
    static constexpr S make(double value, double, double, const char*, const char*, date) {
        return scalar_traits<S>::constant(value);
    }
};

/// A sourced figure: its value, the range that its sources leave open, when it held and where it
/// was read. `Q` is a quantity or double. `low`/`high` equal the value where nothing else is known.
/// It enters a calculation as its value or, with `as<S>()`, as whatever the scalar can hold of it.
///
///     constexpr fact h100_rent{.value = 2.0 * usd / chip_hour, .low = ..., .source = "..."};
///     h100_rent.as<interval>();   // [low, high]
template <class Q>
struct fact {
    Q value{};
    Q low = value;
    Q high = value;
    date as_of{};
    const char* source = "";
    flopcost::provenance provenance = flopcost::provenance::verified;
    const char* name = "";

    /// In the scalar `S`.
    template <class S>
    [[nodiscard]] constexpr auto as() const {
        if constexpr (detail::is_quantity<Q>::value) {
            using D = typename Q::dimension;
            const S x = fact_scalar<S>::make(detail::access::base(value), detail::access::base(low),
                                             detail::access::base(high), name, source, as_of);
            if constexpr (requires { scalar_traits<S>::template name_with_unit<D>(name, x); }) {
                return detail::access::make<D>(scalar_traits<S>::template name_with_unit<D>(name, x));
            } else {
                return detail::access::make<D>(x);
            }
        } else {
            return fact_scalar<S>::make(value, low, high, name, source, as_of);
        }
    }
    [[nodiscard]] constexpr operator const Q&() const noexcept { return value; }

    /// Error 105 where low <= value <= high does not hold, 107 without a source.
    constexpr void validate() const {
        if (!(low <= value && value <= high)) {
            rejected::value_out_of_range(name, hull(value).low, hull(low).low, hull(high).low);
        }
        if (source == nullptr || *source == '\0') {
            rejected::must_not_be_empty("source");
        }
    }
};
} // namespace flopcost
