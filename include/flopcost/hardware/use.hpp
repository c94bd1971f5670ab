// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/describe.hpp>
#include <flopcost/core/units.hpp>

namespace flopcost::hardware {

/// What a piece of work takes from the hardware. Training and serving make it, economics prices it:
/// neither knows the other.
template <class S = double>
struct use {
    qty::flop<S> flop{};           ///< useful arithmetic (model FLOP)
    qty::time<S> duration{};       ///< wall-clock time
    qty::chip_time<S> chip_time{}; ///< chips times time, idle and lost time included
    qty::energy<S> it_energy{};    ///< at the plug of the servers, before PUE; zero if unknown

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("flop", p.flop...);
        v("duration", p.duration...);
        v("chip_time", p.chip_time...);
        v("it_energy", p.it_energy...);
    }
};

} // namespace flopcost::hardware
