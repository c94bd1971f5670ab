// SPDX-License-Identifier: MIT
#include <flopcost/uncertainty/exact_sum.hpp>
#include <flopcost/uncertainty/sketch.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include <flopcost/core/list.hpp>
#include <flopcost/uncertainty/tally.hpp>

using flopcost::list;
using namespace flopcost::uncertainty;
namespace detail = flopcost::uncertainty::detail;

namespace {

// Numbers of all sizes and both signs.
std::vector<double> wild_numbers(std::size_t n) {
    std::vector<double> x;
    for (std::uint64_t i = 0; x.size() < n; ++i) {
        const philox_block r = philox4x32({{static_cast<std::uint32_t>(i), 0, 0, 0}}, 5);
        const double v = std::bit_cast<double>((std::uint64_t{r.word[0]} << 32) | r.word[1]);
        if (std::isfinite(v)) {
            x.push_back(v);
        }
    }
    return x;
}

} // namespace

TEST_CASE("sums without rounding") {
    exact_sum s;
    s.add(1e300);
    s.add(1.0);
    s.add(0x1p-1074);
    s.add(-1e300);
    CHECK(s.value() == 1.0);
    s.add(-1.0);
    CHECK(s.value() == 0x1p-1074);
    s.add(-0x1p-1073);
    CHECK(s.value() == -0x1p-1074);
    exact_sum tenths;
    for (int i = 0; i < 10; ++i) {
        tenths.add(0.1);
    }
    // Ten times the double nearest to 0.1, rounded once: 1 exactly, where the loop gives less.
    CHECK(tenths.value() == 1.0);
    static_assert([] {
        exact_sum c;
        c.add(3.0);
        c.add(-0.5);
        return c.value();
    }() == 2.5);
}

TEST_CASE("sums do not depend on order or grouping") {
    const std::vector<double> x = wild_numbers(20000);
    exact_sum forward;
    exact_sum backward;
    exact_sum parts[3];
    for (std::size_t i = 0; i < x.size(); ++i) {
        forward.add(x[i]);
        backward.add(x[x.size() - 1 - i]);
        parts[i * i % 3].add(x[i]);
    }
    CHECK(forward.value() == backward.value());
    parts[2].merge(parts[0]);
    parts[2].merge(parts[1]);
    CHECK(parts[2].value() == forward.value());
    // Against long double on numbers of one size.
    exact_sum s;
    long double reference = 0;
    for (int i = 0; i < 100000; ++i) {
        const double v = std::sin(i) * 1e6;
        s.add(v);
        reference += static_cast<long double>(v);
    }
    CHECK(s.value() == doctest::Approx(static_cast<double>(reference)).epsilon(1e-14));
}

TEST_CASE("the sketch's quantiles are within 2^-9 of the value, for any numbers") {
    std::vector<double> x = wild_numbers(50000);
    x.push_back(0.0);
    x.push_back(-0.0);
    x.push_back(std::numeric_limits<double>::max());
    x.push_back(std::numeric_limits<double>::lowest());
    sketch s;
    for (const double v : x) {
        s.add(v);
    }
    std::sort(x.begin(), x.end());
    for (std::uint64_t rank = 0; rank < x.size(); rank += 97) {
        const sketch::bucket b = s.at_rank(rank);
        CHECK(b.low <= x[rank]);
        CHECK(x[rank] <= b.high);
        // Numbers below 2^-1022 have fewer bits; their buckets are finer than any cost.
        if (std::fabs(x[rank]) > 1e-300) {
            CHECK((b.high - b.low) <= std::fabs(x[rank]) * 0x1.01p-9);
        }
    }
}

TEST_CASE("merging sketches is adding counts") {
    const std::vector<double> x = wild_numbers(5000);
    sketch whole;
    sketch parts[2];
    for (std::size_t i = 0; i < x.size(); ++i) {
        whole.add(x[i]);
        parts[i % 2].add(x[i]);
    }
    parts[0].merge(parts[1]);
    list<std::uint64_t> saved;
    parts[0].save(saved);
    sketch loaded;
    CHECK(loaded.merge_saved(saved.data(), saved.data() + saved.size()) ==
          saved.data() + saved.size());
    CHECK(loaded.merge_saved(saved.data(), saved.data() + saved.size() / 2) == nullptr);
    for (std::uint64_t rank = 0; rank < x.size(); rank += 13) {
        CHECK(parts[0].at_rank(rank).low == whole.at_rank(rank).low);
        CHECK(parts[0].at_rank(rank).below == whole.at_rank(rank).below);
    }
}

TEST_CASE("selection finds order statistics") {
    for (const int n : {1, 2, 3, 10, 1000}) {
        std::vector<double> x;
        for (int i = 0; i < n; ++i) {
            x.push_back(static_cast<double>((i * 7919) % 13)); // many equal values
        }
        std::vector<double> sorted = x;
        std::sort(sorted.begin(), sorted.end());
        for (int k = 0; k < n; k += 1 + n / 20) {
            list<double> copy = x;
            CHECK(detail::select_rank(copy, static_cast<std::size_t>(k)) ==
                  sorted[static_cast<std::size_t>(k)]);
        }
    }
}

TEST_CASE("kept tallies give exact order statistics, negative and zero values as well") {
    detail::tally t(0.0, true);
    std::vector<double> x;
    for (int i = -500; i <= 500; ++i) {
        x.push_back(i * std::fabs(std::sin(i)));
    }
    x.push_back(-0.0);
    for (const double v : x) {
        t.add(v);
    }
    std::sort(x.begin(), x.end());
    for (std::size_t rank = 0; rank < x.size(); rank += 17) {
        const double p = static_cast<double>(rank) / static_cast<double>(x.size() - 1);
        CHECK(t.quantile(p) == doctest::Approx(x[rank]).epsilon(1e-12));
    }
    CHECK(t.quantile(0.0) == x.front());
    CHECK(t.quantile(1.0) == x.back());
    CHECK(t.below(0.0) ==
          static_cast<double>(std::count_if(x.begin(), x.end(), [](double v) { return v < 0; })));
}

TEST_CASE("moments about a typical value keep small variations") {
    detail::tally t(1e9, false);
    for (int i = 0; i < 1000; ++i) {
        t.add(1e9 + (i % 2 == 0 ? 1e-3 : -1e-3));
    }
    CHECK(t.mean() == doctest::Approx(1e9).epsilon(1e-15));
    CHECK(std::sqrt(t.variance()) == doctest::Approx(1e-3).epsilon(1e-3));
}
