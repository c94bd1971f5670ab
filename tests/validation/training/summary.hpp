// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "rows.hpp"

namespace flopcost_validation {

/// A row with its prediction, in the unit of the row's metric.
struct scored {
    const row_case* row;
    double predicted;
    [[nodiscard]] double error() const { return 100 * (predicted / row->measured - 1); }
};

/// Errors in percent of a group of rows.
struct summary {
    std::size_t n = 0;
    double median = 0, mean = 0, p90 = 0, bias = 0;
};

/// The q-quantile by linear interpolation between order statistics.
inline double quantile(std::vector<double> v, double q) {
    if (v.empty()) {
        return 0;
    }
    std::sort(v.begin(), v.end());
    const double at = q * static_cast<double>(v.size() - 1);
    const auto i = static_cast<std::size_t>(at);
    const double part = at - static_cast<double>(i);
    return i + 1 < v.size() ? v[i] * (1 - part) + v[i + 1] * part : v[i];
}

inline summary summarise(const std::vector<double>& errors) {
    summary s;
    s.n = errors.size();
    std::vector<double> size;
    for (const double e : errors) {
        size.push_back(std::abs(e));
        s.mean += std::abs(e) / static_cast<double>(s.n);
        s.bias += e / static_cast<double>(s.n);
    }
    s.median = quantile(size, 0.5);
    s.p90 = quantile(size, 0.9);
    return s;
}

inline const char* scale_of(int chips) {
    return chips <= 8     ? "1-8 chips"
           : chips <= 64  ? "9-64 chips"
           : chips <= 512 ? "65-512 chips"
                          : "over 512 chips";
}

using grouping = std::function<std::string(const row_case&)>;

inline std::map<std::string, summary> summarise_by(const std::vector<scored>& rows,
                                                   const grouping& key) {
    std::map<std::string, std::vector<double>> errors;
    for (const scored& s : rows) {
        errors[key(*s.row)].push_back(s.error());
    }
    std::map<std::string, summary> out;
    for (const auto& [name, e] : errors) {
        out[name] = summarise(e);
    }
    return out;
}

inline void print_line(const std::string& name, const summary& s) {
    std::printf("  %-36s %5zu  median %6.1f  mean %6.1f  p90 %6.1f  bias %+6.1f\n", name.c_str(),
                s.n, s.median, s.mean, s.p90, s.bias);
}

inline void print_groups(const std::vector<scored>& rows) {
    const std::pair<const char*, grouping> groups[] = {
        {"source", [](const row_case& r) { return r.source; }},
        {"chip family", [](const row_case& r) { return r.family; }},
        {"kind", [](const row_case& r) { return std::string(r.moe() ? "moe" : "dense"); }},
        {"scale", [](const row_case& r) { return std::string(scale_of(r.plan.chips)); }},
    };
    for (const auto& [name, key] : groups) {
        std::printf("by %s\n", name);
        for (const auto& [group, s] : summarise_by(rows, key)) {
            print_line(group, s);
        }
    }
    std::vector<double> all;
    std::vector<double> complete;
    for (const scored& s : rows) {
        all.push_back(s.error());
        if (s.row->complete && s.row->source.find("vtrain") == std::string::npos) {
            complete.push_back(s.error());
        }
    }
    print_line("all", summarise(all));
    if (!complete.empty() && complete.size() < all.size()) {
        print_line("complete rows", summarise(complete));
    }
}

/// The 90 % interval of a row: that of its regime, wider where inputs had to be assumed.
inline ft::detail::residual_band band_of(const row_case& r) {
    auto b = ft::detail::residuals_of(r.plan, ft::detail::network_of(r.plan.model));
    const double open = r.inputs_open ? 1.05 : 1.0;
    b.low /= open;
    b.high *= open;
    return b;
}

/// Measured over predicted, by family and kind, and how many lie in their intervals: what the
/// intervals are made of.
inline void print_quantiles(const std::vector<scored>& rows) {
    std::map<std::string, std::vector<double>> ratio;
    std::map<std::string, int> inside;
    for (const scored& s : rows) {
        const double r = s.row->measured / s.predicted;
        const auto b = band_of(*s.row);
        for (const std::string& group :
             {s.row->family + (s.row->moe() ? " moe" : ""), std::string("all"),
              std::string(s.row->source.find("vtrain") == 0 ? "vtrain" : "all but vtrain")}) {
            ratio[group].push_back(r);
            inside[group] += b.low <= r && r <= b.high ? 1 : 0;
        }
    }
    std::printf("measured over predicted: 5 %%, 50 %%, 95 %%; share inside the interval\n");
    for (const auto& [name, r] : ratio) {
        std::printf("  %-24s %5zu  %.3f  %.3f  %.3f  %5.1f %%\n", name.c_str(), r.size(),
                    quantile(r, 0.05), quantile(r, 0.5), quantile(r, 0.95),
                    100.0 * inside[name] / static_cast<double>(r.size()));
    }
}

} // namespace flopcost_validation
