// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/data/ground_truths.hpp>
#include <flopcost/claims/evaluate.hpp>

namespace flopcost::claims {

/// The published results of the literature as statements: id, words, value and source are those of
/// the catalogue's table of ground truths.
[[nodiscard]] constexpr const catalog::ground_truth& find_truth(text id) {
    for (const catalog::ground_truth& t : catalog::ground_truths) {
        if (id == t.id) {
            return t;
        }
    }
    rejected::because(error_number::unknown_name, "id", "there is no such ground truth");
}

/// A statement about a calculation that must match to `rounding`.
[[nodiscard]] constexpr statement closed_form(text id, const char* computes, double rounding) {
    const catalog::ground_truth& t = find_truth(id);
    return {.id = t.id,
            .source = t.source,
            .said = t.claim,
            .published = value(t.published, t.unit),
            .computes = computes,
            .rule = rule::arithmetic,
            .rounding = rounding};
}

/// A statement about an estimate.
[[nodiscard]] constexpr statement estimate_of(text id, const char* computes, double factor) {
    statement s = closed_form(id, computes, 0);
    s.rule = rule::estimate;
    s.factor = factor;
    return s;
}

} // namespace flopcost::claims
