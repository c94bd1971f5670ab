// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/error.hpp>
#include <flopcost/core/quantity.hpp>

namespace flopcost {

namespace rejected {

[[noreturn]] inline void fraction_must_be_above_0_and_at_most_1(text parameter, double value);
[[noreturn]] inline void share_must_be_from_0_to_1(text parameter, double value);

} // namespace rejected

template <class S>
class share;

/// A fraction: 0 < x <= 1. MFU, utilisation, yield: what a result is divided by. Not a percentage:
/// 35 % is `fraction{0.35}`, and `fraction{35}` is refused (error 101; in a constant, a compile
/// error). Checked on both ends of an uncertain value. The default is the whole, 1.
template <class S = double>
class fraction {
public:
    using not_a_number = void;
    using scalar_type = S;

    constexpr fraction() : value_(scalar_traits<S>::constant(1.0)) {}
    constexpr explicit fraction(S value, text parameter = "fraction") : value_(std::move(value)) {
        const bounds b = hull(value_);
        const double offender = b.low > 0 ? b.high : b.low;
        if (!(b.low > 0 && b.high <= 1)) {
            rejected::fraction_must_be_above_0_and_at_most_1(parameter, offender);
        }
    }
    /// A certain fraction widens to any scalar.
    template <std::same_as<double> T>
        requires(!std::is_same_v<S, T>)
    constexpr fraction(const fraction<T>& other)
        : value_(scalar_traits<S>::constant(other.value())) {}

    /// The fraction, or the reason why there is none; never raises.
    [[nodiscard]] static constexpr result<fraction> try_make(S value, text parameter = "fraction") {
        const bounds b = hull(value);
        if (!(b.low > 0 && b.high <= 1)) {
            return problem{
                error_number::not_a_fraction,   parameter, b.low > 0 ? b.high : b.low, 0, 1,
                "must be above 0 and at most 1"};
        }
        fraction f;
        f.value_ = std::move(value);
        return f;
    }

    [[nodiscard]] constexpr const S& value() const noexcept { return value_; }
    /// What is left of the whole.
    [[nodiscard]] constexpr share<S> rest() const;

private:
    S value_;
};

/// A share of a whole: 0 <= x <= 1. Cache hits, idle time, diverted goods: what may be nothing.
/// Error 102 outside. A fraction is a share, not the reverse. The default is nothing, 0.
template <class S = double>
class share {
public:
    using not_a_number = void;
    using scalar_type = S;

    constexpr share() : value_(scalar_traits<S>::constant(0.0)) {}
    constexpr explicit share(S value, text parameter = "share") : value_(std::move(value)) {
        const bounds b = hull(value_);
        const double offender = b.low >= 0 ? b.high : b.low;
        if (!(b.low >= 0 && b.high <= 1)) {
            rejected::share_must_be_from_0_to_1(parameter, offender);
        }
    }
    /// A certain share widens to any scalar.
    template <std::same_as<double> T>
        requires(!std::is_same_v<S, T>)
    constexpr share(const share<T>& other) : value_(scalar_traits<S>::constant(other.value())) {}
    /// A fraction is a share.
    template <class T>
        requires(std::same_as<T, S> || std::same_as<T, double>)
    constexpr share(const fraction<T>& other) : value_(fraction<S>(other).value()) {}

    /// The share, or the reason why there is none; never raises.
    [[nodiscard]] static constexpr result<share> try_make(S value, text parameter = "share") {
        const bounds b = hull(value);
        if (!(b.low >= 0 && b.high <= 1)) {
            return problem{error_number::not_a_share, parameter, b.low >= 0 ? b.high : b.low, 0, 1,
                           "must be from 0 to 1"};
        }
        share f;
        f.value_ = std::move(value);
        return f;
    }

    [[nodiscard]] constexpr const S& value() const noexcept { return value_; }
    /// What is left of the whole.
    [[nodiscard]] constexpr share rest() const {
        // Not checked again: an interval that is rounded outward may exceed 1 by the last bit.
        share r;
        r.value_ = S(value_ * -1.0 + scalar_traits<S>::constant(1.0));
        return r;
    }

private:
    S value_;
};

template <class S>
constexpr share<S> fraction<S>::rest() const {
    return share<S>(*this).rest();
}

template <class K>
    requires std::is_arithmetic_v<K> fraction(K, text = "")
->fraction<double>;
template <class K>
    requires std::is_arithmetic_v<K> share(K, text = "")
->share<double>;

namespace detail {
template <class T>
struct is_unit_interval : std::false_type {};
template <class S>
struct is_unit_interval<fraction<S>> : std::true_type {};
template <class S>
struct is_unit_interval<share<S>> : std::true_type {};
} // namespace detail

/// A fraction or a share.
template <class T>
concept part_of_whole = detail::is_unit_interval<T>::value;

/// Fractions and shares multiply and divide what they are a part of; two of them give a number.
template <class T, part_of_whole F>
[[nodiscard]] constexpr auto operator*(const T& x, const F& f) {
    if constexpr (part_of_whole<T>) {
        return x.value() * f.value();
    } else {
        return x * f.value();
    }
}
template <part_of_whole F, class T>
    requires(!part_of_whole<T>)
[[nodiscard]] constexpr auto operator*(const F& f, const T& x) {
    return f.value() * x;
}
template <class T, part_of_whole F>
[[nodiscard]] constexpr auto operator/(const T& x, const F& f) {
    if constexpr (part_of_whole<T>) {
        return x.value() / f.value();
    } else {
        return x / f.value();
    }
}
/// The least and the greatest value that a fraction or a share can take.
template <part_of_whole F>
[[nodiscard]] constexpr bounds hull(const F& f) {
    return hull(f.value());
}
/// The least and the greatest value of a quantity, in base units.
template <class D, class S>
[[nodiscard]] constexpr bounds hull(const quantity<D, S>& q) {
    return hull(detail::access::base(q));
}
/// The central value of a quantity, as a certain quantity.
template <class D, class S>
[[nodiscard]] constexpr auto value_of(const quantity<D, S>& q) {
    return detail::access::make<D>(value_of(detail::access::base(q)));
}

/// Names a fraction or a share for scalars that record their history; see scalar.hpp.
template <part_of_whole F>
[[nodiscard]] constexpr F named(const char* name, const F& f) {
    return F(named(name, f.value()));
}

/// A quantity that is above zero and finite (error 103), checked on the way in.
template <class Q>
class positive {
public:
    constexpr positive(Q q, text parameter = "value") : q_(std::move(q)) {
        require_positive(parameter, q_);
    }
    [[nodiscard]] static constexpr result<Q> try_make(Q q, text parameter = "") {
        const bounds b = hull(q);
        if (!(b.low > 0) || !(b.high < detail::infinity)) {
            return problem{error_number::not_positive, parameter,
                           b.low > 0 ? b.high : b.low, 0,
                           detail::infinity,           "must be above 0 and finite"};
        }
        return q;
    }
    [[nodiscard]] constexpr operator const Q&() const noexcept { return q_; }
    [[nodiscard]] constexpr const Q& value() const noexcept { return q_; }

private:
    Q q_;
};

/// A quantity that is finite (error 104), checked on the way in.
template <class Q>
class finite {
public:
    constexpr finite(Q q, text parameter = "value") : q_(std::move(q)) {
        require_finite(parameter, q_);
    }
    [[nodiscard]] constexpr operator const Q&() const noexcept { return q_; }
    [[nodiscard]] constexpr const Q& value() const noexcept { return q_; }

private:
    Q q_;
};

namespace rejected {

// The line marker stands in for the file name in a compiler's message, as in quantity.hpp.
#line 1 "flopcost: 35 % is 0.35"
[[noreturn]] inline void fraction_must_be_above_0_and_at_most_1(text parameter, double value) {
    detail::with(error_number::not_a_fraction, parameter, value, 0, 1,
                 "a fraction must be above 0 and at most 1 (35 % is 0.35)");
}
[[noreturn]] inline void share_must_be_from_0_to_1(text parameter, double value) {
    detail::with(error_number::not_a_share, parameter, value, 0, 1,
                 "a share must be from 0 to 1 (35 % is 0.35)");
}

} // namespace rejected

} // namespace flopcost
