// SPDX-License-Identifier: MIT
#include "lists.hpp"

#include <flopcost/claims/subsidies.hpp>

std::span<const flopcost::claims::entry> price_claims() {
    using namespace flopcost::claims;
    static constexpr entry all[] = {
        entry_of<price_one_tenth>(),       entry_of<truth_i12>(),
        entry_of<dumping_subsidy>(),       entry_of<us_capex_never_amortised>(),
        entry_of<high_cost_high_margin>(), entry_of<free_models_end_pricing_power>(),
        entry_of<startup_friendly>()};
    return all;
}
