// SPDX-License-Identifier: MIT
#pragma once

// The model's answer to a question, the datasheet roofline's, and the physical bound.

#include <limits>

#include "cases.hpp"

namespace serving_check {

inline constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

inline fd::prepared<double> prepare_for(const question& q, const fd::arrangement& a,
                                        const fs::calibration& c) {
    const fd::load l = fd::make_load(q.shape, a, q.weights, q.kv_bytes);
    fd::prepared<double> p = fd::prepare<double>(
        l, q.device, c.chips[static_cast<std::size_t>(q.device.kind)],
        c.engines[static_cast<std::size_t>(q.engine)], c.common, scheduling_for(q), q.years);
    return p;
}

/// The model's operating point for a question, with what it takes to answer every metric.
struct answer {
    fd::point<double> point{};
    double replicas = 1, chips = 1, groups = 1;
    bool fits = true, queueing = false;
};

inline answer solve(const question& q, const fd::arrangement& a, const fs::calibration& c) {
    const fd::prepared<double> p = prepare_for(q, a, c);
    answer r;
    r.fits = p.missing <= 0;
    r.chips = q.chips;
    r.groups = a.dp;
    r.replicas = std::max(1.0, std::floor(q.chips / a.chips() + 1e-9));
    const double per = 1.0 / r.replicas;
    const double in = q.input, out = q.output;
    if (q.prefill_workers > 0) {
        const fd::prepared<double> pre = prepare_for(q, q.prefill_layout, c);
        r.point = fd::disaggregated(pre, p, in, q.cached, out, q.batch, q.prefill_workers,
                                    q.decode_workers);
        r.replicas = 1;
        return r;
    }
    if (q.mode == "prefill" || q.mode == "decode" || q.batch_kind.starts_with("static")) {
        double b = (q.batch > 0 ? q.batch : 1) * per;
        if (b < 1)
            b = 1;
        if (q.mode == "prefill" && (q.batch_kind == "tokens_in_flight" || q.batch_kind.empty())) {
            const double each = q.batch_kind.empty() ? 16384 : q.batch;
            b = each * a.dp * a.pp / std::max(in, 1.0);
        }
        if (q.mode == "decode" && q.batch_kind.empty() && q.batch <= 0)
            b = fd::largest_batch(p, in, out);
        if (q.mode == "prefill" && q.batch_kind == "concurrency") {
            r.point = fd::static_batch(p, in, 1.0, 1.0);
            r.point.ttft = p.speed.request + r.point.prefill * (b + 1) / 2;
            return r;
        }
        r.point = fd::static_batch(p, in, out, b);
        if (q.metric.starts_with("ttft") && q.mode != "prefill") {
            r.point.ttft += p.speed.step;
        }
        return r;
    }
    if (q.batch_kind == "max_throughput") {
        r.point = fd::all_at_once(p, in, out, q.requests * per, q.varied ? 1.0 : 0.0, 0.0);
        return r;
    }
    if (q.batch_kind == "mlperf_offline") {
        // Its one query has as many samples as fill ten minutes, with a tenth to spare, or more
        // where the data set is larger (LoadGen, `min_duration` and offline's slack).
        double samples = q.requests * per;
        for (int pass = 0; pass < 6; ++pass) {
            r.point = fd::all_at_once(p, in, out, samples, q.varied ? 1.0 : 0.0, q.output_limit);
            samples = std::max(samples, 1.1 * 600 * r.point.output_rate / out);
        }
        return r;
    }
    if (q.batch_kind.starts_with("mlperf")) {
        r.point = fd::within_limits(p, in, 0.0, out, q.ttft_limit, q.tpot_limit);
        return r;
    }
    if (q.batch_kind.starts_with("oneshot") || q.batch_kind.starts_with("trace")) {
        const double n = q.batch > 0 ? q.batch : 300;
        r.point = fd::all_at_once(p, in, out, std::max(1.0, n * per), q.varied ? 1.0 : 0.0, 0.0);
        return r;
    }
    if (q.batch_kind.starts_with("qps") && q.rate > 0) {
        r.point = fd::open_loop(p, in, q.cached, out, q.rate * per);
        return r;
    }
    double users = q.batch > 0 ? q.batch * per : 1.0;
    if (users < 1)
        users = 1;
    r.point = fd::closed_loop(p, in, q.cached, out, users, q.varied ? 1.0 : 0.0);
    r.queueing = users > r.point.capacity;
    return r;
}

/// One number in the unit of the metric, or NaN when a serving model does not predict the metric.
inline double metric_value(const question& q, const answer& r) {
    const fd::point<double>& o = r.point;
    const std::string& m = q.metric;
    if (m.starts_with("tpot"))
        return o.tpot * 1e3;
    if (m.starts_with("ttft"))
        return o.ttft * 1e3;
    if (m == "e2e_latency_ms")
        return o.latency * 1e3;
    if (m == "decode_tput_single_stream" || m == "user_speed")
        return 1.0 / o.tpot;
    if (m == "prefill_tput_single_stream")
        return q.input / o.prefill;
    const double decode_only = q.mode == "decode" ? o.batch / o.tpot : o.output_rate;
    const double rate =
        (q.mode == "prefill" ? o.batch * (q.input + q.cached) / o.prefill : decode_only) *
        r.replicas;
    if (m == "output_tput_system")
        return rate;
    const double chips = std::max(q.chips, 1.0);
    if (m == "output_tput_per_chip" || m == "input_tput_per_chip")
        return rate / chips;
    if (m == "total_tput_per_chip")
        return rate / chips * (q.input + q.cached + q.output) / q.output;
    if (m == "output_tput_per_node" || m == "input_tput_per_node")
        return rate / chips * 8;
    if (m == "mfu_pct") {
        const fd::load l = fd::make_load(q.shape, {}, q.weights, q.kv_bytes);
        const double tokens =
            q.mode == "prefill" ? o.batch * q.input / o.prefill : o.batch / o.tpot;
        return 200.0 * fd::elements_per_token(l) * tokens / (q.device.bf16 * chips);
    }
    if (m == "phase_latency_s")
        return q.mode == "prefill" ? o.prefill : o.tpot * q.output;
    return unknown;
}

/// Whether a table's metric is one that a serving model predicts at all.
inline bool serving_metric(const std::string& m) {
    for (const char* known :
         {"tpot", "ttft", "e2e_latency_ms", "decode_tput", "prefill_tput", "user_speed",
          "output_tput", "input_tput", "total_tput", "phase_latency", "mfu_pct"})
        if (m.starts_with(known))
            return true;
    return false;
}

/// Whether a first token mostly waits.
inline bool mostly_waits(const answer& a) {
    return a.queueing || a.point.queue > a.point.prefill;
}

/// The regime whose residuals make a row's interval: what is measured, how well the engine and the
/// chip are covered by measurements, and how hard the deployment works.
inline fs::regime regime_of(const question& q, const answer& a) {
    const bool crowded = mostly_waits(a);
    const fs::coverage c = fs::coverage_of(q.named_engine ? q.engine : fs::engine_family::other,
                                           q.device.kind, q.moe, q.years);
    const std::string& m = q.metric;
    fs::quantity_kind k = fs::quantity_kind::loaded_rate;
    if (m.starts_with("tpot") || m == "user_speed" || m.starts_with("decode_tput"))
        k = fs::quantity_kind::token_time;
    else if (m.starts_with("ttft"))
        k = crowded ? fs::quantity_kind::queued_first_token : fs::quantity_kind::first_token;
    else if (m.starts_with("prefill_tput") || q.mode == "prefill")
        k = fs::quantity_kind::prefill;
    else if (q.batch_kind == "max_throughput" || q.batch_kind.starts_with("mlperf"))
        k = fs::quantity_kind::saturated_rate;
    const bool waits = a.queueing || q.batch_kind == "max_throughput" ||
                       q.batch_kind.starts_with("mlperf") ||
                       (q.batch_kind.starts_with("oneshot") && q.batch > a.point.capacity);
    const fs::load_class l = q.prefill_workers > 0
                                 ? fs::load_class::pools
                                 : fs::load_class_of(a.point.batch, a.groups, waits);
    return {k, c, l};
}

/// Rates fall as times rise: the factor that encloses is inverted.
inline bool is_time(const std::string& m) {
    return m.starts_with("tpot") || m.starts_with("ttft") || m.starts_with("e2e") ||
           m.starts_with("phase_latency");
}

inline double predict(const question& q, const fs::calibration& c, answer* detail = nullptr) {
    double best = unknown, score = -1;
    for (const fd::arrangement& a : q.layouts) {
        const answer r = solve(q, a, c);
        // Where the table does not say, the layout with the highest throughput that fits.
        const double s = (r.fits ? 1.0 : 1e-6) * r.point.output_rate * r.replicas;
        if (s > score) {
            score = s;
            best = metric_value(q, r);
            if (detail)
                *detail = r;
        }
    }
    return best;
}

/// The datasheet roofline: every efficiency 1, no latency, no host, no interference.
inline const fs::calibration& datasheet() {
    static const fs::calibration c = [] {
        fs::calibration k = fs::fitted;
        for (auto& chip : k.chips)
            chip = {.memory = 1, .compute = 1, .attention = 1, .kernel = 0, .link = 1, .hop = 0};
        for (auto& e : k.engines)
            e = {.step = 0, .sequence = 0, .speed = 1};
        k.common.overlap = 0;
        k.common.traffic = 0;
        k.common.slice = 0;
        k.common.tile = 0;
        k.common.expert_tile = 0;
        k.common.popularity = 1e3;
        k.common.grouped = k.common.dequantise = k.common.narrow = 1;
        k.common.narrow_reads = 1;
        k.common.eager = k.common.request = 0;
        k.common.handover = 0;
        k.common.admission = 0;
        k.common.mixed_varied = k.common.first_varied = 0;
        k.common.mixed_equal = k.common.first_equal = 1e-9;
        k.common.tail = 0;
        k.common.yearly_host = k.common.yearly_speed = 0;
        return k;
    }();
    return c;
}

} // namespace serving_check
