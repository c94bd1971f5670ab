// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "rows.hpp"
#include "runs.hpp"
#include "summary.hpp"

// From a table to predictions, whichever kind of table it is.
namespace flopcost_validation {

/// A row and what is said of it.
struct outcome {
    row_case row;
    double predicted = 0, low = 0, high = 0; ///< in the unit of the metric; 0: none
    double roofline = 0, constant = 0;       ///< baselines
    bool extrapolated = false;
};

/// Useful FLOP of a plan's step over the datasheet peak of its format.
inline double datasheet_time(const ft::step_plan<double>& p) {
    const auto n = ft::detail::network_of(p.model);
    const double tokens = static_cast<double>(p.batch) * p.sequence;
    const double flop = 3 * tokens * (2 * n.active_products() + n.core_flop(0.5 * p.sequence));
    return flop / p.chips / ft::detail::peak_of(p.chip, p.format);
}

/// 6 N D at 40 % of the 16-bit peak: what is typed in where nothing better is at hand.
inline double constant_mfu_time(const ft::step_plan<double>& p) {
    const auto n = ft::detail::network_of(p.model);
    const double tokens = static_cast<double>(p.batch) * p.sequence;
    const double peak = p.chip.peak.bf16.in(fu::flop / fu::second / fu::chip);
    return 6 * n.active_products() * tokens / p.chips / peak / 0.4;
}

inline std::vector<outcome> predict_steps(const sheet& t) {
    std::vector<outcome> out;
    for (row_case& c : read_steps(t, ft::fitted)) {
        outcome o;
        o.row = std::move(c);
        if (o.row.unpredicted.empty()) {
            const auto r = ft::detail::evaluate_step(o.row.plan, ft::fitted);
            o.predicted = r.duration.in(fu::second);
            const auto band = band_of(o.row);
            o.low = band.low * o.predicted;
            o.high = band.high * o.predicted;
            o.extrapolated = r.extrapolated;
            o.roofline = datasheet_time(o.row.plan);
            o.constant = constant_mfu_time(o.row.plan);
        }
        out.push_back(std::move(o));
    }
    return out;
}

inline std::vector<outcome> predict_runs(const sheet& t) {
    std::vector<outcome> out;
    for (std::size_t i = 0; i < t.size(); ++i) {
        outcome o;
        o.row = run_row(t, i, ft::fitted, o.predicted);
        if (o.predicted > 0) {
            o.low = o.predicted * run_band_low;
            o.high = o.predicted * run_band_high;
            const auto r = ft::detail::evaluate_step(o.row.plan, ft::fitted);
            o.extrapolated = r.extrapolated;
            // The baselines know nothing of lost time.
            const double hours = o.predicted / r.duration.in(fu::second)*share_in_steps(
                                                   t.number(i, "n_chips", 1024));
            o.roofline = datasheet_time(o.row.plan) * hours;
            o.constant = constant_mfu_time(o.row.plan) * hours;
        }
        out.push_back(std::move(o));
    }
    return out;
}

/// Whether the header is of a table that can be predicted. Measured columns may be absent.
inline bool known_header(const sheet& t) {
    const bool grid = t.has("accelerator") && t.has("global_batch") && t.has("hidden");
    bool steps_or_runs = false;
    for (const char* column : {"n_chips", "gpu_hours", "tokens_b", "seq_len", "gbs_seqs"}) {
        steps_or_runs = steps_or_runs || t.has(column);
    }
    return grid || (t.has("chip") && steps_or_runs);
}

/// Whether rows are whole runs: they have tokens in all, and no batch nor sequence of a step.
inline bool holds_runs(const sheet& t) {
    const bool steps = t.has("seq_len") || t.has("gbs_seqs") || t.has("global_batch");
    return t.has("gpu_hours") || (t.has("tokens_b") && !steps);
}

/// Predictions for all rows of a table. One that is no number of a usual size is none.
inline std::vector<outcome> predict(const sheet& t) {
    std::vector<outcome> out = holds_runs(t) ? predict_runs(t) : predict_steps(t);
    for (outcome& o : out) {
        if (o.row.unpredicted.empty() && !(o.predicted > 0 && o.predicted < 1e15)) {
            o.row.unpredicted = "the inputs lead to no finite time";
        }
        if (!o.row.unpredicted.empty()) {
            o.predicted = 0;
        }
    }
    return out;
}

} // namespace flopcost_validation
