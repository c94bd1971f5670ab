// SPDX-License-Identifier: MIT
//
// bench             Google Benchmark, all of its options
// bench --json      the same as JSON
// bench --summary   one JSON object of rates and ratios, measured in this run
//
// Times are of this thread's processor, so that a busy machine disturbs them less.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include "capabilities.hpp"

namespace {

double thread_seconds() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

// The shortest of several runs.
template <class F>
double best_time(int runs, F f) {
    double best = 1e300;
    for (int i = 0; i < runs; ++i) {
        const double start = thread_seconds();
        auto result = f();
        benchmark::DoNotOptimize(result);
        best = std::min(best, thread_seconds() - start);
    }
    return best;
}

// Two alternatives in turn, so that both see the same machine: the ratio of their shortest times.
template <class F, class G>
double ratio(int runs, F f, G reference) {
    double numerator = 1e300;
    double denominator = 1e300;
    for (int i = 0; i < runs; ++i) {
        numerator = std::min(numerator, best_time(1, f));
        denominator = std::min(denominator, best_time(1, reference));
    }
    return numerator / denominator;
}

int summary() {
    using namespace bench;
    constexpr std::size_t many = 20000;
    const auto rate = [](double count, double seconds) { return count / seconds; };
    long long candidates = 0;
    const double search = best_time(5, [&] { return candidates = training_search(); });
    std::printf("{\n");
    const auto line = [](const char* key, double value, bool last = false) {
        std::printf("  \"%s\": %.6g%s\n", key, value, last ? "" : ",");
    };
    line("training_estimates_per_s",
         rate(many, best_time(9, [] { return training_estimates(many); })));
    line("training_search_candidates_per_s", rate(static_cast<double>(candidates), search));
    line("serving_points_per_s", rate(many, best_time(9, [] { return serving_points(many); })));
    line("serving_search_s", best_time(9, [] { return serving_search(); }));
    line("serving_frontier_160k_s", best_time(5, [] { return serving_frontier(160'000); }));
    constexpr std::uint64_t samples = std::uint64_t{1} << 20;
    line("mc_samples_per_s", rate(static_cast<double>(samples),
                                  best_time(9, [] { return monte_carlo(samples, false); })));
    line("sobol_point_gain", sobol_point_gain(1'000'000));
    line("chain_100k_s", best_time(5, [] { return chain(100'000); }));
    line("bills_per_s", rate(1e6, best_time(9, [] { return bills(1'000'000); })));
    line("gradient_ratio",
         ratio(
             15, [] { return six_gradients(200'000); }, [] { return six_in_double(200'000); }));
    line("interval_ratio",
         ratio(
             15, [] { return six_intervals(200'000); }, [] { return six_in_double(200'000); }));
    line("typed_ratio",
         ratio(
             25, [] { return cost_typed(1'000'000); }, [] { return cost_raw(1'000'000); }),
         true);
    std::printf("}\n");
    return 0;
}

// Counts work per second under the name of what is counted.
template <class F>
void measure(benchmark::State& state, double work, F f) {
    for (auto _ : state) {
        auto result = f();
        benchmark::DoNotOptimize(result);
    }
    state.counters["per_s"] = benchmark::Counter(work * static_cast<double>(state.iterations()),
                                                 benchmark::Counter::kIsRate);
}

void monte_carlo_streaming(benchmark::State& s) {
    measure(s, 1 << 20, [] { return bench::monte_carlo(1 << 20, false); });
}
void monte_carlo_kept(benchmark::State& s) {
    measure(s, 1 << 20, [] { return bench::monte_carlo(1 << 20, true); });
}
void sobol_points(benchmark::State& s) {
    measure(s, 1 << 20, [] { return bench::sobol(1 << 20); });
}
void sobol_indices(benchmark::State& s) {
    measure(s, 1 << 17, [] { return bench::sobol_indices(1 << 17); });
}
void chain(benchmark::State& s) {
    measure(s, 100'000, [] { return bench::chain(100'000); });
}
void formula_double(benchmark::State& s) {
    measure(s, 10'000, [] { return bench::six_in_double(10'000); });
}
void formula_gradient(benchmark::State& s) {
    measure(s, 10'000, [] { return bench::six_gradients(10'000); });
}
void formula_interval(benchmark::State& s) {
    measure(s, 10'000, [] { return bench::six_intervals(10'000); });
}
void cost_raw(benchmark::State& s) {
    measure(s, 10'000, [] { return bench::cost_raw(10'000); });
}
void cost_typed(benchmark::State& s) {
    measure(s, 10'000, [] { return bench::cost_typed(10'000); });
}
void training_estimates(benchmark::State& s) {
    measure(s, 1000, [] { return bench::training_estimates(1000); });
}
void training_search(benchmark::State& s) {
    const auto candidates = static_cast<double>(bench::training_search());
    measure(s, candidates, [] { return bench::training_search(); });
}
void serving_points(benchmark::State& s) {
    measure(s, 1000, [] { return bench::serving_points(1000); });
}
void serving_search(benchmark::State& s) {
    measure(s, 1, [] { return bench::serving_search(); });
}
void bills(benchmark::State& s) {
    measure(s, 10'000, [] { return bench::bills(10'000); });
}

BENCHMARK(monte_carlo_streaming)->Unit(benchmark::kMillisecond);
BENCHMARK(monte_carlo_kept)->Unit(benchmark::kMillisecond);
BENCHMARK(sobol_points)->Unit(benchmark::kMillisecond);
BENCHMARK(sobol_indices)->Unit(benchmark::kMillisecond);
BENCHMARK(chain)->Unit(benchmark::kMillisecond);
BENCHMARK(formula_double)->Unit(benchmark::kMicrosecond);
BENCHMARK(formula_gradient)->Unit(benchmark::kMicrosecond);
BENCHMARK(formula_interval)->Unit(benchmark::kMicrosecond);
BENCHMARK(cost_raw)->Unit(benchmark::kMicrosecond);
BENCHMARK(cost_typed)->Unit(benchmark::kMicrosecond);
BENCHMARK(training_estimates)->Unit(benchmark::kMicrosecond);
BENCHMARK(training_search)->Unit(benchmark::kMillisecond);
BENCHMARK(serving_points)->Unit(benchmark::kMicrosecond);
BENCHMARK(serving_search)->Unit(benchmark::kMillisecond);
BENCHMARK(bills)->Unit(benchmark::kMicrosecond);

} // namespace

int main(int argc, char** argv) {
#if defined(__AVX2__)
    if (!__builtin_cpu_supports("avx2")) {
        std::fprintf(stderr, "bench was built for processors with AVX2; this one has none\n");
        return 2;
    }
#endif
    std::vector<char*> arguments(argv, argv + argc);
    static char json[] = "--benchmark_format=json";
    for (char*& a : arguments) {
        if (std::strcmp(a, "--summary") == 0) {
            return summary();
        }
        if (std::strcmp(a, "--json") == 0) {
            a = json;
        }
        if (std::strcmp(a, "--help") == 0) {
            std::printf("bench [--summary | --json | --benchmark_...]\n"
                        "  --summary  one JSON object of rates and ratios\n"
                        "  --json     all benchmarks as JSON\n");
        }
    }
    int count = argc;
    benchmark::Initialize(&count, arguments.data());
    if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) {
        return 2;
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
