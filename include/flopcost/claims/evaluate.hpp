// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <flopcost/claims/claim.hpp>
#include <flopcost/claims/inputs.hpp>

namespace flopcost::claims {

/// Another number that the same claim gives: another basket, measure or date.
struct variant {
    const char* label = "";
    const char* unit = "";
    /// Whether the published number may be held against it: a corner of the assumptions, not
    /// another quantity.
    bool corner = true;
};

/// A variant, computed.
struct variant_result {
    claims::variant what{};
    double central = 0;
    summary result{};
    bool contains_published = false; ///< in its 90 % interval
};

/// How much an input moves the result.
struct influence {
    double slope = 0;      ///< derivative at the central values
    double elasticity = 0; ///< percent of result per percent of input
    double swing = 0;      ///< result at the input's 95th less that at its 5th percentile
};

/// The value of an input at which the claim would hold exactly.
struct inverse {
    int input = -1;    ///< index into the finding's inputs; -1: there are none
    double target = 0; ///< the published number (of a range, the nearer end) to be met
    bool found = false;
    double value = 0;
};

/// All that is known about a claim after its evaluation.
struct finding {
    claims::statement statement{};
    claims::verdict verdict = verdict::not_reproduced;
    const char* corner = ""; ///< the variant in which it would hold, where only that makes it so
    double central = 0;      ///< at the central inputs
    summary result{};
    std::vector<input> inputs{};
    std::vector<influence> influences{}; ///< in the order of the inputs
    claims::inverse inverse{};
    std::vector<variant_result> variants{};
};

/// A claim: a statement, a formula over `in(...)`, and optionally variants of it.
template <class C>
concept claim = requires(const C& c, central_inputs& in) {
    { C::about } -> std::convertible_to<const statement&>;
    { c(in, 0) } -> std::convertible_to<double>;
};

namespace detail {

template <class C>
constexpr std::size_t variant_count() {
    if constexpr (requires { C::variants; }) {
        return sizeof(C::variants) / sizeof(C::variants[0]);
    } else {
        return 0;
    }
}

// An input may be moved where the formula has no value (a share above 1 somewhere inside): that
// point is then left out.
template <class C>
double value_with(const C& c, text name, double x, int v = 0) {
#if defined(__cpp_exceptions)
    try {
        return c(inputs_with<double>(name, x), v);
    } catch (const error&) {
        return flopcost::detail::not_a_number;
    }
#else
    return c(inputs_with<double>(name, x), v);
#endif
}

} // namespace detail

/// The inputs of a claim, those of its headline first, each once.
template <claim C>
[[nodiscard]] std::vector<input> inputs_of(const C& c) {
    central_inputs in;
    for (std::size_t v = 0; v <= detail::variant_count<C>(); ++v) {
        static_cast<void>(c(in, static_cast<int>(v)));
    }
    return in.used();
}

/// How much each input moves the headline: slope from dual numbers, swing from the ends.
template <claim C>
[[nodiscard]] std::vector<influence> influences_of(const C& c, const std::vector<input>& inputs) {
    constexpr int width = 6;
    std::vector<influence> out(inputs.size());
    for (std::size_t first = 0; first < inputs.size(); first += width) {
        gradient_inputs<width> in(inputs, first);
        const dual<width> y = c(in, 0);
        for (std::size_t k = 0; k < width && first + k < inputs.size(); ++k) {
            const input& i = inputs[first + k];
            influence& f = out[first + k];
            f.slope = y.derivative(static_cast<int>(k));
            f.elasticity = y.value() != 0 ? f.slope * i.value / y.value() : 0;
            if (!i.certain()) {
                f.swing =
                    detail::value_with(c, i.name, i.high) - detail::value_with(c, i.name, i.low);
            }
        }
    }
    return out;
}

/// The most influential input: the largest swing; where all are certain, the largest elasticity.
[[nodiscard]] inline int most_influential(const std::vector<influence>& all) {
    const auto size = [](double x) { return x == x ? flopcost::abs(x) : 0.0; };
    int best = all.empty() ? -1 : 0;
    bool any_swing = false;
    for (const influence& f : all) {
        any_swing = any_swing || size(f.swing) > 0;
    }
    for (std::size_t k = 1; k < all.size(); ++k) {
        const influence& b = all[static_cast<std::size_t>(best)];
        const bool larger = any_swing ? size(all[k].swing) > size(b.swing)
                                      : size(all[k].elasticity) > size(b.elasticity);
        best = larger ? static_cast<int>(k) : best;
    }
    return best;
}

} // namespace flopcost::claims
