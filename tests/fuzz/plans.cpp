// SPDX-License-Identifier: MIT
//
// Any training plan has a finite, non-negative outcome or is refused; so has any traffic on a node.

#include <cmath>
#include <cstdlib>

#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/serving/engine.hpp>
#include <flopcost/training/plan.hpp>
#include <fuzz_bytes.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace flopcost;
    using namespace flopcost::units;
    flopcost_test::bytes in(data, size);
    try {
        training::plan<> p{.model = models::llama3_1_70b,
                           .tokens = in.number() * token,
                           .cluster = {chips::h100, in.number() * chip},
                           .mfu = fraction{in.number()}};
        p.sequence = in.number();
        p.server_power = in.number();
        const auto out = training::estimate(p);
        if (!(out.duration.in(second) >= 0) || !(out.chip_time.in(chip_second) >= 0)) {
            std::abort();
        }
    } catch (const error&) {
    }
    try {
        const serving::deployment<> node{
            .model = models::llama3_1_70b,
            .chip = chips::h100,
            .layout = {.tensor = in.take<std::int8_t>(), .pipeline = in.take<std::int8_t>()}};
        const serving::traffic<> load{.input = in.number() * token,
                                      .output = in.number() * token,
                                      .cached = share{in.number()},
                                      .concurrency = in.number() * request};
        const auto at = serving::estimate(node, load);
        if (at.fits && !(at.time_per_output_token.in(second) >= 0)) {
            std::abort();
        }
    } catch (const error&) {
    }
    return 0;
}
