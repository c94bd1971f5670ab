// SPDX-License-Identifier: MIT
#pragma once

#include <cctype>
#include <cstddef>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace flopcost_test {

/// A JSON value, read strictly (RFC 8259); enough to read back what the library writes.
struct json {
    enum class kind { null, boolean, number, string, array, object } type = kind::null;
    double number = 0;
    bool truth = false;
    std::string text;
    std::vector<json> items;
    std::map<std::string, json> members;

    [[nodiscard]] const json& operator[](const std::string& key) const { return members.at(key); }
    [[nodiscard]] bool has(const std::string& key) const { return members.count(key) != 0; }
};

/// Reads a document; `ok` is false and `error_at` the place of the first fault if it is not valid.
class json_reader {
public:
    bool ok = true;
    std::size_t error_at = 0;

    explicit json_reader(std::string_view s) : s_(s) {
        root_ = value();
        blank();
        if (at_ != s_.size()) {
            fail();
        }
    }
    [[nodiscard]] const json& root() const { return root_; }

private:
    void fail() {
        if (ok) {
            ok = false;
            error_at = at_;
        }
        at_ = s_.size();
    }
    void blank() {
        while (at_ < s_.size() &&
               (s_[at_] == ' ' || s_[at_] == '\n' || s_[at_] == '\t' || s_[at_] == '\r')) {
            ++at_;
        }
    }
    bool take(char c) {
        blank();
        if (at_ < s_.size() && s_[at_] == c) {
            ++at_;
            return true;
        }
        return false;
    }
    bool word(std::string_view w) {
        if (s_.substr(at_, w.size()) == w) {
            at_ += w.size();
            return true;
        }
        return false;
    }
    std::string string() {
        std::string out;
        while (at_ < s_.size() && s_[at_] != '"') {
            const auto c = static_cast<unsigned char>(s_[at_]);
            if (c < 0x20) {
                fail();
                return out;
            }
            if (c != '\\') {
                out += s_[at_++];
                continue;
            }
            ++at_;
            if (at_ >= s_.size()) {
                break;
            }
            const char e = s_[at_++];
            const std::string_view simple = "\"\\/bfnrt";
            if (e == 'u') {
                for (int i = 0; i < 4; ++i, ++at_) {
                    if (at_ >= s_.size() || !std::isxdigit(static_cast<unsigned char>(s_[at_]))) {
                        fail();
                        return out;
                    }
                }
                out += '?';
            } else if (simple.find(e) != std::string_view::npos) {
                out += e == 'n' ? '\n' : (e == 't' ? '\t' : e);
            } else {
                fail();
                return out;
            }
        }
        if (at_ >= s_.size()) {
            fail();
        } else {
            ++at_;
        }
        return out;
    }
    json value() {
        json v;
        blank();
        if (at_ >= s_.size()) {
            fail();
            return v;
        }
        if (take('{')) {
            v.type = json::kind::object;
            if (take('}')) {
                return v;
            }
            do {
                if (!take('"')) {
                    fail();
                    return v;
                }
                const std::string key = string();
                if (!take(':') || v.members.count(key) != 0) {
                    fail();
                    return v;
                }
                v.members[key] = value();
            } while (ok && take(','));
            if (!take('}')) {
                fail();
            }
            return v;
        }
        if (take('[')) {
            v.type = json::kind::array;
            if (take(']')) {
                return v;
            }
            do {
                v.items.push_back(value());
            } while (ok && take(','));
            if (!take(']')) {
                fail();
            }
            return v;
        }
        if (take('"')) {
            v.type = json::kind::string;
            v.text = string();
            return v;
        }
        if (word("true") || word("false")) {
            v.type = json::kind::boolean;
            v.truth = s_[at_ - 2] == 'u';
            return v;
        }
        if (word("null")) {
            return v;
        }
        v.type = json::kind::number;
        const std::size_t start = at_;
        const auto digits = [&] {
            const std::size_t from = at_;
            while (at_ < s_.size() && std::isdigit(static_cast<unsigned char>(s_[at_]))) {
                ++at_;
            }
            return at_ > from;
        };
        if (at_ < s_.size() && s_[at_] == '-') {
            ++at_;
        }
        const std::size_t first = at_;
        bool valid = digits() && !(s_[first] == '0' && at_ - first > 1);
        if (valid && at_ < s_.size() && s_[at_] == '.') {
            ++at_;
            valid = digits();
        }
        if (valid && at_ < s_.size() && (s_[at_] == 'e' || s_[at_] == 'E')) {
            ++at_;
            if (at_ < s_.size() && (s_[at_] == '+' || s_[at_] == '-')) {
                ++at_;
            }
            valid = digits();
        }
        if (!valid) {
            fail();
            return v;
        }
        v.number = std::strtod(std::string(s_.substr(start, at_ - start)).c_str(), nullptr);
        return v;
    }

    std::string_view s_;
    std::size_t at_ = 0;
    json root_;
};

} // namespace flopcost_test
