// SPDX-License-Identifier: MIT
#include <flopcost/core/date.hpp>

#include <chrono>
#include <doctest/doctest.h>
#include <string>

using namespace flopcost;

static_assert(date{2025, 11, 30} - date{2025, 11, 1} == 29);
static_assert(date{2000, 2, 29} + 1 == date{2000, 3, 1});
static_assert(date{1970, 1, 1}.days() == 0 && date{} == date{1970, 1, 1});
static_assert(date{2025, 11, 30}.year() == 2025 && date{2025, 11, 30}.month() == 11 &&
              date{2025, 11, 30}.day() == 30);
static_assert(date{1970, 1, 1}.weekday() == weekday::thursday);
static_assert(date{2025, 11, 30}.weekday() == weekday::sunday);
static_assert(!date::exists(1900, 2, 29) && date::exists(2000, 2, 29) &&
              !date::exists(2025, 13, 1));
static_assert(date::parse("2025-11") == date{2025, 11, 1} &&
              date::parse("2025") == date{2025, 1, 1});
static_assert(date{2024, 1, 1} < date{2024, 1, 2} && date{2024, 1, 1} <= date{2024, 1, 1});
static_assert(between(date{2024, 1, 1}, date{2025, 1, 1}) == 366.0 * units::day);

TEST_CASE("every day of five centuries agrees with <chrono>") {
    namespace c = std::chrono;
    for (int n = date{1700, 1, 1}.days(); n <= date{2200, 1, 1}.days(); ++n) {
        const c::sys_days day{c::days{n}};
        const c::year_month_day expected{day};
        const date d = date::from_days(n);
        REQUIRE(d.year() == static_cast<int>(expected.year()));
        REQUIRE(d.month() == static_cast<int>(static_cast<unsigned>(expected.month())));
        REQUIRE(d.day() == static_cast<int>(static_cast<unsigned>(expected.day())));
        REQUIRE(date{d.year(), d.month(), d.day()}.days() == n);
        REQUIRE(static_cast<unsigned>(d.weekday()) + 1 == c::weekday{day}.iso_encoding());
    }
}

TEST_CASE("days that do not exist are refused") {
    CHECK_THROWS_AS((date{2025, 2, 29}), error);
    CHECK_THROWS_AS((date{2025, 0, 1}), error);
    CHECK_THROWS_AS((date{2025, 13, 1}), error);
    CHECK_THROWS_AS((date{2025, 4, 31}), error);
    CHECK_THROWS_AS((date{2025, 4, 0}), error);
    CHECK_THROWS_AS((date{0, 1, 1}), error);
    CHECK_THROWS_AS((date{10000, 1, 1}), error);
    try {
        (void)date{2025, 2, 30};
        FAIL("accepted");
    } catch (const error& e) {
        CHECK(e.number() == error_number::invalid_date);
        CHECK(std::string(e.what()).find("2025-2-30") != std::string::npos);
    }
}

TEST_CASE("text that is no date is refused") {
    for (const char* bad : {"", "x", "25-11-30", "2025-", "2025-1", "2025-11-", "2025-11-3",
                            "2025-11-31", "2025/11/30", "2025-11-30T", "2025-11-30 ", " 2025",
                            "20251130", "2025-11-30-1", "-2025-11-30"}) {
        CAPTURE(bad);
        CHECK_FALSE(date::try_parse(bad).has_value());
        CHECK_THROWS_AS((void)date::parse(bad), error);
    }
    CHECK(date::parse("2025-11-30") == date{2025, 11, 30});
}

TEST_CASE("instants know their zone") {
    // A Saturday night in Beijing (UTC+8) is still Saturday afternoon in UTC, and Sunday in Beijing
    // starts at 16:00 UTC.
    const instant beijing({2025, 11, 29}, 23, 30, 480);
    CHECK(beijing == instant({2025, 11, 29}, 15, 30));
    CHECK(beijing.day() == date{2025, 11, 29});
    CHECK((beijing + 30).day(480) == date{2025, 11, 30});
    CHECK((beijing + 30).minute_of_day(480) == 0);
    CHECK((beijing - 1410).minute_of_day(480) == 0);
    CHECK(beijing.minute_of_day() == 15 * 60 + 30);
    const instant before({1969, 12, 31}, 23, 59);
    CHECK(before.minutes() == -1);
    CHECK(before.day() == date{1969, 12, 31});
    CHECK(before.minute_of_day() == 1439);
    CHECK(before < instant{});
    CHECK_THROWS_AS((instant{{2025, 1, 1}, 24, 0}), error);
    CHECK_THROWS_AS((instant{{2025, 1, 1}, -1, 0}), error);
    CHECK_THROWS_AS((instant{{2025, 1, 1}, 0, 60}), error);
    CHECK_THROWS_AS((instant{{2025, 1, 1}, 0, 0, 900}), error);
}

TEST_CASE("decimal years for trends") {
    CHECK(date{2025, 1, 1}.decimal_year() == doctest::Approx(2025.0).epsilon(1e-6));
    CHECK(date{2025, 7, 2}.decimal_year() == doctest::Approx(2025.5).epsilon(2e-6));
    CHECK((date{2025, 3, 1} - 1) == date{2025, 2, 28});
}
