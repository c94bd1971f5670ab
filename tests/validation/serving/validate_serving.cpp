// SPDX-License-Identifier: MIT

// validate serving FILE [--json] [--rows OUT.csv]: the serving model against a table of measured
// throughputs and latencies (columns of inference_throughput.csv) or of serving points (columns of
// inference_serving_points.csv), beside the datasheet roofline.

#include <cstdio>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "predict.hpp"

int validate_serving(int argc, char** argv);

namespace {

using namespace serving_check;

struct row_result {
    question ask;
    double predicted = unknown, roofline = unknown, low = unknown, high = unknown;
    bool counted = false; ///< eligible, measured, and of a metric a serving model predicts
    bool extrapolated = false;
    bool queued = false; ///< predicted to wait longer than its prefill takes
    std::string reason;  ///< why there is no prediction, or nothing to compare it with
};

struct summary {
    std::size_t rows = 0, predicted = 0, inside = 0;
    double median = 0, mean = 0, p90 = 0, bias = 0;
    double log_median = 0, log_mean = 0, log_p90 = 0;
};

double quantile(std::vector<double>& v, double p) {
    if (v.empty())
        return unknown;
    std::sort(v.begin(), v.end());
    const double at = p * static_cast<double>(v.size() - 1);
    const auto i = static_cast<std::size_t>(at);
    const double next = i + 1 < v.size() ? v[i + 1] : v[i];
    return v[i] + (at - static_cast<double>(i)) * (next - v[i]);
}

summary summarise(const std::vector<const row_result*>& rows, bool roofline) {
    summary s;
    std::vector<double> error, logs;
    double bias = 0;
    for (const row_result* r : rows) {
        ++s.rows;
        const double p = roofline ? r->roofline : r->predicted;
        if (!(p > 0))
            continue;
        ++s.predicted;
        const double ratio = p / r->ask.measured;
        error.push_back(100 * std::fabs(ratio - 1));
        logs.push_back(std::fabs(std::log(ratio)));
        bias += std::log(ratio);
        if (r->ask.measured >= r->low && r->ask.measured <= r->high)
            ++s.inside;
    }
    if (error.empty())
        return s;
    const auto n = static_cast<double>(error.size());
    for (const double e : error)
        s.mean += e / n;
    for (const double e : logs)
        s.log_mean += e / n;
    s.median = quantile(error, 0.5);
    s.p90 = quantile(error, 0.9);
    s.log_median = quantile(logs, 0.5);
    s.log_p90 = quantile(logs, 0.9);
    s.bias = 100 * std::expm1(bias / n);
    return s;
}

double share(std::size_t part, std::size_t whole) {
    return whole > 0 ? 100.0 * static_cast<double>(part) / static_cast<double>(whole) : 0.0;
}

std::string escaped(const std::string& s) {
    std::string out;
    for (const char c : s) {
        if (c == '"' || c == '\\')
            out += '\\';
        if (static_cast<unsigned char>(c) >= 0x20)
            out += c;
    }
    return out;
}

std::string json_number(double v) {
    if (!std::isfinite(v))
        return "null";
    char b[40];
    std::snprintf(b, sizeof b, "%.6g", v);
    return b;
}

std::string json_of(const summary& s, double coverage) {
    return "{\"n\": " + std::to_string(s.predicted) + ", \"rows\": " + std::to_string(s.rows) +
           ", \"coverage\": " + json_number(coverage) + ", \"median\": " + json_number(s.median) +
           ", \"mean\": " + json_number(s.mean) + ", \"p90\": " + json_number(s.p90) +
           ", \"bias\": " + json_number(s.bias) + ", \"log_median\": " + json_number(s.log_median) +
           ", \"log_mean\": " + json_number(s.log_mean) +
           ", \"log_p90\": " + json_number(s.log_p90) +
           ", \"inside_interval\": " + json_number(share(s.inside, s.predicted)) + "}";
}

std::string csv_field(const std::string& s) {
    if (s.find_first_of(",\"\n") == std::string::npos)
        return s;
    std::string out = "\"";
    for (const char c : s)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

std::string csv_number(double v) {
    if (!std::isfinite(v))
        return "";
    char b[40];
    std::snprintf(b, sizeof b, "%.6g", v);
    return b;
}

/// Beyond these no serving time, rate or share is meant: such a prediction says that an input was
/// absurd.
bool sane(double v) {
    return v > 1e-9 && v < 1e12;
}

row_result judge(const question& q, bool understood, bool spoilt) {
    row_result r;
    r.ask = q;
    r.extrapolated = true;
    // Where nothing is measured, a prediction is all that is asked for.
    r.counted = q.eligible && serving_metric(q.metric);
    r.reason = q.unpredicted;
    if (!understood)
        return r;
    if (!serving_metric(q.metric)) {
        r.reason = "not a metric of serving";
        return r;
    }
    answer a;
    const double p = predict(q, fs::fitted, &a);
    if (!sane(p)) {
        r.reason = "inputs outside what can be served";
        return r;
    }
    r.predicted = p;
    r.roofline = predict(q, datasheet());
    r.queued = mostly_waits(a);
    const fs::spread_of_errors e = fs::spread_of(regime_of(q, a));
    r.low = p * (is_time(q.metric) ? e.low : 1 / e.high);
    r.high = p * (is_time(q.metric) ? e.high : 1 / e.low);
    r.extrapolated = q.device.kind == fs::silicon::other || !q.named_engine ||
                     q.engine == fs::engine_family::other || q.chips > 144 || !a.fits;
    if (spoilt)
        r.reason = "predicted, but the measured value is no positive number";
    else if (!(q.measured > 0))
        r.reason = "predicted, but nothing was measured";
    return r;
}

std::string metric_group(const std::string& m) {
    if (m.starts_with("tpot"))
        return "tpot";
    if (m.starts_with("ttft"))
        return "ttft";
    return m;
}

struct coverage_count {
    std::size_t asked = 0, predicted = 0;
    std::map<std::string, std::size_t> reasons;
};

using groups = std::map<std::string, std::map<std::string, std::vector<const row_result*>>>;

void print_text(const std::string& file, const coverage_count& covered,
                const std::vector<const row_result*>& all, const groups& by, std::size_t rows) {
    const auto line = [](const std::string& name, const summary& m, const summary& d) {
        std::printf("  %-34s %6zu %6.1f | %6.1f %6.1f %6.1f %+7.1f | %5.3f %5.3f %5.3f | %5.1f | "
                    "%6.1f %6.1f %+7.1f\n",
                    name.substr(0, 34).c_str(), m.predicted, share(m.predicted, m.rows), m.median,
                    m.mean, m.p90, m.bias, m.log_median, m.log_mean, m.log_p90,
                    share(m.inside, m.predicted), d.median, d.mean, d.bias);
    };
    std::printf("%s: %zu predictions asked, %zu eligible (quality A or B, no speculative "
                "decoding), %zu predicted (%.1f %%), %zu with a measurement\n",
                file.c_str(), rows, covered.asked, covered.predicted,
                share(covered.predicted, covered.asked), all.size());
    for (const auto& [why, n] : covered.reasons)
        std::printf("  %4zu  %s\n", n, why.c_str());
    std::printf("\n");
    std::printf("  %-34s %6s %6s | %27s %2s | %17s | %5s | %21s\n", "", "", "", "absolute error, %",
                "", "|ln(pred/meas)|", "in 90", "datasheet roofline, %");
    std::printf("  %-34s %6s %6s | %6s %6s %6s %7s | %5s %5s %5s | %5s | %6s %6s %7s\n", "", "n",
                "cover", "median", "mean", "p90", "bias", "med", "mean", "p90", "", "median",
                "mean", "bias");
    line("all", summarise(all, false), summarise(all, true));
    for (const auto& [dimension, parts] : by) {
        std::printf("by %s\n", dimension.c_str());
        for (const auto& [name, list] : parts)
            line(name, summarise(list, false), summarise(list, true));
    }
}

void print_json(const coverage_count& covered, const std::vector<const row_result*>& all,
                const groups& by) {
    const summary overall = summarise(all, false);
    const double coverage = share(covered.predicted, covered.asked);
    std::printf("{\"overall\": %s,\n \"reasons\": {", json_of(overall, coverage).c_str());
    const char* comma = "";
    for (const auto& [why, n] : covered.reasons) {
        std::printf("%s\"%s\": %zu", comma, escaped(why).c_str(), n);
        comma = ", ";
    }
    std::printf("},\n \"by\": {");
    bool first_dimension = true;
    for (const bool roofline : {false, true}) {
        if (roofline)
            std::printf("\n },\n \"roofline\": {\"overall\": %s, \"by\": {",
                        json_of(summarise(all, true), coverage).c_str());
        first_dimension = true;
        for (const auto& [dimension, parts] : by) {
            std::printf("%s\n  \"%s\": {", first_dimension ? "" : ",", dimension.c_str());
            first_dimension = false;
            bool first = true;
            for (const auto& [name, list] : parts) {
                const summary part = summarise(list, roofline);
                std::printf("%s\n   \"%s\": %s", first ? "" : ",", escaped(name).c_str(),
                            json_of(part, share(part.predicted, part.rows)).c_str());
                first = false;
            }
            std::printf("}");
        }
    }
    std::printf("\n }}}\n");
}

} // namespace

int validate_serving(int argc, char** argv) {
    std::string file, out;
    bool json = false;
    for (int i = 1; i < argc; ++i) {
        const std::string a = argv[i];
        if (a == "--json") {
            json = true;
        } else if (a == "--rows") {
            if (i + 1 >= argc) {
                std::fprintf(stderr, "validate serving: --rows needs a file name\n");
                return 2;
            }
            out = argv[++i];
        } else if (a.starts_with("-") && a.size() > 1) {
            std::fprintf(stderr, "validate serving: unknown option %s\n", a.c_str());
            return 2;
        } else if (file.empty()) {
            file = a;
        } else {
            std::fprintf(stderr, "validate serving: one table at a time, also got %s\n", a.c_str());
            return 2;
        }
    }
    if (file.empty()) {
        std::fprintf(stderr, "validate serving: no table given\n");
        return 2;
    }
    std::vector<row_result> results;
    try {
        const table t = read_table(file);
        // Told apart by what is asked; measured values may be absent in both.
        const bool throughput = t.has("metric");
        const bool points = !throughput && (t.has("concurrency") || t.has("tpot_ms"));
        if (!points && !throughput)
            throw std::runtime_error(file + ": neither a column metric nor a column concurrency");
        for (std::size_t i = 0; i < t.size(); ++i) {
            question q;
            bool understood = false;
            try {
                understood = points ? serving_question(t, i, q) : throughput_question(t, i, q);
            } catch (const bad_cell& e) {
                q.unpredicted = e.what();
            }
            const auto ask = [&](const char* value) {
                q.measured = t.measured(i, value);
                results.push_back(judge(q, understood, t.spoilt(i, value)));
            };
            if (points) {
                for (const char* metric : {"tpot_ms", "ttft_ms"}) {
                    q.metric = metric;
                    ask(metric);
                }
            } else {
                ask("value");
            }
        }
        if (!out.empty()) {
            std::ofstream o(out);
            if (!o)
                throw std::runtime_error("cannot write " + out);
            o << "row_id,metric,measured,predicted,p5,p95,extrapolated\n";
            for (const row_result& r : results)
                o << csv_field(r.ask.row) << ',' << csv_field(r.ask.metric) << ','
                  << (r.ask.measured > 0 ? csv_number(r.ask.measured) : "") << ','
                  << csv_number(r.predicted) << ',' << csv_number(r.low) << ','
                  << csv_number(r.high) << ',' << (r.extrapolated ? 1 : 0) << '\n';
            if (!o.flush())
                throw std::runtime_error("cannot write " + out);
        }
    } catch (const std::exception& e) {
        std::fprintf(stderr, "validate serving: %s\n", e.what());
        return 2;
    }
    // Coverage is of all eligible questions; errors are of those that were measured.
    coverage_count covered;
    std::vector<const row_result*> all;
    groups by;
    for (const row_result& r : results) {
        if (!r.counted)
            continue;
        ++covered.asked;
        covered.predicted += r.predicted > 0 ? 1 : 0;
        if (!r.reason.empty())
            ++covered.reasons[r.reason];
        if (!(r.ask.measured > 0))
            continue;
        all.push_back(&r);
        by["metric"][r.ask.metric].push_back(&r);
        by["quantity"][metric_group(r.ask.metric)].push_back(&r);
        by["source"][r.ask.source].push_back(&r);
        by["chip"][r.ask.chip].push_back(&r);
        by["engine"][r.ask.engine_name].push_back(&r);
        by["kind"][r.ask.kind].push_back(&r);
        if (r.ask.metric.starts_with("ttft"))
            by["first token"][r.queued ? "mostly queueing" : "mostly prefill"].push_back(&r);
        if (!r.ask.mode.empty())
            by["mode"][r.ask.mode + " " + metric_group(r.ask.metric)].push_back(&r);
    }
    if (json)
        print_json(covered, all, by);
    else
        print_text(file, covered, all, by, results.size());
    return 0;
}
