// SPDX-License-Identifier: MIT
#pragma once

/// The whole catalogue.
#include <flopcost/catalog/catalog.hpp>
#include <flopcost/catalog/data/api_rules.hpp>
#include <flopcost/catalog/data/chip_notes.hpp>
#include <flopcost/catalog/data/clusters.hpp>
#include <flopcost/catalog/data/deepseek_serving_day.hpp>
#include <flopcost/catalog/data/fab.hpp>
#include <flopcost/catalog/data/ground_truths.hpp>
#include <flopcost/catalog/data/purchases.hpp>
#include <flopcost/catalog/data/rents.hpp>
#include <flopcost/catalog/data/scaling_laws.hpp>
#include <flopcost/catalog/data/site_costs.hpp>
#include <flopcost/catalog/data/systems.hpp>
