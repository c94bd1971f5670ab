// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <flopcost/core/fraction.hpp>
#include <flopcost/core/quantity.hpp>

namespace flopcost {

namespace detail {
struct any_visitor {
    template <class... T>
    constexpr void operator()(const char*, T&&...) const {}
};
} // namespace detail

/// A described struct names its fields once, in a static member template
///
///     template <class V, class... P>
///     static constexpr void describe(V&& v, P&&... p) { v("tokens", p.tokens...); ... }
///
/// which visits the fields of any number of objects side by side. Widening (`lift`), reports and
/// explanations are generic over it.
template <class T>
concept described = requires(T& t) {
    std::remove_cvref_t<T>::describe(detail::any_visitor{}, t);
};

namespace detail {

template <class S, class T>
struct lifted {
    using type = T;
};
template <class S, class T>
using lifted_t = typename lifted<S, T>::type;

template <class S, class D>
struct lifted<S, quantity<D, double>> {
    using type = quantity<D, S>;
};
template <class S>
struct lifted<S, fraction<double>> {
    using type = fraction<S>;
};
template <class S>
struct lifted<S, share<double>> {
    using type = share<S>;
};
// A described template over one scalar.
template <class S, template <class> class Plan>
    requires described<Plan<double>>
struct lifted<S, Plan<double>> {
    using type = Plan<S>;
};
// One that has a currency tag as well.
template <class S, template <class, class> class Plan, class Tag>
    requires described<Plan<double, Tag>>
struct lifted<S, Plan<double, Tag>> {
    using type = Plan<S, Tag>;
};

template <class T, std::size_t N>
constexpr std::size_t extent(const T (&)[N]) noexcept {
    return N;
}
template <class T>
constexpr std::size_t extent(const T& array) noexcept {
    return array.size();
}

struct lift_field {
    template <class To, class From>
    constexpr void operator()(const char* name, To& to, const From& from) const {
        if constexpr (std::is_array_v<To>) {
            for (std::size_t i = 0; i < detail::extent(to); ++i) {
                (*this)("", to[i], from[i]);
            }
        } else if constexpr (!std::is_same_v<To, From> && requires {
                                 to.has_value();
                                 from.has_value();
                             }) {
            if (from.has_value()) {
                typename To::value_type v{};
                (*this)(name, v, *from);
                to = v;
            }
        } else if constexpr (std::is_same_v<To, From> || std::is_convertible_v<const From&, To>) {
            to = from;
            if constexpr (is_quantity<To>::value || part_of_whole<To> ||
                          (std::is_same_v<From, double> && scalar<To>)) {
                to = named(name, to);
            }
        } else if constexpr (described<To>) {
            To::describe(*this, to, from);
        } else if constexpr (std::is_arithmetic_v<From>) {
            to = scalar_traits<To>::constant(static_cast<double>(from));
        } else {
            for (std::size_t i = 0; i < detail::extent(to); ++i) {
                (*this)("", to[i], from[i]);
            }
        }
    }
};

} // namespace detail

/// Widens a certain plan (or quantity, fraction, number) to the scalar `S`: every field is a
/// constant of it, after which single fields are overwritten with uncertain values.
///
///     auto p = lift<interval>(plan);  p.mfu = fraction{interval{0.3, 0.4}};
template <class S, class T>
[[nodiscard]] constexpr auto lift(const T& x) {
    if constexpr (std::is_arithmetic_v<T>) {
        return scalar_traits<S>::constant(static_cast<double>(x));
    } else {
        detail::lifted_t<S, T> out{};
        detail::lift_field{}("", out, x);
        return out;
    }
}

/// As `lift`, with the scalar of an example value.
template <class S, class T>
[[nodiscard]] constexpr auto lift_to(const S&, const T& x) {
    return lift<S>(x);
}

} // namespace flopcost
