// SPDX-License-Identifier: MIT
// Counts against the totals that the models' makers published.
#include <cmath>
#include <map>
#include <string>

#include <csv.hpp>
#include <doctest/doctest.h>
#include <flopcost/catalog/models.hpp>
#include <flopcost/workload/bytes.hpp>

using namespace flopcost;
using namespace flopcost::workload;

namespace {

// Rows whose published total no count of this shape can meet, and why.
const std::map<std::string, const char*> exceptions{
    {"gpt-89b", "the total is the name of a test model; its shape holds 87.6e9 in any count"},
    {"gpt-20b", "the total is the name of a test model: 20.26e9 rounded"},
    {"gpt-1.3b", "the total is the name of a test model: 1.317e9 rounded"},
    {"llama4-scout", "the total includes the vision tower"},
    {"gemma3-4b", "the total includes the vision tower"},
    {"gemma3-12b", "the total includes the vision tower"},
    {"gemma3-27b", "the total includes the vision tower"},
    {"deepseek-v4-pro", "its compressed sparse attention is no shape of `transformer`"},
    {"nemotron-super-49b", "every layer has widths of its own, which are not published"},
    {"ling-2.6-1t", "shape not published"},
    {"qwen3.5-9b", "shape not published"},
};

const flopcost_test::csv_table& table() {
    static const auto t =
        flopcost_test::csv_table::read(FLOPCOST_TEST_DATA_DIR "/catalog/architectures.csv");
    return t;
}

} // namespace

TEST_CASE("total parameters are within 1 % of the published totals") {
    int compared = 0;
    for (const auto row : table()) {
        const std::string& id = row.text("arch_id");
        if (exceptions.contains(id)) {
            continue;
        }
        const double published = row.number("published_total_b") * 1e9;
        const double counted = total_parameters(catalog::find_model(id)).number();
        CHECK_MESSAGE(std::abs(counted / published - 1) <= 0.01, id, ": counted ", counted / 1e9,
                      ", published ", published / 1e9);
        ++compared;
    }
    CHECK(compared >= 80);
    MESSAGE(compared << " shapes compared");
}

TEST_CASE("no exception is listed that the table does not have") {
    for (const auto& [id, reason] : exceptions) {
        CHECK_MESSAGE(catalog::try_find_model(id) != nullptr, id, ": ", reason);
    }
}

TEST_CASE("active parameters agree with what the makers of mixtures say") {
    // Makers round to whole billions and differ in what they count (input embedding, attention):
    // 2e9 or 8 % is as far as their own figures spread.
    for (const auto row : table()) {
        const auto published = row.optional("published_active_b");
        const std::string& id = row.text("arch_id");
        if (!published || exceptions.contains(id)) {
            continue;
        }
        const double counted = active_parameters(catalog::find_model(id)).number() / 1e9;
        CHECK_MESSAGE(std::abs(counted - *published) <= std::fmax(0.08 * *published, 2.0), id,
                      ": counted ", counted, ", published ", *published);
    }
}

TEST_CASE("elements of the KV cache agree with the independent count of the table") {
    int compared = 0;
    for (const auto row : table()) {
        const std::string& id = row.text("arch_id");
        const auto full = row.optional("kv_elems_per_token_full");
        if (!full || exceptions.contains(id)) {
            continue;
        }
        const transformer& m = catalog::find_model(id);
        CHECK_MESSAGE(kv_elements_per_token(m) == *full, id);
        CHECK_MESSAGE(window_kv_elements_per_token(m) ==
                          row.optional("kv_elems_per_token_window").value_or(0),
                      id);
        ++compared;
    }
    CHECK(compared >= 80);
}

TEST_CASE("for every model parts sum to totals and active is at most total") {
    for (const transformer& m : catalog::models) {
        CAPTURE(m.name);
        if (m.layers <= 0) {
            continue;
        }
        qty::parameter<> stored{};
        flop_per_token forward{};
        for (const operation& o : operations(m)) {
            CHECK(o.layers > 0);
            CHECK(o.active <=
                  o.parameters +
                      (o.of == part::head || o.of == part::mtp ? 10.0 * o.active : 0.0 * o.active));
            stored += o.parameters * o.layers;
            forward += o.forward * o.layers;
        }
        const parameter_parts parts = parameters(m);
        CHECK(std::abs((parts.total() + parts.mtp) / stored - 1) < 1e-12);
        CHECK(std::abs(forward_flop(m).total() / forward - 1) < 1e-12);
        CHECK(active_parameters(m).count <= total_parameters(m).count);
        CHECK(std::abs(training_flop(m) / (3.0 * forward) - 1) < 1e-12);
        // Attention comes on top of six per parameter; norms and biases have no products.
        const counting no_mtp{.sequence = 4096, .mtp = false};
        CHECK(training_flop(m, no_mtp) > 0.999 * six_per_parameter(active_parameters(m)));
    }
}
