// SPDX-License-Identifier: MIT
#include "lists.hpp"

#include <flopcost/claims/literature_market.hpp>

std::span<const flopcost::claims::entry> market_truths() {
    using namespace flopcost::claims;
    static constexpr entry all[] = {
        entry_of<truth_i01>(),           entry_of<deepseek_day_revenue>(),
        entry_of<deepseek_day_margin>(), entry_of<deepseek_day_nodes>(),
        entry_of<truth_i06>(),           entry_of<truth_i11>(),
        entry_of<truth_c01>(),           entry_of<truth_c04>(),
        entry_of<truth_c08>(),           entry_of<truth_c10>(),
        entry_of<truth_g01>(),           entry_of<truth_g02>(),
        entry_of<truth_g06>(),           entry_of<truth_g11>(),
        entry_of<truth_g14>(),           entry_of<truth_g15>()};
    return all;
}
