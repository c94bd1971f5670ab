#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the tables of include/flopcost/catalog/data/ from tests/data/catalog/*.csv.

    generate.py            write the headers
    generate.py --check    exit 1 if a header differs from what the tables say

A cell that is not a plain number or date must be explained in EXPLAINED below, and an explanation
that no row uses is an error too: so nothing is dropped or bent in silence.

Conventions
    number   in the unit of the source; blank is unknown (`na`), never zero
    as_of    the last day of the period that the source states (2025 -> 2025-12-31); where it states
             none, the vintage of the table, VINTAGE below
    released the first day of the period that the source states
"""

import argparse
import calendar
import csv
import math
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLES = ROOT / "tests" / "data" / "catalog"
HEADERS = ROOT / "include" / "flopcost" / "catalog" / "data"

# The day up to which a table was kept, for rows that state no date of their own.
VINTAGE = {
    "chips": (2026, 6, 30),
    "chips_extra": (2026, 6, 30),
    "systems": (2026, 6, 30),
    "architectures": (2026, 10, 31),
    "api_rules": (2026, 8, 31),
    "known_clusters": (2026, 7, 31),
    "fab": (2026, 10, 31),
    "scaling_law_facts": (2026, 10, 31),
    "epoch_method_parameters": (2025, 3, 31),
    "epoch_development_cost_breakdown": (2025, 3, 31),
    "epoch_uncertainty_results": (2025, 3, 31),
    "tco_inferencex_usd_per_gpu_hour": (2026, 3, 31),
    "ground_truths": (2026, 10, 31),
    "deepseek_v3_r1_inference_economics": (2025, 2, 28),
}

# (table, row key, column) -> (what to put there, why). None = unknown; SKIP = no figure in the row.
SKIP = "skip"
EXPLAINED = {
    ("chips", "B30A (RUMOURED)", "release_date"): (None, "not released"),
    ("china_ai_chips", "Smuggled AI chips 2024", "high"): (None, "'several 100000' is no number"),
    ("scaling_law_facts", "F021", "value"): (SKIP, "a formula in words"),
    ("scaling_law_facts", "F022", "value"): (SKIP, "a formula in words"),
    ("scaling_law_facts", "F023", "value"): (SKIP, "a formula in words"),
    ("scaling_law_facts", "F047", "value"): (SKIP, "two lower bounds in words"),
    ("scaling_law_facts", "F048", "value"): (SKIP, "a wall time and a net time in words"),
    ("scaling_law_facts", "F049", "value"): (SKIP, "two counts in words"),
    ("scaling_law_facts", "F050", "value"): (SKIP, "a change in words"),
    ("scaling_law_facts", "F064", "value"): (SKIP, "a list over eight settings"),
    ("fab", "SMIC N+1", "value"): (SKIP, "no source gives a price"),
    ("cluster_costs", "H100 used price", "value"): (SKIP, "no source gives a series"),
    ("cluster_costs", "Ascend 910B rental", "value"): (SKIP, "no source gives a price"),
    ("deepseek_price_regimes", "deepseek-chat (V3) 2025-02-08", "added"): (
        "16:30-00:30", "the discount of these hours began on 2025-02-26; until then the price held all day"),
    ("deepseek_price_regimes", "deepseek-reasoner (R1) 2025-01-20", "added"): (
        "16:30-00:30", "the discount of these hours began on 2025-02-26; until then the price held all day"),
}
used_explanations = set()
errors = []


def fail(message):
    errors.append(message)


def explained(table, key, column):
    entry = EXPLAINED.get((table, key, column))
    if entry:
        used_explanations.add((table, key, column))
    return entry


def load(table):
    with open(TABLES / f"{table}.csv", newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    for n, row in enumerate(rows, 2):
        if None in row or None in row.values():
            fail(f"{table}.csv:{n}: wrong number of cells")
        row["@line"] = n
    return rows


# --- cells ---------------------------------------------------------------------------------------


def number(table, key, column, cell):
    """float or None (unknown)."""
    cell = cell.strip()
    if not cell:
        return None
    try:
        value = float(cell)
    except ValueError:
        entry = explained(table, key, column)
        if entry is None:
            fail(f"{table}: {key}: {column} = '{cell}' is not a number and is not explained")
            return None
        return entry[0]
    if not math.isfinite(value):
        fail(f"{table}: {key}: {column} = '{cell}' is not finite")
    return value


DAY = re.compile(
    r"(\d{4})(?:-(?:(\d{2})(?:-(\d{2}))?|(?:H([12]))|(?:Q([1-4]))|(end)))?"
    r"(?: average)?(?: \([^()]*\))?$"
)


def period(text):
    """First and last day of '2025', '2025-10', '2025-H2', '2026-Q1', '2024-2025', '2025-01..2025-10'."""
    text = text.strip()
    for separator in ("..", " to "):
        if separator in text:
            a, b = (period(x) for x in text.split(separator))
            return (a[0], b[1]) if a and b else None
    m = re.match(r"(\d{4})-(\d{4})$", text)
    if m:
        return (int(m[1]), 1, 1), (int(m[2]), 12, 31)
    m = DAY.match(text)
    if not m:
        return None
    year = int(m[1])
    if m[2]:
        month = int(m[2])
        if not 1 <= month <= 12:
            return None
        last = calendar.monthrange(year, month)[1]
        if m[3]:
            day = int(m[3])
            return ((year, month, day),) * 2 if 1 <= day <= last else None
        return (year, month, 1), (year, month, last)
    first, final = 1, 12
    if m[4]:
        first, final = (1, 6) if m[4] == "1" else (7, 12)
    elif m[5]:
        first, final = 3 * int(m[5]) - 2, 3 * int(m[5])
    elif m[6]:
        first, final = 12, 12
    return (year, first, 1), (year, final, calendar.monthrange(year, final)[1])


def as_of(table, key, column, cell):
    """(last day of the period, False), or (the vintage of the table, True) where none is stated."""
    cell = re.sub(r"^est\.\s*", "", cell.strip())
    if not cell:
        if table not in VINTAGE:
            fail(f"{table}: {key}: no date, and the table has no vintage")
            return (1, 1, 1), True
        return VINTAGE[table], True
    span = period(cell)
    if span is None:
        entry = explained(table, key, column)
        if entry is None:
            fail(f"{table}: {key}: {column} = '{cell}' is not a date and is not explained")
        return VINTAGE.get(table, (1, 1, 1)), True
    return span[1], False


def released(table, key, cell):
    span = period(cell)
    if span is None:
        entry = explained(table, key, "release_date") if cell.strip() else (None,)
        if entry is None:
            fail(f"{table}: {key}: release date '{cell}' is not explained")
        return None
    return span[0]


PROVENANCE = {
    "verified": "verified",
    "derived": "derived",
    "derived from verified": "derived",
    "derived formula": "derived",
    "mixed": "mixed",
    "memory": "memory",
    "verified (385); memory (432)": "mixed",
}


def provenance(table, key, cell, source="", note=""):
    if cell:
        if cell not in PROVENANCE:
            if cell == "unknown" or cell == "":
                return "memory"
            fail(f"{table}: {key}: provenance '{cell}' is not explained")
        return PROVENANCE.get(cell, "memory")
    # Tables without the column cite what was read; what they computed they say.
    if re.match(r"(computed|inferred)", source) or re.match(r"(fitted|implied)", note):
        return "derived"
    if re.search(r"from memory|\(verify\)|weak source", source + note):
        return "mixed"
    return "verified"


# --- C++ literals --------------------------------------------------------------------------------


def num(value):
    if value is None:
        return "na"
    if value == int(value) and abs(value) < 1e7:
        return str(int(value))
    out = repr(float(value))
    return out[:-2] if out.endswith(".0") and "e" not in out and len(out) < 10 else out


def txt(value):
    value = str(value).strip()
    if any(ord(c) > 126 or ord(c) < 32 for c in value):
        value = value.replace("–", "-").replace("’", "'").replace("“", "'").replace("”", "'")
        value = value.encode("ascii", "replace").decode()
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def day(value):
    return "{%d, %d, %d}" % value if value else "{}"


def slug(text):
    text = text.lower().replace("+", " plus ") if re.search(r"[a-z]\+", text.lower()) else text.lower()
    return re.sub(r"[^a-z0-9]+", "_", text).strip("_")


def folded(name):
    """The key under which a name is looked up; catalog/name.hpp does the same."""
    return re.sub(r"[\s\-_(),/:\"']", "", name.lower())


def fnv1a(text):
    h = 0xCBF29CE484222325
    for c in text.encode():
        h = (h ^ c) * 0x100000001B3 % 2**64
    return h


class sources:
    """The sources of one header, each written once and referred to by name."""

    def __init__(self):
        self.index = {}

    def __call__(self, table, key, text):
        text = text.strip().strip(";").strip()
        if not text:
            fail(f"{table}: {key}: no source")
        return f"s{self.index.setdefault(text, len(self.index))}"

    def lines(self):
        return [f"inline constexpr char s{i}[] = {txt(t)};" for t, i in self.index.items()]


def header(name, about, includes, body):
    top = ["// SPDX-License-Identifier: MIT", "#pragma once", ""]
    top += [f"// {line}" for line in about]
    top += ["// Generated by tests/catalog/generate.py from tests/data/catalog; do not edit.", ""]
    top += [f"#include <flopcost/{i}>" for i in includes] + ["", "// clang-format off", ""]
    return name, "\n".join(top + body) + "\n"


def table_body(topic, source, type_, name, doc, columns, rows, trailing=()):
    """`catalog::name`, an array of `type_`; rows and sources sit in a namespace of their own."""
    out = [f"namespace flopcost::catalog::detail::{topic}_table {{"]
    out += ["using enum provenance;"] if source else []
    out += source.lines() if source else []
    out += [f"// {columns}"] if columns else []
    out += [f"inline constexpr {type_} rows[] = {{"]
    out += [f"    {r}," for r in rows]
    out += ["};", f"}} // namespace flopcost::catalog::detail::{topic}_table", ""]
    out += ["namespace flopcost::catalog {"]
    out += [f"/// {line}" for line in doc]
    out += [f"inline constexpr const auto& {name} = detail::{topic}_table::rows;"]
    out += list(trailing) + ["} // namespace flopcost::catalog"]
    return out


def key_rows(table, entries):
    """Look-up keys sorted by hash. `entries`: (spelling, row number or -1, note)."""
    keys = {}
    for spelling, row, note in entries:
        key = folded(spelling)
        if not key:
            fail(f"{table}: empty name")
        if key in keys:
            if keys[key][1] != row:
                fail(f"{table}: '{spelling}' and '{keys[key][0]}' are the same to the look-up")
            continue
        keys[key] = (spelling, row, note)
    out = sorted((fnv1a(k), v) for k, v in keys.items())
    if len({h for h, _ in out}) != len(out):
        fail(f"{table}: two names have the same hash")
    return [f"{{0x{h:016x}u, {row}, {txt(s)}, {txt(n)}}}" for h, (s, row, n) in out]


# --- chips ---------------------------------------------------------------------------------------

# Order of the bits of chip_entry::from_memory; chip_entry.hpp has the same list.
CHIP_FIELDS = """fp64_tflops fp32_tflops tf32_tflops bf16_tflops fp8_tflops int8_tops fp4_tflops mem_gb
mem_bw_tbs scaleup_gbs_bidir_per_chip scaleup_domain_chips scaleout_gbps_per_chip tdp_w price_usd_low
price_usd_mid price_usd_high die_area_mm2_total die_count mem_type""".split()
CHIP_ENUM = """fp64 fp32 tf32 bf16 fp8 int8 fp4 memory bandwidth scale_up scale_up_domain scale_out tdp price_low
price_mid price_high die_area dies memory_type""".split()


def chips():
    names = {r["canonical_name"]: r for r in load("chip_names")}
    conflicts = {}
    for r in load("chip_conflicts"):
        conflicts.setdefault(r["canonical_name"], []).append(r)
    src = sources()
    rows, notes, order, keys, constants = [], [], [], [], []
    by_identifier, seen_identifiers = [], set()
    for table in ("chips", "chips_extra"):
        for r in load(table):
            name = r["name"]
            if name in order:
                fail(f"{table}: '{name}' twice")
            if name not in names:
                fail(f"{table}: '{name}' has no row in chip_names.csv")
                continue
            n = names[name]
            i = len(order)
            order.append(name)
            if "CONFLICT" in r["notes"] and name not in conflicts:
                fail(f"{table}: the conflict noted for '{name}' is missing in chip_conflicts.csv")
            bits = 0
            for f in filter(None, (x.strip() for x in r["memory_fields"].split(";"))):
                if f not in CHIP_FIELDS:
                    fail(f"{table}: {name}: memory_fields names '{f}'")
                    continue
                bits |= 1 << CHIP_FIELDS.index(f)
            g = lambda c: num(number(table, name, c, r[c]))
            domain = number(table, name, "scaleup_domain_chips", r["scaleup_domain_chips"])
            has_price = any(r[f"price_usd_{x}"].strip() for x in ("low", "mid", "high"))
            price_day = as_of(table, name, "price_date", r["price_date"])[0] if has_price else None
            day_out = released(table, name, r["release_date"])
            for x in ("identifier", "family", "host_pcie_generation", "deployment"):
                if not n[x]:
                    fail(f"chip_names: {name}: no {x}")
            rows.append(
                "{%s, %s, %s, chip_family::%s, %s,\n     {%s}, %s, %s, %s, %d, %s, %s, {%s}, %s, %s, %s, %s, %s, 0x%05x, %s}"
                % (
                    txt(name), txt(n["identifier"]), txt(r["vendor"]), n["family"], day(day_out),
                    ", ".join(g(c) for c in CHIP_FIELDS[:7]), g("mem_gb"), g("mem_bw_tbs"),
                    g("scaleup_gbs_bidir_per_chip"), int(domain or 0), g("scaleout_gbps_per_chip"), g("tdp_w"),
                    ", ".join(g(f"price_usd_{x}") for x in ("low", "mid", "high")), day(price_day),
                    g("die_area_mm2_total"), n["host_pcie_generation"], "deployment::" + n["deployment"],
                    provenance(table, name, r["provenance"]), bits, src(table, name, r["sources"]),
                )
            )
            notes.append(
                "{%s}" % ", ".join(
                    txt(r[c]) for c in ("form_factor", "status", "process_node", "mem_type", "scaleup_link",
                                        "china_export_status", "price_date", "price_note", "confidence", "notes"))
            )
            keys.append((name, i, ""))
            for identifier in [n["identifier"]] + n["short_identifiers"].split():
                if identifier in seen_identifiers:
                    fail(f"chip_names: identifier '{identifier}' twice")
                seen_identifiers.add(identifier)
                by_identifier.append((identifier, i, ""))
                if identifier == n["identifier"]:
                    constants.append(f"/// {name}\ninline constexpr hardware::chip<> {identifier} = catalog::make_chip(catalog::chips[{i}]);")
                else:
                    constants.append(f"/// {name}\ninline constexpr const hardware::chip<>& {identifier} = {n['identifier']};")
    for name in set(names) | set(conflicts):
        if name not in order:
            fail(f"chip_names.csv or chip_conflicts.csv: there is no chip '{name}'")
    # Shorter spellings first: their notes are the most telling; then those met in other tables.
    known = {folded(k[0]): k[1] for k in keys + by_identifier}
    for table in ("chip_spellings", "chip_aliases"):
        for r in load(table):
            spelling = r["spelling" if table == "chip_spellings" else "name_in_table"]
            target, note = r["canonical_name"], r["note"]
            if not spelling or (not target and r.get("table") in ("china_ai_chips.csv", "compute_stock_by_owner.csv")):
                continue  # the row names no chip at all
            if target and target not in order:
                fail(f"{table}: '{spelling}' stands for '{target}', which is no chip")
                continue
            row = order.index(target) if target else -1
            if spelling in AMBIGUOUS:
                used_ambiguous.add(spelling)
                row = order.index(AMBIGUOUS[spelling])
            if known.get(folded(spelling), row) != row:
                fail(f"{table}: '{spelling}' stands for '{target}' and for '{order[known[folded(spelling)]]}'")
                continue
            known.setdefault(folded(spelling), row)
            keys.append((spelling, row, note))
    for spelling in set(AMBIGUOUS) - used_ambiguous:
        fail(f"AMBIGUOUS['{spelling}'] explains nothing")
    clash = []
    for name in order:
        for r in conflicts.get(name, []):
            field = CHIP_ENUM[CHIP_FIELDS.index(r["field"])]
            clash.append("{%d, chip_field::%s, %s, %s, %s, %s, %s}" % (
                order.index(name), field, num(float(r["other_value"])), "true" if r["used"] == "1" else "false",
                txt(r["who"]), txt(r["why"]), txt(f"{name} {field}")))
    yield header("chip_table.hpp", [f"{len(rows)} accelerators: peaks, memory, links, power, price."],
                 ["catalog/chip_entry.hpp"],
                 table_body("chip", src, "chip_entry", "chips",
                            ["All accelerators of the catalogue, one entry each."],
                            "name, identifier, vendor, family, released, {fp64, fp32, tf32, bf16, fp8, int8, fp4 T/s}, GB, TB/s, scale-up GB/s both ways, its chips, scale-out Gb/s, W, {USD low, mid, high}, price date, mm2, host PCIe, deployment, provenance, fields from memory, source",
                            rows))
    yield header("chip_conflicts.hpp", ["Where sources of the chip table disagree."],
                 ["catalog/chip_entry.hpp"],
                 table_body("chip_conflict", None, "chip_conflict", "chip_conflicts",
                            ["Other figures for the same field; `used` is false where the other one is a slip or",
                             "another quantity, and `why` says so."], "row of the chip table, field, other value, used, who, why, name as an input", clash))
    yield header("chip_keys.hpp", ["Every spelling under which a chip is found, sorted by hash of the folded name."],
                 ["catalog/name.hpp"],
                 table_body("chip_key", None, "name_key", "chip_keys",
                            ["Spellings of the chips, with what was assumed where a name is ambiguous."],
                            "hash, row of the chip table (-1: no single chip), spelling, assumption",
                            key_rows("chips", keys + by_identifier)))
    yield header("chip_constants.hpp", ["Each accelerator as a constant."], ["catalog/make_chip.hpp"],
                 ["/// The accelerators of the catalogue, as `hardware::chip<>`: `chips::h100`, `chips::ascend_910c`.",
                  "/// Copy one and change a field to make your own.", "namespace flopcost::chips {", ""]
                 + constants + ["", "} // namespace flopcost::chips"])
    yield header("chip_notes.hpp", ["What the chip table says in words."], ["catalog/chip_entry.hpp"],
                 table_body("chip_note", None, "chip_note", "chip_notes",
                            ["Remarks on `chips[i]`, at the same place `i`."],
                            "form factor, status, process, memory type, link, export to China, price period, price basis, confidence, notes", notes))


# A name that two tables use for different chips -> the chip it stands for here.
AMBIGUOUS = {
    "NVIDIA A100 PCIe": "A100 PCIe 80GB",  # two of three tables mean the 80 GB card; same peak
}
used_ambiguous = set()


# --- models --------------------------------------------------------------------------------------

ATTENTION = {
    "MHA": "mha", "GQA": "gqa", "MQA": "mqa", "MLA": "mla", "MLA+DSA": "mla", "MHA(ALiBi)": "mha",
    "GQA+GatedDeltaNet 1:3": "gqa", "GQA+GatedDeltaNet": "gqa", "lightning 7:1 GQA": "gqa",
    "GQA, per-layer NAS blocks": "gqa", "Mamba2 + GQA + MoE hybrid": "gqa",
    "Mamba2 + GQA + latent MoE hybrid": "gqa", "GQA+CLA (KV shared by 2 layers)": "gqa",
    "compressed sparse (V4)": "mqa", "linear (GLA) + full hybrid": "gqa",
}
# Shapes that `transformer` can state only in part, and what is missing.
INCOMPLETE = {
    "deepseek-v4-pro": "compressed sparse attention: the KV cache is smaller than this shape says",
    "nemotron-super-49b": "every layer has a width of its own; feed-forward widths not stated",
    "ling-2.6-1t": "shape not published",
    "qwen3.5-9b": "shape not found",
    "Gemma4-26B": "how many layers attend in the window is not stated",
    "Gemma4-31B": "how many layers attend in the window is not stated",
    "Gemma4-2B": "how many layers attend in the window is not stated",
    "Gemma4-4B": "how many layers attend in the window is not stated",
}
# Rows of model_architectures.csv for shapes that architectures.csv has already.
SAME_SHAPE = {
    "Llama2-7B": "llama2-7b", "Llama2-13B": "llama2-13b", "Llama2-70B": "llama2-70b", "Llama3-8B": "llama3.1-8b",
    "Llama3-70B": "llama3.1-70b", "Llama3.1-405B": "llama3.1-405b", "GPT3-175B": "gpt3-175b",
    "Nemotron4-15B": "nemotron4-15b", "Nemotron4-340B": "nemotron4-340b", "Mixtral-8x7B": "mixtral-8x7b",
    "Mixtral-8x22B": "mixtral-8x22b", "DeepSeek-V3": "deepseek-v3", "DeepSeek-V2": "deepseek-v2", "Kimi-K2": "kimi-k2",
    "Qwen3-30B-A3B": "qwen3-30b-a3b", "Qwen3-235B-A22B": "qwen3-235b-a22b", "Qwen3-Next-80B-A3B": "qwen3-next-80b-a3b",
    "GPT-OSS-120B": "gpt-oss-120b", "Llama4-Scout": "llama4-scout", "Llama4-Maverick": "llama4-maverick", "Grok-1": "grok-1",
    "Gemma3-12B": "gemma3-12b", "Mistral-7B": "mistral-7b", "PaLM-540B": "palm-540b", "MT-NLG-530B": "mt-nlg-530b",
    "BLOOM-176B": "bloom-176b", "Pangu-Ultra-135B": "pangu-ultra-135b", "Llama2-13B(Skywork table)": "llama2-13b",
}
# Vendor, release and whether embeddings are tied, which model_architectures.csv does not say.
ADDED = {
    "GPT3-5B": ("NVIDIA", "2022", 1), "GPT3-20B": ("NVIDIA", "2022", 1), "Nemotron3-8B": ("NVIDIA", "2023-11", 0),
    "Nemotron3-22B": ("NVIDIA", "2023-11", 0), "Gemma4-26B": ("Google", "2026", 1), "Gemma4-31B": ("Google", "2026", 1),
    "Gemma4-2B": ("Google", "2026", 1), "Gemma4-4B": ("Google", "2026", 1), "Megatron-22B": ("NVIDIA", "2022-05", 1),
    "Megatron-1T": ("NVIDIA", "2021-04", 1), "Skywork-13B": ("Kunlun", "2023-10", 0), "OELLM-32B": ("OpenEuroLLM", "2025", 0),
}


def first_name(names):
    """'Llama-3 / 3.1 / 3.3 70B' -> 'Llama-3 70B'"""
    parts = names.split(" / ")
    tail = re.search(r" (\d\S*B\S*)$", parts[-1]) if len(parts) > 1 else None
    return parts[0] + (" " + tail[1] if tail else "")


def models():
    src, rows, facts, keys, constants, order = sources(), [], [], [], [], []
    by_identifier, parts = [], {}
    for r in load("model_parts"):
        parts.setdefault(r["arch_id"], []).append(r)

    def add(table, key, r, name, vendor, when, how, source, notes, published):
        def n(*names):
            for c in names:
                if c in r:
                    v = number(table, key, c, r[c])
                    return int(v) if v is not None else 0
            return 0

        layers, shared = n("n_layers"), n("n_shared_experts")
        shared_ffn = n("shared_ffn")
        if shared and shared_ffn % shared:
            fail(f"{table}: {key}: {shared} shared experts cannot share a width of {shared_ffn}")
        full, window_layers = n("full_attn_layers"), n("window_layers")
        linear = layers - full - window_layers if full else 0
        stated = re.match(r"(\d+)", r.get("other_layers", ""))
        if linear and not stated or stated and not linear:
            fail(f"{table}: {key}: {linear} layers without attention, the table says '{r.get('other_layers')}'")
        attention = r.get("attention", r.get("attn_type", ""))
        attention = re.sub(r"\(q.*\)", "", attention)
        if attention not in ATTENTION:
            fail(f"{table}: {key}: attention '{attention}' is not explained")
        if (not layers or not n("hidden", "d_model")) and key not in INCOMPLETE:
            fail(f"{table}: {key}: no shape, and that is not explained")
        window = re.match(r"(\d+)", r["sliding_window"])
        fields = [
            ("name", txt(name)), ("layers", layers), ("hidden", n("hidden", "d_model")), ("heads", n("n_heads")),
            ("kv_heads", n("n_kv_heads")), ("head_dim", n("head_dim")), ("ffn", n("ffn", "d_ffn")),
            ("gated", "true" if n("ffn_gated") else "false"),
            ("attend", "workload::attention::" + ATTENTION.get(attention, "mha")),
            ("dense_layers", n("n_dense_layers")), ("experts", n("n_experts")),
            ("experts_per_token", n("experts_per_token", "top_k")), ("shared_experts", shared),
            ("moe_ffn", n("moe_ffn", "d_ffn_expert")), ("shared_ffn", shared_ffn // shared if shared else 0),
            ("q_lora", n("q_lora_rank")), ("kv_lora", n("kv_lora_rank")), ("qk_nope", n("qk_nope_dim")),
            ("qk_rope", n("qk_rope_dim")), ("v_head_dim", n("v_head_dim")), ("window", int(window[1]) if window else 0),
            ("window_layers", window_layers), ("linear_layers", linear), ("no_mixer_layers", 0), ("kv_sharing", 0), ("linear", 0),
            ("linear_key_heads", 0), ("linear_value_heads", 0), ("linear_key_dim", 0), ("linear_value_dim", 0),
            ("index_heads", 0), ("index_dim", 0), ("index_keys", 0), ("moe_latent", 0), ("vocab", n("vocab")),
            ("tied", "true" if n("tied_embeddings") else "false"), ("context", n("context")),
            ("mtp_layers", 0), ("attention_gate", 0), ("qkv_bias", 0), ("bias", 0), ("layer_norm", 0), ("qk_norm", 0),
            ("norms", 0), ("learned_positions", 0), ("relative_positions", 0),
        ] + [(f, num(v * 1e9 if v else None)) for f, v in zip(("published_parameters", "published_active"), published)]
        for part in parts.pop(key, []):
            value = part["value"]
            if part["field"] not in dict(fields):
                fail(f"model_parts: {key}: there is no field '{part['field']}'")
            if part["field"] == "linear":
                value = "workload::linear_mixer::" + value
            elif value not in ("true", "false"):
                value = int(number("model_parts", key, part["field"], value) or 0)
            fields = [(f, value if f == part["field"] else v) for f, v in fields]
        layer_kinds = sum(v for f, v in fields if f in ("window_layers", "linear_layers", "no_mixer_layers"))
        if full and layers - layer_kinds != full:
            fail(f"{table}: {key}: {full} full-attention layers and {layer_kinds} others are not {layers}")
        shown = [f".{f} = {v}" for f, v in fields if v not in (0, "na", "false", "") or f == "gated"]
        i = len(order)
        order.append(key)
        rows.append("{" + ", ".join(shown) + "}")
        missing = INCOMPLETE.get(key, "")
        facts.append("{%s, %s, %s, %s, %s, %s, %s}" % (
            txt(key), txt(vendor), day(released(table, key, when)), provenance(table, key, how), txt(missing),
            src(table, key, source), txt(notes)))
        identifier = slug(key)
        constants.append(f"/// {name}\ninline constexpr const workload::transformer& {identifier} = catalog::models[{i}];")
        keys.append((name, i, ""))
        by_identifier.extend((x, i, "") for x in (key, identifier))

    for r in load("architectures"):
        k = r["arch_id"]
        if not r["source"]:
            r["source"] = "no published shape"
            if k not in INCOMPLETE:
                fail(f"architectures: {k}: no source")
        add("architectures", k, r, first_name(r["names"]), r["vendor"], r["released"], r["provenance"] or "memory", r["source"],
            r["notes"], [number("architectures", k, c, r[c]) for c in ("published_total_b", "published_active_b")])
        keys.append((r["names"], len(order) - 1, ""))
    for r in load("model_architectures"):
        k = r["model"]
        if k in SAME_SHAPE:
            keys.append((k, order.index(SAME_SHAPE[k]), ""))
            continue
        if k not in ADDED:
            fail(f"model_architectures: '{k}' is neither a known shape nor described in ADDED")
            continue
        vendor, when, tied = ADDED[k]
        r["tied_embeddings"] = str(tied)
        how = "mixed" if "memory" in r["arch_src"] or "assumed" in r["arch_src"] else "verified"
        add("model_architectures", k, r, k, vendor, when, how, r["arch_src"], "",
            [number("model_architectures", k, c, r[c]) for c in ("params_total_b", "params_active_b")])
    for key in parts:
        fail(f"model_parts: there is no model '{key}'")
    for r in load("model_spellings"):
        if r["arch_id"] not in order:
            fail(f"model_spellings: '{r['spelling']}' stands for '{r['arch_id']}', which is no model")
            continue
        keys.append((r["spelling"], order.index(r["arch_id"]), r["note"]))
    yield header("model_table.hpp", [f"{len(rows)} transformer shapes."], ["catalog/model_entry.hpp"],
                 table_body("model", None, "workload::transformer", "models", ["All models of the catalogue, as shapes."], "", rows))
    yield header("model_facts.hpp", ["Where the shapes come from."], ["catalog/model_entry.hpp"],
                 table_body("model_fact", src, "model_fact", "model_facts",
                            ["Vendor, release and source of `models[i]`, at the same place `i`."],
                            "id, vendor, released, provenance, what the shape leaves out, source, notes", facts))
    yield header("model_keys.hpp", ["Every spelling under which a model is found, sorted by hash of the folded name."], ["catalog/name.hpp"],
                 table_body("model_key", None, "name_key", "model_keys", ["Spellings of the models, with what was assumed where a name is ambiguous."],
                            "hash, row of the model table, spelling, assumption", key_rows("models", keys + by_identifier)))
    yield header("model_constants.hpp", ["Each model as a constant."], ["catalog/data/model_table.hpp"],
                 ["/// The models of the catalogue: `models::deepseek_v3`. Copy one and change a field to make your own.",
                  "namespace flopcost::models {", ""] + constants + ["", "} // namespace flopcost::models"])


# --- prices --------------------------------------------------------------------------------------


def prices():
    src, rows, keys = sources(), [], []
    for i, r in enumerate(load("api_prices_2025-11-30")):
        m = r["model"]
        g = lambda c: num(number("prices", m, c, r[c]))
        long_context = "{}"
        if r["over_200k"]:
            tier = re.fullmatch(r'\{"input": ([\d.]+), "output": ([\d.]+), "cache_read": ([\d.]+)\}', r["over_200k"])
            if tier is None:
                fail(f"prices: {m}: over_200k = {r['over_200k']}")
            else:
                long_context = "{200000, %s, %s, %s}" % tuple(num(float(tier[k])) for k in (1, 3, 2))
        rows.append("{%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s}" % (
            txt(m), txt(r["provider"]), txt(r["country"]), day(released("prices", m, r["release_date"])),
            g("input_usd_mtok"), g("cached_input_usd_mtok"), g("cache_write_usd_mtok"), g("output_usd_mtok"),
            g("reasoning_output_usd_mtok"), long_context, day(as_of("prices", m, "catalog_date", r["catalog_date"])[0]),
            "derived" if "CNY" in r["source"] else "verified", src("prices", m, r["source"])))
        keys.append((m, i, ""))
    listed = [k[0] for k in keys]
    for r in load("price_spellings"):
        if r["model"] not in listed:
            fail(f"price_spellings: '{r['spelling']}' stands for '{r['model']}', which has no price")
            continue
        keys.append((r["spelling"], listed.index(r["model"]), r["note"]))
    yield header("price_table.hpp", [f"List prices of {len(rows)} models on one day."],
                 ["catalog/price_entry.hpp", "catalog/name.hpp"],
                 table_body("price", src, "price_entry", "prices", ["List prices of models by API, USD per million tokens."],
                            "model, provider, country, released, input, cached input, cache write, output, reasoning, {tier from tokens, input, cached, output}, as of, provenance, source",
                            rows) + [""] +
                 table_body("price_key", None, "name_key", "price_keys", ["Spellings of the priced models."],
                            "hash, row, spelling, assumption", key_rows("prices", keys)))


MINUTES = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)$")


def windows(key, cell):
    """(weekday mask with Monday as bit 0, [(from, to) minutes UTC], applies when no other does)"""
    if cell == "all":
        return 0x7F, [(0, 1440)], False
    if cell == "off-peak":
        return 0x7F, [(0, 1440)], True
    mask = 0x7F
    if cell.startswith("Mon-Fri "):
        mask, cell = 0x1F, cell[8:]
    spans = []
    for part in cell.split(","):
        m = MINUTES.match(part.strip())
        if not m:
            fail(f"deepseek_price_regimes: {key}: window '{cell}'")
            return mask, [], False
        a, b = int(m[1]) * 60 + int(m[2]), int(m[3]) * 60 + int(m[4])
        spans += [(a, b)] if a < b else [(a, 1440), (0, b)]
    return mask, spans, False


def deepseek_prices():
    table, src, rows = "deepseek_price_regimes", sources(), []
    data = load(table)
    for r in data:
        key = f"{r['model']} {r['valid_from']}"
        entry = explained(table, key, "added") if r["window_utc"] == "00:30-16:30" else None
        todo = [(r["window_utc"], r["valid_to"], "verified")]
        if entry:  # the hours of the later discount, at the price of the row, until it began
            begin = next(x["valid_from"] for x in data if x["model"] == r["model"] and x["window_utc"] == entry[0])
            todo.append((entry[0], begin, "derived"))
        for window, until, how in todo:
            mask, spans, otherwise = windows(key, window)
            if len(spans) > 2:
                fail(f"{table}: {key}: more than two spans")
            spans = (spans + [(0, 0)])[:2]
            first = period(r["valid_from"])
            last = period(until) if until else ((9999, 12, 31),)
            if first is None or last is None:
                fail(f"{table}: {key}: dates")
                continue
            for model, ids in DEEPSEEK_NAMES[r["model"]]:
                g = lambda c: num(number(table, key, c, r[c]))
                if r["unit"] != "USD/Mtok":
                    fail(f"{table}: {key}: unit {r['unit']}")
                rows.append("{%s, %s, %s, %s, 0x%02x, {{%d, %d}, {%d, %d}}, %s, %s, %s, %s, %s, %s}" % (
                    txt(model), txt(ids), day(first[0]), day(last[0]), mask, *spans[0], *spans[1],
                    "true" if otherwise else "false", g("input_miss"), g("input_hit"), g("output"), how,
                    src(table, key, r["source"])))
    yield header("deepseek_prices.hpp", ["DeepSeek's tariffs since December 2024, with their weekly windows."],
                 ["catalog/price_entry.hpp"],
                 table_body("deepseek", src, "price_window", "deepseek_prices",
                            ["DeepSeek's price history: validity [from, until), weekly windows in UTC."],
                            "name in the API, model, from, until, weekdays (bit 0 Monday), {minutes of the day}, otherwise, USD/Mtok input, cached input, output, provenance, source",
                            rows))


# name in the source -> (name in the API, model behind it)
DEEPSEEK_NAMES = {
    "deepseek-chat (V3)": [("deepseek-chat", "DeepSeek-V3")],
    "deepseek-reasoner (R1)": [("deepseek-reasoner", "DeepSeek-R1")],
    "deepseek-chat/reasoner (V3.1)": [("deepseek-chat", "DeepSeek-V3.1"), ("deepseek-reasoner", "DeepSeek-V3.1")],
    "deepseek-chat/reasoner (V3.2-Exp, V3.2)": [("deepseek-chat", "DeepSeek-V3.2"), ("deepseek-reasoner", "DeepSeek-V3.2")],
    "deepseek-v4-flash": [("deepseek-v4-flash", "DeepSeek-V4-Flash")],
    "deepseek-v4-pro": [("deepseek-v4-pro", "DeepSeek-V4-Pro")],
}


# --- tables of figures ---------------------------------------------------------------------------


def split_parts(cell, date):
    """'264114 / 951004' with '2025 / 2026-H1' -> one (value, date) each."""
    values = [c.strip() for c in cell.split(" / ")]
    dates = [d.strip() for d in date.split(" / ")]
    if len(values) == 1:
        return [(cell, date)]
    if len(dates) == 1:
        dates = dates * len(values)
    return list(zip(values, dates)) if len(values) == len(dates) else [(cell, date)]


# Identifiers of rows that their own words would tell apart only at length: (table, name, value).
IDS = {
    ("capex_us_china", "Chinese internet firms capex", "57"): "chinese_internet_firms_capex_2025",
    ("capex_us_china", "Chinese internet firms capex", "51"): "chinese_internet_firms_capex_forecast",
    ("capex_us_china", "US big four capex", "380"): "us_big_four_capex_2025",
    ("capex_us_china", "US big four capex", "302"): "us_big_four_capex_forecast",
    ("fab", "CoWoS", "80000"): "cowos_capacity_cowos_2025_derived",
}
used_ids = set()


def figures(topic, table, name, doc, columns):
    """One `figure` per row. `columns`: which column of the table holds what."""
    src, out, raw = sources(), [], []
    previous = ""
    for r in load(table):
        label = r[columns["name"]]
        if label == "same":  # as in the row before
            label = previous
        if label.startswith("... "):
            label = previous.rsplit(",", 1)[0] + ", " + label[4:]
        previous = label
        key = r[columns.get("key", columns["name"])]
        scope = "; ".join(x for x in (r[c].strip() for c in columns.get("scope", [])) if x)
        date = columns["date"](r) if callable(columns.get("date")) else r[columns["date"]] if columns.get("date") else ""
        date = re.sub(r" partial$", "", date.strip())
        unit = columns["unit"](r) if callable(columns["unit"]) else r[columns["unit"]]
        note = "; ".join(x for x in (r[c].strip() for c in columns.get("note", [])) if x)
        low, high = (r[columns[c]] if columns.get(c) else "" for c in ("low", "high"))
        if columns.get("spread"):
            low, high = columns["spread"](r)
        if not any(x.strip() for x in (r[columns["value"]], low, high)):
            entry = explained(table, key, "value")
            if entry is None:
                fail(f"{table}: {key}: no figure, and that is not explained")
            continue
        parts = split_parts(r[columns["value"]], date)
        for n, (value, when) in enumerate(parts):
            spread = re.fullmatch(r"(>?)([\d.e]+)(?:-([\d.e]+))?", value.strip())
            if spread and (spread[1] or spread[3]):  # '38-43' or '>90': bounds without a value
                value, low, high = "", spread[2], spread[3] or ""
            entry = EXPLAINED.get((table, key, "value"))
            if entry and entry[0] == SKIP:
                explained(table, key, "value")
                continue
            scale = columns.get("scale", 1)
            figure = [number(table, key, c, x) for c, x in (("value", value), ("low", low), ("high", high))]
            figure = [None if x is None else x * scale if scale != 1 else x for x in figure]
            stated = when
            when, vintage = as_of(table, key, "date", when)
            if columns.get("provenance"):
                how = provenance(table, key, r[columns["provenance"]])
            else:
                how = provenance(table, key, "", r[columns["source"]], note)
            part = ("first", "second", "third")[n] if len(parts) > 1 and date.count(" / ") == 0 else ""
            raw.append({
                "label": label, "scope": scope, "when": when, "stated": stated, "part": part, "extra": [r[c] for c in columns.get("distinguish", [])],
                "prefix": [r[c] for c in columns.get("prefix", [])],
                "cells": [num(x) for x in figure] + [txt(unit), day(when), "true" if vintage else "false", how,
                          src(table, key, r[columns["source"]]), txt(note)],
            })
    # Identifiers: the label, and for rows of one label as much more as tells all of them apart.
    def levels(x):
        part = f"_{x['part']}" if x["part"] else ""
        year, month = x["when"][:2]
        yield part
        yield f"_{year:04d}{part}"
        yield f"_{year:04d}_{month:02d}{part}"
        yield f"_{year:04d}_{month:02d}_{slug(x['stated'])}"
        for k in range(len(x["extra"])):
            yield f"_{year:04d}_{slug(' '.join(x['extra'][: k + 1]))}"

    ids = [IDS.get((table, x["label"], x["cells"][0])) for x in raw]
    used_ids.update((table, x["label"], x["cells"][0]) for x, i in zip(raw, ids) if i)
    groups = {}
    for i, x in enumerate(raw):
        if ids.count(ids[i]) > 1 and ids[i]:
            fail(f"{table}: identifier '{ids[i]}' twice")
        if ids[i] is None:
            groups.setdefault(slug(" ".join(x["prefix"] + [x["label"]])), []).append(i)
    for stem, members in groups.items():
        for endings in zip(*(levels(raw[i]) for i in members)):
            if len(set(endings)) == len(members):
                for i, ending in zip(members, endings):
                    ids[i] = stem + ending
                break
    for i, x in enumerate(raw):
        if ids.count(ids[i]) > 1 and ids[i]:
            fail(f"{table}: identifier '{ids[i]}' twice")
        if ids[i] is None:
            fail(f"{table}: '{x['label']}' ({x['scope']}) cannot be told from another row")
        out.append("{%s, %s, %s, %s}" % (txt(ids[i]), txt(x["label"]), txt(x["scope"]), ", ".join(x["cells"])))
    return table_body(topic, src, "figure", name, doc,
                      "id, name, scope, value, low, high, unit, as of, date is the table's, provenance, source, note", out)


def figure_header(file, about, *tables):
    body = []
    for t in tables:
        body += figures(*t) + [""]
    return header(file, [about], ["catalog/figure.hpp"], body)


def constant(x):
    return lambda r: x


def se(r):
    """'se 0.02' -> value -+ 1.645 standard errors, the 90 % interval."""
    if not r["uncertainty"]:
        return "", ""
    v, e = float(r["value"]), float(r["uncertainty"].split()[1])
    return repr(v - 1.645 * e), repr(v + 1.645 * e)


def source_year(r):
    m = re.search(r"(?:et al\.|arXiv:(\d\d)(\d\d)\.|\((\d{4})-\d\d)", r["source"])
    m = re.search(r"arXiv:(\d\d)(\d\d)\.", r["source"])
    if m:
        return f"20{m[1]}-{m[2]}"
    m = re.search(r"\b(20[12]\d)\b", r["source"])
    return m[1] if m else ""


def economy():
    yield figure_header("capex.hpp", "Capital expenditure and cash of the firms, and costs of sites.",
        ("capex", "capex_us_china", "capex", ["Capex, cash and revenue of firms, in billions of the currency in the name (USD",
                                               "where none is named); ratios where the scope says so."],
         dict(name="item", value="value_busd", low="low", high="high", date="year", scope=["scope"], note=["note"], source="source",
              unit=lambda r: "ratio" if "ratio" in r["scope"] or "US cloud/AI capex vs" in r["item"] else "CNY billion" if "CNY B" in r["item"] else "USD billion",
              distinguish=["scope", "note"])))
    yield figure_header("trends.hpp", "Growth rates of the field.",
        ("trend", "trends", "trends", ["Growth rates and lags; `scope` names the kind of interval."],
         dict(name="trend", value="value", low="low", high="high", date="period", scope=["interval", "period"], source="source", unit="unit")))
    yield figure_header("tco.hpp", "Costs of owning compute.",
        ("tco", "tco_parameters", "tco_parameters", ["Parameters of the cost of owning: capex and opex per GW, racks, power, rates."],
         dict(name="parameter", value="value", low="low", high="high", date="as_of", note=["note"], source="source", unit="unit")))
    yield figure_header("epoch_method.hpp", "Inputs and results of Epoch AI's training-cost method.",
        ("epoch", "epoch_method_parameters", "epoch_parameters", ["Inputs of the amortized training-cost method: central value, 5th and 95th percentile;", "`scope` is the family of the distribution."],
         dict(name="parameter", value="central", low="p5", high="p95", scope=["family"], note=["note"], source="source", unit="unit")),
        ("epoch_breakdown", "epoch_development_cost_breakdown", "epoch_development_costs", ["Its published development costs: median, 5th and 95th percentile; `scope` is the model."],
         dict(name="component", value="median_usd", low="p5_usd", high="p95_usd", scope=["model"], source="source", unit="unit", prefix=["model"])),
        ("epoch_uncertainty", "epoch_uncertainty_results", "epoch_uncertainty", ["Its published relative 90 % intervals."],
         dict(name="quantity", value="rel_p95", low="rel_p5", high="rel_p95", scope=["hardware"], source="source", unit=constant("x median"))))
    yield figure_header("site_costs.hpp", "Costs of sites and clusters.",
        ("site", "cluster_costs", "site_costs", ["Ratios, construction, power, PUE, colocation, lives, rents, street prices, exchange", "rates and firm capex; `scope` is category and region."],
         dict(name="item", value="mid", low="low", high="high", date="date", scope=["category", "region"], note=["derivation", "notes"], source="sources", unit="unit",
              provenance="provenance", prefix=["category"], distinguish=["region"])))
    yield figure_header("fab.hpp", "Chip manufacturing.",
        ("fab", "fab", "fab_figures", ["Wafers, dies, yields, costs, memory, packaging, shipments and stocks; `scope` is category", "and organisation."],
         dict(name="item", value="mid", low="low", high="high", date="date", scope=["category", "org"], note=["derivation", "notes"], source="sources", unit="unit",
              provenance="provenance", prefix=["category"], distinguish=["org"])),
        ("china", "china_ai_chips", "china_chips", ["Chinese accelerators: output, yield, prices, stocks."],
         dict(name="item", value="value", low="low", high="high", date="as_of", note=["note"], source="source", unit="unit")))
    yield figure_header("scaling_laws.hpp", "Fitted scaling laws, FLOP counts, failure rates.",
        ("scaling", "scaling_law_facts", "scaling_law_facts", ["Published fits and counts; low and high are the 90 % interval of a stated standard error."],
         dict(name="parameter", key="id", value="value", spread=se, date=source_year, scope=["topic", "conditions"], source="source", unit="unit", provenance="provenance",
              distinguish=["conditions"])))


# --- tables with columns of their own ------------------------------------------------------------


def plain(file, about, type_, topic, table, name, doc, columns, row, includes=("catalog/market_entry.hpp",)):
    src = sources()
    rows = [row(r, src) for r in load(table)]
    return header(file, [about], list(includes), table_body(topic, src, type_, name, doc, columns, rows))


def cell(table, key, r, column):
    return num(number(table, key, column, r[column]))


def market():
    def stock(r, src):
        t, k = "compute_stock_by_owner", f"{r['owner']} {r['as_of']}"
        g = lambda c: cell(t, k, r, c)
        return "{%s, %s, %s, %s, %s, %s, %s, %s, %s, %s}" % (
            txt(r["owner"]), txt(r["chip_vendor"]), day(as_of(t, k, "as_of", r["as_of"])[0]), g("h100e_median"), g("h100e_p5"),
            g("h100e_p95"), g("units_median"), g("power_mw_median"), provenance(t, k, "", r["source"], r["notes"]), src(t, k, r["source"]))
    yield plain("owner_stocks.hpp", "Accelerators by owner and year.", "owner_stock", "stock", "compute_stock_by_owner", "owner_stocks",
                ["Cumulative stock by owner and vendor of the chips, in H100-equivalents (8-bit OP/s)."],
                "owner, vendor, as of, H100e median, 5th, 95th percentile, units, MW, provenance, source", stock)

    def quarter(r, src):
        t, k = "nvidia_quarterly_mix", r["quarter"]
        g = lambda c: cell(t, k, r, c)
        return "{%s, %s, %s, %s, %s, %s, {%s}, %s, %s}" % (
            txt(k), day(period(r["start"])[0]), day(period(r["end"])[1]), g("total_rev_busd"), g("dc_rev_busd"), g("compute_rev_busd"),
            ", ".join(g(f"share_{c}") for c in ("a100", "h100", "h20", "gb200", "gb300")), "mixed", src(t, k, r["source"]))
    yield plain("nvidia_quarters.hpp", "Nvidia's revenue by fiscal quarter.", "nvidia_quarter", "nvidia", "nvidia_quarterly_mix", "nvidia_quarters",
                ["Nvidia's revenue by fiscal quarter, reported, and how its compute part splits over chips, estimated."],
                "quarter, first day, last day, USD billion total, data centre, compute, shares {A100, H100, H20, GB200, GB300}, provenance, source", quarter)

    def chip_price(r, src):
        t, k = "nvidia_chip_price_ranges", f"{r['chip']} {r['year']}"
        g = lambda c: cell(t, k, r, c)
        return "{%s, %s, %s, %s, %s, verified, %s}" % (txt(r["chip"]), r["year"], g("p10_usd"), g("p90_usd"), g("geomean_usd"), src(t, k, r["source"]))
    yield plain("chip_price_ranges.hpp", "Prices of Nvidia chips by year.", "chip_price_range", "chip_price", "nvidia_chip_price_ranges", "chip_price_ranges",
                ["What buyers of volume paid per chip, by year: 10th and 90th percentile of a lognormal."],
                "chip, year, USD 10th percentile, 90th, geometric mean, provenance, source", chip_price)

    def hour(r, src):
        t, k = "tco_inferencex_usd_per_gpu_hour", r["accelerator"]
        g = lambda c: cell(t, k, r, c)
        return "{%s, %s, %s, %s, %s, %s, %s, %s}" % (
            txt(k.upper()), g("all_in_provisioned_kw_per_gpu"), g("usd_per_gpu_hour_hyperscaler"), g("usd_per_gpu_hour_neocloud"),
            g("usd_per_gpu_hour_3yr_rental"), day(VINTAGE[t]), "derived" if r["note"] else "verified", src(t, k, r["source"]))
    yield plain("gpu_hour_costs.hpp", "Cost of a chip-hour by kind of owner.", "gpu_hour_cost", "gpu_hour", "tco_inferencex_usd_per_gpu_hour", "gpu_hour_costs",
                ["Cost of owning per chip-hour, and three-year rent."],
                "chip, kW all-in, USD/h hyperscaler, neocloud, three-year rental, as of, provenance, source", hour)

    def export(r, src):
        t, k = "taiwan_ai_chip_exports_2025", r["destination"]
        if r["note"] not in ("more than", "almost", ""):
            fail(f"{t}: {k}: note '{r['note']}'")
        a, b = period(r["period"])
        return "{%s, %s, %s, %s, bound::%s, %s, verified, %s}" % (
            txt(k), day(a), day(b), cell(t, k, r, "value_busd"), {"more than": "more_than", "almost": "almost", "": "about"}[r["note"]],
            cell(t, k, r, "share_of_listed"), src(t, k, r["source"]))
    yield plain("chip_exports.hpp", "AI chips exported from Taiwan.", "chip_export", "export", "taiwan_ai_chip_exports_2025", "chip_exports",
                ["Taiwan's exports of AI chips by destination, January to October 2025."],
                "destination, first day, last day, USD billion, bound, share of those listed, provenance, source", export)


def details():
    chip_of = chip_resolver()

    def system(r, src):
        t, k = "systems", r["name"]
        g = lambda c: cell(t, k, r, c)
        return "{%s, %s, %s, %s, %s, %s, %s, {%s}, %s, %s, %s, %s, {%s}, %s, %s, %s, %s, %s, %s, %s}" % (
            txt(k), txt(r["vendor"]), txt(r["chip"]), chip_of(t, r["chip"]), g("chips"), g("racks"), g("domain_chips"),
            ", ".join(g(f"{p}_pflops_dense") for p in ("bf16", "fp8", "fp4")), g("hbm_tb"), g("hbm_bw_tbs"), g("power_kw_max"), g("power_kw_per_chip"),
            ", ".join(g(f"price_usd_{x}") for x in ("low", "mid", "high")), g("price_per_chip_usd"), day(as_of(t, k, "date", r["date"])[0]),
            day(as_of(t, k, "price_date", r["price_date"])[0] if r["price_usd_mid"] or r["price_usd_low"] else None), txt(r["topology"]), txt(r["scaleout"]),
            provenance(t, k, r["provenance"]), src(t, k, r["sources"]) + ", " + txt(r["notes"]))
    yield plain("systems.hpp", "Servers, racks and pods.", "system_entry", "system", "systems", "systems", ["Servers, racks and pods."],
                "name, vendor, chip, row of the chip table, chips, racks, domain, {PFLOP/s bf16, fp8, fp4}, TB, TB/s, kW, kW per chip, {USD low, mid, high}, USD per chip, as of, price date, topology, scale-out, provenance, source, notes",
                system, ("catalog/detail_entry.hpp",))

    def rent(r, src):
        t, k = "gpu_rental_prices", f"{r['hardware']} {r['date']}"
        g = lambda c: cell(t, k, r, c)
        return "{%s, %s, %s, %s, %s, %s, %s, %s, verified, %s}" % (
            day(as_of(t, k, "date", r["date"])[0]), txt(r["hardware"]), chip_of(t, r["hardware"]), txt(r["vendor"]), txt(r["location"]),
            g("on_demand_usd_h"), g("cud1y_usd_h"), g("cud3y_usd_h"), src(t, k, r["source"]))
    yield plain("rents.hpp", "Quoted rents of a chip-hour.", "rent_quote", "rent", "gpu_rental_prices", "rents",
                ["Quoted rents, USD per chip-hour: on demand and committed for one and three years."],
                "date, hardware, row of the chip table, vendor, location, on demand, one year, three years, provenance, source", rent, ("catalog/detail_entry.hpp",))

    def purchase(r, src):
        t, k = "hardware_purchase_prices", f"{r['hardware']} {r['date']}"
        g = lambda c: cell(t, k, r, c)
        return "{%s, %s, %s, %s, %s, verified, %s, %s}" % (
            day(as_of(t, k, "date", r["date"])[0]), txt(r["hardware"]), chip_of(t, r["hardware"]), g("usd_per_chip"), g("units_in_quote"),
            src(t, k, r["source"]), txt(r["notes"]))
    yield plain("purchases.hpp", "Quoted purchase prices.", "purchase_quote", "purchase", "hardware_purchase_prices", "purchases",
                ["Quoted purchase prices, USD per chip."], "date, hardware, row of the chip table, USD per chip, units in the quote, provenance, source, notes",
                purchase, ("catalog/detail_entry.hpp",))

    def cluster(r, src):
        t, k = "known_clusters", r["name"]
        g = lambda c: cell(t, k, r, c)
        count = [number(t, k, "chips", x) for x in r["chips"].split(" + ")] if r["chips"] else []
        when, vintage = as_of(t, k, "date", r["date"])
        return "{%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s}" % (
            txt(k), txt(r["owner"]), txt(r["users"]), txt(r["country"]), txt(r["chip_type"]), num(sum(count) if count and None not in count else None),
            txt(r["chips"]), g("h100e"), g("it_power_mw"), g("facility_power_mw"), g("capital_cost_usd_bn"), g("compute_cost_usd_bn"),
            day(when), txt(r["status"]), provenance(t, k, r["provenance"]), src(t, k, r["sources"]), txt(r["notes"]))
    yield plain("clusters.hpp", "Known sites and fleets.", "cluster_entry", "cluster", "known_clusters", "clusters",
                ["Known sites and fleets; several rows of one name are stages of its growth."],
                "name, owner, users, country, chips, how many in all, as stated, H100e, IT MW, facility MW, USD billion, of which compute, as of, status, provenance, source, notes",
                cluster, ("catalog/detail_entry.hpp",))

    def rule(r, src):
        t, k = "api_rules", r["rule_id"]
        first = period(r["effective_from"]) if r["effective_from"] else None
        last = period(r["effective_to"]) if r["effective_to"] else None
        values = re.split(r"/| -> ", r["value"])
        v = [number(t, k, "value", x) for x in values]
        if len(v) > 3:
            fail(f"{t}: {k}: more than three values")
        v += [None, None]
        return "{%s, %s, %s, %s, {%s}, %s, %s, %s, %s, %s, %s, %s, %s}" % (
            txt(k), txt(r["provider"]), txt(r["rule"]), txt(r["model_scope"]), ", ".join(num(x) for x in v[:3]), txt(r["unit"]), txt(r["condition"]),
            day(first[0] if first else None), day(last[1] if last else None), txt(r["stacks_with"]), provenance(t, k, r["provenance"]),
            src(t, k, r["source"]), txt(r["notes"]))
    yield plain("api_rules.hpp", "How providers bill.", "api_rule", "rule", "api_rules", "api_rules",
                ["Billing rules of the providers: multipliers, tiers, windows."],
                "id, provider, rule, models, {values}, unit, condition, from, to, stacks with, provenance, source, notes", rule, ("catalog/detail_entry.hpp",))

    def truth(r, src):
        t, k = "ground_truths", r["id"]
        return "{%s, %s, %s, %s, %s, %s, %s, %s}" % (
            txt(k), txt(r["claim"]), txt(r["inputs"]), txt(r["formula"]), cell(t, k, r, "published"), txt(r["unit"]),
            txt(r["published_uncertainty_or_note"]), src(t, k, r["source"]))
    yield plain("ground_truths.hpp", "Published results and the inputs that lead to them.", "ground_truth", "truth", "ground_truths", "ground_truths",
                ["Published results with the inputs that lead to them."], "id, claim, inputs, formula, published, unit, uncertainty, source", truth, ("catalog/detail_entry.hpp",))

    def serving(r, src):
        t, k = "deepseek_v3_r1_inference_economics", r["quantity"]
        try:
            value = num(float(r["value"]))
        except ValueError:
            value = "na"
        return "{%s, %s, %s, %s, %s}" % (txt(k), value, txt(r["value"] if value == "na" else ""), txt(r["unit"]), src(t, k, r["source"]))
    yield plain("deepseek_serving_day.hpp", "DeepSeek's published day of serving.", "published_quantity", "serving", "deepseek_v3_r1_inference_economics",
                "deepseek_serving_day", ["What DeepSeek published about one day of serving V3 and R1 (27/28 February 2025)."],
                "quantity, value, in words, unit, source", serving, ("catalog/detail_entry.hpp",))


def chip_resolver():
    """Row of the chip table for a name in another table; -1 where chip_aliases.csv says there is none."""
    order = [r["name"] for t in ("chips", "chips_extra") for r in load(t)]
    table = {(r["table"], r["name_in_table"]): r["canonical_name"] for r in load("chip_aliases")}

    def resolve(source, name):
        target = table.get((source + ".csv", name), name)
        if target in order:
            return str(order.index(target))
        if target:
            fail(f"{source}: '{name}' is no chip and no alias")
        return "-1"

    return resolve


# --- the run -------------------------------------------------------------------------------------


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--check", action="store_true", help="compare instead of writing")
    check = options.parse_args().check
    stale, wanted = [], set()
    for topic in (chips, models, prices, deepseek_prices, economy, market, details):
        for name, content in topic():
            wanted.add(name)
            path = HEADERS / name
            current = path.read_text(encoding="utf-8") if path.exists() else None
            if current != content:
                stale.append(name)
                if not check and not errors:
                    HEADERS.mkdir(parents=True, exist_ok=True)
                    path.write_text(content, encoding="utf-8")
    for entry in EXPLAINED:
        if entry not in used_explanations:
            fail(f"the explanation of {entry} explains nothing")
    for entry in set(IDS) - used_ids:
        fail(f"the identifier of {entry} names nothing")
    if HEADERS.exists():
        for path in HEADERS.glob("*.hpp"):
            if path.name not in wanted:
                fail(f"{path.name} is generated by nothing")
    for e in errors:
        print(f"error: {e}", file=sys.stderr)
    if errors:
        return 1
    if check and stale:
        print("out of date: " + ", ".join(stale) + "; run tests/catalog/generate.py", file=sys.stderr)
        return 1
    if not check:
        print(f"{len(wanted)} headers, {len(stale)} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
