// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/data/chip_constants.hpp>
#include <flopcost/catalog/data/chip_keys.hpp>
#include <flopcost/catalog/make_chip.hpp>
#include <flopcost/catalog/name.hpp>

namespace flopcost::catalog {

namespace detail {

// Beginnings and ends that name no chip: "NVIDIA H100", "AWS Trainium2", "8 x" never comes here.
inline constexpr const char* chip_name_prefixes[] = {
    "nvidia",   "amd",       "google",       "huawei",   "amazon",    "aws",       "intel",
    "apple",    "cloud",     "tesla",        "hgx",      "instinct",  "geforce",   "radeoninstinct",
    "baidu",    "hygon",     "biren",        "metax",    "enflame",   "kunlunxin", "alibaba",
    "cerebras", "cambricon", "moorethreads", "iluvatar", "microsoft", "meta",      "groq"};
inline constexpr const char* chip_name_suffixes[] = {"gpus", "gpu", "npu", "accelerator", "chip"};

} // namespace detail

namespace detail {

// By canonical name, identifier or alias, with or without the vendor before it and "GPU" behind it.
constexpr search search_chip(text name) noexcept {
    folded_name core{name};
    const auto look = [&] { return find_key(chip_keys, length(chip_keys), core); };
    const name_key* found = look();
    for (bool shorter = true; found == nullptr && shorter;) {
        shorter = false;
        for (const char* prefix : chip_name_prefixes) {
            shorter = shorter || core.drop_prefix(prefix);
        }
        for (const char* suffix : chip_name_suffixes) {
            shorter = shorter || core.drop_suffix(suffix);
        }
        found = look();
    }
    return {found, core};
}

} // namespace detail

/// The entry of a chip, or null.
[[nodiscard]] constexpr const chip_entry* try_find_chip(text name) noexcept {
    const name_key* key = detail::search_chip(name).key;
    return key != nullptr && key->row >= 0 ? chips + key->row : nullptr;
}

/// The entry of a chip by any of its names. Error 301 with the nearest name if there is none, 107
/// on an empty name; in a constant, a compile error.
///
///     constexpr auto mine = catalog::make_chip(catalog::find_chip("NVIDIA H100 80GB HBM3"));
[[nodiscard]] constexpr const chip_entry& find_chip(text name) {
    const detail::search s = detail::search_chip(name);
    return chips[detail::require_row("chip", name, chip_keys, length(chip_keys), s.key, s.core)];
}

/// What was assumed to read a name as one chip ("memory size not given; ..."); empty if nothing.
[[nodiscard]] constexpr const char* chip_name_assumption(text name) noexcept {
    const name_key* key = detail::search_chip(name).key;
    return key != nullptr ? key->note : "";
}

} // namespace flopcost::catalog
