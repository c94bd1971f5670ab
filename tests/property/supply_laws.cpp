// SPDX-License-Identifier: MIT
//
// What holds for every supply model: the laws of the scalars, the direction of each input, and
// parts that add up.

#include <array>
#include <random>

#include <doctest/doctest.h>

#include <flopcost/supply/dies.hpp>
#include <flopcost/supply/flows.hpp>
#include <flopcost/supply/gap.hpp>
#include <flopcost/supply/growth.hpp>
#include <flopcost/supply/packages.hpp>
#include <flopcost/supply/stock.hpp>

#include "../support/laws.hpp"

using namespace flopcost;
using namespace flopcost::units;
using namespace flopcost::supply;
using flopcost_test::check_laws;
using flopcost_test::range;

namespace {

template <class X>
using scalar_of = typename std::remove_cvref_t<X>::value_type;

// Die area in mm2, defects per cm2.
template <yield_law Law>
constexpr auto good_dies = [](const auto& x) {
    using S = scalar_of<decltype(x)>;
    return dies(die_plan<S>{.die_area = x[0] * square_millimeter,
                            .defects = x[1] * defects_per_square_centimeter,
                            .law = Law})
        .good.in(die / wafer);
};
constexpr std::array<range, 2> die_box{{{100, 850}, {0.01, 0.4}}};

// Wafers, dies per wafer, bank, stacks, packaging.
constexpr auto made = [](const auto& x) {
    using S = scalar_of<decltype(x)>;
    package_plan<S> p;
    p.wafers = x[0] * wafer;
    p.good_dies = x[1] * (die / wafer);
    p.die_bank = x[2] * die;
    p.stacks = x[3] * hbm_stack;
    p.packaging = x[4] * package;
    p.assembly_yield = fraction<S>(x[5]);
    return packages(p).packages.in(package);
};
constexpr std::array<range, 6> package_box{
    {{1e4, 1e5}, {10, 60}, {0, 1e6}, {1e6, 2e7}, {1e5, 3e6}, {0.5, 0.99}}};

constexpr auto in_service = [](const auto& x) {
    using S = scalar_of<decltype(x)>;
    const std::array<cohort<S>, 2> all{cohort<S>{x[0] * chip, x[1], {2022, 6, 30}},
                                       cohort<S>{x[2] * chip, x[3], {2024, 6, 30}}};
    return stock(all, date{2026, 6, 30}, survival<S>{.life = x[4] * year, .shape = 3.0})
        .equivalents.in(chip);
};
constexpr std::array<range, 5> stock_box{{{1e4, 1e6}, {0.2, 1}, {1e4, 1e6}, {1, 2.5}, {3, 8}}};

constexpr auto chips_bought = [](const auto& x) {
    using S = scalar_of<decltype(x)>;
    purchase<tag::USD, S> p{.value = x[0] * giga * usd,
                            .hardware = share<S>(x[1]),
                            .mix = share<S>(x[2]),
                            .price = x[3] * usd / chip};
    return p.chips().in(chip);
};
constexpr std::array<range, 4> purchase_box{{{1, 90}, {0.5, 0.95}, {0.1, 1}, {1e4, 5e4}}};

constexpr auto reached = [](const auto& x) {
    using S = scalar_of<decltype(x)>;
    return split(transit<S>{
                     .arrived = x[0] * chip, .diverted = share<S>(x[1]), .rented = share<S>(x[2])})
        .reached()
        .in(chip);
};
constexpr std::array<range, 3> transit_box{{{1e3, 1e6}, {0.01, 0.5}, {0.01, 0.9}}};

constexpr auto behind = [](const auto& x) {
    using S = scalar_of<decltype(x)>;
    return lag(S(x[0] * 1.0),
               progress<S>{.hardware = {x[1]}, .software = {x[2]}, .investment = {x[3]}})
        .in(month);
};
constexpr std::array<range, 4> lag_box{{{2, 30}, {1.1, 1.5}, {1.5, 4}, {1.2, 3}}};

constexpr auto odds = [](const auto& x) {
    using S = scalar_of<decltype(x)>;
    return crossing_odds(
        race<S>{.gap = x[0], .gap_spread = x[1], .closing = x[2], .closing_spread = x[3]},
        4.0 * year);
};
constexpr std::array<range, 4> race_box{{{2, 20}, {0.1, 0.5}, {-0.2, 0.3}, {0.05, 0.3}}};

// The sign of each input's effect, on random points: 1 up, -1 down, 0 not tested.
template <std::size_t N, class Model>
void monotone(const std::array<range, N>& box, Model model, const std::array<int, N>& direction) {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> u(0.0, 1.0);
    for (int round = 0; round < 200; ++round) {
        std::array<double, N> x{};
        for (std::size_t i = 0; i < N; ++i) {
            x[i] = box[i].low + u(random) * (box[i].high - box[i].low);
        }
        for (std::size_t i = 0; i < N; ++i) {
            auto more = x;
            more[i] = x[i] + 0.2 * (box[i].high - x[i]);
            const double step = model(more) - model(x);
            const double slack = 1e-9 * std::fabs(model(x));
            if (direction[i] != 0) {
                CHECK(step * direction[i] >= -slack);
            }
        }
    }
}

} // namespace

TEST_CASE("the laws of the scalars hold for every supply model") {
    // Corner kinks of min and of the series near zero have no central difference.
    check_laws(die_box, good_dies<yield_law::poisson>);
    check_laws(die_box, good_dies<yield_law::murphy>);
    check_laws(die_box, good_dies<yield_law::negative_binomial>);
    check_laws(package_box, made, {.gradient = false});
    check_laws(stock_box, in_service);
    check_laws(purchase_box, chips_bought);
    check_laws(transit_box, reached);
    check_laws(lag_box, behind);
    check_laws(race_box, odds, {.gradient = false}); // the polynomial's kink at z = 0
}

TEST_CASE("more of an input moves the result in its stated direction") {
    monotone(die_box, good_dies<yield_law::poisson>, {-1, -1});
    monotone(die_box, good_dies<yield_law::murphy>, {-1, -1});
    monotone(die_box, good_dies<yield_law::negative_binomial>, {-1, -1});
    monotone(package_box, made, {1, 1, 1, 1, 1, 1});
    monotone(stock_box, in_service, {1, 1, 1, 1, 1});
    monotone(purchase_box, chips_bought, {1, 1, 1, -1});
    monotone(transit_box, reached, {1, 1, 1});
    monotone(lag_box, behind, {1, -1, -1, -1});
    monotone(race_box, odds, {-1, 0, 1, 0});
}

TEST_CASE("chips are proportional to money and inverse to price") {
    for (const double k : {0.1, 2.0, 1000.0}) {
        const std::array<double, 4> x{12, 0.8, 0.5, 30000};
        auto more = x;
        more[0] *= k;
        auto dearer = x;
        dearer[3] *= k;
        CHECK(chips_bought(more) == doctest::Approx(k * chips_bought(x)));
        CHECK(chips_bought(dearer) == doctest::Approx(chips_bought(x) / k));
    }
}
