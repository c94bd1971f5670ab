// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/describe.hpp>
#include <flopcost/core/scalar.hpp>
#include <flopcost/supply/dies.hpp>

namespace flopcost::tag {
/// A stack of high-bandwidth memory.
struct HBM_stack {
    static constexpr const char* name = "HBM_stack";
};
} // namespace flopcost::tag

namespace flopcost::supply {

/// Unit of memory stacks.
inline constexpr unit<dim<tag::HBM_stack>> hbm_stack{};
/// Packages.
template <class S = double>
using packages_of = quantity<dim<tag::package>, S>;

/// What keeps the output from being larger.
enum class bottleneck : unsigned char { dies, memory, packaging };

/// The name of a bottleneck.
[[nodiscard]] constexpr const char* name(bottleneck b) noexcept {
    switch (b) {
    case bottleneck::dies:
        return "logic dies";
    case bottleneck::memory:
        return "HBM stacks";
    case bottleneck::packaging:
        return "packaging";
    }
    return "";
}

/// Inputs of a period: what the fab, a bank of bought dies, the memory makers and the packaging
/// lines supply, and what one package takes.
template <class S = double>
struct package_plan {
    quantity<dim<tag::wafer>, S> wafers{}; ///< started for this product
    dies_per_wafer<S> good_dies{};         ///< per wafer, after yield
    quantity<dim<tag::die>, S> die_bank{}; ///< good dies in stock
    quantity<quotient_t<dim<tag::die>, dim<tag::package>>, S> dies_per_package =
        1.0 * units::die / units::package;
    quantity<dim<tag::HBM_stack>, S> stacks{};
    quantity<quotient_t<dim<tag::HBM_stack>, dim<tag::package>>, S> stacks_per_package =
        8.0 * hbm_stack / units::package;
    packages_of<S> packaging{};   ///< package starts that the packaging lines can take
    fraction<S> assembly_yield{}; ///< packages that survive assembly and test

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("wafers", p.wafers...);
        v("good_dies", p.good_dies...);
        v("die_bank", p.die_bank...);
        v("dies_per_package", p.dies_per_package...);
        v("stacks", p.stacks...);
        v("stacks_per_package", p.stacks_per_package...);
        v("packaging", p.packaging...);
        v("assembly_yield", p.assembly_yield...);
    }
};

/// Output of a period: the packages that each input would allow, after assembly, and the least.
template <class S = double>
struct package_output {
    packages_of<S> by_dies{};
    packages_of<S> by_memory{};
    packages_of<S> by_packaging{};
    packages_of<S> packages{};
    bottleneck binds = bottleneck::dies; ///< at the central value of an uncertain plan

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("by_dies", p.by_dies...);
        v("by_memory", p.by_memory...);
        v("by_packaging", p.by_packaging...);
        v("packages", p.packages...);
        v("binds", p.binds...);
    }
};

/// Packages that can be made: the least of what dies, memory and packaging allow, times the
/// assembly yield. Inputs that are lost in assembly are lost for all three.
template <class S = double>
[[nodiscard]] constexpr package_output<S> packages(const package_plan<S>& plan) {
    problems p;
    p.not_negative("wafers", plan.wafers.in(units::wafer));
    p.not_negative("good_dies", plan.good_dies.in(units::die / units::wafer));
    p.not_negative("die_bank", plan.die_bank.in(units::die));
    p.positive("dies_per_package", plan.dies_per_package.in(units::die / units::package));
    p.not_negative("stacks", plan.stacks.in(hbm_stack));
    p.positive("stacks_per_package", plan.stacks_per_package.in(hbm_stack / units::package));
    p.not_negative("packaging", plan.packaging.in(units::package));
    p.raise_if_any("supply::package_plan");

    package_output<S> out;
    const S& y = plan.assembly_yield.value();
    out.by_dies = (plan.wafers * plan.good_dies + plan.die_bank) / plan.dies_per_package * y;
    out.by_memory = plan.stacks / plan.stacks_per_package * y;
    out.by_packaging = plan.packaging * y;
    out.packages = min(min(out.by_dies, out.by_memory), out.by_packaging);
    const double d = value_of(out.by_dies.in(units::package));
    const double m = value_of(out.by_memory.in(units::package));
    const double k = value_of(out.by_packaging.in(units::package));
    out.binds =
        d <= m && d <= k ? bottleneck::dies : (m <= k ? bottleneck::memory : bottleneck::packaging);
    return out;
}

} // namespace flopcost::supply
