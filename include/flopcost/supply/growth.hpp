// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/describe.hpp>
#include <flopcost/core/scalar.hpp>
#include <flopcost/core/units.hpp>

namespace flopcost::supply {

/// Growth of something per year, as the factor of one year (above 0; 1 is standstill).
template <class S = double>
struct growth {
    S per_year = constant<S>(1.0);

    /// The factor over a time.
    [[nodiscard]] constexpr S over(const qty::time<S>& t) const {
        require_positive("growth per year", per_year);
        return exp(S(log(per_year) * t.in(units::year)));
    }
    /// As the time in which it doubles; infinite at standstill.
    [[nodiscard]] constexpr qty::time<S> doubling() const {
        require_positive("growth per year", per_year);
        return S(constant<S>(ln_2) / log(per_year)) * units::year;
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("per_year", p.per_year...);
    }
};

/// Growth from a doubling (or, negative, a halving) time. Error 105 on less than a second.
template <class S>
[[nodiscard]] constexpr growth<S> growth_from_doubling(const qty::time<S>& doubling) {
    require_in_range("size of the doubling time in seconds", abs(doubling.in(units::second)), 1,
                     1e100);
    return {exp(S(constant<S>(ln_2) / doubling.in(units::year)))};
}

/// The time in which growth makes a factor: ln(factor) / ln(growth). Both above 0, growth not 1
/// (the result is then infinite); negative where the growth goes the other way.
template <class S>
[[nodiscard]] constexpr qty::time<S> time_to(const S& factor, const growth<S>& at) {
    require_positive("factor", factor);
    require_positive("growth per year", at.per_year);
    return S(log(factor) / log(at.per_year)) * units::year;
}

/// The three sources of effective compute: better chips for the money, better algorithms, more
/// money (all factors of a year).
template <class S = double>
struct progress {
    growth<S> hardware{};
    growth<S> software{};
    growth<S> investment{};

    /// All three together.
    [[nodiscard]] constexpr growth<S> total() const {
        return {S(hardware.per_year * software.per_year * investment.per_year)};
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("hardware", p.hardware...);
        v("software", p.software...);
        v("investment", p.investment...);
    }
};

/// How far behind a gap in effective compute is: the time that the leader took for that factor.
template <class S>
[[nodiscard]] constexpr qty::time<S> lag(const S& gap, const progress<S>& leader) {
    return time_to(gap, leader.total());
}

/// The other way round: the factor in effective compute that a lag amounts to.
template <class S>
[[nodiscard]] constexpr S gap_of(const qty::time<S>& behind, const progress<S>& leader) {
    return leader.total().over(behind);
}

/// The longest run worth starting: after 1 / (ln g_hardware + ln g_software) years a run that
/// starts later, on better chips with better algorithms, ends up ahead (Epoch AI 2022, "The longest
/// training run"; investment counts only if `with_investment`).
template <class S>
[[nodiscard]] constexpr qty::time<S> longest_run(const progress<S>& p,
                                                 bool with_investment = false) {
    S rate = log(p.hardware.per_year) + log(p.software.per_year);
    if (with_investment) {
        rate = rate + log(p.investment.per_year);
    }
    require_positive("rate of progress", rate);
    return S(constant<S>(1.0) / rate) * units::year;
}

/// When the follower catches up: the gap over the difference of the growth rates; negative where
/// the gap widens.
template <class S>
[[nodiscard]] constexpr qty::time<S> time_to_close(const S& gap, const growth<S>& leader,
                                                   const growth<S>& follower) {
    require_positive("gap", gap);
    require_positive("leader's growth", leader.per_year);
    require_positive("follower's growth", follower.per_year);
    return S(log(gap) / (log(follower.per_year) - log(leader.per_year))) * units::year;
}

/// A race that nobody knows the end of: the gap and both growth rates as lognormals. `*_spread` is
/// the standard deviation of the logarithm; the growth rates hold for the whole time, so their
/// uncertainty grows with it.
template <class S = double>
struct race {
    S gap = constant<S>(1.0);            ///< leader over follower today, above 0
    S gap_spread = constant<S>(0.0);     ///< of ln(gap)
    S closing = constant<S>(0.0);        ///< ln(follower's growth / leader's growth) per year
    S closing_spread = constant<S>(0.0); ///< of `closing`

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("gap", p.gap...);
        v("gap_spread", p.gap_spread...);
        v("closing", p.closing...);
        v("closing_spread", p.closing_spread...);
    }
};

namespace detail {

// The normal distribution function for any scalar: Abramowitz & Stegun 26.2.17, absolute error
// below 7.5e-8.
template <class S>
constexpr S normal_share_below(const S& z) {
    const S a = abs(z);
    const S t = constant<S>(1.0) / (a * 0.2316419 + 1.0);
    const S poly =
        t *
        (t * (t * (t * (t * 1.330274429 - 1.821255978) + 1.781477937) - 0.356563782) + 0.319381530);
    const S upper = exp(S(z * z * -0.5)) * poly * 0.39894228040143268;
    return select_less(z, constant<S>(0.0), upper, S(constant<S>(1.0) - upper));
}

} // namespace detail

/// Odds that the follower is ahead after a time: the normal law of the log of the ratio. The value
/// at the end; within the time they may have been higher only if the ratio turns. Errors 103, 106;
/// a race without any spread has no odds (error 105).
template <class S = double>
[[nodiscard]] constexpr S crossing_odds(const race<S>& r, qty::time<> within) {
    require_positive("gap", r.gap);
    require_not_negative("gap_spread", r.gap_spread);
    require_not_negative("closing_spread", r.closing_spread);
    require_finite("closing", r.closing);
    const double t = within.in(units::year);
    require_not_negative("within", t);
    const S mean = log(r.gap) - r.closing * t;
    const S variance = r.gap_spread * r.gap_spread + r.closing_spread * r.closing_spread * (t * t);
    if (!(hull(variance).low > 0)) {
        rejected::because(error_number::out_of_range, "gap_spread",
                          "a race without spread has no odds: compare the growth rates instead",
                          hull(variance).low, 0);
    }
    return detail::normal_share_below(S(mean / sqrt(variance) * -1.0));
}

} // namespace flopcost::supply
