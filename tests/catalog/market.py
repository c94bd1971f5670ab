# SPDX-License-Identifier: MIT
"""Stocks, quarters, prices by year, exports; and in `details` the tables that few programs need."""

import re

from cells import VINTAGE, day, fail, load, num, number, period, txt
from rows import (always, figure, first_day, group, last_day, source, table_header, trust,
                  trust_by_source, words)


def market():
    yield table_header(
        "owner_stocks.hpp", "compute_stock_by_owner", ["owner", "as_of"], "owner_stock", "owner_stocks",
        ["Cumulative stock by owner and vendor of the chips, in H100-equivalents (8-bit OP/s)."],
        [("owner", words("owner")), ("vendor", words("chip_vendor")), ("as of", last_day("as_of")),
         ("H100e median", figure("h100e_median")), ("5th percentile", figure("h100e_p5")),
         ("95th", figure("h100e_p95")), ("units", figure("units_median")),
         ("MW", figure("power_mw_median")), ("provenance", trust_by_source("notes")),
         ("source", source("source"))])
    shares = (figure(f"share_{chip}") for chip in ("a100", "h100", "h20", "gb200", "gb300"))
    yield table_header(
        "nvidia_quarters.hpp", "nvidia_quarterly_mix", ["quarter"], "nvidia_quarter", "nvidia_quarters",
        ["Nvidia's revenue by fiscal quarter, reported, and how its compute part splits over chips,",
         "estimated."],
        [("quarter", words("quarter")), ("first day", first_day("start")), ("last day", last_day("end")),
         ("USD billion", figure("total_rev_busd")), ("data centre", figure("dc_rev_busd")),
         ("compute", figure("compute_rev_busd")), ("shares {A100, H100, H20, GB200, GB300}", group(*shares)),
         ("provenance", always("mixed")), ("source", source("source"))])
    yield table_header(
        "chip_price_ranges.hpp", "nvidia_chip_price_ranges", ["chip", "year"], "chip_price_range",
        "chip_price_ranges",
        ["What buyers of volume paid per chip, by year: 10th and 90th percentile of a lognormal."],
        [("chip", words("chip")), ("year", figure("year")), ("USD 10th percentile", figure("p10_usd")),
         ("90th", figure("p90_usd")), ("geometric mean", figure("geomean_usd")),
         ("provenance", always("verified")), ("source", source("source"))])
    hours = "tco_inferencex_usd_per_gpu_hour"
    yield table_header(
        "gpu_hour_costs.hpp", hours, ["accelerator"], "gpu_hour_cost", "gpu_hour_costs",
        ["Cost of owning per chip-hour by kind of owner, and three-year rent."],
        [("chip", lambda r: txt(r["accelerator"].upper())),
         ("kW all-in", figure("all_in_provisioned_kw_per_gpu")),
         ("USD/h hyperscaler", figure("usd_per_gpu_hour_hyperscaler")),
         ("neocloud", figure("usd_per_gpu_hour_neocloud")),
         ("three-year rental", figure("usd_per_gpu_hour_3yr_rental")),
         ("as of", always(day(VINTAGE[hours]))),
         ("provenance", lambda r: "derived" if r["note"] else "verified"),
         ("source", source("source"))])

    bounds = {"more than": "more_than", "almost": "almost", "": "about"}

    def bound(r):
        if r["note"] not in bounds:
            fail(f"{r.table}: {r.key}: note '{r['note']}'")
        return "bound::" + bounds.get(r["note"], "about")

    yield table_header(
        "chip_exports.hpp", "taiwan_ai_chip_exports_2025", ["destination"], "chip_export", "chip_exports",
        ["Taiwan's exports of AI chips by destination, January to October 2025."],
        [("destination", words("destination")), ("first day", first_day("period")),
         ("last day", last_day("period")), ("USD billion", figure("value_busd")), ("bound", bound),
         ("share of those listed", figure("share_of_listed")), ("provenance", always("verified")),
         ("source", source("source"))])


def price_day(r):
    return last_day("price_date")(r) if r["price_usd_mid"] or r["price_usd_low"] else "{}"


def chips_in_all(r):
    """'150000 + 50000' is 200000."""
    parts = [number(r.table, r.key, "chips", x) for x in r["chips"].split(" + ")] if r["chips"] else []
    return num(sum(parts) if parts and None not in parts else None)


def rule_values(r):
    """'0.1', '2.5/10', '0.044/1.32/3.96' or '1.2 -> 3': at most three numbers."""
    values = [number(r.table, r.key, "value", x) for x in re.split(r"/| -> ", r["value"])]
    if len(values) > 3:
        fail(f"{r.table}: {r.key}: more than three values")
    return "{" + ", ".join(num(x) for x in (values + [None, None])[:3]) + "}"


def end_of(column):
    return lambda r: day(period(r[column])[1] if r[column] else None)


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def details():
    chip = chip_row(chip_rows())
    prices = group(*(figure(f"price_usd_{x}") for x in ("low", "mid", "high")))
    yield table_header(
        "systems.hpp", "systems", ["name"], "system_entry", "systems", ["Servers, racks and pods."],
        [("name", words("name")), ("vendor", words("vendor")), ("chip", words("chip")),
         ("row of the chip table", chip("chip")), ("chips", figure("chips")), ("racks", figure("racks")),
         ("domain", figure("domain_chips")),
         ("PFLOP/s {bf16, fp8, fp4}", group(*(figure(f"{p}_pflops_dense") for p in ("bf16", "fp8", "fp4")))),
         ("TB", figure("hbm_tb")), ("TB/s", figure("hbm_bw_tbs")), ("kW", figure("power_kw_max")),
         ("kW per chip", figure("power_kw_per_chip")), ("USD {low, mid, high}", prices),
         ("USD per chip", figure("price_per_chip_usd")), ("as of", last_day("date")),
         ("price date", price_day), ("topology", words("topology")), ("scale-out", words("scaleout")),
         ("provenance", trust("provenance")), ("source", source("sources")), ("notes", words("notes"))],
        "detail_entry")
    yield table_header(
        "rents.hpp", "gpu_rental_prices", ["hardware", "date"], "rent_quote", "rents",
        ["Quoted rents, USD per chip-hour: on demand and committed for one and three years."],
        [("date", last_day("date")), ("hardware", words("hardware")),
         ("row of the chip table", chip("hardware")), ("vendor", words("vendor")),
         ("location", words("location")), ("on demand", figure("on_demand_usd_h")),
         ("one year", figure("cud1y_usd_h")), ("three years", figure("cud3y_usd_h")),
         ("provenance", always("verified")), ("source", source("source"))],
        "detail_entry")
    yield table_header(
        "purchases.hpp", "hardware_purchase_prices", ["hardware", "date"], "purchase_quote", "purchases",
        ["Quoted purchase prices, USD per chip."],
        [("date", last_day("date")), ("hardware", words("hardware")),
         ("row of the chip table", chip("hardware")), ("USD per chip", figure("usd_per_chip")),
         ("units in the quote", figure("units_in_quote")), ("provenance", always("verified")),
         ("source", source("source")), ("notes", words("notes"))],
        "detail_entry")
    yield table_header(
        "clusters.hpp", "known_clusters", ["name"], "cluster_entry", "clusters",
        ["Known sites and fleets; several rows of one name are stages of its growth."],
        [("name", words("name")), ("owner", words("owner")), ("users", words("users")),
         ("country", words("country")), ("chips", words("chip_type")), ("how many in all", chips_in_all),
         ("as stated", words("chips")), ("H100e", figure("h100e")), ("IT MW", figure("it_power_mw")),
         ("facility MW", figure("facility_power_mw")), ("USD billion", figure("capital_cost_usd_bn")),
         ("of which compute", figure("compute_cost_usd_bn")), ("as of", last_day("date")),
         ("status", words("status")), ("provenance", trust("provenance")), ("source", source("sources")),
         ("notes", words("notes"))],
        "detail_entry")
    yield table_header(
        "api_rules.hpp", "api_rules", ["rule_id"], "api_rule", "api_rules",
        ["Billing rules of the providers: multipliers, tiers, windows."],
        [("id", words("rule_id")), ("provider", words("provider")), ("rule", words("rule")),
         ("models", words("model_scope")), ("{values}", rule_values), ("unit", words("unit")),
         ("condition", words("condition")), ("from", first_day("effective_from")),
         ("until", end_of("effective_to")), ("stacks with", words("stacks_with")),
         ("provenance", trust("provenance")), ("source", source("source")), ("notes", words("notes"))],
        "detail_entry")
    yield table_header(
        "ground_truths.hpp", "ground_truths", ["id"], "ground_truth", "ground_truths",
        ["Published results with the inputs that lead to them."],
        [("id", words("id")), ("claim", words("claim")), ("inputs", words("inputs")),
         ("formula", words("formula")), ("published", figure("published")), ("unit", words("unit")),
         ("uncertainty", words("published_uncertainty_or_note")), ("source", source("source"))],
        "detail_entry")
    yield table_header(
        "deepseek_serving_day.hpp", "deepseek_v3_r1_inference_economics", ["quantity"],
        "published_quantity", "deepseek_serving_day",
        ["What DeepSeek published about one day of serving V3 and R1 (27/28 February 2025)."],
        [("quantity", words("quantity")),
         ("value", lambda r: num(float(r["value"])) if is_number(r["value"]) else "na"),
         ("in words", lambda r: txt("" if is_number(r["value"]) else r["value"])),
         ("unit", words("unit")), ("source", source("source"))],
        "detail_entry")


def chip_rows():
    """(table, name there) -> row of the chip table; -1 where chip_aliases.csv says there is none."""
    order = [r["name"] for t in ("chips", "chips_extra") for r in load(t)]
    meant = {(r["table"], r["name_in_table"]): r["canonical_name"] for r in load("chip_aliases")}

    def find(table, name):
        target = meant.get((table + ".csv", name), name)
        if target and target not in order:
            fail(f"{table}: '{name}' is no chip and no alias")
            return -1
        return order.index(target) if target else -1

    return find


def chip_row(find):
    return lambda column: lambda r: str(find(r.table, r[column]))
