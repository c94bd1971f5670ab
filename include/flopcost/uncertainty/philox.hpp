// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

namespace flopcost::uncertainty {

/// Four 32-bit words.
struct philox_block {
    std::uint32_t word[4];
    [[nodiscard]] friend constexpr bool operator==(const philox_block&,
                                                   const philox_block&) = default;
};

namespace detail {

inline constexpr std::uint32_t philox_m0 = 0xD2511F53u;
inline constexpr std::uint32_t philox_m1 = 0xCD9E8D57u;
inline constexpr std::uint32_t philox_w0 = 0x9E3779B9u;
inline constexpr std::uint32_t philox_w1 = 0xBB67AE85u;
inline constexpr int philox_rounds = 10;

} // namespace detail

/// Philox4x32-10: four random words as a pure function of a counter and a key (Salmon, Moraes, Dror
/// and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", SC11). No state: any sample can be
/// computed anywhere, in any order.
[[nodiscard]] constexpr philox_block philox4x32(philox_block counter, std::uint64_t key) noexcept {
    auto k0 = static_cast<std::uint32_t>(key);
    auto k1 = static_cast<std::uint32_t>(key >> 32);
    auto [c0, c1, c2, c3] = counter.word;
    for (int round = 0; round < detail::philox_rounds; ++round) {
        const std::uint64_t p0 = std::uint64_t{c0} * detail::philox_m0;
        const std::uint64_t p1 = std::uint64_t{c2} * detail::philox_m1;
        c0 = static_cast<std::uint32_t>(p1 >> 32) ^ c1 ^ k0;
        c2 = static_cast<std::uint32_t>(p0 >> 32) ^ c3 ^ k1;
        c1 = static_cast<std::uint32_t>(p1);
        c3 = static_cast<std::uint32_t>(p0);
        k0 += detail::philox_w0;
        k1 += detail::philox_w1;
    }
    return {{c0, c1, c2, c3}};
}

// The known answers published with Random123 (kat_vectors).
static_assert(philox4x32({{0, 0, 0, 0}}, 0) ==
              philox_block{{0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u}});
static_assert(philox4x32({{~0u, ~0u, ~0u, ~0u}}, ~std::uint64_t{0}) ==
              philox_block{{0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu}});
static_assert(philox4x32({{0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u}},
                         0x299f31d0a4093822ull) ==
              philox_block{{0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u}});

/// Samples are drawn in blocks of 64 consecutive indices. A block is the unit of everything that
/// must not depend on threads, shards or pack width; the result does not depend on it.
inline constexpr int block_size = 64;

/// Where a random number comes from: nothing but these four and the index decides it.
struct random_stream {
    std::uint64_t seed = 1;  ///< chosen by the user
    std::uint64_t input = 0; ///< hash of the input's name
    std::uint32_t stream =
        0; ///< below 65 536; independent repetitions: 0 unless an analysis needs more
};

namespace detail {

// Maps 52 bits to the centre of one of 2^52 cells of (0, 1): neither end occurs, and 1 - u is
// exact.
constexpr double cell_centre(std::uint32_t high, std::uint32_t low) noexcept {
    const std::uint64_t bits = (std::uint64_t{high} << 20) | (low >> 12);
    return std::bit_cast<double>(bits | 0x3ff0000000000000ull) - (1.0 - 0x1p-53);
}

// The counter of the pair of samples (`pair`, upper half of the block or lower).
constexpr philox_block counter_of(const random_stream& s, std::uint64_t pair) noexcept {
    return {{static_cast<std::uint32_t>(pair),
             static_cast<std::uint32_t>((pair >> 32) & 0xffffu) | (s.stream << 16),
             static_cast<std::uint32_t>(s.input), static_cast<std::uint32_t>(s.input >> 32)}};
}

// The 64 uniform numbers of a block. One Philox call serves the lanes i and i + 32. The rounds run
// over arrays of lanes, which compilers vectorise.
constexpr void uniform_block_in_loops(const random_stream& s, std::uint64_t block,
                                      double* out) noexcept {
    constexpr int half = block_size / 2;
    const philox_block first = counter_of(s, block * half);
    std::uint32_t c0[half], c1[half], c2[half], c3[half];
    for (int i = 0; i < half; ++i) {
        // The low word never carries inside a block: 32 divides 2^32.
        c0[i] = first.word[0] + static_cast<std::uint32_t>(i);
        c1[i] = first.word[1];
        c2[i] = first.word[2];
        c3[i] = first.word[3];
    }
    auto k0 = static_cast<std::uint32_t>(s.seed);
    auto k1 = static_cast<std::uint32_t>(s.seed >> 32);
    for (int round = 0; round < philox_rounds; ++round) {
        for (int i = 0; i < half; ++i) {
            const std::uint64_t p0 = std::uint64_t{c0[i]} * philox_m0;
            const std::uint64_t p1 = std::uint64_t{c2[i]} * philox_m1;
            c0[i] = static_cast<std::uint32_t>(p1 >> 32) ^ c1[i] ^ k0;
            c2[i] = static_cast<std::uint32_t>(p0 >> 32) ^ c3[i] ^ k1;
            c1[i] = static_cast<std::uint32_t>(p1);
            c3[i] = static_cast<std::uint32_t>(p0);
        }
        k0 += philox_w0;
        k1 += philox_w1;
    }
    double u[block_size];
    for (int i = 0; i < half; ++i) {
        u[i] = cell_centre(c0[i], c1[i]);
    }
    for (int i = 0; i < half; ++i) {
        u[half + i] = cell_centre(c2[i], c3[i]);
    }
    for (int i = 0; i < block_size; ++i) {
        out[i] = u[i];
    }
}

#if defined(__GNUC__) && !defined(__clang__) && defined(__AVX2__)

// The same with four counters in the 64-bit lanes of a register, whose upper halves may hold
// anything: the multiplication that is wanted here ignores them. GCC does not find it in the loops
// above, and spends half of their time on shuffling; clang does.
struct philox_registers {
    using lanes = std::uint64_t __attribute__((vector_size(32)));
    using halves = int __attribute__((vector_size(32)));
    using reals = double __attribute__((vector_size(32)));

    [[nodiscard]] static lanes multiply(lanes a, std::uint32_t b) noexcept {
        return reinterpret_cast<lanes>(
            __builtin_ia32_pmuludq256(reinterpret_cast<halves>(a), halves{} + static_cast<int>(b)));
    }
    // As `cell_centre`.
    static void store(double* out, lanes high, lanes low) noexcept {
        constexpr std::uint64_t mask = 0xffffffffu;
        const lanes bits = ((high & mask) << 20) | ((low & mask) >> 12) | 0x3ff0000000000000ull;
        const reals u = reinterpret_cast<reals>(bits) - (1.0 - 0x1p-53);
        for (int i = 0; i < 4; ++i) {
            out[i] = u[i];
        }
    }
    static void uniform_block(const random_stream& s, std::uint64_t block, double* out) noexcept {
        constexpr int half = block_size / 2;
        constexpr int at_once = 4;
        const philox_block first = counter_of(s, block * half);
        for (int begin = 0; begin < half; begin += 4 * at_once) {
            lanes c0[at_once], c1[at_once], c2[at_once], c3[at_once];
            for (int j = 0; j < at_once; ++j) {
                c0[j] = lanes{0, 1, 2, 3} + (first.word[0] + static_cast<unsigned>(begin + 4 * j));
                c1[j] = lanes{} + first.word[1];
                c2[j] = lanes{} + first.word[2];
                c3[j] = lanes{} + first.word[3];
            }
            auto k0 = static_cast<std::uint32_t>(s.seed);
            auto k1 = static_cast<std::uint32_t>(s.seed >> 32);
            for (int round = 0; round < philox_rounds; ++round) {
                for (int j = 0; j < at_once; ++j) {
                    const lanes p0 = multiply(c0[j], philox_m0);
                    const lanes p1 = multiply(c2[j], philox_m1);
                    c0[j] = (p1 >> 32) ^ c1[j] ^ (lanes{} + k0);
                    c2[j] = (p0 >> 32) ^ c3[j] ^ (lanes{} + k1);
                    c1[j] = p1;
                    c3[j] = p0;
                }
                k0 += philox_w0;
                k1 += philox_w1;
            }
            for (int j = 0; j < at_once; ++j) {
                store(out + begin + 4 * j, c0[j], c1[j]);
                store(out + half + begin + 4 * j, c2[j], c3[j]);
            }
        }
    }
};
constexpr void uniform_block(const random_stream& s, std::uint64_t block, double* out) noexcept {
    if (std::is_constant_evaluated()) {
        uniform_block_in_loops(s, block, out);
    } else {
        philox_registers::uniform_block(s, block, out);
    }
}

#else

constexpr void uniform_block(const random_stream& s, std::uint64_t block, double* out) noexcept {
    uniform_block_in_loops(s, block, out);
}

#endif

} // namespace detail

/// The uniform number in (0, 1) of sample `index`: a function of its arguments alone.
[[nodiscard]] constexpr double uniform_at(const random_stream& s, std::uint64_t index) noexcept {
    const std::uint64_t lane = index % block_size;
    const std::uint64_t pair = index / block_size * (block_size / 2) + lane % (block_size / 2);
    const philox_block r = philox4x32(detail::counter_of(s, pair), s.seed);
    return lane < block_size / 2 ? detail::cell_centre(r.word[0], r.word[1])
                                 : detail::cell_centre(r.word[2], r.word[3]);
}

} // namespace flopcost::uncertainty
