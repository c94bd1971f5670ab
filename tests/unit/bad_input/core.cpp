// SPDX-License-Identifier: MIT
#include "bad_input.hpp"

#include <flopcost/core/date.hpp>
#include <flopcost/core/fact.hpp>
#include <flopcost/core/money.hpp>
#include <flopcost/scalar/interval.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace bad_input;
using e = error_number;

TEST_CASE("core refuses bad input") {
    static constexpr price_index<2> prices{.first_year = 2020, .index = {100, 104}};
    static const row rows[] = {
        {"MFU of zero",
         [] {
             (void)fraction{0.0, "mfu"};
         },
         e::not_a_fraction, "mfu", 0, "above 0"},
        {"MFU in percent",
         [] {
             (void)fraction{35, "mfu"};
         },
         e::not_a_fraction, "mfu", 35, "at most 1"},
        {"negative MFU",
         [] {
             (void)fraction{-0.1, "mfu"};
         },
         e::not_a_fraction, "mfu", -0.1, "above 0"},
        {"NaN MFU",
         [] {
             (void)fraction{nan, "mfu"};
         },
         e::not_a_fraction, "mfu", nan, "at most 1"},
        {"infinite MFU",
         [] {
             (void)fraction{inf, "mfu"};
         },
         e::not_a_fraction, "mfu", inf, "at most 1"},
        {"an uncertain MFU that reaches above 1",
         [] {
             (void)fraction<interval>{interval{0.5, 1.5}, "mfu"};
         },
         e::not_a_fraction, "mfu", 1.5, "at most 1"},
        {"negative share",
         [] {
             (void)share{-0.5, "cached"};
         },
         e::not_a_share, "cached", -0.5, "from 0 to 1"},
        {"share above 1",
         [] {
             (void)share{1.5, "cached"};
         },
         e::not_a_share, "cached", 1.5, "from 0 to 1"},
        {"NaN share",
         [] {
             (void)share{nan, "cached"};
         },
         e::not_a_share, "cached", nan, "from 0 to 1"},
        {"zero price", [] { (void)positive(0.0 * usd, "price"); }, e::not_positive, "price", 0,
         "above 0"},
        {"a price that overflows", [] { (void)positive(1e308 * 1e10 * usd, "price"); },
         e::not_positive, "price", inf, "finite"},
        {"NaN in a finite quantity", [] { (void)finite(nan * usd, "price"); }, e::not_finite,
         "price", nan, "finite"},
        {"30 February",
         [] {
             (void)date{2025, 2, 30};
         },
         e::invalid_date, "date", no_number, "2025-2-30"},
        {"a date in words", [] { (void)date::parse("yesterday"); }, e::invalid_date, "date",
         no_number, "expected YYYY-MM-DD"},
        {"an empty date", [] { (void)date::parse(""); }, e::invalid_date, "date", no_number,
         "expected YYYY-MM-DD"},
        {"hour 24",
         [] {
             (void)instant{{2025, 1, 1}, 24};
         },
         e::out_of_range, "hour", 24, "[0, 23]"},
        {"minute 60",
         [] {
             (void)instant{{2025, 1, 1}, 0, 60};
         },
         e::out_of_range, "minute", 60, "[0, 59]"},
        {"a zone 20 hours off",
         [] {
             (void)instant{{2025, 1, 1}, 0, 0, 1200};
         },
         e::out_of_range, "offset_minutes", 1200, "[-840, 840]"},
        {"interval the wrong way",
         [] {
             (void)interval{2.0, 1.0};
         },
         e::out_of_range, "interval low", 2, "1"},
        {"interval of NaN",
         [] {
             (void)interval{nan, 1.0};
         },
         e::out_of_range, "interval low", nan, "1"},
        {"a fact above its range",
         [] {
             fact<double>{.value = 3, .low = 1, .high = 2, .source = "s", .name = "n"}.validate();
         },
         e::out_of_range, "n", 3, "[1, 2]"},
        {"a fact without source", [] { fact<double>{.value = 3}.validate(); }, e::empty, "source",
         no_number, "empty"},
        {"deflator before the series", [] { (void)prices.deflator(1999, 2020); }, e::out_of_range,
         "from", 1999, "[2020, 2021]"},
        {"deflator behind the series", [] { (void)prices.deflator(2020, 2022); }, e::out_of_range,
         "to", 2022, "[2020, 2021]"},
    };
    check(rows);
}
