// SPDX-License-Identifier: MIT
#include <flopcost/uncertainty/low_discrepancy.hpp>

#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

using namespace flopcost::uncertainty;
namespace detail = flopcost::uncertainty::detail;

namespace {

// The polynomial of dimension k over GF(2), highest power first.
std::uint32_t polynomial(const detail::sobol_seed& s) {
    return (1u << s.degree) | (s.coefficients << 1) | 1u;
}

// x * y modulo the polynomial.
std::uint32_t multiply(std::uint32_t x, std::uint32_t y, std::uint32_t p, int degree) {
    std::uint32_t r = 0;
    for (int i = degree - 1; i >= 0; --i) {
        r <<= 1;
        r = (r >> degree & 1u) != 0 ? r ^ p : r;
        r = (y >> i & 1u) != 0 ? r ^ x : r;
    }
    return r;
}

// Multiplicative order of x modulo the polynomial, or 0 if it is no unit.
std::uint32_t order_of_x(std::uint32_t p, int degree) {
    const std::uint32_t x = degree == 1 ? 1u : 2u;
    std::uint32_t power = x;
    for (std::uint32_t n = 1; n < (1u << degree); ++n) {
        if (power == 1) {
            return n;
        }
        power = multiply(power, x, p, degree);
    }
    return 0;
}

// The quality parameter t of the first 2^m points in dimensions a and b: the least t for which
// every elementary box of volume 2^(t-m) holds exactly 2^t points.
int quality(int m, int a, int b, bool scrambled) {
    const std::uint32_t n = 1u << m;
    std::vector<std::uint32_t> x(n);
    std::vector<std::uint32_t> y(n);
    for (std::uint32_t i = 0; i < n; ++i) {
        x[i] = detail::sobol_bits(i, a);
        y[i] = detail::sobol_bits(i, b);
        if (scrambled) {
            x[i] = detail::owen_scramble(x[i], 0x12345678u);
            y[i] = detail::owen_scramble(y[i], 0x9abcdef0u);
        }
    }
    for (int t = 0; t <= m; ++t) {
        bool net = true;
        for (int k = 0; k <= m - t && net; ++k) {
            const int l = m - t - k;
            std::vector<std::uint32_t> count(1u << (m - t));
            for (std::uint32_t i = 0; i < n; ++i) {
                const std::uint32_t u = k > 0 ? x[i] >> (32 - k) : 0;
                const std::uint32_t v = l > 0 ? y[i] >> (32 - l) : 0;
                ++count[(u << l) | v];
            }
            for (const std::uint32_t c : count) {
                net = net && c == (1u << t);
            }
        }
        if (net) {
            return t;
        }
    }
    return m;
}

} // namespace

TEST_CASE("direction numbers: primitive polynomials, odd and small enough, no two alike") {
    std::vector<std::uint32_t> seen;
    for (const detail::sobol_seed& s : detail::sobol_seeds) {
        const std::uint32_t p = polynomial(s);
        CHECK(order_of_x(p, s.degree) == (1u << s.degree) - 1);
        for (int i = 0; i < s.degree; ++i) {
            CHECK(s.m[i] % 2 == 1);
            CHECK(s.m[i] < (2u << i));
        }
        for (const std::uint32_t other : seen) {
            CHECK(p != other);
        }
        seen.push_back(p);
    }
}

TEST_CASE("the first points of three dimensions, as published") {
    // Joe and Kuo's program prints these for the points 1 to 7 in the order of the Gray code.
    const double expected[8][3] = {{0, 0, 0},
                                   {0.5, 0.5, 0.5},
                                   {0.75, 0.25, 0.25},
                                   {0.25, 0.75, 0.75},
                                   {0.375, 0.375, 0.625},
                                   {0.875, 0.875, 0.125},
                                   {0.625, 0.125, 0.875},
                                   {0.125, 0.625, 0.375}};
    for (std::uint64_t i = 0; i < 8; ++i) {
        const std::uint64_t gray = i ^ (i >> 1);
        for (int k = 0; k < 3; ++k) {
            CHECK(detail::sobol_bits(gray, k) * 0x1p-32 == expected[i][k]);
        }
    }
}

TEST_CASE("every dimension is a (0, m, 1)-net: one point in each of 2^m cells, scrambled too") {
    constexpr int m = 10;
    for (int k = 0; k < sobol_dimensions; ++k) {
        for (const bool scrambled : {false, true}) {
            std::vector<int> count(1u << m);
            for (std::uint32_t i = 0; i < (1u << m); ++i) {
                std::uint32_t x = detail::sobol_bits(i, k);
                x = scrambled ? detail::owen_scramble(x, 77u + static_cast<std::uint32_t>(k)) : x;
                ++count[x >> (32 - m)];
            }
            int wrong = 0;
            for (const int c : count) {
                wrong += c != 1 ? 1 : 0;
            }
            CHECK(wrong == 0);
        }
    }
}

TEST_CASE("projections on two dimensions are nets, and scrambling keeps their quality") {
    constexpr int m = 10;
    CHECK(quality(m, 0, 1, false) == 0); // the first two dimensions are a (0, m, 2)-net
    int worst = 0;
    int sum = 0;
    int pairs = 0;
    for (int a = 0; a < 16; ++a) {
        for (int b = a + 1; b < 16; ++b) {
            const int t = quality(m, a, b, false);
            worst = t > worst ? t : worst;
            sum += t;
            ++pairs;
            if (a < 4) {
                CHECK(quality(m, a, b, true) == t);
            }
        }
    }
    CHECK(worst <= 6);
    CHECK(sum < 3 * pairs);
}

TEST_CASE("a block holds the points of its indices") {
    const random_stream s{5, 99, 0};
    double first[block_size];
    double again[block_size];
    detail::sobol_block(s, 3, 17, first);
    detail::sobol_block(s, 3, 17, again);
    double other[block_size];
    detail::sobol_block({5, 98, 0}, 3, 17, other);
    int same = 0;
    for (int i = 0; i < block_size; ++i) {
        CHECK(first[i] == again[i]);
        CHECK(first[i] > 0.0);
        CHECK(first[i] < 1.0);
        same += first[i] == other[i] ? 1 : 0;
    }
    CHECK(same < 3); // another input is scrambled differently
}

TEST_CASE("permutations hit every place once") {
    for (const std::uint64_t n : {1ull, 2ull, 3ull, 64ull, 1000ull, 4097ull}) {
        for (const std::uint64_t key : {0ull, 1ull, 0xdeadbeefcafef00dull}) {
            const detail::permutation place(n, {key, 17, 0});
            std::vector<int> count(n);
            for (std::uint64_t i = 0; i < n; ++i) {
                const std::uint64_t k = place(i);
                REQUIRE(k < n);
                ++count[k];
            }
            for (const int c : count) {
                CHECK(c == 1);
            }
        }
    }
}
