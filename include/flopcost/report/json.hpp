// SPDX-License-Identifier: MIT
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <flopcost/report/number.hpp>

namespace flopcost::report {

/// Text as a JSON string, quotes included. Bytes that are not valid UTF-8 become U+FFFD, so that
/// the document is always valid.
[[nodiscard]] inline std::string json_string(std::string_view s) {
    static constexpr char hex[] = "0123456789abcdef";
    std::string out = "\"";
    for (std::size_t i = 0; i < s.size();) {
        const auto c = static_cast<unsigned char>(s[i]);
        if (c < 0x80) {
            switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\t':
                out += "\\t";
                break;
            case '\r':
                out += "\\r";
                break;
            default:
                if (c < 0x20 || c == 0x7f) {
                    out += "\\u00";
                    out += hex[c >> 4];
                    out += hex[c & 15];
                } else {
                    out += static_cast<char>(c);
                }
            }
            ++i;
            continue;
        }
        // Length by the lead byte; overlong forms, surrogates and stray bytes are replaced.
        const std::size_t n = c >= 0xc2 && c <= 0xdf   ? 2
                              : c >= 0xe0 && c <= 0xef ? 3
                              : c >= 0xf0 && c <= 0xf4 ? 4
                                                       : 0;
        bool valid = n != 0 && i + n <= s.size();
        for (std::size_t k = 1; valid && k < n; ++k) {
            const auto d = static_cast<unsigned char>(s[i + k]);
            valid = d >= 0x80 && d <= 0xbf;
            if (k == 1 && valid) {
                valid = !(c == 0xe0 && d < 0xa0) && !(c == 0xed && d > 0x9f) &&
                        !(c == 0xf0 && d < 0x90) && !(c == 0xf4 && d > 0x8f);
            }
        }
        if (valid) {
            out.append(s.substr(i, n));
            i += n;
        } else {
            out += "\\ufffd";
            ++i;
        }
    }
    return out + "\"";
}

/// A number as JSON: the shortest text that reads back the same; `null` for NaN and infinities,
/// which JSON does not have.
[[nodiscard]] inline std::string json_number(double x) {
    return std::isfinite(x) ? exact(x) : "null";
}

/// Writes JSON piece by piece, indented, always well-formed as long as what is begun is ended:
///
///     json_writer w(std::cout);
///     w.begin_object();  w.key("mfu").value(0.35);  w.end();
class json_writer {
public:
    explicit json_writer(std::ostream& out) : out_(&out) {}

    json_writer& begin_object() { return open('{', '}'); }
    json_writer& begin_array() { return open('[', ']'); }
    /// Ends the innermost object or array.
    json_writer& end() {
        const level l = levels_.back();
        levels_.pop_back();
        if (l.filled) {
            line();
        }
        *out_ << l.closing;
        if (levels_.empty()) {
            *out_ << '\n';
        }
        return *this;
    }
    json_writer& key(std::string_view name) {
        separate();
        *out_ << json_string(name) << ": ";
        after_key_ = true;
        return *this;
    }
    json_writer& value(double x) { return raw(json_number(x)); }
    json_writer& value(int x) { return raw(std::to_string(x)); }
    json_writer& value(bool x) { return raw(x ? "true" : "false"); }
    json_writer& value(std::string_view s) { return raw(json_string(s)); }
    json_writer& value(const char* s) { return raw(json_string(s ? s : "")); }
    json_writer& null() { return raw("null"); }
    /// A key and its value.
    template <class T>
    json_writer& field(std::string_view name, const T& x) {
        return key(name).value(x);
    }

private:
    struct level {
        char closing;
        bool filled;
    };
    json_writer& open(char opening, char closing) {
        before_value();
        *out_ << opening;
        levels_.push_back({closing, false});
        return *this;
    }
    json_writer& raw(const std::string& text) {
        before_value();
        *out_ << text;
        return *this;
    }
    void before_value() {
        if (!after_key_ && !levels_.empty()) {
            separate();
        }
        after_key_ = false;
    }
    void separate() {
        if (levels_.back().filled) {
            *out_ << ',';
        }
        levels_.back().filled = true;
        line();
    }
    void line() { *out_ << '\n' << std::string(2 * levels_.size(), ' '); }

    std::ostream* out_;
    std::vector<level> levels_;
    bool after_key_ = false;
};

} // namespace flopcost::report
