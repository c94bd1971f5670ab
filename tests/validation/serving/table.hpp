// SPDX-License-Identifier: MIT
#pragma once

// A small reader of comma-separated tables: quoted fields, CRLF, a header line. Errors name the
// line.

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

namespace serving_check {

struct table {
    std::vector<std::string> header;
    std::unordered_map<std::string, std::size_t> index;
    std::vector<std::vector<std::string>> rows;

    [[nodiscard]] bool has(const std::string& column) const { return index.contains(column); }
    /// The field, or an empty string where the table has no such column.
    [[nodiscard]] const std::string& at(std::size_t row, const std::string& column) const {
        static const std::string none;
        const auto it = index.find(column);
        return it == index.end() ? none : rows[row][it->second];
    }
};

inline table read_table(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in)
        throw std::runtime_error("cannot open " + path);
    std::stringstream buffer;
    buffer << in.rdbuf();
    const std::string text = buffer.str();
    table t;
    std::vector<std::string> record;
    std::string field;
    bool quoted = false, any = false;
    std::size_t line = 1, start = 1;
    const auto end_record = [&] {
        record.push_back(field);
        field.clear();
        if (!(record.size() == 1 && record[0].empty())) {
            if (t.header.empty()) {
                t.header = record;
                for (std::size_t i = 0; i < record.size(); ++i) {
                    if (!t.index.emplace(record[i], i).second)
                        throw std::runtime_error(path + ": column " + record[i] + " appears twice");
                }
            } else if (record.size() != t.header.size()) {
                throw std::runtime_error(path + ", line " + std::to_string(start) + ": " +
                                         std::to_string(record.size()) +
                                         " fields, the header has " +
                                         std::to_string(t.header.size()));
            } else {
                t.rows.push_back(record);
            }
        }
        record.clear();
        any = false;
        start = line;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n')
            ++line;
        if (quoted) {
            if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
                field += '"';
                ++i;
            } else if (c == '"') {
                quoted = false;
            } else {
                field += c;
            }
        } else if (c == '"' && field.empty()) {
            quoted = true;
            any = true;
        } else if (c == ',') {
            record.push_back(field);
            field.clear();
            any = true;
        } else if (c == '\n') {
            end_record();
        } else if (c != '\r') {
            field += c;
            any = true;
        }
    }
    if (quoted)
        throw std::runtime_error(path + ": a quoted field is not closed");
    if (any || !field.empty())
        end_record();
    if (t.header.empty())
        throw std::runtime_error(path + ": empty");
    if (t.header[0].starts_with("\xEF\xBB\xBF")) {
        t.index.erase(t.header[0]);
        t.header[0].erase(0, 3);
        t.index.emplace(t.header[0], 0);
    }
    return t;
}

/// The number at the start of a field, or `otherwise` when it is blank. Text that is no number at
/// all is an error.
inline double number(const std::string& field, double otherwise, const char* what) {
    if (field.empty())
        return otherwise;
    char* end = nullptr;
    const double v = std::strtod(field.c_str(), &end);
    if (end == field.c_str())
        throw std::runtime_error(std::string(what) + ": not a number: " + field);
    return v;
}

} // namespace serving_check
