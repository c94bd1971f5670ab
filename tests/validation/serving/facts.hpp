// SPDX-License-Identifier: MIT
#pragma once

// Chips and shapes by the names the tables use, as the kernels of the serving model want them.

#include <map>
#include <string>

#include <flopcost/serving/engine_kernel.hpp>

#include "table.hpp"

namespace validation {

namespace fs = flopcost::serving;
namespace fd = flopcost::serving::detail;

struct facts {
    std::map<std::string, fd::device<double>> chips;
    std::map<std::string, std::string> aliases;
    std::map<std::string, fd::shape> shapes;
    std::map<std::string, double> native_bits;
};

inline fs::silicon silicon_of(const std::string& name, double fabric) {
    const auto has = [&](const char* s) { return name.find(s) != std::string::npos; };
    if (has("RTX PRO") || has("RTX 50") || has("GB10")) return fs::silicon::blackwell_consumer;
    if (has("B200") || has("B300") || has("B100") || has("Rubin") || has("B30A"))
        return fabric > 0 ? fs::silicon::blackwell : fs::silicon::blackwell_consumer;
    if (has("H100") || has("H200") || has("H800") || has("H20")) return fs::silicon::hopper;
    if (has("L40") || has("L4") || has("L20") || has("Ada") || has("RTX 40")) return fs::silicon::ada;
    if (has("A100") || has("A800") || has("A40") || has("A10") || has("RTX A") || has("RTX 30"))
        return fs::silicon::ampere;
    if (has("V100") || has("T4") || has("2080") || has("Titan V") || has("P100"))
        return fs::silicon::turing;
    if (has("Instinct") || has("Radeon") || has("Ryzen")) return fs::silicon::cdna;
    if (has("TPU")) return fs::silicon::tpu;
    if (has("Trainium") || has("Inferentia")) return fs::silicon::neuron;
    if (has("Ascend")) return fs::silicon::ascend;
    if (name.size() > 1 && name[0] == 'M' && name[1] >= '1' && name[1] <= '9') return fs::silicon::apple;
    return fs::silicon::other;
}

inline facts read_facts(const std::string& folder) {
    facts f;
    for (const char* file : {"chips.csv", "chips_extra.csv"}) {
        const table t = read_table(folder + "/" + file);
        for (std::size_t i = 0; i < t.rows.size(); ++i) {
            const auto get = [&](const char* c) { return number(t.at(i, c), 0.0, c); };
            fd::device<double> d;
            const std::string name = t.at(i, "name");
            d.bf16 = get("bf16_tflops") * 1e12;
            d.fp32 = get("fp32_tflops") * 1e12;
            d.fp8 = get("fp8_tflops") * 1e12;
            d.int8 = get("int8_tops") * 1e12;
            d.fp4 = get("fp4_tflops") * 1e12;
            if (d.bf16 <= 0) d.bf16 = d.fp32 > 0 ? d.fp32 : d.fp8 / 2;
            d.has_fp8 = d.fp8 > d.bf16;
            d.has_int8 = d.int8 > d.bf16;
            d.has_fp4 = d.fp4 > d.fp8 && d.fp8 > 0;
            d.bandwidth = get("mem_bw_tbs") * 1e12;
            d.memory = get("mem_gb") * 1e9;
            const double up = get("scaleup_gbs_bidir_per_chip") * 0.5e9;
            d.kind = silicon_of(name, up);
            double bus = 25e9;
            if (d.kind == fs::silicon::turing) bus = 12e9;
            if (d.kind == fs::silicon::hopper || d.kind == fs::silicon::blackwell ||
                d.kind == fs::silicon::blackwell_consumer)
                bus = 50e9;
            d.domain = static_cast<int>(number(t.at(i, "scaleup_domain_chips"), 8.0, "domain"));
            d.fabric = up > 0 && d.domain > 1;
            d.scale_up = d.fabric ? up : bus;
            d.scale_out = get("scaleout_gbps_per_chip") * 1e9 / 8;
            if (d.domain < 8 || d.scale_out <= 0) d.scale_out = bus;
            f.chips[name] = d;
        }
    }
    {
        const table t = read_table(folder + "/chip_aliases.csv");
        for (std::size_t i = 0; i < t.rows.size(); ++i)
            f.aliases[t.at(i, "name_in_table")] = t.at(i, "canonical_name");
        f.aliases["mixed MI300X+MI325X"] = "Instinct MI300X";
    }
    const table t = read_table(folder + "/architectures.csv");
    for (std::size_t i = 0; i < t.rows.size(); ++i) {
        const auto get = [&](const char* c) { return number(t.at(i, c), 0.0, c); };
        fd::shape s;
        s.layers = get("n_layers");
        s.hidden = get("hidden");
        s.heads = get("n_heads");
        s.kv_heads = get("n_kv_heads");
        s.head_dim = get("head_dim");
        s.ffn = get("ffn");
        s.ffn_matrices = get("ffn_gated") > 0 ? 3 : 2;
        s.dense_layers = get("n_dense_layers");
        s.experts = get("n_experts");
        s.experts_per_token = get("experts_per_token");
        s.shared_experts = get("n_shared_experts");
        s.moe_ffn = get("moe_ffn");
        s.shared_ffn = get("shared_ffn");
        s.q_lora = get("q_lora_rank");
        s.kv_lora = get("kv_lora_rank");
        s.qk_nope = get("qk_nope_dim");
        s.qk_rope = get("qk_rope_dim");
        s.v_dim = get("v_head_dim");
        s.full_layers = get("full_attn_layers");
        s.window = get("sliding_window");
        s.window_layers = get("window_layers");
        s.vocab = get("vocab");
        s.tied = get("tied_embeddings") > 0;
        const std::string kind = t.at(i, "attention");
        const std::string other = t.at(i, "other_layers");
        if (!other.empty()) {
            s.linear_layers = number(other, 0.0, "other_layers");
            if (other.find("MoE") != std::string::npos) s.ffn_layers = number(other, 0.0, "other_layers");
        }
        if (kind.find("DSA") != std::string::npos) {
            s.sparse_keys = 2048;
            s.index_dim = 128;
        }
        if (s.full_layers + s.window_layers <= 0) s.full_layers = s.layers - s.linear_layers;
        f.shapes[t.at(i, "arch_id")] = s;
        const std::string native = t.at(i, "native_precision");
        f.native_bits[t.at(i, "arch_id")] = native.starts_with("fp8") ? 8.0 : 16.0;
    }
    return f;
}

} // namespace validation
