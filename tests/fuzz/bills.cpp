// SPDX-License-Identifier: MIT
//
// Any usage at any instant has a bill whose parts add up, or is refused by name.

#include <cmath>
#include <cstdlib>

#include <flopcost/catalog/data/deepseek_prices.hpp>
#include <flopcost/economics/tariff.hpp>
#include <fuzz_bytes.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace flopcost;
    using namespace flopcost::units;
    static const economics::tariff<> lists[] = {
        economics::tariff_from(catalog::deepseek_prices, "deepseek-chat"),
        economics::tariff_from(catalog::deepseek_prices, "deepseek-v4-pro")};
    flopcost_test::bytes in(data, size);
    try {
        const auto& list = lists[in.take<std::uint8_t>() % 2];
        const economics::reported_usage<> reported{.prompt = in.number() * token,
                                                   .cached = in.number() * token,
                                                   .cache_write = in.number() * token,
                                                   .completion = in.number() * token,
                                                   .reasoning = in.number() * token};
        const instant when = instant({2024, 1, 1}) + in.take<std::uint32_t>() % 2000000;
        const auto bill = economics::bill(list, reported.split(), when);
        const double total = bill.total().in(usd);
        const double parts = (bill.fresh + bill.cached + bill.cache_write + bill.output +
                              bill.reasoning + bill.stored + bill.discount)
                                 .in(usd);
        if (!(total >= 0) || std::abs(total - parts) > 1e-9 * total) {
            std::abort();
        }
    } catch (const error&) {
    }
    return 0;
}
