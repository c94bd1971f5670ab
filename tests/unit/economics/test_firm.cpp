// SPDX-License-Identifier: MIT

#include <cmath>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include <flopcost/economics/firm.hpp>
#include <flopcost/economics/project.hpp>
#include <flopcost/economics/tariff.hpp>
#include <flopcost/uncertainty/simulate.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::economics;

namespace {

constexpr auto usd_mtok = usd / (mega * token);

} // namespace

TEST_CASE("development of a model") {
    const development<> d{.final_run = 40.0 * mega * usd,
                          .experiments = 2.2,
                          .failed_runs = 0.1,
                          .contributors = 100.0,
                          .effort = share{0.5},
                          .duration = 1.0 * year,
                          .salary = 200e3 * usd / year,
                          .overhead = 1.3,
                          .equity = 100e3 * usd / year,
                          .data = 3.0 * mega * usd};
    const auto c = cost_of(d);
    CHECK(c.experiments.in(mega * usd) == doctest::Approx(48.0));
    CHECK(c.failed_runs.in(mega * usd) == doctest::Approx(4.0));
    CHECK(c.staff.in(mega * usd) == doctest::Approx(13.0));
    CHECK(c.equity.in(mega * usd) == doctest::Approx(5.0));
    CHECK(c.total().in(mega * usd) == doctest::Approx(113.0));
    CHECK(c.final_run_share() == doctest::Approx(40.0 / 113.0));
    development<> bad = d;
    bad.experiments = 0.5;
    bad.contributors = -1.0;
    CHECK(bad.check().size() == 2);
    CHECK_THROWS_AS((void)cost_of(bad), error);
}

TEST_CASE("a shared experiment factor widens the interval of GPT-4's development") {
    // Epoch AI draws the factor (lognormal, 1.2 to 4 at 90 %) afresh for chips, servers, network
    // and energy, and gets 101 to 170 M USD. It is one unknown, so it must be drawn once: 82 to
    // 202 M. Medians of the parts and range of staff: epoch_development_cost_breakdown.csv.
    const auto gpt4 = uncertainty::simulate(200'000, [](auto& draw) {
        const auto range = lognormal(from(1.2).to(4.0));
        const double factor = std::sqrt(1.2 * 4.0); // its median
        const double chips = 39.598753 / factor;
        const double servers = 26.34908 / factor;
        const double network = 15.432125 / factor;
        const double power = 7.91905 / factor;
        const auto staff = draw("staff", lognormal(from(27.779611).to(44.472685))) * (mega * usd);

        auto plan = draw.lift(
            development<>{.final_run = (chips + servers + network + power) * (mega * usd)});
        plan.experiments = max(draw("experiments", range), 1.0);
        plan.data = staff;

        const auto apart = (draw("of chips", range) * chips + draw("of servers", range) * servers +
                            draw("of network", range) * network + draw("of power", range) * power) *
                               (mega * usd) +
                           staff;
        return std::pair(apart, cost_of(plan).total());
    });
    const auto apart = gpt4.get<0>();
    const auto together = gpt4.get<1>();
    CHECK(apart.quantile(0.05).in(mega * usd) == doctest::Approx(100.8).epsilon(0.02));
    CHECK(apart.quantile(0.50).in(mega * usd) == doctest::Approx(129.4).epsilon(0.02));
    CHECK(apart.quantile(0.95).in(mega * usd) == doctest::Approx(170.0).epsilon(0.02));
    CHECK(together.quantile(0.05).in(mega * usd) == doctest::Approx(82).epsilon(0.03));
    CHECK(together.quantile(0.95).in(mega * usd) == doctest::Approx(202).epsilon(0.03));
}

TEST_CASE("full cost of a token, margin, subsidy, price") {
    const token_economics<> e{.serving = 0.30 * usd_mtok,
                              .capital = 36.525 * mega * usd / year,
                              .research = 100.0 * mega * usd,
                              .recovery = 2.0 * year,
                              .interest = 0.0 / year,
                              .volume = 1e12 * token / day};
    const auto c = full_cost(e);
    CHECK(c.capital.in(usd_mtok) == doctest::Approx(0.1));
    CHECK(c.research.in(usd_mtok) == doctest::Approx(50e6 / 365.25e6));
    CHECK(c.total() == c.serving + c.capital + c.research);
    CHECK(margin(0.5 * usd_mtok, 0.4 * usd_mtok) == doctest::Approx(0.2));
    CHECK(markup(0.5 * usd_mtok, 0.4 * usd_mtok) == doctest::Approx(0.25));
    CHECK(subsidy(0.3 * usd_mtok, 0.4 * usd_mtok).in(usd_mtok) == doctest::Approx(0.1));
    CHECK(subsidy(0.5 * usd_mtok, 0.4 * usd_mtok).in(usd_mtok) == 0);
    CHECK(price_at_margin(0.4 * usd_mtok, share{0.2}).in(usd_mtok) == doctest::Approx(0.5));
    CHECK_THROWS_AS((void)price_at_margin(0.4 * usd_mtok, share{1.0}), error);
    CHECK_THROWS_AS((void)full_cost(token_economics<>{}), error);
}

TEST_CASE("DeepSeek's day: revenue, markup, unit costs") {
    // 608e9 input tokens of which 342e9 hits, 168e9 out, at R1's prices; published: 562 027 USD and
    // a cost profit margin of 545 %.
    const usage<> a_day{.fresh = 266e9 * token, .cached = 342e9 * token, .output = 168e9 * token};
    const tariff<> r1{.name = "deepseek-reasoner",
                      .lines = {{.from = date{2025, 1, 20},
                                 .until = date{2025, 9, 5},
                                 .prices = {.fresh = 0.55 * usd_mtok,
                                            .cached = 0.14 * usd_mtok,
                                            .output = 2.19 * usd_mtok}}}};
    const auto revenue = bill(r1, a_day, instant{date{2025, 2, 28}, 4, 0}).total();
    CHECK(revenue.in(usd) == doctest::Approx(562027).epsilon(2e-4));
    CHECK(markup(revenue, 87072.0 * usd) == doctest::Approx(5.45).epsilon(1e-3));
    // 14 800 tokens a second from eight chips at 2 USD: 0.300 USD per million out; 73 700 in:
    // 0.060.
    CHECK(commodity_price(2.0 * usd / chip_hour, 14800.0 / 8 * token / second / chip, fraction{1.0})
              .in(usd_mtok) == doctest::Approx(0.300).epsilon(2e-3));
    CHECK(commodity_price(2.0 * usd / chip_hour, 73700.0 / 8 * token / second / chip, fraction{1.0})
              .in(usd_mtok) == doctest::Approx(0.060).epsilon(6e-3));
    // At a tenth of 2.19 per million, only a utilisation above one would cover the hardware.
    CHECK(utilisation_to_break_even(2.0 * usd / chip_hour, 14800.0 / 8 * token / second / chip,
                                    0.219 * usd_mtok) ==
          doctest::Approx(0.3003 / 0.219).epsilon(1e-3));
}

TEST_CASE("cohorts of capital") {
    const cohort<> c{.capex = 10.0 * giga * usd,
                     .volume = 5e15 * token / year,
                     .running_cost = 1.0 * giga * usd / year,
                     .interest = 0.0 / year,
                     .life = 5.0 * year};
    const auto level = pay_back(c, constant_path{1.0 * usd_mtok});
    CHECK(level.payback.time.in(year) == doctest::Approx(2.5)); // 10 / (5 - 1)
    CHECK(level.npv.in(giga * usd) == doctest::Approx(10.0));
    CHECK(level.break_even_price.in(usd_mtok) == doctest::Approx(15.0 / 25.0));
    const auto tenth = pay_back(c, constant_path{0.1 * usd_mtok});
    CHECK(tenth.payback.recovered < 0);
    CHECK(tenth.payback.time.in(year) == doctest::Approx(5.0));
    // At the break-even price the NPV is nought, with interest too.
    cohort<> dear = c;
    dear.interest = 0.12 / year;
    const auto be = pay_back(dear, constant_path{1.0 * usd_mtok}).break_even_price;
    CHECK(std::abs(pay_back(dear, constant_path{be}).npv.in(usd)) < 1.0);
    CHECK_THROWS_AS((void)pay_back(cohort<>{}, constant_path{1.0 * usd_mtok}), error);
}

TEST_CASE("runway") {
    // SenseTime, end of 2023: 4.6 bn CNY, burn 4.7 bn a year: 11.7 months.
    constexpr auto level =
        runway(4.6 * giga * cny, constant_path{4.7 * giga * cny / year}, 5.0 * year);
    CHECK(level.time.in(month) == doctest::Approx(12 * 4.6 / 4.7));
    CHECK(level.capital_needed.in(giga * cny) == doctest::Approx(4.7 * 5 - 4.6));
    // A burn that falls to zero in two years takes 4.7 bn: 0.1 bn too much, gone after 2 (1 -
    // sqrt(1 - 4.6/4.7)) = 1.708 years.
    const linear_path down{4.7 * giga * cny / year, 0.0 * giga * cny / year, 2.0 * year};
    const auto falling = runway(4.6 * giga * cny, down, 5.0 * year);
    CHECK(falling.spent.in(giga * cny) == doctest::Approx(4.7));
    CHECK(falling.capital_needed.in(giga * cny) == doctest::Approx(0.1));
    CHECK(falling.time.in(year) ==
          doctest::Approx(2 * (1 - std::sqrt(1 - 4.6 / 4.7))).epsilon(2e-3));
    const auto lasts = runway(5.0 * giga * cny, down, 5.0 * year);
    CHECK(lasts.time.in(year) == doctest::Approx(5.0));
    CHECK(lasts.capital_needed.in(cny) == 0);
    // Once gone it is gone, although the firm earns later.
    const linear_path turn{10.0 * usd / year, -30.0 * usd / year, 2.0 * year};
    const auto dip = runway(1.0 * usd, turn, 5.0 * year);
    CHECK(dip.time.in(year) < 0.12);
    CHECK(dip.spent.in(usd) < 0);
    CHECK_THROWS_AS((void)runway(-1.0 * usd, turn, 5.0 * year), error);
    CHECK_THROWS_AS((void)runway(1.0 * usd, turn, 0.0 * year), error);
}

TEST_CASE("a chip start-up") {
    const chip_startup<> s{.design = 300.0 * mega * usd,
                           .masks = 30.0 * mega * usd,
                           .wafer_price = 13e3 * usd / wafer,
                           .dies_per_wafer = 65.0 * die / wafer,
                           .yield = fraction{0.5},
                           .memory_and_packaging = 1500.0 * usd / chip,
                           .price = 8000.0 * usd / chip,
                           .selling_cost = share{0.2}};
    const auto b = break_even(s);
    CHECK(b.unit_cost.in(usd / chip) == doctest::Approx(1900));    // 13000 / 32.5 + 1500
    CHECK(b.contribution.in(usd / chip) == doctest::Approx(4500)); // 6400 - 1900
    CHECK(b.volume().in(chip) == doctest::Approx(330e6 / 4500));
    chip_startup<> loss = s;
    loss.price = 2000.0 * usd / chip;
    CHECK(break_even(loss).contribution.in(usd / chip) == doctest::Approx(-300));
    CHECK_THROWS_WITH_AS((void)break_even(loss).volume(), doctest::Contains("at a loss"), error);
    loss.dies_per_wafer = 0.0 * die / wafer;
    CHECK_THROWS_AS((void)break_even(loss), error);
}

TEST_CASE("how many can stay") {
    CHECK(sustainable_firms(20.0 * giga * usd / year, 2.5 * giga * usd / year) ==
          doctest::Approx(8.0));
    // 100 firms, cost growing 2.4 times a year against a pool growing 1.3 times: ten remain after
    // ln 10 / ln(2.4 / 1.3) = 3.756 years.
    CHECK(time_until_firms(100.0, 10.0, 1.3, 2.4).in(year) ==
          doctest::Approx(std::log(10.0) / std::log(2.4 / 1.3)));
    CHECK_THROWS_AS((void)time_until_firms(100.0, 10.0, 2.0, 2.0), error);
}
