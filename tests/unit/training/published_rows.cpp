// SPDX-License-Identifier: MIT
// The published measurements in tests/data: every row is predicted, within physics, and about as
// well as the fit was. `validate training` tells more.
#include <doctest/doctest.h>

#include "../../validation/training/runs.hpp"
#include "../../validation/training/summary.hpp"

using namespace flopcost_validation;

namespace {

std::vector<row_case> rows_of(const char* file) {
    std::vector<row_case> out;
    for (row_case& c :
         read_steps(std::string(FLOPCOST_TEST_DATA_DIR "/") + file, flopcost::training::fitted)) {
        if (c.eligible) {
            out.push_back(std::move(c));
        }
    }
    return out;
}

summary errors_of(const std::vector<row_case>& rows) {
    std::vector<double> errors;
    for (const row_case& c : rows) {
        if (c.measured > 0) {
            errors.push_back(100 * (ft::step_seconds(c.plan) / c.measured - 1));
        }
    }
    return summarise(errors);
}

} // namespace

TEST_CASE("every row is predicted, and none beats its datasheet") {
    for (const char* file : {"training_steps.csv", "vtrain_measured_training_multi.csv",
                             "vtrain_measured_training_single.csv",
                             "calculon_validation_step_time.csv", "training_mlperf.csv"}) {
        for (const row_case& c : rows_of(file)) {
            CAPTURE(c.id);
            REQUIRE(c.unpredicted.empty());
            const auto r = ft::detail::evaluate_step(c.plan, ft::fitted);
            const double peak = ft::detail::peak_of(c.plan.chip, c.plan.format);
            CHECK(r.duration.in(fu::second) > r.model_flop.in(fu::flop) / c.plan.chips / peak);
            CHECK(r.parts.total() / r.duration == doctest::Approx(1).epsilon(1e-9));
            CHECK(r.low < r.duration);
            CHECK(r.high > r.duration);
        }
    }
}

TEST_CASE("errors on the visible tables stay where the fit left them") {
    std::vector<row_case> complete;
    for (const row_case& c : rows_of("training_steps.csv")) {
        if (c.complete) {
            complete.push_back(c);
        }
    }
    const summary steps = errors_of(complete);
    CHECK(steps.median < 6);
    CHECK(steps.p90 < 18);
    CHECK(std::abs(steps.bias) < 3);
    CHECK(errors_of(rows_of("vtrain_measured_training_single.csv")).mean < 8);
    const summary multi = errors_of(rows_of("vtrain_measured_training_multi.csv"));
    CHECK(multi.median < 5);
    CHECK(multi.mean < 8);
    CHECK(errors_of(rows_of("calculon_validation_step_time.csv")).mean < 3.7);
}

TEST_CASE("LLaMA's four sizes in chip-hours, with predicted efficiency") {
    // arXiv:2302.13971, Table 15.
    const sheet t(FLOPCOST_TEST_DATA_DIR "/training_runs.csv");
    int seen = 0;
    for (std::size_t r = 0; r < t.size(); ++r) {
        if (t.text(r, "model").rfind("LLaMA-", 0) == 0) {
            double hours = 0;
            const row_case c = run_row(t, r, ft::fitted, hours);
            CHECK(hours / c.measured == doctest::Approx(1).epsilon(0.1));
            ++seen;
        }
    }
    CHECK(seen == 4);
}
