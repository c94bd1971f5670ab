// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/claims/judge.hpp>

namespace flopcost::claims {

/// A claim without its type, for lists: what was said, how to evaluate it, how to explain it.
struct entry {
    const statement* about = nullptr;
    finding (*evaluate)(int samples) = nullptr;
    traced (*explain)(int variant) = nullptr; ///< 0: the headline
    /// The headline with one input changed; NaN where the formula has no value there.
    double (*with)(text input_name, double value) = nullptr;
};

/// The entry of a claim.
template <claim C>
[[nodiscard]] constexpr entry entry_of() {
    return {.about = &C::about,
            .evaluate = [](int samples) { return claims::evaluate(C{}, samples); },
            .explain = [](int variant) -> traced {
                traced_inputs in;
                return C{}(in, variant);
            },
            .with = [](text input_name,
                       double value) { return detail::value_with(C{}, input_name, value); }};
}

} // namespace flopcost::claims
