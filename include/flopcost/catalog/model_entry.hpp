// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/fact.hpp>
#include <flopcost/workload/transformer.hpp>

namespace flopcost::catalog {

/// Where the shape of a model comes from.
struct model_fact {
    const char* id; ///< of the source table
    const char* vendor;
    date released; ///< first day of the stated period
    flopcost::provenance provenance;
    const char* missing; ///< what the shape cannot say or the source does not; empty if nothing
    const char* source;
    const char* notes;

    /// Whether the shape says all that costs depend on.
    [[nodiscard]] constexpr bool complete() const noexcept { return *missing == '\0'; }
};

} // namespace flopcost::catalog
