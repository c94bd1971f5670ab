// SPDX-License-Identifier: MIT

// No prediction for a measured row is faster than its bytes over bandwidth and its arithmetic over
// the peak, and nothing that was measured enters a prediction.

#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "../../validation/serving/predict.hpp"

using namespace serving_check;

namespace {

double peak_of_all(const fd::device<double>& d) {
    double p = d.bf16;
    for (const double x : {d.fp8, d.int8, d.fp4})
        p = x > p ? x : p;
    return p;
}

/// Seconds that one decode step of the answer's batch takes at the very least: what a chip reads,
/// and what all chips multiply, at the datasheet's figures.
double least_step(const question& q, const fd::arrangement& a, const fd::prepared<double>& p,
                  double batch) {
    const double context = q.cached + q.input + q.output * 0.5;
    const double read = fd::step_bytes(p, batch, context) / q.device.bandwidth * a.pp;
    const fd::load whole = fd::make_load(q.shape, {}, q.weights, q.kv_bytes);
    const double math =
        2.0 * fd::elements_per_token(whole) * batch / (peak_of_all(q.device) * a.chips());
    return std::fmax(read, math);
}

void check_row(const question& q) {
    answer r;
    const double v = predict(q, fs::fitted, &r);
    if (!(v > 0))
        return;
    fd::arrangement a = q.layouts[0];
    for (const fd::arrangement& candidate : q.layouts) // the one that was taken
        if (std::fabs(solve(q, candidate, fs::fitted).point.output_rate - r.point.output_rate) <
            1e-9)
            a = candidate;
    const fd::prepared<double> p = prepare_for(q, a, fs::fitted);
    const double batch = r.point.batch;
    const double least = least_step(q, a, p, batch);
    if (q.mode != "prefill") {
        INFO(q.source, " ", q.row, " ", q.metric);
        CHECK(r.point.tpot >= least * (1 - 1e-9));
        CHECK(r.point.output_rate <= std::fmax(batch, 1.0) / least * (1 + 1e-9));
    }
    const fd::load whole = fd::make_load(q.shape, {}, q.weights, q.kv_bytes);
    const double once = 2.0 * (fd::elements_per_token(whole) - whole.head.elements) * q.input /
                        (peak_of_all(q.device) * a.chips());
    CHECK(r.point.prefill >= once * (1 - 1e-9));
    // The measured value plays no part.
    question blind = q;
    blind.measured = 0;
    CHECK(predict(blind, fs::fitted) == v);
}

} // namespace

TEST_CASE("no measured throughput or latency is predicted faster than physics allows") {
    const table t = read_table(FLOPCOST_TEST_DATA_DIR "/inference_throughput.csv");
    std::size_t understood = 0;
    for (std::size_t i = 0; i < t.size(); ++i) {
        question q;
        if (!throughput_question(t, i, q))
            continue;
        ++understood;
        check_row(q);
    }
    CHECK(understood > 0.9 * static_cast<double>(t.size()));
}

TEST_CASE("no serving point is predicted faster than physics allows") {
    const table t = read_table(FLOPCOST_TEST_DATA_DIR "/inference_serving_points.csv");
    for (std::size_t i = 0; i < t.size(); ++i) {
        question q;
        if (!serving_question(t, i, q))
            continue;
        q.metric = "tpot_ms";
        if (q.mode == "agg")
            check_row(q);
    }
}

TEST_CASE("the fitted constants lie in their physical ranges") {
    for (const auto& c : fs::fitted.chips) {
        for (const double share : {c.memory, c.compute, c.attention, c.link}) {
            CHECK(share > 0);
            CHECK(share <= 1);
        }
        CHECK(c.kernel > 0);
        CHECK(c.hop > 0);
    }
    for (const auto& e : fs::fitted.engines) {
        CHECK(e.step > 0);
        CHECK(e.sequence > 0);
        CHECK(e.speed > 0);
        CHECK(e.speed <= 1);
    }
    const auto& g = fs::fitted.common;
    for (const double share : {g.overlap, g.grouped, g.dequantise, g.narrow,
                               g.occupancy, g.limit, g.mixed_varied, g.first_varied, g.offline}) {
        CHECK(share >= 0);
        CHECK(share <= 1);
    }
}

namespace {

/// A table with some columns blanked, or left out altogether.
flopcost_test::csv_table without(flopcost_test::csv_table t,
                                 const std::vector<std::string>& columns, bool altogether = false) {
    for (const std::string& name : columns) {
        const std::size_t at = t.column(name);
        for (auto& row : t.rows) {
            if (altogether)
                row.erase(row.begin() + static_cast<std::ptrdiff_t>(at));
            else
                row[at].clear();
        }
        if (altogether)
            t.header.erase(t.header.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return t;
}

std::vector<double> predictions(const table& t, bool points) {
    std::vector<double> v;
    for (std::size_t i = 0; i < t.size(); ++i) {
        question q;
        const bool asked = points ? serving_question(t, i, q) : throughput_question(t, i, q);
        for (const char* metric : {"tpot_ms", "ttft_ms"}) {
            if (points)
                q.metric = metric;
            v.push_back(asked ? predict(q, fs::fitted) : 0);
        }
    }
    return v;
}

bool same(const std::vector<double>& a, const std::vector<double>& b) {
    bool equal = a.size() == b.size();
    for (std::size_t i = 0; equal && i < a.size(); ++i)
        equal = a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]));
    return equal;
}

} // namespace

TEST_CASE("a prediction looks neither at what was measured nor at where a row comes from") {
    struct {
        const char* file;
        std::vector<std::string> measured, origin;
        bool points;
    } const tables[] = {
        {"/inference_throughput.csv", {"value"}, {"source_id", "source_url", "row_id"}, false},
        {"/inference_serving_points.csv",
         {"ttft_ms", "tpot_ms", "tpot_min", "tpot_max"},
         {"feed", "orig_id"},
         true},
    };
    for (const auto& [file, measured, origin, points] : tables) {
        const auto read =
            flopcost_test::csv_table::read(std::string(FLOPCOST_TEST_DATA_DIR) + file);
        const std::vector<double> full = predictions(table(read), points);
        CHECK(full.size() > 2000);
        CHECK(same(full, predictions(table(without(read, measured)), points)));
        CHECK(same(full, predictions(table(without(read, measured, true)), points)));
        CHECK(same(full, predictions(table(without(read, origin)), points)));
    }
}

TEST_CASE("tables with blanks and other chips are still predicted") {
    const auto read =
        flopcost_test::csv_table::read(FLOPCOST_TEST_DATA_DIR "/inference_throughput.csv");
    const table t(read);
    const table blank(without(read, {"tp", "pp", "ep", "dp", "date", "software", "kv_precision",
                                     "osl", "weight_precision", "batch_or_concurrency", "notes"}));
    std::size_t asked = 0, answered = 0;
    for (std::size_t i = 0; i < t.size(); i += 7) {
        question q;
        if (!serving_metric(t.at(i, "metric")))
            continue;
        ++asked;
        if (throughput_question(blank, i, q) && predict(q, fs::fitted) > 0)
            ++answered;
    }
    CHECK(static_cast<double>(answered) > 0.97 * static_cast<double>(asked));
}

TEST_CASE("absurd cells leave a row without a prediction and say which cell") {
    const auto ask = [](const std::string& column, const std::string& cell) {
        const char* head = "chip,arch_id,backend,mode,isl,osl,concurrency,chips_per_replica,tp,pp,"
                           "dp,ep,precision\n";
        auto c = flopcost_test::csv_table::parse(
            std::string(head) + "H100 SXM5 80GB,llama3.1-70b,vllm,agg,1024,1024,8,4,4,1,1,1,fp8\n");
        c.rows[0][c.column(column)] = cell;
        question q;
        (void)serving_question(table(c), 0, q);
        q.metric = "tpot_ms";
        return predict(q, fs::fitted);
    };
    const double plain = ask("ep", "");
    CHECK(plain > 5);
    CHECK(plain < 30);
    for (const char* column : {"isl", "osl", "concurrency", "chips_per_replica", "tp", "pp", "dp"})
        for (const char* cell : {"nan", "inf", "1e30", "-1", "abc", "1e400"}) {
            CAPTURE(column);
            CAPTURE(cell);
            CHECK_THROWS_AS((void)ask(column, cell), bad_cell);
        }
    // Blank layouts follow from the chips.
    CHECK(ask("tp", "") == plain);
    CHECK(ask("chips_per_replica", "") == plain);
    // A format that is not stated is the widest that fits, 16 bits: slower than the stated 8.
    CHECK(ask("precision", "") == ask("precision", "bf16"));
    CHECK(ask("precision", "") > plain);
}
