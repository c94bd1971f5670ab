// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/chip_entry.hpp>
#include <flopcost/core/fact.hpp>

namespace flopcost::catalog {

/// Accelerators of one vendor that one owner had at a date: median and 90 % interval.
struct owner_stock {
    const char* owner;
    const char* vendor;
    date as_of;
    double h100e, h100e_low, h100e_high; ///< H100-equivalents by 8-bit operations per second
    double units;
    double power_mw;
    flopcost::provenance provenance;
    const char* source;

    /// As a fact, in H100-equivalents.
    [[nodiscard]] constexpr fact<qty::chip<>> as_fact() const {
        return {h100e * units::chip,
                h100e_low * units::chip,
                h100e_high * units::chip,
                as_of,
                source,
                provenance,
                owner};
    }
};

/// One fiscal quarter of Nvidia, USD billion.
struct nvidia_quarter {
    const char* name; ///< "FY26Q3"
    date first, last;
    double revenue;
    double data_centre;
    double compute; ///< data centre without networking
    struct {
        double a100, h100, h20, gb200, gb300;
    } share; ///< of the compute revenue by generation; estimates
    flopcost::provenance provenance;
    const char* source;
};

/// Price per chip in one year: 10th and 90th percentile and geometric mean, USD.
struct chip_price_range {
    const char* chip;
    int year;
    double low, high, middle;
    flopcost::provenance provenance;
    const char* source;

    [[nodiscard]] constexpr fact<qty::usd_per_chip<>> as_fact() const {
        constexpr auto u = units::usd / units::chip;
        return {middle * u, low * u, high * u, date{year, 12, 31}, source, provenance, chip};
    }
};

/// Cost of a chip-hour by who owns the chip, USD, and all-in provisioned power, kW.
struct gpu_hour_cost {
    const char* chip;
    double all_in_kw;
    double hyperscaler, neocloud, three_year_rental;
    date as_of;
    flopcost::provenance provenance; ///< derived: the source itself takes 1.2 times the older chip
    const char* source;
};

/// How a figure of the press was qualified.
enum class bound : unsigned char { about, more_than, almost };

/// Exports of AI chips to one destination over a period, USD billion.
struct chip_export {
    const char* destination;
    date first, last;
    double value;
    catalog::bound bound;
    double share_of_listed;
    flopcost::provenance provenance;
    const char* source;
};

} // namespace flopcost::catalog
