// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/economics/cost.hpp>

/// Amounts that change over time: burn, prices, volumes. A path is any callable of `qty::time<S>`;
/// these are the usual ones.
namespace flopcost::economics {

/// The same at all times.
template <class D, class S = double>
struct constant_path {
    quantity<D, S> value{};
    [[nodiscard]] constexpr quantity<D, S> operator()(const qty::time<S>&) const { return value; }
};

/// `start` times `per_year` for each year: 2.4 is growth by 140 %, 0.1 a fall to a tenth.
template <class D, class S = double>
struct growth_path {
    quantity<D, S> start{};
    S per_year = detail::one<S>();
    [[nodiscard]] constexpr quantity<D, S> operator()(const qty::time<S>& t) const {
        return start * S(exp(log(per_year) * t.in(units::year)));
    }
};

/// From `start` to `end` in a straight line over `over`, constant afterwards.
template <class D, class S = double>
struct linear_path {
    quantity<D, S> start{};
    quantity<D, S> end{};
    qty::time<S> over{1.0 * units::year};
    [[nodiscard]] constexpr quantity<D, S> operator()(const qty::time<S>& t) const {
        return start + (end - start) * min(S(t / over), detail::one<S>());
    }
};

template <class D, class S>
constant_path(quantity<D, S>) -> constant_path<D, S>;
template <class D, class S>
growth_path(quantity<D, S>, S) -> growth_path<D, S>;
template <class D, class S>
linear_path(quantity<D, S>, quantity<D, S>, qty::time<S>) -> linear_path<D, S>;

} // namespace flopcost::economics
