// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/date.hpp>
#include <flopcost/core/describe.hpp>
#include <flopcost/core/scalar.hpp>
#include <flopcost/hardware/chip.hpp>

namespace flopcost::supply {

/// What makes one chip count as so many of another. The published China/US ratios differ by a
/// factor of five through this choice alone: an H20 is 0.15 H100 in arithmetic and 1.2 in memory
/// bandwidth.
enum class measure : unsigned char {
    operations_8bit, ///< peak FP8 or INT8 (the H100e of Epoch AI)
    bf16,            ///< peak BF16 or FP16: training
    bandwidth,       ///< memory bandwidth: decoding
    memory,          ///< memory size: what model fits
    cost,            ///< price
};

/// The name of a measure.
[[nodiscard]] constexpr const char* name(measure m) noexcept {
    switch (m) {
    case measure::operations_8bit:
        return "8-bit operations";
    case measure::bf16:
        return "BF16";
    case measure::bandwidth:
        return "memory bandwidth";
    case measure::memory:
        return "memory size";
    case measure::cost:
        return "cost";
    }
    return "";
}

namespace detail {

template <class S>
constexpr S measured(const hardware::chip<S>& c, measure m) {
    switch (m) {
    case measure::operations_8bit:
        return max(c.peak.fp8, c.peak.int8).in(units::flop / units::second / units::chip);
    case measure::bf16:
        return c.peak.bf16.in(units::flop / units::second / units::chip);
    case measure::bandwidth:
        return c.bandwidth.in(units::byte / units::second / units::chip);
    case measure::memory:
        return c.memory.in(units::byte / units::chip);
    case measure::cost:
        break;
    }
    rejected::because(error_number::out_of_range, "measure",
                      "measure = cost needs prices: use equivalents_by_cost");
}

} // namespace detail

/// How many reference chips (an H100, say) one chip is worth by a measure. Error 103 if either has
/// no such figure; 105 for `cost`, which has a function of its own.
template <class S>
[[nodiscard]] constexpr S equivalents(const hardware::chip<S>& c,
                                      const std::type_identity_t<hardware::chip<S>>& reference,
                                      measure m) {
    const S a = supply::detail::measured(c, m);
    const S b = supply::detail::measured(reference, m);
    require_positive("chip (by this measure)", a);
    require_positive("reference chip (by this measure)", b);
    return a / b;
}

/// How many reference chips the money for one chip would buy.
template <class C, class S>
[[nodiscard]] constexpr S
equivalents_by_cost(const qty::money_per_chip<C, S>& price,
                    const std::type_identity_t<qty::money_per_chip<C, S>>& reference) {
    require_positive("price", price.in(unit<quotient_t<dim<C>, dim<tag::chip>>>{}));
    require_positive("reference price", reference.in(unit<quotient_t<dim<C>, dim<tag::chip>>>{}));
    return price / reference;
}

/// Chips of one kind that were delivered around a day, and what each counts for.
template <class S = double>
struct cohort {
    qty::chip<S> chips{};
    S equivalents = constant<S>(1.0); ///< of the reference chip, each
    date delivered{};

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("chips", p.chips...);
        v("equivalents", p.equivalents...);
        v("delivered", p.delivered...);
    }
};

/// How long chips stay in service: a Weibull law, share exp(-(age / life)^shape). A shape of 1 is a
/// constant failure rate, larger ones retirement around an age.
template <class S = double>
struct survival {
    qty::time<S> life = 6.0 * units::year; ///< age at which 1/e is left
    double shape = 4.0;

    /// Share in service at an age; all of it before delivery.
    [[nodiscard]] constexpr S at(qty::time<> age) const {
        require_positive("life", life.in(units::second));
        require_positive("shape", shape);
        const double t = age.in(units::second);
        if (!(t > 0)) {
            return constant<S>(1.0);
        }
        const S relative = t / life.in(units::second);
        return exp(S(pow(relative, shape) * -1.0));
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("life", p.life...);
        v("shape", p.shape...);
    }
};

/// A stock on a day.
template <class S = double>
struct stock_level {
    qty::chip<S> chips{};       ///< in service
    qty::chip<S> equivalents{}; ///< in reference chips

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("chips", p.chips...);
        v("equivalents", p.equivalents...);
    }
};

/// What is in service on a day: the cohorts delivered until then, times what survives of each.
/// `cohorts` is any range of `cohort<S>`.
template <class S, class Cohorts>
[[nodiscard]] constexpr stock_level<S> stock(const Cohorts& cohorts, date day,
                                             const survival<S>& law) {
    stock_level<S> out;
    for (const cohort<S>& c : cohorts) {
        require_not_negative("chips", c.chips.in(units::chip));
        require_not_negative("equivalents", c.equivalents);
        if (day < c.delivered) {
            continue;
        }
        const qty::chip<S> alive = c.chips * law.at(between(c.delivered, day));
        out.chips += alive;
        out.equivalents += alive * c.equivalents;
    }
    return out;
}

} // namespace flopcost::supply
