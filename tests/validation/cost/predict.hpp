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
using flopcost_test::csv_error;
using flopcost_test::csv_table;

inline constexpr const char* metrics[] = {"capex_energy_usd", "cloud_usd", "acquisition_usd"};

struct prediction {
    std::optional<double> usd[3];
    std::string why_not[3];
};

/// Reads the inputs of a row: never a published cost. A column that the table lacks reads as blank.
/// Throws where a cell is not what its column holds.
inline run read_run(const csv_table::row& row) {
    const auto text = [&](const char* column) {
        return row.has(column) ? row.text(column) : std::string();
    };
    const auto optional = [&](const char* column) {
        return row.has(column) ? row.optional(column) : std::nullopt;
    };
    run r;
    r.model = text("model");
    r.organization = text("organization");
    r.hardware = text("hardware");
    if (!text("publication_date").empty()) {
        r.published = date::parse(text("publication_date"));
        r.dated = true;
    }
    r.flop = optional("training_flop");
    r.quantity = optional("hardware_quantity");
    r.hours = optional("training_hours");
    r.chip_hours = optional("chip_hours");
    r.mfu = optional("mfu");
    const auto check = [&](const char* name, std::optional<double> v, double low, double high) {
        if (v && !(*v >= low && *v <= high)) {
            throw std::runtime_error(std::string("'") + name + "' is " + row.text(name) +
                                     (high == 1 ? ", it must be above 0 and at most 1"
                                                : ", no amount that a run could have"));
        }
    };
    check("training_flop", r.flop, 1, 1e40);
    check("hardware_quantity", r.quantity, 1e-6, 1e12);
    check("training_hours", r.hours, 1e-9, 1e12);
    check("chip_hours", r.chip_hours, 1e-9, 1e18);
    check("mfu", r.mfu, 1e-9, 1);
    return r;
}

/// No prediction for any of the three, and why.
inline prediction no_prediction(const std::string& why) {
    return {{}, {why, why, why}};
}

/// Dollars of 2023, or why there is no prediction.
inline prediction predict(const run& r) {
    prediction out;
    if (!r.dated) {
        return no_prediction("no publication date");
    }
    const chip_choice choice = choose_chip(r);
    if (choice.chip == nullptr) {
        return no_prediction(choice.why_not);
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

/// The same for a row: a cell that cannot be read costs this row and no other.
inline prediction predict(const csv_table::row& row) {
    try {
        return predict(read_run(row));
    } catch (const csv_error& e) {
        return no_prediction(e.cause());
    } catch (const std::exception& e) {
        return no_prediction(e.what());
    }
}

/// What was published: the database's figure for the amortized cost, otherwise the repository's.
/// A table without such a column, or a cell that holds no amount, has nothing to compare with.
inline std::optional<double> measured(const csv_table& table, const csv_table::row& row,
                                      int metric) {
    const auto read = [&](const char* column) -> std::optional<double> {
        try {
            const auto v = table.has(column) ? row.optional(column) : std::nullopt;
            return v && *v > 0 ? v : std::nullopt;
        } catch (const csv_error&) {
            return std::nullopt;
        }
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
