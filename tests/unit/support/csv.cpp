// SPDX-License-Identifier: MIT
#include <csv.hpp>

#include <doctest/doctest.h>
#include <string>

using flopcost_test::csv_error;
using flopcost_test::csv_table;

namespace {
std::string complaint(const char* text) {
    try {
        (void)csv_table::parse(text, "t.csv");
    } catch (const csv_error& e) {
        return e.what();
    }
    return "accepted";
}
} // namespace

TEST_CASE("fields as RFC 4180 has them") {
    const auto t =
        csv_table::parse("a,b,c\r\n1,\"x, \"\"y\"\"\nz\",\r\n\r\n-2.5e3,,\" \"\n", "t.csv");
    CHECK(t.header == std::vector<std::string>{"a", "b", "c"});
    REQUIRE(t.size() == 2);
    CHECK(t[0].text("b") == "x, \"y\"\nz");
    CHECK(t[0].number("a") == 1);
    CHECK(t[1].number("a") == -2500);
    CHECK_FALSE(t[1].optional("b").has_value());
    CHECK_FALSE(t[1].optional("c").has_value());
    CHECK(t[0].line() == 2);
    CHECK(t[1].line() == 5); // behind a break inside a field and a blank line
    double sum = 0;
    for (const auto row : t) {
        sum += row.number("a");
    }
    CHECK(sum == -2499);
}

TEST_CASE("a byte-order mark, a missing last line feed and a last empty field") {
    const auto t = csv_table::parse("\xef\xbb\xbfx,y\n1,2\n3,", "t.csv");
    CHECK(t.has("x"));
    CHECK_FALSE(t.has("z"));
    REQUIRE(t.size() == 2);
    CHECK(t[1].text("y").empty());
}

TEST_CASE("what is wrong is said with its line") {
    CHECK(complaint("") == "t.csv: the table is empty: a header line is needed");
    CHECK(complaint("a,b\n1,2\n1\n") == "t.csv:3: 1 fields, but the header has 2");
    CHECK(complaint("a,b\n1,\"2\n") == "t.csv:2: a quoted field is never closed");
    CHECK(complaint("a,b\n1,\"2\"x\n") == "t.csv:2: text behind the closing quote of a field");
    CHECK(complaint("a,b\n1,2\"\n") == "t.csv:2: a quote inside an unquoted field");
    CHECK(complaint("a,a\n") == "t.csv:1: two columns are called 'a'");
    CHECK(complaint("a,,c\n") == "t.csv:1: column 2 has no name");
    CHECK(complaint("a\rb\n") == "t.csv:1: a carriage return without a line feed");
}

TEST_CASE("cells that are not what was asked for") {
    const auto t = csv_table::parse("a,b\n1x,\nnan,inf\n", "t.csv");
    CHECK_THROWS_WITH_AS((void)t[0].number("a"), "t.csv:2: 'a' is no number: '1x'", csv_error);
    CHECK_THROWS_WITH_AS((void)t[0].number("b"), "t.csv:2: 'b' is blank", csv_error);
    CHECK_THROWS_AS((void)t[1].number("a"), csv_error);
    CHECK_THROWS_AS((void)t[1].number("b"), csv_error);
    CHECK_THROWS_WITH_AS((void)t[0].text("c"), "t.csv:1: no column 'c'; there are: a, b",
                         csv_error);
    CHECK_THROWS_WITH_AS((void)csv_table::read("/nowhere/t.csv"),
                         "/nowhere/t.csv: cannot open the file", csv_error);
}
