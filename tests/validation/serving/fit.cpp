// SPDX-License-Identifier: MIT

// Fits the constants of serving/calibration.hpp and measures the error out of sample:
//
//     serving_fit TABLES [sweeps [strength of the pull]]
//
// TABLES is the folder with inference_throughput.csv and inference_serving_points.csv. Prints the
// constants as C++, the errors on rows whose source, chip or model was left out of the fit, and the
// spreads of those errors by regime.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <future>

#include "fit_core.hpp"

using namespace serving_check;

namespace {

double quantile(std::vector<double> v, double p) {
    if (v.empty())
        return unknown;
    std::sort(v.begin(), v.end());
    return v[static_cast<std::size_t>(p * static_cast<double>(v.size() - 1) + 0.5)];
}

void report(const char* title, const std::map<std::string, std::vector<double>>& by) {
    std::printf("%s\n", title);
    for (const auto& [name, logs] : by) {
        std::vector<double> e;
        double mean = 0, bias = 0;
        for (const double x : logs) {
            e.push_back(100 * std::fabs(std::expm1(x)));
            mean += e.back() / static_cast<double>(logs.size());
            bias += x / static_cast<double>(logs.size());
        }
        std::printf("  %-60s n %5zu  median %5.1f  mean %6.1f  p90 %6.1f  bias %+6.1f\n",
                    name.c_str(), e.size(), quantile(e, 0.5), mean, quantile(e, 0.9),
                    100 * std::expm1(bias));
    }
}

std::string group_name(const question& q) {
    std::string m = q.metric.starts_with("tpot")   ? "tpot"
                    : q.metric.starts_with("ttft") ? "ttft"
                                                   : q.metric;
    if (q.source.starts_with("points"))
        return q.source + " " + m;
    if (q.batch_kind == "max_throughput" || q.batch_kind.starts_with("mlperf"))
        return q.batch_kind + " " + m;
    return m;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: serving_fit TABLES [sweeps [strength]]\n");
        return 2;
    }
    const std::string folder = argv[1];
    const int sweeps = argc > 2 ? std::atoi(argv[2]) : 14;
    const double strength = argc > 3 ? std::atof(argv[3]) : 3.0; // of the pull to the defaults
    std::vector<observation> data = observations(folder + "/inference_throughput.csv",
                                                 folder + "/inference_serving_points.csv");
    const fs::calibration c = fit(data, sweeps, strength);
    print_calibration(stdout, c);

    std::map<std::string, std::vector<double>> inside;
    for (const observation& o : data)
        inside[group_name(o.ask)].push_back(std::log(predict(o.ask, c) / o.ask.measured));
    report("in sample", inside);

    // Rows left out by source, by chip and by model; groups are dealt to folds by size, so that
    // each fold is left out whole.
    std::map<std::string, std::vector<double>> outside, detail;
    std::map<std::array<int, 3>, std::vector<double>> spreads;
    std::size_t covered = 0, total = 0;
    for (const int dimension : {0, 1, 2}) {
        const auto key = [&](const question& q) {
            return dimension == 0 ? q.feed : dimension == 1 ? q.chip : q.arch;
        };
        std::map<std::string, int> size, fold;
        for (const observation& o : data)
            ++size[key(o.ask)];
        std::vector<std::pair<int, std::string>> order;
        for (const auto& [name, n] : size)
            order.push_back({-n, name});
        std::sort(order.begin(), order.end());
        constexpr int folds = 6;
        std::vector<int> load(folds);
        for (const auto& [n, name] : order) {
            const auto least = std::min_element(load.begin(), load.end());
            fold[name] = static_cast<int>(least - load.begin());
            *least -= n;
        }
        std::array<std::future<fs::calibration>, folds> fits;
        const auto begin = [&](int k) {
            std::vector<observation> kept;
            for (const observation& o : data)
                if (fold[key(o.ask)] != k)
                    kept.push_back(o);
            return std::async(std::launch::async, [kept = std::move(kept), sweeps, strength] {
                return fit(kept, sweeps, strength);
            });
        };
        for (int k = 0; k < folds; ++k)
            fits[static_cast<std::size_t>(k)] = begin(k);
        for (int k = 0; k < folds; ++k) {
            const fs::calibration without = fits[static_cast<std::size_t>(k)].get();
            for (const observation& o : data) {
                if (fold[key(o.ask)] != k)
                    continue;
                answer a;
                const double e = std::log(predict(o.ask, without, &a) / o.ask.measured);
                outside[group_name(o.ask)].push_back(e);
                if (o.ask.source == "points-agg" && o.ask.metric == "tpot_ms") {
                    constexpr const char* names[] = {"source", "chip", "model"};
                    outside[std::string("points-agg tpot, ") + names[dimension] + " left out"]
                        .push_back(e);
                    detail[std::string(names[dimension]) + " " + key(o.ask)].push_back(e);
                }
                if (o.ask.arch == "DeepSeek-V3" && o.ask.source == "points-agg" &&
                    o.ask.metric == "tpot_ms")
                    outside["points-agg tpot of DeepSeek-R1"].push_back(e);
                const fs::regime r = regime_of(o.ask, a);
                const double time =
                    is_time(o.ask.metric) ? -e : e; // ln(measured / predicted) of a time
                spreads[{static_cast<int>(r.kind), static_cast<int>(r.covered),
                         static_cast<int>(r.load)}]
                    .push_back(time);
                const fs::spread_of_errors now = fs::spread_of(r);
                ++total;
                covered += time > std::log(now.low) && time < std::log(now.high) ? 1 : 0;
            }
        }
    }
    report("out of sample: source, chip and model left out in turn", outside);
    report("time per token of the serving points, by what was left out", detail);
    std::printf("in the 90 %% interval of the present spreads: %.1f %%\n",
                100.0 * static_cast<double>(covered) / static_cast<double>(total));
    // A class with few residuals of its own has those of all loads, or of all coverages.
    constexpr std::size_t enough = 60;
    for (int k = 0; k < fs::quantity_kinds; ++k) {
        std::vector<double> kind;
        for (const auto& [r, list] : spreads)
            if (r[0] == k)
                kind.insert(kind.end(), list.begin(), list.end());
        for (int v = 0; v < 3; ++v) {
            std::vector<double> any;
            for (int l = 0; l < fs::load_classes; ++l)
                any.insert(any.end(), spreads[{k, v, l}].begin(), spreads[{k, v, l}].end());
            std::string counts;
            std::printf("%s", v == 0 ? "    {{" : "     {");
            for (int l = 0; l < fs::load_classes; ++l) {
                const auto& own = spreads[{k, v, l}];
                const auto& s = own.size() >= enough ? own : any.size() >= enough ? any : kind;
                std::printf("{%.3f, %.3f}%s", std::exp(quantile(s, 0.05)),
                            std::exp(quantile(s, 0.95)), l + 1 < fs::load_classes ? ", " : "}");
                counts += " " + std::to_string(own.size());
            }
            std::printf("%s // n%s\n", v == 2 ? "}," : ",", counts.c_str());
        }
    }
    return 0;
}
