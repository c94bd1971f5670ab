// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <flopcost/core/fact.hpp>
#include <flopcost/hardware/chip.hpp>

namespace flopcost::catalog {

using hardware::chip_family;

/// Stands in the tables for "not found"; a zero there is a stated zero.
inline constexpr double na = flopcost::detail::not_a_number;

/// Whether a figure is known.
[[nodiscard]] constexpr bool known(double x) noexcept {
    return x == x;
}

/// Columns of the chip table. The first seven are in the order of `hardware::precision`.
// clang-format off
enum class chip_field : unsigned char {
    fp64, fp32, tf32, bf16, fp8, int8, fp4, memory, bandwidth, scale_up, scale_up_domain, scale_out,
    tdp, price_low, price_mid, price_high, die_area, dies, memory_type
};
// clang-format on

/// Where a chip is used: it decides what is assumed about links that no source states.
enum class deployment : unsigned char { server, workstation, desktop };

/// What is paid for one chip, USD: a band, for prices depend on volume, year and place.
struct price_band {
    double low, mid, high;
};

/// Another figure for one field of one chip.
struct chip_conflict {
    int chip; ///< row of the chip table
    chip_field field;
    double value;
    bool used;       ///< false: a slip, or another quantity; it does not widen the range
    const char* who; ///< says so
    const char* why; ///< not used, or differs
    const char* name;
};

/// What the chip table says in words.
struct chip_note {
    const char *form_factor, *status, *process, *memory_type, *link, *china_export, *price_period,
        *price_basis, *confidence, *notes;
};

/// One accelerator as the sources give it, in their units: T/s dense, GB, TB/s, GB/s in both
/// directions together, Gb/s, watt, USD, mm2. `na` is unknown. `make_chip` turns it into a
/// `hardware::chip`; the functions below give one figure as a fact in proper units, with range,
/// date and source. A plain struct: copy it and change a field.
struct chip_entry {
    const char* name;
    const char* identifier; ///< its constant in `flopcost::chips`
    const char* vendor;
    chip_family family;
    date released;         ///< first day of the stated period; 1970-01-01 if not released
    double peak_tflops[7]; ///< by `hardware::precision`, from fp64 to fp4
    double memory_gb;
    double bandwidth_tbs;
    double scale_up_gbs; ///< both directions; 0: no link of its own
    int scale_up_domain; ///< chips; 0: unknown
    double scale_out_gbps;
    double tdp_w;
    price_band price_usd;
    date price_date;
    const char* price_name;   ///< of the price as an input of calculations
    double die_area_mm2;      ///< of all dies of the package
    int host_pcie_generation; ///< 0: none
    catalog::deployment deployment;
    flopcost::provenance provenance;
    unsigned from_memory; ///< bit i set: no source confirmed field i of `chip_field`
    const char* source;

    /// The figure of a field in the unit of the table; `na` if unknown or not a number.
    [[nodiscard]] constexpr double at(chip_field f) const noexcept {
        switch (f) {
        case chip_field::memory:
            return memory_gb;
        case chip_field::bandwidth:
            return bandwidth_tbs;
        case chip_field::scale_up:
            return scale_up_gbs;
        case chip_field::scale_up_domain:
            return scale_up_domain > 0 ? scale_up_domain : na;
        case chip_field::scale_out:
            return scale_out_gbps;
        case chip_field::tdp:
            return tdp_w;
        case chip_field::price_low:
            return price_usd.low;
        case chip_field::price_mid:
            return price_usd.mid;
        case chip_field::price_high:
            return price_usd.high;
        case chip_field::die_area:
            return die_area_mm2;
        case chip_field::dies:
        case chip_field::memory_type:
            return na;
        default:
            return peak_tflops[static_cast<std::size_t>(f)];
        }
    }
    /// How far one field can be trusted: fields of general knowledge are marked one by one, so the
    /// others of a `mixed` row are verified.
    [[nodiscard]] constexpr flopcost::provenance trust(chip_field f) const noexcept {
        if ((from_memory >> static_cast<unsigned>(f) & 1u) != 0) {
            return flopcost::provenance::memory;
        }
        return provenance == flopcost::provenance::mixed ? flopcost::provenance::verified
                                                         : provenance;
    }

    // The figures as facts; the functions are defined in catalog/make_chip.hpp. The range is what
    // the sources disagree about.

    /// One peak; zero if there is none or it is unknown.
    [[nodiscard]] constexpr fact<qty::flop_rate_per_chip<>> peak(precision p) const;
    /// Capacity of the memory; zero if unknown.
    [[nodiscard]] constexpr fact<qty::byte_per_chip<>> memory() const;
    /// Bandwidth of the memory; zero if unknown.
    [[nodiscard]] constexpr fact<qty::byte_rate_per_chip<>> bandwidth() const;
    /// Link to the other chips of the scale-up domain, one direction; PCIe where none is stated.
    [[nodiscard]] constexpr fact<qty::byte_rate_per_chip<>> scale_up() const;
    /// Network of the cluster, one direction; assumed where none is stated.
    [[nodiscard]] constexpr fact<qty::byte_rate_per_chip<>> scale_out() const;
    /// Thermal design power; zero if unknown.
    [[nodiscard]] constexpr fact<qty::power_per_chip<>> tdp() const;
    /// Whether any price is known.
    [[nodiscard]] constexpr bool has_price() const noexcept {
        return known(price_usd.low) || known(price_usd.mid) || known(price_usd.high);
    }
    /// Price of one chip: the stated middle, else the geometric mean of the ends (prices differ by
    /// factors), else the one end that is known. Error 304 if no price is known.
    [[nodiscard]] constexpr fact<qty::usd_per_chip<>> price() const;
};

} // namespace flopcost::catalog
