// SPDX-License-Identifier: MIT
#include "lists.hpp"

#include <flopcost/claims/demand.hpp>

std::span<const flopcost::claims::entry> demand_claims() {
    using namespace flopcost::claims;
    static constexpr entry all[] = {entry_of<fewer_chips_bigger_model>(),
                                    entry_of<population_demand>(), entry_of<two_ecosystems>(),
                                    entry_of<low_capital_need>()};
    return all;
}
