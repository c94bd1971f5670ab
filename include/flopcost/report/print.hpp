// SPDX-License-Identifier: MIT
#pragma once

#include <ostream>
#include <string>
#include <type_traits>
#include <vector>

#include <flopcost/core/date.hpp>
#include <flopcost/core/describe.hpp>
#include <flopcost/core/dimension_name.hpp>
#include <flopcost/core/fraction.hpp>
#include <flopcost/core/scalar.hpp>
#include <flopcost/report/json.hpp>
#include <flopcost/report/table.hpp>

namespace flopcost::report {

/// One field of a described struct, flattened: `cluster.chip.tdp`.
struct field {
    std::string path;
    double low = 0; ///< of an uncertain value its hull; equal for a certain one
    double high = 0;
    double value = 0;
    std::string words; ///< what is no number: a name, a day
    std::string unit;

    [[nodiscard]] bool is_number() const { return words.empty(); }
    /// The value, with its range where it has one.
    [[nodiscard]] std::string text() const {
        if (!is_number()) {
            return words;
        }
        return low == high ? number(value)
                           : number(value) + " [" + number(low) + ", " + number(high) + "]";
    }
};

namespace detail {

template <class T>
void collect(std::vector<field>& out, const std::string& path, const T& x) {
    const auto add_number = [&](const auto& s, const std::string& unit) {
        const bounds b = hull(s);
        out.push_back({path, b.low, b.high, value_of(s), "", unit});
    };
    if constexpr (described<T>) {
        T::describe(
            [&](const char* name, const auto& member) {
                collect(out, path.empty() ? name : path + "." + name, member);
            },
            x);
    } else if constexpr (flopcost::detail::is_quantity<T>::value) {
        using D = typename T::dimension;
        const flopcost::text u = dimension_name<D>();
        add_number(flopcost::detail::access::base(x), std::string(u.data(), u.size()));
    } else if constexpr (part_of_whole<T>) {
        add_number(x.value(), "");
    } else if constexpr (std::is_same_v<T, bool>) {
        out.push_back({path, 0, 0, 0, x ? "yes" : "no", ""});
    } else if constexpr (std::is_arithmetic_v<T>) {
        add_number(static_cast<double>(x), "");
    } else if constexpr (std::is_same_v<T, date>) {
        const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
        out.push_back({path, 0, 0, 0,
                       std::to_string(x.year()) + "-" + two(x.month()) + "-" + two(x.day()), ""});
    } else if constexpr (std::is_enum_v<T>) {
        if constexpr (requires { std::string(name(x)); }) {
            out.push_back({path, 0, 0, 0, name(x), ""});
        } else {
            out.push_back({path, 0, 0, 0, "#" + std::to_string(static_cast<long>(x)), ""});
        }
    } else if constexpr (std::is_convertible_v<const T&, flopcost::text>) {
        const flopcost::text t = x;
        out.push_back({path, 0, 0, 0, t.empty() ? "-" : std::string(t.data(), t.size()), ""});
    } else if constexpr (requires {
                             x.has_value();
                             *x;
                         }) {
        if (x.has_value()) {
            collect(out, path, *x);
        }
    } else if constexpr (requires {
                             std::begin(x);
                             std::end(x);
                         }) {
        int i = 0;
        for (const auto& element : x) {
            collect(out, path + "[" + std::to_string(i++) + "]", element);
        }
    } else if constexpr (requires {
                             hull(x);
                             value_of(x);
                         }) {
        add_number(x, "");
    }
    // Anything else (a callable, a pointer to a table) has no text form and is left out.
}

} // namespace detail

/// All fields of a described struct, nested ones with a path.
template <described T>
[[nodiscard]] std::vector<field> fields(const T& x) {
    std::vector<field> out;
    detail::collect(out, "", x);
    return out;
}

/// A described struct as a table: field, value (with the range of an uncertain one) and unit.
template <described T>
[[nodiscard]] table to_table(const T& x) {
    table t({{"field"}, {"value", true}, {"unit"}});
    for (const field& f : fields(x)) {
        t.add({f.path, f.text(), f.unit});
    }
    return t;
}

/// Prints a described struct for a terminal.
template <described T>
void print(std::ostream& out, const T& x) {
    to_table(x).text(out);
}

/// Writes a described struct as a JSON object: numbers as numbers (base units), uncertain ones as
/// {"value", "low", "high"}, the rest as text.
template <described T>
void write_json(json_writer& w, const T& x) {
    w.begin_object();
    for (const field& f : fields(x)) {
        w.key(f.path);
        if (!f.is_number()) {
            w.value(f.words);
        } else if (f.low == f.high) {
            w.value(f.value);
        } else {
            w.begin_object();
            w.field("value", f.value).field("low", f.low).field("high", f.high);
            w.end();
        }
    }
    w.end();
}

} // namespace flopcost::report
