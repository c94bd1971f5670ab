// SPDX-License-Identifier: MIT
#include "lists.hpp"

#include <flopcost/claims/firms.hpp>

std::span<const flopcost::claims::entry> firm_claims() {
    using namespace flopcost::claims;
    static constexpr entry all[] = {
        entry_of<runway_12_months>(), entry_of<profitable_in_two_years>(),
        entry_of<billion_for_accelerators>(), entry_of<ipo_1bn_compute>()};
    return all;
}
