// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include <flopcost/core/describe.hpp>
#include <flopcost/core/error.hpp>
#include <flopcost/core/fraction.hpp>
#include <flopcost/core/units.hpp>
#include <flopcost/hardware/use.hpp>

/// What the use of hardware costs, and what follows for prices, investors and firms. Prices are
/// nominal unless a deflator is applied; interest is an effective annual rate unless stated.
namespace flopcost::economics {

namespace detail {

// The scalar of a calculation in which certain and uncertain inputs meet.
template <class A, class... Rest>
struct joint {
    using type = A;
};
template <class A, class B, class... Rest>
struct joint<A, B, Rest...> {
    using type = typename joint<flopcost::detail::common_scalar_t<A, B>, Rest...>::type;
};
template <class... S>
using joint_t = typename joint<S...>::type;

template <class D>
struct currency {};
template <class Tag>
struct currency<dim<Tag>> {
    using type = Tag;
};

// Adds up every field of type `Q` that a struct describes: a total cannot forget a part.
template <class Q>
struct adder {
    Q sum{};
    template <class T>
    constexpr void operator()(const char*, const T& part) {
        if constexpr (std::is_same_v<T, Q>) {
            sum += part;
        }
    }
};

template <class Q, class T>
[[nodiscard]] constexpr Q sum_of_parts(const T& breakdown) {
    adder<Q> add;
    T::describe(add, breakdown);
    return add.sum;
}

template <class S>
[[nodiscard]] constexpr S one() {
    return scalar_traits<S>::constant(1.0);
}

} // namespace detail

/// The single currency tag of an amount of money: `dim<tag::USD>` has `tag::USD`. Only money has
/// one.
template <class D>
using currency_of = typename detail::currency<D>::type;

/// What compute costs, by what it is paid for; the parts add up to `total()`. `C` is the currency
/// tag, `Per` the dimension that it is counted per: nothing for an amount, chip time for a rate per
/// chip-hour, tokens for a unit cost. Multiplying by a quantity of `Per` turns a rate into an
/// amount, part by part.
///
///     auto bill = hourly * use.chip_time;   // cost per chip-hour -> cost
template <class S = double, class C = tag::USD, class Per = dimensionless>
struct cost {
    using amount = quantity<quotient_t<dim<C>, Per>, S>;

    amount rent{};       ///< paid to the owner of rented machines, energy and all else included
    amount hardware{};   ///< capital charge of chips and servers
    amount network{};    ///< capital charge of fabric and storage
    amount facility{};   ///< building, power and cooling plant, or colocation
    amount energy{};     ///< electricity, cooling and losses included
    amount operations{}; ///< staff, maintenance, insurance

    /// Sum of the parts.
    [[nodiscard]] constexpr amount total() const { return detail::sum_of_parts<amount>(*this); }
    /// Where a price is asked for, a breakdown is its total.
    [[nodiscard]] constexpr operator amount() const { return total(); }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("rent", p.rent...);
        v("hardware", p.hardware...);
        v("network", p.network...);
        v("facility", p.facility...);
        v("energy", p.energy...);
        v("operations", p.operations...);
    }
};

namespace detail {

// Applies `f` to each part.
template <class To, class S, class C, class Per, class F>
[[nodiscard]] constexpr To map_parts(const cost<S, C, Per>& x, F&& f) {
    To out;
    out.rent = f(x.rent);
    out.hardware = f(x.hardware);
    out.network = f(x.network);
    out.facility = f(x.facility);
    out.energy = f(x.energy);
    out.operations = f(x.operations);
    return out;
}

} // namespace detail

/// Part by part.
template <class S, class C, class Per>
[[nodiscard]] constexpr cost<S, C, Per> operator+(const cost<S, C, Per>& a,
                                                  const cost<S, C, Per>& b) {
    cost<S, C, Per> out;
    out.rent = a.rent + b.rent;
    out.hardware = a.hardware + b.hardware;
    out.network = a.network + b.network;
    out.facility = a.facility + b.facility;
    out.energy = a.energy + b.energy;
    out.operations = a.operations + b.operations;
    return out;
}

/// Each part times a number, or times a quantity (a rate times what it is counted per).
template <class S, class C, class Per, class D, class T>
[[nodiscard]] constexpr auto operator*(const cost<S, C, Per>& x, const quantity<D, T>& q) {
    using to = cost<detail::joint_t<S, T>, C, quotient_t<Per, D>>;
    return detail::map_parts<to>(x, [&q](const auto& part) { return part * q; });
}
template <class S, class C, class Per, number_like K>
[[nodiscard]] constexpr auto operator*(const cost<S, C, Per>& x, const K& k) {
    using to = cost<detail::joint_t<S, flopcost::detail::number_scalar_t<K>>, C, Per>;
    return detail::map_parts<to>(x, [&k](const auto& part) { return part * k; });
}
/// Each part divided by a quantity: an amount over tokens is a cost per token.
template <class S, class C, class Per, class D, class T>
[[nodiscard]] constexpr auto operator/(const cost<S, C, Per>& x, const quantity<D, T>& q) {
    using to = cost<detail::joint_t<S, T>, C, product_t<Per, D>>;
    return detail::map_parts<to>(x, [&q](const auto& part) { return part / q; });
}
template <class S, class C, class Per, number_like K>
[[nodiscard]] constexpr auto operator/(const cost<S, C, Per>& x, const K& k) {
    using to = cost<detail::joint_t<S, flopcost::detail::number_scalar_t<K>>, C, Per>;
    return detail::map_parts<to>(x, [&k](const auto& part) { return part / k; });
}

namespace detail {
using chip_time_dim = product_t<dim<tag::chip>, dim<tag::second>>;
} // namespace detail

/// What a use of hardware costs at a price for each chip-hour, in the price's currency. The chip
/// time is billed as it stands: idle and lost hours are inside it. Error 106 for a negative price
/// or time.
///
///     economics::rent(use, 2.0 * usd / chip_hour).total()
template <class S, class D, class T>
[[nodiscard]] constexpr auto rent(const hardware::use<S>& use,
                                  const quantity<D, T>& price_per_chip_time) {
    using C = currency_of<product_t<D, detail::chip_time_dim>>;
    require_not_negative("chip_time", use.chip_time);
    require_not_negative("price_per_chip_time", price_per_chip_time);
    cost<detail::joint_t<S, T>, C> out;
    out.rent = use.chip_time * price_per_chip_time;
    return out;
}

/// As above with a breakdown for each chip-hour (`hourly_cost`): owned or mixed hardware.
template <class S, class T, class C>
[[nodiscard]] constexpr auto rent(const hardware::use<S>& use,
                                  const cost<T, C, detail::chip_time_dim>& hourly) {
    require_not_negative("chip_time", use.chip_time);
    require_not_negative("hourly", hourly.total());
    return hourly * use.chip_time;
}

} // namespace flopcost::economics
