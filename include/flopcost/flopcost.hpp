// SPDX-License-Identifier: MIT
#pragma once

/// Everything but what costs compile time and is seldom needed by a model: `report/` (streams and
/// strings), `uncertainty/parallel.hpp` (threads) and `catalog/full.hpp` (all chips and prices).
/// `core/quantity.hpp` comes first, so that a mix-up of dimensions is reported in the fewest lines.

#include <flopcost/core/quantity.hpp>

#include <flopcost/core/date.hpp>
#include <flopcost/core/describe.hpp>
#include <flopcost/core/dimension.hpp>
#include <flopcost/core/error.hpp>
#include <flopcost/core/fact.hpp>
#include <flopcost/core/fraction.hpp>
#include <flopcost/core/math.hpp>
#include <flopcost/core/money.hpp>
#include <flopcost/core/order.hpp>
#include <flopcost/core/scalar.hpp>
#include <flopcost/core/text.hpp>
#include <flopcost/core/units.hpp>
#include <flopcost/core/version.hpp>
#include <flopcost/hardware/chip.hpp>
#include <flopcost/hardware/use.hpp>
#include <flopcost/workload/transformer.hpp>
