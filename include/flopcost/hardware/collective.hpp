// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/math.hpp>
#include <flopcost/core/scalar.hpp>

namespace flopcost::hardware {

/// The two tiers of a fabric as one chip sees them, in SI units: sustained bytes/s in one
/// direction and seconds. `start` is paid once per collective, `hop_*` per step of its ring.
template <class S = double>
struct fabric_rates {
    S scale_up;             ///< byte/s per chip inside the scale-up domain
    S scale_out;            ///< byte/s per chip beyond it
    double start = 10e-6;   ///< s per collective
    double hop_up = 0.7e-6; ///< s per ring step inside the domain
    double hop_out = 4e-6;  ///< s per step between domains
};

/// Members of a communicator: all of them, and how many share one scale-up domain.
struct comm_group {
    double size = 1;
    double local = 1;
    [[nodiscard]] constexpr double domains() const { return size / local; }
};

/// The group of `size` ranks that are `stride` apart, on domains of `domain` chips that ranks fill
/// in order.
[[nodiscard]] constexpr comm_group strided_group(int size, int stride, int domain) {
    int local = domain / stride;
    local = local < 1 ? 1 : (local > size ? size : local);
    // Only a share that divides the group forms full rings in each domain.
    while (local > 1 && size % local != 0) {
        --local;
    }
    return {static_cast<double>(size), static_cast<double>(local)};
}

/// Latency of a ring step sequence over the group. Between domains large groups use trees, so the
/// number of serial steps grows with the square root here: between the ring's n and the tree's log
/// n.
template <class S>
[[nodiscard]] constexpr double collective_latency(const comm_group& g, const fabric_rates<S>& f) {
    if (g.size <= 1) {
        return 0;
    }
    const double d = g.domains();
    return f.start + f.hop_up * (g.local - 1) + (d > 1 ? f.hop_out * 2 * sqrt(d - 1) : 0.0);
}

/// Seconds until each member holds all `bytes` (the gathered size): all-gather; the same time holds
/// for a reduce-scatter of `bytes`. The ring crosses each domain's border once, through as many
/// network ports as the group has members there (NCCL's multi-rail rings).
template <class S>
[[nodiscard]] constexpr S all_gather_time(double bytes, const comm_group& g,
                                          const fabric_rates<S>& f) {
    const double share = bytes * (g.size - 1) / g.size;
    S t = (g.local > 1 ? share : 0.0) / f.scale_up;
    if (g.local < g.size) {
        t = max(t, share / (g.local * f.scale_out));
    }
    return t + collective_latency(g, f);
}

/// All-reduce of `bytes` on each member: a reduce-scatter and an all-gather.
template <class S>
[[nodiscard]] constexpr S all_reduce_time(double bytes, const comm_group& g,
                                          const fabric_rates<S>& f) {
    return 2 * all_gather_time(bytes, g, f) - (g.size > 1 ? f.start : 0.0);
}

/// All-to-all: each member sends `bytes` in total, spread evenly over the group. `copies_out` is
/// the share of the traffic to other domains that is left when copies of one token for several
/// receivers of a domain are sent once.
template <class S>
[[nodiscard]] constexpr S all_to_all_time(double bytes, const comm_group& g,
                                          const fabric_rates<S>& f, double copies_out = 1) {
    if (g.size <= 1) {
        return constant<S>(0);
    }
    const double out = bytes * (g.size - g.local) / g.size;
    const double in = bytes * (g.local - 1) / g.size + out * (1 - copies_out);
    S t = in / f.scale_up;
    if (g.local < g.size) {
        t = max(t, out * copies_out / f.scale_out);
    }
    return t + f.start + (g.local < g.size ? f.hop_out * 2 * sqrt(g.domains() - 1) : f.hop_up);
}

/// One neighbour sends `bytes` to the next. `crossing` tells whether the pair is in two domains.
template <class S>
[[nodiscard]] constexpr S send_time(double bytes, bool crossing, const fabric_rates<S>& f) {
    return crossing ? bytes / f.scale_out + (f.start + f.hop_out)
                    : bytes / f.scale_up + (f.start + f.hop_up);
}

} // namespace flopcost::hardware
