// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/data/model_constants.hpp>
#include <flopcost/catalog/data/model_facts.hpp>
#include <flopcost/catalog/data/model_keys.hpp>
#include <flopcost/catalog/data/model_table.hpp>
#include <flopcost/catalog/name.hpp>

namespace flopcost::catalog {

namespace detail {

// Ends of repository names that do not change the shape.
inline constexpr const char* model_name_suffixes[] = {
    "instruct", "chat",  "base", "hf",   "it",   "fp8", "bf16", "fp16",
    "nvfp4",    "mxfp4", "fp4",  "int8", "int4", "awq", "gptq", "2507"};

// By id, name, identifier or alias; also as a repository names it
// ("meta-llama/Llama-3.1-70B-Instruct").
constexpr search search_model(text name) noexcept {
    const auto look = [](const folded_name& core) {
        return find_key(model_keys, length(model_keys), core);
    };
    if (const name_key* found = look(folded_name{name})) {
        return {found, folded_name{name}};
    }
    std::size_t start = 0; // behind the owner of the repository
    for (std::size_t i = 0; i < name.size(); ++i) {
        start = name[i] == '/' ? i + 1 : start;
    }
    folded_name core{name.substr(start)};
    const name_key* found = look(core);
    for (bool shorter = true; found == nullptr && shorter;) {
        shorter = false;
        for (const char* suffix : model_name_suffixes) {
            shorter = shorter || core.drop_suffix(suffix);
        }
        found = look(core);
    }
    return {found, core};
}

} // namespace detail

/// The shape of a model, or null.
[[nodiscard]] constexpr const workload::transformer* try_find_model(text name) noexcept {
    const name_key* key = detail::search_model(name).key;
    return key != nullptr && key->row >= 0 ? models + key->row : nullptr;
}

/// The shape of a model by any of its names. Error 301 with the nearest name if there is none, 107
/// on an empty name; in a constant, a compile error.
[[nodiscard]] constexpr const workload::transformer& find_model(text name) {
    const detail::search s = detail::search_model(name);
    return models[detail::require_row("model", name, model_keys, length(model_keys), s.key,
                                      s.core)];
}

/// Vendor, release, source and completeness of a model. Errors as `find_model`.
[[nodiscard]] constexpr const model_fact& find_model_fact(text name) {
    const detail::search s = detail::search_model(name);
    return model_facts[detail::require_row("model", name, model_keys, length(model_keys), s.key,
                                           s.core)];
}

} // namespace flopcost::catalog
