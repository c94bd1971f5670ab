// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>

#include <flopcost/core/error.hpp>
#include <flopcost/core/text.hpp>
#include <flopcost/core/units.hpp>

namespace flopcost {

/// Day of the week.
enum class weekday : int { monday, tuesday, wednesday, thursday, friday, saturday, sunday };

/// A day of the proleptic Gregorian calendar, kept as days since 1970-01-01. A date that does not
/// exist is refused (error 302; in a constant, a compile error).
///
///     static_assert(date{2025, 11, 30} - date{2025, 11, 1} == 29);
class date {
public:
    /// 1970-01-01.
    constexpr date() noexcept = default;
    constexpr date(int year, int month, int day) : days_(count(year, month, day)) {
        if (!exists(year, month, day)) {
            no_such_day(year, month, day);
        }
    }
    /// The day `n` days after 1970-01-01.
    [[nodiscard]] static constexpr date from_days(int n) noexcept {
        date d;
        d.days_ = n;
        return d;
    }
    /// Reads `2025-11-30`, `2025-11` (its first day) or `2025` (1 January). Error 302 otherwise.
    [[nodiscard]] static constexpr date parse(text s) {
        const result<date> r = try_parse(s);
        if (!r) {
            message m;
            m << "'" << s << "' is no date: expected YYYY-MM-DD, YYYY-MM or YYYY";
            rejected::because(error_number::invalid_date, "date", m.view());
        }
        return *r;
    }
    /// As `parse`, without an exception.
    [[nodiscard]] static constexpr result<date> try_parse(text s) noexcept {
        int part[3] = {0, 1, 1};
        const std::size_t length[3] = {4, 2, 2};
        std::size_t at = 0;
        for (int i = 0; i < 3 && at < s.size(); ++i) {
            if (i > 0 && s[at++] != '-') {
                return bad();
            }
            part[i] = 0;
            for (std::size_t k = 0; k < length[i]; ++k, ++at) {
                if (at >= s.size() || s[at] < '0' || s[at] > '9') {
                    return bad();
                }
                part[i] = part[i] * 10 + (s[at] - '0');
            }
        }
        if (at == 0 || at != s.size() || !exists(part[0], part[1], part[2])) {
            return bad();
        }
        return from_days(count(part[0], part[1], part[2]));
    }

    /// Whether such a day exists, from the year 1 on.
    [[nodiscard]] static constexpr bool exists(int year, int month, int day) noexcept {
        if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) {
            return false;
        }
        const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        // Odd months are long up to July, even ones from August on.
        const int days = month == 2 ? (leap ? 29 : 28) : 30 + (month + month / 8) % 2;
        return day <= days;
    }

    /// Days since 1970-01-01.
    [[nodiscard]] constexpr int days() const noexcept { return days_; }
    [[nodiscard]] constexpr int year() const noexcept { return civil().year; }
    [[nodiscard]] constexpr int month() const noexcept { return civil().month; }
    [[nodiscard]] constexpr int day() const noexcept { return civil().day; }
    [[nodiscard]] constexpr flopcost::weekday weekday() const noexcept {
        // 1970-01-01 was a Thursday.
        return static_cast<flopcost::weekday>(((days_ + 3) % 7 + 7) % 7);
    }
    /// The year with its fraction, for trends: 2025-07-02 is about 2025.5.
    [[nodiscard]] constexpr double decimal_year() const noexcept {
        return 1970.0 + days_ / 365.2425;
    }

    [[nodiscard]] friend constexpr int operator-(date a, date b) noexcept {
        return a.days_ - b.days_;
    }
    [[nodiscard]] friend constexpr date operator+(date a, int days) noexcept {
        return from_days(a.days_ + days);
    }
    [[nodiscard]] friend constexpr date operator-(date a, int days) noexcept {
        return from_days(a.days_ - days);
    }
    [[nodiscard]] friend constexpr bool operator==(date, date) noexcept = default;
    [[nodiscard]] friend constexpr auto operator<=>(date, date) noexcept = default;

private:
    struct ymd {
        int year, month, day;
    };
    [[noreturn, gnu::cold, gnu::noinline]] static void no_such_day(int year, int month, int day) {
        message m;
        m << "date = " << year << "-" << month << "-" << day
          << " is not allowed: it must be a day of the calendar, from 1-1-1 to 9999-12-31";
        rejected::because(error_number::invalid_date, "date", m.view(), day, 1, 31);
    }
    static constexpr result<date> bad() noexcept {
        return problem{error_number::invalid_date,
                       "date",
                       detail::not_a_number,
                       0,
                       0,
                       "expected YYYY-MM-DD, YYYY-MM or YYYY"};
    }
    // Years are counted from March, so that the leap day is the last (era of 400 years).
    static constexpr int count(int y, int m, int d) noexcept {
        y -= m <= 2 ? 1 : 0;
        const int era = (y >= 0 ? y : y - 399) / 400;
        const int yoe = y - era * 400;
        const int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
        return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
    }
    [[nodiscard]] constexpr ymd civil() const noexcept {
        const int z = days_ + 719468;
        const int era = (z >= 0 ? z : z - 146096) / 146097;
        const int doe = z - era * 146097;
        const int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
        const int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        const int mp = (5 * doy + 2) / 153;
        const int month = mp + (mp < 10 ? 3 : -9);
        return {yoe + era * 400 + (month <= 2 ? 1 : 0), month, doy - (153 * mp + 2) / 5 + 1};
    }

    int days_ = 0;
};

/// A minute in UTC: when a request is billed. No wall clock: the caller says when.
class instant {
public:
    constexpr instant() noexcept = default;
    /// `hour:minute` of a day in the zone that is `offset_minutes` ahead of UTC (Beijing: 480).
    constexpr instant(date day, int hour = 0, int minute = 0, int offset_minutes = 0)
        : minutes_(std::int64_t{day.days()} * 1440 + hour * 60 + minute - offset_minutes) {
        if (hour < 0 || hour > 23) {
            rejected::value_out_of_range("hour", hour, 0, 23);
        }
        if (minute < 0 || minute > 59) {
            rejected::value_out_of_range("minute", minute, 0, 59);
        }
        if (offset_minutes < -840 || offset_minutes > 840) {
            rejected::value_out_of_range("offset_minutes", offset_minutes, -840, 840);
        }
    }
    /// Minutes since 1970-01-01T00:00Z.
    [[nodiscard]] constexpr std::int64_t minutes() const noexcept { return minutes_; }
    /// The calendar day in a zone.
    [[nodiscard]] constexpr date day(int offset_minutes = 0) const noexcept {
        const std::int64_t local = minutes_ + offset_minutes;
        return date::from_days(static_cast<int>(local >= 0 ? local / 1440 : (local - 1439) / 1440));
    }
    /// Minute of the day in a zone: 0 to 1439.
    [[nodiscard]] constexpr int minute_of_day(int offset_minutes = 0) const noexcept {
        return static_cast<int>(((minutes_ + offset_minutes) % 1440 + 1440) % 1440);
    }
    [[nodiscard]] friend constexpr instant operator+(instant a, std::int64_t minutes) noexcept {
        a.minutes_ += minutes;
        return a;
    }
    [[nodiscard]] friend constexpr instant operator-(instant a, std::int64_t minutes) noexcept {
        a.minutes_ -= minutes;
        return a;
    }
    [[nodiscard]] friend constexpr bool operator==(instant, instant) noexcept = default;
    [[nodiscard]] friend constexpr auto operator<=>(instant, instant) noexcept = default;

private:
    std::int64_t minutes_ = 0;
};

/// The time from one day to another.
[[nodiscard]] constexpr qty::time<> between(date from, date to) {
    return static_cast<double>(to - from) * units::day;
}

} // namespace flopcost
