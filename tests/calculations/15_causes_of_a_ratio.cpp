// SPDX-License-Identifier: MIT
// Price ratio of two models, and its decomposition into causes? DeepSeek-V3 on rented H800 with a
// thin margin against a dense 405B model on H100 with a fat one. By hand: margins of 20 and 60 %
// make a factor (1 - 0.6) / (1 - 0.2) = 0.5, whatever else differs, and the factors multiply.
#include <cstdio>

#include <doctest/doctest.h>

#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/serving/decompose.hpp>

using namespace flopcost;
using namespace flopcost::units;

TEST_CASE("15: why one price is a small part of another") {
    const auto lean = serving::offer<>{.model = models::deepseek_v3, .chip = chips::h800,
        .capital = 1.8 * usd / chip_hour, .utilisation = fraction{0.6}, .margin = share{0.2}};
    const auto rich = serving::offer<>{.model = models::llama3_1_405b, .chip = chips::h100,
        .capital = 2.5 * usd / chip_hour, .utilisation = fraction{0.4}, .margin = share{0.6}};
    const auto why = serving::decompose(lean, rich, {.input = 3e3 * token, .output = 1e3 * token});
    double product = 1;
    for (int i = 0; double factor : why.factor)
        product *= (std::printf("%s %.2f, ", name(serving::cause{i++}), factor), factor);
    CHECK((product == doctest::Approx(why.ratio) && why.factor[8] == doctest::Approx(0.5)));
}
