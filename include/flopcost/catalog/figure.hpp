// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <flopcost/catalog/chip_entry.hpp>
#include <flopcost/catalog/name.hpp>
#include <flopcost/core/fact.hpp>
#include <flopcost/core/math.hpp>

namespace flopcost::catalog {

/// One sourced number of a table, in the unit that the source uses. `low` and `high` are what
/// sources or the source leave open; `na` where nothing is said.
struct figure {
    const char* id;    ///< unique in its table
    const char* name;  ///< as the source table has it
    const char* scope; ///< category, region, kind of interval: what else it belongs to
    double value, low, high;
    const char* unit;
    date as_of;
    bool date_of_table; ///< the source states no date; `as_of` is the day the table was kept until
    flopcost::provenance provenance;
    const char* source;
    const char* note;

    /// Middle, lower and upper value with the gaps filled: without a middle the geometric mean of
    /// positive ends (else the arithmetic), without an end the middle.
    [[nodiscard]] constexpr fact<double> numbers() const {
        double m = value;
        if (!known(m)) {
            m = !known(high)          ? low
                : !known(low)         ? high
                : low > 0 && high > 0 ? sqrt(low * high)
                                      : 0.5 * (low + high);
        }
        fact<double> out{m, known(low) && low < m ? low : m, known(high) && high > m ? high : m};
        out.as_of = as_of;
        out.source = source;
        out.provenance = provenance;
        out.name = id;
        return out;
    }

    /// As a quantity. The caller says what the text `unit` means: `f.in(giga * usd)` for
    /// "USD billion".
    template <class D>
    [[nodiscard]] constexpr auto in(flopcost::unit<D> u) const {
        const fact<double> n = numbers();
        return fact<quantity<D, double>>{n.value * u, n.low * u,    n.high * u, as_of,
                                         source,      n.provenance, id};
    }
};

/// The figure of a table with an id, or null. Case, spaces, hyphens and underscores are free.
template <std::size_t N>
[[nodiscard]] constexpr const figure* try_find_figure(const figure (&table)[N], text id) noexcept {
    const folded_name wanted{id};
    for (const figure& f : table) {
        if (folded_name{f.id}.view() == wanted.view()) {
            return &f;
        }
    }
    return nullptr;
}

namespace detail {

[[noreturn, gnu::cold, gnu::noinline]] inline void unknown_figure(text id, const figure* table,
                                                                  std::size_t count) {
    const folded_name wanted{id};
    const text w = wanted.view();
    const figure* best = nullptr;
    int most = 0;
    for (std::size_t i = 0; i < count; ++i) {
        // Ids are long: a beginning of one is near as well.
        const folded_name other{table[i].id};
        const int alike = likeness(w, other.view().substr(0, w.size()));
        if (best == nullptr || alike > most) {
            best = table + i;
            most = alike;
        }
    }
    message m;
    m << "unknown figure '" << id.substr(0, 120) << "'";
    if (best != nullptr) {
        m << ": did you mean '" << best->id << "'?";
    }
    rejected::because(error_number::unknown_name, "figure", m.view());
}

} // namespace detail

/// The figure of a table with an id; error 301 with the nearest one if there is none, 107 on an
/// empty id; in a constant, a compile error.
///
///     constexpr auto us = catalog::find_figure(catalog::capex, "us_big_four_capex_guidance");
template <std::size_t N>
[[nodiscard]] constexpr const figure& find_figure(const figure (&table)[N], text id) {
    if (id.empty()) {
        rejected::must_not_be_empty("figure");
    }
    const figure* found = try_find_figure(table, id);
    if (found == nullptr) {
        detail::unknown_figure(id, table, N);
    }
    return *found;
}

} // namespace flopcost::catalog
