// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include <flopcost/catalog/chip_entry.hpp>
#include <flopcost/catalog/data/chip_conflicts.hpp>
#include <flopcost/catalog/data/chip_table.hpp>
#include <flopcost/core/math.hpp>

namespace flopcost::catalog {

// What is assumed about links where no source states a figure. A chip that has no fabric of its own
// talks to the others of its server through PCIe; a fabric of unknown speed counts as PCIe too,
// which is a lower bound.

/// PCIe x16 in one direction by generation, GB/s, after line coding (PCI-SIG base specifications).
[[nodiscard]] constexpr double pcie_x16_gbs(int generation) noexcept {
    constexpr double rates[] = {5.0, 4.0, 8.0, 15.754, 31.508, 63.015, 121.0};
    return rates[generation >= 0 && generation <= 6 ? generation : 0]; // 0: Thunderbolt 3, 40 Gb/s
}

/// Network of a chip whose data sheet names none, Gb/s in one direction: servers of the current
/// generations 200, older ones 100, TPUs 50 (data-centre network of their hosts), desks 10.
[[nodiscard]] constexpr double assumed_scale_out_gbps(const chip_entry& e) noexcept {
    if (e.deployment != deployment::server) {
        return 10;
    }
    switch (e.family) {
    case chip_family::hopper:
    case chip_family::blackwell:
    case chip_family::rubin:
    case chip_family::cdna3:
    case chip_family::cdna4:
        return 200;
    case chip_family::tpu:
        return 50;
    default:
        return 100;
    }
}

/// Chips that reach each other without the network: as stated; without a fabric, the eight of a
/// PCIe server or workstation; one on a desk.
[[nodiscard]] constexpr int scale_up_domain(const chip_entry& e) noexcept {
    if (e.deployment == deployment::desktop) {
        return 1;
    }
    const bool fabric = known(e.scale_up_gbs) && e.scale_up_gbs > 0;
    return fabric && e.scale_up_domain > 0 ? e.scale_up_domain
           : e.scale_up_domain > 1         ? e.scale_up_domain
                                           : 8;
}

namespace detail {

// The factor from the unit of the table to the base unit of the field.
constexpr double chip_field_scale(chip_field f) noexcept {
    switch (f) {
    case chip_field::memory:
        return 1e9;
    case chip_field::bandwidth:
        return 1e12;
    case chip_field::scale_up:
        return 0.5e9; // one direction of two
    case chip_field::scale_out:
        return 0.125e9; // bits
    case chip_field::tdp:
    case chip_field::price_low:
    case chip_field::price_mid:
    case chip_field::price_high:
        return 1;
    case chip_field::die_area:
        return 1e-6;
    default:
        return 1e12;
    }
}

constexpr bool assumed(const chip_entry& e, chip_field f) noexcept {
    return (f == chip_field::scale_up && !(e.scale_up_gbs > 0)) ||
           (f == chip_field::scale_out && !(e.scale_out_gbps > 0));
}

// Base units, with the assumptions above; zero where nothing is known.
constexpr double chip_value(const chip_entry& e, chip_field f) noexcept {
    if (f == chip_field::scale_up && assumed(e, f)) {
        return pcie_x16_gbs(e.host_pcie_generation) * 1e9;
    }
    if (f == chip_field::scale_out && assumed(e, f)) {
        return assumed_scale_out_gbps(e) * chip_field_scale(f);
    }
    const double x = e.at(f);
    return known(x) ? x * chip_field_scale(f) : 0;
}

// A figure of the table; zero where nothing is known.
template <class Q>
constexpr Q stated(double x, double scale) {
    return flopcost::detail::access::make<typename Q::dimension>(x == x ? x * scale : 0);
}

constexpr const char* chip_field_name(chip_field f) noexcept {
    constexpr const char* names[] = {
        "FP64 peak",       "FP32 peak",         "TF32 peak", "BF16 peak",  "FP8 peak",
        "INT8 peak",       "FP4 peak",          "memory",    "bandwidth",  "scale-up link",
        "scale-up domain", "scale-out network", "TDP",       "price, low", "price",
        "price, high",     "die area",          "dies",      "memory type"};
    return names[static_cast<std::size_t>(f)];
}

template <class Q>
constexpr fact<Q> chip_fact(const chip_entry& e, chip_field f) {
    using D = typename Q::dimension;
    const double value = chip_value(e, f);
    double low = value;
    double high = value;
    const char* name = chip_field_name(f);
    // The entry may be a copy with changed fields: conflicts belong to the row of the same name.
    for (const chip_conflict& c : chip_conflicts) {
        if (c.field == f && c.used && text(chips[c.chip].name) == text(e.name)) {
            const double other = c.value * chip_field_scale(f);
            low = other < low ? other : low;
            high = other > high ? other : high;
            name = c.name;
        }
    }
    using flopcost::detail::access;
    fact<Q> out{access::make<D>(value), access::make<D>(low), access::make<D>(high)};
    out.as_of = e.released;
    out.source = e.source;
    out.provenance = e.trust(f);
    out.name = name;
    if (assumed(e, f)) {
        out.provenance = provenance::assumed;
        out.source = "assumed: PCIe x16 of the host, or the usual network of such servers";
    }
    return out;
}

} // namespace detail

constexpr fact<qty::flop_rate_per_chip<>> chip_entry::peak(precision p) const {
    const chip_field f = p == precision::int4 ? chip_field::bf16 : static_cast<chip_field>(p);
    return detail::chip_fact<qty::flop_rate_per_chip<>>(*this, f);
}
constexpr fact<qty::byte_per_chip<>> chip_entry::memory() const {
    return detail::chip_fact<qty::byte_per_chip<>>(*this, chip_field::memory);
}
constexpr fact<qty::byte_rate_per_chip<>> chip_entry::bandwidth() const {
    return detail::chip_fact<qty::byte_rate_per_chip<>>(*this, chip_field::bandwidth);
}
constexpr fact<qty::byte_rate_per_chip<>> chip_entry::scale_up() const {
    return detail::chip_fact<qty::byte_rate_per_chip<>>(*this, chip_field::scale_up);
}
constexpr fact<qty::byte_rate_per_chip<>> chip_entry::scale_out() const {
    return detail::chip_fact<qty::byte_rate_per_chip<>>(*this, chip_field::scale_out);
}
constexpr fact<qty::power_per_chip<>> chip_entry::tdp() const {
    return detail::chip_fact<qty::power_per_chip<>>(*this, chip_field::tdp);
}
constexpr fact<qty::usd_per_chip<>> chip_entry::price() const {
    const price_band p = price_usd;
    if (!has_price()) {
        message m;
        m << "no price of the chip '" << name << "' is known";
        rejected::because(error_number::unknown_price, "chip", m.view());
    }
    const double middle = known(p.mid)                    ? p.mid
                          : known(p.low) && known(p.high) ? sqrt(p.low * p.high)
                          : known(p.low)                  ? p.low
                                                          : p.high;
    constexpr auto u = units::usd / units::chip;
    return {middle * u,
            (p.low < middle ? p.low : middle) * u, // false for an unknown end
            (p.high > middle ? p.high : middle) * u,
            price_date,
            source,
            trust(known(p.mid)   ? chip_field::price_mid
                  : known(p.low) ? chip_field::price_low
                                 : chip_field::price_high),
            price_name};
}

/// A chip of the catalogue as hardware, in the scalar `S`: as double the values, as an interval the
/// ranges of the sources. Peaks, memory and power that are unknown are zero; links that are unknown
/// are assumed as stated above.
template <class S = double>
[[nodiscard]] constexpr hardware::chip<S> make_chip(const chip_entry& e) {
    if constexpr (std::is_same_v<S, double>) {
        // One expression of few calls: the compiler evaluates it for each of `flopcost::chips`.
        using detail::stated;
        using rate = qty::flop_rate_per_chip<>;
        using bytes = qty::byte_rate_per_chip<>;
        return {e.name,
                e.family,
                e.released,
                {stated<rate>(e.peak_tflops[0], 1e12), stated<rate>(e.peak_tflops[1], 1e12),
                 stated<rate>(e.peak_tflops[2], 1e12), stated<rate>(e.peak_tflops[3], 1e12),
                 stated<rate>(e.peak_tflops[4], 1e12), stated<rate>(e.peak_tflops[5], 1e12),
                 stated<rate>(e.peak_tflops[6], 1e12)},
                stated<qty::byte_per_chip<>>(e.memory_gb, 1e9),
                stated<bytes>(e.bandwidth_tbs, 1e12),
                stated<bytes>(detail::chip_value(e, chip_field::scale_up), 1),
                scale_up_domain(e),
                stated<bytes>(detail::chip_value(e, chip_field::scale_out), 1),
                stated<qty::power_per_chip<>>(e.tdp_w, 1)};
    } else {
        hardware::chip<S> c;
        c.name = e.name;
        c.family = e.family;
        c.released = e.released;
        c.peak.fp64 = e.peak(precision::fp64).template as<S>();
        c.peak.fp32 = e.peak(precision::fp32).template as<S>();
        c.peak.tf32 = e.peak(precision::tf32).template as<S>();
        c.peak.bf16 = e.peak(precision::bf16).template as<S>();
        c.peak.fp8 = e.peak(precision::fp8).template as<S>();
        c.peak.int8 = e.peak(precision::int8).template as<S>();
        c.peak.fp4 = e.peak(precision::fp4).template as<S>();
        c.memory = e.memory().template as<S>();
        c.bandwidth = e.bandwidth().template as<S>();
        c.scale_up = e.scale_up().template as<S>();
        c.scale_up_domain = scale_up_domain(e);
        c.scale_out = e.scale_out().template as<S>();
        c.tdp = e.tdp().template as<S>();
        return c;
    }
}

} // namespace flopcost::catalog
