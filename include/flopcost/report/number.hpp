// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cmath>
#include <string>

/// Results as text: tables, Markdown, CSV, JSON, SVG and explanations. It knows no domain: it takes
/// described structs, traced values and plain columns. Not part of the umbrella header.
namespace flopcost::report {

/// A number with so many significant digits, without trailing zeros, the same in every locale:
/// plain up to a million (`12 345.6` is `12345.6`), otherwise in scientific notation. Infinities
/// and NaN in words.
[[nodiscard]] inline std::string number(double x, int digits = 4) {
    if (std::isnan(x)) {
        return "unknown";
    }
    if (std::isinf(x)) {
        return x > 0 ? "infinite" : "-infinite";
    }
    if (x == 0) {
        return "0";
    }
    char buffer[64];
    const double size = std::fabs(x);
    const bool plain = size >= 1e-4 && size < 1e7;
    // In plain notation an integer keeps all its digits: 57600, not 5.76e+04.
    const int exponent = static_cast<int>(std::floor(std::log10(size)));
    std::to_chars_result r{};
    if (plain) {
        const int decimals = digits - 1 - exponent;
        r = std::to_chars(buffer, buffer + sizeof buffer, x, std::chars_format::fixed,
                          decimals > 0 ? decimals : 0);
    } else {
        r = std::to_chars(buffer, buffer + sizeof buffer, x, std::chars_format::scientific,
                          digits > 1 ? digits - 1 : 0);
    }
    std::string s(buffer, r.ptr);
    const auto e = s.find('e');
    std::string tail = e == std::string::npos ? "" : s.substr(e);
    s = s.substr(0, e);
    if (s.find('.') != std::string::npos) {
        s.erase(s.find_last_not_of('0') + 1);
        if (s.back() == '.') {
            s.pop_back();
        }
    }
    if (!tail.empty()) { // e+06 -> e6
        const bool negative = tail[1] == '-';
        const auto first = tail.find_first_not_of("e+-0");
        tail = std::string(negative ? "e-" : "e") +
               (first == std::string::npos ? "0" : tail.substr(first));
    }
    return s + tail;
}

/// The shortest text that reads back as the same number: for machines.
[[nodiscard]] inline std::string exact(double x) {
    char buffer[64];
    const auto r = std::to_chars(buffer, buffer + sizeof buffer, x);
    return {buffer, r.ptr};
}

} // namespace flopcost::report
