// SPDX-License-Identifier: MIT
#pragma once

// Chips and shapes by the names the tables use, as the kernels of the serving model want them.

#include <string>

#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/serving/engine.hpp>

#include "table.hpp"

namespace serving_check {

namespace fs = flopcost::serving;
namespace fd = flopcost::serving::detail;

/// False when the catalogue does not know the chip, or not enough of it.
inline bool find_device(const std::string& name, fd::device<double>& d) {
    const auto* entry = flopcost::catalog::try_find_chip({name.c_str(), name.size()});
    if (entry == nullptr)
        return false;
    d = fd::device_of(flopcost::catalog::make_chip(*entry));
    return d.bandwidth > 0 && d.bf16 > 0 && d.memory > 0;
}

/// False when the catalogue does not know the model. `id` becomes the catalogue's name for it.
inline bool find_shape(const std::string& name, fd::shape& s, std::string& id) {
    const auto* model = flopcost::catalog::try_find_model({name.c_str(), name.size()});
    if (model == nullptr)
        return false;
    s = fd::shape_of(*model);
    id = model->name;
    return s.layers > 0 && s.hidden > 0;
}

} // namespace serving_check
