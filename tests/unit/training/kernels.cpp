// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <flopcost/hardware/collective.hpp>
#include <flopcost/hardware/gemm.hpp>

using namespace flopcost;
using namespace flopcost::hardware;

namespace {

constexpr matrix_units a100{108, 256, 128, true};
constexpr gemm_losses ideal{.k_overhead = 0, .tail = 1, .off_line = 1, .off_word = 1};
constexpr fabric_rates<double> dgx{300e9, 25e9, 10e-6, 1e-6, 5e-6};

} // namespace

TEST_CASE("a product of whole tiles and whole waves loses nothing") {
    // 108 tiles of 256 x 128.
    constexpr gemm_shape g{256.0 * 12, 128.0 * 9, 4096};
    static_assert(gemm_shape_efficiency(g, a100, ideal) == 1.0);
    CHECK(gemm_shape_efficiency(g, a100, {.k_overhead = 128, .tail = 1}) ==
          doctest::Approx(4096.0 / (4096 + 128)));
}

TEST_CASE("one tile more than a wave costs a second wave") {
    // NVIDIA, Matrix Multiplication Background User's Guide: wave quantisation. With only one tile
    // shape 109 tiles on 108 units take two waves.
    constexpr matrix_units rigid{108, 256, 128, false};
    constexpr gemm_shape g{256.0 * 109, 128, 4096};
    CHECK(gemm_shape_efficiency(g, rigid, ideal) == doctest::Approx(109.0 / 216));
    // Libraries have smaller tiles for this.
    CHECK(gemm_shape_efficiency(g, a100, ideal) > 1.2 * 109 / 216);
}

TEST_CASE("efficiency lies in (0, 1] and padding never helps") {
    for (double m = 1; m < 20000; m = m * 1.7 + 3) {
        for (double n = 1; n < 20000; n = n * 2.1 + 5) {
            for (double k = 8; k < 20000; k *= 3) {
                const gemm_shape g{m, n, k};
                const double e = gemm_shape_efficiency(g, a100);
                CHECK(e > 0);
                CHECK(e <= 1);
                CHECK(gemm_effective_flop(g, a100) >= g.flop() * (1 - 1e-12));
            }
        }
    }
}

TEST_CASE("rows off the fast path") {
    constexpr gemm_losses c{.off_line = 0.8, .off_word = 0.4};
    CHECK(gemm_alignment(4096, 4096, c) == 1.0);
    CHECK(gemm_alignment(1800, 14400, c) == 0.8); // a multiple of 8 but not of 64
    CHECK(gemm_alignment(50257, 4096, c) == 0.4); // GPT-2's vocabulary, not padded
}

TEST_CASE("collectives of a ring") {
    const comm_group node{8, 8};
    // An all-gather of S bytes takes (n-1)/n S/w, an all-reduce twice that (GenZ, ring).
    CHECK(all_gather_time(1e9, node, dgx) ==
          doctest::Approx(7.0 / 8 / 300 + collective_latency(node, dgx)));
    CHECK(all_reduce_time(1e9, node, dgx) == doctest::Approx(2 * 7.0 / 8 / 300 + 10e-6 + 2 * 7e-6));
    // Sixteen servers with eight members each: all eight ports of a server carry one ring each.
    const comm_group wide{128, 8};
    CHECK(all_gather_time(1e9, wide, dgx) ==
          doctest::Approx(127.0 / 128 / 200 + collective_latency(wide, dgx)));
    // One member in each server has one port to itself.
    const comm_group thin{16, 1};
    CHECK(all_gather_time(1e9, thin, dgx) ==
          doctest::Approx(15.0 / 16 / 25 + collective_latency(thin, dgx)));
    CHECK(all_gather_time(1e9, comm_group{1, 1}, dgx) == 0.0);
}

TEST_CASE("groups fill domains in order") {
    CHECK(strided_group(8, 1, 8).local == 8);
    CHECK(strided_group(64, 4, 8).local == 2);
    CHECK(strided_group(64, 8, 8).local == 1);
    CHECK(strided_group(64, 8, 8).domains() == 64);
    CHECK(strided_group(12, 1, 8).local == 6); // only full rings
    CHECK(strided_group(64, 1, 72).domains() == 1);
}

TEST_CASE("an all-to-all sends what leaves the domain through the network") {
    const comm_group g{64, 8};
    CHECK(all_to_all_time(1e9, g, dgx) ==
          doctest::Approx(56.0 / 64 / 25 + 10e-6 + 2 * 5e-6 * flopcost::sqrt(7.0)));
    CHECK(all_to_all_time(1e9, g, dgx, 0.5) < all_to_all_time(1e9, g, dgx));
}
