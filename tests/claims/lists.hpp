// SPDX-License-Identifier: MIT
#pragma once

#include <iosfwd>
#include <span>
#include <vector>

#include <flopcost/claims/entry.hpp>
#include <flopcost/report/json.hpp>

// The claims by theme. Each theme is a translation unit of its own, so that they compile side by
// side.
std::span<const flopcost::claims::entry> market_claims();
std::span<const flopcost::claims::entry> price_claims();
std::span<const flopcost::claims::entry> hardware_claims();
std::span<const flopcost::claims::entry> race_claims();
std::span<const flopcost::claims::entry> demand_claims();
std::span<const flopcost::claims::entry> firm_claims();
std::span<const flopcost::claims::entry> cost_truths();
std::span<const flopcost::claims::entry> market_truths();
std::span<const flopcost::claims::entry> model_truths();

/// All of them: the claims of the press pieces first, the ground truths of the literature after.
inline std::vector<flopcost::claims::entry> all_claims() {
    std::vector<flopcost::claims::entry> all;
    for (const auto list :
         {market_claims(), price_claims(), hardware_claims(), race_claims(), demand_claims(),
          firm_claims(), cost_truths(), model_truths(), market_truths()}) {
        all.insert(all.end(), list.begin(), list.end());
    }
    return all;
}

/// What `price-one-tenth` shows beyond a number: the whole matrix of pairs, and why a token costs
/// less (factors that multiply to the ratio).
void explain_prices(std::ostream& out);
void write_prices(flopcost::report::json_writer& w);
