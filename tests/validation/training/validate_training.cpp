// SPDX-License-Identifier: MIT
//
// validate training FILE [--json] [--rows OUT.csv]
//
// Predicts every row of a table of measured training steps or runs. The kind of table is read from
// its header: the columns of training_steps.csv, training_mlperf.csv,
// vtrain_measured_training_*.csv, calculon_validation_step_time.csv, or training_runs.csv.

#include <cstdio>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "outcomes.hpp"

namespace {

using namespace flopcost_validation;

/// Text as a JSON string.
std::string quoted(const std::string& s) {
    std::string out = "\"";
    for (const char c : s) {
        if (static_cast<unsigned char>(c) < 0x20) {
            char code[8];
            std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
            out += code;
            continue;
        }
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + "\"";
}

/// Text as a field of a CSV file.
std::string field(const std::string& s) {
    if (s.find_first_of(",\"\r\n") == std::string::npos) {
        return s;
    }
    std::string out = "\"";
    for (const char c : s) {
        out += c == '"' ? "\"\"" : std::string(1, c);
    }
    return out + "\"";
}

void print_json(const summary& s, double coverage) {
    std::printf("{\"n\": %zu, \"coverage\": %.4g, \"median\": %.4g, \"mean\": %.4g, \"p90\": %.4g, "
                "\"bias\": %.4g}",
                s.n, coverage, s.median, s.mean, s.p90, s.bias);
}

struct report {
    std::vector<scored> scores;
    std::vector<double> errors, roofline, constant;
    std::map<std::string, int> reasons;
    std::size_t eligible = 0, predicted = 0, covered = 0;
    [[nodiscard]] double coverage() const {
        return eligible > 0 ? 100.0 * static_cast<double>(predicted) / static_cast<double>(eligible)
                            : 0;
    }
    [[nodiscard]] double inside() const {
        return scores.empty()
                   ? 0
                   : 100.0 * static_cast<double>(covered) / static_cast<double>(scores.size());
    }
};

report judge(const std::vector<outcome>& all) {
    report r;
    for (const outcome& o : all) {
        if (!o.row.eligible) {
            continue;
        }
        ++r.eligible;
        if (!(o.predicted > 0)) {
            ++r.reasons[o.row.unpredicted];
            continue;
        }
        ++r.predicted;
        if (!(o.row.measured > 0)) {
            ++r.reasons["predicted, but nothing was measured"];
            continue;
        }
        r.scores.push_back({&o.row, o.predicted});
        r.errors.push_back(r.scores.back().error());
        r.roofline.push_back(100 * (o.roofline / o.row.measured - 1));
        r.constant.push_back(100 * (o.constant / o.row.measured - 1));
        r.covered += o.low <= o.row.measured && o.row.measured <= o.high ? 1 : 0;
    }
    return r;
}

const std::pair<const char*, grouping> groups[] = {
    {"source", [](const row_case& c) { return c.source; }},
    {"chip_family", [](const row_case& c) { return c.family; }},
    {"kind", [](const row_case& c) { return std::string(c.moe() ? "moe" : "dense"); }},
    {"scale", [](const row_case& c) { return std::string(scale_of(c.plan.chips)); }},
    {"inputs", [](const row_case& c) { return std::string(c.complete ? "complete" : "partial"); }},
};

void json_out(const report& r) {
    std::printf("{\"overall\": ");
    print_json(summarise(r.errors), r.coverage());
    std::printf(", \"by\": {");
    bool first_group = true;
    for (const auto& [name, key] : groups) {
        std::printf("%s\"%s\": {", first_group ? "" : ", ", name);
        first_group = false;
        bool first = true;
        for (const auto& [group, s] : summarise_by(r.scores, key)) {
            std::printf("%s%s: ", first ? "" : ", ", quoted(group).c_str());
            print_json(s, 100);
            first = false;
        }
        std::printf("}");
    }
    std::printf("}, \"interval_covers\": %.4g, \"baselines\": {\"datasheet_roofline\": ",
                r.inside());
    print_json(summarise(r.roofline), r.coverage());
    std::printf(", \"constant_mfu\": ");
    print_json(summarise(r.constant), r.coverage());
    std::printf("}}\n");
}

void text_out(const report& r, const std::string& file) {
    std::printf("%s: %zu eligible rows, %zu predicted (%.1f %%), %zu with a measurement\n",
                file.c_str(), r.eligible, r.predicted, r.coverage(), r.scores.size());
    for (const auto& [why, n] : r.reasons) {
        std::printf("  %4d  %s\n", n, why.c_str());
    }
    std::printf("error of the prediction in %%; median, mean and p90 of its absolute value\n");
    print_line("all", summarise(r.errors));
    print_line("baseline: datasheet roofline", summarise(r.roofline));
    print_line("baseline: 6ND at 40 % MFU", summarise(r.constant));
    for (const auto& [name, key] : groups) {
        std::printf("by %s\n", name);
        for (const auto& [group, s] : summarise_by(r.scores, key)) {
            print_line(group, s);
        }
    }
    std::printf("90 %% intervals hold %.1f %% of the measurements\n", r.inside());
}

void rows_out(const std::vector<outcome>& all, const std::string& path) {
    std::FILE* out = std::fopen(path.c_str(), "w");
    if (out == nullptr) {
        throw std::runtime_error("cannot write " + path);
    }
    std::fputs("row_id,metric,measured,predicted,p5,p95,extrapolated\n", out);
    for (const outcome& o : all) {
        if (!o.row.eligible || !(o.predicted > 0)) {
            continue;
        }
        std::fprintf(out, "%s,%s,", field(o.row.id).c_str(), o.row.metric.c_str());
        if (o.row.measured > 0) {
            std::fprintf(out, "%.6g", o.row.measured);
        }
        std::fprintf(out, ",%.6g,%.6g,%.6g,%d\n", o.predicted, o.low, o.high,
                     o.extrapolated ? 1 : 0);
    }
    if (std::fclose(out) != 0) {
        throw std::runtime_error("cannot write " + path);
    }
}

} // namespace

int validate_training(int argc, char** argv) {
    std::string file;
    std::string rows;
    bool json = false;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--json") == 0) {
            json = true;
        } else if (std::strcmp(argv[i], "--rows") == 0) {
            if (i + 1 == argc) {
                throw std::runtime_error("--rows needs the name of a file to write");
            }
            rows = argv[++i];
        } else if (argv[i][0] == '-') {
            throw std::runtime_error(std::string("unknown option ") + argv[i]);
        } else if (file.empty()) {
            file = argv[i];
        } else {
            throw std::runtime_error(std::string("more than one file: ") + argv[i]);
        }
    }
    if (file.empty()) {
        throw std::runtime_error("no file given; usage: validate training FILE [--json] [--rows "
                                 "OUT.csv]");
    }
    const sheet t(file);
    if (!known_header(t)) {
        throw std::runtime_error(file + ": the header is of no table of training measurements "
                                        "(neither 'chip' with a column like 'n_chips' or "
                                        "'tokens_b', nor 'accelerator' with 'global_batch' and "
                                        "'hidden')");
    }
    const std::vector<outcome> all = predict(t);
    const report r = judge(all);
    // What can fail comes before anything is printed.
    if (!rows.empty()) {
        rows_out(all, rows);
    }
    if (json) {
        json_out(r);
    } else {
        text_out(r, file);
    }
    return 0;
}
