// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/serving/engine.hpp>

namespace flopcost::serving {

namespace detail {

template <class T>
struct money_of;
template <class D, class S>
struct money_of<quantity<D, S>> {
    using dimension = product_t<D, product_t<dim<tag::chip>, dim<tag::second>>>;
    using scalar = S;
};

// A price for a chip-hour may come as a quantity or as a breakdown with a `total()`.
template <class Price>
[[nodiscard]] constexpr auto amount_of(const Price& price) {
    if constexpr (requires { price.total(); }) {
        return price.total();
    } else {
        return price;
    }
}

} // namespace detail

/// Chip-time that one token of each kind takes, in one steady state. The kinds are disjoint;
/// tokens of a request times these add up to the request's chip-time exactly.
template <class S = double>
struct token_use {
    using per_token =
        quantity<quotient_t<product_t<dim<tag::chip>, dim<tag::second>>, dim<tag::token>>, S>;
    per_token input{};        ///< prompt tokens that are computed
    per_token cached_input{}; ///< prompt tokens found in the prefix cache
    per_token output{};       ///< generated tokens

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("input", p.input...);
        v("cached_input", p.cached_input...);
        v("output", p.output...);
    }
};

/// What one token of each kind costs. `D` is the dimension of money per token.
template <class D, class S = double>
struct token_cost {
    using per_token = quantity<D, S>;
    per_token input{};
    per_token cached_input{};
    per_token output{};

    /// Cost of a request with these token counts.
    template <class T>
    [[nodiscard]] constexpr auto of(const qty::token<T>& fresh, const qty::token<T>& cached,
                                    const qty::token<T>& generated) const {
        return input * fresh + cached_input * cached + output * generated;
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("input", p.input...);
        v("cached_input", p.cached_input...);
        v("output", p.output...);
    }
};

/// Splits the chip-time of a steady state over the kinds of tokens, by what each makes the chips
/// do: fresh input its prefill, cached input the attention over its keys, output its share of the
/// decode steps. Waiting and interference are spread in the same proportion. Where the traffic has
/// no cached input, the price of a cached token is that of a prefix as long as the input.
template <class S>
[[nodiscard]] constexpr token_use<S> use_per_token(const prepared<S>& d, const traffic<S>& t,
                                                   const operating_point<S>& at) {
    namespace u = units;
    const S input = t.input.in(u::token);
    const S cached = input * t.cached.value();
    const S fresh = input - cached;
    const S output = t.output.in(u::token);
    const S batch = max(at.batch.in(u::request), constant<S>(1.0));
    // Time of one prompt on its attention group; a pipeline's stages and the other groups work on
    // other prompts meanwhile.
    const auto& plan = d.kernel.work.plan;
    const double side_by_side = static_cast<double>(d.instances) * plan.dp * plan.pp;
    const qty::request<S> one = constant<S>(1.0) * u::request;
    const bool none = !(hull(cached).high > 0);
    const S prefix = none ? input : cached;
    const S alone = prefill_time(d, one, S(fresh) * u::token).total().in(u::second);
    const S behind =
        prefill_time(d, one, S(fresh) * u::token, S(prefix) * u::token).total().in(u::second);
    const S prompt = alone / side_by_side;
    const S reading = max(behind - alone, constant<S>(0.0)) / side_by_side;
    const S context = input + output * 0.5;
    const S steps =
        decode_time(d, S(batch) * u::request, S(context) * u::token).total().in(u::second);
    const S generating = output * steps / batch;
    const S in_request = none ? S(prompt + generating) : S(prompt + reading + generating);
    // Chip-seconds that a request really takes, over those that its parts would.
    const S stretch =
        static_cast<double>(at.chips) / (at.requests.in(u::request / u::second) * in_request);
    constexpr auto unit = u::chip * u::second / u::token;
    token_use<S> use;
    use.input = S(stretch * prompt / fresh) * unit;
    use.cached_input = S(stretch * reading / prefix) * unit;
    use.output = S(stretch * generating / output) * unit;
    return use;
}

/// Cost of a token of each kind at a price per chip-hour, in that price's currency. Idle hours are
/// not in it: see `price_for`.
template <class S, class Price>
[[nodiscard]] constexpr auto cost_per_token(const token_use<S>& use, const Price& price) {
    const auto amount = detail::amount_of(price);
    require_not_negative("price", amount);
    const auto output = use.output * amount;
    using quantity_type = std::remove_cvref_t<decltype(output)>;
    token_cost<typename quantity_type::dimension, typename quantity_type::scalar_type> cost;
    cost.input = use.input * amount;
    cost.cached_input = use.cached_input * amount;
    cost.output = output;
    return cost;
}

/// The price that earns `margin` of itself when the chips are sold for `utilisation` of their
/// hours: cost / utilisation / (1 - margin), kind by kind. A margin of 1 has no price: error 105.
template <class D, class S>
[[nodiscard]] constexpr token_cost<D, S>
price_for(const token_cost<D, S>& cost, const std::type_identity_t<fraction<S>>& utilisation,
          const std::type_identity_t<share<S>>& margin) {
    require_in_range("margin", margin.value(), 0, 0.9999);
    const S factor = 1.0 / (utilisation.value() * (1.0 - margin.value()));
    token_cost<D, S> price;
    price.input = cost.input * factor;
    price.cached_input = cost.cached_input * factor;
    price.output = cost.output * factor;
    return price;
}

/// Electricity and emissions of one token of each kind.
template <class S = double>
struct token_footprint {
    using energy_per_token = quantity<quotient_t<dim<tag::joule>, dim<tag::token>>, S>;
    using carbon_per_token = quantity<quotient_t<dim<tag::gCO2e>, dim<tag::token>>, S>;
    energy_per_token input_energy{}, output_energy{};
    carbon_per_token input_carbon{}, output_carbon{};

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("input_energy", p.input_energy...);
        v("output_energy", p.output_energy...);
        v("input_carbon", p.input_carbon...);
        v("output_carbon", p.output_carbon...);
    }
};

/// Energy at the meter: chip-time times the power of a chip with its share of the server
/// (`per_chip`) times PUE; emissions at a grid's intensity (grams per joule).
template <class S>
[[nodiscard]] constexpr token_footprint<S>
footprint(const token_use<S>& use, const std::type_identity_t<qty::power_per_chip<S>>& per_chip,
          double pue,
          const std::type_identity_t<quantity<quotient_t<dim<tag::gCO2e>, dim<tag::joule>>, S>>&
              intensity) {
    require_positive("per_chip", per_chip);
    require_in_range("pue", pue, 1, 5);
    require_not_negative("intensity", intensity);
    token_footprint<S> f;
    f.input_energy = use.input * per_chip * pue;
    f.output_energy = use.output * per_chip * pue;
    f.input_carbon = f.input_energy * intensity;
    f.output_carbon = f.output_energy * intensity;
    return f;
}

} // namespace flopcost::serving
