// SPDX-License-Identifier: MIT
#pragma once

// The rules of Cottier et al. 2024 (arXiv:2405.21015, sections 2 and 3 and appendix A) for what a
// table of training runs leaves open: which quote is the price, when the chips were bought, when
// the run began, how long it took, what a server draws. The arithmetic itself is the library's.

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/data/purchases.hpp>
#include <flopcost/catalog/data/rents.hpp>
#include <flopcost/economics/amortized.hpp>
#include <flopcost/economics/site.hpp>

namespace flopcost_validation::cost {

using flopcost::date;
namespace catalog = flopcost::catalog;
namespace fu = flopcost::units;

/// A training run as the table gives it; nothing of what was published about its cost.
struct run {
    std::string model, organization, hardware;
    date published;
    bool dated = false;
    std::optional<double> flop, quantity, hours, chip_hours, mfu;
};

inline std::string folded(std::string_view s) {
    std::string out;
    for (const char c : s) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
            out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
    }
    return out;
}

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// The chip of a run. Where the table names none: the one that most runs of that time used. Where
/// it names two: the first that has a training peak.
struct chip_choice {
    const catalog::chip_entry* chip = nullptr;
    bool assumed = false;
    std::string why_not;
};

inline const char* usual_chip(date published) {
    // Two to four years after its release a chip is the commonest in published runs.
    return published < date{2017, 1, 1}   ? "GeForce GTX Titan X (Maxwell)"
           : published < date{2018, 6, 1} ? "P100 PCIe 16GB"
           : published < date{2022, 1, 1} ? "V100 SXM2 16GB"
           : published < date{2025, 1, 1} ? "A100 SXM4 40GB"
                                          : "H100 SXM5 80GB";
}

inline double peak_flops(const catalog::chip_entry& c) {
    const double bf16 = c.at(catalog::chip_field::bf16);
    const double fp32 = c.at(catalog::chip_field::fp32);
    const double int8 = c.at(catalog::chip_field::int8);
    const double tflops = catalog::known(bf16) && bf16 > 0   ? bf16
                          : catalog::known(fp32) && fp32 > 0 ? fp32
                                                             : int8;
    return tflops * 1e12;
}

inline chip_choice choose_chip(const run& r) {
    chip_choice c;
    if (r.hardware.empty()) {
        c.chip = catalog::try_find_chip(usual_chip(r.published));
        c.assumed = true;
    } else if (folded(r.hardware) == "nvidiaa100pcie") {
        c.chip = catalog::try_find_chip("A100 PCIe 40GB"); // what the paper's table means by it
    } else {
        c.chip = catalog::try_find_chip(r.hardware);
        for (std::size_t from = 0; c.chip == nullptr && from < r.hardware.size();) {
            const std::size_t comma = std::min(r.hardware.find(',', from), r.hardware.size());
            c.chip = catalog::try_find_chip(r.hardware.substr(from, comma - from));
            from = comma + 1;
        }
    }
    if (c.chip == nullptr) {
        c.why_not = "no chip of this name in the catalogue";
    }
    return c;
}

inline bool is_tpu(const catalog::chip_entry& c) {
    return c.family == catalog::chip_family::tpu;
}

/// "A100" of "A100 SXM4 80GB": quotes for a chip whose memory or form is not told carry this name.
inline std::string generic_name(const catalog::chip_entry& c) {
    const std::string_view name = c.name;
    const std::string first(name.substr(0, name.find(' ')));
    return first == "V100S" ? "V100" : first;
}

/// The first day on which a customer could buy the chip: 90 days after release. Google has its own
/// chips on the day of release.
inline date first_purchase(const catalog::chip_entry& c, const std::string& name) {
    // Epoch's hardware list dates its entry "NVIDIA A100", without memory or form, to March 2020,
    // before the SXM4 part. From memory; looked for because the published costs of such rows imply
    // an earlier date than the SXM4 part's (it lowers them by 6 %).
    const date released = folded(name) == "nvidiaa100" ? date{2020, 3, 1} : c.released;
    return is_tpu(c) ? released : released + 90;
}

/// Overhead of a server over its chips, for quotes of single chips (appendix A.2).
inline double server_overhead(const catalog::chip_entry& c) {
    const std::string g = generic_name(c);
    return g == "A100" ? 1.66 : g == "V100" ? 1.69 : g == "P100" ? 1.54 : 1.64;
}

/// Power of a server over the rated power of its chips: DGX data sheets (A100 6.5 kW / 8 x 400 W,
/// H100 10.2 / 8 x 700, V100 the mean of DGX-2 and DGX Station, P100 3.2 / 8 x 300), TPU v4 1.56
/// (Epoch AI); otherwise their mean.
inline double server_power_ratio(const catalog::chip_entry& c) {
    const std::string g = generic_name(c);
    const std::string_view name = c.name;
    return g == "A100" || g == "A800"                  ? 6.5 / 3.2
           : g == "H100" || g == "H800" || g == "H200" ? 10.2 / 5.6
           : g == "V100"                               ? 0.5 * (10.0 / 5.6 + 1.5 / 1.0)
           : g == "P100"                               ? 3.2 / 2.4
           : name == "TPU v4"                          ? 1.56
                                                       : 1.64;
}

/// Price of a chip with its share of the server.
struct purchase_price {
    double usd = 0;
    double overhead = 1; ///< to be applied: the quote is of a chip alone
    std::string why_not;
};

/// The chip whose catalogue price stands for this one's where no quote is known: itself, otherwise
/// the one of the same maker and use that was released nearest to it.
inline const catalog::chip_entry* priced_kin(const catalog::chip_entry& chip) {
    if (chip.has_price()) {
        return &chip;
    }
    const catalog::chip_entry* best = nullptr;
    for (const catalog::chip_entry& c : catalog::chips) {
        if (c.has_price() && std::string_view(c.vendor) == chip.vendor &&
            c.deployment == chip.deployment &&
            (best == nullptr ||
             std::abs(c.released - chip.released) < std::abs(best->released - chip.released))) {
            best = &c;
        }
    }
    return best;
}

inline purchase_price price_at(const catalog::chip_entry& chip, date bought) {
    const int row = static_cast<int>(&chip - std::begin(catalog::chips));
    const std::string generic = "nvidia" + folded(generic_name(chip));
    const catalog::purchase_quote* best = nullptr;
    // Shares of whole servers before single chips, the chip itself before its generic name, quotes
    // up to the purchase before later ones; among those the nearest, then that of more chips.
    const auto rank = [&](const catalog::purchase_quote& q) {
        const bool own = q.chip_row == row;
        const bool server = catalog::known(q.units_in_quote) && q.units_in_quote >= 2;
        const bool past = !(bought < q.as_of);
        return (past ? 4 : 0) + (server ? 2 : 0) + (own ? 1 : 0);
    };
    for (const catalog::purchase_quote& q : catalog::purchases) {
        if (q.chip_row != row && folded(q.hardware) != generic) {
            continue;
        }
        if (best == nullptr || rank(q) > rank(*best)) {
            best = &q;
        } else if (rank(q) == rank(*best)) {
            const int mine = std::abs(q.as_of - bought);
            const int its = std::abs(best->as_of - bought);
            if (mine < its || (mine == its && q.units_in_quote > best->units_in_quote)) {
                best = &q;
            }
        }
    }
    purchase_price p;
    if (best != nullptr) {
        p.usd = best->usd_per_chip;
        const bool server = catalog::known(best->units_in_quote) && best->units_in_quote >= 2;
        p.overhead = server ? 1.0 : server_overhead(chip);
    } else if (const catalog::chip_entry* kin = priced_kin(chip); kin != nullptr) {
        p.usd = kin->price().value.in(fu::usd / fu::chip);
        p.overhead = server_overhead(chip);
    } else {
        p.why_not = "no price of this chip in the catalogue";
    }
    return p;
}

/// Chip-hours as told, or quantity times hours, or from FLOP, peak and utilisation (37.5 % where it
/// is not told: the median of the paper's data).
inline std::optional<double> chip_hours(const run& r, const catalog::chip_entry& chip) {
    if (r.chip_hours) {
        return r.chip_hours;
    }
    if (r.quantity && r.hours) {
        return *r.quantity * *r.hours;
    }
    const double peak = peak_flops(chip);
    if (r.flop && peak > 0) {
        return *r.flop / (3600.0 * peak * r.mfu.value_or(0.375));
    }
    return std::nullopt;
}

/// Length of the run; a month where nothing tells it.
inline double run_hours(const run& r, std::optional<double> total) {
    if (r.hours) {
        return *r.hours;
    }
    if (r.quantity && total && *r.quantity > 0) {
        return *total / *r.quantity;
    }
    return 730.0;
}

/// A run is published 60 days after it ended.
inline date run_start(const run& r, double hours) {
    return r.published - 60 - static_cast<int>(hours / 24.0 + 0.5);
}

inline bool any_of(const std::string& text, std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const char* n) { return contains(text, n); });
}

/// PUE 1.10 for those who build data centres in large numbers, 1.25 for the others.
inline double pue_of(const run& r) {
    return any_of(r.organization, {"Google", "DeepMind", "Microsoft", "Meta", "Facebook", "Amazon",
                                   "Alibaba", "Tencent", "Baidu"})
               ? 1.10
               : 1.25;
}

inline double electricity_usd_per_kwh(int year) {
    return flopcost::economics::us_industrial_electricity(std::clamp(year, 2015, 2025))
        .in(fu::usd / fu::kilowatt_hour);
}

/// From dollars of the publication's month to dollars of December 2023. The paper uses the producer
/// price index of data processing and hosting (PCU518210518210), of which no copy was at hand. One
/// rate, 1.3 % a year, stands for it: the one constant here that was fitted to published costs (the
/// acquisition costs over the quotes behind them, 2015 to 2025; it keeps within 1 % of them).
inline double deflator(date published) {
    return flopcost::exp(flopcost::log(1.013) *
                         (date{2023, 12, 1}.decimal_year() - published.decimal_year()));
}

/// Price of a chip-hour under a three-year commitment.
struct rental_price {
    double usd = 0;
    std::string why_not;
};

inline const char* vendor_of(const run& r) {
    return any_of(r.organization, {"Google", "DeepMind"})    ? "Google Cloud"
           : any_of(r.organization, {"Microsoft", "OpenAI"}) ? "Microsoft Azure"
                                                             : "Amazon Web Services";
}

/// Three-year discount on the on-demand price, and what the three-year price is of the one-year
/// price, where a vendor's list lacks it (appendix A.4).
inline double three_year_price(const catalog::rent_quote& q) {
    if (catalog::known(q.three_years)) {
        return q.three_years;
    }
    const std::string_view v = q.vendor;
    const double one = v == "Amazon Web Services" ? 0.41
                       : v == "Google Cloud"      ? 0.37
                       : v == "Microsoft Azure"   ? 0.25
                                                  : 0.34;
    const double three = v == "Amazon Web Services" ? 0.64
                         : v == "Google Cloud"      ? 0.56
                         : v == "Microsoft Azure"   ? 0.49
                                                    : 0.56;
    if (catalog::known(q.one_year)) {
        return q.one_year * (1 - three) / (1 - one);
    }
    return q.on_demand * (1 - three);
}

inline rental_price rent_at(const catalog::chip_entry& chip, const std::string& vendor,
                            date start) {
    const int row = static_cast<int>(&chip - std::begin(catalog::chips));
    const std::string generic = generic_name(chip);
    const catalog::rent_quote* best = nullptr;
    const auto rank = [&](const catalog::rent_quote& q) {
        // The developer's vendor before other large clouds before the rest; the chip itself before
        // its kin; quotes up to the start before later ones.
        const bool own = q.chip_row == row;
        const bool large = catalog::known(q.three_years);
        const bool past = !(start < q.as_of);
        return (q.vendor == vendor ? 8 : 0) + (large ? 4 : 0) + (own ? 2 : 0) + (past ? 1 : 0);
    };
    for (const catalog::rent_quote& q : catalog::rents) {
        const bool kin =
            q.chip_row >= 0 && generic_name(catalog::chips[q.chip_row]) == generic && !is_tpu(chip);
        if (q.chip_row != row && !kin) {
            continue;
        }
        if (best == nullptr || rank(q) > rank(*best) ||
            (rank(q) == rank(*best) && std::abs(q.as_of - start) < std::abs(best->as_of - start))) {
            best = &q;
        }
    }
    rental_price p;
    if (best != nullptr) {
        p.usd = three_year_price(*best);
        return p;
    }
    // No quote: the price of the hardware over 17 000 hours, as the three-year prices of P100, V100
    // and A100 in the catalogue have it (0.92, 1.21, 1.36 USD for 16 125, 18 625, 24 875).
    const purchase_price bought = price_at(chip, first_purchase(chip, chip.name));
    if (bought.usd > 0) {
        p.usd = bought.usd * bought.overhead / 17000.0;
    } else {
        p.why_not = "neither rent nor price of this chip in the catalogue";
    }
    return p;
}

} // namespace flopcost_validation::cost
