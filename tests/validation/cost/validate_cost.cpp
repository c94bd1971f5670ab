// SPDX-License-Identifier: MIT
//
// validate cost FILE [--json] [--rows OUT.csv]
//
// Predicts what training runs cost, from hardware, quantity, hours, chip-hours, FLOP, MFU and date,
// for a table with the columns of tests/data/training_costs_epoch.csv: amortized hardware and
// energy, cloud price, and price of the cluster, in dollars of 2023. The published costs in the
// table are compared with, never read for a prediction.

#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iomanip>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "../../support/csv.hpp"
#include "method.hpp"

namespace {

using namespace flopcost_validation::cost;
namespace fe = flopcost::economics;
using flopcost_test::csv_table;

constexpr const char* metrics[] = {"capex_energy_usd", "cloud_usd", "acquisition_usd"};

struct prediction {
    std::optional<double> usd[3];
    std::string why_not[3];
};

run read_run(const csv_table::row& row) {
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

prediction predict(const run& r) {
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
std::optional<double> measured(const csv_table& table, const csv_table::row& row, int metric) {
    const auto read = [&](const char* column) {
        return table.has(column) ? row.optional(column) : std::nullopt;
    };
    if (metric == 0) {
        const auto db = read("epoch_db_amortized_cost_2023usd");
        return db ? db : read("repo_capex_energy_usd");
    }
    return read(metric == 1 ? "repo_cloud_usd" : "repo_acquisition_usd");
}

struct summary {
    std::size_t n = 0;
    std::size_t eligible = 0;
    double median = 0, mean = 0, p90 = 0, bias = 0;
    [[nodiscard]] double coverage() const {
        return eligible == 0 ? 0 : 100.0 * static_cast<double>(n) / static_cast<double>(eligible);
    }
};

double quantile(std::vector<double> v, double q) {
    if (v.empty()) {
        return 0;
    }
    std::sort(v.begin(), v.end());
    const double at = q * static_cast<double>(v.size() - 1);
    const auto i = static_cast<std::size_t>(at);
    const double part = at - static_cast<double>(i);
    return i + 1 < v.size() ? v[i] * (1 - part) + v[i + 1] * part : v[i];
}

summary summarise(const std::vector<double>& errors, std::size_t eligible) {
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

void print_json(const char* name, const summary& s, const char* indent) {
    std::printf("%s\"%s\": {\"n\": %zu, \"coverage\": %.2f, \"median\": %.3f, \"mean\": %.3f, "
                "\"p90\": %.3f, \"bias\": %.3f}",
                indent, name, s.n, s.coverage(), s.median, s.mean, s.p90, s.bias);
}

void print_line(const char* name, const summary& s) {
    std::printf("%-20s %5zu of %5zu (%5.1f %%) %8.2f %8.2f %8.2f %+8.2f\n", name, s.n, s.eligible,
                s.coverage(), s.median, s.mean, s.p90, s.bias);
}

std::string quoted(const std::string& s) {
    if (s.find_first_of(",\"\n") == std::string::npos) {
        return s;
    }
    std::string out = "\"";
    for (const char c : s) {
        out += c == '"' ? "\"\"" : std::string(1, c);
    }
    return out + "\"";
}

} // namespace

int validate_cost(int argc, char** argv) {
    const char* file = nullptr;
    const char* rows_file = nullptr;
    bool json = false;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--json") == 0) {
            json = true;
        } else if (std::strcmp(argv[i], "--rows") == 0) {
            if (i + 1 == argc) {
                throw std::runtime_error("--rows needs the name of a file to write");
            }
            rows_file = argv[++i];
        } else if (argv[i][0] == '-' && argv[i][1] != '\0') {
            throw std::runtime_error("unknown option '" + std::string(argv[i]) + "'");
        } else if (file != nullptr) {
            throw std::runtime_error("one file at a time: '" + std::string(file) + "' and '" +
                                     argv[i] + "'");
        } else {
            file = argv[i];
        }
    }
    if (file == nullptr) {
        throw std::runtime_error("no file given: validate cost FILE [--json] [--rows OUT.csv]");
    }

    const csv_table table = csv_table::read(file);
    std::vector<double> errors[3];
    std::size_t eligible[3] = {};
    std::map<std::string, std::size_t> reasons;
    std::ofstream out;
    if (rows_file != nullptr) {
        out.open(rows_file);
        if (!out) {
            throw std::runtime_error("cannot write '" + std::string(rows_file) + "'");
        }
        out << "row_id,metric,measured,predicted\n" << std::setprecision(10);
    }
    // The whole table is read before a line is printed, so that an error leaves no half report.
    for (const auto row : table) {
        const prediction p = predict(read_run(row));
        for (int m = 0; m < 3; ++m) {
            const auto truth = measured(table, row, m);
            if (truth && !(*truth > 0)) {
                throw std::runtime_error("line " + std::to_string(row.line()) +
                                         ": a published cost must be above 0");
            }
            eligible[m] += truth ? 1 : 0;
            if (truth && p.usd[m]) {
                errors[m].push_back(100 * (*p.usd[m] / *truth - 1));
            } else if (truth) {
                ++reasons[std::string(metrics[m]) + ": " + p.why_not[m]];
            }
            if (rows_file != nullptr && p.usd[m]) {
                out << quoted(table.has("row_id") ? row.text("row_id")
                                                  : std::to_string(row.index() + 1))
                    << ',' << metrics[m] << ',';
                if (truth) {
                    out << *truth;
                }
                out << ',' << *p.usd[m] << '\n';
            }
        }
    }
    if (rows_file != nullptr && !out.flush()) {
        throw std::runtime_error("cannot write '" + std::string(rows_file) + "'");
    }

    std::vector<double> all;
    for (const auto& e : errors) {
        all.insert(all.end(), e.begin(), e.end());
    }
    const summary overall = summarise(all, eligible[0] + eligible[1] + eligible[2]);
    if (json) {
        std::printf("{\n");
        print_json("overall", overall, "  ");
        std::printf(",\n  \"by\": {\n");
        for (int m = 0; m < 3; ++m) {
            print_json(metrics[m], summarise(errors[m], eligible[m]), "    ");
            std::printf(m < 2 ? ",\n" : "\n  }\n}\n");
        }
        return 0;
    }
    std::printf("%zu rows; error of the prediction against what was published, in %%\n\n",
                table.size());
    std::printf("%-20s %25s %8s %8s %8s %8s\n", "metric", "predicted of eligible", "median", "mean",
                "p90", "bias");
    for (int m = 0; m < 3; ++m) {
        print_line(metrics[m], summarise(errors[m], eligible[m]));
    }
    print_line("all", overall);
    if (!reasons.empty()) {
        std::printf("\nnot predicted:\n");
        for (const auto& [why, n] : reasons) {
            std::printf("  %3zu  %s\n", n, why.c_str());
        }
    }
    return 0;
}
