// SPDX-License-Identifier: MIT
//
// Any text is a name, a date or a table, or is refused: no crash, no endless loop, no other
// exception.

#include <cstdlib>
#include <string>
#include <string_view>

#include <csv.hpp>
#include <flopcost/catalog/catalog.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view s(reinterpret_cast<const char*>(data), size);
    const flopcost::text t(s);

    const auto parsed = flopcost::date::try_parse(t);
    if (parsed && !flopcost::date::exists(parsed->year(), parsed->month(), parsed->day())) {
        std::abort();
    }
    // A miss compares the name with every spelling; a part of the inputs suffices.
    if (size % 16 == 0) {
        try {
            (void)flopcost::catalog::find_chip(t);
        } catch (const flopcost::error&) {
        }
        try {
            (void)flopcost::catalog::find_model(t);
        } catch (const flopcost::error&) {
        }
    }
    try {
        const auto table = flopcost_test::csv_table::parse(s);
        for (const auto row : table) {
            for (const auto& name : table.header) {
                (void)row.text(name).size();
                try {
                    (void)row.optional(name);
                } catch (const flopcost_test::csv_error&) {
                }
            }
        }
    } catch (const flopcost_test::csv_error&) {
    }
    return 0;
}
