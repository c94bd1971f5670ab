// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <initializer_list>

#include <flopcost/core/error.hpp>
#include <flopcost/core/math.hpp>
#include <flopcost/core/text.hpp>

namespace flopcost::uncertainty {

/// One correlation between two named inputs, on their normal scores (Gaussian copula).
struct correlated_pair {
    text first, second;
    double value;
};

/// The correlation of scores that gives this rank correlation (Spearman): 2 sin(pi r / 6).
[[nodiscard]] constexpr double from_rank_correlation(double spearman) {
    require_in_range("rank correlation", spearman, -1.0, 1.0);
    const double x = pi * spearman / 6.0;
    const double x2 = x * x;
    // |x| <= pi/6: the term left out is below 1e-17.
    double term = x;
    double sum = x;
    for (int i = 2; i < 16; i += 2) {
        term *= -x2 / (i * (i + 1.0));
        sum += term;
    }
    return 2.0 * sum;
}

/// Correlations between named inputs, at most 16 of them. Pairs that are not named are independent.
/// A set that no random numbers can have (not positive definite) is refused with error 401, which
/// names the pair to change and the range it would have to lie in.
///
///     correlations{{"MFU", "rent", -0.4}, {"rent", "energy price", 0.3}}
///     correlations({"a", "b", "c"}, {1.0, 0.5, 0.2,  0.5, 1.0, 0.4,  0.2, 0.4, 1.0})
class correlations {
public:
    static constexpr int capacity = 16;

    constexpr correlations() noexcept = default;
    constexpr correlations(std::initializer_list<correlated_pair> pairs) {
        for (const correlated_pair& p : pairs) {
            require_in_range("correlation", p.value, -1.0, 1.0);
            const int i = index_of(p.first);
            const int j = index_of(p.second);
            if (i == j) {
                rejected::because(error_number::inconsistent, p.first,
                                  "an input cannot be correlated with itself", p.value);
            }
            matrix_[i][j] = matrix_[j][i] = p.value;
        }
        check();
    }
    /// The full matrix, row by row.
    constexpr correlations(std::initializer_list<text> names, std::initializer_list<double> m) {
        for (const text& n : names) {
            index_of(n);
        }
        require_in_range("entries of the correlation matrix", static_cast<double>(m.size()),
                         static_cast<double>(size_) * size_, static_cast<double>(size_) * size_);
        int k = 0;
        for (const double v : m) {
            matrix_[k / size_][k % size_] = v;
            ++k;
        }
        for (int i = 0; i < size_; ++i) {
            for (int j = 0; j <= i; ++j) {
                if (matrix_[i][j] != matrix_[j][i] || (i == j && matrix_[i][i] != 1.0)) {
                    reject(i, j, "must be symmetric with ones on the diagonal", -1.0, 1.0);
                }
                require_in_range("correlation", matrix_[i][j], -1.0, 1.0);
            }
        }
        check();
    }

    [[nodiscard]] constexpr int size() const noexcept { return size_; }
    /// Number of a name in this set, or -1.
    [[nodiscard]] constexpr int find(std::uint64_t id) const noexcept {
        for (int i = 0; i < size_; ++i) {
            if (id_[i] == id) {
                return i;
            }
        }
        return -1;
    }
    [[nodiscard]] constexpr std::uint64_t id(int i) const noexcept { return id_[i]; }
    [[nodiscard]] constexpr text name(int i) const noexcept { return name_[i]; }
    [[nodiscard]] constexpr double value(int i, int j) const noexcept { return matrix_[i][j]; }
    /// Lower triangle of the Cholesky factor.
    [[nodiscard]] constexpr double factor(int i, int j) const noexcept { return factor_[i][j]; }

private:
    constexpr int index_of(text name) {
        const std::uint64_t h = hash(name);
        const int found = find(h);
        if (found >= 0) {
            return found;
        }
        require_in_range("number of correlated inputs", size_ + 1.0, 0.0, capacity);
        name_[size_] = name;
        id_[size_] = h;
        matrix_[size_][size_] = 1.0;
        return size_++;
    }
    // Row by row; the number of rows that succeed.
    constexpr int decompose(int rows) noexcept {
        for (int i = 0; i < rows; ++i) {
            for (int j = 0; j <= i; ++j) {
                double sum = matrix_[i][j];
                for (int k = 0; k < j; ++k) {
                    sum -= factor_[i][k] * factor_[j][k];
                }
                if (i == j) {
                    if (!(sum > 1e-12)) {
                        return i;
                    }
                    factor_[i][i] = sqrt(sum);
                } else {
                    factor_[i][j] = sum / factor_[j][j];
                }
            }
        }
        return rows;
    }
    constexpr void check() {
        const int failed = decompose(size_);
        if (failed == size_) {
            return;
        }
        // The entry of the failing row that explains most of the excess; how far must it shrink?
        int worst = 0;
        for (int j = 1; j < failed; ++j) {
            if (flopcost::abs(factor_[failed][j]) > flopcost::abs(factor_[failed][worst])) {
                worst = j;
            }
        }
        const double given = matrix_[failed][worst];
        double low = 1.0;
        double high = -1.0;
        for (int step = -1000; step <= 1000; ++step) {
            matrix_[failed][worst] = matrix_[worst][failed] = step * 0.001;
            if (decompose(failed + 1) == failed + 1) {
                low = step * 0.001 < low ? step * 0.001 : low;
                high = step * 0.001 > high ? step * 0.001 : high;
            }
        }
        matrix_[failed][worst] = matrix_[worst][failed] = given;
        reject(worst, failed, "is impossible beside the other correlations", low, high);
    }
    [[noreturn]] void reject(int i, int j, const char* why, double low, double high) const {
        message pair;
        pair << name_[i] << ", " << name_[j];
        message m;
        m << "correlation of " << name_[i] << " and " << name_[j] << " = " << matrix_[i][j] << " "
          << why;
        if (low <= high) {
            m << "; possible: [" << low << ", " << high << "]";
        } else {
            m << "; no value of it would do, the other correlations contradict each other";
        }
        raise(error(error_number::not_positive_definite, pair.view(), matrix_[i][j], low, high,
                    m.view()));
    }

    text name_[capacity] = {};
    std::uint64_t id_[capacity] = {};
    double matrix_[capacity][capacity] = {};
    double factor_[capacity][capacity] = {};
    int size_ = 0;
};

} // namespace flopcost::uncertainty
