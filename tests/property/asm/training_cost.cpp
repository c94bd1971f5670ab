// SPDX-License-Identifier: MIT
//
// Each `typed_` function must compile to the same instructions as its `raw_` twin: the types cost
// nothing at run time. tools/assembly.sh compares them.

#include <flopcost/flopcost.hpp>

using namespace flopcost;
using namespace flopcost::units;

// The cost of a training run in base units: 6 N D over peak and MFU, times the rent.
using flop_per = qty::of<flop / (parameter * token)>;

extern "C" double typed_cost(qty::parameter<> n, qty::token<> tokens,
                             qty::flop_rate_per_chip<> peak, const fraction<>& mfu,
                             qty::usd_per_chip_time<> rent) {
    const qty::flop<> work = flop_per{6.0 * flop / (parameter * token)} * n * tokens;
    const qty::chip_time<> busy = work / (peak * mfu);
    return (busy * rent).in(usd);
}
extern "C" double raw_cost(double n, double tokens, double peak, const double& mfu, double rent) {
    const double work = 6.0 * n * tokens;
    const double busy = work / (peak * mfu);
    return busy * rent;
}

// The same with units on the way in and out.
extern "C" double typed_days(double billions, double trillions, double chips, double tflops) {
    const auto work = 6.0 * flop / (parameter * token) * (billions * giga * parameter) *
                      (trillions * tera * token);
    return (work / (chips * chip * (tflops * tera * flop / second / chip))).in(day);
}
extern "C" double raw_days(double billions, double trillions, double chips, double tflops) {
    const double work = 6.0 * (billions * 1e9) * (trillions * 1e12);
    return work / (chips * (tflops * 1e12)) / 86400;
}

// In a loop over scenarios, which the compiler may vectorise.
extern "C" void typed_loop(const qty::chip_time<>* busy, const qty::usd_per_chip_time<>* rent,
                           qty::usd<>* cost, qty::usd<> staff, int n) {
    for (int i = 0; i < n; ++i) {
        cost[i] = max(busy[i] * rent[i], staff) + staff;
    }
}
extern "C" void raw_loop(const double* busy, const double* rent, double* cost, double staff,
                         int n) {
    for (int i = 0; i < n; ++i) {
        const double bill = busy[i] * rent[i];
        cost[i] = (bill < staff ? staff : bill) + staff;
    }
}
