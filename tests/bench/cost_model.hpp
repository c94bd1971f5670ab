// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include <flopcost/core/units.hpp>
#include <flopcost/uncertainty/distributions.hpp>

// The models that the benchmarks evaluate.

namespace bench {

/// Training cost with ten uncertain inputs: 7 lognormal, 2 beta, 1 normal. Returns the cost of the
/// final run and the total with experiments and staff.
struct ten_inputs {
    template <class Draw>
    auto operator()(Draw& draw) const {
        using namespace flopcost;
        using namespace flopcost::units;
        const auto compute = draw("training compute", lognormal(from(1.1e25).to(4.0e25))) * flop;
        const auto peak = 312e12 * flop / second / chip;
        const auto& mfu = draw("MFU", flopcost::beta(17, 33));
        const auto price = draw("server price", lognormal(from(9e3).to(26e3))) * usd / chip;
        const auto& interconnect = draw("interconnect", lognormal(from(1.07).to(1.32)));
        const auto growth = draw("price-performance growth", normal(from(0.10).to(0.18))) / year;
        const auto& ratio = draw("power ratio", flopcost::beta(15, 5));
        const auto& pue = draw("PUE", lognormal(from(1.05).to(1.25)));
        const auto energy =
            draw("energy price", lognormal(from(0.05).to(0.13))) * usd / kilowatt_hour;
        const auto& experiments = draw("experiments", lognormal(from(1.2).to(4.0)));
        const auto staff = draw("staff", lognormal(from(27e6).to(44e6))) * usd;

        const auto chip_time = compute / (peak * mfu);
        const auto capital_rate = price * interconnect * growth * ln_10;
        const auto energy_rate = 0.8125 * kilowatt / chip * ratio * pue * energy;
        const auto final_run = chip_time * (capital_rate + energy_rate);
        const auto total = final_run * experiments + staff;
        return std::pair(final_run, total);
    }
};

/// A rent and a serving cost from six inputs, with an exponential and two powers: parameters,
/// tokens, peak, MFU, price, years. The same formula for any number type.
template <class S>
[[nodiscard]] inline S six_inputs(const S& n, const S& d, const S& peak, const S& mfu,
                                  const S& price, const S& years) {
    using flopcost::exp;
    using flopcost::pow;
    const S rent = 6.0 * n * d / (peak * mfu) / 3600.0 * price;
    return rent * exp(-0.35 * years) * pow(n / 1e9, 0.05) + 1000.0 * pow(d / 1e9, -0.28);
}

/// The inputs of `six_inputs` for sample `i`: spread over what they can be.
[[nodiscard]] inline std::array<double, 6> six_values(std::size_t i) {
    const auto part = [&](double step) {
        const double x = static_cast<double>(i) * step;
        return x - std::floor(x);
    };
    return {7e9 + 4e11 * part(0.618), 1e12 + 1.4e13 * part(0.414), 3e14 + 2e15 * part(0.732),
            0.2 + 0.3 * part(0.236),  1.0 + 3.0 * part(0.302),     2.0 * part(0.146)};
}

} // namespace bench
