// SPDX-License-Identifier: MIT
#include <flopcost/core/math.hpp>
#include <flopcost/core/scalar.hpp>

#include <cfloat>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <vector>
#ifdef FLOPCOST_HAVE_MPFR
#include <mpfr.h>
#endif

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// Distance of `got` from the exact value in units in the last place of the latter. The exact value
// comes from MPFR with 200 bits where that is installed, otherwise from the 64-bit mantissa of long
// double, whose own error is below 0.001 of our unit.
#ifdef FLOPCOST_HAVE_MPFR
using mpfr_function = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);
double ulps(double got, double x, mpfr_function f) {
    mpfr_t exact, difference;
    mpfr_init2(exact, 200);
    mpfr_init2(difference, 200);
    mpfr_set_d(exact, x, MPFR_RNDN);
    f(exact, exact, MPFR_RNDN);
    const double nearest = mpfr_get_d(exact, MPFR_RNDN);
    mpfr_sub_d(difference, exact, got, MPFR_RNDN);
    const double step = std::nextafter(std::abs(nearest), inf) - std::abs(nearest);
    mpfr_div_d(difference, difference, step, MPFR_RNDN);
    const double error = std::abs(mpfr_get_d(difference, MPFR_RNDN));
    mpfr_clear(exact);
    mpfr_clear(difference);
    return error;
}
#define FLOPCOST_EXP mpfr_exp
#define FLOPCOST_LOG mpfr_log
#define FLOPCOST_SQRT mpfr_sqrt
#else
static_assert(LDBL_MANT_DIG >= 64, "no reference of higher precision: install libmpfr-dev");
double ulps(double got, double x, long double (*f)(long double)) {
    const long double exact = f(x);
    const double nearest = static_cast<double>(exact);
    const double step = std::nextafter(std::abs(nearest), inf) - std::abs(nearest);
    return static_cast<double>(std::abs(exact - static_cast<long double>(got)) /
                               static_cast<long double>(step));
}
#define FLOPCOST_EXP expl
#define FLOPCOST_LOG logl
#define FLOPCOST_SQRT sqrtl
#endif

template <class Function, class Reference>
double worst(const std::vector<double>& points, Function f, Reference reference) {
    double most = 0;
    for (const double x : points) {
        most = std::max(most, ulps(f(x), x, reference));
    }
    return most;
}

std::vector<double> spread(double low, double high, int n) {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> u(low, high);
    std::vector<double> points;
    for (int i = 0; i < n; ++i) {
        points.push_back(u(random));
    }
    return points;
}
// Log-uniform over many orders of magnitude.
std::vector<double> spread_log(double low, double high, int n) {
    std::vector<double> points = spread(std::log(low), std::log(high), n);
    for (double& x : points) {
        x = std::exp(x);
    }
    return points;
}

} // namespace

TEST_CASE("exp is at most 1 ulp off over the normal range") {
    const auto f = [](double x) { return flopcost::exp(x); };
    const double wide = worst(spread(-708.3, 709.7, 200000), f, FLOPCOST_EXP);
    const double near = worst(spread(-1, 1, 200000), f, FLOPCOST_EXP);
    const double tiny = worst(spread_log(1e-300, 1e-3, 20000), f, FLOPCOST_EXP);
    MESSAGE("exp: worst error " << wide << " ulp, near zero " << near);
    CHECK(wide <= 1.0);
    CHECK(near <= 1.0);
    CHECK(tiny <= 1.0);
    // Where the reduction changes its multiple of ln 2.
    std::vector<double> seams;
    for (int k = -1020; k <= 1020; ++k) {
        const double seam = (k + 0.5) * 0.693147180559945309;
        seams.insert(seams.end(), {seam, std::nextafter(seam, inf), std::nextafter(seam, -inf)});
    }
    CHECK(worst(seams, f, FLOPCOST_EXP) <= 1.0);
}

TEST_CASE("log is at most 1 ulp off over the normal range") {
    const auto f = [](double x) { return flopcost::log(x); };
    const double wide = worst(spread_log(2.3e-308, 1.7e308, 200000), f, FLOPCOST_LOG);
    const double near = worst(spread(0.5, 2, 200000), f, FLOPCOST_LOG);
    const double seam = worst(spread(0.70710, 0.70711, 20000), f, FLOPCOST_LOG);
    std::vector<double> about_one;
    for (int k = 1; k < 2000; ++k) {
        about_one.push_back(1.0 + k * DBL_EPSILON);
        about_one.push_back(1.0 - k * DBL_EPSILON);
    }
    MESSAGE("log: worst error " << wide << " ulp, from 0.5 to 2 " << near);
    CHECK(wide <= 1.0);
    CHECK(near <= 1.0);
    CHECK(seam <= 1.0);
    CHECK(worst(about_one, f, FLOPCOST_LOG) <= 1.0);
    CHECK(worst(spread_log(5e-324, 2e-308, 20000), f, FLOPCOST_LOG) <= 1.0);
}

namespace {
constexpr bool sqrt_of_squares_is_exact() {
    for (int i = 1; i < 300; ++i) {
        if (flopcost::sqrt(static_cast<double>(i) * i) != i) {
            return false;
        }
    }
    return true;
}
static_assert(sqrt_of_squares_is_exact());
static_assert(flopcost::sqrt(2.0) == 0x1.6a09e667f3bcdp+0); // OEIS A002193, rounded to 53 bits
static_assert(flopcost::sqrt(0.0) == 0.0 && flopcost::sqrt(inf) == inf);
static_assert(!(flopcost::sqrt(-1.0) == flopcost::sqrt(-1.0)));
} // namespace

TEST_CASE("sqrt is correctly rounded, also in constant evaluation") {
    std::vector<double> points = spread_log(1e-300, 1e300, 50000);
    const auto evaluated = [](double x) {
        return flopcost::detail::sqrt_in_constant_evaluation(x);
    };
    CHECK(worst(points, evaluated, FLOPCOST_SQRT) <= 0.5);
    int different = 0;
    points.insert(points.end(), {5e-324, 1e-310, DBL_MIN, DBL_MAX, 1.0, 4.0});
    for (const double x : points) {
        different += evaluated(x) != std::sqrt(x) ? 1 : 0;
        different += flopcost::sqrt(x) != std::sqrt(x) ? 1 : 0;
    }
    CHECK(different == 0);
}

TEST_CASE("special values") {
    CHECK(flopcost::exp(0.0) == 1.0);
    CHECK(flopcost::exp(inf) == inf);
    CHECK(flopcost::exp(-inf) == 0.0);
    CHECK(flopcost::exp(710.0) == inf);
    CHECK(flopcost::exp(-746.0) == 0.0);
    CHECK(flopcost::exp(-740.0) == doctest::Approx(std::exp(-740.0)).epsilon(1e-3)); // subnormal
    CHECK(std::isnan(flopcost::exp(not_a_number)));
    CHECK(flopcost::log(1.0) == 0.0);
    CHECK(flopcost::log(0.0) == -inf);
    CHECK(flopcost::log(inf) == inf);
    CHECK(std::isnan(flopcost::log(-1.0)));
    CHECK(std::isnan(flopcost::log(not_a_number)));
    CHECK(flopcost::pow(2.0, 10.0) == doctest::Approx(1024).epsilon(1e-14));
    CHECK(flopcost::pow(0.0, 2.0) == 0.0);
    CHECK(flopcost::pow(5.0, 0.0) == 1.0);
    CHECK(std::isnan(flopcost::pow(-2.0, 0.5)));
    CHECK(flopcost::pow<1>(3.0) == 3.0);
    CHECK(flopcost::pow<5>(3.0) == 243.0);
    CHECK(flopcost::pow<8>(2.0) == 256.0);
}

TEST_CASE("pow keeps its promise of (1 + |y log x|) 2^-52") {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> base(-3, 3), product(-80, 80);
    double most = 0;
    for (int i = 0; i < 100000; ++i) {
        const double x = std::exp(base(random));
        const double y = product(random) / std::log(x);
        const long double exact = powl(x, y);
        const double bound = (1 + std::abs(y * std::log(x))) * DBL_EPSILON;
        most = std::max(most,
                        static_cast<double>(std::abs(flopcost::pow(x, y) / exact - 1.0L)) / bound);
    }
    MESSAGE("pow: worst error is " << most << " of the bound");
    CHECK(most <= 1);
}

TEST_CASE("floor and ceil agree with the C library") {
    std::vector<double> points = spread(-1e6, 1e6, 20000);
    points.insert(points.end(),
                  {0.0, 0.5, -0.5, 1.0, -1.0, 0x1p51, -0x1p51, 0x1p51 - 0.5, 0x1p52, 0x1p53, 1e300,
                   -1e300, inf, -inf, 4503599627370495.5, -4503599627370495.5, 2251799813685247.5});
    for (const double x : points) {
        CAPTURE(x);
        // The header states that values beyond 2^51 count as whole.
        if (std::abs(x) < 0x1p51 || std::floor(x) == x) {
            CHECK(flopcost::floor(x) == std::floor(x));
            CHECK(flopcost::ceil(x) == std::ceil(x));
        }
    }
    CHECK(std::isnan(flopcost::floor(not_a_number)));
    CHECK(flopcost::abs(-2.5) == 2.5);
    CHECK(flopcost::is_finite(1e308));
    CHECK_FALSE(flopcost::is_finite(inf));
    CHECK_FALSE(flopcost::is_finite(not_a_number));
}

TEST_CASE("logarithms to other bases") {
    for (const double x : spread_log(1e-300, 1e300, 2000)) {
        CHECK(flopcost::log2(x) == doctest::Approx(std::log2(x)).epsilon(1e-15));
        CHECK(flopcost::log10(x) == doctest::Approx(std::log10(x)).epsilon(1e-15));
    }
}

TEST_CASE("the normal distribution agrees with the error function") {
    for (double z = -37; z <= 8; z += 0.0137) {
        const long double exact = 0.5L * erfcl(-static_cast<long double>(z) / sqrtl(2.0L));
        CAPTURE(z);
        REQUIRE(std::abs(flopcost::normal_cdf(z) / exact - 1.0L) < 3e-13L);
    }
    CHECK(flopcost::normal_cdf(0) == 0.5);
    CHECK(flopcost::normal_cdf(-40) == 0.0);
    CHECK(flopcost::normal_cdf(40) == 1.0);
    CHECK(std::isnan(flopcost::normal_cdf(not_a_number)));
    // Standard tables: the 95 % and 97.5 % quantiles.
    CHECK(flopcost::normal_quantile(0.95) == doctest::Approx(1.6448536269514722).epsilon(1e-15));
    CHECK(flopcost::normal_quantile(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-15));
    CHECK(flopcost::normal_pdf(0) == doctest::Approx(0.3989422804014327).epsilon(1e-15));
}

TEST_CASE("the normal quantile inverts the distribution function") {
    for (double p = 1e-300; p < 0.5; p *= 1.7) {
        CAPTURE(p);
        REQUIRE(flopcost::normal_cdf(flopcost::normal_quantile(p)) ==
                doctest::Approx(p).epsilon(1e-12));
        REQUIRE(flopcost::normal_cdf(flopcost::normal_quantile(1 - p)) ==
                doctest::Approx(1 - p).epsilon(1e-12));
    }
    CHECK(flopcost::normal_quantile(0.5) == 0.0);
    CHECK(flopcost::normal_quantile(0.0) == -inf);
    CHECK(flopcost::normal_quantile(1.0) == inf);
    CHECK(std::isnan(flopcost::normal_quantile(-0.1)));
    CHECK(std::isnan(flopcost::normal_quantile(1.1)));
    CHECK(std::isnan(flopcost::normal_quantile(not_a_number)));
}

static_assert(flopcost::scalar<double> && flopcost::scalar<float> && flopcost::scalar<long double>);
static_assert(!flopcost::scalar<const char*>);
static_assert(flopcost::clamp(5.0, 0.0, 1.0) == 1.0 && flopcost::clamp(-5.0, 0.0, 1.0) == 0.0);
static_assert(flopcost::hull(2.0).low == 2.0 && flopcost::value_of(2.0f) == 2.0);
static_assert(flopcost::constant<float>(0.5) == 0.5f && flopcost::exp(0.0f) == 1.0f);
// Within one unit in the last place of e (OEIS A001113, rounded to 53 bits).
static_assert(flopcost::abs(flopcost::exp(1.0) - 0x1.5bf0a8b145769p+1) <= 0x1p-51);
static_assert(flopcost::log(2.0) == 0x1.62e42fefa39efp-1); // OEIS A002162, rounded to 53 bits
