// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include <flopcost/core/list.hpp>

namespace flopcost::uncertainty {

/// Counts of doubles in buckets of equal relative width, read straight from the bits of the number:
/// 512 to each binary octave, so that every quantile is off by at most 2^-9 = 0.195 % of its value,
/// for any distribution over the whole range of double (the guarantee of DDSketch: Masson, Rim and
/// Lee 2019, VLDB 12(12), without its logarithm). Merging is addition: exact, in any order. Memory
/// is 4 kB for each octave and sign that occurs.
class sketch {
public:
    static constexpr int bits = 9;
    static constexpr std::uint64_t buckets = std::uint64_t{1} << bits;

    void add(double x) {
        // Adding zero turns -0 into 0.
        const std::uint64_t key = std::bit_cast<std::uint64_t>(x + 0.0) >> (52 - bits);
        const std::size_t octave = static_cast<std::size_t>(key >> bits);
        std::size_t slot = slot_[octave];
        if (slot == 0) [[unlikely]] {
            slot = open(octave);
        }
        ++counts_[slot + (key & (buckets - 1))];
        ++total_;
    }
    void merge(const sketch& other) {
        for (std::size_t o = 0; o < octaves; ++o) {
            if (other.slot_[o] != 0) {
                const std::size_t slot = slot_[o] != 0 ? slot_[o] : open(o);
                for (std::size_t b = 0; b < buckets; ++b) {
                    counts_[slot + b] += other.counts_[other.slot_[o] + b];
                }
            }
        }
        total_ += other.total_;
    }
    [[nodiscard]] std::uint64_t total() const noexcept { return total_; }

    /// A bucket in rising order of value.
    struct bucket {
        double low, high;
        std::uint64_t count;
        std::uint64_t below; ///< how many values are in lower buckets
    };
    /// The bucket that holds the value of rank `rank` (0 = least); total() must be above it.
    [[nodiscard]] bucket at_rank(std::uint64_t rank) const noexcept {
        bucket found{0, 0, 0, 0};
        std::uint64_t below = 0;
        visit([&](const bucket& b) {
            if (found.count == 0 && below + b.count > rank) {
                found = b;
                found.below = below;
            }
            below += b.count;
            return found.count == 0;
        });
        return found;
    }
    /// How many values lie below x, as if values were even inside their bucket.
    [[nodiscard]] double below(double x) const noexcept {
        double sum = 0.0;
        visit([&](const bucket& b) {
            if (b.high <= x) {
                sum += static_cast<double>(b.count);
                return true;
            }
            if (b.low < x) {
                sum += static_cast<double>(b.count) * (x - b.low) / (b.high - b.low);
            }
            return false;
        });
        return sum;
    }
    /// Calls `f(bucket)` for every bucket that is not empty, in rising order, while it returns
    /// true.
    template <class F>
    void visit(F f) const {
        // Negative numbers: the greatest size first.
        for (std::size_t o = octaves; o-- > octaves / 2;) {
            if (slot_[o] != 0) {
                for (std::size_t b = buckets; b-- > 0;) {
                    const std::uint64_t n = counts_[slot_[o] + b];
                    if (n != 0 && !f(bucket{edge(o, b + 1), edge(o, b), n, 0})) {
                        return;
                    }
                }
            }
        }
        for (std::size_t o = 0; o < octaves / 2; ++o) {
            if (slot_[o] != 0) {
                for (std::size_t b = 0; b < buckets; ++b) {
                    const std::uint64_t n = counts_[slot_[o] + b];
                    if (n != 0 && !f(bucket{edge(o, b), edge(o, b + 1), n, 0})) {
                        return;
                    }
                }
            }
        }
    }

    /// Appends the state as words, for transport: octaves, then for each its number and counts.
    void save(list<std::uint64_t>& out) const {
        std::uint64_t used = 0;
        for (const std::uint32_t s : slot_) {
            used += s != 0 ? 1u : 0u;
        }
        out.push_back(used);
        for (std::size_t o = 0; o < octaves; ++o) {
            if (slot_[o] != 0) {
                out.push_back(o);
                for (std::size_t b = 0; b < buckets; ++b) {
                    out.push_back(counts_[slot_[o] + b]);
                }
            }
        }
    }
    /// Merges a saved state; returns what follows it, or nullptr if it is malformed.
    [[nodiscard]] const std::uint64_t* merge_saved(const std::uint64_t* in,
                                                   const std::uint64_t* end) {
        if (in == end) {
            return nullptr;
        }
        for (std::uint64_t used = *in++; used > 0; --used) {
            if (static_cast<std::uint64_t>(end - in) < 1 + buckets || *in >= octaves) {
                return nullptr;
            }
            const std::size_t o = static_cast<std::size_t>(*in++);
            const std::size_t slot = slot_[o] != 0 ? slot_[o] : open(o);
            for (std::size_t b = 0; b < buckets; ++b) {
                counts_[slot + b] += *in;
                total_ += *in++;
            }
        }
        return in;
    }

private:
    static constexpr std::size_t octaves = 4096; // sign and exponent

    // The first 512 counts are never used: slot 0 means "none".
    [[nodiscard, gnu::noinline]] std::size_t open(std::size_t octave) {
        if (counts_.empty()) {
            counts_.resize(buckets);
        }
        slot_[octave] = static_cast<std::uint32_t>(counts_.size());
        counts_.resize(counts_.size() + buckets);
        return slot_[octave];
    }
    [[nodiscard]] static double edge(std::size_t octave, std::size_t b) noexcept {
        const std::uint64_t key = (std::uint64_t{octave} << bits) + b;
        const double e = std::bit_cast<double>(key << (52 - bits));
        return e - e == 0.0
                   ? e
                   : (octave < octaves / 2 ? 0x1.fffffffffffffp1023 : -0x1.fffffffffffffp1023);
    }

    std::uint32_t slot_[octaves] = {};
    list<std::uint64_t> counts_;
    std::uint64_t total_ = 0;
};

} // namespace flopcost::uncertainty
