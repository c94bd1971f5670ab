// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include <flopcost/core/error.hpp>
#include <flopcost/core/text.hpp>

/// Look-up by name, whatever the case, spaces, hyphens and brackets.
namespace flopcost::catalog {

/// Rows of a table. (`std::size` would cost 18 000 lines of `<iterator>`.)
template <class Row, std::size_t N>
[[nodiscard]] constexpr std::size_t length(const Row (&)[N]) noexcept {
    return N;
}

/// A spelling under which a row of a table is found. Tables of keys are sorted by `hash`.
struct name_key {
    std::uint64_t hash;   ///< of the folded spelling
    int row;              ///< -1: the name stands for no single row; `note` says why
    const char* spelling; ///< as a person writes it
    const char* note;     ///< what was assumed, where the name is ambiguous
};

/// A name without case, spaces, hyphens, underscores, brackets, commas, slashes, colons and quotes:
/// "H100-SXM5-80GB" and "h100 sxm5 80gb" fold to the same. Points, plus signs and whatever else
/// stay, for they tell names apart ("Qwen3-1.7B"). Cut after 127 characters.
class folded_name {
public:
    constexpr explicit folded_name(text name) noexcept {
        for (const char c : name) {
            const bool dropped = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '-' ||
                                 c == '_' || c == '(' || c == ')' || c == ',' || c == '/' ||
                                 c == ':' || c == '"' || c == '\'';
            if (!dropped && size_ < sizeof buffer_) {
                buffer_[size_++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            }
        }
    }
    [[nodiscard]] constexpr text view() const noexcept {
        return {buffer_ + first_, size_ - first_};
    }
    /// Drops a beginning; false if the name does not begin so or is nothing else.
    constexpr bool drop_prefix(text prefix) noexcept {
        if (view().size() <= prefix.size() || !(view().substr(0, prefix.size()) == prefix)) {
            return false;
        }
        first_ += prefix.size();
        return true;
    }
    /// Drops an end; false if the name does not end so or is nothing else.
    constexpr bool drop_suffix(text suffix) noexcept {
        const std::size_t n = view().size();
        if (n <= suffix.size() || !(view().substr(n - suffix.size()) == suffix)) {
            return false;
        }
        size_ -= suffix.size();
        return true;
    }

private:
    char buffer_[127] = {};
    std::size_t first_ = 0;
    std::size_t size_ = 0;
};

/// The key of a folded name, or null. `keys` must be sorted by hash.
[[nodiscard]] constexpr const name_key* find_key(const name_key* keys, std::size_t count,
                                                 const folded_name& name) noexcept {
    const std::uint64_t wanted = hash(name.view());
    std::size_t low = 0;
    std::size_t high = count;
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (keys[middle].hash < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && keys[low].hash == wanted ? keys + low : nullptr;
}

/// Fewest insertions, deletions, replacements and swaps of neighbours that make one text of the
/// other (optimal string alignment); texts are cut after 63 characters.
[[nodiscard]] constexpr int edit_distance(text a, text b) noexcept {
    constexpr std::size_t longest = 63;
    const std::size_t m = a.size() < longest ? a.size() : longest;
    const std::size_t n = b.size() < longest ? b.size() : longest;
    int rows[3][longest + 1] = {};
    for (std::size_t j = 0; j <= n; ++j) {
        rows[0][j] = static_cast<int>(j);
    }
    for (std::size_t i = 1; i <= m; ++i) {
        int* const now = rows[i % 3];
        const int* const before = rows[(i + 2) % 3];
        const int* const before_that = rows[(i + 1) % 3];
        now[0] = static_cast<int>(i);
        for (std::size_t j = 1; j <= n; ++j) {
            int best = before[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            best = before[j] + 1 < best ? before[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before_that[j - 2] + 1 < best) {
                best = before_that[j - 2] + 1;
            }
            now[j] = best;
        }
    }
    return rows[m % 3][n];
}

/// How alike two folded names are: fewer edits first, then the longer common beginning. Larger is
/// nearer; the edits alone are -result / 128, rounded up.
[[nodiscard]] constexpr int likeness(text a, text b) noexcept {
    int common = 0;
    for (std::size_t i = 0; i < a.size() && i < b.size() && a[i] == b[i]; ++i) {
        ++common;
    }
    return common - 128 * edit_distance(a, b);
}

/// The spelling nearest to a name, or null if none is near: at most a third of its characters off.
[[nodiscard]] constexpr const name_key* nearest_key(const name_key* keys, std::size_t count,
                                                    const folded_name& name) noexcept {
    const name_key* best = nullptr;
    int most = -128 * static_cast<int>(1 + (name.view().size() + 2) / 3);
    for (std::size_t i = 0; i < count; ++i) {
        const int alike = likeness(name.view(), folded_name{keys[i].spelling}.view());
        // Of equals the one that stands first in the table, for the hash order says nothing.
        const bool earlier = best != nullptr && alike == most && keys[i].row < best->row;
        if (keys[i].row >= 0 && (alike > most || earlier)) {
            best = keys + i;
            most = alike;
        }
    }
    return best;
}

namespace detail {

/// Raises error 301 with the nearest name; `key` is the key found if it stands for no single row.
[[noreturn, gnu::cold, gnu::noinline]] inline void
unknown_name(const char* kind, text name, const name_key* keys, std::size_t count,
             const name_key* key, const folded_name& core) {
    message m;
    m << "unknown " << kind << " '" << name.substr(0, 120) << "'";
    if (key != nullptr) {
        m << ": " << key->note;
    } else if (count == 0) {
        m << ": the catalogue is empty";
    } else if (const name_key* near = nearest_key(keys, count, core)) {
        m << ": did you mean '" << near->spelling << "'?";
    } else {
        m << ": nothing in the catalogue is spelled like it";
    }
    rejected::because(error_number::unknown_name, kind, m.view());
}

/// The row of a name; raises on an empty name (107) or an unknown one (301). `core` is the name as
/// it was last looked up, without what never tells two rows apart.
[[nodiscard]] constexpr int require_row(const char* kind, text name, const name_key* keys,
                                        std::size_t count, const name_key* key,
                                        const folded_name& core) {
    if (name.empty()) {
        rejected::must_not_be_empty(kind);
    }
    if (key == nullptr || key->row < 0) {
        unknown_name(kind, name, keys, count, key, core);
    }
    return key->row;
}

/// A look-up of a table: the key, or null, and what was looked up last.
struct search {
    const name_key* key;
    folded_name core;
};

} // namespace detail

} // namespace flopcost::catalog
