// SPDX-License-Identifier: MIT
#include "lists.hpp"

#include <flopcost/claims/hardware.hpp>
#include <flopcost/claims/supply_side.hpp>

std::span<const flopcost::claims::entry> hardware_claims() {
    using namespace flopcost::claims;
    static constexpr entry all[] = {
        entry_of<export_ban_workarounds>(),  entry_of<offshore_training>(),
        entry_of<rubin_two_generations>(),   entry_of<domestic_chips_disappoint>(),
        entry_of<fab_capacity_bottleneck>(), entry_of<thousands_of_gpus>(),
        entry_of<gpu_startup_breakeven>()};
    return all;
}
