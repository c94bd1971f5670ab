// SPDX-License-Identifier: MIT
//
// Reads the tables of shapes again; look-up of models; parameter counts against published ones.

#include "catalog_tables.hpp"

#include <map>
#include <set>
#include <string>

#include <flopcost/catalog/models.hpp>
#include <flopcost/workload/counts.hpp>

namespace {

using namespace catalog_test;
namespace catalog = flopcost::catalog;
namespace models = flopcost::models;
namespace workload = flopcost::workload;
using workload::transformer;

// DeepSeek-V3, arXiv:2412.19437, section 4.2.
static_assert(models::deepseek_v3.layers == 61 && models::deepseek_v3.hidden == 7168);
static_assert(models::deepseek_v3.experts == 256 && models::deepseek_v3.experts_per_token == 8);
static_assert(models::deepseek_v3.kv_lora == 512 && models::deepseek_v3.qk_rope == 64);
static_assert(models::deepseek_v3.moe_layers() == 58);
// Llama 3.1, arXiv:2407.21783, table 3.
static_assert(models::llama3_1_70b.layers == 80 && models::llama3_1_70b.kv_heads == 8);
static_assert(models::llama3_1_405b.hidden == 16384 && models::llama3_1_405b.ffn == 53248);
// GPT-3, arXiv:2005.14165, table 2.1.
static_assert(models::gpt3_175b.layers == 96 && models::gpt3_175b.hidden == 12288);
static_assert(models::qwen3_235b_a22b.experts == 128 && models::qwen3_235b_a22b.layers == 94);
static_assert(models::llama4_maverick.moe_layers() == 24);
static_assert(models::gpt_oss_120b.full_attention_layers() == 18);
static_assert(models::nemotron3_nano_30b_a3b.full_attention_layers() == 6);

int whole(csv_table::row row, const char* column) {
    const auto v = row.optional(column);
    return v ? static_cast<int>(*v) : 0;
}

// What another table states on top of the shape tables: field -> value.
std::map<std::string, std::string> parts_of(const std::string& id) {
    std::map<std::string, std::string> parts;
    const csv_table t = table("model_parts");
    for (const auto row : t) {
        CHECK(!row.text("why").empty());
        if (row.text("arch_id") == id) {
            CHECK(parts.emplace(row.text("field"), row.text("value")).second);
        }
    }
    return parts;
}

TEST_CASE("every figure of the shape table is in the header") {
    const csv_table t = table("architectures");
    REQUIRE(t.size() == 95);
    std::size_t i = 0;
    for (const auto row : t) {
        const transformer& m = catalog::models[i];
        const catalog::model_fact& f = catalog::model_facts[i++];
        INFO(row.text("arch_id"));
        CHECK(row.text("arch_id") == f.id);
        CHECK(row.text("vendor") == f.vendor);
        CHECK(f.released.year() == std::stoi(row.text("released")));
        CHECK(*f.source != '\0');
        if (f.complete()) {
            CHECK(same_source(row.text("source"), f.source));
            CHECK(m.layers > 0);
            CHECK(m.vocab > 0);
        }
        CHECK(row.text("names").rfind(std::string(m.name).substr(0, 4), 0) == 0);
        CHECK(whole(row, "n_layers") == m.layers);
        CHECK(whole(row, "hidden") == m.hidden);
        CHECK(whole(row, "n_heads") == m.heads);
        CHECK(whole(row, "n_kv_heads") == m.kv_heads);
        CHECK(whole(row, "head_dim") == m.head_dim);
        CHECK(whole(row, "ffn") == m.ffn);
        CHECK((whole(row, "ffn_gated") == 1) == m.gated);
        CHECK(whole(row, "n_experts") == m.experts);
        CHECK(whole(row, "experts_per_token") == m.experts_per_token);
        CHECK(whole(row, "n_shared_experts") == m.shared_experts);
        CHECK(whole(row, "moe_ffn") == m.moe_ffn);
        CHECK(whole(row, "shared_ffn") == m.shared_ffn * m.shared_experts);
        CHECK(whole(row, "q_lora_rank") == m.q_lora);
        CHECK(whole(row, "kv_lora_rank") == m.kv_lora);
        CHECK(whole(row, "qk_nope_dim") == m.qk_nope);
        CHECK(whole(row, "qk_rope_dim") == m.qk_rope);
        CHECK(whole(row, "v_head_dim") == m.v_head_dim);
        CHECK(whole(row, "sliding_window") == m.window);
        CHECK(whole(row, "window_layers") == m.window_layers);
        CHECK(whole(row, "vocab") == m.vocab);
        CHECK((whole(row, "tied_embeddings") == 1) == m.tied);
        CHECK(whole(row, "context") == m.context);
        if (const int full = whole(row, "full_attn_layers")) {
            CHECK(full == m.full_attention_layers());
        }
        const std::string& attention = row.text("attention");
        const auto kind = attention.rfind("MHA", 0) == 0   ? workload::attention::mha
                          : attention.rfind("MLA", 0) == 0 ? workload::attention::mla
                          : attention.rfind("MQA", 0) == 0 ? workload::attention::mqa
                                                           : workload::attention::gqa;
        if (f.complete()) {
            CHECK(kind == m.attend);
        }
        const auto billions = [&](const char* column, double published) {
            const auto v = row.optional(column);
            CHECK((v ? *v : 0) == doctest::Approx(published / 1e9).epsilon(1e-12));
        };
        billions("published_total_b", m.published_parameters);
        billions("published_active_b", m.published_active);

        auto parts = parts_of(f.id);
        const auto number = [&](const char* field, int value, int otherwise) {
            CHECK_MESSAGE((parts.count(field) ? std::stoi(parts[field]) : otherwise) == value,
                          field);
        };
        const auto flag = [&](const char* field, bool value) {
            CHECK_MESSAGE((parts.count(field) && parts[field] == "true") == value, field);
        };
        number("dense_layers", m.dense_layers, whole(row, "n_dense_layers"));
        number("no_mixer_layers", m.no_mixer_layers, 0);
        number("kv_sharing", m.kv_sharing, 1);
        number("linear_key_heads", m.linear_key_heads, 0);
        number("linear_value_heads", m.linear_value_heads, 0);
        number("linear_key_dim", m.linear_key_dim, 0);
        number("linear_value_dim", m.linear_value_dim, 0);
        number("index_heads", m.index_heads, 0);
        number("index_dim", m.index_dim, 0);
        number("index_keys", m.index_keys, 0);
        number("moe_latent", m.moe_latent, 0);
        number("mtp_layers", m.mtp_layers, 0);
        number("norms", m.norms, 2);
        number("learned_positions", m.learned_positions, 0);
        flag("attention_gate", m.attention_gate);
        flag("qkv_bias", m.qkv_bias);
        flag("bias", m.bias);
        flag("layer_norm", m.layer_norm);
        flag("qk_norm", m.qk_norm);
        flag("relative_positions", m.relative_positions);
    }
}

TEST_CASE("every shape of the second table is in the header, or agrees with the first") {
    const csv_table t = table("model_architectures");
    for (const auto row : t) {
        INFO(row.text("model"));
        const transformer* m = catalog::try_find_model(row.text("model"));
        REQUIRE(m != nullptr);
        CHECK(whole(row, "n_layers") == m->layers);
        CHECK(whole(row, "d_model") == m->hidden);
        CHECK(whole(row, "n_heads") == m->heads);
        CHECK(whole(row, "n_kv_heads") == m->kv_heads);
        CHECK(whole(row, "n_experts") == m->experts);
        CHECK(whole(row, "top_k") == m->experts_per_token);
        CHECK(whole(row, "d_ffn_expert") == m->moe_ffn);
        if (row.optional("d_ffn")) {
            CHECK(whole(row, "d_ffn") == m->ffn);
        }
        CHECK((whole(row, "ffn_gated") == 1) == m->gated);
    }
}

TEST_CASE("the shapes count the parameters that their makers publish") {
    // Vision towers are in these published totals and not in the shapes; names round others.
    const std::map<std::string, double> known_differences = {{"gemma3-4b", 0.10},
                                                             {"gemma3-12b", 0.04},
                                                             {"Nemotron3-8B", 0.07},
                                                             {"Nemotron3-22B", 0.04},
                                                             {"OELLM-32B", 0.03}};
    int counted = 0;
    for (std::size_t i = 0; i < catalog::length(catalog::models); ++i) {
        const transformer& m = catalog::models[i];
        const catalog::model_fact& f = catalog::model_facts[i];
        if (!f.complete() || m.published_parameters == 0) {
            continue;
        }
        INFO(f.id);
        const auto known = known_differences.find(f.id);
        const double tolerance = known != known_differences.end() ? known->second : 0.016;
        CHECK(workload::total_parameters(m).number() ==
              doctest::Approx(m.published_parameters).epsilon(tolerance));
        ++counted;
    }
    CHECK(counted > 90);
    // And what the table's own formula gives, which leaves small parts out.
    const csv_table t = table("architectures");
    for (const auto row : t) {
        if (const auto computed = row.optional("computed_total_b")) {
            INFO(row.text("arch_id"));
            CHECK(workload::total_parameters(catalog::find_model(row.text("arch_id"))).number() ==
                  doctest::Approx(*computed * 1e9).scale(5e8).epsilon(0.0015)); // three digits
        }
    }
}

TEST_CASE("a model is found by every name that other tables use") {
    const csv_table spellings = table("model_spellings");
    for (const auto row : spellings) {
        INFO(row.text("spelling"));
        const transformer* m = catalog::try_find_model(row.text("spelling"));
        REQUIRE(m != nullptr);
        CHECK(m == catalog::try_find_model(row.text("arch_id")));
    }
    for (const char* name : {"meta-llama/Llama-3.1-70B-Instruct", "deepseek-ai/DeepSeek-R1-0528",
                             "Qwen/Qwen3-235B-A22B-FP8", "llama3_1_70b", "LLAMA 3.3 70B",
                             "openai/gpt-oss-120b", "mistralai/Mixtral-8x7B-Instruct"}) {
        INFO(name);
        CHECK(catalog::try_find_model(name) != nullptr);
    }
    CHECK(&catalog::find_model("Llama-3.3-70B") == &models::llama3_1_70b);
    CHECK(&catalog::find_model("DeepSeek-R1") == &models::deepseek_v3);
    CHECK(std::string(catalog::find_model_fact("gpt3_175b").id) == "gpt3-175b");
    for (const char* file : {"inference_throughput", "inference_serving_points"}) {
        const csv_table t =
            csv_table::read(FLOPCOST_TEST_DATA_DIR "/" + std::string(file) + ".csv");
        for (const auto row : t) {
            const transformer* m = catalog::try_find_model(row.text("arch_id"));
            REQUIRE_MESSAGE(m != nullptr, row.text("arch_id"));
            CHECK_MESSAGE(catalog::try_find_model(row.text("model")) == m, row.text("model"));
        }
    }
}

TEST_CASE("names are unique and an unknown one is refused with the nearest") {
    std::set<std::string> seen;
    for (const catalog::model_fact& f : catalog::model_facts) {
        CHECK(seen.insert(f.id).second);
    }
    CHECK(seen.size() == catalog::length(catalog::models));
    const auto refusal = [](flopcost::text name) -> std::string {
        try {
            (void)catalog::find_model(name);
        } catch (const flopcost::error& e) {
            return e.what();
        }
        return "";
    };
    CHECK(refusal("deepsek v3") ==
          "[flopcost.error.301] unknown model 'deepsek v3': did you mean 'DeepSeek-V3'?");
    CHECK(refusal("llama 3.1 71b").find("did you mean 'Llama-3.1-70B'?") != std::string::npos);
    CHECK(refusal("") == "[flopcost.error.107] model is empty");
    CHECK(refusal("/").find("[flopcost.error.301]") == 0);
    CHECK_THROWS_AS((void)catalog::find_model_fact("nothing like it at all"), flopcost::error);
}

} // namespace
