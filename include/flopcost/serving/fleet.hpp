// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <flopcost/serving/engine.hpp>

namespace flopcost::serving {

/// How a fleet follows its demand.
template <class S = double>
struct fleet_policy {
    share<S> redundancy{};      ///< instances kept above the need, for failures and bursts
    bool autoscale = false;     ///< instances that the hour does not need are given back
    double least_instances = 1; ///< never fewer
};

/// Instances and chips for a day's demand.
template <class S = double>
struct fleet {
    S peak_instances{};            ///< in the busiest slot, redundancy included
    S mean_instances{};            ///< on average over the day; the peak without autoscaling
    qty::chip<S> peak_chips{};     ///< what must be installed
    qty::chip_time<S> chip_time{}; ///< paid for in a day
    share<S> utilisation{};        ///< of the paid chip-time that demand fills

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("peak_instances", p.peak_instances...);
        v("mean_instances", p.mean_instances...);
        v("peak_chips", p.peak_chips...);
        v("chip_time", p.chip_time...);
        v("utilisation", p.utilisation...);
    }
};

namespace detail {

template <class S>
[[nodiscard]] constexpr fleet<S> fleet_of(const qty::request_rate<S>* demand, std::size_t slots,
                                          const qty::request_rate<S>& per_instance, int chips,
                                          const fleet_policy<S>& policy) {
    if (slots == 0) {
        rejected::must_not_be_empty("demand");
    }
    require_positive("per_instance", per_instance);
    if (chips < 1) {
        rejected::value_out_of_range("chips", chips, 1, 1e9);
    }
    if (!(policy.least_instances >= 0)) {
        rejected::value_must_not_be_negative("least_instances", policy.least_instances);
    }
    const auto least = constant<S>(policy.least_instances);
    const auto parts = static_cast<double>(slots);
    S peak = least;
    S sum = constant<S>(0.0);
    S filled = constant<S>(0.0);
    for (std::size_t i = 0; i < slots; ++i) {
        require_not_negative("demand", demand[i]);
        const S need = demand[i] / per_instance;
        const S kept = max(ceil(S(need * (1.0 + policy.redundancy.value()))), least);
        peak = max(peak, kept);
        sum = sum + kept;
        filled = filled + need;
    }
    fleet<S> f;
    f.peak_instances = peak;
    f.mean_instances = policy.autoscale ? S(sum / parts) : peak;
    f.peak_chips = S(peak * static_cast<double>(chips)) * units::chip;
    f.chip_time =
        S(f.mean_instances * static_cast<double>(chips)) * units::chip * (1.0 * units::day);
    const S part = filled / (f.mean_instances * parts);
    f.utilisation = share<S>(min(part, constant<S>(1.0)), "utilisation");
    return f;
}

} // namespace detail

/// The fleet for a daily profile: `demand[i]` is the mean request rate in the i-th of N equal parts
/// of a day (24: hours). One instance of `chips` chips serves `per_instance` requests per second
/// within its promises (an operating point of `cheapest`). Whole instances are counted.
/// Errors: 103 for an instance that serves nothing, 106 for negative demand.
template <class S, std::size_t N>
[[nodiscard]] constexpr fleet<S>
plan_fleet(const qty::request_rate<S> (&demand)[N],
           const std::type_identity_t<qty::request_rate<S>>& per_instance, int chips,
           const std::type_identity_t<fleet_policy<S>>& policy = {}) {
    return detail::fleet_of<S>(demand, N, per_instance, chips, policy);
}

/// The same for a profile in a container. Error 107 if it is empty.
template <class Profile>
    requires requires(const Profile& p) {
        p.data()->in(units::request / units::second);
        p.size();
    }
[[nodiscard]] constexpr auto
plan_fleet(const Profile& demand,
           const qty::request_rate<typename Profile::value_type::scalar_type>& per_instance,
           int chips, const fleet_policy<typename Profile::value_type::scalar_type>& policy = {}) {
    return detail::fleet_of<typename Profile::value_type::scalar_type>(demand.data(), demand.size(),
                                                                       per_instance, chips, policy);
}

} // namespace flopcost::serving
