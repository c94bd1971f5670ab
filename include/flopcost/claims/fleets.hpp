// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/full.hpp>
#include <flopcost/claims/claim.hpp>
#include <flopcost/supply/gap.hpp>

namespace flopcost::claims::fleets {

// Stocks of compute on both sides, from the owner table and the shipments of the chip table, in
// H100-equivalents by 8-bit operations and by other measures. Years are the ends of 2022 to 2025.

/// Names of inputs must live as long as the program: one for each firm, vendor and year.
struct stock_name {
    const char *owner, *vendor;
    int year;
    const char* name;
};
inline constexpr stock_name stock_names[] = {
    {"Microsoft", "Nvidia", 2022, "Nvidia chips of Microsoft, end of 2022"},
    {"Meta", "Nvidia", 2022, "Nvidia chips of Meta, end of 2022"},
    {"Amazon", "Nvidia", 2022, "Nvidia chips of Amazon, end of 2022"},
    {"Google", "Nvidia", 2022, "Nvidia chips of Google, end of 2022"},
    {"Oracle", "Nvidia", 2022, "Nvidia chips of Oracle, end of 2022"},
    {"China", "Nvidia", 2022, "licensed Nvidia chips in China, end of 2022"},
    {"Microsoft", "Nvidia", 2023, "Nvidia chips of Microsoft, end of 2023"},
    {"Meta", "Nvidia", 2023, "Nvidia chips of Meta, end of 2023"},
    {"Amazon", "Nvidia", 2023, "Nvidia chips of Amazon, end of 2023"},
    {"Google", "Nvidia", 2023, "Nvidia chips of Google, end of 2023"},
    {"Oracle", "Nvidia", 2023, "Nvidia chips of Oracle, end of 2023"},
    {"China", "Nvidia", 2023, "licensed Nvidia chips in China, end of 2023"},
    {"Microsoft", "Nvidia", 2024, "Nvidia chips of Microsoft, end of 2024"},
    {"Meta", "Nvidia", 2024, "Nvidia chips of Meta, end of 2024"},
    {"Amazon", "Nvidia", 2024, "Nvidia chips of Amazon, end of 2024"},
    {"Google", "Nvidia", 2024, "Nvidia chips of Google, end of 2024"},
    {"Oracle", "Nvidia", 2024, "Nvidia chips of Oracle, end of 2024"},
    {"China", "Nvidia", 2024, "licensed Nvidia chips in China, end of 2024"},
    {"Microsoft", "Nvidia", 2025, "Nvidia chips of Microsoft, end of 2025"},
    {"Meta", "Nvidia", 2025, "Nvidia chips of Meta, end of 2025"},
    {"Amazon", "Nvidia", 2025, "Nvidia chips of Amazon, end of 2025"},
    {"Google", "Nvidia", 2025, "Nvidia chips of Google, end of 2025"},
    {"Oracle", "Nvidia", 2025, "Nvidia chips of Oracle, end of 2025"},
    {"China", "Nvidia", 2025, "licensed Nvidia chips in China, end of 2025"},
    {"Google", "Google", 2023, "TPUs of Google, end of 2023"},
    {"Google", "Google", 2024, "TPUs of Google, end of 2024"},
    {"Google", "Google", 2025, "TPUs of Google, end of 2025"},
    {"Amazon", "Amazon", 2024, "Trainium chips of Amazon, end of 2024"},
    {"Amazon", "Amazon", 2025, "Trainium chips of Amazon, end of 2025"},
    {"Microsoft", "AMD", 2024, "AMD chips of Microsoft, end of 2024"},
    {"Meta", "AMD", 2024, "AMD chips of Meta, end of 2024"},
    {"Oracle", "AMD", 2024, "AMD chips of Oracle, end of 2024"},
    {"Microsoft", "AMD", 2025, "AMD chips of Microsoft, end of 2025"},
    {"Meta", "AMD", 2025, "AMD chips of Meta, end of 2025"},
    {"Oracle", "AMD", 2025, "AMD chips of Oracle, end of 2025"},
    {"China", "AMD", 2025, "licensed AMD chips in China, end of 2025"},
};

/// A row of the owner table with its name as an input, made once.
struct named_stock {
    const char *owner, *vendor;
    int year;
    double units;
    input h100e;
};

namespace detail {
struct stock_list {
    static constexpr std::size_t size = sizeof(stock_names) / sizeof(stock_names[0]);
    named_stock rows[size] = {};
    constexpr stock_list() {
        for (std::size_t i = 0; i < size; ++i) {
            const stock_name& n = stock_names[i];
            const auto& row = catalog::find_stock(n.owner, n.vendor, {n.year, 12, 31});
            rows[i] = {n.owner, n.vendor, n.year, row.units, from(row, n.name)};
        }
    }
};
} // namespace detail

/// All stocks that claims use.
inline constexpr detail::stock_list stocks{};

/// What the firms of one side hold of one vendor's chips, H100e; all vendors if none is named.
template <class In>
constexpr typename std::remove_cvref_t<In>::scalar holdings(In& in, bool china, int year,
                                                            text vendor = {}) {
    using S = typename std::remove_cvref_t<In>::scalar;
    S sum = constant<S>(0.0);
    for (const named_stock& s : stocks.rows) {
        if (s.year == year && (text(s.owner) == "China") == china &&
            (vendor.empty() || vendor == s.vendor)) {
            sum = sum + in(s.h100e);
        }
    }
    return sum;
}

/// One stock as an input; error 301 if claims do not use it.
[[nodiscard]] constexpr const input& find(text owner, text vendor, int year) {
    for (const named_stock& s : stocks.rows) {
        if (s.year == year && owner == s.owner && vendor == s.vendor) {
            return s.h100e;
        }
    }
    rejected::because(error_number::unknown_name, "owner", "no such stock is used by a claim");
}

/// Units of the same.
[[nodiscard]] constexpr double units_held(bool china, int year, text vendor) {
    double sum = 0;
    for (const named_stock& s : stocks.rows) {
        sum += s.year == year && (text(s.owner) == "China") == china && vendor == s.vendor ? s.units
                                                                                           : 0.0;
    }
    return sum;
}

/// Median H100e of the same.
[[nodiscard]] constexpr double median_held(bool china, int year, text vendor) {
    double sum = 0;
    for (const named_stock& s : stocks.rows) {
        sum += s.year == year && (text(s.owner) == "China") == china && vendor == s.vendor
                   ? s.h100e.value
                   : 0.0;
    }
    return sum;
}

/// Domestic Chinese chips (Huawei, Cambricon), H100e, cumulative; the table begins in 2024. The
/// range is that of the units (375 000 to 600 000 Ascend in 2024; 200 000 to 805 000 in 2025).
template <class In>
constexpr typename std::remove_cvref_t<In>::scalar domestic(In& in, int year) {
    using S = typename std::remove_cvref_t<In>::scalar;
    constexpr const auto& huawei24 =
        catalog::find_figure(catalog::fab_figures, "h100e_stock_huawei_2024");
    constexpr const auto& huawei25 =
        catalog::find_figure(catalog::fab_figures, "h100e_stock_huawei_2025");
    constexpr const auto& other24 =
        catalog::find_figure(catalog::fab_figures, "h100e_stock_cambricon_2024");
    constexpr const auto& other25 =
        catalog::find_figure(catalog::fab_figures, "h100e_stock_cambricon_2025");
    constexpr input h24 = within(from(huawei24, "Ascend chips, end of 2024"),
                                 huawei24.value * 375.0 / 450.0, huawei24.value * 600.0 / 450.0);
    // Added in 2025: 200 000 to 805 000 units where the table counts 800 000.
    constexpr double added = huawei25.value - huawei24.value;
    constexpr input h25 =
        within(from(huawei25, "Ascend chips, end of 2025"), huawei24.value + added * 0.25,
               huawei24.value + added * 805.0 / 800.0);
    constexpr input c24 = from(other24, "Cambricon chips, end of 2024");
    constexpr input c25 = from(other25, "Cambricon chips, end of 2025");
    if (year == 2024) {
        return in(h24) + in(c24);
    }
    if (year == 2025) {
        return in(h25) + in(c25);
    }
    return constant<S>(0.0);
}

namespace detail {

inline constexpr const hardware::chip<>& reference = chips::h100;

// What a chip counts for: by a measure, or by the price that buyers of volume paid in a year.
constexpr double worth(const hardware::chip<>& c, const char* price_name, supply::measure m,
                       int year) {
    if (m != supply::measure::cost) {
        return supply::equivalents(c, reference, m);
    }
    // The table of prices begins in 2022 and names H800s with the H100s, B200s with the GB200s.
    const auto price = catalog::try_find_chip_price(price_name, year);
    return price->middle / catalog::try_find_chip_price("H100", 2024)->middle;
}

} // namespace detail

/// How many equivalents by another measure one H100e (8-bit) of a side's Nvidia chips stands for.
/// The mix of each year's additions follows from units and H100e: two equations, two generations.
[[nodiscard]] constexpr double nvidia_factor(bool china, int year, supply::measure m) {
    if (m == supply::measure::operations_8bit) {
        return 1.0;
    }
    struct generation {
        const hardware::chip<>* chip;
        const char* price_name;
    };
    double total = 0;
    double done_units = 0;
    double done_h100e = 0;
    for (int y = 2022; y <= year; ++y) {
        const double u = units_held(china, y, "Nvidia") - done_units;
        const double h = median_held(china, y, "Nvidia") - done_h100e;
        done_units += u;
        done_h100e += h;
        generation older{&chips::a100_sxm4_80gb, "A100"};
        generation newer{&chips::h100, "H100"};
        if (china) {
            older = y >= 2024 ? generation{&chips::h800, "H100"} : older;
            newer = y >= 2024 ? generation{&chips::h20, "H20"} : generation{&chips::h800, "H100"};
        } else if (y >= 2024) {
            older = newer;
            newer = {&chips::b200, "GB200"};
        }
        constexpr auto ops = supply::measure::operations_8bit;
        const double a = detail::worth(*older.chip, "", ops, y);
        const double b = detail::worth(*newer.chip, "", ops, y);
        const double n = clamp((h - a * u) / (b - a), 0.0, u);
        total += (u - n) * detail::worth(*older.chip, older.price_name, m, y) +
                 n * detail::worth(*newer.chip, newer.price_name, m, y);
    }
    return total / done_h100e;
}

/// The same for the other chips of a side: US firms' TPU, Trainium and AMD chips, China's Ascend.
/// TPUs and Ascends count half each as their two common generations.
[[nodiscard]] constexpr double other_factor(text vendor, supply::measure m) {
    constexpr auto ops = supply::measure::operations_8bit;
    const auto factor = [&](const hardware::chip<>& c) {
        return supply::equivalents(c, detail::reference, m) /
               supply::equivalents(c, detail::reference, ops);
    };
    if (vendor == "Huawei") {
        return 0.5 * (factor(chips::ascend_910b2) + factor(chips::ascend_910c));
    }
    if (vendor == "Google") {
        return 0.5 * (factor(chips::tpu_v5e) + factor(chips::tpu_v5p));
    }
    return vendor == "Amazon" ? factor(chips::trainium2) : factor(chips::mi300x);
}

/// A side's compute by a measure, in H100-equivalents, at the end of a year.
template <class In>
constexpr typename std::remove_cvref_t<In>::scalar compute(In& in, bool china, int year,
                                                           supply::measure m) {
    constexpr const char* names[2][4] = {
        {"US stock, end of 2022", "US stock, end of 2023", "US stock, end of 2024",
         "US stock, end of 2025"},
        {"Chinese stock, end of 2022", "Chinese stock, end of 2023", "Chinese stock, end of 2024",
         "Chinese stock, end of 2025"}};
    if (year < 2022 || year > 2025) {
        rejected::value_out_of_range("year", year, 2022, 2025);
    }
    auto sum = holdings(in, china, year, "Nvidia") * nvidia_factor(china, year, m);
    if (china) {
        sum = sum + domestic(in, year) * other_factor("Huawei", m) +
              holdings(in, china, year, "AMD") * other_factor("AMD", m);
    } else {
        for (const char* vendor : {"Google", "Amazon", "AMD"}) {
            sum = sum + holdings(in, china, year, vendor) * other_factor(vendor, m);
        }
    }
    return named(names[china ? 1 : 0][year - 2022], sum);
}

/// Share of a year's shipments that were made until a day, from Nvidia's compute revenue by
/// quarter.
[[nodiscard]] constexpr double shipped_until(date day) {
    const date first{day.year(), 1, 1};
    const date last{day.year(), 12, 31};
    const auto revenue = [](date a, date b) { // a to b, both included
        double sum = 0;
        for (const auto& q : catalog::nvidia_quarters) {
            const date from_day = q.first < a ? a : q.first;
            const date to_day = b < q.last ? b : q.last;
            if (from_day <= to_day) {
                sum += q.compute * (to_day - from_day + 1) / (q.last - q.first + 1);
            }
        }
        return sum;
    };
    return revenue(first, day) / revenue(first, last);
}

} // namespace flopcost::claims::fleets
