// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <flopcost/core/error.hpp>
#include <flopcost/core/list.hpp>
#include <flopcost/core/math.hpp>
#include <flopcost/uncertainty/exact_sum.hpp>
#include <flopcost/uncertainty/philox.hpp>
#include <flopcost/uncertainty/sketch.hpp>

namespace flopcost::uncertainty::detail {

// The element of rank k after partial sorting; all below it are not greater (Hoare 1961).
inline double select_rank(list<double>& v, std::size_t k) noexcept {
    std::size_t low = 0;
    std::size_t high = v.size() - 1;
    while (low < high) {
        const double a = v[low];
        const double b = v[low + (high - low) / 2];
        const double c = v[high];
        const double pivot = a < b ? (b < c ? b : (a < c ? c : a)) : (a < c ? a : (b < c ? c : b));
        std::size_t i = low;
        std::size_t j = high;
        for (;;) {
            while (v[i] < pivot) {
                ++i;
            }
            while (pivot < v[j]) {
                --j;
            }
            if (i <= j) {
                std::swap(v[i], v[j]);
                ++i;
                if (j == 0) {
                    break;
                }
                --j;
            }
            if (i > j) {
                break;
            }
        }
        if (k <= j) {
            high = j;
        } else if (k >= i) {
            low = i;
        } else {
            break;
        }
    }
    return v[k];
}

/// All that is known about the samples of one output, in base units. Every part is exact or a
/// count, so that partial tallies merge to the same bits in any order.
class tally {
public:
    tally() = default;
    // `shift` is a typical value: moments are taken about it, or small variations would drown.
    tally(double shift, bool keep)
        : shift_(flopcost::is_finite(shift) ? shift : 0.0), keep_(keep) {}

    // A block of results, of which the first `n` count, and of these the ones with weight 1.
    void add(const double* x, const double* weight, int n) {
        double d[block_size];
        double check = 0.0;
        for (int i = 0; i < block_size; ++i) {
            d[i] = x[i] - shift_;
            check += d[i] - d[i];
        }
        if (n < block_size || weight != nullptr || check != 0.0) [[unlikely]] {
            for (int i = 0; i < block_size; ++i) {
                if (i >= n || (weight != nullptr && !(weight[i] > 0.5))) {
                    d[i] = 0.0;
                    rejected_ += i < n ? 1u : 0u;
                } else if (!flopcost::is_finite(x[i])) {
                    d[i] = 0.0;
                    ++not_finite_;
                } else {
                    one(x[i]);
                }
            }
        } else {
            for (int i = 0; i < block_size; ++i) {
                sketch_.add(x[i]);
            }
            double least[8];
            double most[8];
            for (int j = 0; j < 8; ++j) {
                least[j] = most[j] = x[j];
            }
            for (int i = 8; i < block_size; i += 8) {
                for (int j = 0; j < 8; ++j) {
                    least[j] = x[i + j] < least[j] ? x[i + j] : least[j];
                    most[j] = x[i + j] > most[j] ? x[i + j] : most[j];
                }
            }
            for (int j = 0; j < 8; ++j) {
                least_ = least[j] < least_ ? least[j] : least_;
                most_ = most[j] > most_ ? most[j] : most_;
            }
            if (keep_) {
                values_.append(x, x + block_size);
            }
        }
        // Sums over the block in one fixed order; the blocks add up without rounding.
        double sum[8] = {};
        double squares[8] = {};
        for (int i = 0; i < block_size; i += 8) {
            for (int j = 0; j < 8; ++j) {
                sum[j] += d[i + j];
                squares[j] += d[i + j] * d[i + j];
            }
        }
        const double s =
            ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
        const double q = ((squares[0] + squares[4]) + (squares[2] + squares[6])) +
                         ((squares[1] + squares[5]) + (squares[3] + squares[7]));
        if (flopcost::is_finite(q)) {
            sum_.add(s);
            squares_.add(q);
        } else {
            overflow_ = 1;
        }
    }
    // One value without a block, for tallies that are made from others.
    void add(double x) {
        one(x);
        sum_.add(x - shift_);
        squares_.add((x - shift_) * (x - shift_));
    }
    void merge(const tally& o) {
        if (std::bit_cast<std::uint64_t>(shift_) != std::bit_cast<std::uint64_t>(o.shift_)) {
            rejected::because(error_number::inconsistent, "simulations",
                              "only parts of one simulation can be merged");
        }
        sketch_.merge(o.sketch_);
        sum_.merge(o.sum_);
        squares_.merge(o.squares_);
        least_ = o.least_ < least_ ? o.least_ : least_;
        most_ = o.most_ > most_ ? o.most_ : most_;
        not_finite_ += o.not_finite_;
        rejected_ += o.rejected_;
        overflow_ |= o.overflow_;
        keep_ = keep_ && o.keep_;
        if (keep_) {
            values_.append(o.values_.begin(), o.values_.end());
        } else {
            values_ = {};
        }
    }
    void reserve(std::uint64_t n) {
        if (keep_) {
            values_.reserve(static_cast<std::size_t>(n));
        }
    }

    [[nodiscard]] std::uint64_t count() const noexcept { return sketch_.total(); }
    [[nodiscard]] std::uint64_t not_finite() const noexcept { return not_finite_; }
    [[nodiscard]] std::uint64_t rejected_count() const noexcept { return rejected_; }
    [[nodiscard]] double least() const noexcept { return least_; }
    [[nodiscard]] double most() const noexcept { return most_; }
    [[nodiscard]] bool kept() const noexcept { return keep_; }
    [[nodiscard]] const list<double>& values() const noexcept { return values_; }
    [[nodiscard]] const sketch& counts() const noexcept { return sketch_; }
    [[nodiscard]] double shift() const noexcept { return shift_; }

    [[nodiscard]] double mean() const noexcept {
        return overflow_ != 0 ? flopcost::detail::not_a_number
                              : shift_ + sum_.value() / static_cast<double>(count());
    }
    [[nodiscard]] double variance() const noexcept {
        if (overflow_ != 0 || count() < 2) {
            return overflow_ != 0 ? flopcost::detail::infinity : 0.0;
        }
        const double n = static_cast<double>(count());
        const double s = sum_.value();
        const double v = (squares_.value() - s * (s / n)) / (n - 1.0);
        return v > 0.0 ? v : 0.0;
    }
    [[nodiscard]] double quantile(double p) const {
        require_in_range("probability of a quantile", p, 0.0, 1.0);
        if (count() == 0) {
            return flopcost::detail::not_a_number;
        }
        const double position = p * static_cast<double>(count() - 1);
        const auto rank = static_cast<std::uint64_t>(position);
        const double part = position - static_cast<double>(rank);
        if (!keep_) {
            const sketch::bucket b = sketch_.at_rank(rank);
            const double inside =
                (static_cast<double>(rank - b.below) + part + 0.5) / static_cast<double>(b.count);
            const double x = b.low + (inside < 1.0 ? inside : 1.0) * (b.high - b.low);
            return x < least_ ? least_ : (x > most_ ? most_ : x);
        }
        return between_order_statistics(rank, part);
    }
    // Number of values below x.
    [[nodiscard]] double below(double x) const noexcept {
        if (!keep_) {
            return x <= least_ ? 0.0 : x > most_ ? static_cast<double>(count()) : sketch_.below(x);
        }
        std::uint64_t n = 0;
        for (const double v : values_) {
            n += v < x ? 1u : 0u;
        }
        return static_cast<double>(n);
    }
    // Standard error of a quantile: sqrt(p (1 - p) / n) over the density, which is read from the
    // quantiles around.
    [[nodiscard]] double quantile_error(double p) const {
        const double n = static_cast<double>(count());
        if (n < 8.0) {
            return flopcost::detail::infinity;
        }
        const double edge = p < 0.5 ? p : 1.0 - p;
        double h = 0.6 * exp(-0.2 * log(n)) * sqrt(p * (1.0 - p));
        h = h < 0.7 * edge ? h : 0.7 * edge;
        h = h > 1.0 / n ? h : 1.0 / n;
        const double low = p - h > 0.0 ? p - h : 0.0;
        const double high = p + h < 1.0 ? p + h : 1.0;
        return sqrt(p * (1.0 - p) / n) * (quantile(high) - quantile(low)) / (high - low);
    }

    void save(list<std::uint64_t>& out) const {
        out.push_back(std::bit_cast<std::uint64_t>(shift_));
        out.push_back(std::bit_cast<std::uint64_t>(least_));
        out.push_back(std::bit_cast<std::uint64_t>(most_));
        out.push_back(not_finite_);
        out.push_back(rejected_);
        out.push_back(overflow_);
        for (const exact_sum* s : {&sum_, &squares_}) {
            exact_sum normal = *s;
            normal.carry();
            for (int i = 0; i < exact_sum::words; ++i) {
                out.push_back(static_cast<std::uint64_t>(normal.digits()[i]));
            }
        }
        sketch_.save(out);
        out.push_back(keep_ ? values_.size() : ~std::uint64_t{0});
        for (const double v : values_) {
            out.push_back(std::bit_cast<std::uint64_t>(v));
        }
    }
    // Merges a saved tally; returns what follows, or nullptr if the words are none.
    [[nodiscard]] const std::uint64_t* merge_saved(const std::uint64_t* in,
                                                   const std::uint64_t* end) {
        if (end - in < 6 + 2 * exact_sum::words) {
            return nullptr;
        }
        tally o(std::bit_cast<double>(in[0]), true);
        o.least_ = std::bit_cast<double>(in[1]);
        o.most_ = std::bit_cast<double>(in[2]);
        o.not_finite_ = in[3];
        o.rejected_ = in[4];
        o.overflow_ = in[5];
        in += 6;
        for (exact_sum* s : {&o.sum_, &o.squares_}) {
            for (int i = 0; i < exact_sum::words; ++i) {
                s->digits()[i] = static_cast<std::int64_t>(*in++);
            }
        }
        in = o.sketch_.merge_saved(in, end);
        if (in == nullptr || in == end) {
            return nullptr;
        }
        const std::uint64_t n = *in++;
        o.keep_ = n != ~std::uint64_t{0};
        if (o.keep_) {
            if (n > static_cast<std::uint64_t>(end - in)) {
                return nullptr;
            }
            o.values_.reserve(static_cast<std::size_t>(n));
            for (std::uint64_t i = 0; i < n; ++i) {
                o.values_.push_back(std::bit_cast<double>(*in++));
            }
        }
        merge(o);
        return in;
    }

private:
    void one(double x) {
        sketch_.add(x);
        least_ = x < least_ ? x : least_;
        most_ = x > most_ ? x : most_;
        if (keep_) {
            values_.push_back(x);
        }
    }
    // The sketch knows the bucket of a rank; only what lies in it is looked at.
    [[nodiscard]] double between_order_statistics(std::uint64_t rank, double part) const {
        const sketch::bucket b = sketch_.at_rank(rank);
        list<double> inside = values_in(b);
        const auto k = static_cast<std::size_t>(rank - b.below);
        const double x = select_rank(inside, k);
        if (!(part > 0.0)) {
            return x;
        }
        double next = flopcost::detail::infinity;
        if (k + 1 < inside.size()) {
            // After the selection the greater ones stand behind it.
            for (std::size_t i = k + 1; i < inside.size(); ++i) {
                next = inside[i] < next ? inside[i] : next;
            }
        } else {
            list<double> above = values_in(sketch_.at_rank(rank + 1));
            next = select_rank(above, 0);
        }
        return x + part * (next - x);
    }
    [[nodiscard]] list<double> values_in(const sketch::bucket& b) const {
        list<double> inside(static_cast<std::size_t>(b.count) + 1);
        const bool negative = b.high <= 0.0 && b.low < 0.0;
        std::size_t n = 0;
        for (const double v : values_) {
            // A bucket holds its edge on the side of zero. No branch: few values lie in it, but
            // which ones is unpredictable.
            const bool in = negative ? (v > b.low && v <= b.high) : (v >= b.low && v < b.high);
            inside[n] = v;
            n += in && n < b.count ? 1u : 0u;
        }
        inside.resize(static_cast<std::size_t>(b.count));
        return inside;
    }

    double shift_ = 0.0;
    bool keep_ = false;
    double least_ = flopcost::detail::infinity;
    double most_ = -flopcost::detail::infinity;
    std::uint64_t not_finite_ = 0;
    std::uint64_t rejected_ = 0;
    std::uint64_t overflow_ = 0;
    exact_sum sum_;
    exact_sum squares_;
    sketch sketch_;
    list<double> values_;
};

} // namespace flopcost::uncertainty::detail
