// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

namespace flopcost {

// A dimension is a type list of named tags, sorted and merged by name. It is deliberately not a
// class-type template argument: GCC 12 takes different such values for the same argument, and
// `USD + FLOP` then compiles.

/// `Tag` raised to the integer power `N` inside a `dim`; the first power is written as the tag.
template <class Tag, int N>
struct power {};

/// A dimension: a product of tags and `power<Tag, N>`, sorted by the tags' names.
/// A tag is any empty type with `static constexpr const char* name`: the set is open.
template <class... Factors>
struct dim {};

/// The dimension of plain numbers; a quantity of it is its scalar.
using dimensionless = dim<>;

namespace detail {

template <class F>
struct factor {
    using tag = F;
    static constexpr int exponent = 1;
};
template <class T, int N>
struct factor<power<T, N>> {
    using tag = T;
    static constexpr int exponent = N;
};

// The spelling of a factor in its lowest form: void when the exponent is zero.
template <class T, int N>
struct spelled {
    using type = power<T, N>;
};
template <class T>
struct spelled<T, 1> {
    using type = T;
};
template <class T>
struct spelled<T, 0> {
    using type = void;
};

constexpr int compare_names(const char* a, const char* b) {
    while (*a != '\0' && *a == *b) {
        ++a;
        ++b;
    }
    return (static_cast<unsigned char>(*a) > static_cast<unsigned char>(*b)) -
           (static_cast<unsigned char>(*a) < static_cast<unsigned char>(*b));
}

template <class F, class D>
struct prepend {
    using type = D;
};
template <class F, class... Fs>
    requires(!std::is_void_v<F>)
struct prepend<F, dim<Fs...>> {
    using type = dim<F, Fs...>;
};

// Product of A and B^Sign as a merge of two sorted lists.
template <class A, class B, int Sign>
struct merge;
template <int Sign>
struct merge<dim<>, dim<>, Sign> {
    using type = dim<>;
};
template <class A, class... As, int Sign>
struct merge<dim<A, As...>, dim<>, Sign> {
    using type = dim<A, As...>;
};
template <class B, class... Bs, int Sign>
struct merge<dim<>, dim<B, Bs...>, Sign> {
    using f = factor<B>;
    using type = typename prepend<typename spelled<typename f::tag, f::exponent * Sign>::type,
                                  typename merge<dim<>, dim<Bs...>, Sign>::type>::type;
};
template <class A, class... As, class B, class... Bs, int Sign>
struct merge<dim<A, As...>, dim<B, Bs...>, Sign> {
    using fa = factor<A>;
    using fb = factor<B>;
    static constexpr int order = compare_names(fa::tag::name, fb::tag::name);
    static_assert(order != 0 || std::is_same_v<typename fa::tag, typename fb::tag>,
                  "flopcost: two different dimension tags carry the same name");

    template <int Order, class = void>
    struct pick {
        using type = typename prepend<
            typename spelled<typename fa::tag, fa::exponent + Sign * fb::exponent>::type,
            typename merge<dim<As...>, dim<Bs...>, Sign>::type>::type;
    };
    template <class Dummy>
    struct pick<-1, Dummy> {
        using type =
            typename prepend<A, typename merge<dim<As...>, dim<B, Bs...>, Sign>::type>::type;
    };
    template <class Dummy>
    struct pick<1, Dummy> {
        using type = typename prepend<typename spelled<typename fb::tag, fb::exponent * Sign>::type,
                                      typename merge<dim<A, As...>, dim<Bs...>, Sign>::type>::type;
    };
    using type = typename pick<order>::type;
};

} // namespace detail

/// Dimension of a product.
template <class A, class B>
using product_t = typename detail::merge<A, B, 1>::type;
/// Dimension of a quotient.
template <class A, class B>
using quotient_t = typename detail::merge<A, B, -1>::type;

/// Tags of the built-in dimensions. A user's own is one line: `struct JPY { static constexpr
/// const char* name = "JPY"; };`, and `unit<dim<JPY>>` makes its unit.
namespace tag {
// clang-format off
struct FLOP      { static constexpr const char* name = "FLOP"; };
struct byte      { static constexpr const char* name = "byte"; };
struct token     { static constexpr const char* name = "token"; };
struct second    { static constexpr const char* name = "second"; };
struct joule     { static constexpr const char* name = "joule"; };
struct chip      { static constexpr const char* name = "chip"; };
struct parameter { static constexpr const char* name = "parameter"; };
struct wafer     { static constexpr const char* name = "wafer"; };
struct die       { static constexpr const char* name = "die"; };
struct package   { static constexpr const char* name = "package"; };
struct request   { static constexpr const char* name = "request"; };
struct gCO2e     { static constexpr const char* name = "gCO2e"; };
struct meter     { static constexpr const char* name = "meter"; };
struct USD       { static constexpr const char* name = "USD"; };
struct CNY       { static constexpr const char* name = "CNY"; };
struct EUR       { static constexpr const char* name = "EUR"; };
struct GBP       { static constexpr const char* name = "GBP"; };
struct JPY       { static constexpr const char* name = "JPY"; };
// clang-format on
} // namespace tag

} // namespace flopcost
