// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <flopcost/core/describe.hpp>
#include <flopcost/core/fraction.hpp>
#include <flopcost/core/quantity.hpp>
#include <flopcost/core/text.hpp>

// What a model may return: a number, a quantity, a fraction, or several of them in a tuple, an
// array or a described struct. Each is one output of the simulation.

namespace flopcost::uncertainty::detail {

template <class T>
concept tuple_like = requires {
    std::tuple_size<T>::value;
};

// The certain type of an output: what its quantiles are.
template <class T>
struct certain {
    using type = double;
};
template <class D, class S>
struct certain<quantity<D, S>> {
    using type = quantity<D, double>;
};
template <class T>
using certain_t = typename certain<std::remove_cvref_t<T>>::type;

// Type I of a model that returns a tuple, or the only one.
template <std::size_t I, class R>
struct output_type {
    using type = certain_t<R>;
};
template <std::size_t I, tuple_like R>
struct output_type<I, R> {
    using type = certain_t<typename std::tuple_element<I, R>::type>;
};

// One address per type: a check at run time that a named output is asked for in its own dimension.
template <class Q>
inline constexpr char type_mark = 0;

template <class S>
struct leaf {
    const S* value;
    text name;
    const char* mark;
};

template <class S, class T, class F>
constexpr void visit_leaves(const T& x, text name, F&& f);

// Visits the fields of a described result. Only numbers in the draw's scalar are outputs; names,
// counts and enumerations are not.
template <class S, class F>
struct leaf_fields {
    F& f;
    template <class V>
    constexpr void operator()(const char* field, const V& v) const {
        if constexpr (std::is_same_v<V, S> || described<V> ||
                      requires { requires std::is_same_v<typename V::scalar_type, S>; }) {
            visit_leaves<S>(v, field, f);
        }
    }
};

// Calls f(leaf) for every number in a result, always in the same order.
template <class S, class T, class F>
constexpr void visit_leaves(const T& x, text name, F&& f) {
    if constexpr (std::is_same_v<T, S>) {
        f(leaf<S>{&x, name, &type_mark<double>});
    } else if constexpr (flopcost::detail::is_quantity<T>::value) {
        static_assert(std::is_same_v<typename T::scalar_type, S>,
                      "flopcost: a model must compute its result from the draw's scalar; this one "
                      "returns a certain quantity");
        f(leaf<S>{&flopcost::detail::access::base(x), name, &type_mark<certain_t<T>>});
    } else if constexpr (part_of_whole<T>) {
        f(leaf<S>{&x.value(), name, &type_mark<double>});
    } else if constexpr (described<T>) {
        T::describe(leaf_fields<S, std::remove_reference_t<F>>{f}, x);
    } else {
        static_assert(tuple_like<T>,
                      "flopcost: a model returns numbers, quantities or fractions in "
                      "the draw's scalar, or a tuple, array or described struct");
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            using std::get;
            (visit_leaves<S>(get<I>(x), name, f), ...);
        }
        (std::make_index_sequence<std::tuple_size<T>::value>{});
    }
}

template <class S, class T>
[[nodiscard]] constexpr std::size_t count_leaves(const T& x) {
    std::size_t n = 0;
    visit_leaves<S>(x, "", [&](const auto&) { ++n; });
    return n;
}

} // namespace flopcost::uncertainty::detail
