// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <limits>
#include <string>

#include <doctest/doctest.h>

#include <flopcost/core/error.hpp>

namespace bad_input {

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();
inline constexpr double inf = std::numeric_limits<double>::infinity();
/// For cases whose offending input is a name or a text: the message speaks of it in its own words.
inline constexpr double no_number = -12345.678;

/// A call that must be refused, and what the refusal must name.
struct row {
    const char* what;
    void (*call)();
    flopcost::error_number number;
    const char* parameter; ///< its name in the error
    double value;          ///< what was wrong with it
    const char* permitted; ///< what the message says would be allowed
};

/// Each row must raise an error with its number, whose message names parameter, value and range.
template <std::size_t N>
void check(const row (&rows)[N]) {
    for (const row& r : rows) {
        INFO(std::string(r.what));
        bool raised = false;
        try {
            r.call();
        } catch (const flopcost::error& e) {
            raised = true;
            const std::string said = e.what();
            CAPTURE(said);
            CHECK(static_cast<int>(e.number()) == static_cast<int>(r.number));
            CHECK(std::string(e.parameter()) == r.parameter);
            CHECK(said.find("[flopcost.error." + std::to_string(static_cast<int>(r.number)) +
                            "]") == 0);
            CHECK(said.find(r.permitted) != std::string::npos);
            if (r.value != no_number) {
                CHECK(said.find(r.parameter) != std::string::npos);
                CHECK((e.value() == r.value || (e.value() != e.value() && r.value != r.value)));
                flopcost::message written;
                written << r.value;
                CHECK(said.find(written.c_str()) != std::string::npos);
            }
        }
        CHECK(raised);
    }
    MESSAGE(N << " cases");
}

} // namespace bad_input
