// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>

#include <csv.hpp>

namespace flopcost_validation {

/// A table whose columns may be absent: an absent column reads as blank.
class sheet {
public:
    explicit sheet(const std::string& path) : table_(flopcost_test::csv_table::read(path)) {}
    [[nodiscard]] std::size_t size() const { return table_.rows.size(); }
    [[nodiscard]] bool has(const std::string& column) const {
        return std::find(table_.header.begin(), table_.header.end(), column) != table_.header.end();
    }
    [[nodiscard]] std::string text(std::size_t row, const std::string& column) const {
        const auto at = std::find(table_.header.begin(), table_.header.end(), column);
        return at == table_.header.end()
                   ? std::string()
                   : table_.rows[row][static_cast<std::size_t>(at - table_.header.begin())];
    }
    /// The number that a cell starts with; `otherwise` where there is none.
    [[nodiscard]] double number(std::size_t row, const std::string& column,
                                double otherwise = 0) const {
        const std::string cell = text(row, column);
        char* end = nullptr;
        const double value = std::strtod(cell.c_str(), &end);
        return end == cell.c_str() || !(value == value) ? otherwise : value;
    }
    /// As a count from 1 on.
    [[nodiscard]] int count(std::size_t row, const std::string& column, int otherwise) const {
        const double v = number(row, column, otherwise);
        return v >= 1 && v < 1e9 ? static_cast<int>(v) : otherwise;
    }

private:
    flopcost_test::csv_table table_;
};

inline bool contains(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}
inline std::string lower(std::string s) {
    std::transform(s.begin(), s.end(), s.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return s;
}
inline double number_after(const std::string& s, const std::string& key) {
    const auto at = s.find(key);
    return at == std::string::npos ? 0 : std::atof(s.c_str() + at + key.size());
}

} // namespace flopcost_validation
