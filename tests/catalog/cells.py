# SPDX-License-Identifier: MIT
"""Tables and their cells: numbers, dates, provenance, what is explained, and C++ literals.

A cell that is not a plain number or date must be explained in EXPLAINED, and an explanation that no
row uses is an error too: so nothing is dropped or bent in silence."""

import calendar
import csv
import math
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
tables_folder = ROOT / "tests" / "data" / "catalog"


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
NO_DISCOUNT = "the discount of these hours began on 2025-02-26; until then the price held all day"
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
    ("deepseek_price_regimes", "deepseek-chat (V3) 2025-02-08", "added"): ("16:30-00:30", NO_DISCOUNT),
    ("deepseek_price_regimes", "deepseek-reasoner (R1) 2025-01-20", "added"): ("16:30-00:30", NO_DISCOUNT),
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


def report_unused():
    for entry in EXPLAINED:
        if entry not in used_explanations:
            fail(f"the explanation of {entry} explains nothing")


def load(table):
    with open(tables_folder / f"{table}.csv", newline="", encoding="utf-8") as f:
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
        return None
    return value


DAY = re.compile(
    r"(\d{4})(?:-(?:(\d{2})(?:-(\d{2}))?|(?:H([12]))|(?:Q([1-4]))|(end)))?"
    r"(?: average)?(?: \([^()]*\))?$"
)


def period(text):
    """First and last day of '2025', '2025-10', '2025-H2', '2026-Q1', '2024-2025' and the like."""
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
        for fancy, simple in (("–", "-"), ("’", "'"), ("“", "'"), ("”", "'")):
            value = value.replace(fancy, simple)
        value = value.encode("ascii", "replace").decode()
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def day(value):
    return "{%d, %d, %d}" % value if value else "{}"


def slug(text):
    text = text.lower()
    if re.search(r"[a-z]\+", text):
        text = text.replace("+", " plus ")
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
