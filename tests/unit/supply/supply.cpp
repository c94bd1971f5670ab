// SPDX-License-Identifier: MIT
//
// Wafers to chips, stocks, flows, gaps and growth against published figures: those of the fab table
// (its sources: SemiAnalysis, Epoch AI, TechInsights) and hand calculation.

#include <array>
#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include <flopcost/catalog/full.hpp>
#include <flopcost/supply/dies.hpp>
#include <flopcost/supply/flows.hpp>
#include <flopcost/supply/gap.hpp>
#include <flopcost/supply/growth.hpp>
#include <flopcost/supply/packages.hpp>
#include <flopcost/supply/stock.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::supply;
using doctest::Approx;

namespace {

constexpr auto per_wafer = die / wafer;

double gross(double mm2) {
    return gross_dies(mm2 * square_millimeter).in(per_wafer);
}

template <class F>
int error_of(F&& f, std::string* parameter = nullptr) {
    try {
        f();
    } catch (const error& e) {
        if (parameter != nullptr) {
            *parameter = e.parameter();
        }
        return static_cast<int>(e.number());
    }
    return 0;
}

} // namespace

TEST_CASE("gross dies of published die sizes on a 300 mm wafer with a rim of 3 mm") {
    CHECK(gross(814) == Approx(60.5).epsilon(0.001));
    CHECK(gross(826) == Approx(59.5).epsilon(0.001));
    CHECK(gross(800) == Approx(61.8).epsilon(0.001));
    CHECK(gross(665.6) == Approx(76.7).epsilon(0.001));
    CHECK(gross(456) == Approx(118.2).epsilon(0.001));
    static_assert(gross_dies(100.0 * square_millimeter).in(per_wafer) > 600);
}

TEST_CASE("yield laws: limits, order, and the defect densities of the fab table") {
    for (const auto law : {yield_law::poisson, yield_law::murphy, yield_law::negative_binomial}) {
        CHECK(supply::yield(law, 0.0).value() == Approx(1.0));
        CHECK(supply::yield(law, 1e-6).value() == Approx(1.0 - 1e-6).epsilon(1e-9));
        CHECK(supply::yield(law, 20.0).value() < 0.02);
    }
    // Clustered defects hit fewer dies: Poisson is the lowest, the binomial tends to it.
    for (const double x : {0.1, 0.5, 1.0, 2.0, 5.0}) {
        const double p = supply::yield(yield_law::poisson, x).value();
        CHECK(p < supply::yield(yield_law::murphy, x).value());
        CHECK(p < supply::yield(yield_law::negative_binomial, x, 3.0).value());
        CHECK(supply::yield(yield_law::negative_binomial, x, 1e6).value() ==
              Approx(p).epsilon(1e-4));
    }
    CHECK(supply::yield(yield_law::murphy, 1.0).value() == Approx(std::pow(1 - std::exp(-1.0), 2)));
    CHECK(supply::yield(yield_law::negative_binomial, 1.0, 2.0).value() == Approx(1 / 2.25));

    const struct {
        double yield, mm2, per_cm2;
    } published[] = {
        {0.85, 814, 0.020}, {0.20, 665.6, 0.242}, {0.30, 665.6, 0.181}, {0.40, 665.6, 0.138}};
    for (const auto& p : published) {
        const auto d = defects_from(fraction{p.yield}, p.mm2 * square_millimeter);
        CHECK(d.in(defects_per_square_centimeter) == Approx(p.per_cm2).epsilon(0.005));
        CHECK(supply::yield(yield_law::poisson, d * (p.mm2 * square_millimeter)).value() ==
              Approx(p.yield));
        const auto clustered = defects_from(fraction{p.yield}, p.mm2 * square_millimeter,
                                            yield_law::negative_binomial);
        CHECK(supply::yield(yield_law::negative_binomial, clustered * (p.mm2 * square_millimeter))
                  .value() == Approx(p.yield));
    }
}

TEST_CASE("cost of a good die: 589 USD at SMIC, 369 at TSMC") {
    const auto good = [](double mm2, double yield) {
        die_output<> d;
        d.gross = gross_dies(mm2 * square_millimeter);
        d.yield = fraction{yield};
        d.good = d.gross * yield;
        return d;
    };
    CHECK(die_cost<tag::USD>(13550.0 * usd / wafer, good(665.6, 0.30)).in(usd / die) ==
          Approx(589).epsilon(0.003));
    CHECK(die_cost<tag::USD>(19000.0 * usd / wafer, good(814, 0.85)).in(usd / die) ==
          Approx(369).epsilon(0.005));
    const auto made = dies(die_plan<>{.die_area = 665.6 * square_millimeter,
                                      .defects = 0.181 * defects_per_square_centimeter,
                                      .law = yield_law::poisson});
    CHECK(made.yield.value() == Approx(0.30).epsilon(0.005));
    CHECK(made.good.in(per_wafer) == Approx(76.7 * 0.30).epsilon(0.005));
}

TEST_CASE("packages: the bank of Ascend dies gives 1.45 M, the bought HBM 1.6 M") {
    package_plan<> p{.die_bank = 2.9e6 * die,
                     .dies_per_package = 2.0 * die / package,
                     .stacks = 13e6 * hbm_stack,
                     .packaging = 2e6 * package};
    const auto out = packages(p);
    CHECK(out.by_dies.in(package) == Approx(1.45e6));
    CHECK(out.by_memory.in(package) == Approx(1.625e6)); // published: 1.6 M
    CHECK(out.packages.in(package) == Approx(1.45e6));
    CHECK(out.binds == bottleneck::dies);
    p.stacks = 8e6 * hbm_stack;
    CHECK(packages(p).binds == bottleneck::memory);
    p.packaging = 0.5e6 * package;
    CHECK(packages(p).binds == bottleneck::packaging);
    p.assembly_yield = fraction{0.8};
    CHECK(packages(p).packages.in(package) == Approx(0.4e6));
    CHECK(std::string(name(packages(p).binds)) == "packaging");
}

TEST_CASE("equivalents depend on the measure: an H20 is 0.15 or 1.2 H100") {
    CHECK(equivalents(chips::h20, chips::h100, measure::operations_8bit) ==
          Approx(0.15).epsilon(0.01));
    CHECK(equivalents(chips::h20, chips::h100, measure::bandwidth) == Approx(1.19).epsilon(0.01));
    CHECK(equivalents(chips::ascend_910c, chips::h100, measure::operations_8bit) ==
          Approx(0.76).epsilon(0.01));
    CHECK(equivalents(chips::ascend_910c, chips::h100, measure::bf16) ==
          Approx(0.79).epsilon(0.01));
    CHECK(equivalents(chips::a100_sxm4_80gb, chips::h100, measure::operations_8bit) ==
          Approx(0.315).epsilon(0.01)); // Epoch AI: 242 227 H100e for 768 224 chips
    CHECK(equivalents(chips::h100, chips::h100, measure::memory) == 1.0);
    CHECK(equivalents_by_cost<tag::USD>(12e3 * usd / chip, 25e3 * usd / chip) == Approx(0.48));
    CHECK(error_of([] { (void)equivalents(chips::h20, chips::h100, measure::cost); }) == 105);
    CHECK(error_of([] { (void)equivalents(hardware::chip<>{}, chips::h100, measure::bf16); }) ==
          103);
}

TEST_CASE("stock: cohorts survive, and H100-equivalents follow from units") {
    // Epoch AI's shipments of 2022 to 2024 to all owners: 4.72 M H100e at the end of 2024.
    const cohort<> all[] = {{796356 * chip, 0.3153, {2022, 12, 31}},  // A100, A800
                            {38600 * chip, 1.0, {2022, 12, 31}},      // H100
                            {286889 * chip, 0.3153, {2023, 12, 31}},  // A100, A800
                            {1007084 * chip, 1.0, {2023, 12, 31}},    // H100, H800
                            {200737 * chip, 2.5265, {2024, 12, 31}},  // B200
                            {2678614 * chip, 1.0, {2024, 12, 31}},    // H100, H200
                            {958410 * chip, 0.14957, {2024, 12, 31}}, // H20
                            {1e9 * chip, 1.0, {2030, 1, 1}}};         // not there yet
    const survival<> nothing_fails{.life = 1000.0 * year};
    const auto s = stock(all, date{2024, 12, 31}, nothing_fails);
    CHECK(s.equivalents.in(chip) == Approx(4724425).epsilon(0.005));
    // A constant failure rate of one in six years takes exp(-1/6) a year.
    const survival<> failing{.life = 6.0 * year, .shape = 1.0};
    CHECK(failing.at(1.0 * year) == Approx(std::exp(-1.0 / 6)));
    CHECK(failing.at(0.0 * year) == 1.0);
    const survival<> retiring{.life = 6.0 * year, .shape = 8.0};
    CHECK(retiring.at(3.0 * year) > 0.99);
    CHECK(retiring.at(8.0 * year) < 0.01);
    CHECK(stock(all, date{2024, 12, 31}, failing).equivalents.in(chip) < s.equivalents.in(chip));
}

TEST_CASE("flows: money to chips, and where goods go") {
    // 3 bn USD of H20 at 12 000 USD: 250 000 chips; nine tenths of it for hardware: 225 000.
    purchase<tag::USD> p{.value = 3.0 * giga * usd, .price = 12e3 * usd / chip};
    CHECK(p.chips().in(chip) == Approx(250e3));
    p.hardware = share{0.9};
    p.mix = share{0.5};
    CHECK(p.chips().in(chip) == Approx(112.5e3));
    CHECK(error_of([] { (void)purchase<tag::USD>{.value = 1.0 * usd}.chips(); }) == 103);
    // Epoch AI: half of the sales at a discount of 5 to 10 % give a bonus of 1.03 to 1.06.
    CHECK(discount_bonus(share{0.05}, share{0.5}) == Approx(1.026).epsilon(0.001));
    CHECK(discount_bonus(share{0.10}, share{0.5}) == Approx(1.056).epsilon(0.001));

    const auto s =
        split(transit<>{.arrived = 1000.0 * chip, .diverted = share{0.1}, .rented = share{0.5}});
    CHECK(s.moved_on.in(chip) == Approx(100));
    CHECK(s.rented.in(chip) == Approx(450));
    CHECK(s.stayed.in(chip) == Approx(450));
    CHECK(s.reached().in(chip) == Approx(550));
    CHECK((s.reached() + s.stayed).in(chip) == Approx(1000));
}

TEST_CASE("a gap names what it compares") {
    const basket<> us{"US five", 13.5e6 * chip, {}};
    const basket<> china{"China", 1.155e6 * chip, {}};
    const auto g = compare(us, china, measure::operations_8bit, kind::stock, date{2025, 12, 31});
    CHECK(g.ratio == Approx(11.7).epsilon(0.002)); // published: 13 523 299 / 1 155 088
    CHECK(text(g.denominator) == text("China"));
    basket<> half = china;
    half.effective = fraction{0.5};
    CHECK(compare(us, half, measure::bf16, kind::flow, date{2025, 12, 31}).ratio ==
          Approx(2 * g.ratio));
    CHECK(error_of([&] { (void)compare(us, basket<>{}, measure::bf16, kind::flow, date{}); }) ==
          107);
    CHECK(error_of([&] {
              (void)compare(us, basket<>{"empty", {}, {}}, measure::bf16, kind::flow, date{});
          }) == 103);
}

TEST_CASE("growth: published lags and run lengths") {
    // Epoch AI: 15 months at 1.7x, 9 at 3x a year of algorithms, hardware 1.3x.
    CHECK(longest_run(progress<>{.hardware = {1.3}, .software = {1.7}}).in(month) ==
          Approx(15.1).epsilon(0.005));
    CHECK(longest_run(progress<>{.hardware = {1.3}, .software = {3.0}}).in(month) ==
          Approx(8.8).epsilon(0.005));
    // Doubao-pro to Grok-2: a factor of two at 3x a year is 7.6 months (published: 8).
    CHECK(time_to(2.0, growth<>{3.0}).in(month) == Approx(12 * std::log(2.0) / std::log(3.0)));
    CHECK(growth<>{2.0}.doubling().in(year) == Approx(1.0));
    CHECK(growth_from_doubling(8.0 * month).per_year == Approx(std::pow(2.0, 1.5)));
    CHECK(growth<>{3.0}.over(2.0 * year) == Approx(9.0));
    const progress<> p{.hardware = {1.3}, .software = {3.0}, .investment = {2.5}};
    CHECK(gap_of(lag(10.0, p), p) == Approx(10.0));
    CHECK(longest_run(p, true) < longest_run(p));
    // A tenfold gap closes in 10 years if the follower grows 26 % faster each year.
    CHECK(time_to_close(10.0, growth<>{2.0}, growth<>{2.0 * std::pow(10.0, 0.1)}).in(year) ==
          Approx(10.0));
    CHECK(time_to_close(10.0, growth<>{2.0}, growth<>{1.5}).in(year) < 0);
    CHECK(error_of([] { (void)longest_run(progress<>{}); }) == 103);
}

TEST_CASE("crossing odds are those of the normal law") {
    const race<> even{
        .gap = 10.0, .gap_spread = 0.3, .closing = std::log(10.0) / 5, .closing_spread = 0.1};
    CHECK(crossing_odds(even, 5.0 * year) == Approx(0.5).epsilon(1e-6));
    // One standard deviation short: 15.87 %.
    const race<> behind{.gap = std::exp(1.0), .gap_spread = 1.0};
    CHECK(crossing_odds(behind, 5.0 * year) == Approx(0.158655).epsilon(1e-5));
    const race<> ahead{.gap = std::exp(-2.0), .gap_spread = 1.0};
    CHECK(crossing_odds(ahead, 0.0 * year) == Approx(0.977250).epsilon(1e-5));
    CHECK(error_of([] { (void)crossing_odds(race<>{.gap = 2.0}, 1.0 * year); }) == 105);
    CHECK(error_of([] {
              (void)crossing_odds(race<>{.gap = -2.0, .gap_spread = 1.0}, 1.0 * year);
          }) == 103);
}

TEST_CASE("bad input is refused with parameter, value and range") {
    const double nan = std::nan("");
    const double inf = std::numeric_limits<double>::infinity();
    std::string what;
    CHECK(error_of([&] { (void)gross(0); }, &what) == 105);
    CHECK(what == "die_area in mm2");
    CHECK(error_of([&] { (void)gross(-5); }) == 105);
    CHECK(error_of([&] { (void)gross(nan); }) == 105);
    CHECK(error_of([&] { (void)gross(1e6); }) == 105);
    CHECK(error_of([&] { (void)gross_dies(800.0 * square_millimeter, 5.0 * millimeter); }, &what) ==
          103);
    CHECK(what == "usable diameter");
    CHECK(error_of([&] { (void)supply::yield(yield_law::poisson, -0.1); }, &what) == 106);
    CHECK(what == "defects_per_die");
    CHECK(error_of([&] { (void)supply::yield(yield_law::murphy, nan); }) == 106);
    CHECK(error_of([&] { (void)supply::yield(yield_law::negative_binomial, 1.0, 0.0); }) == 103);
    CHECK(error_of([&] {
              (void)defects_from(fraction{0.5}, 1.0 * square_centimeter, yield_law::murphy);
          }) == 105);
    CHECK(error_of([&] { (void)dies(die_plan<>{}); }, &what) == 103);
    CHECK(what == "die_area");
    CHECK(error_of([&] { (void)packages(package_plan<>{.stacks = -1.0 * hbm_stack}); }, &what) ==
          106);
    CHECK(what == "stacks");
    CHECK(error_of([&] { (void)packages(package_plan<>{.packaging = inf * package}); }) == 106);
    CHECK(error_of([&] {
              (void)packages(package_plan<>{.wafers = -1.0 * wafer, .die_bank = nan * die});
          }) == 201);
    CHECK(error_of([&] { (void)survival<>{.life = 0.0 * year}.at(1.0 * year); }) == 103);
    CHECK(error_of([&] { (void)discount_bonus(share{1.0}, share{0.5}); }) == 103);
    CHECK(error_of([&] { (void)split(transit<>{.arrived = nan * chip}); }) == 106);
    CHECK(error_of([&] { (void)time_to(0.0, growth<>{2.0}); }) == 103);
    CHECK(error_of([&] { (void)growth<>{-1.0}.over(1.0 * year); }) == 103);
    CHECK(error_of([&] { (void)time_to_close(nan, growth<>{2.0}, growth<>{3.0}); }) == 103);
}
