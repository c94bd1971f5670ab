// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/economics/cost.hpp>

/// Amounts that change over time: burn, prices, volumes. A path is any callable of `qty::time<S>`;
/// these are the usual ones, for any quantity `Q` (`qty::usd_rate<S>`, `qty::usd_per_token<S>`).
namespace flopcost::economics {

/// The same at all times.
template <class Q>
struct constant_path {
    using scalar_type = typename Q::scalar_type;
    Q value{};
    [[nodiscard]] constexpr Q operator()(const qty::time<scalar_type>&) const { return value; }
};

/// `start` times `per_year` for each year: 2.4 is growth by 140 %, 0.1 a fall to a tenth.
template <class Q>
struct growth_path {
    using scalar_type = typename Q::scalar_type;
    Q start{};
    scalar_type per_year = detail::one<scalar_type>();
    [[nodiscard]] constexpr Q operator()(const qty::time<scalar_type>& t) const {
        return start * scalar_type(exp(log(per_year) * t.in(units::year)));
    }
};

/// From `start` to `end` in a straight line over `over`, constant afterwards.
template <class Q>
struct linear_path {
    using scalar_type = typename Q::scalar_type;
    Q start{};
    Q end{};
    qty::time<scalar_type> over{1.0 * units::year};
    [[nodiscard]] constexpr Q operator()(const qty::time<scalar_type>& t) const {
        return start + (end - start) * min(scalar_type(t / over), detail::one<scalar_type>());
    }
};

template <class Q>
constant_path(Q) -> constant_path<Q>;
template <class Q>
growth_path(Q, typename Q::scalar_type) -> growth_path<Q>;
template <class Q>
linear_path(Q, Q, qty::time<typename Q::scalar_type>) -> linear_path<Q>;

} // namespace flopcost::economics
