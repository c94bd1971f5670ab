// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/data/capex.hpp>
#include <flopcost/catalog/data/chip_exports.hpp>
#include <flopcost/catalog/data/chip_price_ranges.hpp>
#include <flopcost/catalog/data/epoch_method.hpp>
#include <flopcost/catalog/data/gpu_hour_costs.hpp>
#include <flopcost/catalog/data/nvidia_quarters.hpp>
#include <flopcost/catalog/data/owner_stocks.hpp>
#include <flopcost/catalog/data/tco.hpp>
#include <flopcost/catalog/data/trends.hpp>

namespace flopcost::catalog {

/// What an owner had of one vendor's chips at a date, or null.
[[nodiscard]] constexpr const owner_stock* try_find_stock(text owner, text vendor,
                                                          date as_of) noexcept {
    const folded_name o{owner};
    const folded_name v{vendor};
    for (const owner_stock& s : owner_stocks) {
        if (s.as_of == as_of && folded_name{s.owner}.view() == o.view() &&
            folded_name{s.vendor}.view() == v.view()) {
            return &s;
        }
    }
    return nullptr;
}

/// What an owner had of one vendor's chips at a date. Error 301 if the table has no such row.
[[nodiscard]] constexpr const owner_stock& find_stock(text owner, text vendor, date as_of) {
    const owner_stock* found = try_find_stock(owner, vendor, as_of);
    if (found == nullptr) {
        message m;
        m << "no stock of '" << vendor << "' chips at '" << owner << "' is known for that day";
        rejected::because(error_number::unknown_name, "owner", m.view());
    }
    return *found;
}

/// One fiscal quarter of Nvidia, "FY26Q3". Error 301 if the table does not have it.
[[nodiscard]] constexpr const nvidia_quarter& find_nvidia_quarter(text name) {
    for (const nvidia_quarter& q : nvidia_quarters) {
        if (text(q.name) == name) {
            return q;
        }
    }
    message m;
    m << "unknown quarter '" << name << "': the table runs from " << nvidia_quarters[0].name
      << " on";
    rejected::because(error_number::unknown_name, "quarter", m.view());
}

/// What buyers of volume paid for a chip in a year; null if the table does not have it. Names as in
/// the table: A100, H100, H20, GB200, GB300.
[[nodiscard]] constexpr const chip_price_range* try_find_chip_price(text chip, int year) noexcept {
    for (const chip_price_range& p : chip_price_ranges) {
        if (p.year == year && text(p.chip) == chip) {
            return &p;
        }
    }
    return nullptr;
}

} // namespace flopcost::catalog
