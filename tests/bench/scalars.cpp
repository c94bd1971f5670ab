// SPDX-License-Identifier: MIT
#include "capabilities.hpp"

#include <vector>

#include <flopcost/core/units.hpp>
#include <flopcost/scalar/dual.hpp>
#include <flopcost/scalar/interval.hpp>

#include "cost_model.hpp"

using namespace flopcost;
using namespace flopcost::units;

namespace {

constexpr std::size_t table_size = 1024;

const std::vector<std::array<double, 6>>& table() {
    static const std::vector<std::array<double, 6>> t = [] {
        std::vector<std::array<double, 6>> out;
        for (std::size_t i = 0; i < table_size; ++i) {
            out.push_back(bench::six_values(i));
        }
        return out;
    }();
    return t;
}

template <class S, class Make, class Use>
double evaluate_all(std::size_t count, Make make, Use use) {
    const auto& t = table();
    double sum = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::array<double, 6>& x = t[i % table_size];
        sum += use(bench::six_inputs<S>(make(x[0], 0), make(x[1], 1), make(x[2], 2), make(x[3], 3),
                                        make(x[4], 4), make(x[5], 5)));
    }
    return sum;
}

} // namespace

namespace bench {

double six_in_double(std::size_t count) {
    return evaluate_all<double>(
        count, [](double x, int) { return x; }, [](double y) { return y; });
}

double six_gradients(std::size_t count) {
    return evaluate_all<dual<6>>(
        count, [](double x, int i) { return dual<6>::variable(x, i); },
        [](const dual<6>& y) {
            double sum = y.value();
            for (int i = 0; i < 6; ++i) {
                sum += y.derivative(i);
            }
            return sum;
        });
}

double six_intervals(std::size_t count) {
    return evaluate_all<interval>(
        count, [](double x, int) { return interval(0.95 * x, 1.05 * x); },
        [](const interval& y) { return y.low() + y.high(); });
}

// The cost of a training run with and without types. The inputs stand in arrays of plain numbers;
// typed code gives them their units on the way in.
double cost_raw(std::size_t count) {
    const auto& t = table();
    double sum = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::array<double, 6>& x = t[i % table_size];
        const double flop_needed = 6.0 * x[0] * x[1];
        const double chip_seconds = flop_needed / (x[2] * x[3]);
        sum += chip_seconds * (x[4] / 3600.0);
    }
    return sum;
}

double cost_typed(std::size_t count) {
    const auto& t = table();
    auto sum = 0.0 * usd;
    for (std::size_t i = 0; i < count; ++i) {
        const std::array<double, 6>& x = t[i % table_size];
        const auto flop_needed =
            6.0 * (flop / parameter / token) * (x[0] * parameter) * (x[1] * token);
        const auto chip_time = flop_needed / (x[2] * (flop / second / chip) * x[3]);
        sum += chip_time * (x[4] * usd / chip_hour);
    }
    return sum.in(usd);
}

} // namespace bench
