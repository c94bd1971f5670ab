// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include <doctest/doctest.h>

#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/serving/decompose.hpp>
#include <flopcost/serving/fleet.hpp>
#include <flopcost/serving/search.hpp>

using namespace flopcost;
using namespace flopcost::units;

namespace {

constexpr serving::traffic<> chat{.input = 2000.0 * token, .output = 500.0 * token};
constexpr serving::targets promise{.time_to_first_token = 1.0 * second,
                                   .per_user = 40.0 * token / second};
constexpr auto price = 2.0 * usd / chip_hour;

} // namespace

TEST_CASE("the cheapest deployment keeps its promises and no load of any layout is cheaper") {
    const serving::search_space space{.most_chips = 8};
    const auto found =
        serving::cheapest(models::llama3_1_70b, chips::h100, chat, promise, price, space);
    REQUIRE(found.best.feasible);
    const auto& best = found.best;
    CHECK(best.at.time_to_first_token <= promise.time_to_first_token);
    CHECK(best.at.per_user >= promise.per_user);
    CHECK(best.chips() <= 8);
    // Every load of every layout, one by one.
    int tried = 0;
    serving::for_each_layout(models::llama3_1_70b, 8, space, [&](const serving::layout& l) {
        serving::deployment<> d{.model = models::llama3_1_70b, .chip = chips::h100};
        d.layout = l;
        d.weights = serving::formats::fp8;
        d.cache = serving::cache_formats::fp8;
        const auto ready = serving::prepare(d);
        ++tried;
        for (double n = 1; n <= 600; ++n) {
            serving::traffic<> t = chat;
            t.concurrency = n * request;
            const auto o = serving::estimate(ready, t);
            if (!o.fits || o.time_to_first_token > promise.time_to_first_token ||
                o.per_user < promise.per_user) {
                break;
            }
            const auto cost = static_cast<double>(o.chips) * chip * price / o.output;
            // Bisection stops within 3 % of the load at which the promise breaks.
            CHECK(cost.in(usd / token) >= best.per_output_token.in(usd / token) * 0.97);
        }
    });
    CHECK(static_cast<std::size_t>(tried) == found.layouts);
}

TEST_CASE("a promise that cannot be kept and a model that does not fit are results") {
    const auto rushed =
        serving::cheapest(models::llama3_1_405b, chips::h100, chat,
                          {.per_user = 5000.0 * token / second}, price, {.most_chips = 8});
    CHECK_FALSE(rushed.best.feasible);
    const auto large =
        serving::cheapest(models::deepseek_v3, chips::a100, chat, {}, price, {.most_chips = 8});
    CHECK_FALSE(large.best.feasible);
    // 671e9 parameters in 16 bits on 8 x 40 GB: over 1342 GB are stored, 320 GB are there, less
    // what the engine keeps for itself.
    CHECK(large.missing.in(giga * byte / chip) > (1342 - 320) / 8.0);
    CHECK(large.missing.in(giga * byte / chip) < (1342 - 320) / 8.0 + 6);
}

TEST_CASE("more promises never make serving cheaper") {
    double last = 0;
    for (const double speed : {10.0, 20.0, 40.0, 60.0, 80.0}) {
        const auto found = serving::cheapest(models::llama3_1_70b, chips::h200, chat,
                                             {.per_user = speed * token / second}, price);
        REQUIRE(found.best.feasible);
        const double cost = found.best.per_output_token.in(usd / (mega * token));
        CHECK(cost >= last * 0.97);
        last = cost;
    }
}

TEST_CASE("the frontier is what no other point beats") {
    const auto front = serving::frontier(models::qwen3_235b_a22b, chips::h200, chat, price,
                                         {.most_chips = 16}, 40);
    REQUIRE(front.size() > 10);
    for (std::size_t i = 1; i < front.size(); ++i) {
        CHECK(front[i].at.per_user < front[i - 1].at.per_user);
        CHECK(front[i].per_output_token < front[i - 1].per_output_token);
    }
    // Nothing is lost: what fewer chips offer is on the front, or beaten by it.
    for (const auto& p : serving::frontier(models::qwen3_235b_a22b, chips::h200, chat, price,
                                           {.most_chips = 8}, 40)) {
        CHECK(std::any_of(front.begin(), front.end(), [&](const auto& q) {
            return q.at.per_user >= p.at.per_user && q.per_output_token <= p.per_output_token;
        }));
    }
    // The cheapest end is the cheapest deployment without a promise.
    const auto free = serving::cheapest(models::qwen3_235b_a22b, chips::h200, chat, {}, price,
                                        {.most_chips = 16});
    CHECK(front.back().per_output_token.in(usd / token) ==
          doctest::Approx(free.best.per_output_token.in(usd / token)).epsilon(0.02));
}

TEST_CASE("the smallest deployment holds the weights, and one chip less does not") {
    const auto one = serving::smallest(models::llama3_1_8b, chips::h100, chat, {}, price);
    REQUIRE(one.best.feasible);
    CHECK(one.best.chips() == 1);
    const auto big = serving::smallest(models::deepseek_v3, chips::h200, chat, {}, price);
    REQUIRE(big.best.feasible);
    // 671 GB in FP8 need five H200; layouts come in powers of two.
    CHECK(big.best.chips() == 8);
}

TEST_CASE("searches refuse senseless requests") {
    CHECK_THROWS_AS(
        (void)serving::cheapest(models::llama3_1_8b, chips::h100, chat, {}, 0.0 * usd / chip_hour),
        error);
    CHECK_THROWS_AS((void)serving::cheapest(models::llama3_1_8b, chips::h100, chat, {}, price,
                                            {.most_chips = 0}),
                    error);
    CHECK_THROWS_AS((void)serving::frontier(models::llama3_1_8b, chips::h100, chat, price, {}, 0),
                    error);
    serving::traffic<> none = chat;
    none.output = 0.0 * token;
    CHECK_THROWS_AS((void)serving::cheapest(models::llama3_1_8b, chips::h100, none, {}, price),
                    error);
}

TEST_CASE("a fleet holds the busiest hour, and autoscaling pays for the mean") {
    std::array<qty::request_rate<>, 4> demand{};
    const double rates[] = {10, 20, 40, 5};
    for (std::size_t i = 0; i < 4; ++i) {
        demand[i] = rates[i] * request / second;
    }
    // 4 requests per second each: 3, 5, 10 and 2 instances.
    const auto fixed = serving::plan_fleet(demand, 4.0 * request / second, 8);
    CHECK(fixed.peak_instances == 10);
    CHECK(fixed.mean_instances == 10);
    CHECK(fixed.peak_chips.in(chip) == 80);
    CHECK(fixed.utilisation.value() == doctest::Approx(75.0 / 160.0));
    const auto scaled = serving::plan_fleet(demand, 4.0 * request / second, 8, {.autoscale = true});
    CHECK(scaled.peak_instances == 10);
    CHECK(scaled.mean_instances == 5);
    CHECK(scaled.chip_time.in(chip_hour) == doctest::Approx(5 * 8 * 24));
    CHECK(scaled.utilisation.value() == doctest::Approx(75.0 / 80.0));
    const auto spare = serving::plan_fleet(demand, 4.0 * request / second, 8,
                                           {.redundancy = share{0.2}, .least_instances = 4});
    CHECK(spare.peak_instances == 12);
    CHECK_THROWS_AS((void)serving::plan_fleet(demand, 0.0 * request / second, 8), error);
    CHECK_THROWS_AS((void)serving::plan_fleet(demand, 4.0 * request / second, 0), error);
    const qty::request_rate<> bare[] = {demand[0], demand[1], demand[2], demand[3]};
    CHECK(serving::plan_fleet(bare, 4.0 * request / second, 8).peak_instances == 10);
    demand[0] = -1.0 * request / second;
    CHECK_THROWS_AS((void)serving::plan_fleet(demand, 4.0 * request / second, 8), error);
    CHECK_THROWS_AS(
        (void)serving::plan_fleet(list<qty::request_rate<>>{}, 4.0 * request / second, 8), error);
}

TEST_CASE("the causes of a price ratio multiply to it; equal sides have no cause") {
    serving::offer<> lean{.model = models::deepseek_v3,
                          .chip = chips::h800,
                          .capital = 1.8 * usd / chip_hour,
                          .electricity = 0.05 * usd / chip_hour,
                          .utilisation = fraction{0.6},
                          .research = 0.05 * usd / (mega * token),
                          .margin = share{0.2}};
    serving::offer<> rich = lean;
    rich.model = models::llama3_1_405b;
    rich.chip = chips::h100;
    rich.capital = 2.5 * usd / chip_hour;
    rich.utilisation = fraction{0.4};
    rich.research = 1.0 * usd / (mega * token);
    rich.margin = share{0.6};
    const auto why = serving::decompose(lean, rich, chat);
    REQUIRE(why.feasible);
    double product = 1;
    for (const double f : why.factor) {
        product *= f;
    }
    CHECK(product == doctest::Approx(why.ratio).epsilon(1e-9));
    CHECK(why.ratio < 1);
    // What is the same on both sides explains nothing; margins act on the price alone.
    CHECK(why.factor[static_cast<std::size_t>(serving::cause::weights)] ==
          doctest::Approx(1.0).epsilon(1e-12));
    CHECK(why.factor[static_cast<std::size_t>(serving::cause::margin)] ==
          doctest::Approx(0.4 / 0.8).epsilon(1e-9));
    const auto same = serving::decompose(lean, lean, chat);
    CHECK(same.ratio == doctest::Approx(1.0));
    for (const double f : same.factor) {
        CHECK(f == doctest::Approx(1.0).epsilon(1e-12));
    }
}
