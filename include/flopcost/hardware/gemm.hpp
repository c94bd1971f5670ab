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

constexpr double whole_up(double q) {
    const auto whole = static_cast<double>(static_cast<long long>(q));
    return q > whole ? whole + 1 : whole;
}

constexpr double ceil_ratio(double a, double b) {
    return whole_up(a / b);
}

constexpr bool divides(double divisor, double x) {
    return static_cast<double>(static_cast<long long>(x / divisor)) * divisor == x;
}

// FLOP of all tile slots that a product occupies. A wave is one tile on each unit; a last wave that
// is not full counts by `tail`. Idle units take a share of K where tiles are few.
constexpr double occupied_flop(const gemm_shape& g, const matrix_units& u, double tile_m,
                               double tile_n, const gemm_losses& c) {
    const double units = u.count;
    const double tiles = whole_up(g.m / tile_m) * whole_up(g.n / tile_n) * g.groups;
    const double waves = tiles / units;
    const double slot = 2 * tile_m * tile_n * units;
    if (waves >= 1) {
        const double whole = whole_up(waves);
        return slot * (waves + c.tail * (whole - waves)) * (g.k + c.k_overhead);
    }
    double split = 1;
    if (waves < 0.5 && u.tiled) {
        const double by_units = 0.5 / waves + 0.5;
        const double by_depth = g.k / 512;
        split = by_units < by_depth ? by_units : by_depth;
        split = split < 1 ? 1 : static_cast<double>(static_cast<int>(split));
    }
    return slot * (g.k / split + c.k_overhead);
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
    double best = detail::occupied_flop(g, u, u.tile_m, u.tile_n, c);
    // A second look is only worth its time where the large tile fits badly.
    if (u.tiled && g.flop() < 0.9 * best) {
        const double half = detail::occupied_flop(g, u, 0.5 * u.tile_m, u.tile_n, c) * (1 / 0.95);
        best = best < half ? best : half;
        const double small =
            detail::occupied_flop(g, u, 0.25 * u.tile_m, 0.5 * u.tile_n, c) * (1 / 0.75);
        best = best < small ? best : small;
    }
    return best;
}

/// Share of the sustained matrix rate that a product of this shape reaches, in (0, 1].
[[nodiscard]] constexpr double gemm_shape_efficiency(const gemm_shape& g, const matrix_units& u,
                                                     const gemm_losses& c = {}) {
    return g.flop() / gemm_effective_flop(g, u, c) * (u.tiled ? gemm_alignment(g.n, g.k, c) : 1.0);
}

} // namespace flopcost::hardware
