// SPDX-License-Identifier: MIT
#pragma once

/// The part of the catalogue that every program may need: chips, models, prices and the market
/// figures behind the claims. `catalog/full.hpp` adds quotes, sites, fabs and remarks.
#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/market.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/catalog/prices.hpp>
