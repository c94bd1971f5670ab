// SPDX-License-Identifier: MIT

#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include <flopcost/economics/investment.hpp>
#include <flopcost/economics/paths.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::economics;

namespace {

constexpr auto per_year = unity / year;

double crf(double rate, double life) {
    return capital_recovery(rate / year, life * year).in(per_year);
}

} // namespace

TEST_CASE("capital recovery factor") {
    // Interest tables of any textbook on engineering economics (A/P, i, n).
    CHECK(crf(0.10, 10) == doctest::Approx(0.16275).epsilon(1e-4));
    CHECK(crf(0.08, 5) == doctest::Approx(0.25046).epsilon(1e-4));
    CHECK(crf(0.05, 20) == doctest::Approx(0.08024).epsilon(1e-4));
    CHECK(annuity_factor(0.12 / year, 15.0 * year).in(year) ==
          doctest::Approx(6.8109).epsilon(1e-4));
    // Near zero interest the closed form cancels; against expm1 and log1p it must not.
    for (const double r : {1e-12, 1e-7, 1e-4, 9.99e-4, 1.001e-3, 0.02, 0.3}) {
        for (const double n : {0.25, 3.0, 14.0, 40.0}) {
            const double exact = r / -std::expm1(-n * std::log1p(r));
            CHECK(std::abs(crf(r, n) / exact - 1) < 1e-12);
        }
    }
    CHECK(crf(0, 5) == doctest::Approx(0.2).epsilon(1e-15));
    static_assert(capital_recovery(0.0675 / year, 5.0 * year).in(per_year) > 0.242);
}

TEST_CASE("capital charge") {
    // 100 with 20 left after 5 years at 8 %: (100 - 20/1.4693) x 0.25046 = 21.636.
    CHECK(capital_charge(100.0 * usd, 0.08 / year, 5.0 * year, share{0.2}).in(usd / year) ==
          doctest::Approx(21.636).epsilon(1e-4));
    // A price per chip gives a charge per chip; three years without interest plus a fifth is the
    // 2.28 USD an hour that a 50 000 USD cluster share is let at.
    const auto hourly = capital_charge(50e3 * usd / chip, 0.0 / year, 3.0 * year) * 1.2;
    CHECK(hourly.in(usd / chip_hour) == doctest::Approx(2.28).epsilon(2e-3));
    CHECK(discount_factor(0.08 / year, 5.0 * year) == doctest::Approx(0.680583).epsilon(1e-6));
}

TEST_CASE("value paths: integral and slope belong to the path") {
    const declining_balance<> decline{.decay = 0.14 * ln_10 / year};
    const straight_line<> line{.life = 5.0 * year, .residual = share{0.1}};
    constexpr value_path<4> used{
        {{0.0 * year, 1.0}, {2.0 * year, 0.4}, {2.5 * year, 0.56}, {4.0 * year, 0.2}}};
    used.validate();
    const auto check = [](const auto& path) {
        double sum = 0;
        constexpr int n = 60000;
        for (int i = 0; i < n; ++i) {
            sum += path((i + 0.5) * (6.0 / n) * year) * 6.0 / n;
        }
        CHECK(path.area(6.0 * year).in(year) == doctest::Approx(sum).epsilon(1e-8));
    };
    check(decline);
    check(line);
    check(used);
    CHECK(decline(1.0 * year) == doctest::Approx(std::pow(10.0, -0.14)));
    CHECK(line(2.5 * year) == doctest::Approx(0.55));
    CHECK(line(9.0 * year) == doctest::Approx(0.1));
    CHECK(used(2.25 * year) == doctest::Approx(0.48)); // dearer than a quarter before
    CHECK(used(9.0 * year) == doctest::Approx(0.2));
    CHECK(line.loss(1.0 * year).in(per_year) == doctest::Approx(0.18));
    CHECK(line.loss(6.0 * year).in(per_year) == 0);

    const value_path<2> backwards{{{1.0 * year, 1.0}, {0.5 * year, 0.5}}};
    CHECK_THROWS_AS(backwards.validate(), error);
    const value_path<1> worthless{{{0.0 * year, -0.1}}};
    CHECK_THROWS_AS(worthless.validate(), error);
}

TEST_CASE("user cost of capital") {
    const declining_balance<> decline{.decay = 0.14 * ln_10 / year};
    // Epoch AI's rate: 0.14 ln 10 = 0.3224 of the value a year.
    CHECK(user_cost_rate(decline, 0.0 * year).in(per_year) ==
          doctest::Approx(0.3224).epsilon(1e-4));
    // Interest of 6.75 % raises it by 0.0675 / 0.3224 = 21 %.
    CHECK(user_cost_rate(decline, 2.0 * year, 0.0675 / year) /
              user_cost_rate(decline, 2.0 * year) ==
          doctest::Approx(1.2094).epsilon(1e-4));
    // Over a year without interest it is the loss of value, 1 - 10^-0.14.
    CHECK(user_cost(decline, 0.0 * year, 1.0 * year) ==
          doctest::Approx(1 - std::pow(10.0, -0.14)).epsilon(1e-12));
    // With interest: r times the mean value as well.
    CHECK(user_cost(decline, 0.0 * year, 1.0 * year, 0.1 / year) ==
          doctest::Approx((1 - std::pow(10.0, -0.14)) * (1 + 0.1 / (0.14 * std::log(10.0)))));
    // A lambda is a path too; Simpson and the exact integral agree.
    const auto same = [](const qty::time<>& t) { return std::exp(-0.14 * ln_10 * t.in(year)); };
    CHECK(user_cost(same, 0.5 * year, 3.0 * year, 0.1 / year) ==
          doctest::Approx(user_cost(decline, 0.5 * year, 3.0 * year, 0.1 / year)).epsilon(1e-9));
    CHECK(user_cost_rate(same, 1.0 * year, 0.05 / year).in(per_year) ==
          doctest::Approx(user_cost_rate(decline, 1.0 * year, 0.05 / year).in(per_year))
              .epsilon(1e-3));
    // Over its whole life straight line without interest costs the price less the residual.
    CHECK(user_cost(straight_line<>{.life = 5.0 * year, .residual = share{0.1}}, 0.0 * year,
                    5.0 * year) == doctest::Approx(0.9));
    // A chip that rises in value earns its owner money: a negative cost.
    const value_path<2> rising{{{0.0 * year, 0.5}, {1.0 * year, 0.7}}};
    CHECK(user_cost(rising, 0.0 * year, 1.0 * year) == doctest::Approx(-0.2));
    CHECK_THROWS_AS((void)user_cost(decline, 2.0 * year, 1.0 * year), error);
    CHECK_THROWS_AS((void)user_cost(decline, -1.0 * year, 1.0 * year), error);
}

TEST_CASE("net present value and internal rate of return") {
    // Worked example of the IRR function in Microsoft's documentation: 8.7 % after five years,
    // -2.1 % after four.
    const qty::usd<> five[] = {-70e3 * usd, 12e3 * usd, 15e3 * usd,
                               18e3 * usd,  21e3 * usd, 26e3 * usd};
    CHECK(irr(five).in(percent / year) == doctest::Approx(8.66).epsilon(1e-3));
    const qty::usd<> four[] = {-70e3 * usd, 12e3 * usd, 15e3 * usd, 18e3 * usd, 21e3 * usd};
    CHECK(irr(four).in(percent / year) == doctest::Approx(-2.12).epsilon(2e-3));
    CHECK(std::abs(npv(five, irr(five)).in(usd)) < 1e-6);
    // -100 + 60/1.1 + 60/1.21 = 4.132.
    const qty::usd<> two[] = {-100.0 * usd, 60.0 * usd, 60.0 * usd};
    CHECK(npv(two, 0.1 / year).in(usd) == doctest::Approx(4.132).epsilon(1e-4));
    // Quarters: the same rate each quarter is (1 + i)^4 - 1 a year.
    const double quarterly = irr(two, 0.25 * year).in(per_year);
    CHECK(quarterly == doctest::Approx(std::pow(1 + irr(two).in(per_year), 4) - 1));

    const qty::usd<> never[] = {-100.0 * usd, 1.0 * usd};
    CHECK_THROWS_WITH_AS((void)irr(never), doctest::Contains("402"), error);
    const qty::usd<> gift[] = {100.0 * usd, 1.0 * usd};
    CHECK_THROWS_AS((void)irr(gift), error);
    const qty::usd<> broken[] = {-1.0 * usd, std::nan("") * usd};
    CHECK_THROWS_AS((void)npv(broken, 0.1 / year), error);
}

TEST_CASE("payback") {
    const auto level = [](const qty::time<>&) { return 40.0 * usd / year; };
    const auto plain = payback(100.0 * usd, level, 0.0 / year, 5.0 * year);
    CHECK(plain.time.in(year) == doctest::Approx(2.5));
    CHECK(plain.recovered == doctest::Approx(2.0));
    // Discounted at 10 % continuously spread cash: 40 (1 - 1.1^-t) / ln 1.1 = 100 -> t = 2.854.
    const double t = -std::log(1 - 100 * std::log(1.1) / 40) / std::log(1.1);
    CHECK(payback(100.0 * usd, level, 0.1 / year, 5.0 * year).time.in(year) ==
          doctest::Approx(t).epsilon(1e-4));
    const auto late = payback(100.0 * usd, level, 0.0 / year, 2.0 * year);
    CHECK(late.time.in(year) == doctest::Approx(2.0));
    CHECK(late.recovered == doctest::Approx(0.8));
    // Losses first, profits later; and cash that falls to a tenth each year never suffices.
    const linear_path ramp{-20.0 * usd / year, 60.0 * usd / year, 4.0 * year};
    CHECK(payback(20.0 * usd, ramp, 0.0 / year, 10.0 * year).time.in(year) ==
          doctest::Approx(1 + std::sqrt(3.0)).epsilon(1e-3)); // -20 t + 10 t^2 = 20
    const growth_path fall{40.0 * usd / year, 0.1};
    const auto never = payback(100.0 * usd, fall, 0.0 / year, 20.0 * year);
    CHECK(never.recovered == doctest::Approx(0.4 / std::log(10.0)).epsilon(1e-3));
    CHECK(present_value(level, 0.1 / year, 5.0 * year).in(usd) ==
          doctest::Approx(40 * (1 - std::pow(1.1, -5)) / std::log(1.1)).epsilon(1e-4));
}

TEST_CASE("cost of capital, tax, books") {
    // 60 % equity at 10 %, 40 % debt at 5 % with 25 % tax: 6 % + 1.5 %.
    const capital_structure<> c{.equity = share{0.6},
                                .cost_of_equity = 0.10 / year,
                                .cost_of_debt = 0.05 / year,
                                .tax = share{0.25}};
    CHECK(c.wacc().in(percent / year) == doctest::Approx(7.5));
    CHECK(tax_factor(share{0.0}, 0.1 / year, 5.0 * year) == doctest::Approx(1.0));
    // z = 3.7908 / 5 = 0.75816 at 10 %: (1 - 0.25 x 0.75816) / 0.75 = 1.0806.
    CHECK(tax_factor(share{0.25}, 0.1 / year, 5.0 * year) == doctest::Approx(1.0806).epsilon(1e-4));
    CHECK(tax_factor(share{0.25}, 0.0 / year, 5.0 * year) == doctest::Approx(1.0));
    // 120 over six years in the books, over three in truth: 40 - 20 a year.
    CHECK(understated_depreciation(120.0 * usd, 6.0 * year, 3.0 * year).in(usd / year) ==
          doctest::Approx(20.0));
}

TEST_CASE("refused") {
    CHECK_THROWS_AS((void)crf(-0.01, 5), error);
    CHECK_THROWS_AS((void)crf(0.05, 0), error);
    CHECK_THROWS_AS((void)crf(std::nan(""), 5), error);
    CHECK_THROWS_AS((void)capital_charge(-1.0 * usd, 0.1 / year, 5.0 * year), error);
    CHECK_THROWS_AS((void)tax_factor(share{1.0}, 0.1 / year, 5.0 * year), error);
    try {
        (void)capital_recovery(0.05 / year, -3.0 * year);
        FAIL("a negative life was accepted");
    } catch (const error& e) {
        CHECK(e.number() == error_number::not_positive);
        CHECK(std::string(e.parameter()) == "life");
    }
}
