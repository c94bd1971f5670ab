// SPDX-License-Identifier: MIT
#include "bad_input.hpp"

#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/serving/engine.hpp>
#include <flopcost/serving/price.hpp>
#include <flopcost/serving/search.hpp>

using namespace flopcost;
using namespace flopcost::units;
using namespace bad_input;
using e = error_number;

namespace {

constexpr serving::deployment<> node{
    .model = models::llama3_1_70b, .chip = chips::h100, .layout = {.tensor = 8}};
constexpr serving::traffic<> chat{.input = 1000.0 * token, .output = 200.0 * token};
void serve(const serving::deployment<>& d, const serving::traffic<>& t = chat) {
    (void)serving::estimate(d, t);
}
constexpr auto price = 2.0 * usd / chip_hour;

} // namespace

TEST_CASE("serving refuses bad input") {
    static const row rows[] = {
        {"no input",
         [] {
             auto t = chat;
             t.input = 0.0 * token;
             serve(node, t);
         },
         e::out_of_range, "input", 0, "[1, 100000000]"},
        {"NaN input",
         [] {
             auto t = chat;
             t.input = nan * token;
             serve(node, t);
         },
         e::out_of_range, "input", nan, "[1, 100000000]"},
        {"negative output",
         [] {
             auto t = chat;
             t.output = -1.0 * token;
             serve(node, t);
         },
         e::out_of_range, "output", -1, "[1, 100000000]"},
        {"infinite output",
         [] {
             auto t = chat;
             t.output = inf * token;
             serve(node, t);
         },
         e::out_of_range, "output", inf, "[1, 100000000]"},
        {"all of the input cached",
         [] {
             auto t = chat;
             t.cached = share{1.0};
             serve(node, t);
         },
         e::out_of_range, "cached", 1, "[0, 0.9999]"},
        {"no users",
         [] {
             auto t = chat;
             t.concurrency = 0.0 * request;
             serve(node, t);
         },
         e::out_of_range, "concurrency", 0, "[1, 1e+09]"},
        {"an empty model",
         [] {
             auto d = node;
             d.model = {};
             serve(d);
         },
         e::inconsistent, "model", 0, "must have layers"},
        {"no tensor ranks",
         [] {
             auto d = node;
             d.layout.tensor = 0;
             serve(d);
         },
         e::inconsistent, "layout.tensor", 0, "at least 1"},
        {"more stages than layers",
         [] {
             auto d = node;
             d.layout.pipeline = 500;
             serve(d);
         },
         e::inconsistent, "layout.pipeline", 500, "number of layers"},
        {"experts of a dense model",
         [] {
             auto d = node;
             d.layout.expert = 2;
             serve(d);
         },
         e::inconsistent, "layout.expert", 2, "must be 1 for a dense model"},
        {"weights of no bits",
         [] {
             auto d = node;
             d.weights.bits = 0;
             serve(d);
         },
         e::inconsistent, "weights.bits", 0, "between 1 and 32"},
        {"a chip without memory",
         [] {
             auto d = node;
             d.chip.memory = 0.0 * byte / chip;
             serve(d);
         },
         e::not_positive, "chip.memory", 0, "above 0"},
        {"a chip without bandwidth",
         [] {
             auto d = node;
             d.chip.bandwidth = 0.0 * byte / second / chip;
             serve(d);
         },
         e::not_positive, "chip.bandwidth", 0, "above 0"},
        {"a search at a price of nothing",
         [] { (void)serving::cheapest(models::llama3_1_70b, chips::h100, chat, {}, 0.0 * price); },
         e::not_positive, "price", 0, "above 0"},
        {"a search for an empty model",
         [] { (void)serving::cheapest(workload::transformer{}, chips::h100, chat, {}, price); },
         e::indivisible, "model", no_number, "model"},
    };
    check(rows);
}
