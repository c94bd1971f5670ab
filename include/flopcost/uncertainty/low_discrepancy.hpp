// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include <flopcost/uncertainty/philox.hpp>

// Point sets that fill the unit cube more evenly than random numbers. Both are functions of the
// index, so that any range of points can be computed anywhere.

namespace flopcost::uncertainty {

/// Inputs beyond this number are drawn as in plain Monte Carlo.
inline constexpr int sobol_dimensions = 32;

namespace detail {

struct sobol_seed {
    int degree;
    unsigned coefficients; // inner bits of the primitive polynomial, highest power first
    unsigned m[7];
};

// Dimensions 2 to 32 of Joe and Kuo 2008, "Constructing Sobol sequences with better two-dimensional
// projections", SIAM J. Sci. Comput. 30(5), table new-joe-kuo-6.21201. The tests verify that every
// polynomial is primitive, every m_i odd and below 2^i, and the projections are nets.
inline constexpr sobol_seed sobol_seeds[sobol_dimensions - 1] = {
    {1, 0, {1}},
    {2, 1, {1, 3}},
    {3, 1, {1, 3, 1}},
    {3, 2, {1, 1, 1}},
    {4, 1, {1, 1, 3, 3}},
    {4, 4, {1, 3, 5, 13}},
    {5, 2, {1, 1, 5, 5, 17}},
    {5, 4, {1, 1, 5, 5, 5}},
    {5, 7, {1, 1, 7, 11, 19}},
    {5, 11, {1, 1, 5, 1, 1}},
    {5, 13, {1, 1, 1, 3, 11}},
    {5, 14, {1, 3, 5, 5, 31}},
    {6, 1, {1, 3, 3, 9, 7, 49}},
    {6, 13, {1, 1, 1, 15, 21, 21}},
    {6, 16, {1, 3, 1, 13, 27, 49}},
    {6, 19, {1, 1, 1, 15, 7, 5}},
    {6, 22, {1, 3, 1, 15, 13, 25}},
    {6, 25, {1, 1, 5, 5, 19, 61}},
    {7, 1, {1, 3, 7, 11, 23, 15, 103}},
    {7, 4, {1, 3, 7, 13, 13, 15, 69}},
    {7, 7, {1, 1, 3, 13, 7, 35, 63}},
    {7, 8, {1, 3, 5, 9, 1, 25, 53}},
    {7, 14, {1, 3, 1, 13, 9, 35, 107}},
    {7, 19, {1, 3, 1, 5, 27, 61, 31}},
    {7, 21, {1, 1, 5, 11, 19, 41, 61}},
    {7, 28, {1, 3, 5, 3, 3, 13, 69}},
    {7, 31, {1, 1, 7, 13, 1, 19, 1}},
    {7, 32, {1, 3, 7, 5, 13, 19, 59}},
    {7, 37, {1, 1, 3, 9, 25, 29, 41}},
    {7, 41, {1, 3, 5, 13, 23, 1, 55}},
    {7, 42, {1, 3, 7, 3, 13, 59, 17}},
};

struct sobol_directions {
    std::uint32_t v[sobol_dimensions][32];
};

[[nodiscard]] inline sobol_directions make_sobol_directions() noexcept {
    sobol_directions d{};
    for (int i = 0; i < 32; ++i) {
        d.v[0][i] = std::uint32_t{1} << (31 - i);
    }
    for (int k = 1; k < sobol_dimensions; ++k) {
        const sobol_seed& s = sobol_seeds[k - 1];
        for (int i = 0; i < 32; ++i) {
            if (i < s.degree) {
                d.v[k][i] = s.m[i] << (31 - i);
                continue;
            }
            std::uint32_t x = d.v[k][i - s.degree] ^ (d.v[k][i - s.degree] >> s.degree);
            for (int j = 1; j < s.degree; ++j) {
                if (((s.coefficients >> (s.degree - 1 - j)) & 1u) != 0) {
                    x ^= d.v[k][i - j];
                }
            }
            d.v[k][i] = x;
        }
    }
    return d;
}

// Computed at first use rather than in every translation unit.
[[nodiscard]] inline const sobol_directions& sobol_table() noexcept {
    static const sobol_directions table = make_sobol_directions();
    return table;
}

constexpr std::uint32_t reverse_bits(std::uint32_t x) noexcept {
    x = ((x >> 1) & 0x55555555u) | ((x & 0x55555555u) << 1);
    x = ((x >> 2) & 0x33333333u) | ((x & 0x33333333u) << 2);
    x = ((x >> 4) & 0x0f0f0f0fu) | ((x & 0x0f0f0f0fu) << 4);
    x = ((x >> 8) & 0x00ff00ffu) | ((x & 0x00ff00ffu) << 8);
    return (x >> 16) | (x << 16);
}

// Owen's nested uniform scrambling by hashing (Laine and Karras 2011; Burley 2020, "Practical
// hash-based Owen scrambling", JCGT 9(4)): in reversed bits, every step lets a bit depend on those
// below it only. The multipliers are those that Vegdahl searched for; `seed` decides the tree.
constexpr std::uint32_t owen_scramble(std::uint32_t x, std::uint32_t seed) noexcept {
    x = reverse_bits(x);
    x ^= x * 0x3d20adeau;
    x += seed;
    x *= (seed >> 16) | 1u;
    x ^= x * 0x05526c56u;
    x ^= x * 0x53a22864u;
    return reverse_bits(x);
}

// Point number `index` of dimension `k`, as 32 bits.
[[nodiscard]] inline std::uint32_t sobol_bits(std::uint64_t index, int k) noexcept {
    const sobol_directions& table = sobol_table();
    std::uint32_t x = 0;
    for (int bit = 0; bit < 32; ++bit) {
        x ^= ((index >> bit) & 1u) != 0 ? table.v[k][bit] : 0u;
    }
    return x;
}

constexpr double cell_centre32(std::uint32_t x) noexcept {
    return (x + 0.5) * 0x1p-32;
}

// A block of scrambled Sobol' points in one dimension.
inline void sobol_block(const random_stream& s, int k, std::uint64_t block, double* out) noexcept {
    const std::uint32_t scramble =
        philox4x32(counter_of(s, std::uint64_t{1} << 47), s.seed).word[0];
    const sobol_directions& table = sobol_table();
    const std::uint32_t high = sobol_bits(block * block_size, k);
    std::uint32_t x[block_size];
    x[0] = high;
    for (int bit = 0; (1 << bit) < block_size; ++bit) {
        for (int i = 0; i < (1 << bit); ++i) {
            x[(1 << bit) + i] = x[i] ^ table.v[k][bit];
        }
    }
    double u[block_size];
    for (int i = 0; i < block_size; ++i) {
        u[i] = cell_centre32(owen_scramble(x[i], scramble));
    }
    for (int i = 0; i < block_size; ++i) {
        out[i] = u[i];
    }
}

// A random permutation of 0 .. n-1 as a function (after Kensler 2013, "Correlated multi-jittered
// sampling", Pixar TM 13-01): mixing steps that are invertible within the next power of two, walked
// until the result is below n.
class permutation {
public:
    constexpr permutation(std::uint64_t n, const random_stream& s) noexcept : n_(n), mask_(n - 1) {
        for (int shift = 1; shift < 64; shift *= 2) {
            mask_ |= mask_ >> shift;
        }
        while (half_ < 32 && (mask_ >> (2 * half_)) != 0) {
            ++half_;
        }
        for (std::uint64_t round = 0; round < rounds; ++round) {
            // Counters that no sample uses.
            const philox_block r =
                philox4x32(counter_of(s, (std::uint64_t{1} << 47) + 1 + round), s.seed);
            add_[round] = (std::uint64_t{r.word[0]} << 32) | r.word[1];
            multiply_[round] = (std::uint64_t{r.word[2]} << 32) | r.word[3] | 1u; // odd: invertible
        }
    }
    [[nodiscard]] constexpr std::uint64_t operator()(std::uint64_t i) const noexcept {
        do {
            for (int round = 0; round < rounds; ++round) {
                i = ((i + add_[round]) * multiply_[round]) & mask_;
                i ^= i >> half_;
            }
        } while (i >= n_);
        return i;
    }

private:
    static constexpr int rounds = 4;
    std::uint64_t n_;
    std::uint64_t mask_;
    int half_ = 1;
    std::uint64_t add_[rounds] = {};
    std::uint64_t multiply_[rounds] = {};
};

} // namespace detail

} // namespace flopcost::uncertainty
