// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/serving/price.hpp>

using namespace flopcost;
using namespace flopcost::units;

namespace {

constexpr serving::traffic<> chat{.input = 3000.0 * token,
                                  .output = 500.0 * token,
                                  .cached = share{0.5},
                                  .concurrency = 64.0 * request};

serving::prepared<> node() {
    serving::deployment<> d{.model = models::llama3_1_70b, .chip = chips::h100};
    d.layout = {.tensor = 8};
    d.weights = serving::formats::fp8;
    return serving::prepare(d);
}

} // namespace

TEST_CASE("the kinds of tokens share out a request's chip-time, nothing lost") {
    const auto ready = node();
    const auto at = serving::estimate(ready, chat);
    const auto use = serving::use_per_token(ready, chat, at);
    const auto parts = use.input * (1500.0 * token) + use.cached_input * (1500.0 * token) +
                       use.output * (500.0 * token);
    const auto whole = (8.0 * chip) / at.requests * (1.0 * request);
    CHECK(parts / whole == doctest::Approx(1.0).epsilon(1e-12));
    // A cached token is cheaper than a computed one, and that than a generated one.
    CHECK(use.cached_input < use.input);
    CHECK(use.input < use.output);
}

TEST_CASE("costs follow the price of a chip-hour, in its currency") {
    const auto ready = node();
    const auto at = serving::estimate(ready, chat);
    const auto use = serving::use_per_token(ready, chat, at);
    const auto usd_cost = serving::cost_per_token(use, 2.0 * usd / chip_hour);
    const auto cny_cost = serving::cost_per_token(use, 4.0 * cny / chip_hour);
    CHECK(cny_cost.output.in(cny / token) ==
          doctest::Approx(2 * usd_cost.output.in(usd / token)).epsilon(1e-14));
    const auto request_cost = usd_cost.of(1500.0 * token, 1500.0 * token, 500.0 * token);
    const auto by_time = 2.0 * usd / chip_hour * (8.0 * chip) / at.requests * (1.0 * request);
    CHECK(request_cost.in(usd) == doctest::Approx(by_time.in(usd)).epsilon(1e-12));
}

TEST_CASE("a price earns its margin at its utilisation") {
    const auto ready = node();
    const auto at = serving::estimate(ready, chat);
    const auto cost =
        serving::cost_per_token(serving::use_per_token(ready, chat, at), 2.0 * usd / chip_hour);
    const auto price = serving::price_for(cost, fraction{0.5}, share{0.75});
    CHECK(price.output / cost.output == doctest::Approx(8.0).epsilon(1e-14));
    CHECK(price.input / cost.input == doctest::Approx(8.0).epsilon(1e-14));
    CHECK_THROWS_AS((void)serving::price_for(cost, fraction{0.5}, share{1.0}), error);
    CHECK_THROWS_AS((void)serving::cost_per_token(serving::use_per_token(ready, chat, at),
                                                  -2.0 * usd / chip_hour),
                    error);
}

TEST_CASE("without a cache a cached token still has a price of its own") {
    const auto ready = node();
    serving::traffic<> cold = chat;
    cold.cached = share{0.0};
    const auto at = serving::estimate(ready, cold);
    const auto use = serving::use_per_token(ready, cold, at);
    const auto parts = use.input * (3000.0 * token) + use.output * (500.0 * token);
    CHECK(parts / ((8.0 * chip) / at.requests * (1.0 * request)) ==
          doctest::Approx(1.0).epsilon(1e-12));
    CHECK(use.cached_input.in(chip_second / token) > 0);
    CHECK(use.cached_input < use.input);
}

TEST_CASE("energy and emissions of a token") {
    const auto ready = node();
    const auto at = serving::estimate(ready, chat);
    const auto use = serving::use_per_token(ready, chat, at);
    const auto f =
        serving::footprint(use, 1.0 * kilowatt / chip, 1.25, 400.0 * gram_co2e / kilowatt_hour);
    CHECK(f.output_energy.in(joule / token) ==
          doctest::Approx(use.output.in(chip_second / token) * 1250).epsilon(1e-12));
    CHECK(f.output_carbon.in(gram_co2e / token) ==
          doctest::Approx(f.output_energy.in(kilowatt_hour / token) * 400).epsilon(1e-12));
    CHECK_THROWS_AS((void)serving::footprint(use, 1.0 * kilowatt / chip, 0.9,
                                             400.0 * gram_co2e / kilowatt_hour),
                    error);
}
