// SPDX-License-Identifier: MIT
#include <flopcost/core/text.hpp>

#include <doctest/doctest.h>
#include <string>
#include <string_view>

using flopcost::text;

static_assert(text("H100") == text("H100"));
static_assert(text("H100") != text("H200"));
static_assert(text("H100") != text("H1000"));
static_assert(text("H100") < text("H1000"));
static_assert(!(text("b") < text("a")));
static_assert(text("chip_hour").substr(5) == text("hour"));
static_assert(text().empty() && text("").empty() && text(nullptr).empty());

TEST_CASE("text converts from what holds characters") {
    const std::string s = "DeepSeek-V3";
    CHECK(text(s) == text("DeepSeek-V3"));
    CHECK(text(std::string_view(s).substr(0, 8)) == text("DeepSeek"));
    CHECK(std::string(text(s).begin(), text(s).end()) == s);
}

TEST_CASE("parts are clipped, never out of range") {
    const text t = "token";
    CHECK(t.substr(2, 2) == text("ke"));
    CHECK(t.substr(2) == text("ken"));
    CHECK(t.substr(5).empty());
    CHECK(t.substr(99).empty());
    CHECK(t.substr(3, 99) == text("en"));
}

TEST_CASE("bytes above 127 sort behind ASCII") {
    CHECK(text("z") < text("\xc3\xa9"));
    CHECK_FALSE(text("\xc3\xa9") < text("z"));
    CHECK_FALSE(text("a") < text("a"));
}

// The published test vectors of 64-bit FNV-1a (Fowler, Noll, Vo; draft-eastlake-fnv, section 5).
static_assert(flopcost::hash("") == 0xcbf29ce484222325ull);
static_assert(flopcost::hash("a") == 0xaf63dc4c8601ec8cull);
static_assert(flopcost::hash("foobar") == 0x85944171f73967e8ull);
