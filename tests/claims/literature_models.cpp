// SPDX-License-Identifier: MIT
#include "lists.hpp"

#include <flopcost/claims/literature_models.hpp>

std::span<const flopcost::claims::entry> model_truths() {
    using namespace flopcost::claims;
    static constexpr entry all[] = {entry_of<deepseek_v3_training_cost>(),
                                    entry_of<deepseek_day_nodes_predicted>()};
    return all;
}
