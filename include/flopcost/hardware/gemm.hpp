// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/math.hpp>

namespace flopcost::hardware {

/// The matrix engines of a chip as a matrix product sees them: how many work at once and the
/// largest output tile one of them computes. Facts of the architecture, not fitted.
struct matrix_units {
    int count = 128;     ///< streaming multiprocessors, compute units or systolic arrays
    double tile_m = 256; ///< rows of the largest output tile
    double tile_n = 128; ///< columns of it
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

namespace detail {

constexpr double ceil_ratio(double a, double b) {
    const double q = a / b;
    const auto whole = static_cast<double>(static_cast<long long>(q));
    return q > whole ? whole + 1 : whole;
}

/// Share of the tile slots of all waves that hold wanted results. A last wave that is not full
/// costs only a part of its time, because tiles do not run in lock-step.
constexpr double fill(const gemm_shape& g, double units, double tm, double tn, double k_overhead,
                      double tail) {
    const double tiles = ceil_ratio(g.m, tm) * ceil_ratio(g.n, tn) * g.groups;
    const double used = g.m * g.n * g.groups / (tiles * tm * tn);
    double waves = tiles / units;
    double k = g.k;
    if (waves < 0.5) { // split K so that idle units work, as the libraries do
        const double by_units = 0.5 / waves + 0.5;
        const double by_depth = k / 512;
        double split = by_units < by_depth ? by_units : by_depth;
        split = split < 1 ? 1 : static_cast<double>(static_cast<int>(split));
        waves *= split;
        k /= split;
    }
    const double whole = ceil_ratio(waves, 1);
    const double quantised = waves / (waves < 1 ? 1.0 : waves + tail * (whole - waves));
    return used * quantised * k / (k + k_overhead);
}

constexpr bool divides(double divisor, double x) {
    return static_cast<double>(static_cast<long long>(x / divisor)) * divisor == x;
}

/// Rows of 16-bit elements that are no multiple of 16 bytes leave the fast path of the matrix
/// units; less than 128 bytes cost a little.
constexpr double alignment(double row, double off_line, double off_word) {
    return divides(64, row) ? 1.0 : divides(8, row) ? off_line : off_word;
}

} // namespace detail

/// Share of the sustained matrix rate that a product of this shape reaches, in (0, 1]: padding to
/// tiles, waves that do not fill the chip, and the fixed work at the start and end of each tile,
/// `k_overhead` (as a length of K). The best of the tile shapes is taken, smaller tiles reuse less.
/// Cf. NVIDIA, Matrix Multiplication Background User's Guide (tile and wave quantisation).
[[nodiscard]] constexpr double gemm_shape_efficiency(const gemm_shape& g, const matrix_units& u,
                                                     double k_overhead = 128, double tail = 0.7,
                                                     double off_line = 0.85,
                                                     double off_word = 0.4) {
    const double units = static_cast<double>(u.count);
    double best = detail::fill(g, units, u.tile_m, u.tile_n, k_overhead, tail);
    if (!u.tiled) {
        return best;
    }
    const double rows = detail::alignment(g.n, off_line, off_word);
    const double depth = detail::alignment(g.k, off_line, off_word);
    const double aligned = rows < depth ? rows : depth;
    // A second look is only worth its time where the large tile fits badly.
    if (best < 0.9) {
        const double half = 0.95 * detail::fill(g, units, u.tile_m / 2, u.tile_n, k_overhead, tail);
        best = best < half ? half : best;
        const double small =
            0.75 * detail::fill(g, units, u.tile_m / 4, u.tile_n / 2, k_overhead, tail);
        best = best < small ? small : best;
    }
    return best * aligned;
}

} // namespace flopcost::hardware
