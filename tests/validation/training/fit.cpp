// SPDX-License-Identifier: MIT
//
// Fits the constants of training/calibration.hpp on the published measurements and prints them.
//
//     training_fit [--leave-one-out] [--by source|chip|model] [--sweeps N]
//
// Constants move in log space, one at a time with shrinking steps, from expected values;
// the loss is robust (Huber on the log error), a source of n rows counts n^0.85, and a pull towards
// the start keeps what the data do not determine. With --leave-one-out each source (or chip, or
// model) is left out in turn and predicted with constants fitted on the others, in 25 sweeps from
// the fit of all. Family constants of a chip family that no other rows have stay as they are, so
// that such rows (Ascend, Trainium) are left out of the global constants only.

#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "rows.hpp"
#include "summary.hpp"

namespace {

using namespace flopcost_validation;
using ft::calibration;

struct knob {
    const char* name;
    double ft::global_constants::*global;
    double ft::family_constants::*family;
    double low, high;
    double start;  ///< what is expected without data
    double spread; ///< how firmly, as a standard deviation of the logarithm
};

const knob global_knobs[] = {
    {"gemm_k_overhead", &ft::global_constants::gemm_k_overhead, nullptr, 30, 400, 200, 0.5},
    {"gemm_tail", &ft::global_constants::gemm_tail, nullptr, 0.3, 1, 0.9, 0.2},
    {"off_line", &ft::global_constants::off_line, nullptr, 0.5, 1, 0.7, 0.3},
    {"off_word", &ft::global_constants::off_word, nullptr, 0.15, 0.6, 0.4, 0.4},
    {"portable_matrix", &ft::global_constants::portable_matrix, nullptr, 0.6, 1, 0.9, 0.1},
    {"attention_half_sequence", &ft::global_constants::attention_half_sequence, nullptr, 50, 2000,
     400, 0.4},
    {"attention_half_width", &ft::global_constants::attention_half_width, nullptr, 5, 128, 30, 0.4},
    {"attention_backward", &ft::global_constants::attention_backward, nullptr, 1, 2, 1.15, 0.1},
    {"portable_attention", &ft::global_constants::portable_attention, nullptr, 0.2, 1, 0.45, 0.4},
    {"unfused_pointwise", &ft::global_constants::unfused_pointwise, nullptr, 1, 4, 1.5, 0.3},
    {"loss_bytes", &ft::global_constants::loss_bytes, nullptr, 8, 60, 20, 0.4},
    {"loss_bytes_unfused", &ft::global_constants::loss_bytes_unfused, nullptr, 14, 150, 50, 0.4},
    {"quantise", &ft::global_constants::quantise, nullptr, 1, 16, 3, 0.4},
    {"optimizer_fixed", &ft::global_constants::optimizer_fixed, nullptr, 5e-4, 2e-2, 0.004, 0.5},
    {"host", &ft::global_constants::host, nullptr, 5e-6, 8e-5, 4e-05, 0.5},
    {"backward_issue", &ft::global_constants::backward_issue, nullptr, 0.2, 1.5, 0.5, 0.4},
    {"host_crowd", &ft::global_constants::host_crowd, nullptr, 0.005, 0.2, 0.03, 0.6},
    {"expert_call", &ft::global_constants::expert_call, nullptr, 0.1, 10, 1, 0.5},
    {"moe_kernels", &ft::global_constants::moe_kernels, nullptr, 20, 200, 80, 0.5},
    {"permute", &ft::global_constants::permute, nullptr, 3, 30, 8, 0.3},
    {"permute_fused", &ft::global_constants::permute_fused, nullptr, 1, 16, 3, 0.4},
    {"router_bytes", &ft::global_constants::router_bytes, nullptr, 8, 600, 80, 0.8},
    {"linear_work", &ft::global_constants::linear_work, nullptr, 2, 150, 40, 0.3},
    {"fp4_quantise", &ft::global_constants::fp4_quantise, nullptr, 1, 5, 2, 0.3},
    {"tensor_hidden", &ft::global_constants::tensor_hidden, nullptr, 0.05, 0.95, 0.5, 0.3},
    {"tensor_hidden_backward", &ft::global_constants::tensor_hidden_backward, nullptr, 0.05, 0.95,
     0.4, 0.4},
    {"expert_hidden_far", &ft::global_constants::expert_hidden_far, nullptr, 0.05, 0.95, 0.5, 0.4},
    {"pipeline_hidden", &ft::global_constants::pipeline_hidden, nullptr, 0.05, 0.95, 0.7, 0.3},
    {"data_hidden", &ft::global_constants::data_hidden, nullptr, 0.1, 1, 0.8, 0.2},
    {"data_floor", &ft::global_constants::data_floor, nullptr, 0.01, 0.5, 0.06, 0.4},
    {"overlap_slowdown", &ft::global_constants::overlap_slowdown, nullptr, 0.01, 0.5, 0.06, 0.4},
    {"jitter", &ft::global_constants::jitter, nullptr, 5e-4, 1.5e-2, 0.003, 0.25},
    {"start", &ft::global_constants::start, nullptr, 3e-6, 3e-5, 1.5e-05, 0.3},
    {"hop_up", &ft::global_constants::hop_up, nullptr, 1e-7, 4e-6, 7e-07, 0.3},
    {"hop_out", &ft::global_constants::hop_out, nullptr, 1e-6, 3e-5, 4e-06, 0.3},
};
const knob family_knobs[] = {
    {"matrix", nullptr, &ft::family_constants::matrix, 0.2, 0.95, 0, 0.15},
    {"attention", nullptr, &ft::family_constants::attention, 0.1, 0.9, 0, 0.25},
    {"memory", nullptr, &ft::family_constants::memory, 0.4, 0.93, 0.85, 0.05},
    {"link", nullptr, &ft::family_constants::link, 0.3, 0.95, 0.78, 0.1},
    {"network", nullptr, &ft::family_constants::network, 0.3, 0.95, 0.8, 0.1},
    {"kernel", nullptr, &ft::family_constants::kernel, 5e-7, 1.5e-5, 3e-06, 0.3},
};

struct problem {
    std::vector<row_case> rows;
    std::vector<double> weight;
    std::vector<std::string> key; ///< what a row is left out with

    [[nodiscard]] double loss_of_rows(const calibration& c, int family,
                                      const std::string& left) const {
        double sum = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if ((family >= 0 && static_cast<int>(rows[i].plan.chip.family) != family) ||
                key[i] == left) {
                continue;
            }
            const double e = std::log(ft::step_seconds(rows[i].plan, c) / rows[i].measured) / 0.03;
            sum += weight[i] * (std::sqrt(1 + e * e) - 1);
        }
        return sum;
    }
};

double pull(double x, double start, double spread) {
    const double e = std::log(x / start) / spread;
    return 3 * e * e; // an expected value weighs as much as a few rows
}

// What software of a family is expected to sustain, before looking at data.
double expected(const knob& k, chip_family f) {
    if (k.start > 0) {
        return k.start;
    }
    const bool matrix = k.family == &ft::family_constants::matrix;
    switch (f) {
    case chip_family::volta:
        return matrix ? 0.78 : 0.5;
    case chip_family::ampere:
        return matrix ? 0.8 : 0.55;
    case chip_family::hopper:
        return matrix ? 0.7 : 0.5;
    case chip_family::blackwell:
        return matrix ? 0.6 : 0.5;
    case chip_family::tpu:
        return matrix ? 0.8 : 0.5;
    default:
        return matrix ? 0.6 : 0.4;
    }
}

calibration fit(const problem& p, const calibration& start, int sweeps, const std::string& left) {
    calibration best = start;
    std::set<int> present;
    for (std::size_t i = 0; i < p.rows.size(); ++i) {
        if (p.key[i] != left) {
            present.insert(static_cast<int>(p.rows[i].plan.chip.family));
        }
    }
    std::map<std::string, double> step;
    double size = sweeps > 10 ? 0.15 : 0.06;
    for (int sweep = 0; sweep < sweeps; ++sweep) {
        bool moved = false;
        const auto try_one = [&](const std::string& name, double& x, double anchor, double spread,
                                 double low, double high, int family) {
            double& h = step.try_emplace(name, size).first->second;
            const double old = x;
            const double before = p.loss_of_rows(best, family, left) + pull(x, anchor, spread);
            for (const double sign : {1.0, -1.0}) {
                x = std::min(high, std::max(low, old * std::exp(sign * h)));
                if (p.loss_of_rows(best, family, left) + pull(x, anchor, spread) < before - 1e-9) {
                    h = std::min(1.6 * h, 0.4);
                    moved = true;
                    return;
                }
            }
            x = old;
            h = std::max(0.5 * h, 1e-3);
        };
        for (const knob& k : global_knobs) {
            try_one(k.name, best.global.*k.global, k.start, k.spread, k.low, k.high, -1);
        }
        for (const int f : present) {
            auto& own = best.family[static_cast<std::size_t>(f)];
            for (const knob& k : family_knobs) {
                const double anchor = expected(k, static_cast<chip_family>(f));
                try_one(std::to_string(f) + k.name, own.*k.family, anchor, k.spread, k.low, k.high,
                        f);
            }
        }
        if (!moved && sweep > 6) {
            break;
        }
    }
    return best;
}

void print(const calibration& c, const problem& p) {
    std::printf("\nglobal constants:\n");
    for (const knob& k : global_knobs) {
        std::printf("    double %s = %.4g;\n", k.name, c.global.*k.global);
    }
    std::set<int> present;
    for (const row_case& r : p.rows) {
        present.insert(static_cast<int>(r.plan.chip.family));
    }
    std::printf("family constants (matrix, attention, memory, link, network, kernel):\n");
    for (const int f : present) {
        const auto& k = c.family[static_cast<std::size_t>(f)];
        std::printf("    set(chip_family::%s, {%.3f, %.3f, %.3f, %.3f, %.3f, %.3g});\n",
                    family_name(static_cast<chip_family>(f)), k.matrix, k.attention, k.memory,
                    k.link, k.network, k.kernel);
    }
}

} // namespace

int main(int argc, char** argv) {
    bool leave = false;
    int sweeps = 40;
    std::string by = "source";
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--leave-one-out") == 0) {
            leave = true;
        } else if (std::strcmp(argv[i], "--sweeps") == 0 && i + 1 < argc) {
            sweeps = std::atoi(argv[++i]);
        } else if (std::strcmp(argv[i], "--by") == 0 && i + 1 < argc) {
            by = argv[++i];
        } else {
            std::fprintf(stderr, "usage: training_fit [--leave-one-out] "
                                 "[--by source|chip|model] [--sweeps N]\n");
            return 2;
        }
    }
    problem p;
    for (const char* file : {"training_steps.csv", "vtrain_measured_training_multi.csv",
                             "vtrain_measured_training_single.csv"}) {
        for (row_case& r : read_steps(std::string(FLOPCOST_TEST_DATA_DIR "/") + file, ft::fitted)) {
            // What claims and the validation of whole runs reproduce is no input of the model.
            const bool reproduced = r.source == "deepseek-v3-report" || r.source == "llama1";
            if (r.eligible && r.unpredicted.empty() && r.measured > 0 && !reproduced) {
                p.rows.push_back(std::move(r));
            }
        }
    }
    std::map<std::string, int> count;
    for (const row_case& r : p.rows) {
        ++count[r.source];
    }
    for (const row_case& r : p.rows) {
        p.weight.push_back(std::pow(count[r.source] / 100.0, -0.15));
        p.key.push_back(by == "chip" ? r.chip : by == "model" ? r.model : r.source);
    }
    calibration start = ft::fitted;
    for (const knob& k : global_knobs) {
        start.global.*k.global = k.start;
    }
    for (std::size_t f = 0; f < ft::families; ++f) {
        for (const knob& k : family_knobs) {
            start.family[f].*k.family = expected(k, static_cast<chip_family>(f));
        }
    }
    const calibration best = fit(p, start, sweeps, "");
    std::vector<scored> all;
    for (const row_case& r : p.rows) {
        all.push_back({&r, ft::step_seconds(r.plan, best)});
    }
    std::printf("loss %.4f\nin sample\n", p.loss_of_rows(best, -1, ""));
    print_groups(all);
    print(best, p);
    if (leave) {
        std::vector<scored> out;
        for (const std::string& key : std::set<std::string>(p.key.begin(), p.key.end())) {
            const calibration c = fit(p, best, 25, key);
            for (std::size_t i = 0; i < p.rows.size(); ++i) {
                if (p.key[i] == key) {
                    out.push_back({&p.rows[i], ft::step_seconds(p.rows[i].plan, c)});
                }
            }
        }
        std::printf("\nleaving each %s out in turn\n", by.c_str());
        print_groups(out);
        print_quantiles(out);
    }
    return 0;
}
