// SPDX-License-Identifier: MIT
//
// Bills, each derived by hand from the price lists of tests/data (api_rules.csv,
// deepseek_price_regimes.csv, api_prices_2025-11-30.csv). The derivation stands beside the case;
// prices are per million tokens, so k tokens at p cost k p / 1000 thousandths.

#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include <flopcost/catalog/data/deepseek_prices.hpp>
#include <flopcost/economics/tariff.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::economics;

namespace {

constexpr auto usd_mtok = usd / (mega * token);
constexpr auto cny_mtok = cny / (mega * token);

constexpr tariff<> deepseek_chat = tariff_from(catalog::deepseek_prices, "deepseek-chat");
constexpr tariff<> deepseek_reasoner = tariff_from(catalog::deepseek_prices, "deepseek-reasoner");
constexpr tariff<> v4_flash = tariff_from(catalog::deepseek_prices, "deepseek-v4-flash");
constexpr tariff<> v4_pro = tariff_from(catalog::deepseek_prices, "deepseek-v4-pro");

// api_rules: cache read 0.1, write 1.25, hour-long write 2.0, batch 0.5 stacking with caching;
// above 200 000 tokens of prompt input doubles and output costs 1.5 times.
constexpr tariff<> sonnet_45{.name = "claude-sonnet-4-5",
                             .services = {{.service = service::batch, .input = 0.5, .output = 0.5}},
                             .lines = {{.from = date{2025, 9, 29},
                                        .until = forever,
                                        .prices = {.fresh = 3.0 * usd_mtok,
                                                   .cached = 0.3 * usd_mtok,
                                                   .cache_write = 3.75 * usd_mtok,
                                                   .long_cache_write = 6.0 * usd_mtok,
                                                   .output = 15.0 * usd_mtok}},
                                       {.from = date{2025, 9, 29},
                                        .until = forever,
                                        .above = 200e3 * token,
                                        .prices = {.fresh = 6.0 * usd_mtok,
                                                   .cached = 0.6 * usd_mtok,
                                                   .cache_write = 7.5 * usd_mtok,
                                                   .long_cache_write = 12.0 * usd_mtok,
                                                   .output = 22.5 * usd_mtok}}}};

// api_rules: cached 0.5; batch 0.5, at launch not together with caching; writes cost nothing extra.
constexpr tariff<> gpt_4o{
    .name = "gpt-4o",
    .services = {{.service = service::batch, .input = 0.5, .output = 0.5, .caching = false}},
    .lines = {{.from = date{2024, 10, 1},
               .until = forever,
               .prices = {.fresh = 2.5 * usd_mtok,
                          .cached = 1.25 * usd_mtok,
                          .cache_write = 2.5 * usd_mtok,
                          .output = 10.0 * usd_mtok}}}};

// api_rules: cached 0.1; flex 0.5, stacking with cached input.
constexpr tariff<> gpt_5{.name = "gpt-5",
                         .services = {{.service = service::flex, .input = 0.5, .output = 0.5}},
                         .lines = {{.from = date{2025, 8, 7},
                                    .until = forever,
                                    .prices = {.fresh = 1.25 * usd_mtok,
                                               .cached = 0.125 * usd_mtok,
                                               .output = 10.0 * usd_mtok}}}};

// api_rules: cached 0.1 of input; above 200 000 input doubles, output 1.5 times; batch 0.5 without
// caching (Vertex); priority 1.75; explicit cache 4.5 USD per million tokens and hour.
constexpr tariff<> gemini_25_pro{
    .name = "gemini-2.5-pro",
    .services = {{.service = service::batch, .input = 0.5, .output = 0.5, .caching = false},
                 {.service = service::priority, .input = 1.75, .output = 1.75}},
    .lines = {{.from = date{2025, 5, 1},
               .until = forever,
               .prices = {.fresh = 1.25 * usd_mtok,
                          .cached = 0.125 * usd_mtok,
                          .output = 10.0 * usd_mtok,
                          .stored = 4.5 * (usd / (mega * token * hour))}},
              {.from = date{2025, 5, 1},
               .until = forever,
               .above = 200e3 * token,
               .prices = {.fresh = 2.5 * usd_mtok,
                          .cached = 0.25 * usd_mtok,
                          .output = 15.0 * usd_mtok,
                          .stored = 4.5 * (usd / (mega * token * hour))}}}};

// api_rules: China, by input length: 2.5/10 to 32K, 4/16 to 128K, 7/28 to 256K; batch 0.5. The list
// states no cached price.
constexpr tariff<double, tag::CNY> qwen3_max{
    .name = "qwen3-max",
    .services = {{.service = service::batch, .input = 0.5, .output = 0.5}},
    .lines = {{.from = date{2025, 9, 1},
               .until = forever,
               .prices = {.fresh = 2.5 * cny_mtok, .output = 10.0 * cny_mtok}},
              {.from = date{2025, 9, 1},
               .until = forever,
               .above = 32e3 * token,
               .prices = {.fresh = 4.0 * cny_mtok, .output = 16.0 * cny_mtok}},
              {.from = date{2025, 9, 1},
               .until = forever,
               .above = 128e3 * token,
               .prices = {.fresh = 7.0 * cny_mtok, .output = 28.0 * cny_mtok}}}};

// api_prices: output while thinking has its own price.
constexpr tariff<> qwen_plus{.name = "qwen-plus",
                             .lines = {{.from = date{2025, 11, 29},
                                        .until = date{2025, 11, 30},
                                        .prices = {.fresh = 0.4 * usd_mtok,
                                                   .output = 1.2 * usd_mtok,
                                                   .reasoning = 4.0 * usd_mtok}}}};

constexpr usage<> million_each{.fresh = 1e6 * token, .cached = 1e6 * token, .output = 1e6 * token};

struct hand_case {
    const char* what;
    const tariff<>* price_list;
    usage<> used;
    instant at;
    service how;
    double usd;
};

constexpr auto standard = service::standard;
constexpr auto batch = service::batch;

const hand_case cases[] = {
    // deepseek-chat: 0.14 + 0.014 + 0.28 = 0.434 from launch to 7 February 2025.
    {"first minute of V3", &deepseek_chat, million_each, {date{2024, 12, 26}}, standard, 0.434},
    {"minute before the rise",
     &deepseek_chat,
     million_each,
     {date{2025, 2, 7}, 23, 59},
     standard,
     0.434},
    // 0.27 + 0.07 + 1.10 = 1.44; the nightly discount began on the 26th only.
    {"minute of the rise", &deepseek_chat, million_each, {date{2025, 2, 8}}, standard, 1.44},
    {"evening before the discount",
     &deepseek_chat,
     million_each,
     {date{2025, 2, 25}, 20, 0},
     standard,
     1.44},
    // 0.135 + 0.035 + 0.55 = 0.72 from 16:30 to 00:30 UTC.
    {"minute before the night",
     &deepseek_chat,
     million_each,
     {date{2025, 2, 26}, 16, 29},
     standard,
     1.44},
    {"minute of the night",
     &deepseek_chat,
     million_each,
     {date{2025, 2, 26}, 16, 30},
     standard,
     0.72},
    {"past midnight", &deepseek_chat, million_each, {date{2025, 2, 27}, 0, 29}, standard, 0.72},
    {"end of the night", &deepseek_chat, million_each, {date{2025, 2, 27}, 0, 30}, standard, 1.44},
    {"last night of V3", &deepseek_chat, million_each, {date{2025, 9, 4}, 23, 59}, standard, 0.72},
    // V3.1: 0.56 + 0.07 + 1.68 = 2.31, at all hours.
    {"first minute of V3.1", &deepseek_chat, million_each, {date{2025, 9, 5}}, standard, 2.31},
    {"minute before V3.2",
     &deepseek_chat,
     million_each,
     {date{2025, 9, 28}, 23, 59},
     standard,
     2.31},
    // V3.2: 0.28 + 0.028 + 0.42 = 0.728.
    {"first minute of V3.2", &deepseek_chat, million_each, {date{2025, 9, 29}}, standard, 0.728},
    {"the day of the newspaper",
     &deepseek_chat,
     million_each,
     {date{2025, 11, 30}, 18, 0},
     standard,
     0.728},
    // deepseek-reasoner: 0.55 + 0.14 + 2.19 = 2.88; by night a quarter, 0.135 + 0.035 + 0.55 =
    // 0.72.
    {"first minute of R1", &deepseek_reasoner, million_each, {date{2025, 1, 20}}, standard, 2.88},
    {"R1 by night", &deepseek_reasoner, million_each, {date{2025, 3, 1}, 20, 0}, standard, 0.72},
    // Reasoning is billed as output: 10k x 0.55 + 0.5k x 2.19 + 20k x 2.19
    // = 0.0055 + 0.001095 + 0.0438 = 0.050395.
    {"chain of thought",
     &deepseek_reasoner,
     {.fresh = 10e3 * token, .output = 500.0 * token, .reasoning = 20e3 * token},
     {date{2025, 3, 1}, 12, 0},
     standard,
     0.050395},
    // V4 flash: 0.14 + 0.0028 + 0.28 = 0.4228; from 16 August 2026 0.22 + 0.007 + 0.66 = 0.887,
    // doubled at peak to 1.774.
    {"first minute of V4 flash", &v4_flash, million_each, {date{2026, 4, 1}}, standard, 0.4228},
    {"V4 flash off peak", &v4_flash, million_each, {date{2026, 8, 17}, 12, 0}, standard, 0.887},
    {"V4 flash at peak", &v4_flash, million_each, {date{2026, 8, 17}, 2, 0}, standard, 1.774},
    // V4 pro until 15 August 2026: 0.435 + 0.003625 + 0.87 = 1.308625, also at what is peak later.
    {"minute before the weekly tariff",
     &v4_pro,
     million_each,
     {date{2026, 8, 15}, 23, 59},
     standard,
     1.308625},
    {"a July call", &v4_pro, million_each, {date{2026, 7, 10}, 2, 30}, standard, 1.308625},
    // Then 0.66 + 0.022 + 1.98 = 2.662 off peak, 1.32 + 0.044 + 3.96 = 5.324 at peak: Monday to
    // Friday 01:00-04:00 and 06:00-10:00 UTC. 16 August 2026 was a Sunday.
    {"Sunday in the hours of the peak",
     &v4_pro,
     million_each,
     {date{2026, 8, 16}, 2, 0},
     standard,
     2.662},
    {"Monday before the first peak",
     &v4_pro,
     million_each,
     {date{2026, 8, 17}, 0, 59},
     standard,
     2.662},
    {"Monday, first peak", &v4_pro, million_each, {date{2026, 8, 17}, 1, 0}, standard, 5.324},
    {"last minute of the first peak",
     &v4_pro,
     million_each,
     {date{2026, 8, 17}, 3, 59},
     standard,
     5.324},
    {"between the peaks", &v4_pro, million_each, {date{2026, 8, 17}, 4, 0}, standard, 2.662},
    {"minute before the second peak",
     &v4_pro,
     million_each,
     {date{2026, 8, 17}, 5, 59},
     standard,
     2.662},
    {"second peak", &v4_pro, million_each, {date{2026, 8, 17}, 6, 0}, standard, 5.324},
    {"Friday, last minute of the peak",
     &v4_pro,
     million_each,
     {date{2026, 8, 21}, 9, 59},
     standard,
     5.324},
    {"Friday after the peak", &v4_pro, million_each, {date{2026, 8, 21}, 10, 0}, standard, 2.662},
    {"Saturday under the weekday tariff",
     &v4_pro,
     million_each,
     {date{2026, 8, 22}, 7, 0},
     standard,
     2.662},
    // 22:30 on Saturday in Beijing is 14:30 UTC: 8k x 0.66 + 90k x 0.022 + 1k x 1.98
    // = 0.00528 + 0.00198 + 0.00198 = 0.00924.
    {"Saturday night in Beijing",
     &v4_pro,
     {.fresh = 8e3 * token, .cached = 90e3 * token, .output = 1e3 * token},
     {date{2026, 9, 5}, 22, 30, 480},
     standard,
     0.00924},
    // 09:30 on Monday in Beijing is 01:30 UTC, peak: twice as much.
    {"Monday morning in Beijing",
     &v4_pro,
     {.fresh = 8e3 * token, .cached = 90e3 * token, .output = 1e3 * token},
     {date{2026, 9, 7}, 9, 30, 480},
     standard,
     0.01848},
    // Sonnet 4.5 at the bound: 200k x 3 + 1k x 15 = 0.615.
    {"prompt at the bound of the tier",
     &sonnet_45,
     {.fresh = 200e3 * token, .output = 1e3 * token},
     {date{2025, 11, 30}},
     standard,
     0.615},
    // One token more: 200.001k x 6 + 1k x 22.5 = 1.200006 + 0.0225.
    {"prompt one token above it",
     &sonnet_45,
     {.fresh = 200001.0 * token, .output = 1e3 * token},
     {date{2025, 11, 30}},
     standard,
     1.222506},
    // litellm#14849: the cached tokens count for the tier and take its price:
    // 5.005k x 6 + 257.955k x 0.6 = 0.03003 + 0.154773 (the user's own sum is 0.1849).
    {"cached tokens in the long tier",
     &sonnet_45,
     {.fresh = 5005.0 * token, .cached = 257955.0 * token},
     {date{2025, 11, 30}},
     standard,
     0.184803},
    // 100k x 3.75 + 10k x 3 + 2k x 15 = 0.375 + 0.03 + 0.03.
    {"cache write",
     &sonnet_45,
     {.fresh = 10e3 * token, .cache_write = 100e3 * token, .output = 2e3 * token},
     {date{2025, 11, 30}},
     standard,
     0.435},
    // 100k x 6 + 0.06.
    {"cache write for an hour",
     &sonnet_45,
     {.fresh = 10e3 * token, .long_cache_write = 100e3 * token, .output = 2e3 * token},
     {date{2025, 11, 30}},
     standard,
     0.66},
    // Half of 0.435.
    {"batch stacks with caching",
     &sonnet_45,
     {.fresh = 10e3 * token, .cache_write = 100e3 * token, .output = 2e3 * token},
     {date{2025, 11, 30}},
     batch,
     0.2175},
    // litellm#39861: (50k x 6 + 160k x 0.6 + 4k x 22.5) / 2 = (0.3 + 0.096 + 0.09) / 2.
    {"batch, cache and long context",
     &sonnet_45,
     {.fresh = 50e3 * token, .cached = 160e3 * token, .output = 4e3 * token},
     {date{2025, 11, 30}},
     batch,
     0.243},
    // Writes push a prompt over the bound: 150k x 7.5 + 60k x 6 = 1.125 + 0.36.
    {"writes count for the tier",
     &sonnet_45,
     {.fresh = 60e3 * token, .cache_write = 150e3 * token},
     {date{2025, 11, 30}},
     standard,
     1.485},
    // 2.5 + 1.25 + 10.
    {"half price for cached input", &gpt_4o, million_each, {date{2025, 11, 30}}, standard, 13.75},
    // No caching in batch: (2.5 + 2.5 + 10) / 2.
    {"batch without caching", &gpt_4o, million_each, {date{2025, 11, 30}}, batch, 7.5},
    // (1.25 + 0.125 + 10) / 2.
    {"flex stacks with caching", &gpt_5, million_each, {date{2025, 11, 30}}, service::flex, 5.6875},
    // 2k x 1.25 + 1k x 10 + 9k x 10 = 0.0025 + 0.01 + 0.09.
    {"hidden reasoning",
     &gpt_5,
     {.fresh = 2e3 * token, .output = 1e3 * token, .reasoning = 9e3 * token},
     {date{2025, 11, 30}},
     standard,
     0.1025},
    // 250k x 2.5 + 8k x 15 = 0.625 + 0.12.
    {"long prompt",
     &gemini_25_pro,
     {.fresh = 250e3 * token, .output = 8e3 * token},
     {date{2025, 11, 30}},
     standard,
     0.745},
    // ((200k + 50k) x 2.5 + 8k x 15) / 2 = (0.625 + 0.12) / 2: cached as fresh in batch.
    {"long batch, cached as fresh",
     &gemini_25_pro,
     {.fresh = 200e3 * token, .cached = 50e3 * token, .output = 8e3 * token},
     {date{2025, 11, 30}},
     batch,
     0.3725},
    // (100k x 1.25 + 2k x 10) x 1.75 = 0.145 x 1.75.
    {"priority",
     &gemini_25_pro,
     {.fresh = 100e3 * token, .output = 2e3 * token},
     {date{2025, 11, 30}},
     service::priority,
     0.25375},
    // A million tokens kept for two hours at 4.5.
    {"stored cache",
     &gemini_25_pro,
     {.stored = 2e6 * token * hour},
     {date{2025, 11, 30}},
     standard,
     9.0},
    // 10k x 0.4 + 1k x 1.2 + 5k x 4 = 0.004 + 0.0012 + 0.02.
    {"reasoning with its own price",
     &qwen_plus,
     {.fresh = 10e3 * token, .output = 1e3 * token, .reasoning = 5e3 * token},
     {date{2025, 11, 29}, 12, 0},
     standard,
     0.0252},
    {"nothing used", &gpt_5, {}, {date{2025, 11, 30}}, standard, 0.0},
};

template <class F>
error caught(F&& f) {
    try {
        f();
    } catch (const error& e) {
        return e;
    }
    return error(error_number::empty, "nothing was raised", 0, 0, 0, "nothing was raised");
}

} // namespace

TEST_CASE("bills derived by hand") {
    CHECK(std::size(cases) >= 40);
    for (const hand_case& c : cases) {
        CAPTURE(c.what);
        const auto b = bill(*c.price_list, c.used, c.at, c.how);
        CHECK(std::abs(b.total().in(usd)-c.usd) <= 1e-12 * (1 + c.usd));
        const auto parts =
            b.fresh + b.cached + b.cache_write + b.output + b.reasoning + b.stored + b.discount;
        CHECK(parts == b.total());
    }
}

TEST_CASE("yuan tiers by input length") {
    const instant at{date{2025, 11, 30}};
    const auto cost = [&](double in, service s = standard) {
        return bill(qwen3_max, usage{.fresh = in * token, .output = 1e3 * token}, at, s)
            .total()
            .in(cny);
    };
    CHECK(cost(30e3) == doctest::Approx(0.075 + 0.01)); // 30k x 2.5 + 1k x 10
    CHECK(cost(32e3) == doctest::Approx(0.080 + 0.01)); // the bound belongs to the lower tier
    CHECK(cost(100e3) == doctest::Approx(0.4 + 0.016)); // 100k x 4 + 1k x 16
    CHECK(cost(200e3) == doctest::Approx(1.4 + 0.028)); // 200k x 7 + 1k x 28
    CHECK(cost(200e3, batch) == doctest::Approx(1.428 / 2));
}

TEST_CASE("what has no price is an error, never a guess") {
    SUBCASE("times outside every line") {
        for (const auto& [list, at] :
             {std::pair{&deepseek_reasoner, instant{date{2025, 1, 19}, 23, 59}},
              std::pair{&deepseek_chat, instant{date{2024, 12, 25}, 23, 59}},
              std::pair{&deepseek_chat, instant{date{2026, 4, 1}}},
              std::pair{&v4_flash, instant{date{2026, 3, 31}, 23, 59}},
              std::pair{&qwen_plus, instant{date{2025, 11, 30}}}}) {
            const error e = caught([&] { (void)bill(*list, million_each, at); });
            CHECK(e.number() == error_number::no_valid_price);
            CHECK(std::string(e.what()).find(list->name) != std::string::npos);
        }
    }
    SUBCASE("missing cached price") {
        const instant at{date{2025, 11, 30}};
        const error e = caught([&] {
            (void)bill(qwen3_max, usage{.fresh = 1e3 * token, .cached = 500.0 * token}, at);
        });
        CHECK(e.number() == error_number::unknown_price);
        CHECK(e.value() == 500);
        CHECK(std::string(e.what()).find("cached input tokens") != std::string::npos);
        CHECK(bill(qwen3_max, usage{.fresh = 1e3 * token}, at).total() > 0.0 * cny);
    }
    SUBCASE("missing price of a cache write") {
        CHECK(caught([&] {
                  (void)bill(v4_pro, usage{.cache_write = 1.0 * token}, instant{date{2026, 9, 1}});
              }).number() == error_number::unknown_price);
    }
    SUBCASE("a service that is not offered") {
        const error e = caught([&] {
            (void)bill(v4_pro, million_each, instant{date{2026, 9, 1}}, batch);
        });
        CHECK(e.number() == error_number::unknown_price);
        CHECK(std::string(e.what()).find("batch") != std::string::npos);
    }
    SUBCASE("negative and infinite counts") {
        for (const double bad : {-1.0, std::nan(""), HUGE_VAL}) {
            CHECK(caught([&] {
                      (void)bill(gpt_5, usage{.output = bad * token}, instant{date{2026, 9, 1}});
                  }).number() == error_number::negative);
        }
    }
}

TEST_CASE("nested reports are split, inconsistent ones refused with the arithmetic") {
    constexpr auto u = reported_usage{.prompt = 12e3 * token,
                                      .cached = 9e3 * token,
                                      .cache_write = 1e3 * token,
                                      .completion = 5e3 * token,
                                      .reasoning = 4e3 * token}
                           .split();
    static_assert(u.fresh == 2e3 * token && u.output == 1e3 * token);
    static_assert(u.total() == 17e3 * token);
    const error e = caught(
        [] { (void)reported_usage{.prompt = 1000.0 * token, .cached = 1200.0 * token}.split(); });
    CHECK(e.number() == error_number::inconsistent);
    CHECK(std::string(e.what()).find("1000 - cached 1200 - cache writes 0 = -200") !=
          std::string::npos);
    CHECK(caught([] {
              (void)reported_usage{.completion = 10.0 * token, .reasoning = 11.0 * token}.split();
          }).number() == error_number::inconsistent);
}

TEST_CASE("a contract discount is a step of its own") {
    tariff<> contract = gpt_4o;
    contract.discount = share{0.2};
    const auto b = bill(contract, million_each, instant{date{2025, 11, 30}});
    CHECK(b.discount.in(usd) == doctest::Approx(-2.75));
    CHECK(b.total().in(usd) == doctest::Approx(11.0)); // 13.75 x 0.8
}

TEST_CASE("means over a week are exact") {
    // DeepSeek V4: 35 of 168 hours at twice the price: 1 + 35/168 = 1.2083 (mcp-rubber-duck#143).
    const instant monday{date{2026, 9, 7}};
    const usage u{.fresh = 1e6 * token};
    const double mean = mean_bill(v4_pro, u, monday, monday + 10080).in(usd);
    CHECK(std::abs(mean - 0.66 * (1 + 35.0 / 168)) < 1e-14);
    CHECK(v4_pro.lines[2].windows[0].minutes_per_week() +
              v4_pro.lines[2].windows[1].minutes_per_week() ==
          35 * 60);
    // Offices in Beijing, 9 to 18 on weekdays: 01:00-10:00 UTC, 7 of 9 hours at peak.
    const auto office = [](instant t) {
        const int m = t.minute_of_day(480);
        return t.day(480).weekday() < weekday::saturday && m >= 540 && m < 1080 ? 1.0 : 0.0;
    };
    CHECK(mean_bill_weighted(v4_pro, u, monday, monday + 10080, office).in(usd) ==
          doctest::Approx(0.66 * (1 + 7.0 / 9)));
    // Across the change of tariff: 12 hours of 0.435, then 12 of Sunday's 0.66.
    CHECK(mean_bill(v4_pro, u, instant{date{2026, 8, 15}, 12, 0}, instant{date{2026, 8, 16}, 12, 0})
              .in(usd) == doctest::Approx(0.5 * (0.435 + 0.66)));
    CHECK_THROWS_AS((void)mean_bill(v4_pro, u, monday, monday), error);
}

TEST_CASE("blends and ratios") {
    const instant at{date{2025, 11, 30}};
    const usage three_to_one{.fresh = 3e3 * token, .output = 1e3 * token};
    // V3.2: (3 x 0.28 + 0.42) / 4 = 0.315; GPT-5.1 has GPT-5's prices: (3.75 + 10) / 4 = 3.4375.
    CHECK(blended_price(deepseek_chat, three_to_one, at).in(usd_mtok) == doctest::Approx(0.315));
    CHECK(blended_price(gpt_5, three_to_one, at).in(usd_mtok) == doctest::Approx(3.4375));
    CHECK(price_ratio(deepseek_chat, gpt_5, three_to_one, at) == doctest::Approx(1.26 / 13.75));
    // Twice the tokens and two thirds of the successes make the cheap one three times as dear.
    const usage twice{.fresh = 6e3 * token, .output = 2e3 * token};
    CHECK(price_ratio_per_task(deepseek_chat, twice, fraction{0.6}, gpt_5, three_to_one,
                               fraction{0.9}, at) == doctest::Approx(3 * 1.26 / 13.75));
    CHECK_THROWS_AS((void)blended_price(gpt_5, usage{}, at), error);
}

TEST_CASE("windows past midnight belong to the day they begin on") {
    constexpr weekly_window night{1u << 4, 22 * 60, 6 * 60}; // Friday 22:00 to Saturday 06:00
    static_assert(night.covers(weekday::friday, 22 * 60));
    static_assert(night.covers(weekday::saturday, 5 * 60 + 59));
    static_assert(!night.covers(weekday::saturday, 6 * 60));
    static_assert(!night.covers(weekday::friday, 5 * 60));
    static_assert(night.minutes_per_week() == 480);
}

TEST_CASE("a tariff is checked as a whole") {
    CHECK(deepseek_chat.check().empty());
    CHECK(v4_pro.check().empty());
    CHECK(sonnet_45.check().empty());
    tariff<> bad = gpt_5;
    bad.lines[1] = bad.lines[0];
    CHECK(bad.check().size() == 1); // two lines at once
    bad.lines[1].prices.output = -1.0 * usd_mtok;
    bad.services[0].input = std::nan("");
    bad.utc_offset = 2000;
    CHECK(bad.check().size() == 4);
    CHECK_THROWS_AS(bad.validate(), error);
    CHECK_THROWS_AS(tariff<>{}.validate(), error);
    // An overlap that starts in the middle of another window.
    tariff<> windows = v4_pro;
    windows.lines[3] = windows.lines[2];
    windows.lines[3].windows[0] = {monday_to_friday, 200, 300};
    windows.lines[3].windows[1] = {};
    CHECK(windows.check().size() == 1);
    CHECK_THROWS_AS((void)tariff_from(catalog::deepseek_prices, "gpt-6"), error);
}
