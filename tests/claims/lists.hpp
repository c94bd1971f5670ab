// SPDX-License-Identifier: MIT
#pragma once

#include <iosfwd>
#include <span>

#include <flopcost/claims/entry.hpp>
#include <flopcost/report/json.hpp>

// The claims by theme. Each theme is a translation unit of its own, so that they compile side by
// side.
std::span<const flopcost::claims::entry> market_claims();
std::span<const flopcost::claims::entry> firm_claims();
std::span<const flopcost::claims::entry> cost_truths();
std::span<const flopcost::claims::entry> market_truths();
