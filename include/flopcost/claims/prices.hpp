// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include <flopcost/claims/literature.hpp>
#include <flopcost/claims/serving_costs.hpp>

namespace flopcost::claims {

/// Price of a mix of tokens on a list: so many input tokens for each output token, a share of them
/// cached. USD per million tokens of the mix.
template <class S>
[[nodiscard]] constexpr S blended(const catalog::price_entry& p, const S& inputs_per_output,
                                  const S& cached) {
    const S fresh = inputs_per_output * S(constant<S>(1.0) - cached);
    const S hit = inputs_per_output * cached;
    const double hit_price = catalog::known(p.cached_input) ? p.cached_input : p.input;
    return S(fresh * p.input + hit * hit_price + constant<S>(p.output)) /
           S(inputs_per_output + constant<S>(1.0));
}

/// All ratios of one group of lists to another at a mix.
struct price_matrix {
    static constexpr const char* chinese[] = {
        "deepseek-chat", "doubao-seed-1.6 (<=32k in)", "MiniMax-M2", "qwen-plus",
        "glm-4.6",       "kimi-k2-thinking",           "qwen3-max"};
    static constexpr const char* western[] = {"gpt-5.1",
                                              "gpt-4o",
                                              "claude-sonnet-4-5",
                                              "claude-opus-4-5",
                                              "gemini-3-pro-preview",
                                              "gemini-2.5-pro",
                                              "grok-4",
                                              "o3"};
    static constexpr std::size_t rows = sizeof(chinese) / sizeof(chinese[0]);
    static constexpr std::size_t columns = sizeof(western) / sizeof(western[0]);

    std::array<std::array<double, columns>, rows> ratio{}; ///< NaN: a price is unknown
    double geometric_mean = 0;
    double share_at_most_a_tenth = 0;
    double lowest = 0, highest = 0;
    int pairs = 0;
};

/// The matrix of the flagship models at a mix. With a cached share, pairs whose list has no cached
/// price are left out: a missing price is unknown.
[[nodiscard]] constexpr price_matrix price_ratios(double inputs_per_output, double cached = 0) {
    price_matrix m;
    double logs = 0;
    int low = 0;
    m.lowest = flopcost::detail::infinity;
    for (std::size_t i = 0; i < price_matrix::rows; ++i) {
        const auto& a = catalog::find_price(price_matrix::chinese[i]);
        for (std::size_t j = 0; j < price_matrix::columns; ++j) {
            const auto& b = catalog::find_price(price_matrix::western[j]);
            const bool known =
                cached <= 0 || (catalog::known(a.cached_input) && catalog::known(b.cached_input));
            const double r = known ? blended(a, inputs_per_output, cached) /
                                         blended(b, inputs_per_output, cached)
                                   : flopcost::detail::not_a_number;
            m.ratio[i][j] = r;
            if (known) {
                logs += log(r);
                low += r <= 0.1 ? 1 : 0;
                m.lowest = min(m.lowest, r);
                m.highest = max(m.highest, r);
                ++m.pairs;
            }
        }
    }
    m.geometric_mean = exp(logs / m.pairs);
    m.share_at_most_a_tenth = static_cast<double>(low) / m.pairs;
    return m;
}

/// The same over every pair of the catalogue's lists: Chinese providers against all others, free
/// models left out.
[[nodiscard]] constexpr price_matrix all_price_ratios(double inputs_per_output) {
    price_matrix m;
    double logs = 0;
    int low = 0;
    m.lowest = flopcost::detail::infinity;
    for (const auto& a : catalog::prices) {
        if (text(a.country) != "CN" || !(a.output > 0)) {
            continue;
        }
        for (const auto& b : catalog::prices) {
            if (text(b.country) == "CN" || !(b.output > 0)) {
                continue;
            }
            const double r =
                blended(a, inputs_per_output, 0.0) / blended(b, inputs_per_output, 0.0);
            logs += log(r);
            low += r <= 0.1 ? 1 : 0;
            m.lowest = min(m.lowest, r);
            m.highest = max(m.highest, r);
            ++m.pairs;
        }
    }
    m.geometric_mean = exp(logs / m.pairs);
    m.share_at_most_a_tenth = static_cast<double>(low) / m.pairs;
    return m;
}

namespace facts {

inline constexpr const char* price_day = "list prices of 2025-11-29/30 (models.dev and vendors)";
inline constexpr input token_mix{.name = "input tokens per output token",
                                 .value = 3,
                                 .low = 1,
                                 .high = 10,
                                 .unit = "1",
                                 .source =
                                     "3:1 is the usual blend of price comparisons; 1:1 chat, 10:1 "
                                     "agents",
                                 .as_of = {2025, 11, 30}};

} // namespace facts

/// A tenth of the price.
struct price_one_tenth {
    static constexpr statement about{
        .id = "price-one-tenth",
        .source = "dumping",
        .said = "Western firms pay in some cases only a tenth for Chinese models of what OpenAI, "
                "Google or Microsoft charge",
        .reading = "blended list price of DeepSeek V3.2 over GPT-5.1; the whole matrix of pairs "
                   "stands beside it",
        .published = value(0.1, "ratio"),
        .computes = "ratio of blended list prices on 2025-11-30, mix uncertain",
        .factor = 1.5};
    static constexpr variant variants[] = {
        {"DeepSeek V3.2 over GPT-4o", "ratio"},
        {"DeepSeek V3.2 over Claude Sonnet 4.5", "ratio"},
        {"DeepSeek V3.2 over Gemini 3 Pro", "ratio"},
        {"Doubao Seed 1.6 over GPT-5.1", "ratio"},
        {"GLM-4.6 over GPT-5.1", "ratio"},
        {"Kimi K2 Thinking over Claude Opus 4.5", "ratio"},
        {"Qwen3-Max over GPT-5.1", "ratio"},
        {"DeepSeek V3.2 over GPT-5.1, half of the input cached", "ratio"},
        {"geometric mean of the 56 pairs of the matrix, 3:1", "ratio"},
        {"share of the 56 pairs at or below a tenth, 3:1", "share", false},
        {"geometric mean over every pair of the catalogue, 3:1", "ratio"},
        {"share of every pair at or below a tenth, 3:1", "share", false},
        {"per solved task: DeepSeek needs more or fewer tokens", "ratio"},
    };

    template <class In>
    typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        struct pair {
            const char *a, *b;
        };
        constexpr pair pairs[] = {{"deepseek-chat", "gpt-5.1"},
                                  {"deepseek-chat", "gpt-4o"},
                                  {"deepseek-chat", "claude-sonnet-4-5"},
                                  {"deepseek-chat", "gemini-3-pro-preview"},
                                  {"doubao-seed-1.6 (<=32k in)", "gpt-5.1"},
                                  {"glm-4.6", "gpt-5.1"},
                                  {"kimi-k2-thinking", "claude-opus-4-5"},
                                  {"qwen3-max", "gpt-5.1"}};
        static constexpr auto chat = catalog::find_price("deepseek-chat");
        static constexpr auto gpt = catalog::find_price("gpt-5.1");
        if (v == 0 || v == 13) {
            // The headline names its prices, so that they can be traced and solved for.
            const auto listed = [&](const char* name, double x, const catalog::price_entry& p) {
                return in(exactly(name, x, "USD/Mtok", p.source, p.as_of));
            };
            const S mix = in(facts::token_mix);
            const S a = mix * listed("DeepSeek V3.2, input", chat.input, chat) +
                        listed("DeepSeek V3.2, output", chat.output, chat);
            const S b = mix * listed("GPT-5.1, input", gpt.input, gpt) +
                        listed("GPT-5.1, output", gpt.output, gpt);
            const S ratio = a / b;
            if (v == 0) {
                return ratio;
            }
            constexpr input tokens{.name = "tokens per solved task, relative",
                                   .value = 1.0,
                                   .low = 0.6,
                                   .high = 2.0,
                                   .unit = "x",
                                   .source = "assumption: verbosity of reasoning differs between "
                                             "models; no common count was published",
                                   .as_of = {2025, 11, 30}};
            return ratio * in(tokens);
        }
        if (v <= 7) {
            return blended(catalog::find_price(pairs[v].a), in(facts::token_mix),
                           constant<S>(0.0)) /
                   blended(catalog::find_price(pairs[v].b), in(facts::token_mix), constant<S>(0.0));
        }
        if (v == 8) {
            const S half = constant<S>(0.5);
            return blended(chat, in(facts::token_mix), half) /
                   blended(gpt, in(facts::token_mix), half);
        }
        constexpr price_matrix flagships = price_ratios(3);
        static const price_matrix everything = all_price_ratios(3);
        const double fixed[] = {flagships.geometric_mean, flagships.share_at_most_a_tenth,
                                everything.geometric_mean, everything.share_at_most_a_tenth};
        return constant<S>(fixed[v - 9]);
    }
};

/// I12: the same pair as a published ground truth.
struct truth_i12 {
    static constexpr statement about = estimate_of("I12", "ratio of blends at 3:1", 1.5);
    template <class In>
    typename std::remove_cvref_t<In>::scalar operator()(In&& in, int = 0) const {
        constexpr input near =
            within(facts::token_mix, 2, 5, "3:1 as published; 2:1 to 5:1 as its neighbourhood");
        constexpr auto a = catalog::find_price("deepseek-chat");
        constexpr auto b = catalog::find_price("gpt-5.1");
        const auto mix = in(near);
        return (mix * in(exactly("DeepSeek V3.2, input", a.input, "USD/Mtok", a.source, a.as_of)) +
                in(exactly("DeepSeek V3.2, output", a.output, "USD/Mtok", a.source, a.as_of))) /
               (mix * in(exactly("GPT-5.1, input", b.input, "USD/Mtok", b.source, b.as_of)) +
                in(exactly("GPT-5.1, output", b.output, "USD/Mtok", b.source, b.as_of)));
    }
};

} // namespace flopcost::claims
