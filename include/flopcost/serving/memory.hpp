// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/serving/prepare.hpp>

namespace flopcost::serving {

/// Where the memory of the fullest chip goes, and how many sequences fit.
template <class S = double>
struct memory_use {
    qty::byte_per_chip<S> weights{};      ///< with scales, embeddings and adapters
    qty::byte_per_chip<S> per_sequence{}; ///< KV cache and state of one sequence at its full length
    qty::byte_per_chip<S> room{};         ///< left for KV
    qty::byte_per_chip<S> missing{};      ///< zero when the weights fit
    qty::request<S> largest_batch{};      ///< sequences at once, all instances
    bool fits = true;                     ///< weights fit, whatever the scalar's uncertainty

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("weights", p.weights...);
        v("per_sequence", p.per_sequence...);
        v("room", p.room...);
        v("missing", p.missing...);
        v("largest_batch", p.largest_batch...);
        v("fits", p.fits...);
    }
};

/// Memory at a traffic's lengths. Source: sizes from the shape; engines keep 3 to 12 % of the chip
/// and about half a gigabyte for themselves (scheduling_of).
template <class S>
[[nodiscard]] constexpr memory_use<S> memory(const prepared<S>& d, const traffic<S>& t) {
    namespace u = units;
    constexpr auto unit = u::byte / u::chip;
    validate(t).raise_if_any("serving::traffic");
    const S input = t.input.in(u::token), output = t.output.in(u::token);
    memory_use<S> m;
    m.weights = constant<S>(d.kernel.work.weight_bytes) * unit;
    m.per_sequence = detail::kv_of(d.kernel.work, S(input + output)) * unit;
    m.room = d.kernel.kv_room * unit;
    m.missing = d.kernel.missing * unit;
    m.largest_batch = detail::largest_batch(d.kernel, input, output) *
                      static_cast<double>(d.instances) * u::request;
    m.fits = !(hull(d.kernel.missing).high > 0);
    return m;
}

/// The same without a prepared deployment.
template <class S>
[[nodiscard]] constexpr memory_use<S> memory(const deployment<S>& d,
                                             const std::type_identity_t<traffic<S>>& t) {
    return memory(prepare(d), t);
}

} // namespace flopcost::serving
