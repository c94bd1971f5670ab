// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/describe.hpp>
#include <flopcost/core/units.hpp>
#include <flopcost/workload/transformer.hpp>

/// Exact counts of a transformer: parameters, FLOP and elements moved, for every operation of every
/// layer. All sums below are sums over `operations(model)`, so parts and totals cannot disagree.
namespace flopcost::workload {

/// FLOP of one token.
using flop_per_token = quantity<quotient_t<dim<tag::FLOP>, dim<tag::token>>, double>;

/// How many parameters there are: what memory, checkpoints and weight traffic depend on. A type of
/// its own, because mixtures of experts are misjudged wherever the two counts are mixed up.
struct total_count {
    qty::parameter<> count{};
    /// As a plain number.
    [[nodiscard]] constexpr double number() const { return count.in(units::parameter); }
};
/// How many parameters one token is multiplied with: what arithmetic depends on. The look-up in the
/// input embedding is no product and is left out; a tied table counts once, as the output head.
struct active_count {
    qty::parameter<> count{};
    /// As a plain number.
    [[nodiscard]] constexpr double number() const { return count.in(units::parameter); }
};

/// Which pairs of tokens a FLOP count of attention includes. An MFU is only comparable under the
/// same one: the same DeepSeek-V3 run is 432 TFLOP/s with all pairs and 385 causal
/// (arXiv:2505.09343).
enum class attention_pairs : unsigned char {
    causal, ///< each token with itself and those before it: what flash kernels compute
    full,   ///< all pairs, masked or not: PaLM (arXiv:2204.02311), Megatron (arXiv:2104.04473)
};

/// Parts of the model that operations belong to.
enum class part : unsigned char {
    embedding,
    attention,      ///< projections
    attention_core, ///< scores and weighted values
    linear,         ///< linear attention and state-space blocks, projections
    linear_core,    ///< their recurrence
    indexer,        ///< of sparse attention
    dense_ffn,
    router,
    experts,
    shared_experts,
    norms,
    head,
    mtp, ///< multi-token prediction modules, as a whole
};
inline constexpr int part_count = 13;

/// One kind of operation. Parameters, FLOP and elements are those of one layer.
struct operation {
    const char* name = "";
    part of = part::embedding;
    double layers = 0;             ///< layers that have it
    qty::parameter<> parameters{}; ///< stored
    qty::parameter<> active{};     ///< that one token is multiplied with
    flop_per_token forward{};
    double backward = 2; ///< FLOP of the backward pass over those of the forward pass
    double reads = 0;    ///< activation elements read per token, forward
    double writes = 0;   ///< activation elements written per token, forward
};

/// The operations of a model, at most `capacity`.
class operation_list {
public:
    static constexpr int capacity = 32;
    constexpr void add(const operation& o) {
        if (o.layers > 0) {
            items_[size_++] = o;
        }
    }
    [[nodiscard]] constexpr int size() const noexcept { return size_; }
    [[nodiscard]] constexpr const operation* begin() const noexcept { return items_; }
    [[nodiscard]] constexpr const operation* end() const noexcept { return items_ + size_; }

private:
    operation items_[capacity] = {};
    int size_ = 0;
};

/// Under which circumstances work is counted.
struct counting {
    double sequence = 4096; ///< tokens in a sequence
    attention_pairs pairs = attention_pairs::causal;
    double capacity_factor = 1; ///< slots computed per routed token (padding of full experts)
    bool mtp = true;            ///< multi-token prediction modules take part (training)
};

/// Tokens that a token attends to on average in a sequence, if it may look back at most `limit`
/// tokens, itself included (0: no limit): the exact mean of min(i, limit) over i = 1..sequence when
/// causal.
[[nodiscard]] constexpr double mean_span(double sequence, double limit, attention_pairs pairs) {
    const double w = limit > 0 && limit < sequence ? limit : sequence;
    return pairs == attention_pairs::full ? w : w - w * (w - 1) / (2 * sequence);
}

namespace detail {

// Widths that follow from a shape.
struct widths {
    double q, k, v, rope_k; // of all heads, as multiplied (MLA: not absorbed)
    explicit constexpr widths(const transformer& m) {
        if (m.attend == attention::mla) {
            q = static_cast<double>(m.heads) * (m.qk_nope + m.qk_rope);
            k = q;
            v = static_cast<double>(m.heads) * m.v_head_dim;
            rope_k = m.qk_rope;
        } else {
            q = static_cast<double>(m.heads) * m.head_dim;
            k = v = static_cast<double>(m.kv_heads) * m.head_dim;
            rope_k = 0;
        }
    }
};

constexpr int or_else(int value, int fallback) {
    return value > 0 ? value : fallback;
}

// A product of `rows` x `columns` weights: two FLOP per weight and token.
constexpr operation product(const char* name, part of, double layers, double in, double out,
                            double bias) {
    const double weights = in * out;
    operation o{.name = name, .of = of, .layers = layers, .reads = in, .writes = out};
    o.parameters = (weights + bias) * units::parameter;
    o.active = o.parameters;
    o.forward = 2 * weights * (units::flop / units::token);
    return o;
}
constexpr operation core(const char* name, part of, double layers, double flop, double in,
                         double out) {
    operation o{.name = name, .of = of, .layers = layers, .reads = in, .writes = out};
    o.forward = flop * (units::flop / units::token);
    return o;
}
// Parameters that scale or shift: one FLOP or two per element, which no convention counts.
constexpr operation scale(const char* name, part of, double layers, double parameters,
                          double width) {
    operation o{.name = name, .of = of, .layers = layers, .reads = width, .writes = width};
    o.parameters = parameters * units::parameter;
    o.active = o.parameters;
    return o;
}

constexpr void add_attention(operation_list& list, const transformer& m, const counting& c,
                             double layers, double full_layers, double window_layers) {
    const widths w(m);
    const double h = m.hidden;
    const double b = m.bias ? 1 : 0;
    const double qkv_b = m.bias || m.qkv_bias ? 1 : 0;
    if (m.attend == attention::mla) {
        if (m.q_lora > 0) {
            list.add(product("query down", part::attention, layers, h, m.q_lora, 0));
            list.add(product("query up", part::attention, layers, m.q_lora, w.q, 0));
        } else {
            list.add(product("query", part::attention, layers, h, w.q, 0));
        }
        list.add(product("key/value down", part::attention, layers, h, m.kv_lora + w.rope_k, 0));
        const double up = static_cast<double>(m.heads) * (m.qk_nope + m.v_head_dim);
        list.add(product("key/value up", part::attention, layers, m.kv_lora, up, 0));
        list.add(
            scale("latent norms", part::norms, layers, m.q_lora + m.kv_lora, m.q_lora + m.kv_lora));
    } else {
        const double q = w.q * (m.attention_gate ? 2 : 1);
        list.add(product("query", part::attention, layers, h, q, qkv_b * q));
        list.add(product("key, value", part::attention, layers / or_else(m.kv_sharing, 1), h,
                         w.k + w.v, qkv_b * (w.k + w.v)));
    }
    if (m.qk_norm) {
        list.add(scale("query/key norms", part::norms, layers, 2.0 * m.head_dim, w.q + w.k));
    }
    list.add(product("attention output", part::attention, layers,
                     m.attend == attention::mla ? w.v : w.q, h, b * h));
    if (m.relative_positions) {
        // Applied to each distance of a sequence: as many as it has tokens.
        list.add(product("relative positions", part::attention, layers, h, h, 0));
    }
    if (m.index_heads > 0) {
        const double query_from = m.q_lora > 0 ? m.q_lora : h;
        const double iq = static_cast<double>(m.index_heads) * m.index_dim;
        list.add(product("indexer query", part::indexer, layers, query_from, iq, 0));
        list.add(product("indexer key, weights", part::indexer, layers, h,
                         m.index_dim + m.index_heads, 2.0 * m.index_dim));
        list.add(core("indexer scores", part::indexer, layers,
                      2 * iq * mean_span(c.sequence, 0, c.pairs), iq + m.index_dim, m.index_keys));
    }
    // Scores over the query/key width, then values over the value width.
    const double value_width = m.attend == attention::mla ? w.v : w.q;
    const double in = w.q + w.k + w.v;
    const double per_key = 2 * (w.q + value_width);
    list.add(core("attention core", part::attention_core, full_layers,
                  per_key * mean_span(c.sequence, m.index_keys, c.pairs), in, value_width));
    list.add(core("window attention core", part::attention_core, window_layers,
                  per_key * mean_span(c.sequence, m.window, c.pairs), in, value_width));
}

constexpr void add_linear(operation_list& list, const transformer& m) {
    const double layers = m.linear_layers;
    const double h = m.hidden;
    const double vh = or_else(m.linear_value_heads, m.heads);
    const double kd = or_else(m.linear_key_dim, m.head_dim);
    const double vd = or_else(m.linear_value_dim, m.head_dim);
    const double k = or_else(m.linear_key_heads, or_else(m.linear_value_heads, m.heads)) * kd;
    const double v = vh * vd;
    // q/k or C/B of width k; v or x, and the gate z, of width v; step sizes and decays per head.
    const double per_head = m.linear == linear_mixer::lightning     ? 0
                            : m.linear == linear_mixer::gated_delta ? 2 * vh
                                                                    : vh;
    list.add(product("linear mixer in", part::linear, layers, h, 2 * k + 2 * v + per_head, 0));
    if (m.linear != linear_mixer::lightning) {
        constexpr double taps = 4;
        const bool gated = m.linear == linear_mixer::gated_delta;
        const double width = 2 * k + v;
        list.add(product("short convolution", part::linear, layers, taps, width, 0));
        list.add(
            scale("decays and norm", part::norms, layers, gated ? 2 * vh + vd : 3 * vh + v, v));
    } else {
        list.add(scale("linear mixer norm", part::norms, layers, v, v));
    }
    // State of kd x vd per head: update and read-out, two FLOP each per element; the delta rule
    // also reads what the state holds for the new key.
    const double passes = m.linear == linear_mixer::gated_delta ? 3 : 2;
    list.add(core("linear recurrence", part::linear_core, layers, 2 * passes * vh * kd * vd,
                  2 * k + v, v));
    list.add(product("linear mixer out", part::linear, layers, v, h, 0));
}

constexpr void add_ffn(operation_list& list, const char* up, const char* down, part of,
                       double layers, double in, double width, bool gated, double bias,
                       double stored, double used, double computed) {
    operation a =
        product(up, of, layers, in, width * (gated ? 2 : 1), bias * width * (gated ? 2 : 1));
    operation d = product(down, of, layers, width, in, bias * in);
    for (operation* o : {&a, &d}) {
        o->active = o->parameters * used;
        o->parameters = o->parameters * stored;
        o->forward = o->forward * computed;
        o->reads *= computed;
        o->writes *= computed;
        list.add(*o);
    }
}

// Blocks of `layers` layers whose mixer is attention and whose feed-forward block is routed or not.
constexpr void add_ffns(operation_list& list, const transformer& m, const counting& c, double dense,
                        double routed) {
    const double h = m.hidden;
    const double b = m.bias ? 1 : 0;
    if (m.ffn > 0) {
        add_ffn(list, "ffn up", "ffn down", part::dense_ffn, dense, h, m.ffn, m.gated, b, 1, 1, 1);
    }
    if (m.moe()) {
        const double k = m.experts_per_token;
        list.add(product("router", part::router, routed, h, m.experts, b * m.experts));
        double in = h;
        if (m.moe_latent > 0) {
            in = m.moe_latent;
            list.add(product("latent in", part::experts, routed, h, in, 0));
            list.add(product("latent out", part::experts, routed, in, h, 0));
        }
        add_ffn(list, "experts up", "experts down", part::experts, routed, in, m.moe_ffn, m.gated,
                b, m.experts, k, k * c.capacity_factor);
        add_ffn(list, "shared experts up", "shared experts down", part::shared_experts,
                m.shared_experts > 0 ? routed : 0, h, or_else(m.shared_ffn, m.moe_ffn), m.gated, 0,
                m.shared_experts, m.shared_experts, m.shared_experts);
    }
}

} // namespace detail

/// All operations of the model. Empty for a model that is known by its parameter count only.
[[nodiscard]] constexpr operation_list operations(const transformer& m, const counting& c = {}) {
    using namespace detail;
    operation_list list;
    if (m.layers <= 0) {
        return list;
    }
    const double h = m.hidden;
    const double attention_layers = m.full_attention_layers() + m.window_layers;
    const double norm_width = m.layer_norm ? 2 * h : h;

    operation table = scale("embedding", part::embedding, 1, static_cast<double>(m.vocab) * h, 0);
    table.active = {};
    table.writes = h;
    list.add(table);
    if (m.learned_positions > 0) {
        operation positions =
            scale("positions", part::embedding, 1, static_cast<double>(m.learned_positions) * h, h);
        positions.active = {};
        list.add(positions);
    }
    add_attention(list, m, c, attention_layers, m.full_attention_layers(), m.window_layers);
    add_linear(list, m);
    add_ffns(list, m, c, m.layers - m.moe_layers(), m.moe_layers());
    list.add(scale("norms", part::norms, m.layers, m.norms * norm_width, m.norms * h));
    list.add(scale("final norm", part::norms, 1, norm_width, h));
    operation head = product("head", part::head, 1, h, m.vocab, 0);
    if (m.tied) {
        head.parameters = {};
    }
    list.add(head);

    // A multi-token prediction module is one more layer of the last kind on the projected
    // concatenation of two hidden states; table and head are shared (arXiv:2412.19437, 2.2).
    if (m.mtp_layers > 0) {
        operation_list block;
        add_attention(block, m, c, 1, m.linear_layers > 0 || m.window_layers == 0 ? 1 : 0,
                      m.linear_layers > 0 || m.window_layers == 0 ? 0 : 1);
        add_ffns(block, m, c, m.moe() ? 0 : 1, m.moe() ? 1 : 0);
        block.add(scale("mtp norms", part::norms, 1, 5 * norm_width, 5 * h));
        block.add(product("mtp projection", part::mtp, 1, 2 * h, h, 0));
        operation sum{.name = "multi-token prediction",
                      .of = part::mtp,
                      .layers = static_cast<double>(m.mtp_layers)};
        for (const operation& o : block) {
            sum.parameters += o.parameters * o.layers;
            sum.active += o.active * o.layers;
            sum.forward += o.forward * o.layers;
            sum.reads += o.reads * o.layers;
            sum.writes += o.writes * o.layers;
        }
        sum.active += head.active;
        sum.forward += head.forward;
        if (!c.mtp) {
            sum.forward = {};
        }
        list.add(sum);
    }
    return list;
}

/// Parameters by part.
struct parameter_parts {
    qty::parameter<> embedding{}, attention{}, linear{}, indexer{}, dense_ffn{}, router{},
        experts{}, shared_experts{}, norms{}, head{}, mtp{};

    /// Without the multi-token prediction modules, which published totals leave out.
    [[nodiscard]] constexpr qty::parameter<> total() const {
        return embedding + attention + linear + indexer + dense_ffn + router + experts +
               shared_experts + norms + head;
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("embedding", p.embedding...);
        v("attention", p.attention...);
        v("linear", p.linear...);
        v("indexer", p.indexer...);
        v("dense_ffn", p.dense_ffn...);
        v("router", p.router...);
        v("experts", p.experts...);
        v("shared_experts", p.shared_experts...);
        v("norms", p.norms...);
        v("head", p.head...);
        v("mtp", p.mtp...);
    }
};

/// FLOP of one token by part.
struct flop_parts {
    flop_per_token attention{}, attention_core{}, linear{}, linear_core{}, indexer{}, dense_ffn{},
        router{}, experts{}, shared_experts{}, head{}, mtp{};

    [[nodiscard]] constexpr flop_per_token total() const {
        return attention + attention_core + linear + linear_core + indexer + dense_ffn + router +
               experts + shared_experts + head + mtp;
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("attention", p.attention...);
        v("attention_core", p.attention_core...);
        v("linear", p.linear...);
        v("linear_core", p.linear_core...);
        v("indexer", p.indexer...);
        v("dense_ffn", p.dense_ffn...);
        v("router", p.router...);
        v("experts", p.experts...);
        v("shared_experts", p.shared_experts...);
        v("head", p.head...);
        v("mtp", p.mtp...);
    }
};

namespace detail {

template <class Weight>
constexpr flop_parts flop_by_part(const operation_list& list, Weight weight) {
    flop_parts out;
    flop_per_token none{}; // parts without products
    flop_per_token* const slot[part_count] = {&none,
                                              &out.attention,
                                              &out.attention_core,
                                              &out.linear,
                                              &out.linear_core,
                                              &out.indexer,
                                              &out.dense_ffn,
                                              &out.router,
                                              &out.experts,
                                              &out.shared_experts,
                                              &none,
                                              &out.head,
                                              &out.mtp};
    for (const operation& o : list) {
        *slot[static_cast<int>(o.of)] += o.forward * (o.layers * weight(o));
    }
    return out;
}

} // namespace detail

/// Parameters of each part of the model.
[[nodiscard]] constexpr parameter_parts parameters(const transformer& m) {
    parameter_parts out;
    qty::parameter<> none{};
    qty::parameter<>* const slot[part_count] = {
        &out.embedding, &out.attention, &none,       &out.linear,  &none,
        &out.indexer,   &out.dense_ffn, &out.router, &out.experts, &out.shared_experts,
        &out.norms,     &out.head,      &out.mtp};
    for (const operation& o : operations(m)) {
        *slot[static_cast<int>(o.of)] += o.parameters * o.layers;
    }
    return out;
}

/// All parameters, without multi-token prediction modules. For a model without a shape the
/// published figure.
[[nodiscard]] constexpr total_count total_parameters(const transformer& m) {
    if (m.layers <= 0) {
        return {m.published_parameters * units::parameter};
    }
    return {parameters(m).total()};
}

/// Parameters that one token is multiplied with, without multi-token prediction modules. For a
/// model without a shape the published figure.
[[nodiscard]] constexpr active_count active_parameters(const transformer& m) {
    if (m.layers <= 0) {
        return {(m.published_active > 0 ? m.published_active : m.published_parameters) *
                units::parameter};
    }
    active_count out;
    for (const operation& o : operations(m)) {
        if (o.of != part::mtp) {
            out.count += o.active * o.layers;
        }
    }
    return out;
}

/// FLOP of the forward pass of one token, by part. Products, attention and recurrences count;
/// element-wise work does not (it is bound by memory, and no published convention counts it).
[[nodiscard]] constexpr flop_parts forward_flop(const transformer& m, const counting& c = {}) {
    return detail::flop_by_part(operations(m, c), [](const operation&) { return 1.0; });
}

/// FLOP of the backward pass of one token, by part: gradients of inputs and of weights.
[[nodiscard]] constexpr flop_parts backward_flop(const transformer& m, const counting& c = {}) {
    return detail::flop_by_part(operations(m, c), [](const operation& o) { return o.backward; });
}

/// FLOP of training on one token: forward and backward, nothing recomputed.
[[nodiscard]] constexpr flop_per_token training_flop(const transformer& m, const counting& c = {}) {
    return forward_flop(m, c).total() + backward_flop(m, c).total();
}

/// The rule of thumb: 6 FLOP per active parameter and token, 2 forward and 4 backward (Kaplan et
/// al. 2020, arXiv:2001.08361, section 2.1). Takes only an active count.
[[nodiscard]] constexpr flop_per_token six_per_parameter(active_count n) {
    return 6 * n.number() * (units::flop / units::token);
}
/// The same for the forward pass alone.
[[nodiscard]] constexpr flop_per_token two_per_parameter(active_count n) {
    return 2 * n.number() * (units::flop / units::token);
}

} // namespace flopcost::workload
