// SPDX-License-Identifier: MIT
#include <flopcost/core/describe.hpp>

#include <array>
#include <doctest/doctest.h>
#include <flopcost/core/units.hpp>
#include <flopcost/scalar/interval.hpp>
#include <optional>
#include <string>

using namespace flopcost;
using namespace flopcost::units;

namespace {

template <class S = double>
struct site {
    qty::usd_per_energy<S> price{};
    S pue{};
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("price", p.price...);
        v("pue", p.pue...);
    }
};

template <class S = double>
struct plan {
    const char* name = "";
    int layers = 0;
    qty::token<S> tokens{};
    fraction<S> mfu{};
    share<S> cached{};
    site<S> where{};
    std::optional<qty::usd<S>> budget{};
    std::array<qty::time<S>, 2> phases{};
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("name", p.name...);
        v("layers", p.layers...);
        v("tokens", p.tokens...);
        v("mfu", p.mfu...);
        v("cached", p.cached...);
        v("where", p.where...);
        v("budget", p.budget...);
        v("phases", p.phases...);
    }
};

static_assert(described<plan<>> && described<site<interval>> && !described<double>);

constexpr plan<> certain{.name = "a run",
                         .layers = 61,
                         .tokens = 14.8 * tera * token,
                         .mfu = fraction{0.35},
                         .cached = share{0.5},
                         .where = {.price = 0.07 * usd / kilowatt_hour, .pue = 1.2},
                         .budget = 6.0 * mega * usd,
                         .phases = {1.0 * hour, 2.0 * hour}};

} // namespace

TEST_CASE("a plan widens field by field, nested ones included") {
    const auto p = lift<interval>(certain);
    static_assert(std::is_same_v<decltype(p), const plan<interval>>);
    CHECK(std::string(p.name) == "a run");
    CHECK(p.layers == 61);
    CHECK(p.tokens.in(tera * token).contains(14.8));
    CHECK(p.mfu.value().contains(0.35));
    CHECK(p.cached.value().contains(0.5));
    CHECK(p.where.price.in(usd / kilowatt_hour).contains(0.07));
    CHECK(p.where.pue.contains(1.2));
    CHECK(p.budget.has_value());
    CHECK(p.budget->in(mega * usd).contains(6));
    CHECK(p.phases[1].in(hour).contains(2));
}

TEST_CASE("what is absent stays absent") {
    plan<> p = certain;
    p.budget.reset();
    CHECK_FALSE(lift<interval>(p).budget.has_value());
}

TEST_CASE("numbers and quantities widen alone") {
    CHECK(lift<interval>(2).contains(2.0));
    CHECK(lift<interval>(3.0 * usd).in(usd).contains(3.0));
    CHECK(lift_to(interval{}, 3.0 * usd).in(usd).contains(3.0));
    CHECK(lift<double>(certain).tokens == certain.tokens);
    CHECK(lift<interval>(fraction{0.5}).value().contains(0.5));
}

TEST_CASE("describe names the fields in order") {
    std::string names;
    plan<>::describe([&](const char* n, const auto&...) { names += std::string(n) + " "; },
                     certain);
    CHECK(names == "name layers tokens mfu cached where budget phases ");
}
