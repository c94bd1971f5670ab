# SPDX-License-Identifier: MIT
"""The chip table, its conflicts, names and constants."""

from cells import (as_of, day, fail, folded, header, key_rows, load, num, number, provenance,
                   released, sources, table_body, txt)
from rows import always, figure, group, record, source, words

# Columns of the chip tables and their names in `chip_field` of chip_entry.hpp, in the order of the
# bits of `chip_entry::from_memory`.
FIELDS = {
    "fp64_tflops": "fp64", "fp32_tflops": "fp32", "tf32_tflops": "tf32", "bf16_tflops": "bf16",
    "fp8_tflops": "fp8", "int8_tops": "int8", "fp4_tflops": "fp4", "mem_gb": "memory",
    "mem_bw_tbs": "bandwidth", "scaleup_gbs_bidir_per_chip": "scale_up",
    "scaleup_domain_chips": "scale_up_domain", "scaleout_gbps_per_chip": "scale_out", "tdp_w": "tdp",
    "price_usd_low": "price_low", "price_usd_mid": "price_mid", "price_usd_high": "price_high",
    "die_area_mm2_total": "die_area", "die_count": "dies", "mem_type": "memory_type",
}
PRICES = ("price_usd_low", "price_usd_mid", "price_usd_high")

# A name that two tables use for different chips -> the chip it stands for here.
AMBIGUOUS = {
    "NVIDIA A100 PCIe": "A100 PCIe 80GB",  # two of three tables mean the 80 GB card; same peak
}


def has_price(r):
    return any(r[c].strip() for c in PRICES)


def from_memory(r):
    """The fields that no source confirmed, as bits."""
    bits = 0
    for field in filter(None, (x.strip() for x in r["memory_fields"].split(";"))):
        if field in FIELDS:
            bits |= 1 << list(FIELDS).index(field)
        else:
            fail(f"{r.table}: {r.key}: memory_fields names '{field}'")
    return "0x%05x" % bits


def entry_columns(n):
    """What stands where in a `chip_entry`; `n` is the row of chip_names.csv."""
    return [
        ("name", words("name")), ("identifier", always(txt(n["identifier"]))),
        ("vendor", words("vendor")), ("family", always("chip_family::" + n["family"])),
        ("released", lambda r: day(released(r.table, r.key, r["release_date"])) + ",\n    "),
        ("T/s {fp64, fp32, tf32, bf16, fp8, int8, fp4}", group(*map(figure, list(FIELDS)[:7]))),
        ("GB", figure("mem_gb")), ("TB/s", figure("mem_bw_tbs")),
        ("scale-up GB/s both ways", figure("scaleup_gbs_bidir_per_chip")),
        ("its chips", lambda r: r["scaleup_domain_chips"] or "0"),
        ("scale-out Gb/s", figure("scaleout_gbps_per_chip")), ("W", figure("tdp_w")),
        ("USD {low, mid, high}", group(*map(figure, PRICES))),
        ("price date", lambda r: day(as_of(r.table, r.key, "price_date", r["price_date"])[0]
                                     if has_price(r) else None)),
        ("price as an input", lambda r: txt(f"{r['name']} price" if has_price(r) else "")),
        ("mm2", figure("die_area_mm2_total")), ("host PCIe", always(n["host_pcie_generation"])),
        ("deployment", always("deployment::" + n["deployment"])),
        ("provenance", lambda r: provenance(r.table, r.key, r["provenance"])),
        ("fields from memory", from_memory), ("source", source("sources")),
    ]


NOTE_COLUMNS = ("form_factor", "status", "process_node", "mem_type", "scaleup_link",
                "china_export_status", "price_date", "price_note", "confidence", "notes")


def chip_rows(names):
    """Names in the order of the table, entries, notes."""
    src, order, entries, notes = sources(), [], [], []
    for table in ("chips", "chips_extra"):
        for cells in load(table):
            name = cells["name"]
            if name in order:
                fail(f"{table}: '{name}' twice")
            if name not in names:
                fail(f"{table}: '{name}' has no row in chip_names.csv")
                continue
            number(table, name, "scaleup_domain_chips", cells["scaleup_domain_chips"])
            r = record(table, name, cells, src)
            order.append(name)
            literals = group(*(make for _, make in entry_columns(names[name])))(r)
            entries.append(literals.replace("\n    , ", "\n     "))
            notes.append(group(*map(words, NOTE_COLUMNS))(r))
    return src, order, entries, notes


def conflict_rows(order):
    """Rows of the conflicts; every conflict that the notes mention must be among them."""
    rows, named = [], set()
    for r in load("chip_conflicts"):
        name = r["canonical_name"]
        named.add(name)
        if name not in order or r["field"] not in FIELDS:
            fail(f"chip_conflicts: '{name}' or its field '{r['field']}' does not exist")
            continue
        field = FIELDS[r["field"]]
        value = num(number("chip_conflicts", name, "other_value", r["other_value"]))
        used = "true" if r["used"] == "1" else "false"
        rows.append((order.index(name), "{%d, chip_field::%s, %s, %s, %s, %s, %s}" % (
            order.index(name), field, value, used, txt(r["who"]), txt(r["why"]),
            txt(f"{name} {field}"))))
    for table in ("chips", "chips_extra"):
        for r in load(table):
            if "CONFLICT" in r["notes"] and r["name"] not in named:
                fail(f"{table}: the conflict of '{r['name']}' is missing in chip_conflicts.csv")
    return [row for _, row in sorted(rows, key=lambda x: x[0])]


def spellings(order, names):
    """(spelling, row, note): canonical names, then aliases, then identifiers."""
    keys = [(name, i, "") for i, name in enumerate(order)]
    by_identifier = []
    for i, name in enumerate(order):
        n = names[name]
        by_identifier += [(x, i, "") for x in [n["identifier"]] + n["short_identifiers"].split()]
    taken = {folded(spelling): row for spelling, row, _ in keys + by_identifier}
    if len({x for x, _, _ in by_identifier}) < len(by_identifier):
        fail("chip_names: an identifier stands there twice")
    ambiguous = set()
    for table, column in (("chip_spellings", "spelling"), ("chip_aliases", "name_in_table")):
        for r in load(table):
            spelling, target = r[column], r["canonical_name"]
            no_chip = r.get("table") in ("china_ai_chips.csv", "compute_stock_by_owner.csv")
            if not spelling or (not target and no_chip):
                continue  # a figure or an owner, no name of a chip
            if target and target not in order:
                fail(f"{table}: '{spelling}' stands for '{target}', which is no chip")
                continue
            if spelling in AMBIGUOUS:
                ambiguous.add(spelling)
                target = AMBIGUOUS[spelling]
            row = order.index(target) if target else -1
            other = taken.setdefault(folded(spelling), row)
            if other != row:
                fail(f"{table}: '{spelling}' stands for '{target}' and for '{order[other]}'")
                continue
            keys.append((spelling, row, r["note"]))
    for spelling in set(AMBIGUOUS) - ambiguous:
        fail(f"AMBIGUOUS['{spelling}'] explains nothing")
    return keys + by_identifier


def constants(order, names):
    out = []
    for i, name in enumerate(order):
        n = names[name]
        made = f"catalog::make_chip(catalog::chips[{i}])"
        out += [f"/// {name}", f"inline constexpr hardware::chip<> {n['identifier']} = {made};"]
        for short in n["short_identifiers"].split():
            out += [f"/// {name}",
                    f"inline constexpr const hardware::chip<>& {short} = {n['identifier']};"]
    return out


def chips():
    names = {r["canonical_name"]: r for r in load("chip_names")}
    for name, n in names.items():
        for x in ("identifier", "family", "host_pcie_generation", "deployment"):
            if not n[x]:
                fail(f"chip_names: {name}: no {x}")
    src, order, entries, notes = chip_rows(names)
    for name in names:
        if name not in order:
            fail(f"chip_names: there is no chip '{name}'")

    comment = ", ".join(what for what, _ in entry_columns(next(iter(names.values()))))
    yield header(
        "chip_table.hpp", [f"{len(entries)} accelerators: peaks, memory, links, power, price."],
        ["catalog/chip_entry.hpp"],
        table_body("chip", src, "chip_entry", "chips",
                   ["All accelerators of the catalogue, one entry each."], comment, entries))
    yield header(
        "chip_conflicts.hpp", ["Where sources of the chip table disagree."], ["catalog/chip_entry.hpp"],
        table_body("chip_conflict", None, "chip_conflict", "chip_conflicts",
                   ["Other figures for the same field; `used` is false where the other one is a slip or",
                    "another quantity, and `why` says so."],
                   "row of the chip table, field, other value, used, who, why, name as an input",
                   conflict_rows(order)))
    yield header(
        "chip_keys.hpp", ["Every spelling under which a chip is found."], ["catalog/name.hpp"],
        table_body("chip_key", None, "name_key", "chip_keys",
                   ["Spellings of the chips, with what was assumed where a name is ambiguous; sorted by",
                    "hash of the folded name."],
                   "hash, row of the chip table (-1: no single chip), spelling, assumption",
                   key_rows("chips", spellings(order, names))))
    yield header(
        "chip_constants.hpp", ["Each accelerator as a constant."], ["catalog/make_chip.hpp"],
        ["/// The accelerators of the catalogue, as `hardware::chip<>`: `chips::h100`,",
         "/// `chips::ascend_910c`. Copy one and change a field to make your own.",
         "namespace flopcost::chips {", ""]
        + constants(order, names) + ["", "} // namespace flopcost::chips"])
    yield header(
        "chip_notes.hpp", ["What the chip table says in words."], ["catalog/chip_entry.hpp"],
        table_body("chip_note", None, "chip_note", "chip_notes",
                   ["Remarks on `chips[i]`, at the same place `i`."],
                   "form factor, status, process, memory type, link, export to China, price period, "
                   "price basis, confidence, notes", notes))
