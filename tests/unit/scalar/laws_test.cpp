// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "../../support/laws.hpp"

// The laws on the customisation points themselves; the models have theirs in tests/property.

using flopcost_test::check_laws;

namespace {

using flopcost::clamp;
using flopcost::max;
using flopcost::min;
using flopcost::select_less;

} // namespace

TEST_CASE("laws of the arithmetic") {
    check_laws<3>({{{0.2, 0.6}, {-3, 4}, {1, 4}}}, [](const auto& x) {
        return x[0] * x[1] / x[2] + 2.0 * x[1] - x[0] / 3.0 + (1.0 - x[2]) * (1.0 / x[2]);
    });
}

TEST_CASE("laws of the functions") {
    check_laws<2>({{{0.5, 3}, {1.1, 7}}}, [](const auto& x) {
        // At block scope, or `exp` of a double would be the one of <cmath>, with another last bit.
        using flopcost::abs;
        using flopcost::exp;
        using flopcost::log;
        using flopcost::pow;
        using flopcost::sqrt;
        return exp(x[0] * 0.3) * log(x[1]) + pow(x[0], 1.5) / sqrt(x[1]) + pow(x[1], x[0] * 0.1) +
               abs(x[0] - 10.0);
    });
}

TEST_CASE("laws of the choices") {
    check_laws<2>({{{0.5, 3}, {1, 2}}},
                  [](const auto& x) {
                      return min(x[0], x[1]) * max(x[0], 2.0) + clamp(x[0], 0.7, 1.3) +
                             select_less(x[0], x[1], x[0] * x[0], x[1]);
                  },
                  {.gradient = false});
    check_laws<1>({{{0.5, 9}}},
                  [](const auto& x) {
                      using flopcost::ceil;
                      using flopcost::floor;
                      return floor(x[0]) + ceil(x[0] * 0.3);
                  },
                  {.gradient = false});
}
