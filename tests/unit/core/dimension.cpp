// SPDX-License-Identifier: MIT
#include <flopcost/core/dimension.hpp>

#include <doctest/doctest.h>
#include <type_traits>

using namespace flopcost;

namespace {

struct aardvark {
    static constexpr const char* name = "aardvark";
};

template <class A, class B>
constexpr bool same = std::is_same_v<A, B>;

using usd = dim<tag::USD>;
using token = dim<tag::token>;
using chip = dim<tag::chip>;
using second = dim<tag::second>;

// Factors are sorted by name, whatever the order of multiplication.
static_assert(same<product_t<usd, token>, product_t<token, usd>>);
static_assert(same<product_t<chip, second>, dim<tag::chip, tag::second>>);
static_assert(same<product_t<second, chip>, dim<tag::chip, tag::second>>);
static_assert(
    same<product_t<product_t<usd, chip>, second>, product_t<usd, product_t<chip, second>>>);

// Exponents add up; the first power is the tag itself and the zeroth vanishes.
static_assert(same<product_t<token, token>, dim<power<tag::token, 2>>>);
static_assert(same<quotient_t<dim<power<tag::token, 2>>, token>, token>);
static_assert(same<quotient_t<token, token>, dimensionless>);
static_assert(same<quotient_t<dimensionless, token>, dim<power<tag::token, -1>>>);
static_assert(same<product_t<quotient_t<usd, token>, token>, usd>);
static_assert(same<product_t<dimensionless, usd>, usd>);
static_assert(same<quotient_t<usd, dimensionless>, usd>);
static_assert(
    same<quotient_t<dimensionless, quotient_t<usd, token>>, dim<tag::token, power<tag::USD, -1>>> ||
    same<quotient_t<dimensionless, quotient_t<usd, token>>, dim<power<tag::USD, -1>, tag::token>>);

// The set of tags is open: a user's own takes its place by its name.
static_assert(same<product_t<dim<aardvark>, token>, dim<aardvark, tag::token>>);
static_assert(same<product_t<token, dim<aardvark>>, dim<aardvark, tag::token>>);

} // namespace

TEST_CASE("names are compared byte by byte, as strcmp does") {
    CHECK(detail::compare_names("a", "a") == 0);
    CHECK(detail::compare_names("a", "b") < 0);
    CHECK(detail::compare_names("b", "a") > 0);
    CHECK(detail::compare_names("chip", "chip_hour") < 0);
    CHECK(detail::compare_names("", "a") < 0);
    CHECK(detail::compare_names("USD", "byte") < 0);
}
