// SPDX-License-Identifier: MIT
#include <flopcost/uncertainty/distributions.hpp>

#include <cmath>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <flopcost/core/fact.hpp>
#include <flopcost/core/units.hpp>
#include <flopcost/uncertainty/inputs.hpp>
#include <flopcost/uncertainty/shapes.hpp>

using namespace flopcost;
namespace un = flopcost::uncertainty;

namespace {

// The quantile function and the distribution function undo each other.
template <class D>
void check_inverse(const D& d, double tolerance = 1e-9) {
    for (const double p : {1e-6, 0.001, 0.05, 0.3, 0.5, 0.77, 0.95, 0.999, 1 - 1e-6}) {
        CHECK(d.cdf(d.quantile(p)) == doctest::Approx(p).epsilon(tolerance));
        CHECK(d.quantile(p) >= d.support().low);
        CHECK(d.quantile(p) <= d.support().high);
    }
}

// The largest error of the tabulated map between two scores, relative to the middle 98 %.
template <class D>
double table_error(const D& d, double reach = 6.0) {
    const un::table_map table(d);
    const double scale = d.quantile(0.99) - d.quantile(0.01);
    double worst = 0.0;
    for (double z = -reach; z <= reach; z += 0.00777) {
        worst = std::fmax(worst, std::fabs(table(z) - un::table_map::at_score(d, z)) / scale);
    }
    return worst;
}

} // namespace

TEST_CASE("intervals: 5 % to 95 % unless another credibility is given") {
    const lognormal rent(from(1.4).to(2.6));
    CHECK(rent.quantile(0.05) == doctest::Approx(1.4).epsilon(1e-12));
    CHECK(rent.quantile(0.95) == doctest::Approx(2.6).epsilon(1e-12));
    CHECK(rent.quantile(0.5) == doctest::Approx(std::sqrt(1.4 * 2.6)));
    const lognormal wide(from(1.4).to(2.6).at(0.8));
    CHECK(wide.quantile(0.10) == doctest::Approx(1.4).epsilon(1e-12));
    CHECK(wide.quantile(0.90) == doctest::Approx(2.6).epsilon(1e-12));
    const normal n(from(-1).to(3).at(0.5));
    CHECK(n.quantile(0.25) == doctest::Approx(-1));
    CHECK(n.quantile(0.75) == doctest::Approx(3));
    CHECK(lognormal::of_log(0.3, 0.2).log_mean() == doctest::Approx(0.3));
    CHECK(lognormal::of_log(0.3, 0.2).log_deviation() == doctest::Approx(0.2));
    CHECK(lognormal::times(10, 2).quantile(0.95) == doctest::Approx(20));
}

TEST_CASE("quantiles of tables in the literature") {
    // Chi-square with k degrees is gamma(k/2, 2): Abramowitz and Stegun, table 26.8.
    CHECK(gamma_distribution(0.5, 2).quantile(0.95) == doctest::Approx(3.84146).epsilon(1e-6));
    CHECK(gamma_distribution(5, 2).quantile(0.95) == doctest::Approx(18.3070).epsilon(5e-6));
    CHECK(gamma_distribution(15, 2).quantile(0.005) == doctest::Approx(13.7867).epsilon(5e-6));
    // Beta by its relation to F: F(0.95; 5, 10) = 3.3258, x = 5 F / (10 + 5 F).
    CHECK(flopcost::beta(2.5, 5).quantile(0.95) ==
          doctest::Approx(5 * 3.32583 / (10 + 5 * 3.32583)).epsilon(1e-5));
    // beta(1, b) and beta(a, 1) are closed forms.
    CHECK(flopcost::beta(1, 3).quantile(0.2) == doctest::Approx(1 - std::cbrt(0.8)));
    CHECK(flopcost::beta(4, 1).quantile(0.2) == doctest::Approx(std::pow(0.2, 0.25)));
    // The gamma function: log of (n-1)!, and of sqrt(pi).
    CHECK(un::detail::log_gamma(11) == doctest::Approx(std::log(3628800.0)).epsilon(1e-14));
    CHECK(un::detail::log_gamma(0.5) == doctest::Approx(0.57236494292470009).epsilon(1e-14));
}

TEST_CASE("quantile and distribution function undo each other") {
    check_inverse(normal(3, 2));
    check_inverse(lognormal(from(1).to(7)));
    check_inverse(uniform(-2, 5));
    check_inverse(triangular(1, 2, 5));
    check_inverse(triangular(1, 1, 5));
    check_inverse(triangular(1, 5, 5));
    check_inverse(flopcost::beta(17, 33));
    check_inverse(flopcost::beta(0.5, 0.5));
    check_inverse(pert(0.28, 0.35, 0.45));
    check_inverse(pert(1, 1, 3));
    check_inverse(gamma_distribution(0.4, 3));
    check_inverse(gamma_distribution(9, 0.5));
    check_inverse(truncate(normal(0.37, 0.17), 0.01, 0.99));
    check_inverse(mixture(0.3, uniform(0, 1), uniform(2, 5)));
    check_inverse(two_piece(2, from(1).to(9)));
    check_inverse(two_piece(0.5, from(-1).to(1)));
    check_inverse(metalog{{0.1, 2}, {0.5, 3}, {0.9, 6}}, 1e-7);
}

TEST_CASE("tabulated maps keep their stated error") {
    CHECK(table_error(flopcost::beta(17, 33)) < 1e-7);
    CHECK(table_error(flopcost::beta(15, 5)) < 1e-7);
    CHECK(table_error(pert(0.28, 0.35, 0.45)) < 1e-7);
    CHECK(table_error(pert(0, 0, 1)) < 1e-7);
    CHECK(table_error(flopcost::beta(1, 1)) < 1e-7);
    CHECK(table_error(gamma_distribution(2, 1)) < 1e-7);
    CHECK(table_error(gamma_distribution(30, 1)) < 1e-7);
    CHECK(table_error(truncate(normal(0.37, 0.17), 0.01, 0.99)) < 1e-7);
    // Shapes that rise like a wall at an end are the hardest.
    CHECK(table_error(flopcost::beta(0.5, 0.5)) < 1e-6);
    CHECK(table_error(gamma_distribution(0.5, 1)) < 1e-6);
}

TEST_CASE("tabulated maps rise and stay inside of the support") {
    const un::table_map table(pert(0.28, 0.35, 0.45));
    double last = table(-9.0);
    CHECK(last >= 0.28);
    for (double z = -9.0; z < 9.0; z += 0.001) {
        CHECK(table(z) >= last);
        last = table(z);
    }
    CHECK(last <= 0.45);
}

TEST_CASE("means of a table's distribution: PERT is (low + 4 mode + high) / 6") {
    const un::table_map table(pert(2, 3, 7));
    double mean = 0.0;
    constexpr int n = 100000;
    for (int i = 0; i < n; ++i) {
        mean += table(normal_quantile((i + 0.5) / n)) / n;
    }
    CHECK(mean == doctest::Approx((2 + 4 * 3 + 7) / 6.0).epsilon(1e-6));
}

TEST_CASE("few values: point, Bernoulli, discrete") {
    CHECK(point{4}.quantile(0.9) == 4);
    const bernoulli coin(0.25);
    CHECK(coin.quantile(0.74) == 0);
    CHECK(coin.quantile(0.76) == 1);
    const bernoulli inverse(0.25, 2.0, 5.0); // the rarer value is the lower one
    CHECK(inverse.quantile(0.24) == 2);
    CHECK(inverse.quantile(0.26) == 5);
    const discrete d{{30, 1}, {10, 2}, {20, 1}};
    CHECK(d.quantile(0.49) == 10);
    CHECK(d.quantile(0.51) == 20);
    CHECK(d.quantile(0.76) == 30);
    CHECK(d.cdf(20) == doctest::Approx(0.75));
    CHECK_THROWS_AS(discrete({}), error);
    CHECK_THROWS_AS(discrete({{1, -1}, {2, 3}}), error);
}

TEST_CASE("empirical: order statistics of the data") {
    const std::vector<double> data{5, 1, 4, 2, 3};
    const empirical d(data);
    CHECK(d.quantile(0.5) == 3);
    CHECK(d.quantile(0.25) == 2);
    CHECK(d.quantile(0.125) == doctest::Approx(1.5));
    CHECK(d.support().low == 1);
    CHECK(d.support().high == 5);
    CHECK(d.cdf(2.5) == doctest::Approx(0.375));
    CHECK_THROWS_AS(empirical(std::vector<double>{}), error);
    CHECK_THROWS_AS((empirical{1.0, std::nan("")}), error);
}

TEST_CASE("metalog passes through its quantiles and refuses what it cannot") {
    const metalog free{{0.1, 17}, {0.5, 24}, {0.9, 35}};
    CHECK(free.quantile(0.1) == doctest::Approx(17));
    CHECK(free.quantile(0.5) == doctest::Approx(24));
    CHECK(free.quantile(0.9) == doctest::Approx(35));
    const auto positive = metalog::above(0, {{0.05, 1}, {0.5, 2}, {0.95, 10}});
    CHECK(positive.quantile(0.95) == doctest::Approx(10));
    CHECK(positive.quantile(1e-9) > 0);
    const auto share = metalog::between(0, 1, {{0.1, 0.2}, {0.5, 0.5}, {0.9, 0.9}});
    CHECK(share.quantile(0.9) == doctest::Approx(0.9));
    CHECK(share.quantile(1e-9) > 0);
    CHECK(share.quantile(1 - 1e-9) < 1);
    CHECK(metalog::between(0, 1, {{0.1, 0.2}, {0.5, 0.5}, {0.6, 0.55}, {0.9, 0.9}}).quantile(0.6) ==
          doctest::Approx(0.55));
    try {
        metalog{{0.1, 1}, {0.5, 100}, {0.9, 101}};
        FAIL("accepted");
    } catch (const error& e) {
        CHECK(e.number() == error_number::inconsistent);
        CHECK(e.value() > 0.0);
        CHECK(e.value() < 1.0);
    }
    CHECK_THROWS_AS((metalog{{0.5, 1}, {0.5, 2}}), error);
    CHECK_THROWS_AS((void)metalog::above(5, {{0.1, 4}, {0.9, 8}}), error);
}

TEST_CASE("a fact becomes a distribution through its value and bounds") {
    using namespace flopcost::units;
    const fact<qty::usd<>> price{.value = 25000.0 * usd,
                                 .low = 20000.0 * usd,
                                 .high = 40000.0 * usd,
                                 .source = "a test",
                                 .name = "price"};
    const auto d = fitted(price);
    CHECK(d.quantile(0.5) == doctest::Approx(25000));
    CHECK(d.quantile(0.05) == doctest::Approx(20000));
    CHECK(d.quantile(0.95) == doctest::Approx(40000));
    CHECK(fitted(price, 0.5).quantile(0.75) == doctest::Approx(40000));
    const fact<double> certain{.value = 3.0, .source = "a test", .name = "n"};
    CHECK(fitted(certain).quantile(0.01) == doctest::Approx(3));
}

TEST_CASE("bad shapes are refused with the parameter's name") {
    const auto parameter_of = [](auto make) -> std::string {
        try {
            make();
        } catch (const error& e) {
            return e.parameter();
        }
        return "accepted";
    };
    CHECK(parameter_of([] { (void)pert(0.3, 0.2, 0.4); }) == "mode of a PERT distribution");
    CHECK(parameter_of([] { (void)normal(1, 0); }) == "standard deviation");
    CHECK(parameter_of([] { (void)lognormal(from(-1).to(2)); }) == "lower bound of a lognormal");
    CHECK(parameter_of([] { (void)from(3).to(2); }) == "lower bound of an interval");
    CHECK(parameter_of([] { (void)from(1).to(2).at(1.5); }) == "credibility");
    CHECK(parameter_of([] { (void)truncate(normal(0, 1), 20, 30); }) == "truncation");
}

// A user's own distribution needs a quantile function and a support.
struct pareto {
    double least, shape;
    [[nodiscard]] double quantile(double p) const { return least * std::pow(1 - p, -1 / shape); }
    [[nodiscard]] bounds support() const { return {least, HUGE_VAL}; }
};
static_assert(distribution<pareto>);

TEST_CASE("a user's own distribution is tabulated") {
    const pareto d{1, 5};
    const auto table = un::map_of(d);
    static_assert(std::is_same_v<decltype(table), const un::table_map>);
    for (const double p : {0.01, 0.5, 0.99, 0.9999}) {
        CHECK(table(normal_quantile(p)) == doctest::Approx(d.quantile(p)).epsilon(1e-6));
    }
}
