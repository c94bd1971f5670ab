// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>

#include <csv.hpp>

namespace flopcost_validation {

/// A cell that no prediction can be made from; the text names its column.
class bad_cell : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A table whose columns may be absent: an absent column reads as blank.
class sheet {
public:
    explicit sheet(const std::string& path) : table_(flopcost_test::csv_table::read(path)) {}
    explicit sheet(flopcost_test::csv_table table) : table_(std::move(table)) {}
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
    /// What a row is called: its row_id, or its number from 1.
    [[nodiscard]] std::string name_of(std::size_t row) const {
        const std::string id = text(row, "row_id");
        return id.empty() ? std::to_string(row + 1) : id;
    }
    /// The number that a cell starts with; `otherwise` where there is none. Raises `bad_cell` on
    /// what is beyond numbers that mean anything.
    [[nodiscard]] double number(std::size_t row, const std::string& column,
                                double otherwise = 0) const {
        const std::string cell = text(row, column);
        char* end = nullptr;
        const double value = std::strtod(cell.c_str(), &end);
        if (end == cell.c_str()) {
            return otherwise;
        }
        if (!(std::abs(value) < 1e30)) {
            throw bad_cell(column + " is not a finite number of a usual size");
        }
        return value;
    }
    /// As a count from 1 on; zero counts as blank.
    [[nodiscard]] int count(std::size_t row, const std::string& column, int otherwise) const {
        const double v = number(row, column, otherwise);
        if (v < 0 || v > 2e8) {
            throw bad_cell(column + " is no count from 1 to 200 million");
        }
        return v >= 1 ? static_cast<int>(v) : otherwise;
    }
    /// A measurement; 0 where it is blank or cannot be one.
    [[nodiscard]] double measured(std::size_t row, const std::string& column) const {
        const std::string cell = text(row, column);
        const double value = std::strtod(cell.c_str(), nullptr);
        return value > 1e-9 && value < 1e30 ? value : 0;
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
