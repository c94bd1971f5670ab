// SPDX-License-Identifier: MIT
#pragma once

// The fit of the calibration constants: a coordinate search on a log-absolute loss with a pull
// towards the family defaults, so that a family without data keeps them.

#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "predict.hpp"

namespace serving_check {

/// Where the search starts and what it is pulled to: plausible values of any accelerator and
/// engine, from data sheets and general experience, before looking at the tables.
inline const fs::calibration& defaults() {
    static const fs::calibration c = [] {
        fs::calibration k{};
        for (auto& chip : k.chips)
            chip = {.memory = 0.80,
                    .compute = 0.60,
                    .attention = 0.40,
                    .kernel = 3.5e-6,
                    .link = 0.6,
                    .hop = 9e-6};
        // Chips whose software is younger, and hosts that start kernels more slowly.
        for (const fs::silicon young :
             {fs::silicon::cdna, fs::silicon::neuron, fs::silicon::turing, fs::silicon::other})
            k.chips[static_cast<std::size_t>(young)] = {.memory = 0.70,
                                                        .compute = 0.45,
                                                        .attention = 0.30,
                                                        .kernel = 5e-6,
                                                        .link = 0.5,
                                                        .hop = 13e-6};
        k.chips[static_cast<std::size_t>(fs::silicon::apple)].kernel = 6e-6;
        for (auto& engine : k.engines)
            engine = {.step = 0.7e-3, .sequence = 7e-6, .speed = 0.88};
        k.common = {.overlap = 0.3,
                    .traffic = 0.6,
                    .tile = fs::fitted.common.tile,
                    .expert_tile = fs::fitted.common.expert_tile,
                    .slice = fs::fitted.common.slice,
                    .popularity = fs::fitted.common.popularity,
                    .grouped = fs::fitted.common.grouped,
                    .dequantise = fs::fitted.common.dequantise,
                    .narrow = fs::fitted.common.narrow,
                    .narrow_reads = 0.85,
                    .eager = 7e-6,
                    .request = 30e-3,
                    .offline = 0.5,
                    .handover = 0.1,
                    .admission = 1.0,
                    .mixed_varied = 0.1,
                    .first_varied = 0.4,
                    .mixed_equal = 3,
                    .first_equal = 300,
                    .tail = 0.3,
                    .occupancy = 0.9,
                    .limit = 0.7,
                    .yearly_host = 0.3,
                    .yearly_speed = 0.1};
        return k;
    }();
    return c;
}

/// One constant: where it is, its permitted range, what it is pulled to and which rows it touches.
struct constant_of_fit {
    std::string name;
    std::function<double&(fs::calibration&)> in;
    double low, high;
    int chip = -1, engine = -1; ///< -1: touches every row
    double pull = 0.3; ///< standard deviation of the prior in logarithms; 0: held at the default
};

inline std::vector<constant_of_fit> constants_of_fit() {
    std::vector<constant_of_fit> v;
    for (int i = 0; i < fs::silicons; ++i) {
        const auto add = [&](const char* n, double fs::chip_constants::*m, double lo, double hi,
                             double pull) {
            v.push_back({"chip" + std::to_string(i) + "." + n,
                         [i, m](fs::calibration& c) -> double& {
                             return c.chips[static_cast<std::size_t>(i)].*m;
                         },
                         lo, hi, i, -1, pull});
        };
        add("memory", &fs::chip_constants::memory, 0.3, 0.97, 0.15);
        add("compute", &fs::chip_constants::compute, 0.15, 0.97, 0.25);
        add("attention", &fs::chip_constants::attention, 0.05, 0.9, 0.4);
        add("kernel", &fs::chip_constants::kernel, 0.3e-6, 20e-6, 0.4);
        add("link", &fs::chip_constants::link, 0.1, 0.95, 0.3);
        add("hop", &fs::chip_constants::hop, 2e-6, 80e-6, 0.5);
    }
    for (int i = 0; i < fs::engine_families; ++i) {
        const auto add = [&](const char* n, double fs::engine_constants::*m, double lo, double hi,
                             double pull) {
            v.push_back({"engine" + std::to_string(i) + "." + n,
                         [i, m](fs::calibration& c) -> double& {
                             return c.engines[static_cast<std::size_t>(i)].*m;
                         },
                         lo, hi, -1, i, pull});
        };
        add("step", &fs::engine_constants::step, 0.02e-3, 20e-3, 0.8);
        add("sequence", &fs::engine_constants::sequence, 0.3e-6, 300e-6, 0.8);
        add("speed", &fs::engine_constants::speed, 0.2, 1.0, 0.3);
    }
    const auto add = [&](const char* n, double fs::common_constants::*m, double lo, double hi) {
        v.push_back({std::string("common.") + n,
                     [m](fs::calibration& c) -> double& { return c.common.*m; }, lo, hi, -1, -1,
                     0.7});
    };
    // Not fitted; why, says serving/calibration.hpp.
    const auto hold = [&](const char* n, double fs::common_constants::*m) {
        v.push_back({std::string("common.") + n,
                     [m](fs::calibration& c) -> double& { return c.common.*m; }, 0, 0, -1, -1, 0});
    };
    add("overlap", &fs::common_constants::overlap, 0.02, 1);
    add("traffic", &fs::common_constants::traffic, 0.1, 1.5);
    hold("tile", &fs::common_constants::tile);
    hold("expert_tile", &fs::common_constants::expert_tile);
    hold("slice", &fs::common_constants::slice);
    hold("popularity", &fs::common_constants::popularity);
    hold("grouped", &fs::common_constants::grouped);
    hold("dequantise", &fs::common_constants::dequantise);
    hold("narrow", &fs::common_constants::narrow);
    add("narrow_reads", &fs::common_constants::narrow_reads, 0.5, 1);
    add("eager", &fs::common_constants::eager, 0.5e-6, 60e-6);
    add("request", &fs::common_constants::request, 1e-3, 200e-3);
    add("offline", &fs::common_constants::offline, 0.02, 1);
    add("handover", &fs::common_constants::handover, 1e-3, 2);
    add("admission", &fs::common_constants::admission, 0.2, 15);
    add("mixed_varied", &fs::common_constants::mixed_varied, 0.01, 1);
    add("first_varied", &fs::common_constants::first_varied, 0.01, 1);
    add("mixed_equal", &fs::common_constants::mixed_equal, 0.05, 1000);
    add("first_equal", &fs::common_constants::first_equal, 0.05, 1000);
    add("tail", &fs::common_constants::tail, 0.02, 1.5);
    add("occupancy", &fs::common_constants::occupancy, 0.5, 1);
    add("limit", &fs::common_constants::limit, 0.3, 1);
    add("yearly_host", &fs::common_constants::yearly_host, 0.01, 1.0);
    add("yearly_speed", &fs::common_constants::yearly_speed, 0.005, 0.5);
    return v;
}

/// A question with its weight in the loss.
struct observation {
    question ask;
    double weight = 1;
    int chip = 0, engine = 0;
};

/// Quadratic for small residuals, logarithmic for large ones (Cauchy), so that rows whose software
/// differs from its family by a factor say little about the family's constants.
inline double penalty(double log_ratio) {
    constexpr double s = 0.14;
    const double a = log_ratio / s;
    return 0.25 * std::log1p(a * a);
}

inline double row_loss(const observation& o, const fs::calibration& c) {
    const double v = predict(o.ask, c);
    if (!(v > 0))
        return o.weight * 2;
    return o.weight * penalty(std::log(v / o.ask.measured));
}

/// Coordinate search with shrinking steps from `start`; returns the calibration with the lowest
/// penalised loss. `sweeps` passes over all constants.
inline fs::calibration fit_around(const std::vector<observation>& data,
                                  const fs::calibration& start, const fs::calibration& prior,
                                  int sweeps, double first_step = 0.25, double strength = 0.6) {
    std::vector<constant_of_fit> k = constants_of_fit();
    fs::calibration c = start, p = prior;
    std::vector<double> loss(data.size());
    for (std::size_t i = 0; i < data.size(); ++i)
        loss[i] = row_loss(data[i], c);
    const auto touched = [&](const constant_of_fit& q, const observation& o) {
        return (q.chip < 0 || q.chip == o.chip) && (q.engine < 0 || q.engine == o.engine);
    };
    std::vector<std::vector<std::size_t>> rows(k.size());
    for (std::size_t j = 0; j < k.size(); ++j)
        for (std::size_t i = 0; i < data.size(); ++i)
            if (touched(k[j], data[i]))
                rows[j].push_back(i);
    std::vector<double> step(k.size(), first_step);
    std::vector<double> trial;
    for (int sweep = 0; sweep < sweeps; ++sweep) {
        for (std::size_t j = 0; j < k.size(); ++j) {
            if (rows[j].empty() || k[j].pull <= 0)
                continue;
            double& x = k[j].in(c);
            const double centre = k[j].in(p);
            const auto prior_of = [&](double v) {
                const double z = std::log(v / centre) / k[j].pull;
                return strength * 0.5 * z * z;
            };
            bool moved = false;
            for (const double direction : {1.0, -1.0}) {
                for (int again = 0; again < 3; ++again) {
                    const double old = x;
                    double now = old * std::exp(direction * step[j]);
                    now = std::min(k[j].high, std::max(k[j].low, now));
                    if (now == old)
                        break;
                    double before = prior_of(old), after = prior_of(now);
                    x = now;
                    trial.clear();
                    for (const std::size_t i : rows[j]) {
                        before += loss[i];
                        trial.push_back(row_loss(data[i], c));
                        after += trial.back();
                    }
                    if (after < before - 1e-9) {
                        for (std::size_t t = 0; t < rows[j].size(); ++t)
                            loss[rows[j][t]] = trial[t];
                        moved = true;
                    } else {
                        x = old;
                        break;
                    }
                }
                if (moved)
                    break;
            }
            step[j] = moved ? std::min(0.5, step[j] * 1.3) : step[j] * 0.45;
            if (step[j] < 0.004)
                step[j] = 0.004;
        }
    }
    return c;
}

/// The fit as used: from the defaults, pulled to them.
inline fs::calibration fit(const std::vector<observation>& data, int sweeps,
                           double strength = 3.0) {
    return fit_around(data, defaults(), defaults(), sweeps, 0.25, strength);
}

/// Eligible rows of the two tables, each weighted so that a large source does not drown the others.
/// The serving points and their copies in the throughput table are one measurement: counted once.
inline std::vector<observation> observations(const std::string& throughput,
                                             const std::string& points) {
    std::vector<observation> v;
    const auto push = [&](const question& q, double weight) {
        if (!q.eligible || !(q.measured > 0))
            return;
        v.push_back({q, weight, static_cast<int>(q.device.kind), static_cast<int>(q.engine)});
    };
    const table t = read_table(throughput);
    for (std::size_t i = 0; i < t.size(); ++i) {
        question q;
        if (!throughput_question(t, i, q))
            continue;
        q.measured = t.measured(i, "value");
        if (q.source == "inferencex-silicon" || q.source == "nvidia-gap-analysis")
            continue;
        // What claims and unit tests reproduce is no input of the model that reproduces it.
        if (q.source == "deepseek-day6" || q.source == "sglang-96xh100")
            continue;
        if (!(predict(q, fs::fitted) > 0))
            continue;
        push(q, q.metric.starts_with("ttft") ? 0.4 : 1.0);
    }
    const table p = read_table(points);
    for (std::size_t i = 0; i < p.size(); ++i) {
        question q;
        if (!serving_question(p, i, q))
            continue;
        q.source = "points-" + q.mode;
        q.metric = "tpot_ms";
        q.measured = p.measured(i, "tpot_ms");
        push(q, 1.0);
        q.metric = "ttft_ms";
        q.measured = p.measured(i, "ttft_ms");
        push(q, 0.5);
    }
    std::map<std::string, double> count;
    for (const observation& o : v)
        count[o.ask.source + o.ask.metric + o.ask.batch_kind] += 1;
    for (observation& o : v) {
        const double n = count[o.ask.source + o.ask.metric + o.ask.batch_kind];
        o.weight *= o.ask.source.starts_with("points") ? 1.0 : std::pow(n, -0.35) * 4;
    }
    return v;
}

inline void print_calibration(std::FILE* out, const fs::calibration& c) {
    std::fprintf(out, "    .chips = {\n");
    for (const auto& x : c.chips)
        std::fprintf(out,
                     "        {.memory = %.3f, .compute = %.3f, .attention = %.3f, .kernel = "
                     "%.3ge-6, .link = %.3f, .hop = %.3ge-6},\n",
                     x.memory, x.compute, x.attention, x.kernel * 1e6, x.link, x.hop * 1e6);
    std::fprintf(out, "    },\n    .engines = {\n");
    for (const auto& x : c.engines)
        std::fprintf(out, "        {.step = %.3ge-3, .sequence = %.3ge-6, .speed = %.3f},\n",
                     x.step * 1e3, x.sequence * 1e6, x.speed);
    std::fprintf(out, "    },\n    .common = {\n");
    fs::calibration copy = c;
    for (auto& k : constants_of_fit())
        if (k.name.starts_with("common."))
            std::fprintf(out, "        .%s = %.4g,\n", k.name.c_str() + 7, k.in(copy));
    std::fprintf(out, "    },\n");
}

} // namespace serving_check
