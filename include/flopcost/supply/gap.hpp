// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/date.hpp>
#include <flopcost/core/describe.hpp>
#include <flopcost/core/scalar.hpp>
#include <flopcost/supply/stock.hpp>

namespace flopcost::supply {

/// Whether a ratio compares what is there or what was added in a period.
enum class kind : unsigned char { stock, flow };

/// The name of a kind of ratio.
[[nodiscard]] constexpr const char* name(kind k) noexcept {
    return k == kind::stock ? "stock" : "flow";
}

/// One side of a comparison: named holdings of compute, in reference chips, and how much of it does
/// useful work. `effective` multiplies utilisation, software and interconnect; leave it at 1 to
/// compare installed compute.
template <class S = double>
struct basket {
    const char* name = ""; ///< whose compute it is: a ratio without it means nothing
    qty::chip<S> holdings{};
    fraction<S> effective{};

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("name", p.name...);
        v("holdings", p.holdings...);
        v("effective", p.effective...);
    }
};

/// A gap carries its denominators: who is compared with whom, in what, as stock or flow, and when.
template <class S = double>
struct gap {
    const char* numerator = "";
    const char* denominator = "";
    supply::measure measure = measure::operations_8bit;
    supply::kind kind = kind::stock;
    date day{};
    S ratio = constant<S>(1.0);

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("numerator", p.numerator...);
        v("denominator", p.denominator...);
        v("measure", p.measure...);
        v("kind", p.kind...);
        v("day", p.day...);
        v("ratio", p.ratio...);
    }
};

/// The compute of `above` as a multiple of that of `below`. Error 103 if either holds nothing, 107
/// if one has no name.
template <class S>
[[nodiscard]] constexpr gap<S> compare(const basket<S>& above, const basket<S>& below, measure by,
                                       kind as, date day) {
    if (text(above.name).empty() || text(below.name).empty()) {
        rejected::must_not_be_empty("name of a basket");
    }
    require_positive("holdings of the numerator", above.holdings.in(units::chip));
    require_positive("holdings of the denominator", below.holdings.in(units::chip));
    gap<S> out;
    out.numerator = above.name;
    out.denominator = below.name;
    out.measure = by;
    out.kind = as;
    out.day = day;
    out.ratio =
        (above.holdings * above.effective.value()) / (below.holdings * below.effective.value());
    return out;
}

} // namespace flopcost::supply
