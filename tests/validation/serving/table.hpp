// SPDX-License-Identifier: MIT
#pragma once

// Tables whose columns may be absent: an absent column reads as blank.

#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <csv.hpp>

namespace serving_check {

/// Why a row gets no prediction; the text names the column, not the value, so that rows with the
/// same fault are counted together.
class bad_cell : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

class table {
public:
    explicit table(flopcost_test::csv_table t) : table_(std::move(t)) {
        for (std::size_t i = 0; i < table_.header.size(); ++i)
            index_.emplace(table_.header[i], i);
        for (const auto& row : table_.rows)
            for (std::size_t i = 0; i < row.size(); ++i)
                if (!row[i].empty())
                    filled_.insert(table_.header[i]);
    }
    [[nodiscard]] std::size_t size() const { return table_.rows.size(); }
    [[nodiscard]] bool has(const std::string& column) const { return index_.contains(column); }
    /// Whether any row fills the column.
    [[nodiscard]] bool says(const std::string& column) const { return filled_.contains(column); }
    [[nodiscard]] const std::string& at(std::size_t row, const std::string& column) const {
        static const std::string none;
        const auto it = index_.find(column);
        return it == index_.end() ? none : table_.rows[row][it->second];
    }
    /// What a row is called: its row_id, or its number from 1.
    [[nodiscard]] std::string name_of(std::size_t row) const {
        const std::string& id = at(row, "row_id");
        return id.empty() ? std::to_string(row + 1) : id;
    }
    /// The number that a field starts with ("16384 tok/chip"); nothing where it is blank. Raises
    /// `bad_cell` on text, and on numbers outside [low, high].
    [[nodiscard]] std::optional<double> number(std::size_t row, const std::string& column,
                                               double low, double high) const {
        const std::string& cell = at(row, column);
        const auto first = cell.find_first_not_of(" \t");
        if (first == std::string::npos)
            return std::nullopt;
        double v = 0;
        const char* end = cell.data() + cell.size();
        const auto [stop, code] = std::from_chars(cell.data() + first, end, v);
        if (code != std::errc() || !std::isfinite(v))
            throw bad_cell(column + " is no number of a usual size");
        if (stop != end && *stop != ' ' && *stop != '\t')
            throw bad_cell(column + " is no number");
        if (!(v >= low && v <= high))
            throw bad_cell(column + " is not between " + brief(low) + " and " + brief(high));
        return v;
    }
    [[nodiscard]] double number(std::size_t row, const std::string& column, double low, double high,
                                double otherwise) const {
        return number(row, column, low, high).value_or(otherwise);
    }
    /// A whole number of chips, ranks or workers; zero counts as blank.
    [[nodiscard]] std::optional<double> count(std::size_t row, const std::string& column) const {
        const std::optional<double> v = number(row, column, 0, 1e6);
        if (v && *v != std::floor(*v))
            throw bad_cell(column + " is not whole");
        return v && *v > 0 ? v : std::nullopt;
    }
    /// A measured value; 0 where the table does not know it, or gives no positive number.
    [[nodiscard]] double measured(std::size_t row, const std::string& column) const {
        try {
            return number(row, column, 0, 1e30).value_or(0);
        } catch (const bad_cell&) {
            return 0;
        }
    }
    /// Whether a measured field holds something that is no measured value.
    [[nodiscard]] bool spoilt(std::size_t row, const std::string& column) const {
        return at(row, column).find_first_not_of(" \t") != std::string::npos &&
               !(measured(row, column) > 0);
    }

private:
    static std::string brief(double v) {
        char b[32];
        const auto end = std::to_chars(b, b + sizeof b, v, std::chars_format::general).ptr;
        return {b, end};
    }
    flopcost_test::csv_table table_;
    std::unordered_map<std::string, std::size_t> index_;
    std::set<std::string> filled_;
};

inline table read_table(const std::string& path) {
    return table(flopcost_test::csv_table::read(path));
}

} // namespace serving_check
