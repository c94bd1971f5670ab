// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/core/describe.hpp>
#include <flopcost/core/scalar.hpp>
#include <flopcost/core/units.hpp>

/// Who gets how many chips: wafers, dies, packages, stocks, flows, gaps and their growth.
namespace flopcost::supply {

/// How random defects turn into yield.
enum class yield_law : unsigned char {
    poisson,           ///< defects fall independently: the lowest yield of the three
    murphy,            ///< the defect density varies over the wafer, triangular
    negative_binomial, ///< defects cluster
};

/// The name of a yield law.
[[nodiscard]] constexpr const char* name(yield_law law) noexcept {
    switch (law) {
    case yield_law::poisson:
        return "Poisson";
    case yield_law::murphy:
        return "Murphy";
    case yield_law::negative_binomial:
        return "negative binomial";
    }
    return "";
}

/// Defects per area: `0.1 * defects_per_square_centimeter`.
template <class S = double>
using defect_density = quantity<dim<power<tag::meter, -2>>, S>;
inline constexpr auto defects_per_square_centimeter = units::unity / units::square_centimeter;
/// Dies per wafer.
template <class S = double>
using dies_per_wafer = quantity<quotient_t<dim<tag::die>, dim<tag::wafer>>, S>;

/// Dies that fit on a round wafer, whole or not, as a number that averages are made of. The area of
/// the usable circle over that of a die, less the dies that its circumference cuts:
/// pi d^2 / (4 A) - pi d / sqrt(2 A), d without the rim (de Vries 2005, "Investigation of gross die
/// per wafer formulas", IEEE Trans. Semicond. Manuf. 18(1), the formula of its comparison that
/// textbooks use; within some percent for square dies above 100 mm2, scribe lines not counted).
///
/// `die_area` above 0 and far below the wafer; error 105 where no die would fit.
template <class S = double>
[[nodiscard]] constexpr dies_per_wafer<S>
gross_dies(const qty::area<S>& die_area, qty::of<units::meter> diameter = 300.0 * units::millimeter,
           qty::of<units::meter> edge = 3.0 * units::millimeter) {
    const double d = (diameter - 2.0 * edge).in(units::millimeter);
    require_positive("usable diameter", d);
    const S a = die_area.in(units::square_millimeter);
    // The formula falls to zero at A = d^2 / 8; beyond it means nothing.
    require_in_range("die_area in mm2", a, 1e-6, d * d / 8.0);
    const S n = 0.25 * pi * d * d / a - pi * d / sqrt(a * 2.0);
    return n * (units::die / units::wafer);
}

/// Share of dies without a killing defect, from the expected number of defects on a die (>= 0):
/// Poisson exp(-x); Murphy ((1 - exp(-x)) / x)^2 (Murphy 1964, Proc. IEEE 52(12), triangular
/// approximation); negative binomial (1 + x / c)^-c (Stapper 1973, IEEE Trans. Electron Devices
/// 20(7); `clustering` c above 0, typically 1 to 5).
template <class S>
[[nodiscard]] constexpr fraction<S> yield(yield_law law, const S& defects_per_die,
                                          double clustering = 3.0) {
    require_not_negative("defects_per_die", defects_per_die);
    require_positive("clustering", clustering);
    switch (law) {
    case yield_law::poisson:
        return fraction<S>(exp(S(defects_per_die * -1.0)), "yield");
    case yield_law::murphy: {
        // The quotient loses its digits near zero: two terms of its series serve there.
        const S x = max(defects_per_die, 1e-5);
        const S quotient = (constant<S>(1.0) - exp(S(x * -1.0))) / x;
        const S series = constant<S>(1.0) - defects_per_die * 0.5;
        const S q = select_less(defects_per_die, constant<S>(1e-5), series, quotient);
        // An interval forgets that both parts of the quotient hold the same defects.
        return fraction<S>(min(S(q * q), 1.0), "yield");
    }
    case yield_law::negative_binomial:
        break;
    }
    return fraction<S>(pow(S(constant<S>(1.0) + defects_per_die / clustering), -clustering),
                       "yield");
}

/// The defect density behind an observed yield, by the Poisson law (D = -ln(Y) / A) or the negative
/// binomial one. Murphy's law has no closed inverse and is refused (error 105).
template <class S = double>
[[nodiscard]] constexpr defect_density<S>
defects_from(const fraction<S>& observed, const qty::area<S>& die_area,
             yield_law law = yield_law::poisson, double clustering = 3.0) {
    require_positive("die_area", die_area.in(units::square_millimeter));
    require_positive("clustering", clustering);
    if (law == yield_law::murphy) {
        rejected::because(error_number::out_of_range, "law",
                          "law = Murphy has no closed inverse: use poisson or negative_binomial");
    }
    const S y = observed.value();
    const S x = law == yield_law::poisson
                    ? S(log(y) * -1.0)
                    : S((pow(y, -1.0 / clustering) - constant<S>(1.0)) * clustering);
    return x / die_area;
}

/// A die and the process that makes it.
template <class S = double>
struct die_plan {
    qty::area<S> die_area{};
    defect_density<S> defects{}; ///< density of defects that kill a die
    yield_law law = yield_law::negative_binomial;
    double clustering = 3.0; ///< negative binomial only: small means strong clusters
    qty::of<units::meter> diameter = 300.0 * units::millimeter;
    qty::of<units::meter> edge = 3.0 * units::millimeter; ///< rim without dies

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("die_area", p.die_area...);
        v("defects", p.defects...);
        v("law", p.law...);
        v("clustering", p.clustering...);
        v("diameter", p.diameter...);
        v("edge", p.edge...);
    }
};

/// What a wafer gives.
template <class S = double>
struct die_output {
    dies_per_wafer<S> gross{};
    fraction<S> yield{};
    dies_per_wafer<S> good{};

    template <class V, class... P>
    static constexpr void describe(V&& v, P&&... p) {
        v("gross", p.gross...);
        v("yield", p.yield...);
        v("good", p.good...);
    }
};

/// Good dies per wafer.
template <class S = double>
[[nodiscard]] constexpr die_output<S> dies(const die_plan<S>& plan) {
    problems p;
    p.positive("die_area", plan.die_area.in(units::square_millimeter));
    p.not_negative("defects", plan.defects.in(defects_per_square_centimeter));
    p.positive("clustering", plan.clustering);
    p.positive("diameter", plan.diameter.in(units::millimeter));
    p.not_negative("edge", plan.edge.in(units::millimeter));
    p.raise_if_any("supply::die_plan");
    die_output<S> out;
    out.gross = gross_dies<S>(plan.die_area, plan.diameter, plan.edge);
    out.yield = supply::yield<S>(plan.law, plan.defects * plan.die_area, plan.clustering);
    out.good = out.gross * out.yield.value();
    return out;
}

/// Cost of a good die: wafer price over good dies.
template <class C, class S>
[[nodiscard]] constexpr auto die_cost(const quantity<quotient_t<dim<C>, dim<tag::wafer>>, S>& wafer,
                                      const die_output<S>& made) {
    return wafer / made.good;
}

} // namespace flopcost::supply
