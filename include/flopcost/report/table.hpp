// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <flopcost/core/error.hpp>
#include <flopcost/report/number.hpp>

namespace flopcost::report {

/// Width of UTF-8 text on a terminal, taking each character as one column.
[[nodiscard]] inline std::size_t display_width(std::string_view s) {
    return static_cast<std::size_t>(std::count_if(
        s.begin(), s.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

/// Text broken into lines of at most `width` columns, at blanks where there are any.
[[nodiscard]] inline std::vector<std::string> wrapped(std::string_view s, std::size_t width) {
    std::vector<std::string> lines(1);
    std::size_t i = 0;
    while (i < s.size()) {
        const std::size_t end = std::min(s.find(' ', i), s.size());
        const std::string_view word = s.substr(i, end - i);
        if (!lines.back().empty() &&
            display_width(lines.back()) + 1 + display_width(word) > width) {
            lines.emplace_back();
        }
        if (!lines.back().empty()) {
            lines.back() += ' ';
        }
        lines.back() += word;
        i = end + 1;
    }
    return lines;
}

/// A table of text: aligned for a terminal, as Markdown or as CSV. Columns are aligned left unless
/// `right` was asked for; a column with a `limit` is wrapped in the terminal form.
class table {
public:
    struct column {
        std::string name;
        bool right = false;
        std::size_t limit = 0; ///< columns of the terminal; 0: as wide as its content
    };
    explicit table(std::vector<column> columns) : columns_(std::move(columns)) {}
    /// Adds a row; error 202 unless it has a cell for every column.
    table& add(std::vector<std::string> cells) {
        if (cells.size() != columns_.size()) {
            rejected::because(error_number::inconsistent, "cells",
                              "a row needs as many cells as the table has columns",
                              static_cast<double>(cells.size()),
                              static_cast<double>(columns_.size()),
                              static_cast<double>(columns_.size()));
        }
        rows_.push_back(std::move(cells));
        return *this;
    }
    [[nodiscard]] std::size_t rows() const { return rows_.size(); }

    /// For a terminal.
    void text(std::ostream& out) const {
        std::vector<std::size_t> width;
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            std::size_t w = display_width(columns_[c].name);
            for (const auto& r : rows_) {
                w = std::max(w, display_width(r[c]));
            }
            if (columns_[c].limit > 0 && w > columns_[c].limit) {
                w = 0;
                for (const auto& r : rows_) {
                    for (const auto& l : wrapped(r[c], columns_[c].limit)) {
                        w = std::max(w, display_width(l));
                    }
                }
                w = std::max(w, display_width(columns_[c].name));
            }
            width.push_back(w);
        }
        std::vector<std::string> names;
        std::vector<std::string> rule;
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            names.push_back(columns_[c].name);
            rule.emplace_back(width[c], '-');
        }
        line(out, names, width);
        line(out, rule, width);
        for (const auto& r : rows_) {
            line(out, r, width);
        }
    }

    /// As a Markdown table.
    void markdown(std::ostream& out) const {
        const auto escaped = [](const std::string& s) {
            std::string t;
            for (const char c : s) {
                t += c == '|' ? "\\|" : (c == '\n' ? "<br>" : std::string(1, c));
            }
            return t;
        };
        for (const auto& c : columns_) {
            out << "| " << escaped(c.name) << ' ';
        }
        out << "|\n";
        for (const auto& c : columns_) {
            out << (c.right ? "| ---: " : "| --- ");
        }
        out << "|\n";
        for (const auto& r : rows_) {
            for (const auto& cell : r) {
                out << "| " << escaped(cell) << ' ';
            }
            out << "|\n";
        }
    }

    /// As CSV (RFC 4180, lines ending in LF).
    void csv(std::ostream& out) const {
        std::vector<std::string> names;
        for (const auto& c : columns_) {
            names.push_back(c.name);
        }
        csv_line(out, names);
        for (const auto& r : rows_) {
            csv_line(out, r);
        }
    }

private:
    static void csv_line(std::ostream& out, const std::vector<std::string>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            out << (i > 0 ? "," : "");
            if (cells[i].find_first_of(",\"\r\n") == std::string::npos) {
                out << cells[i];
                continue;
            }
            out << '"';
            for (const char c : cells[i]) {
                out << (c == '"' ? "\"\"" : std::string(1, c));
            }
            out << '"';
        }
        out << '\n';
    }
    void line(std::ostream& out, const std::vector<std::string>& cells,
              const std::vector<std::size_t>& width) const {
        std::vector<std::vector<std::string>> parts;
        std::size_t height = 1;
        for (std::size_t c = 0; c < cells.size(); ++c) {
            parts.push_back(columns_[c].limit > 0 ? wrapped(cells[c], width[c])
                                                  : std::vector<std::string>{cells[c]});
            height = std::max(height, parts.back().size());
        }
        for (std::size_t h = 0; h < height; ++h) {
            std::string s;
            for (std::size_t c = 0; c < cells.size(); ++c) {
                const std::string piece = h < parts[c].size() ? parts[c][h] : "";
                const std::size_t used = display_width(piece);
                const std::string pad(used < width[c] ? width[c] - used : 0, ' ');
                s += (c > 0 ? "  " : "") + (columns_[c].right ? pad + piece : piece + pad);
            }
            s.erase(s.find_last_not_of(' ') + 1);
            out << s << '\n';
        }
    }

    std::vector<column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

} // namespace flopcost::report
