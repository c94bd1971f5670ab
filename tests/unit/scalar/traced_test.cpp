// SPDX-License-Identifier: MIT
#include <concepts>
#include <utility>

#include <doctest/doctest.h>

#include <flopcost/core/describe.hpp>
#include <flopcost/core/units.hpp>
#include <flopcost/scalar/traced.hpp>

using namespace flopcost;
using namespace flopcost::units;

static_assert(scalar<traced>);
static_assert(!std::totally_ordered<traced>);

namespace {

template <class S = double>
struct plan {
    fraction<S> mfu{};
    qty::token<S> tokens{};
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("mfu", p.mfu...);
        v("tokens", p.tokens...);
    }
};

} // namespace

TEST_CASE("a traced value keeps operations, operands and names") {
    const traced a = traced::input("price", 2.0, 1.0, 3.0, "USD", "a list", date{2025, 11, 30});
    const traced b = named("chips", traced(512.0));
    const traced total = named("total", a * b + 1.0);
    const traced::node& last = total.history();
    CHECK(last.value == 1025.0);
    CHECK(last.op == operation::add);
    CHECK(last.name == "total");
    REQUIRE(last.children == 2);
    CHECK(last.child[1]->op == operation::constant);
    const traced::node& product = *last.child[0];
    CHECK(product.op == operation::multiply);
    CHECK(product.child[0]->op == operation::input);
    CHECK(product.child[0]->source == text("a list"));
    CHECK(product.child[0]->as_of == date{2025, 11, 30});
    CHECK(product.child[0]->low == 1.0);
    CHECK(product.child[1]->name == "chips");
}

TEST_CASE("a second name does not rename the first") {
    const traced x = named("first", traced(1.0) + traced(2.0));
    const traced y = named("second", x);
    CHECK(x.history().name == "first");
    CHECK(y.history().name == "second");
    CHECK(y.history().op == operation::alias);
    CHECK(y.history().child[0] == &x.history());
}

TEST_CASE("widening a plan names its fields, with units") {
    const auto p = lift<traced>(plan<>{.mfu = fraction{0.4}, .tokens = 3.0 * token});
    const traced mfu = p.mfu.value();
    CHECK(mfu.history().name == "mfu");
    CHECK(mfu.value() == 0.4);
    const traced tokens = p.tokens.in(token);
    CHECK(tokens.history().name == "tokens");
    CHECK(tokens.history().unit == "token");
    const auto time = named("time", p.tokens / (2.0 * token / second));
    CHECK(time.in(second).history().unit == "second");
}

TEST_CASE("every operation is recorded with the double's value") {
    const traced x = 1.7;
    const traced y = 2.3;
    CHECK((x - y).history().op == operation::subtract);
    CHECK((x / y).value() == 1.7 / 2.3);
    CHECK((-x).history().op == operation::negate);
    CHECK(min(x, y).history().op == operation::minimum);
    CHECK(max(x, y).value() == 2.3);
    CHECK(select_less(x, y, x, y).history().children == 4);
    CHECK(exp(x).value() == flopcost::exp(1.7));
    CHECK(log(x).history().op == operation::logarithm);
    CHECK(sqrt(x).value() == flopcost::sqrt(1.7));
    CHECK(pow(x, y).value() == flopcost::pow(1.7, 2.3));
    CHECK(floor(x).value() == 1);
    CHECK(ceil(x).value() == 2);
    CHECK(abs(-x).history().op == operation::absolute);
    CHECK(hull(x).high == 1.7);
    CHECK(value_of(x) == 1.7);
}

TEST_CASE("copies share, moves hand over, and a sum of a million terms is released") {
    traced a = 1.0;
    traced b = a;
    CHECK(&a.history() == &b.history());
    CHECK(a.history().owners == 2);
    traced c = std::move(b);
    CHECK(&c.history() == &a.history());
    c = traced(5.0);
    CHECK(a.history().owners == 1);
    traced sum = 0.0;
    for (int i = 0; i < 1000000; ++i) {
        sum += a;
    }
    CHECK(sum.value() == 1e6);
}
