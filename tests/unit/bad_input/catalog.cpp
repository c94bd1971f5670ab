// SPDX-License-Identifier: MIT
#include "bad_input.hpp"

#include <flopcost/catalog/catalog.hpp>

using namespace flopcost;
using namespace bad_input;
using e = error_number;

TEST_CASE("the catalogue refuses unknown names") {
    static const row rows[] = {
        {"a typing error", [] { (void)catalog::find_chip("H1OO SXM"); }, e::unknown_name, "chip",
         no_number, "did you mean"},
        {"no name", [] { (void)catalog::find_chip(""); }, e::empty, "chip", no_number, "empty"},
        {"a name that is no chip's", [] { (void)catalog::find_chip("a potato, baked at 200 C"); },
         e::unknown_name, "chip", no_number, "potato"},
        {"an unknown model", [] { (void)catalog::find_model("deepsek-v3"); }, e::unknown_name,
         "model", no_number, "did you mean"},
        {"no model", [] { (void)catalog::find_model(""); }, e::empty, "model", no_number, "empty"},
        {"an unknown price", [] { (void)catalog::find_price("gpt-55"); }, e::unknown_name, "price",
         no_number, "did you mean"},
        {"an unknown quarter", [] { (void)catalog::find_nvidia_quarter("Q5"); }, e::unknown_name,
         "quarter", no_number, "Q5"},
        {"an unknown owner",
         [] {
             (void)catalog::find_stock("Nobody", "All", date{2025, 1, 1});
         },
         e::unknown_name, "owner", no_number, "Nobody"},
        {"a price before the model",
         [] {
             (void)catalog::find_deepseek_price("deepseek-chat", instant{date{2020, 1, 1}});
         },
         e::no_valid_price, "instant", no_number, "deepseek-chat"},
    };
    check(rows);
}
