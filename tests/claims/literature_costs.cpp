// SPDX-License-Identifier: MIT
#include "lists.hpp"

#include <flopcost/claims/literature_costs.hpp>

std::span<const flopcost::claims::entry> cost_truths() {
    using namespace flopcost::claims;
    static constexpr entry all[] = {
        entry_of<truth_t01>(), entry_of<truth_t05>(), entry_of<truth_t06>(), entry_of<truth_t11>(),
        entry_of<truth_t13>(), entry_of<truth_t16>(), entry_of<truth_t20>(), entry_of<truth_t21>(),
        entry_of<truth_t24>(), entry_of<truth_t27>()};
    return all;
}
