// SPDX-License-Identifier: MIT
#include <flopcost/uncertainty/philox.hpp>

#include <cmath>
#include <initializer_list>

#include <doctest/doctest.h>

#include <flopcost/core/text.hpp>
#include <flopcost/uncertainty/normal_score.hpp>

using namespace flopcost;
using namespace flopcost::uncertainty;

// The known answers themselves are static_asserts in the header.

TEST_CASE("a sample is a function of seed, stream, input and index alone") {
    const random_stream s{42, hash("MFU"), 3};
    double u[block_size];
    for (const std::uint64_t block : {0ull, 1ull, 77ull, 1ull << 33}) {
        uncertainty::detail::uniform_block(s, block, u);
        for (int i = 0; i < block_size; ++i) {
            CHECK(u[i] == uniform_at(s, block * block_size + static_cast<std::uint64_t>(i)));
        }
    }
    static_assert(uniform_at({1, 2, 3}, 4) == uniform_at({1, 2, 3}, 4));
    static_assert(uniform_at({1, 2, 3}, 4) != uniform_at({2, 2, 3}, 4));
    static_assert(uniform_at({1, 2, 3}, 4) != uniform_at({1, 3, 3}, 4));
    static_assert(uniform_at({1, 2, 3}, 4) != uniform_at({1, 2, 4}, 4));
    static_assert(uniform_at({1, 2, 3}, 4) != uniform_at({1, 2, 3}, 5));
    static_assert(uniform_at({1, 2, 3}, 4) != uniform_at({1, 2, 3}, 4 + (std::uint64_t{1} << 38)));
}

TEST_CASE("uniform numbers never reach 0 or 1, and one minus them is exact") {
    static_assert(uncertainty::detail::cell_centre(0, 0) == 0x1p-53);
    static_assert(uncertainty::detail::cell_centre(~0u, ~0u) == 1.0 - 0x1p-53);
    static_assert(1.0 - uncertainty::detail::cell_centre(0, 0) == 1.0 - 0x1p-53);
}

TEST_CASE("the fast normal score agrees with the quantile function to 1e-11") {
    double worst = 0.0;
    const random_stream s{7, 1, 0};
    for (std::uint64_t i = 0; i < 400'000; ++i) {
        const double u = uniform_at(s, i);
        worst = std::fmax(worst, std::fabs(normal_score(u) - normal_quantile(u)));
        CHECK(normal_score(1.0 - u) == -normal_score(u));
    }
    // Deep in the tail as well, on numbers of the form that samples have.
    for (int e = 2; e <= 53; ++e) {
        for (int k = 0; k < 64; ++k) {
            const double u = std::ldexp(std::floor(std::ldexp(1.0 + k / 64.0, 53 - e)), -53);
            worst = std::fmax(worst, std::fabs(normal_score(u) - normal_quantile(u)));
        }
    }
    CHECK(worst < 1e-11);
    CHECK(normal_score(0.5) == 0.0);
    double u[block_size];
    double z[block_size];
    for (int i = 0; i < block_size; ++i) {
        u[i] = i == 7 ? 0x1p-50 : (i + 0.5) / block_size;
    }
    u[9] = 0.5;
    uncertainty::detail::normal_scores()(u, z);
    for (int i = 0; i < block_size; ++i) {
        CHECK(z[i] == normal_score(u[i]));
    }
}
