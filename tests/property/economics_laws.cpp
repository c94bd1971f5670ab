// SPDX-License-Identifier: MIT
//
// What holds for every cost: the laws of the scalars, proportion to prices, the direction of each
// input, and parts that add up.

#include <array>
#include <cmath>
#include <random>

#include <doctest/doctest.h>

#include <flopcost/economics/amortized.hpp>
#include <flopcost/economics/firm.hpp>
#include <flopcost/economics/project.hpp>
#include <flopcost/economics/site.hpp>
#include <flopcost/economics/tariff.hpp>

#include "../support/laws.hpp"

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::economics;
using flopcost_test::check_laws;
using flopcost_test::range;

namespace {

template <class X>
using scalar_of = typename X::value_type;

constexpr auto usd_mtok = usd / (mega * token);

// Each model takes the price level first, so that proportion to prices can be tried on all alike.

constexpr auto amortized = [](const auto& x) {
    using S = scalar_of<std::remove_cvref_t<decltype(x)>>;
    amortized_run<S> r;
    r.price = x[0] * (25e3 * usd / chip);
    r.electricity = x[0] * (0.08 * usd / kilowatt_hour);
    r.chip_time = x[1] * chip_hour;
    r.age = x[2] * year;
    r.rated_power = x[3] * watt / chip;
    r.pue = x[4];
    r.interest = x[5] / year;
    return amortized_cost(r);
};
constexpr std::array<range, 6> amortized_box{
    {{0.5, 2}, {1e5, 1e7}, {0.1, 3}, {500, 1500}, {1.05, 1.5}, {0.01, 0.1}}};

constexpr auto hourly = [](const auto& x) {
    using S = scalar_of<std::remove_cvref_t<decltype(x)>>;
    equipment<S> e;
    e.server = x[0] * (30e3 * usd / chip);
    e.network = x[0] * (8e3 * usd / chip);
    e.power = x[1] * watt / chip;
    e.life = x[2] * year;
    e.residual = share<S>(x[3]);
    site<S> s = lift<S>(johor);
    s.facility = x[0] * (9e6 * usd / megawatt);
    s.colocation = x[0] * (50.0 * usd / (kilowatt * month));
    s.electricity = x[0] * (0.08 * usd / kilowatt_hour);
    s.staff = x[0] * (0.02 * usd / chip_hour);
    s.pue = x[4];
    s.interest = x[5] / year;
    s.availability = fraction<S>(x[6]);
    return hourly_cost(e, s);
};
constexpr std::array<range, 7> hourly_box{
    {{0.5, 2}, {500, 2000}, {2.5, 7}, {0.05, 0.3}, {1.05, 1.5}, {0.02, 0.12}, {0.8, 0.99}}};

constexpr auto developed = [](const auto& x) {
    using S = scalar_of<std::remove_cvref_t<decltype(x)>>;
    development<S> d;
    d.final_run = x[0] * (40e6 * usd);
    d.salary = x[0] * (190e3 * usd / year);
    d.equity = x[0] * (130e3 * usd / year);
    d.data = x[0] * (2e6 * usd);
    d.experiments = x[1];
    d.failed_runs = x[2];
    d.contributors = x[3];
    d.effort = share<S>(x[4]);
    d.duration = x[5] * year;
    d.overhead = constant<S>(1.3);
    return cost_of(d);
};
constexpr std::array<range, 6> developed_box{
    {{0.5, 2}, {1.2, 4}, {0.01, 0.3}, {10, 300}, {0.1, 0.9}, {0.3, 2}}};

constexpr auto token_full = [](const auto& x) {
    using S = scalar_of<std::remove_cvref_t<decltype(x)>>;
    token_economics<S> e;
    e.serving = x[0] * (0.3 * usd_mtok);
    e.capital = x[0] * (1e7 * usd / year);
    e.research = x[0] * (1e8 * usd);
    e.volume = x[1] * (1e12 * token / day);
    e.recovery = x[2] * year;
    e.interest = x[3] / year;
    return full_cost(e);
};
constexpr std::array<range, 4> token_full_box{{{0.5, 2}, {0.1, 20}, {0.5, 4}, {0.01, 0.2}}};

constexpr auto centre = [](const auto& x) {
    using S = scalar_of<std::remove_cvref_t<decltype(x)>>;
    data_centre<S> d;
    d.it = x[0] * (25.6e9 * usd);
    d.facility = x[0] * (12.4e9 * usd);
    d.energy = x[0] * (0.6e9 * usd / year);
    d.operations = x[0] * (0.3e9 * usd / year);
    d.it_life = x[1] * year;
    d.facility_life = x[2] * year;
    d.interest = x[3] / year;
    return yearly_cost(d);
};
constexpr std::array<range, 4> centre_box{{{0.5, 2}, {2, 8}, {10, 20}, {0.02, 0.12}}};

template <class S>
tariff<S> tiered(const S& level) {
    tariff<S> t;
    t.name = "tiered";
    t.discount = share{0.1};
    t.services[0] = {
        .service = service::batch, .input = constant<S>(0.5), .output = constant<S>(0.5)};
    for (int i = 0; i < 2; ++i) {
        const double k = 1.0 + i;
        t.lines[i].from = date{2025, 1, 1};
        t.lines[i].until = forever;
        t.lines[i].above = i * 200e3 * token;
        t.lines[i].prices.fresh = level * k * (3.0 * usd_mtok);
        t.lines[i].prices.cached = level * k * (0.3 * usd_mtok);
        t.lines[i].prices.cache_write = level * k * (3.75 * usd_mtok);
        t.lines[i].prices.output = level * k * (15.0 * usd_mtok);
    }
    return t;
}
constexpr auto billed = [](const auto& x) {
    using S = scalar_of<std::remove_cvref_t<decltype(x)>>;
    usage<S> u;
    u.fresh = x[1] * token;
    u.cached = x[2] * token;
    u.cache_write = x[3] * token;
    u.output = x[4] * token;
    u.reasoning = x[5] * token;
    return bill(tiered<S>(x[0]), u, instant{date{2026, 1, 1}}, service::batch);
};
constexpr std::array<range, 6> billed_box{
    {{0.5, 2}, {1e3, 5e4}, {1e3, 5e4}, {1e3, 5e4}, {1e2, 1e4}, {1e2, 1e4}}};

template <std::size_t N, class F>
void total_keeps_laws(const std::array<range, N>& box, F f, flopcost_test::law_options o = {}) {
    check_laws<N>(
        box, [f](const auto& x) { return flopcost::detail::access::base(f(x).total()); }, o);
}

// Adds the described parts from the outside.
template <class Q>
struct outside_sum {
    Q sum{};
    template <class T>
    void operator()(const char*, const T& part) {
        if constexpr (std::is_same_v<T, Q>) {
            sum += part;
        }
    }
};

template <class S, std::size_t N, class F>
void parts_add_up(const std::array<range, N>& box, F f) {
    std::array<S, N> x{};
    for (std::size_t i = 0; i < N; ++i) {
        x[i] = constant<S>(0.5 * (box[i].low + box[i].high));
    }
    const auto cost = f(x);
    using Q = std::remove_cvref_t<decltype(cost.total())>;
    outside_sum<Q> out;
    std::remove_cvref_t<decltype(cost)>::describe(out, cost);
    CHECK(hull(out.sum).low == hull(cost.total()).low);
    CHECK(hull(out.sum).high == hull(cost.total()).high);
    CHECK(hull(cost.total()).high > 0);
}

// Doubling every price doubles every part.
template <std::size_t N, class F>
void proportional(const std::array<range, N>& box, F f) {
    std::mt19937_64 random(5);
    for (int round = 0; round < 20; ++round) {
        std::array<double, N> x{};
        for (std::size_t i = 0; i < N; ++i) {
            x[i] = std::uniform_real_distribution<double>(box[i].low, box[i].high)(random);
        }
        const auto one = f(x);
        x[0] *= 2;
        const auto two = f(x);
        std::remove_cvref_t<decltype(one)>::describe(
            [](const char* name, const auto& a, const auto& b) {
                if constexpr (requires { hull(a); }) {
                    CAPTURE(name);
                    CHECK(hull(b).low == doctest::Approx(2 * hull(a).low).epsilon(1e-12));
                }
            },
            one, two);
    }
}

// The sign of each partial derivative, over the box.
template <std::size_t N, class F>
void directions(const std::array<range, N>& box, F f, const std::array<int, N>& sign) {
    std::mt19937_64 random(6);
    for (int round = 0; round < 50; ++round) {
        std::array<dual<static_cast<int>(N)>, N> x{};
        for (std::size_t i = 0; i < N; ++i) {
            const double v =
                std::uniform_real_distribution<double>(box[i].low, box[i].high)(random);
            x[i] = dual<static_cast<int>(N)>::variable(v, static_cast<int>(i));
        }
        const auto y = flopcost::detail::access::base(f(x).total());
        for (std::size_t i = 0; i < N; ++i) {
            CAPTURE(i);
            CHECK(y.derivative(static_cast<int>(i)) * sign[i] > 0);
        }
    }
}

template <std::size_t N, class F>
void all_parts(const std::array<range, N>& box, F f) {
    parts_add_up<double>(box, f);
    parts_add_up<interval>(box, f);
    parts_add_up<dual<6>>(box, f);
    parts_add_up<pack<8>>(box, f);
    parts_add_up<traced>(box, f);
}

} // namespace

TEST_CASE("every cost keeps the laws of the scalars") {
    SUBCASE("amortized run") {
        total_keeps_laws(amortized_box, amortized);
    }
    SUBCASE("chip-hour") {
        total_keeps_laws(hourly_box, hourly);
    }
    SUBCASE("development") {
        total_keeps_laws(developed_box, developed);
    }
    SUBCASE("token") {
        total_keeps_laws(token_full_box, token_full);
    }
    SUBCASE("data centre") {
        total_keeps_laws(centre_box, centre);
    }
    SUBCASE("bill") {
        total_keeps_laws(billed_box, billed);
    }
    SUBCASE("bill across a tier") {
        // The price jumps at the bound: no gradient there.
        auto box = billed_box;
        box[1] = {1e5, 3e5};
        total_keeps_laws(box, billed, {.gradient = false});
    }
}

TEST_CASE("judgements keep them too") {
    SUBCASE("net present value") {
        check_laws<4>({{{50, 200}, {30, 80}, {30, 80}, {0.01, 0.2}}}, [](const auto& x) {
            using S = scalar_of<std::remove_cvref_t<decltype(x)>>;
            const qty::usd<S> flows[] = {x[0] * -1.0 * usd, x[1] * usd, x[2] * usd};
            return npv(flows, qty::rate<S>(x[3] / year)).in(usd);
        });
    }
    SUBCASE("rate of return") {
        check_laws<3>({{{90, 100}, {60, 70}, {60, 70}}}, [](const auto& x) {
            using S = scalar_of<std::remove_cvref_t<decltype(x)>>;
            const qty::usd<S> flows[] = {x[0] * -1.0 * usd, x[1] * usd, x[2] * usd};
            return irr(flows).in(unity / year);
        });
    }
    SUBCASE("value of a cohort and its break-even price") {
        const auto make = [](const auto& x) {
            using S = scalar_of<std::remove_cvref_t<decltype(x)>>;
            cohort<S> c;
            c.capex = x[0] * (1e9 * usd);
            c.volume = x[1] * (1e15 * token / year);
            c.running_cost = x[2] * (1e8 * usd / year);
            c.interest = x[3] / year;
            return pay_back(c, growth_path<qty::usd_per_token<S>>{
                                   qty::usd_per_token<S>(1.0 * usd_mtok), constant<S>(0.7)});
        };
        const std::array<range, 4> box{{{5, 20}, {2, 10}, {1, 10}, {0.02, 0.2}}};
        check_laws<4>(box, [make](const auto& x) { return make(x).npv.in(usd); });
        check_laws<4>(box, [make](const auto& x) { return make(x).break_even_price.in(usd_mtok); });
        check_laws<4>(box, [make](const auto& x) { return make(x).payback.time.in(year); },
                      {.gradient = false});
    }
    SUBCASE("runway") {
        check_laws<3>({{{1, 8}, {2, 6}, {0.5, 3}}},
                      [](const auto& x) {
                          using S = scalar_of<std::remove_cvref_t<decltype(x)>>;
                          const linear_path<qty::usd_rate<S>> burn{x[1] * usd / year,
                                                                   qty::usd_rate<S>{}, x[2] * year};
                          return runway(qty::usd<S>(x[0] * usd), burn, 4.0 * year).time.in(year);
                      },
                      {.gradient = false});
    }
    SUBCASE("buy, lease, rent") {
        const auto make = [](const auto& x) {
            using S = scalar_of<std::remove_cvref_t<decltype(x)>>;
            provision<S> p;
            p.chips = x[0] * chip;
            p.horizon = x[1] * year;
            p.utilisation = fraction<S>(x[2]);
            p.rent = x[3] * usd / chip_hour;
            equipment<S> e;
            e.server = x[4] * (1e3 * usd / chip);
            e.power = qty::power_per_chip<S>(1400.0 * watt / chip);
            return compare_provision(p, e, lift<S>(us_colocation),
                                     declining_balance<S>{.decay = 0.3 / year});
        };
        const std::array<range, 5> box{{{8, 512}, {1, 4.5}, {0.2, 0.9}, {1, 5}, {20, 50}}};
        check_laws<5>(box, [make](const auto& x) { return make(x).npv_of_buying.in(usd); });
        check_laws<5>(box, [make](const auto& x) { return make(x).break_even_utilisation; });
    }
    SUBCASE("user cost over three kinds of path") {
        const std::array<range, 4> box{{{0.1, 2}, {2.1, 5}, {0.01, 0.2}, {0.1, 0.6}}};
        check_laws<4>(box, [](const auto& x) {
            using S = scalar_of<std::remove_cvref_t<decltype(x)>>;
            const declining_balance<S> v{.decay = x[3] / year};
            return user_cost(v, x[0] * year, x[1] * year, x[2] / year);
        });
        check_laws<4>(box, [](const auto& x) {
            using S = scalar_of<std::remove_cvref_t<decltype(x)>>;
            straight_line<S> v;
            v.life = qty::time<S>(6.0 * year);
            v.residual = share<S>(x[3]);
            return user_cost(v, x[0] * year, x[1] * year, x[2] / year);
        });
        check_laws<4>(box, [](const auto& x) {
            using S = scalar_of<std::remove_cvref_t<decltype(x)>>;
            const value_path<3, S> v{
                {{0.0 * year, constant<S>(1.0)}, {2.05 * year, x[3]}, {6.0 * year, S(x[3] * 1.2)}}};
            return user_cost(v, x[0] * year, x[1] * year, x[2] / year);
        });
    }
    SUBCASE("chip start-up") {
        check_laws<4>({{{100, 500}, {8e3, 2e4}, {0.3, 0.9}, {5e3, 2e4}}}, [](const auto& x) {
            using S = scalar_of<std::remove_cvref_t<decltype(x)>>;
            chip_startup<S> s;
            s.design = x[0] * (1e6 * usd);
            s.wafer_price = x[1] * usd / wafer;
            s.yield = fraction<S>(x[2]);
            s.price = x[3] * usd / chip;
            s.dies_per_wafer = 65.0 * die / wafer;
            s.memory_and_packaging = 1000.0 * usd / chip;
            return break_even(s).volume().in(chip);
        });
    }
}

TEST_CASE("every cost is proportional to prices") {
    proportional(amortized_box, amortized);
    proportional(hourly_box, hourly);
    proportional(developed_box, developed);
    proportional(token_full_box, token_full);
    proportional(centre_box, centre);
    proportional(billed_box, billed);
}

TEST_CASE("every input moves a cost in the stated direction") {
    // price level, chip time, age (older chips are worth less), power, PUE, interest
    directions(amortized_box, amortized, {1, 1, -1, 1, 1, 1});
    // price level, power, life, residual value, PUE, interest, availability
    directions(hourly_box, hourly, {1, 1, -1, -1, 1, 1, -1});
    // price level, experiments, failures, people, effort, duration
    directions(developed_box, developed, {1, 1, 1, 1, 1, 1});
    // price level, volume, commercial life, interest
    directions(token_full_box, token_full, {1, -1, -1, 1});
    // price level, life of IT, life of the building, interest
    directions(centre_box, centre, {1, -1, -1, 1});
    // price level and every kind of token
    directions(billed_box, billed, {1, 1, 1, 1, 1, 1});
}

TEST_CASE("parts add up to the total for every scalar") {
    all_parts(amortized_box, amortized);
    all_parts(hourly_box, hourly);
    all_parts(developed_box, developed);
    all_parts(token_full_box, token_full);
    all_parts(centre_box, centre);
    all_parts(billed_box, billed);
}
