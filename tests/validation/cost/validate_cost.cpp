// SPDX-License-Identifier: MIT
//
// validate cost FILE [--json] [--rows OUT.csv]
//
// Predicts what training runs cost, from hardware, quantity, hours, chip-hours, FLOP, MFU and date,
// for a table with the columns of tests/data/training_costs_epoch.csv: amortized hardware and
// energy, cloud price, and price of the cluster, in dollars of 2023. The published costs in the
// table are compared with, never read for a prediction.

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iomanip>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "predict.hpp"

namespace {

using namespace flopcost_validation::cost;

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
    if (!table.has("publication_date") || !(table.has("hardware") || table.has("training_flop"))) {
        throw std::runtime_error(std::string(file) +
                                 ": no table of training runs: it needs the column "
                                 "publication_date, and hardware or training_flop");
    }
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
        const prediction p = predict(row);
        for (int m = 0; m < 3; ++m) {
            const auto truth = measured(table, row, m);
            eligible[m] += truth ? 1 : 0;
            if (truth && p.usd[m]) {
                errors[m].push_back(100 * (*p.usd[m] / *truth - 1));
            } else if (truth) {
                ++reasons[std::string(metrics[m]) + ": " + p.why_not[m]];
            }
            if (rows_file != nullptr && p.usd[m]) {
                const bool named = table.has("row_id") && !row.text("row_id").empty();
                out << quoted(named ? row.text("row_id") : std::to_string(row.index() + 1)) << ','
                    << metrics[m] << ',';
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
