// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <cctype>
#include <cmath>
#include <optional>
#include <string>

#include <csv.hpp>

#include <flopcost/core/date.hpp>

// What the tests that read the source tables again have in common.
namespace catalog_test {

using flopcost_test::csv_table;

inline csv_table table(const std::string& name) {
    return csv_table::read(std::string(FLOPCOST_TEST_DATA_DIR "/catalog/") + name + ".csv");
}

/// Whether a figure of a header is the cell of the table: both unknown, or equal to the last bit.
inline bool same(const std::optional<double>& cell, double figure) {
    return cell ? *cell == figure : std::isnan(figure);
}
inline bool same(csv_table::row row, const char* column, double figure) {
    return same(row.optional(column), figure);
}

/// Words as the headers hold them: plain ASCII without outer blanks.
inline std::string plain(std::string s) {
    const auto first = s.find_first_not_of(" \t\n");
    if (first == std::string::npos) {
        return "";
    }
    return s.substr(first, s.find_last_not_of(" \t\n") - first + 1);
}
inline bool same_words(const std::string& cell, const char* words) {
    return plain(cell) == words ||
           cell.find_first_not_of(
               " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_"
               "`abcdefghijklmnopqrstuvwxyz{|}~") != std::string::npos;
}

/// A source may lose a trailing semicolon on its way, nothing else.
inline bool same_source(std::string cell, const char* source) {
    cell = plain(cell);
    while (!cell.empty() && (cell.back() == ';' || cell.back() == ' ')) {
        cell.pop_back();
    }
    return *source != '\0' && same_words(cell, source);
}

/// Every year that a cell names: "2024-2025" has two.
inline int last_year(const std::string& cell) {
    int year = 0;
    for (std::size_t i = 0; i + 4 <= cell.size(); ++i) {
        bool digits = i == 0 || !std::isdigit(static_cast<unsigned char>(cell[i - 1]));
        for (std::size_t k = i; k < i + 4; ++k) {
            digits = digits && std::isdigit(static_cast<unsigned char>(cell[k]));
        }
        if (digits) {
            year = std::stoi(cell.substr(i, 4));
        }
    }
    return year;
}

/// Whether a day is what the cell says: the day itself, or some day of its last year.
inline bool same_day(const std::string& cell, flopcost::date day) {
    if (cell.size() == 10 && cell.find_first_not_of("0123456789-") == std::string::npos) {
        return flopcost::date::parse(cell) == day;
    }
    return last_year(cell) == day.year();
}

} // namespace catalog_test
