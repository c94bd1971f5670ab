// SPDX-License-Identifier: MIT
#include "capabilities.hpp"

#include <array>
#include <cmath>
#include <vector>

#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/economics/cost.hpp>
#include <flopcost/serving/engine.hpp>
#include <flopcost/serving/price.hpp>
#include <flopcost/training/plan.hpp>
#include <flopcost/uncertainty/simulate.hpp>

#include "cost_model.hpp"

using namespace flopcost;
using namespace flopcost::units;
namespace un = flopcost::uncertainty;

namespace {

// The seven statistics of the ten-input model.
std::array<double, 7> statistics(std::uint64_t samples, const un::sampling& how) {
    const auto s = un::simulate(samples, bench::ten_inputs{}, how);
    const auto final_run = s.get<0>();
    const auto total = s.get<1>();
    const auto musd = mega * usd;
    return {final_run.quantile(0.05).in(musd),
            final_run.quantile(0.5).in(musd),
            final_run.quantile(0.95).in(musd),
            total.quantile(0.05).in(musd),
            total.quantile(0.5).in(musd),
            total.quantile(0.95).in(musd),
            total.mean().in(musd)};
}

// Root mean square relative error of the seven statistics over independent repetitions.
double error_of(un::sampler method, std::uint64_t samples, int repetitions,
                const std::array<double, 7>& truth) {
    double sum = 0.0;
    for (int r = 0; r < repetitions; ++r) {
        const auto s = statistics(
            samples,
            {.seed = 1000 + static_cast<std::uint64_t>(r), .method = method, .keep = true});
        for (std::size_t i = 0; i < s.size(); ++i) {
            const double e = s[i] / truth[i] - 1.0;
            sum += e * e;
        }
    }
    return std::sqrt(sum / (7.0 * repetitions));
}

} // namespace

namespace bench {

double monte_carlo(std::uint64_t samples, bool keep) {
    return statistics(samples, {.seed = 1, .keep = keep})[4];
}

double sobol(std::uint64_t samples) {
    return statistics(samples, {.seed = 1, .method = un::sampler::sobol, .keep = false})[4];
}

double sobol_indices(std::uint64_t evaluations) {
    return un::sobol_indices(ten_inputs{}, {.points = evaluations, .output = 1})[0].total;
}

double sobol_point_gain(std::uint64_t plain) {
    const auto truth =
        statistics(std::uint64_t{1} << 23, {.seed = 99, .method = un::sampler::sobol});
    const double target = error_of(un::sampler::monte_carlo, plain, 20, truth);
    // Powers of two are where these points are best; between them on a straight line of logarithms.
    double last_points = 0.0;
    double last_error = 0.0;
    for (std::uint64_t n = std::uint64_t{1} << 12; n <= plain; n *= 2) {
        const double error = error_of(un::sampler::sobol, n, 32, truth);
        const auto points = static_cast<double>(n);
        if (error <= target) {
            double needed = points;
            if (last_error > error) {
                const double part = std::log(last_error / target) / std::log(last_error / error);
                needed = last_points * std::pow(points / last_points, part);
            }
            return static_cast<double>(plain) / needed;
        }
        last_points = points;
        last_error = error;
    }
    return 1.0;
}

double chain(std::uint64_t draws) {
    // An open model is trained on 2 048 chips, then served on eight of them at 64 requests; the
    // price of a token bears the serving and a share of the training.
    static constexpr training::plan<> train{.model = models::llama3_1_70b,
                                            .tokens = 15e12 * token,
                                            .cluster = {.chip = chips::h100, .count = 2048 * chip},
                                            .mfu = fraction{0.4}};
    static constexpr serving::deployment<> deploy{
        .model = models::llama3_1_70b, .chip = chips::h100, .layout = {.tensor = 8}};
    static constexpr serving::traffic<> load{
        .input = 2000.0 * token, .output = 500.0 * token, .concurrency = 64.0 * request};
    const auto price = un::simulate(
        draws,
        [](auto& draw) {
            const auto rent = draw("rent", lognormal(from(1.6).to(3.0))) * usd / chip_hour;
            auto run = draw.lift(train);
            run.mfu = draw.fraction("MFU", pert(0.3, 0.4, 0.48));
            const auto spent = economics::rent(training::estimate(run), rent).total();

            auto where = draw.lift(deploy);
            where.chip.bandwidth =
                where.chip.bandwidth * draw("reached bandwidth", pert(0.85, 0.95, 1.0));
            auto traffic = draw.lift(load);
            traffic.concurrency = draw("concurrency", uniform(32, 96)) * request;
            const auto ready = serving::prepare(where);
            const auto at = serving::estimate(ready, traffic);
            const auto serve =
                serving::cost_per_token(serving::use_per_token(ready, traffic, at), rent);

            const auto sold = draw("tokens sold", lognormal(from(3e12).to(3e14))) * token;
            return serve.output + spent / sold;
        },
        {.keep = false});
    return price.median().in(usd / (mega * token));
}

} // namespace bench
