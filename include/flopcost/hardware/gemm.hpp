// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/math.hpp>

namespace flopcost::hardware {

/// The matrix engines of a chip as a matrix product sees them: how many work at once and the
/// largest output tile one of them computes. Facts of the architecture, not fitted.
struct matrix_units {
    int count = 128;     ///< streaming multiprocessors, compute units or systolic arrays
    double tile_m = 256; ///< rows of the largest output tile, a power of two
    double tile_n = 128; ///< columns of it, a power of two
    bool tiled = true;   ///< smaller tiles and a split of K are available (GPU libraries)
};

/// Size of one matrix product, C[m, n] += A[m, k] B[k, n], `groups` of them in one kernel.
struct gemm_shape {
    double m = 1, n = 1, k = 1;
    double groups = 1;
    [[nodiscard]] constexpr double flop() const { return 2 * m * n * k * groups; }
    /// Elements read and written once each.
    [[nodiscard]] constexpr double elements() const { return (m * k + k * n + m * n) * groups; }
};

/// What a product loses to its shape, for all chips.
struct gemm_losses {
    double k_overhead = 128; ///< K-length that the start and the end of a tile cost
    double tail = 0.7;       ///< share of an unfilled last wave that is lost: tiles are not in step
    double off_line = 0.85;  ///< speed with rows not of whole 128-byte lines
    double off_word = 0.4;   ///< speed with rows not of whole 16-byte words
};

namespace detail {

// The next whole number, for q >= 0: adding 2^52 rounds to a whole one, without a detour through
// integers.
constexpr double whole_up(double q) {
    constexpr double no_fraction = 4503599627370496.0;
    const double nearest = (q + no_fraction) - no_fraction;
    return nearest < q ? nearest + 1 : nearest;
}

constexpr double ceil_ratio(double a, double b) {
    return whole_up(a / b);
}

constexpr bool divides(double divisor, double x) {
    return static_cast<double>(static_cast<long long>(x / divisor)) * divisor == x;
}

// FLOP of all tile slots that a product occupies, of which `tiles` are in use and `slot` is what a
// K-length of 1 costs on all units. A wave is one tile on each unit; a last wave that is not full
// counts by `tail`. Idle units take a share of K where tiles are few.
constexpr double occupied_flop(double tiles, double slot, double k, const matrix_units& u,
                               const gemm_losses& c) {
    const double waves = tiles / u.count;
    if (waves >= 1) {
        return slot * (waves + c.tail * (whole_up(waves) - waves)) * (k + c.k_overhead);
    }
    double split = 1;
    if (waves < 0.5 && u.tiled) {
        const double by_units = 0.5 / waves + 0.5;
        const double by_depth = k / 512;
        split = by_units < by_depth ? by_units : by_depth;
        split = split < 1 ? 1 : static_cast<double>(static_cast<int>(split));
    }
    return slot * (k / split + c.k_overhead);
}

// gemm_effective_flop on plain numbers, which stay in registers. Reciprocals of tile sides are
// exact, as they are powers of two.
constexpr double effective_flop(double m, double n, double k, double groups, const matrix_units& u,
                                const gemm_losses& c) {
    const double flop = 2 * m * n * k * groups;
    const double across = m * (1 / u.tile_m);
    const double along = n * (1 / u.tile_n);
    const double slot = 2 * u.tile_m * u.tile_n * u.count;
    double best = occupied_flop(whole_up(across) * whole_up(along) * groups, slot, k, u, c);
    // A second look is only worth its time where the large tile fits badly. No shape takes less
    // than the useful FLOP, so that a third one cannot win if the first two come near.
    if (u.tiled && flop < 0.9 * best) {
        const double half =
            occupied_flop(whole_up(2 * across) * whole_up(along) * groups, 0.5 * slot, k, u, c) *
            (1 / 0.95);
        best = best < half ? best : half;
        if (flop < 0.76 * best) {
            const double small = occupied_flop(whole_up(4 * across) * whole_up(2 * along) * groups,
                                               0.125 * slot, k, u, c) *
                                 (1 / 0.75);
            best = best < small ? best : small;
        }
    }
    return best;
}

} // namespace detail

/// Speed factor of products whose rows have `n` and `k` elements of 16 bits: full speed needs whole
/// 128-byte lines, the fast path of the matrix units whole 16-byte words (NVIDIA, Matrix
/// Multiplication Background User's Guide).
[[nodiscard]] constexpr double gemm_alignment(double n, double k, const gemm_losses& c) {
    const auto one = [&](double row) {
        return detail::divides(64, row) ? 1.0 : detail::divides(8, row) ? c.off_line : c.off_word;
    };
    const double a = one(n);
    const double b = one(k);
    return a < b ? a : b;
}

/// FLOP of a chip that runs at its best rate for as long as this product takes: the useful ones,
/// the padding of tiles, the waves that do not fill the chip, and the fixed work of each tile. At
/// least `g.flop()`. The best tile shape is taken; smaller ones reuse less.
[[nodiscard]] constexpr double gemm_effective_flop(const gemm_shape& g, const matrix_units& u,
                                                   const gemm_losses& c = {}) {
    return detail::effective_flop(g.m, g.n, g.k, g.groups, u, c);
}

/// Share of the sustained matrix rate that a product of this shape reaches, in (0, 1].
[[nodiscard]] constexpr double gemm_shape_efficiency(const gemm_shape& g, const matrix_units& u,
                                                     const gemm_losses& c = {}) {
    return g.flop() / gemm_effective_flop(g, u, c) * (u.tiled ? gemm_alignment(g.n, g.k, c) : 1.0);
}

} // namespace flopcost::hardware
