// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flopcost_test {

/// A table that cannot be read, or a cell that is not what was asked for. The text starts with
/// `file:line:`.
class csv_error : public std::runtime_error {
public:
    csv_error(const std::string& path, std::size_t line, const std::string& what)
        : std::runtime_error(path + (line > 0 ? ":" + std::to_string(line) : "") + ": " + what),
          cause_(what) {}
    /// The text without the place.
    [[nodiscard]] const std::string& cause() const { return cause_; }

private:
    std::string cause_;
};

/// A comma-separated table with a header line, by RFC 4180: quoted fields may hold commas, line
/// breaks and doubled quotes; lines end in LF or CRLF; a byte-order mark and blank lines are
/// skipped. Every record must have as many fields as the header, whose names must be unique.
///
///     const auto t = csv_table::read(FLOPCOST_TEST_DATA_DIR "/training_steps.csv");
///     for (const auto row : t) { row.text("chip"); row.number("chips"); row.optional("mfu"); }
class csv_table {
public:
    /// One record; valid as long as its table.
    class row {
    public:
        /// Whether the table has the column.
        [[nodiscard]] bool has(std::string_view column) const { return table_->has(column); }
        /// The field, as it stands.
        [[nodiscard]] const std::string& text(std::string_view column) const {
            return table_->text(index_, column);
        }
        /// The field as a number; an error where it is blank or no number.
        [[nodiscard]] double number(std::string_view column) const {
            return table_->number(index_, column);
        }
        /// The field as a number; nothing where it is blank.
        [[nodiscard]] std::optional<double> optional(std::string_view column) const {
            return table_->optional(index_, column);
        }
        /// The number of the record, from 0.
        [[nodiscard]] std::size_t index() const { return index_; }
        /// The line of the file on which the record starts, from 1.
        [[nodiscard]] std::size_t line() const { return table_->lines[index_]; }

    private:
        friend class csv_table;
        row(const csv_table& t, std::size_t i) : table_(&t), index_(i) {}
        const csv_table* table_;
        std::size_t index_;
    };

    class iterator {
    public:
        iterator(const csv_table& t, std::size_t i) : table_(&t), index_(i) {}
        row operator*() const { return {*table_, index_}; }
        iterator& operator++() {
            ++index_;
            return *this;
        }
        bool operator==(const iterator& other) const { return index_ == other.index_; }

    private:
        const csv_table* table_;
        std::size_t index_;
    };

    std::string path;
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::size_t> lines; ///< where each record starts

    /// Reads a file.
    static csv_table read(const std::string& path) {
        std::ifstream in(path, std::ios::binary);
        if (!in) {
            throw csv_error(path, 0, "cannot open the file");
        }
        std::string all;
        try {
            all.assign(std::istreambuf_iterator<char>(in), {});
        } catch (const std::ios_base::failure&) { // a directory opens and cannot be read
            throw csv_error(path, 0, "cannot read the file");
        }
        return parse(all, path);
    }

    /// Reads text; `path` is what errors call it.
    static csv_table parse(std::string_view all, std::string path = "table") {
        csv_table t;
        t.path = std::move(path);
        if (all.starts_with("\xef\xbb\xbf")) {
            all.remove_prefix(3);
        }
        std::vector<std::string> record;
        std::string field;
        std::size_t line = 1;
        std::size_t start = 1;
        std::size_t i = 0;
        while (i < all.size()) {
            // One field, up to the comma or the line's end behind it.
            if (all[i] == '"') {
                const std::size_t opened = line;
                ++i;
                for (;; ++i) {
                    if (i == all.size()) {
                        throw csv_error(t.path, opened, "a quoted field is never closed");
                    }
                    if (all[i] == '"') {
                        if (i + 1 < all.size() && all[i + 1] == '"') {
                            ++i;
                        } else {
                            ++i;
                            break;
                        }
                    }
                    line += all[i] == '\n' ? 1 : 0;
                    field += all[i];
                }
                if (i < all.size() && all[i] != ',' && all[i] != '\n' && all[i] != '\r') {
                    throw csv_error(t.path, line, "text behind the closing quote of a field");
                }
            } else {
                while (i < all.size() && all[i] != ',' && all[i] != '\n' && all[i] != '\r') {
                    if (all[i] == '"') {
                        throw csv_error(t.path, line, "a quote inside an unquoted field");
                    }
                    field += all[i++];
                }
            }
            record.push_back(std::move(field));
            field.clear();
            if (i < all.size() && all[i] == ',') {
                ++i;
                if (i == all.size()) {
                    record.emplace_back(); // the file ends on a comma: one more, empty field
                }
                continue;
            }
            if (i < all.size() && all[i] == '\r') {
                ++i;
                if (i < all.size() && all[i] != '\n') {
                    throw csv_error(t.path, line, "a carriage return without a line feed");
                }
            }
            t.finish(record, start);
            i += i < all.size() ? 1 : 0;
            start = ++line;
        }
        if (!record.empty()) {
            t.finish(record, start);
        }
        if (t.header.empty()) {
            throw csv_error(t.path, 0, "the table is empty: a header line is needed");
        }
        return t;
    }

    [[nodiscard]] std::size_t size() const { return rows.size(); }
    [[nodiscard]] iterator begin() const { return {*this, 0}; }
    [[nodiscard]] iterator end() const { return {*this, rows.size()}; }
    [[nodiscard]] row operator[](std::size_t i) const { return {*this, i}; }

    [[nodiscard]] bool has(std::string_view column) const {
        return std::find(header.begin(), header.end(), column) != header.end();
    }
    /// The place of a column; an error that lists the columns where it does not exist.
    [[nodiscard]] std::size_t column(std::string_view name) const {
        const auto at = std::find(header.begin(), header.end(), name);
        if (at == header.end()) {
            std::string known;
            for (const std::string& h : header) {
                known += (known.empty() ? "" : ", ") + h;
            }
            throw csv_error(path, 1, "no column '" + std::string(name) + "'; there are: " + known);
        }
        return static_cast<std::size_t>(at - header.begin());
    }
    [[nodiscard]] const std::string& text(std::size_t record, std::string_view name) const {
        return rows.at(record)[column(name)];
    }
    [[nodiscard]] double number(std::size_t record, std::string_view name) const {
        const std::optional<double> v = optional(record, name);
        if (!v) {
            throw csv_error(path, lines[record], "'" + std::string(name) + "' is blank");
        }
        return *v;
    }
    [[nodiscard]] std::optional<double> optional(std::size_t record, std::string_view name) const {
        const std::string& cell = text(record, name);
        const auto first = cell.find_first_not_of(" \t");
        if (first == std::string::npos) {
            return std::nullopt;
        }
        const char* from = cell.data() + first;
        const char* to = cell.data() + cell.find_last_not_of(" \t") + 1;
        double v = 0;
        const auto [end, code] = std::from_chars(from, to, v);
        if (code != std::errc() || end != to || !std::isfinite(v)) {
            throw csv_error(path, lines[record],
                            "'" + std::string(name) + "' is no number: '" + cell + "'");
        }
        return v;
    }

private:
    void finish(std::vector<std::string>& record, std::size_t line) {
        if (record.size() == 1 && record[0].empty()) {
            // A blank line.
        } else if (header.empty()) {
            for (std::size_t i = 0; i < record.size(); ++i) {
                if (record[i].empty()) {
                    throw csv_error(path, line, "column " + std::to_string(i + 1) + " has no name");
                }
                if (std::find(record.begin(), record.begin() + static_cast<std::ptrdiff_t>(i),
                              record[i]) != record.begin() + static_cast<std::ptrdiff_t>(i)) {
                    throw csv_error(path, line, "two columns are called '" + record[i] + "'");
                }
            }
            header = std::move(record);
        } else if (record.size() != header.size()) {
            throw csv_error(path, line,
                            std::to_string(record.size()) + " fields, but the header has " +
                                std::to_string(header.size()));
        } else {
            rows.push_back(std::move(record));
            lines.push_back(line);
        }
        record.clear();
    }
};

} // namespace flopcost_test
