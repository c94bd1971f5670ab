// SPDX-License-Identifier: MIT
// How tables become predictions: nothing measured matters, absent columns read as blank, and a cell
// that nothing can be made of costs its row only.
#include <cmath>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "../../validation/training/outcomes.hpp"

using namespace flopcost_validation;
using flopcost_test::csv_table;

namespace {

csv_table table(const std::string& name, std::size_t every = 1) {
    csv_table t = csv_table::read(FLOPCOST_TEST_DATA_DIR "/" + name);
    csv_table out = t;
    out.rows.clear();
    out.lines.clear();
    for (std::size_t r = 0; r < t.size(); r += every) {
        out.rows.push_back(t.rows[r]);
        out.lines.push_back(t.lines[r]);
    }
    return out;
}

void blank(csv_table& t, const std::string& column) {
    const std::size_t at = t.column(column);
    for (auto& row : t.rows) {
        row[at].clear();
    }
}

void drop(csv_table& t, const std::string& column) {
    const auto at = static_cast<std::ptrdiff_t>(t.column(column));
    t.header.erase(t.header.begin() + at);
    for (auto& row : t.rows) {
        row.erase(row.begin() + at);
    }
}

std::vector<double> predictions(const csv_table& t) {
    REQUIRE(known_header(sheet(t)));
    std::vector<double> out;
    for (const outcome& o : predict(sheet(t))) {
        out.push_back(o.predicted);
        out.push_back(o.low);
        out.push_back(o.high);
    }
    return out;
}

using columns = std::vector<std::string>;

// Results of each kind of table: what was measured, and what its authors computed from that.
const std::pair<const char*, columns> results[] = {
    {"training_steps.csv",
     {"step_time_s", "tokens_per_s", "tokens_per_s_per_chip", "tflops_per_chip", "flops_convention",
      "mfu_pct", "hfu_pct", "peak_tflops_used", "mem_gb_per_chip", "reported_fields",
      "derived_fields", "completeness"}},
    {"training_mlperf.csv",
     {"ttt_min_median", "ttt_min_trimmed_mean", "ttt_min_best", "ttt_min_worst", "n_runs",
      "n_success", "tokens_to_target_median", "chip_hours_median", "train_step_time_s",
      "tokens_per_s_train", "tokens_per_s_incl_eval"}},
    {"training_runs.csv",
     {"gpu_hours", "gpu_hours_kind", "wall_days", "implied_6nd_eff_pct", "mfu_pct", "hfu_pct",
      "energy_mwh", "tflops_per_chip", "cost_usd", "cost_basis", "energy_basis",
      "train_flop_reported", "co2_t"}},
    {"vtrain_measured_training_multi.csv", {"measured_step_ms"}},
    {"vtrain_measured_training_single.csv", {"measured_step_ms"}},
    {"calculon_validation_step_time.csv", {"measured_step_s"}},
};

} // namespace

TEST_CASE("results may be blank or absent: the predictions stay, to the bit") {
    for (const auto& [file, measured] : results) {
        CAPTURE(file);
        const csv_table whole = table(file, 7);
        const auto expected = predictions(whole);
        for (const std::string& column : measured) {
            CAPTURE(column);
            csv_table one = whole;
            blank(one, column);
            CHECK(predictions(one) == expected);
        }
        csv_table none = whole;
        for (const std::string& column : measured) {
            drop(none, column);
        }
        CHECK(predictions(none) == expected);
    }
}

TEST_CASE("all rows without any result") {
    for (const auto& [file, measured] : results) {
        const csv_table whole = table(file);
        csv_table none = whole;
        for (const std::string& column : measured) {
            drop(none, column);
        }
        CAPTURE(file);
        CHECK(predictions(none) == predictions(whole));
    }
}

TEST_CASE("chips that are not stated follow from the degrees of parallelism") {
    csv_table t = table("training_steps.csv", 5);
    const auto expected = predict(sheet(t));
    csv_table blanked = t;
    blank(blanked, "n_chips");
    const auto found = predict(sheet(blanked));
    const std::size_t n_chips = t.column("n_chips");
    const std::size_t degree[] = {t.column("tp"), t.column("pp"), t.column("cp"), t.column("dp")};
    int checked = 0;
    for (std::size_t r = 0; r < t.size(); ++r) {
        double product = 1;
        for (const std::size_t d : degree) {
            product *= std::atof(t.rows[r][d].c_str());
        }
        if (expected[r].row.eligible && product == expected[r].row.plan.chips &&
            std::to_string(static_cast<int>(product)) == t.rows[r][n_chips]) {
            CHECK(found[r].predicted == expected[r].predicted);
            ++checked;
        }
    }
    CHECK(checked > 50);
    csv_table grid = table("vtrain_measured_training_multi.csv");
    const auto stated = predictions(grid);
    blank(grid, "n_gpus");
    CHECK(predictions(grid) == stated);
}

TEST_CASE("remarks configure nothing") {
    for (const char* file : {"training_steps.csv", "training_mlperf.csv", "training_runs.csv"}) {
        csv_table t = table(file);
        const auto expected = predictions(t);
        blank(t, "notes");
        CAPTURE(file);
        CHECK(predictions(t) == expected);
    }
}

TEST_CASE("a degree that is blank is what the chips and the others leave") {
    csv_table grid = table("vtrain_measured_training_multi.csv");
    const auto stated = predictions(grid);
    for (const char* column : {"tp", "pp", "dp"}) {
        csv_table t = grid;
        blank(t, column);
        CAPTURE(column);
        CHECK(predictions(t) == stated);
    }
}

TEST_CASE("a blank sequence, format or gate follows from the columns beside it") {
    const csv_table t = table("training_steps.csv", 3);
    const auto expected = predict(sheet(t));
    for (const char* column : {"seq_len", "precision", "ffn_gated"}) {
        csv_table blanked = t;
        blank(blanked, column);
        const auto found = predict(sheet(blanked));
        int eligible = 0;
        int same = 0;
        for (std::size_t r = 0; r < t.size(); ++r) {
            eligible += expected[r].row.eligible ? 1 : 0;
            same += expected[r].row.eligible &&
                            std::abs(found[r].predicted / expected[r].predicted - 1) < 0.05
                        ? 1
                        : 0;
        }
        CAPTURE(column);
        CHECK(same > 0.9 * eligible);
    }
}

TEST_CASE("rows without a name get their number") {
    csv_table t = table("training_steps.csv", 97);
    blank(t, "row_id");
    const auto all = predict(sheet(t));
    CHECK(all[0].row.id == "1");
    CHECK(all[1].row.id == "2");
}

TEST_CASE("a cell that nothing can be made of costs its row only") {
    for (const char* file : {"training_steps.csv", "training_mlperf.csv", "training_runs.csv",
                             "vtrain_measured_training_multi.csv"}) {
        const csv_table whole = table(file, 31);
        const auto expected = predictions(whole);
        for (const std::string& column : whole.header) {
            for (const char* cell : {"inf", "nan", "1e400", "-1", "1e30", "1e-320", "abc", "0"}) {
                csv_table t = whole;
                t.rows[0][t.column(column)] = cell;
                CAPTURE(file);
                CAPTURE(column);
                CAPTURE(cell);
                const auto all = predict(sheet(t));
                REQUIRE(all.size() == t.size());
                for (const outcome& o : all) {
                    CHECK((o.predicted > 0) == o.row.unpredicted.empty());
                    CHECK(std::isfinite(o.predicted));
                    CHECK(std::isfinite(o.row.measured));
                    CHECK(o.row.measured >= 0);
                }
                for (std::size_t r = 1; r < t.size(); ++r) {
                    CHECK(all[r].predicted == expected[3 * r]);
                }
            }
        }
    }
}
