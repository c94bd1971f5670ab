// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include "sheet.hpp"
#include <flopcost/catalog/models.hpp>
#include <flopcost/training/network.hpp>
#include <flopcost/workload/transformer.hpp>

// The transformer that a row speaks of: its columns; where they are blank, the catalogue's model of
// that name; where there is none, a shape of that many parameters.
namespace flopcost_validation {

using flopcost::workload::attention;
using flopcost::workload::transformer;

inline int whole(double x) {
    return static_cast<int>(std::lround(x));
}

/// Number of heads that divides the width and the tensor ranks, nearest to 128 wide each.
inline int heads_near(int hidden, int tensor) {
    int best = std::max(1, whole(hidden / 128.0));
    double miss = 1e9;
    for (int a = 1; a <= 512; ++a) {
        const double off = std::abs(hidden / static_cast<double>(a) - 128);
        if (hidden % a == 0 && a % std::max(1, tensor) == 0 && off < miss) {
            miss = off;
            best = a;
        }
    }
    return best;
}

/// A shape from parameter counts alone: width grows with the cube root of the active size (hidden =
/// 100 layers), heads of 128, a gated FFN, grouped attention above 10 B; 128 experts, 8 of them
/// active, where the total exceeds the active size.
inline transformer shape_of_size(double total, double active, int vocab) {
    transformer t;
    t.vocab = vocab > 0 ? vocab : (active > 3e9 ? 64000 : 50304);
    t.head_dim = 128;
    t.hidden = std::max(256, whole(std::cbrt(active * 100 / 13.0) / 128) * 128);
    const double h = t.hidden;
    t.heads = t.hidden / 128;
    t.kv_heads = active > 10e9 ? std::min(8, t.heads) : t.heads;
    t.attend = t.kv_heads < t.heads ? attention::gqa : attention::mha;
    t.layers = std::max(2, whole(h / 100));
    const double core = h * (2 * t.heads + 2 * t.kv_heads) * 128.0;
    const double body = std::max(active - 2 * t.vocab * h, 0.5 * active);
    if (total > 1.2 * active) {
        t.experts = 128;
        t.experts_per_token = 8;
        const double each = (total - active) / t.layers / 120;
        t.moe_ffn = std::max(64, whole(each / (3 * h) / 64) * 64);
        const double rest = body / t.layers - core - 24 * h * t.moe_ffn;
        t.shared_ffn = std::max(0, whole(rest / (3 * h) / 64) * 64);
        t.shared_experts = t.shared_ffn > 0 ? 1 : 0;
    } else {
        t.ffn = std::max(128, whole((body / t.layers - core) / (3 * h) / 128) * 128);
    }
    return t;
}

/// "70B" in "Llama2-70B", "30" and "3" in "30B-A3B": billions of parameters in a name, in all and
/// active; "8x7B" counts as eight times that.
inline void size_in_name(const std::string& name, double& total, double& active) {
    double found[2] = {0, 0};
    int n = 0;
    for (std::size_t i = 0; i < name.size() && n < 2; ++i) {
        if (!std::isdigit(static_cast<unsigned char>(name[i])) ||
            (i > 0 &&
             (std::isdigit(static_cast<unsigned char>(name[i - 1])) || name[i - 1] == '.'))) {
            continue;
        }
        char* end = nullptr;
        const double value = std::strtod(name.c_str() + i, &end);
        const char unit = *end == '\0' ? ' ' : static_cast<char>(std::toupper(*end));
        const bool alone =
            *end == '\0' || end[1] == '\0' || !std::isalpha(static_cast<unsigned char>(end[1]));
        if (unit == 'X' && end[1] != '\0') {
            char* rest = nullptr;
            const double each = std::strtod(end + 1, &rest);
            if (rest != end + 1 && std::toupper(*rest) == 'B') {
                total = value * each * 1e9;
                active = 2 * each * 1e9;
                return;
            }
        }
        if (alone && (unit == 'B' || unit == 'M' || unit == 'T')) {
            found[n++] = value * (unit == 'B' ? 1e9 : unit == 'M' ? 1e6 : 1e12);
        }
    }
    total = found[0];
    active = n > 1 && found[1] < found[0] ? found[1] : found[0];
}

/// Fills what the catalogue knows of a model into blanks of `t`.
inline void fill_from_catalogue(transformer& t, const std::string& name) {
    if (const transformer* known = flopcost::catalog::try_find_model(name)) {
        if (known->layers > 0 && known->hidden > 0) {
            const int vocab = t.vocab;
            t = *known;
            t.vocab = vocab > 0 ? vocab : t.vocab;
        }
    }
}

/// A model of the catalogue cut to some of its layers ("Llama3-70B-trunc12L", "Grok-1-proxy4L").
inline void cut_to_layers(transformer& t, const std::string& name) {
    const auto cut = name.rfind('-');
    if (cut == std::string::npos || name.size() < cut + 3 || name.back() != 'L') {
        return;
    }
    const auto digits = name.find_first_of("0123456789", cut);
    const int layers = digits == std::string::npos ? 0 : std::atoi(name.c_str() + digits);
    fill_from_catalogue(t, name.substr(0, cut));
    if (t.layers > 0 && layers > 0) {
        t.layers = std::min(t.layers, layers);
        t.dense_layers = std::min(t.dense_layers, t.layers);
        t.mtp_layers = 0;
    }
}

/// A model of the catalogue's family but another size ("DeepSeek-V2-60B"): as many of its layers as
/// the size needs.
inline void family_of_size(transformer& t, const std::string& name, double& total) {
    const auto cut = name.rfind('-');
    if (cut == std::string::npos || !(total > 0)) {
        return;
    }
    fill_from_catalogue(t, name.substr(0, cut));
    if (t.layers > 0) {
        const double known = flopcost::training::detail::network_of(t).parameters();
        t.layers = std::max(1, whole(t.layers * total / known));
        t.dense_layers = std::min(t.dense_layers, t.layers);
        total = 0;
    }
}

/// Derives what a stated width leaves open. False if nothing is known.
inline bool complete_shape(transformer& t, double total, double active, int tensor) {
    if (total > 1e15 || active > 1e15) {
        throw bad_cell("more parameters than any model has");
    }
    if (t.layers <= 0 || t.hidden <= 0) {
        if (!(total > 0)) {
            return false;
        }
        t = shape_of_size(total, active > 0 ? active : total, t.vocab);
        return true;
    }
    if (t.heads <= 0) {
        t.heads =
            t.head_dim > 0 ? std::max(1, t.hidden / t.head_dim) : heads_near(t.hidden, tensor);
    }
    t.head_dim = t.head_dim > 0 ? t.head_dim : t.hidden / t.heads;
    t.kv_heads = t.kv_heads > 0 ? t.kv_heads : t.heads;
    t.vocab = t.vocab > 0 ? t.vocab : (t.hidden < 2500 ? 50257 : 64000);
    if (t.experts > 0) {
        t.moe_ffn = t.moe_ffn > 0 ? t.moe_ffn : t.ffn;
        t.experts_per_token = t.experts_per_token > 0 ? t.experts_per_token : 2;
    } else if (t.ffn <= 0) {
        t.ffn = t.gated ? t.hidden * 7 / 2 : 4 * t.hidden;
    }
    if (total > 0) { // tied where the total leaves no room for a second embedding
        t.tied = false;
        const double two = flopcost::training::detail::network_of(t).parameters();
        const double one = two - static_cast<double>(t.vocab) * t.hidden;
        t.tied = std::abs(one - total) < std::abs(two - total);
    }
    return true;
}

/// Whether a stated FFN is gated, where that is blank: as the total says; where that is blank too,
/// one of four times the width is not.
inline void gate_of_size(transformer& t, double total) {
    const auto miss = [&](bool gated) {
        t.gated = gated;
        return std::abs(flopcost::training::detail::network_of(t).parameters() - total);
    };
    t.gated = total > 0 ? miss(true) <= miss(false) : t.ffn < 4 * t.hidden;
}

/// The shape of a row with the columns of training_steps.csv, or with a model's name only.
inline bool shape_of_row(const sheet& t, std::size_t r, transformer& m) {
    m.layers = t.count(r, "n_layers", 0);
    m.hidden = t.count(r, "d_model", 0);
    m.ffn = t.count(r, "d_ffn", 0);
    m.gated = t.number(r, "ffn_gated", 1) > 0;
    m.heads = t.count(r, "n_heads", 0);
    m.kv_heads = t.count(r, "n_kv_heads", 0);
    m.head_dim = t.count(r, "head_dim", 0);
    m.vocab = t.count(r, "vocab", 0);
    m.experts = t.count(r, "n_experts", 0);
    m.experts_per_token = t.count(r, "top_k", 0);
    m.moe_ffn = t.count(r, "d_ffn_expert", 0);
    m.shared_experts = t.count(r, "n_shared_experts", 0);
    m.dense_layers = t.count(r, "n_dense_layers", 0);
    m.window = t.count(r, "sliding_window", 0);
    m.window_layers = m.window > 0 ? m.layers : 0;
    double total = t.number(r, "params_total_b") * 1e9;
    double active = t.number(r, "params_active_b") * 1e9;
    const std::string name = t.text(r, "model");
    if (m.layers <= 0 || m.hidden <= 0) {
        fill_from_catalogue(m, name);
        if (m.layers <= 0) {
            cut_to_layers(m, name);
        }
        if (m.layers <= 0 && !(total > 0)) {
            size_in_name(name, total, active);
            family_of_size(m, name, total);
        }
    }
    const std::string kind = t.text(r, "attn_type");
    if (contains(kind, "MLA") && m.kv_lora <= 0) {
        m.attend = attention::mla;
        m.q_lora = whole(number_after(kind, "(q"));
        m.kv_lora = whole(number_after(kind, "kv"));
        m.qk_nope = whole(number_after(kind, "nope"));
        m.qk_rope = whole(number_after(kind, "rope"));
        m.v_head_dim = whole(number_after(kind, ",v"));
        if (m.kv_lora <= 0) {
            m.kv_lora = 512, m.qk_nope = 128, m.qk_rope = 64, m.v_head_dim = 128;
        }
    }
    if (!complete_shape(m, total, active, t.count(r, "tp", 1))) {
        return false;
    }
    if (t.text(r, "ffn_gated").empty() && t.number(r, "d_ffn") + t.number(r, "d_ffn_expert") > 0) {
        gate_of_size(m, total);
    }
    return true;
}

} // namespace flopcost_validation
