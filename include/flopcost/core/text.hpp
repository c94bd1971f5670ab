// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace flopcost {

/// Non-owning view of characters: names, sources, parameter names. It exists because
/// `<string_view>` alone costs more to compile than all of `core/`. Anything with `data()` and
/// `size()` (`std::string`, `std::string_view`) converts to it. Lifetime: that of the characters.
class text {
public:
    constexpr text() noexcept = default;
    // A null pointer is the empty text, so that optional names need no check.
    constexpr text(const char* characters) noexcept : data_(characters ? characters : "") {
        while (data_[size_] != '\0') {
            ++size_;
        }
    }
    constexpr text(const char* characters, std::size_t size) noexcept
        : data_(characters), size_(size) {}
    template <class String>
        requires requires(const String& s) {
            { s.data() } -> std::convertible_to<const char*>;
            { s.size() } -> std::convertible_to<std::size_t>;
        }
    constexpr text(const String& s) noexcept : data_(s.data()), size_(s.size()) {}

    [[nodiscard]] constexpr const char* data() const noexcept { return data_; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] constexpr const char* begin() const noexcept { return data_; }
    [[nodiscard]] constexpr const char* end() const noexcept { return data_ + size_; }
    [[nodiscard]] constexpr char operator[](std::size_t i) const noexcept { return data_[i]; }

    /// The part from `first` on, at most `count` characters; clipped, never out of range.
    [[nodiscard]] constexpr text substr(std::size_t first,
                                        std::size_t count = ~std::size_t{0}) const noexcept {
        const std::size_t from = first < size_ ? first : size_;
        const std::size_t rest = size_ - from;
        return {data_ + from, count < rest ? count : rest};
    }

    [[nodiscard]] friend constexpr bool operator==(text a, text b) noexcept {
        if (a.size_ != b.size_) {
            return false;
        }
        for (std::size_t i = 0; i < a.size_; ++i) {
            if (a.data_[i] != b.data_[i]) {
                return false;
            }
        }
        return true;
    }

    /// Byte-wise lexicographic order.
    [[nodiscard]] friend constexpr bool operator<(text a, text b) noexcept {
        for (std::size_t i = 0; i < a.size_ && i < b.size_; ++i) {
            if (a.data_[i] != b.data_[i]) {
                return static_cast<unsigned char>(a.data_[i]) <
                       static_cast<unsigned char>(b.data_[i]);
            }
        }
        return a.size_ < b.size_;
    }

private:
    const char* data_ = "";
    std::size_t size_ = 0;
};

/// 64-bit FNV-1a hash: the identity of a named input in sampling, stable across builds.
[[nodiscard]] constexpr std::uint64_t hash(text name) noexcept {
    std::uint64_t h = 0xcbf29ce484222325ull;
    for (const char c : name) {
        h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
    }
    return h;
}

} // namespace flopcost
