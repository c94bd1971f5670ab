// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/full.hpp>
#include <flopcost/claims/evaluate.hpp>
#include <flopcost/claims/fleets.hpp>
#include <flopcost/economics/firm.hpp>
#include <flopcost/supply/dies.hpp>
#include <flopcost/supply/flows.hpp>
#include <flopcost/supply/packages.hpp>

namespace flopcost::claims {

namespace facts {

inline constexpr input smic_yield = within(
    from(catalog::find_figure(catalog::fab_figures, "yield_smic_advanced_nodes"),
         "yield of Ascend dies", domain::share),
    0.2, 0.5, "SMIC advanced nodes 0.30 to 0.40 (2026-06); FT 0.2 to 0.4; earlier reports 0.5");
inline constexpr input price_b200_2025 =
    from(catalog::try_find_chip_price("GB200", 2025)->as_fact(), units::usd / units::chip,
         "USD/chip", "price of a B200, 2025");

} // namespace facts

/// What limits Chinese chip output.
struct fab_capacity_bottleneck {
    static constexpr statement about{
        .id = "fab-capacity-bottleneck",
        .source = "chip-shortage",
        .said = "the main bottleneck is chip manufacturing capacity",
        .reading =
            "in 2026 logic dies (SMIC wafers, yield, the bank of bought dies) allow at most as "
            "many Ascend packages as the memory does",
        .published = at_most(1, "x"),
        .computes = "packages that dies allow over packages that HBM stacks allow, 2026",
        .factor = 2.0};
    static constexpr variant variants[] = {
        {"packages that dies allow", "million packages", false},
        {"packages that HBM allows", "million packages", false},
        {"packages made: the least of dies, HBM and packaging", "million packages", false},
        {"the same in H100-equivalents", "million H100e", false},
        {"demand: Chinese internet capex at the price of a 910C", "million packages", false},
        {"packages made over demand", "share", false},
        {"dies over HBM, if domestic HBM covers half of the need", "x"},
        {"dies over HBM, with half of the wafers and a yield of 20 %", "x"},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr auto& capacity = catalog::find_figure(
            catalog::fab_figures,
            "smic_capacity_advanced_node_7nm_class_capacity_conservative_2026");
        constexpr input wafers = within(
            from(capacity, "SMIC 7 nm class wafers a month, 2026"), 45000, 75000,
            "SemiAnalysis (2025-09): 45 000 at the end of 2025, 60 000 in 2026; others expect a "
            "doubling");
        constexpr input ascend{.name = "share of these wafers for Ascend",
                               .value = 0.35,
                               .low = 0.2,
                               .high = 0.55,
                               .unit = "share",
                               .source = "assumption: phones and other accelerators take the rest",
                               .as_of = {2026, 1, 16},
                               .domain = domain::share};
        constexpr input area =
            exactly("area of an Ascend die", 665.61, "mm2",
                    catalog::find_figure(catalog::fab_figures, "die_area_ascend_910b").source,
                    {2025, 2, 4});
        constexpr input bank{.name = "bought dies left for 2026",
                             .value = 1.2,
                             .low = 0.5,
                             .high = 2.0,
                             .unit = "million dies",
                             .source =
                                 "2.9 M bought (SemiAnalysis, 2025-09) less those of 2024 and "
                                 "2025; the range is an assumption",
                             .as_of = {2026, 1, 1}};
        constexpr input stacks{.name = "bought HBM stacks left for 2026",
                               .value = 5.4,
                               .low = 2.5,
                               .high = 8.0,
                               .unit = "million stacks",
                               .source =
                                   "13 M (11.4 to 13) supplied until 2024-12 (SemiAnalysis), less "
                                   "8 for each of 650 000 910C and 4 for each of 600 000 910B "
                                   "(Epoch AI)",
                               .as_of = {2026, 1, 1}};
        constexpr input domestic{.name = "domestic HBM stacks of 2026",
                                 .value = 1.0,
                                 .low = 0.2,
                                 .high = 4.0,
                                 .unit = "million stacks",
                                 .source = "assumption: CXMT's first year",
                                 .as_of = {2026, 1, 1}};
        constexpr input packaging{.name = "packages that Chinese lines can assemble in 2026",
                                  .value = 1.6,
                                  .low = 0.8,
                                  .high = 3.0,
                                  .unit = "million packages",
                                  .source =
                                      "assumption around the plan of 600 000 910C and 1.6 M dies "
                                      "(Bloomberg)",
                                  .as_of = {2026, 1, 1}};
        const S share_of_wafers = v == 8 ? S(in(ascend)*0.5) : S(in(ascend)*1.0);
        supply::package_plan<S> p;
        p.wafers = S(in(wafers)*12.0 * share_of_wafers) * units::wafer;
        const auto gross = supply::gross_dies<S>(in(area)*units::square_millimeter);
        p.good_dies = gross * (v == 8 ? constant<S>(0.2) : S(in(facts::smic_yield)*1.0));
        p.die_bank = in(bank)*1e6 * units::die;
        p.dies_per_package = constant<S>(2.0) * units::die / units::package;
        p.stacks = S(in(stacks) + in(domestic)) * 1e6 * supply::hbm_stack;
        p.packaging = in(packaging)*1e6 * units::package;
        p.assembly_yield = fraction<S>(constant<S>(0.9));
        const auto made = supply::packages(p);
        constexpr auto million = units::mega * units::package;
        const S by_dies = made.by_dies.in(million);
        const S by_memory = made.by_memory.in(million);
        const S all = made.packages.in(million);
        constexpr double worth =
            supply::equivalents(chips::ascend_910c, chips::h100, supply::measure::operations_8bit);
        switch (v) {
        case 1:
            return by_dies;
        case 2:
            return by_memory;
        case 3:
            return all;
        case 4:
            return all * worth;
        case 5:
        case 6: {
            constexpr input capex = within(
                from(catalog::find_figure(catalog::capex, "chinese_internet_firms_capex_2025"),
                     "capex of Chinese internet firms, 2025"),
                51, 60, "UBS: 57 (2026-01, via the WSJ), 51 (2025-03, via Dow Jones)");
            constexpr input part{.name = "share of it for accelerators at home",
                                 .value = 0.35,
                                 .low = 0.2,
                                 .high = 0.5,
                                 .unit = "share",
                                 .source = "assumption",
                                 .as_of = {2026, 1, 16},
                                 .domain = domain::share};
            constexpr input price = from(catalog::find_chip("Ascend 910C").price(),
                                         units::usd / units::chip, "USD/chip", "price of a 910C");
            const S demand = in(capex)*1e3 * in(part) / in(price);
            return v == 5 ? demand : S(all / demand);
        }
        case 7:
            // Bought stacks and domestic ones in equal parts.
            return by_dies / S(in(stacks) * (2.0 / 8.0 * 0.9));
        default:
            return by_dies / by_memory;
        }
    }
};

/// Chips that reach Chinese users around the export ban.
struct export_ban_workarounds {
    static constexpr statement about{
        .id = "export-ban-workarounds",
        .source = "dumping",
        .said =
            "Taiwan exported AI chips worth over 89 bn USD to the US, 12 bn to Malaysia, 6.9 bn to "
            "Singapore, 3.6 bn to Hong Kong, 1.2 bn to Indonesia, 0.67 bn to Germany in January to "
            "October 2025; not all of it ends up in China",
        .reading =
            "what reaches Chinese users through the four Asian hubs adds at least a tenth to "
            "China's own additions of 2025",
        .published = at_least(0.1, "x own additions"),
        .computes =
            "H100e diverted or rented out of the four hubs over licensed and domestic additions",
        .factor = 2.0};
    static constexpr variant variants[] = {
        {"H100e shipped to the United States", "thousand H100e", false},
        {"H100e shipped to Malaysia", "thousand H100e", false},
        {"H100e shipped to Singapore", "thousand H100e", false},
        {"H100e shipped to Hong Kong", "thousand H100e", false},
        {"H100e shipped to Indonesia", "thousand H100e", false},
        {"H100e shipped to Germany", "thousand H100e", false},
        {"lower bound: 1 % diverted, 5 % rented", "x own additions"},
        {"upper bound: all of it", "x own additions"},
        {"H100e that reach Chinese users", "thousand H100e", false},
        {"US : China stock at the end of 2025, without them", "x", false},
        {"US : China stock at the end of 2025, with them", "x", false},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr input accelerators{.name = "accelerators' share of the customs value",
                                     .value = 0.75,
                                     .low = 0.55,
                                     .high = 0.92,
                                     .unit = "share",
                                     .source =
                                         "assumption: the goods are servers and boards; a server "
                                         "costs 1.38 times its chips",
                                     .as_of = {2025, 10, 31},
                                     .domain = domain::share};
        constexpr input worth{.name = "H100e per exported chip (8-bit)",
                              .value = 2.3,
                              .low = 1.6,
                              .high = 2.53,
                              .unit = "H100e/chip",
                              .source =
                                  "B200 and B300 2.53, H200 1; mix of Nvidia's quarters of 2025",
                              .as_of = {2025, 10, 31}};
        constexpr input diverted{.name = "diverted share",
                                 .value = 0.06,
                                 .low = 0.01,
                                 .high = 0.2,
                                 .unit = "share",
                                 .source =
                                     "CNAS (2025-06): 10 000 to several 100 000 smuggled chips a "
                                     "year, median 140 000; read as a share of these flows",
                                 .as_of = {2025, 6, 11},
                                 .domain = domain::share};
        constexpr input rented{.name = "share of the rest that Chinese firms rent",
                               .value = 0.25,
                               .low = 0.08,
                               .high = 0.5,
                               .unit = "share",
                               .source =
                                   "ByteDance, Alibaba and others lease in Johor and Singapore "
                                   "(FT, 2025-11; Aolani 36 000 B200 for ByteDance); the range is "
                                   "an assumption",
                               .as_of = {2025, 11, 24},
                               .domain = domain::share};
        const auto shipped = [&](text to) { // H100e
            for (const catalog::chip_export& e : catalog::chip_exports) {
                if (to == e.destination) {
                    const supply::purchase<tag::USD, S> p{
                        .value =
                            in(exactly(e.destination, e.value, "USD billion", e.source, e.last)) *
                            units::giga * units::usd,
                        .hardware = share<S>(in(accelerators)),
                        .price = in(facts::price_b200_2025)*units::usd / units::chip};
                    return S(p.chips().in(units::chip)*in(worth));
                }
            }
            rejected::because(error_number::unknown_name, "destination", "not in the export table");
        };
        constexpr const char* flows[] = {"United States", "Malaysia",  "Singapore",
                                         "Hong Kong",     "Indonesia", "Germany"};
        if (v >= 1 && v <= 6) {
            return shipped(flows[v - 1]) * 1e-3;
        }
        const S hubs = shipped("Malaysia") + shipped("Singapore") + shipped("Hong Kong") +
                       shipped("Indonesia");
        const S d = v == 7 ? constant<S>(0.01) : (v == 8 ? constant<S>(1.0) : S(in(diverted)*1.0));
        const S r = v == 7 ? constant<S>(0.05) : (v == 8 ? constant<S>(0.0) : S(in(rented)*1.0));
        const S reached = supply::split(supply::transit<S>{.arrived = hubs * units::chip,
                                                           .diverted = share<S>(d),
                                                           .rented = share<S>(r)})
                              .reached()
                              .in(units::chip);
        constexpr auto ops = supply::measure::operations_8bit;
        const S us = fleets::compute(in, false, 2025, ops);
        const S china = fleets::compute(in, true, 2025, ops);
        if (v == 9) {
            return reached * 1e-3;
        }
        if (v == 10) {
            return us / china;
        }
        if (v == 11) {
            return us / S(china + reached);
        }
        central_inputs middle;
        const double now = fleets::compute(middle, true, 2025, ops);
        const double before = fleets::compute(middle, true, 2024, ops);
        return reached / S(china * ((now - before) / now));
    }
};

/// Break-even of a GPU start-up.
struct gpu_startup_breakeven {
    static constexpr statement about{
        .id = "gpu-startup-breakeven",
        .source = "consolidation",
        .said = "the GPU maker Xiangdixian collapsed; there are too many without a difference",
        .reading =
            "a maker breaks even only above what the second of the market (Cambricon) sold in "
            "2024: 25 000 chips",
        .published = at_least(25000, "chip"),
        .computes = "development over contribution per chip, at SMIC's 7 nm class",
        .factor = 2.0};
    static constexpr variant variants[] = {
        {"unit cost", "USD/chip", false},
        {"at TSMC (wafer 9 346 USD, yield 80 %)", "chip"},
        {"if the price falls by half", "chip"},
        {"makers that the domestic market of 2025 (1.5 M chips, half of it Huawei's) supports",
         "firm", false},
    };

    template <class In>
    constexpr typename std::remove_cvref_t<In>::scalar operator()(In&& in, int v = 0) const {
        using S = typename std::remove_cvref_t<In>::scalar;
        constexpr date day{2024, 9, 30};
        constexpr input design{.name = "design, IP and software",
                               .value = 250,
                               .low = 120,
                               .high = 500,
                               .unit = "USD million",
                               .source =
                                   "general knowledge: 7 nm class designs cost 200 to 300 M USD "
                                   "(IBS), software on top",
                               .as_of = day};
        constexpr input masks{.name = "mask sets and tape-outs",
                              .value = 25,
                              .low = 12,
                              .high = 50,
                              .unit = "USD million",
                              .source = "general knowledge: 10 to 15 M USD a set at 7 nm, two sets",
                              .as_of = day};
        constexpr input wafer =
            from(catalog::find_figure(catalog::fab_figures, "wafer_price_smic_n_plus_2"),
                 "wafer price, SMIC");
        constexpr input area{.name = "die area",
                             .value = 500,
                             .low = 350,
                             .high = 700,
                             .unit = "mm2",
                             .source = "assumption: between a graphics and a training chip",
                             .as_of = day};
        constexpr input parts{.name = "memory and packaging per chip",
                              .value = 1500,
                              .low = 800,
                              .high = 2800,
                              .unit = "USD/chip",
                              .source =
                                  "H100: HBM 1 350, packaging 750 USD (Silicon Analysts); less "
                                  "memory here",
                              .as_of = {2026, 1, 1}};
        constexpr input price{.name = "price received per chip",
                              .value = 8000,
                              .low = 4000,
                              .high = 14000,
                              .unit = "USD/chip",
                              .source =
                                  "below the 910B (110 000 to 120 000 yuan, 15 000 USD); the range "
                                  "is an assumption",
                              .as_of = day};
        constexpr input selling{.name = "selling cost",
                                .value = 0.15,
                                .low = 0.08,
                                .high = 0.25,
                                .unit = "share of price",
                                .source = "assumption",
                                .as_of = day,
                                .domain = domain::share};
        economics::chip_startup<S> s;
        s.design = in(design)*units::mega * units::usd;
        s.masks = in(masks)*units::mega * units::usd;
        const bool taiwan = v == 2;
        s.wafer_price =
            (taiwan ? constant<S>(9346.0) : S(in(wafer)*1.0)) * units::usd / units::wafer;
        s.dies_per_wafer = supply::gross_dies<S>(in(area)*units::square_millimeter);
        s.yield = fraction<S>(taiwan ? constant<S>(0.8) : S(in(facts::smic_yield)*1.0));
        s.memory_and_packaging = in(parts)*units::usd / units::chip;
        s.price = in(price) * (v == 3 ? 0.5 : 1.0) * units::usd / units::chip;
        s.selling_cost = share<S>(in(selling));
        const auto r = economics::break_even(s);
        if (v == 1) {
            return r.unit_cost.in(units::usd / units::chip);
        }
        // Where a chip is sold at a loss no volume breaks even: a large number stands for it.
        const S per_chip =
            max(r.inverse_volume.in(unit<quotient_t<dimensionless, dim<tag::chip>>>{}), 1e-9);
        const S volume = constant<S>(1.0) / per_chip;
        return v == 4 ? S(constant<S>(750000.0) / volume) : volume;
    }
};

} // namespace flopcost::claims
