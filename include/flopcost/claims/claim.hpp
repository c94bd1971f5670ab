// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/figure.hpp>
#include <flopcost/catalog/market_entry.hpp>
#include <flopcost/core/date.hpp>
#include <flopcost/core/fact.hpp>
#include <flopcost/core/text.hpp>

/// Published statements about the cost of compute, each recomputed from sourced facts by the models
/// of this library and judged. No claimed figure is an input to its own reproduction.
namespace flopcost::claims {

/// What values an input can take; it shapes the distribution and bounds the search for the inverse.
enum class domain : unsigned char {
    positive, ///< above 0: uncertain by a factor
    share,    ///< between 0 and 1: uncertain in its odds
    real,     ///< any number: uncertain by a difference
};

/// A number that enters a claim: median, 5th and 95th percentile, unit, source and day. `low` ==
/// `value` == `high` is certain. Inputs are identified by name: two uses of one name are one node.
struct input {
    const char* name = "";
    double value = 0;
    double low = value;
    double high = value;
    const char* unit = "";
    const char* source = "";
    date as_of{};
    claims::domain domain = claims::domain::positive;

    /// Whether it is certain.
    [[nodiscard]] constexpr bool certain() const noexcept { return low == high; }

    /// Error 107 without name or source, 105 unless low <= value <= high inside the domain.
    constexpr void validate() const {
        if (text(name).empty()) {
            rejected::must_not_be_empty("name of an input");
        }
        if (text(source).empty()) {
            rejected::must_not_be_empty("source of an input");
        }
        if (!(low <= value && value <= high)) {
            rejected::value_out_of_range(name, value, low, high);
        }
        if (domain == claims::domain::positive && !(low > 0)) {
            rejected::value_must_be_positive(name, low);
        }
        if (domain == claims::domain::share && !certain() && !(low > 0 && high < 1)) {
            rejected::value_out_of_range(name, low > 0 ? high : low, 0, 1);
        }
    }
};

/// An input without uncertainty.
[[nodiscard]] constexpr input exactly(const char* name, double value, const char* unit,
                                      const char* source, date as_of,
                                      claims::domain d = claims::domain::positive) {
    return {.name = name,
            .value = value,
            .low = value,
            .high = value,
            .unit = unit,
            .source = source,
            .as_of = as_of,
            .domain = d};
}

/// An input from a figure of the catalogue, in the figure's own unit, under a readable name.
[[nodiscard]] constexpr input from(const catalog::figure& f, const char* name = nullptr,
                                   claims::domain d = claims::domain::positive) {
    const fact<double> n = f.numbers();
    return {.name = name ? name : f.name,
            .value = n.value,
            .low = n.low,
            .high = n.high,
            .unit = f.unit,
            .source = f.source,
            .as_of = f.as_of,
            .domain = d};
}

/// An input from a fact of the catalogue, in a unit that the caller names.
template <class D>
[[nodiscard]] constexpr input from(const fact<quantity<D, double>>& f, unit<D> u,
                                   const char* unit_name, const char* name) {
    return {.name = name,
            .value = f.value.in(u),
            .low = f.low.in(u),
            .high = f.high.in(u),
            .unit = unit_name,
            .source = f.source,
            .as_of = f.as_of};
}

/// An input from an owner's stock, in H100-equivalents.
[[nodiscard]] constexpr input from(const catalog::owner_stock& s, const char* name) {
    return {.name = name,
            .value = s.h100e,
            .low = s.h100e_low,
            .high = s.h100e_high,
            .unit = "H100e",
            .source = s.source,
            .as_of = s.as_of};
}

/// The same input with another range around its value, and why.
[[nodiscard]] constexpr input within(input i, double low, double high,
                                     const char* source = nullptr) {
    i.low = low;
    i.high = high;
    if (source != nullptr) {
        i.source = source;
    }
    return i;
}

/// The published number: a value, a range or a bound.
struct published {
    double low = 0;
    double high = 0;
    const char* unit = "";

    [[nodiscard]] constexpr bool is_value() const noexcept { return low == high; }
    [[nodiscard]] constexpr bool contains(double x) const noexcept { return low <= x && x <= high; }
    /// The end that is nearer to `x` (in absolute distance).
    [[nodiscard]] constexpr double nearest(double x) const noexcept {
        if (!(low > -flopcost::detail::infinity)) {
            return high;
        }
        if (!(high < flopcost::detail::infinity)) {
            return low;
        }
        const double a = x < low ? low - x : x - low;
        const double b = x < high ? high - x : x - high;
        return a <= b ? low : high;
    }
};

/// A published value.
[[nodiscard]] constexpr published value(double x, const char* unit) noexcept {
    return {x, x, unit};
}
/// A published range.
[[nodiscard]] constexpr published range(double low, double high, const char* unit) noexcept {
    return {low, high, unit};
}
/// "At least", "more than".
[[nodiscard]] constexpr published at_least(double x, const char* unit) noexcept {
    return {x, flopcost::detail::infinity, unit};
}
/// "At most", "less than".
[[nodiscard]] constexpr published at_most(double x, const char* unit) noexcept {
    return {-flopcost::detail::infinity, x, unit};
}

/// What the comparison came to.
enum class verdict : unsigned char {
    reproduced,     ///< published value in the 90 % interval, median within the claim's factor
    plausible,      ///< in the 99 % interval, or only in a stated corner of the assumptions
    not_reproduced, ///< neither
    arithmetic,     ///< a calculation on the source's own numbers that matches to rounding
};

/// The name of a verdict.
[[nodiscard]] constexpr const char* name(verdict v) noexcept {
    switch (v) {
    case verdict::reproduced:
        return "reproduced";
    case verdict::plausible:
        return "plausible";
    case verdict::not_reproduced:
        return "not reproduced";
    case verdict::arithmetic:
        return "arithmetic";
    }
    return "";
}

/// Which number of the distribution is compared with the published one.
enum class statistic : unsigned char {
    value,             ///< the value itself
    upper_over_median, ///< 95th percentile over median: a published relative interval
};

/// How a claim is judged.
enum class rule : unsigned char {
    estimate,   ///< against the distribution of the computed value
    arithmetic, ///< against the central value, to the published rounding
};

/// What was said, and how it is tested.
struct statement {
    const char* id = "";
    const char* source = "";  ///< key of the piece, or the publication
    const char* said = "";    ///< in our own words
    const char* reading = ""; ///< how the words were made a number, where they are none
    claims::published published{};
    const char* computes = ""; ///< what the computed number is
    claims::rule rule = rule::estimate;
    statistic compared = statistic::value;
    double factor = 1.5;     ///< estimate: the median must be within this factor
    double rounding = 0.005; ///< arithmetic: relative tolerance of the published rounding
};

/// A quantile summary.
struct summary {
    double median = 0;
    double mean = 0;
    double p005 = 0, p5 = 0, p95 = 0, p995 = 0;
    double odds = 0; ///< that the published range or bound holds (0 for a single value)
};

/// Odds at which a published bound or range counts as reproduced: three to one.
inline constexpr double good_odds = 0.75;

/// The verdict of an estimate on its headline, by the rules of `verdict`. A value is reproduced if
/// it lies in the 90 % interval and the median within `factor` of it; a bound ("at least", "at
/// most") if it holds at good odds; a range if the 90 % interval meets it and the median lies in it
/// or within `factor` of its nearer end.
[[nodiscard]] constexpr verdict judge_estimate(const published& p, double factor,
                                               const summary& s) noexcept {
    const bool bound =
        !(p.low > -flopcost::detail::infinity) || !(p.high < flopcost::detail::infinity);
    const bool in_90 = p.high >= s.p5 && p.low <= s.p95;
    const bool in_99 = p.high >= s.p005 && p.low <= s.p995;
    // A factor means nothing across zero: there the 90 % interval decides alone.
    const double end = p.nearest(s.median);
    const double ratio = s.median / end;
    const bool near = !(end * s.median > 0) || (ratio <= factor && ratio * factor >= 1);
    const bool central = bound ? s.odds >= good_odds : p.contains(s.median) || near;
    if (in_90 && central) {
        return verdict::reproduced;
    }
    return in_99 ? verdict::plausible : verdict::not_reproduced;
}

/// The verdict of a pure calculation.
[[nodiscard]] constexpr verdict judge_arithmetic(const published& p, double rounding,
                                                 double computed) noexcept {
    const double slack = rounding * (computed < 0 ? -computed : computed);
    return computed >= p.low - slack && computed <= p.high + slack ? verdict::arithmetic
                                                                   : verdict::not_reproduced;
}

} // namespace flopcost::claims
