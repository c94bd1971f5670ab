// SPDX-License-Identifier: MIT
#include "lists.hpp"

#include <flopcost/claims/market.hpp>

std::span<const flopcost::claims::entry> market_claims() {
    using namespace flopcost::claims;
    static constexpr entry all[] = {entry_of<compute_gap_10x>(), entry_of<capex_57b_one_tenth>(),
                                    entry_of<nvidia_china_share>()};
    return all;
}
