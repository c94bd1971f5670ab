// SPDX-License-Identifier: MIT
// Shapes that no model can have.
#include <doctest/doctest.h>

#include <flopcost/catalog/models.hpp>
#include <flopcost/workload/check.hpp>

using namespace flopcost;
using workload::transformer;

namespace {

// The parameter of the only problem, or what else there is.
text problem_of(const transformer& m) {
    problems found;
    workload::check_shape(m, found);
    return found.empty() ? "none" : found.size() > 1 ? "several" : found.begin()->parameter;
}

template <class Change>
text changed(transformer m, Change change) {
    change(m);
    return problem_of(m);
}

} // namespace

TEST_CASE("every shape of the catalogue can be") {
    for (const transformer& m : catalog::models) {
        CAPTURE(m.name);
        CHECK(problem_of(m) == "none");
    }
}

TEST_CASE("impossible shapes name their field") {
    const transformer dense = models::llama3_1_8b;
    const transformer moe = models::deepseek_v3;
    CHECK(changed(dense, [](auto& m) { m.kv_heads = -1; }) == "model.kv_heads");
    CHECK(changed(dense, [](auto& m) { m.kv_heads = 0; }) == "model.kv_heads");
    CHECK(changed(dense, [](auto& m) { m.kv_heads = 7; }) == "model.kv_heads");
    CHECK(changed(dense, [](auto& m) { m.head_dim = 0; }) == "model.head_dim");
    CHECK(changed(dense, [](auto& m) { m.window_layers = 33; }) == "model.layers");
    CHECK(changed(dense, [](auto& m) { m.vocab = 2'000'000'000; }) == "model.vocab");
    CHECK(changed(moe, [](auto& m) { m.kv_lora = 0; }) == "model.kv_lora");
    CHECK(changed(moe, [](auto& m) { m.v_head_dim = 0; }) == "model.v_head_dim");
    CHECK(changed(moe, [](auto& m) { m.experts_per_token = 300; }) == "model.experts_per_token");
    CHECK(changed(moe, [](auto& m) { m.experts_per_token = 0; }) == "model.experts_per_token");
    CHECK(changed(moe, [](auto& m) { m.moe_ffn = 0; }) == "model.moe_ffn");
    CHECK(changed(moe, [](auto& m) { m.dense_layers = 62; }) == "model.dense_layers");
}
