// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/describe.hpp>
#include <flopcost/core/scalar.hpp>
#include <flopcost/core/units.hpp>

namespace flopcost::supply {

/// Chips behind money: N = value x share that buys such chips x mix / price. The value may be a
/// maker's revenue (the method of Epoch AI's chip counts), a customs value or a budget.
template <class C, class S = double>
struct purchase {
    qty::money<C, S> value{};
    share<S> hardware = share<>{1.0}; ///< of the value that pays for accelerators
    share<S> mix = share<>{1.0};      ///< of that which pays for this chip
    qty::money_per_chip<C, S> price{};

    /// Error 201 (or that of the only problem) unless value >= 0 and price > 0.
    [[nodiscard]] constexpr qty::chip<S> chips() const {
        problems p;
        p.not_negative("value", value.in(unit<dim<C>>{}));
        p.positive("price", price.in(unit<quotient_t<dim<C>, dim<tag::chip>>>{}));
        p.raise_if_any("supply::purchase");
        return value * hardware.value() * mix.value() / price;
    }
    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("value", p.value...);
        v("hardware", p.hardware...);
        v("mix", p.mix...);
        v("price", p.price...);
    }
};

/// What a volume discount does to an owner's share of the chips: a buyer who pays a share d less
/// gets more chips for his share of the money. With the discount granted to a share h of all sales,
/// the bonus is (1 - h d) / (1 - d) (Epoch AI, ai-chip-counts, 2026-04).
template <class S>
[[nodiscard]] constexpr S discount_bonus(const share<S>& discount,
                                         const share<S>& discounted_sales) {
    const S one = constant<S>(1.0);
    const S kept = one - discount.value();
    require_positive("1 - discount", kept);
    return S(one - discounted_sales.value() * discount.value()) / kept;
}

/// Goods that reach a country: what end users of another country get of them. The `diverted` share
/// crosses the border; of the rest, the `rented` share is used by them where it stands.
template <class S = double>
struct transit {
    qty::chip<S> arrived{};
    share<S> diverted{};
    share<S> rented{};

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("arrived", p.arrived...);
        v("diverted", p.diverted...);
        v("rented", p.rented...);
    }
};

/// Where the goods of a transit end up; the parts sum to what arrived.
template <class S = double>
struct transit_split {
    qty::chip<S> moved_on{}; ///< diverted
    qty::chip<S> rented{};   ///< used from afar
    qty::chip<S> stayed{};   ///< used locally

    /// What end users abroad dispose of.
    [[nodiscard]] constexpr qty::chip<S> reached() const { return moved_on + rented; }

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("moved_on", p.moved_on...);
        v("rented", p.rented...);
        v("stayed", p.stayed...);
    }
};

/// Splits what arrived.
template <class S = double>
[[nodiscard]] constexpr transit_split<S> split(const transit<S>& t) {
    require_not_negative("arrived", t.arrived.in(units::chip));
    transit_split<S> out;
    out.moved_on = t.arrived * t.diverted.value();
    const qty::chip<S> rest = t.arrived * t.diverted.rest().value();
    out.rented = rest * t.rented.value();
    out.stayed = rest * t.rented.rest().value();
    return out;
}

} // namespace flopcost::supply
