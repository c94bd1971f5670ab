// SPDX-License-Identifier: MIT
//
// Reads the price tables again; look-up of prices and of DeepSeek's tariff at an instant.

#include "catalog_tables.hpp"

#include <set>
#include <string>

#include <flopcost/catalog/prices.hpp>

namespace {

using namespace catalog_test;
namespace catalog = flopcost::catalog;
using flopcost::date;
using flopcost::instant;
using namespace flopcost::units;

static_assert(catalog::find_price("gpt-5.1").output == 10);
static_assert(catalog::find_price("DeepSeek Chat").input == 0.28);
static_assert(!catalog::known(catalog::find_price("qwen3-max").cached_input));

TEST_CASE("every price of the list is in the header") {
    const csv_table t = table("api_prices_2025-11-30");
    REQUIRE(t.size() == catalog::length(catalog::prices));
    CHECK(t.size() == 79);
    std::set<std::string> seen;
    std::size_t i = 0;
    for (const auto row : t) {
        const catalog::price_entry& p = catalog::prices[i++];
        INFO(row.text("model"));
        CHECK(row.text("model") == p.model);
        CHECK(seen.insert(p.model).second);
        CHECK(row.text("provider") == p.provider);
        CHECK(row.text("country") == p.country);
        CHECK(same(row, "input_usd_mtok", p.input));
        CHECK(same(row, "cached_input_usd_mtok", p.cached_input));
        CHECK(same(row, "cache_write_usd_mtok", p.cache_write));
        CHECK(same(row, "output_usd_mtok", p.output));
        CHECK(same(row, "reasoning_output_usd_mtok", p.reasoning));
        CHECK(date::parse(row.text("catalog_date")) == p.as_of);
        CHECK(date::parse(row.text("release_date")) == p.released);
        CHECK(same_source(row.text("source"), p.source));
        CHECK(row.text("over_200k").empty() == (p.long_context.from_tokens == 0));
        // The table's own blend of three input tokens to one of output.
        CHECK((3 * p.input + p.output) / 4 ==
              doctest::Approx(row.number("blend_3to1_usd_mtok")).epsilon(0.002));
        CHECK(catalog::try_find_price(p.model) == &p);
    }
    // Read off the cell of the one model with such a tier.
    const auto tier = catalog::find_price("gemini-3-pro").long_context;
    CHECK(tier.from_tokens == 200000);
    CHECK(tier.input == 4);
    CHECK(tier.cached_input == 0.4);
    CHECK(tier.output == 18);
}

TEST_CASE("a price is found however the model is written, and a miss says what is near") {
    CHECK(std::string(catalog::find_price("GPT 5.1").model) == "gpt-5.1");
    CHECK(std::string(catalog::find_price("Claude Opus 4.5").model) == "claude-opus-4-5");
    CHECK(std::string(catalog::find_price("DeepSeek-V3.2").model) == "deepseek-chat");
    const csv_table spellings = table("price_spellings");
    for (const auto row : spellings) {
        CHECK(row.text("model") == catalog::find_price(row.text("spelling")).model);
    }
    CHECK(catalog::try_find_price("gpt-9") == nullptr);
    CHECK(catalog::try_find_price("") == nullptr);
    try {
        (void)catalog::find_price("gpt-5.2");
        FAIL("accepted");
    } catch (const flopcost::error& e) {
        CHECK(std::string(e.what()) ==
              "[flopcost.error.301] unknown price 'gpt-5.2': did you mean 'gpt-5.1'?");
    }
    CHECK_THROWS_AS((void)catalog::find_price(""), flopcost::error);
}

TEST_CASE("a price is a quantity with a source, and an unknown one is an error") {
    const catalog::price_entry& p = catalog::find_price("deepseek-chat");
    const auto output = p.as_fact(&catalog::price_entry::output);
    CHECK(output.value.in(usd / (mega * token)) == doctest::Approx(0.42).epsilon(1e-15));
    CHECK(output.as_of == date{2025, 11, 29});
    CHECK_THROWS_AS((void)p.as_fact(&catalog::price_entry::cache_write), flopcost::error);
    // GLM-4.5-Flash is free: a stated zero is no unknown price.
    CHECK(catalog::find_price("glm-4.5-flash")
              .as_fact(&catalog::price_entry::input)
              .value.in(usd / token) == 0);
}

TEST_CASE("every row of DeepSeek's history is in the header") {
    const csv_table t = table("deepseek_price_regimes");
    for (const auto row : t) {
        int found = 0;
        for (const catalog::price_window& w : catalog::deepseek_prices) {
            const bool both = row.text("model").find("chat/reasoner") != std::string::npos;
            const bool name = both ? std::string(w.name) == "deepseek-chat" ||
                                         std::string(w.name) == "deepseek-reasoner"
                                   : row.text("model").rfind(w.name, 0) == 0;
            found += name && same(row, "input_miss", w.input) &&
                             same(row, "input_hit", w.cached_input) &&
                             same(row, "output", w.output) &&
                             date::parse(row.text("valid_from")) == w.from &&
                             same_source(row.text("source"), w.source)
                         ? 1
                         : 0;
        }
        INFO(row.text("model") << " from " << row.text("valid_from"));
        CHECK(found >= 1);
        CHECK(found <= 2);
    }
    for (const catalog::price_window& w : catalog::deepseek_prices) {
        CHECK(w.from < w.until);
        CHECK(*w.source != '\0');
    }
}

// (day, hour, minute UTC) -> output price, by hand from the price history.
TEST_CASE("DeepSeek's price at an instant") {
    const auto output = [](const char* name, date day, int hour, int minute) {
        const auto* w = catalog::try_find_deepseek_price(name, instant(day, hour, minute));
        return w ? w->output : -1;
    };
    CHECK(output("deepseek-chat", {2024, 12, 25}, 12, 0) == -1);
    CHECK(output("deepseek-chat", {2024, 12, 26}, 0, 0) == 0.28);
    CHECK(output("deepseek-chat", {2025, 2, 7}, 23, 59) == 0.28);
    CHECK(output("deepseek-chat", {2025, 2, 8}, 0, 0) == 1.1);
    CHECK(output("deepseek-chat", {2025, 2, 20}, 18, 0) == 1.1); // no discount yet
    CHECK(output("deepseek-chat", {2025, 2, 26}, 16, 29) == 1.1);
    CHECK(output("deepseek-chat", {2025, 2, 26}, 16, 30) == 0.55);
    CHECK(output("deepseek-chat", {2025, 3, 1}, 0, 29) == 0.55);
    CHECK(output("deepseek-chat", {2025, 3, 1}, 0, 30) == 1.1);
    CHECK(output("deepseek-reasoner", {2025, 3, 1}, 12, 0) == 2.19);
    CHECK(output("deepseek-reasoner", {2025, 3, 1}, 20, 0) == 0.55); // a quarter, not a half
    CHECK(output("deepseek-reasoner", {2025, 9, 5}, 20, 0) == 1.68);
    CHECK(output("deepseek-chat", {2025, 9, 28}, 23, 59) == 1.68);
    CHECK(output("deepseek-chat", {2025, 9, 29}, 0, 0) == 0.42);
    CHECK(output("deepseek-chat", {2026, 4, 1}, 0, 0) == -1);
    CHECK(output("deepseek-v4-flash", {2026, 8, 15}, 12, 0) == 0.28);
    // 17 August 2026 is a Monday.
    CHECK(output("deepseek-v4-flash", {2026, 8, 17}, 0, 59) == 0.66);
    CHECK(output("deepseek-v4-flash", {2026, 8, 17}, 1, 0) == 1.32);
    CHECK(output("deepseek-v4-flash", {2026, 8, 17}, 4, 0) == 0.66);
    CHECK(output("deepseek-v4-flash", {2026, 8, 17}, 6, 0) == 1.32);
    CHECK(output("deepseek-v4-flash", {2026, 8, 17}, 10, 0) == 0.66);
    CHECK(output("deepseek-v4-flash", {2026, 8, 22}, 2, 0) == 0.66); // Saturday
    CHECK(output("deepseek-v4-pro", {2026, 8, 21}, 2, 0) == 3.96);   // Friday
    CHECK(output("no-such-model", {2026, 8, 21}, 2, 0) == -1);
    CHECK_THROWS_AS((void)catalog::find_deepseek_price("deepseek-chat", instant(date{2023, 1, 1})),
                    flopcost::error);
    CHECK(catalog::find_deepseek_price("deepseek-v4-pro", instant(date{2026, 8, 21}, 2)).input ==
          1.32);
}

} // namespace
