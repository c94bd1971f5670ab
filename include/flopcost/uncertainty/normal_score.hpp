// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

#include <flopcost/core/math.hpp>
#include <flopcost/uncertainty/philox.hpp>

namespace flopcost::uncertainty {

namespace detail {

// The normal quantile of v in (0, 1/2) as polynomials of degree 4, 32 for each binary octave down
// to 2^-32. The pieces interpolate `normal_quantile` at Chebyshev nodes; the largest error is
// 5e-12, a thousandth of what a million samples could see. No division, root or logarithm, and the
// same cost for every v: four times as fast as the rational approximations that it interpolates.
class normal_score_table {
public:
    static constexpr int octaves = 31;
    static constexpr int pieces_per_octave = 32;
    static constexpr int pieces = octaves * pieces_per_octave;

    normal_score_table() noexcept {
        double scale = 0x1p-32;
        for (int octave = 0; octave < octaves; ++octave, scale *= 2.0) {
            for (int i = 0; i < pieces_per_octave; ++i) {
                fit(piece_[octave * pieces_per_octave + i], scale * (1.0 + i / 32.0), scale / 32.0);
            }
        }
    }

    // The score of u, with exact antisymmetry about 1/2.
    [[nodiscard]] double operator()(double u) const noexcept {
        // 1/2 - |u - 1/2| is exact for the multiples of 2^-53 that samples are.
        const std::uint64_t offset = std::bit_cast<std::uint64_t>(u - 0.5);
        const std::uint64_t sign = offset & (std::uint64_t{1} << 63);
        const double v = 0.5 - std::bit_cast<double>(offset ^ sign);
        const std::uint64_t i = (std::bit_cast<std::uint64_t>(v) >> 47) - (std::uint64_t{991} << 5);
        if (i >= pieces) [[unlikely]] {
            return normal_quantile(u);
        }
        const double* c = piece_[i];
        const double z = c[0] + v * (c[1] + v * (c[2] + v * (c[3] + v * c[4])));
        return std::bit_cast<double>(std::bit_cast<std::uint64_t>(-z) ^ sign);
    }

    // The scores of a block. Everything but the table look-up is a loop that vectorises.
    void operator()(const double* u, double* z) const noexcept {
        double v[block_size];
        std::uint64_t sign[block_size];
        std::uint64_t piece[block_size];
        std::uint64_t any = 0;
        for (int i = 0; i < block_size; ++i) {
            const std::uint64_t offset = std::bit_cast<std::uint64_t>(u[i] - 0.5);
            sign[i] = offset & (std::uint64_t{1} << 63);
            v[i] = 0.5 - std::bit_cast<double>(offset ^ sign[i]);
            piece[i] = (std::bit_cast<std::uint64_t>(v[i]) >> 47) - (std::uint64_t{991} << 5);
            any |= piece[i] | (pieces - 1 - piece[i]); // negative outside of the table
        }
        double r[block_size];
        if ((any >> 63) != 0) [[unlikely]] {
            for (int i = 0; i < block_size; ++i) {
                r[i] = (*this)(u[i]);
            }
        } else {
            for (int i = 0; i < block_size; ++i) {
                const double* c = piece_[piece[i]];
                r[i] = c[0] + v[i] * (c[1] + v[i] * (c[2] + v[i] * (c[3] + v[i] * c[4])));
            }
            for (int i = 0; i < block_size; ++i) {
                r[i] = std::bit_cast<double>(std::bit_cast<std::uint64_t>(-r[i]) ^ sign[i]);
            }
        }
        for (int i = 0; i < block_size; ++i) {
            z[i] = r[i];
        }
    }

private:
    static void fit(double (&c)[5], double from, double width) noexcept {
        // cos((2k+1) pi/10)
        constexpr double node[5] = {-0.95105651629515357, -0.58778525229247313, 0.0,
                                    0.58778525229247313, 0.95105651629515357};
        double x[5];
        double f[5];
        for (int k = 0; k < 5; ++k) {
            x[k] = from + width * (0.5 + 0.5 * node[k]);
            f[k] = normal_quantile(x[k]);
        }
        // Newton's divided differences, then multiplied out. The pieces are short against their
        // distance from zero only by a factor of 32, so the monomials lose no accuracy.
        for (int j = 1; j < 5; ++j) {
            for (int k = 4; k >= j; --k) {
                f[k] = (f[k] - f[k - 1]) / (x[k] - x[k - j]);
            }
        }
        for (double& v : c) {
            v = 0.0;
        }
        c[0] = f[4];
        for (int k = 3; k >= 0; --k) {
            for (int j = 4; j >= 1; --j) {
                c[j] = c[j - 1] - c[j] * x[k];
            }
            c[0] = f[k] - c[0] * x[k];
        }
    }

    double piece_[pieces][5];
};

// A constant of 40 kB that is computed at first use instead of in every translation unit.
[[nodiscard]] inline const normal_score_table& normal_scores() noexcept {
    static const normal_score_table table;
    return table;
}

} // namespace detail

/// The standard normal score of a uniform number: the quantile function with an absolute error
/// below 1e-11, fast enough for the inside of a simulation.
[[nodiscard]] inline double normal_score(double u) noexcept {
    return detail::normal_scores()(u);
}

} // namespace flopcost::uncertainty
