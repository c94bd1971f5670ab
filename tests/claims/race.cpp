// SPDX-License-Identifier: MIT
#include "lists.hpp"

#include <flopcost/claims/race.hpp>

std::span<const flopcost::claims::entry> race_claims() {
    using namespace flopcost::claims;
    static constexpr entry all[] = {entry_of<necessity_efficiency>(), entry_of<lag_4_vs_7_months>(),
                                    entry_of<catch_up_odds_20pct>(),
                                    entry_of<delivery_eats_research>(), entry_of<over_100_llms>()};
    return all;
}
