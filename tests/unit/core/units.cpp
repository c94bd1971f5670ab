// SPDX-License-Identifier: MIT
#include <flopcost/core/units.hpp>

#include <doctest/doctest.h>
#include <type_traits>

using namespace flopcost;
using namespace flopcost::units;

namespace {

struct JEWEL {
    static constexpr const char* name = "JEWEL";
};
constexpr unit<dim<JEWEL>> jewel{};

// Definitions: SI Brochure (9th edition), IEC 80000-13 for the binary prefixes; the Julian year of
// 365.25 days is the convention of the cost literature.
static_assert(1.0 * kilo * usd == 1000.0 * usd);
static_assert(1.0 * mega * usd == 1e6 * usd && 1.0 * giga * usd == 1e9 * usd);
static_assert(1.0 * tera * flop == 1e12 * flop && 1.0 * peta * flop == 1e15 * flop);
static_assert(1.0 * exa * flop == 1e18 * flop && 1.0 * zetta * flop == 1e21 * flop);
static_assert(1e-24 * yotta * flop == 1.0 * flop);
static_assert(1000.0 * milli * second == 1.0 * second && 1e6 * micro * second == 1.0 * second);
static_assert(1e9 * nano * second == 1.0 * second);
static_assert(1.0 * kibi * byte == 1024.0 * byte);
static_assert(1.0 * mebi * byte == 1024.0 * 1024.0 * byte);
static_assert(1.0 * gibi * byte == 1024.0 * mebi * byte);
static_assert(1.0 * tebi * byte == 1024.0 * gibi * byte);
static_assert(8.0 * bit == 1.0 * byte);
static_assert(1.0 * minute == 60.0 * second && 1.0 * hour == 60.0 * minute);
static_assert(1.0 * day == 24.0 * hour && 1.0 * year == 8766.0 * hour);
static_assert(1.0 * year == 12.0 * month && 1000.0 * millisecond == 1.0 * second);
static_assert(1e6 * microsecond == 1.0 * second);
static_assert(1.0 * kilowatt_hour == 3.6 * mega * joule);
static_assert(1.0 * megawatt_hour == 1000.0 * kilowatt_hour);
static_assert(1.0 * kilowatt * (1.0 * hour) == 1.0 * kilowatt_hour);
static_assert(1.0 * watt * (1.0 * second) == 1.0 * joule);
static_assert(1.0 * gigawatt == 1000.0 * megawatt && 1.0 * megawatt == 1000.0 * kilowatt);
static_assert(1.0 * chip_hour == 3600.0 * chip_second);
static_assert(1.0 * tonne_co2e == 1000.0 * kilogram_co2e && 1.0 * kilogram_co2e == 1e3 * gram_co2e);
static_assert(1.0 * square_centimeter == 100.0 * square_millimeter);
static_assert(35 * percent == 0.35);

// What comes in leaves unchanged, to the last bit.
static_assert((0.1 * hour).in(hour) == 0.1 &&
              (0.07 * usd / kilowatt_hour).in(usd / kilowatt_hour) == 0.07);
static_assert((3.35 * tera * byte / second / chip).in(giga * byte / second / chip) == 3350.0);
static_assert((0.55 * usd / (mega * token)).in(usd / (mega * token)) == 0.55);
static_assert((2.0 * usd / chip_hour * (24.0 * chip_hour)).in(usd) == 48.0);

// A user's own currency is two lines.
static_assert((7.0 * jewel / usd * (3.0 * usd)).in(jewel) == 21.0);
static_assert(!std::is_same_v<decltype(1.0 * jewel), decltype(1.0 * usd)>);

static_assert(std::is_same_v<qty::of<usd / token>, qty::usd_per_token<>>);
static_assert(std::is_same_v<qty::of<flop / second / chip>, qty::flop_rate_per_chip<>>);
static_assert(std::is_same_v<qty::of<byte / second>, qty::byte_rate<>>);
static_assert(std::is_same_v<qty::of<joule / second / chip>, qty::power_per_chip<>>);
static_assert(std::is_same_v<qty::of<square_millimeter>, qty::area<>>);
static_assert(std::is_same_v<qty::of<usd / chip_hour>, qty::usd_per_chip_time<>>);

// Literals.
static_assert(2.5_usd == 2.5 * usd && 3_usd == 3.0 * usd && 7.1_cny == 7.1 * cny);
static_assert(1.5_h == 90.0 * minute && 2.0_d == 48.0 * hour && 5.0_s == 5.0 * second);
static_assert(1.0_Mtok == 1e6 * token && 12_tok == 12.0 * token && 1.5_tok == 1.5 * token);
static_assert(10.0_kW * 2.0_h == 20.0_kWh && 80.0_GB == 80.0 * giga * byte);
static_assert(6e23_flop == 6e23 * flop && 8_chip == 8.0 * chip);

} // namespace

TEST_CASE("integers enter as numbers") {
    CHECK(8 * chip == 8.0 * chip);
    CHECK((2048 * chip).in(chip) == 2048);
    CHECK(1 / second == 1.0 / second);
}
