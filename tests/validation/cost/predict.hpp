// SPDX-License-Identifier: MIT
#pragma once

// From a row of the table to its three predicted costs, and to what was published of them.

#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "../../support/csv.hpp"
#include "method.hpp"

namespace flopcost_validation::cost {

namespace fe = flopcost::economics;
using flopcost_test::csv_table;

inline constexpr const char* metrics[] = {"capex_energy_usd", "cloud_usd", "acquisition_usd"};

struct prediction {
    std::optional<double> usd[3];
    std::string why_not[3];
};

/// Reads the inputs of a row: never a published cost.
inline run read_run(const csv_table::row& row) {
    run r;
    r.model = row.text("model");
    r.organization = row.text("organization");
    r.hardware = row.text("hardware");
    if (!row.text("publication_date").empty()) {
        r.published = date::parse(row.text("publication_date"));
        r.dated = true;
    }
    r.flop = row.optional("training_flop");
    r.quantity = row.optional("hardware_quantity");
    r.hours = row.optional("training_hours");
    r.chip_hours = row.optional("chip_hours");
    r.mfu = row.optional("mfu");
    const auto check = [&](const char* name, std::optional<double> v, double high) {
        if (v && !(*v > 0 && *v <= high)) {
            throw std::runtime_error("line " + std::to_string(row.line()) + ": '" + name + "' is " +
                                     row.text(name) + ", it must be above 0" +
                                     (high == 1 ? " and at most 1" : ""));
        }
    };
    check("training_flop", r.flop, 1e40);
    check("hardware_quantity", r.quantity, 1e12);
    check("training_hours", r.hours, 1e12);
    check("chip_hours", r.chip_hours, 1e18);
    check("mfu", r.mfu, 1);
    return r;
}

/// Dollars of 2023, or why there is no prediction.
inline prediction predict(const run& r) {
    prediction out;
    const auto none = [&out](const std::string& why) {
        for (std::string& w : out.why_not) {
            w = why;
        }
        return out;
    };
    if (!r.dated) {
        return none("no publication date");
    }
    const chip_choice choice = choose_chip(r);
    if (choice.chip == nullptr) {
        return none(choice.why_not);
    }
    const catalog::chip_entry& chip = *choice.chip;
    const std::optional<double> total = chip_hours(r, chip);
    const double hours = run_hours(r, total);
    const date start = run_start(r, hours);
    const date bought = std::min(first_purchase(chip, r.hardware), start);
    const purchase_price price = price_at(chip, first_purchase(chip, r.hardware));
    const double real = deflator(r.published);

    if (!total) {
        out.why_not[0] = out.why_not[1] = "neither chip-hours nor quantity and hours nor FLOP";
    } else {
        if (price.usd <= 0) {
            out.why_not[0] = price.why_not;
        } else if (!catalog::known(chip.tdp_w)) {
            out.why_not[0] = "no rated power of this chip in the catalogue";
        } else {
            const auto cost = fe::amortized_cost(fe::amortized_run<>{
                .chip_time = *total * fu::chip_hour,
                .price = price.usd * fu::usd / fu::chip,
                .server_overhead = price.overhead,
                .age = flopcost::between(bought, start),
                .rated_power = chip.tdp_w * server_power_ratio(chip) * fu::watt / fu::chip,
                .mean_power = flopcost::fraction{is_tpu(chip) ? 0.43 : 0.75},
                .pue = pue_of(r),
                .electricity = electricity_usd_per_kwh(start.year()) * fu::usd / fu::kilowatt_hour,
                .deflator = real});
            out.usd[0] = cost.total().in(fu::usd);
        }
        const rental_price rent = rent_at(chip, vendor_of(r), start);
        if (rent.usd <= 0) {
            out.why_not[1] = rent.why_not;
        } else {
            // The bill runs on quantity and hours where both are told.
            const double billed = r.quantity && r.hours ? *r.quantity * *r.hours : *total;
            const flopcost::hardware::use<> use{.chip_time = billed * fu::chip_hour};
            out.usd[1] =
                fe::rent(use, rent.usd * real * fu::usd / fu::chip_hour).total().in(fu::usd);
        }
    }
    std::optional<double> chips = r.quantity;
    if (!chips && total && r.hours) {
        chips = *total / *r.hours;
    }
    if (!chips) {
        out.why_not[2] = "number of chips not told";
    } else if (price.usd <= 0) {
        out.why_not[2] = price.why_not;
    } else {
        out.usd[2] = fe::acquisition_cost(*chips * fu::chip, price.usd * real * fu::usd / fu::chip,
                                          flopcost::share{0.19}, price.overhead)
                         .in(fu::usd);
    }
    return out;
}

/// What was published: the database's figure for the amortized cost, otherwise the repository's.
/// A table without such a column has nothing to compare with.
inline std::optional<double> measured(const csv_table& table, const csv_table::row& row,
                                      int metric) {
    const auto read = [&](const char* column) {
        return table.has(column) ? row.optional(column) : std::nullopt;
    };
    if (metric == 0) {
        const auto db = read("epoch_db_amortized_cost_2023usd");
        return db ? db : read("repo_capex_energy_usd");
    }
    return read(metric == 1 ? "repo_cloud_usd" : "repo_acquisition_usd");
}

/// Errors in percent.
struct summary {
    std::size_t n = 0;
    std::size_t eligible = 0;
    double median = 0, mean = 0, p90 = 0, bias = 0;
    [[nodiscard]] double coverage() const {
        return eligible == 0 ? 0 : 100.0 * static_cast<double>(n) / static_cast<double>(eligible);
    }
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

inline summary summarise(const std::vector<double>& errors, std::size_t eligible) {
    summary s;
    s.n = errors.size();
    s.eligible = eligible;
    std::vector<double> size;
    for (const double e : errors) {
        size.push_back(std::abs(e));
        s.mean += std::abs(e) / static_cast<double>(errors.size());
        s.bias += e / static_cast<double>(errors.size());
    }
    s.median = quantile(size, 0.5);
    s.p90 = quantile(size, 0.9);
    return s;
}

} // namespace flopcost_validation::cost
