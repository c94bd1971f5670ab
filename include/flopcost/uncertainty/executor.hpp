// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace flopcost::uncertainty {

/// Runs tasks one after the other: what simulations and sweeps use unless told otherwise. An
/// executor has `width()`, the number of parts to cut the work into, and calls `task(i)` once for
/// each i below `count`, in any order; `threads` in `parallel.hpp` is another.
struct serial {
    [[nodiscard]] constexpr int width() const noexcept { return 1; }
    template <class Task>
    constexpr void operator()(std::size_t count, Task&& task) const {
        for (std::size_t i = 0; i < count; ++i) {
            task(i);
        }
    }
};

} // namespace flopcost::uncertainty
