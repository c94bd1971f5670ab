// SPDX-License-Identifier: MIT
//
// What the consumer projects compile: enough to need the headers and the language standard.

#include <cstdio>

#include <flopcost/flopcost.hpp>

int main() {
    using namespace flopcost::units;
    constexpr auto bill = 512.0 * chip * (30.0 * day) * (2.0 * usd / chip_hour);
    static_assert(bill == 737280.0 * usd);
    std::printf("flopcost %d.%d.%d: %.0f USD\n", flopcost::version.major, flopcost::version.minor,
                flopcost::version.patch, bill.in(usd));
    return 0;
}
