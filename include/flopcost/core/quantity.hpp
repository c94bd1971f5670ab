// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <type_traits>

#include <flopcost/core/dimension.hpp>
#include <flopcost/core/order.hpp>

namespace flopcost {

template <class D, class S = double>
class quantity;

template <class S>
struct scalar_traits;

namespace detail {

template <class T>
struct is_quantity : std::false_type {};
template <class D, class S>
struct is_quantity<quantity<D, S>> : std::true_type {};

// Products and sums of a scalar may be expression templates: they are materialised as the scalar.
template <class A, class B>
struct common_scalar {
    using type = A;
};
template <class B>
struct common_scalar<double, B> {
    using type = B;
};
template <class A, class B>
using common_scalar_t = typename common_scalar<A, B>::type;

template <class A, class B>
concept mixable = std::same_as<A, B> || std::same_as<A, double> || std::same_as<B, double>;

// Plain constants instead of concepts: where they fail, a compiler says so in one line.
template <class S>
inline constexpr bool ordered = std::totally_ordered<S>;
template <class D1, class S1, class D2, class S2>
inline constexpr bool comparable = std::is_same_v<D1, D2> && ordered<S1> && ordered<S2>;

// Storage and access for the library's own operators; users go through units.
struct access {
    struct direct {};
    template <class D, class S>
    [[nodiscard]] static constexpr const S& base(const quantity<D, S>& q) noexcept {
        return q.base_;
    }
    // A quantity of no dimension is its scalar.
    template <class D, class S>
    [[nodiscard]] static constexpr auto make(S value) {
        if constexpr (std::is_same_v<D, dimensionless>) {
            return value;
        } else {
            return quantity<D, S>(direct{}, static_cast<S&&>(value));
        }
    }
};

} // namespace detail

/// What may stand for a pure number in front of a unit or a quantity: any arithmetic type, or a
/// scalar. Units and quantities themselves may not.
template <class T>
concept number_like = !detail::is_quantity<T>::value && !requires {
    typename T::not_a_number;
}
&&std::copyable<T>&& requires(const T a, const double k) {
    a* k;
};

/// A unit of dimension `D`: `number * unit` makes a quantity, `q.in(unit)` reads one. The scale to
/// the base unit is kept as an exact ratio, because dividing by 3600 and multiplying by 1/3600
/// differ in the last bit. Units multiply and divide: `usd / (mega * token)`.
template <class D>
struct unit {
    using not_a_number = void;
    using dimension = D;
    double num = 1;
    double den = 1;

    template <class S>
    [[nodiscard]] constexpr S to_base(S x) const {
        if (num != 1) {
            x = S(x * num);
        }
        if (den != 1) {
            x = S(x / den);
        }
        return x;
    }
    template <class S>
    [[nodiscard]] constexpr S from_base(S x) const {
        if (den != 1) {
            x = S(x * den);
        }
        if (num != 1) {
            x = S(x / num);
        }
        return x;
    }
};

template <class A, class B>
[[nodiscard]] constexpr unit<product_t<A, B>> operator*(unit<A> a, unit<B> b) {
    return {a.num * b.num, a.den * b.den};
}
template <class A, class B>
[[nodiscard]] constexpr unit<quotient_t<A, B>> operator/(unit<A> a, unit<B> b) {
    return {a.num * b.den, a.den * b.num};
}

/// A value of scalar `S` with dimension `D`, stored in base units. Enters as `number * unit`,
/// leaves as `q.in(unit)`; there is no other door. Sums demand equal dimensions, products and
/// quotients merge them, and a quotient without dimension is a plain `S`. Comparison exists only
/// for totally ordered scalars: a branch on an interval or a pack does not compile.
///
///     constexpr auto price = 2.0 * usd / chip_hour;
///     static_assert((price * (24.0 * chip_hour)).in(usd) == 48.0);
template <class D, class S>
class quantity {
public:
    using dimension = D;
    using scalar_type = S;

    /// Zero.
    constexpr quantity() = default;
    /// A certain quantity widens to any scalar.
    template <std::same_as<double> T>
        requires(!std::is_same_v<S, T>)
    constexpr quantity(const quantity<D, T>& other)
        : base_(scalar_traits<S>::constant(detail::access::base(other))) {}

    /// The number of `u` in this quantity.
    [[nodiscard]] constexpr S in(unit<D> u) const { return u.from_base(base_); }

    [[nodiscard]] constexpr quantity operator-() const {
        return detail::access::make<D>(S(base_ * -1.0));
    }
    // A certain operand widens by the converting constructor above.
    [[nodiscard]] friend constexpr quantity operator+(const quantity& a, const quantity& b) {
        return detail::access::make<D>(S(a.base_ + b.base_));
    }
    [[nodiscard]] friend constexpr quantity operator-(const quantity& a, const quantity& b) {
        return detail::access::make<D>(S(a.base_ - b.base_));
    }
    constexpr quantity& operator+=(const quantity& other) { return *this = *this + other; }
    constexpr quantity& operator-=(const quantity& other) { return *this = *this - other; }
    template <number_like K>
    constexpr quantity& operator*=(const K& k) {
        return *this = *this * k;
    }
    template <number_like K>
    constexpr quantity& operator/=(const K& k) {
        return *this = *this / k;
    }

    [[nodiscard]] friend constexpr bool operator==(const quantity& a,
                                                   const quantity& b) requires detail::ordered<S> {
        return a.base_ == b.base_;
    }
    // Written out, because <compare> is a quarter of what this header costs to include.
    [[nodiscard]] friend constexpr bool operator<(const quantity& a,
                                                  const quantity& b) requires detail::ordered<S> {
        return a.base_ < b.base_;
    }
    [[nodiscard]] friend constexpr bool operator>(const quantity& a,
                                                  const quantity& b) requires detail::ordered<S> {
        return a.base_ > b.base_;
    }
    [[nodiscard]] friend constexpr bool operator<=(const quantity& a,
                                                   const quantity& b) requires detail::ordered<S> {
        return a.base_ <= b.base_;
    }
    [[nodiscard]] friend constexpr bool operator>=(const quantity& a,
                                                   const quantity& b) requires detail::ordered<S> {
        return a.base_ >= b.base_;
    }

private:
    friend struct detail::access;
    // In place: a pack of samples is half a kilobyte, not to be zeroed first.
    constexpr quantity(detail::access::direct, S&& base) : base_(static_cast<S&&>(base)) {}
    S base_{};
};

template <class D1, class S1, class D2, class S2>
    requires detail::mixable<S1, S2>
[[nodiscard]] constexpr auto operator*(const quantity<D1, S1>& a, const quantity<D2, S2>& b) {
    using S = detail::common_scalar_t<S1, S2>;
    return detail::access::make<product_t<D1, D2>>(
        S(detail::access::base(a) * detail::access::base(b)));
}
template <class D1, class S1, class D2, class S2>
    requires detail::mixable<S1, S2>
[[nodiscard]] constexpr auto operator/(const quantity<D1, S1>& a, const quantity<D2, S2>& b) {
    using S = detail::common_scalar_t<S1, S2>;
    if constexpr (std::is_same_v<S1, double> && !std::is_same_v<S2, double>) {
        return detail::access::make<quotient_t<D1, D2>>(
            S(scalar_traits<S>::constant(detail::access::base(a)) / detail::access::base(b)));
    } else {
        return detail::access::make<quotient_t<D1, D2>>(
            S(detail::access::base(a) / detail::access::base(b)));
    }
}

namespace detail {

// An int is a double here; a float keeps company with doubles; every scalar is itself.
template <class K>
using number_scalar_t = std::conditional_t<std::is_arithmetic_v<K>, double, K>;

} // namespace detail

template <number_like K, class D, class S>
    requires detail::mixable<detail::number_scalar_t<K>, S>
[[nodiscard]] constexpr auto operator*(const K& k, const quantity<D, S>& q) {
    using N = detail::number_scalar_t<K>;
    using R = detail::common_scalar_t<N, S>;
    return detail::access::make<D>(R(static_cast<N>(k) * detail::access::base(q)));
}
template <number_like K, class D, class S>
    requires detail::mixable<detail::number_scalar_t<K>, S>
[[nodiscard]] constexpr auto operator*(const quantity<D, S>& q, const K& k) {
    using N = detail::number_scalar_t<K>;
    using R = detail::common_scalar_t<N, S>;
    return detail::access::make<D>(R(detail::access::base(q) * static_cast<N>(k)));
}
template <number_like K, class D, class S>
    requires detail::mixable<detail::number_scalar_t<K>, S>
[[nodiscard]] constexpr auto operator/(const quantity<D, S>& q, const K& k) {
    using N = detail::number_scalar_t<K>;
    using R = detail::common_scalar_t<N, S>;
    if constexpr (std::is_same_v<S, double> && !std::is_same_v<N, double>) {
        return detail::access::make<D>(
            R(scalar_traits<R>::constant(detail::access::base(q)) / static_cast<N>(k)));
    } else {
        return detail::access::make<D>(R(detail::access::base(q) / static_cast<N>(k)));
    }
}
template <number_like K, class D, class S>
    requires detail::mixable<detail::number_scalar_t<K>, S>
[[nodiscard]] constexpr auto operator/(const K& k, const quantity<D, S>& q) {
    using N = detail::number_scalar_t<K>;
    using R = detail::common_scalar_t<N, S>;
    if constexpr (std::is_same_v<N, double> && !std::is_same_v<S, double>) {
        return detail::access::make<quotient_t<dimensionless, D>>(
            R(scalar_traits<R>::constant(static_cast<double>(k)) / detail::access::base(q)));
    } else {
        return detail::access::make<quotient_t<dimensionless, D>>(
            R(static_cast<N>(k) / detail::access::base(q)));
    }
}

// number * unit, number / unit, quantity * unit, quantity / unit.
template <number_like K, class D>
[[nodiscard]] constexpr auto operator*(const K& k, unit<D> u) {
    using N = detail::number_scalar_t<K>;
    return detail::access::make<D>(u.to_base(static_cast<N>(k)));
}
template <number_like K, class D>
[[nodiscard]] constexpr auto operator/(const K& k, unit<D> u) {
    return k * unit<quotient_t<dimensionless, D>>{u.den, u.num};
}
template <class D1, class S, class D2>
[[nodiscard]] constexpr auto operator*(const quantity<D1, S>& q, unit<D2> u) {
    return detail::access::make<product_t<D1, D2>>(u.to_base(detail::access::base(q)));
}
template <class D1, class S, class D2>
[[nodiscard]] constexpr auto operator/(const quantity<D1, S>& q, unit<D2> u) {
    return detail::access::make<quotient_t<D1, D2>>(u.from_base(detail::access::base(q)));
}

// The order functions of the scalars carry over to quantities of one dimension.
template <class D, class S>
[[nodiscard]] constexpr quantity<D, S> min(const quantity<D, S>& a,
                                           const std::type_identity_t<quantity<D, S>>& b) {
    return detail::access::make<D>(S(min(detail::access::base(a), detail::access::base(b))));
}
template <class D, class S>
[[nodiscard]] constexpr quantity<D, S> max(const quantity<D, S>& a,
                                           const std::type_identity_t<quantity<D, S>>& b) {
    return detail::access::make<D>(S(max(detail::access::base(a), detail::access::base(b))));
}
/// `if_less` where a < b, otherwise `if_not`, for any scalar.
template <class D, class S, class R>
[[nodiscard]] constexpr quantity<R, S>
select_less(const quantity<D, S>& a, const std::type_identity_t<quantity<D, S>>& b,
            const quantity<R, S>& if_less, const std::type_identity_t<quantity<R, S>>& if_not) {
    return detail::access::make<R>(
        S(select_less(detail::access::base(a), detail::access::base(b),
                      detail::access::base(if_less), detail::access::base(if_not))));
}

/// Names an intermediate result for scalars that record their history; see scalar.hpp.
template <class D, class S>
[[nodiscard]] constexpr quantity<D, S> named(const char* name, const quantity<D, S>& q) {
    if constexpr (requires(S s) { scalar_traits<S>::template name_with_unit<D>(name, s); }) {
        return detail::access::make<D>(
            scalar_traits<S>::template name_with_unit<D>(name, detail::access::base(q)));
    } else {
        return q;
    }
}

// Deleted, so that a mix-up names both dimensions in one message instead of listing every candidate
// operator. The line marker stands in for the file name in that message: it saves the reader the
// quoted declaration, which tells nothing. Nothing may follow it in this file.
#line 1 "flopcost: quantities of different dimensions do not add up"
template <class Left, class S1, class Right, class S2>
    requires(!std::is_same_v<Left, Right>)
void operator+(const quantity<Left, S1>&, const quantity<Right, S2>&) = delete;
template <class Left, class S1, class Right, class S2>
    requires(!std::is_same_v<Left, Right>)
void operator-(const quantity<Left, S1>&, const quantity<Right, S2>&) = delete;

#line 1 "flopcost: only certain quantities of one dimension compare; else min, max, select_less"
template <class Left, class S1, class Right, class S2>
    requires(!detail::comparable<Left, S1, Right, S2>)
bool operator==(const quantity<Left, S1>&, const quantity<Right, S2>&) = delete;
template <class Left, class S1, class Right, class S2>
    requires(!detail::comparable<Left, S1, Right, S2>)
bool operator<(const quantity<Left, S1>&, const quantity<Right, S2>&) = delete;
template <class Left, class S1, class Right, class S2>
    requires(!detail::comparable<Left, S1, Right, S2>)
bool operator>(const quantity<Left, S1>&, const quantity<Right, S2>&) = delete;
template <class Left, class S1, class Right, class S2>
    requires(!detail::comparable<Left, S1, Right, S2>)
bool operator<=(const quantity<Left, S1>&, const quantity<Right, S2>&) = delete;
template <class Left, class S1, class Right, class S2>
    requires(!detail::comparable<Left, S1, Right, S2>)
bool operator>=(const quantity<Left, S1>&, const quantity<Right, S2>&) = delete;

} // namespace flopcost
