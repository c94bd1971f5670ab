# SPDX-License-Identifier: MIT
"""Tables of single figures: one `figure` per row."""

import re

from cells import (EXPLAINED, SKIP, as_of, day, explained, fail, header, load, num, number,
                   provenance, slug, sources, table_body, txt)


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


def report_unused():
    for entry in set(IDS) - used_ids:
        fail(f"the identifier of {entry} names nothing")


class columns:
    """Which column of a table holds what; `date` and `unit` may be functions of the row."""

    def __init__(self, name, value, source, unit="unit", low=None, high=None, date=None, scope=(),
                 note=(), key=None, provenance=None, spread=None, prefix=(), distinguish=()):
        self.name, self.value, self.source, self.unit = name, value, source, unit
        self.low, self.high, self.date = low, high, date
        self.scope, self.note = scope, note  # joined with semicolons
        self.key = key or name  # what messages and explanations call the row
        self.provenance = provenance
        self.spread = spread  # computes low and high from the row
        self.prefix = prefix  # columns in front of the name in identifiers
        self.distinguish = distinguish  # columns behind it where rows share a name


def of(row, column):
    """The cell of a column, of a function of the row, or of nothing."""
    return column(row) if callable(column) else row[column] if column else ""


def joined(row, names):
    return "; ".join(x for x in (row[c].strip() for c in names) if x)


def bounds_of(cell, low, high):
    """'38-43' or '>90': bounds without a value."""
    m = re.fullmatch(r"(>?)([\d.e]+)(?:-([\d.e]+))?", cell.strip())
    return ("", m[2], m[3] or "") if m and (m[1] or m[3]) else (cell, low, high)


def read_figures(table, c, source):
    """The figures of a table, each as what its identifier is made of and its literals."""
    found, label = [], ""
    for r in load(table):
        # "same" is the name of the row before; "... X" its name with another end.
        name, before = r[c.name], label
        label = before if name == "same" else name
        if name.startswith("... "):
            label = before.rsplit(",", 1)[0] + ", " + name[4:]
        key = r[c.key]
        low, high = c.spread(r) if c.spread else (of(r, c.low), of(r, c.high))
        if not any(x.strip() for x in (r[c.value], low, high)):
            if explained(table, key, "value") is None:
                fail(f"{table}: {key}: no figure, and that is not explained")
            continue
        if EXPLAINED.get((table, key, "value"), ("",))[0] == SKIP:
            explained(table, key, "value")
            continue
        date = re.sub(r" partial$", "", of(r, c.date).strip())
        note = joined(r, c.note)
        if c.provenance:
            how = provenance(table, key, r[c.provenance])
        else:
            how = provenance(table, key, "", r[c.source], note)
        parts = split_parts(r[c.value], date)
        for n, (value, stated) in enumerate(parts):
            value, lower, upper = bounds_of(value, low, high)
            numbers = [number(table, key, *x) for x in (("value", value), ("low", lower), ("high", upper))]
            when, vintage = as_of(table, key, "date", stated)
            unnamed = len(parts) > 1 and " / " not in date  # parts that no date tells apart
            found.append({
                "label": label,
                "scope": joined(r, c.scope),
                "prefix": [r[x] for x in c.prefix],
                "extra": [r[x] for x in c.distinguish],
                "part": ("_first", "_second", "_third")[n] if unnamed else "",
                "when": when,
                "stated": stated,
                "literals": [num(x) for x in numbers] + [
                    txt(of(r, c.unit)), day(when), "true" if vintage else "false", how,
                    source(table, key, r[c.source]), txt(note)],
            })
    return found


def endings(x):
    """What may tell rows of one name apart, from little to much."""
    year, month = x["when"][:2]
    yield x["part"]
    yield f"_{year:04d}{x['part']}"
    yield f"_{year:04d}_{month:02d}{x['part']}"
    yield f"_{year:04d}_{month:02d}_{slug(x['stated'])}"
    for k in range(len(x["extra"])):
        yield f"_{year:04d}_{slug(' '.join(x['extra'][: k + 1]))}"


def identifiers(table, found):
    """One identifier for each figure: prefix, name, and for rows of one name the least ending that
    tells all of them apart."""
    ids = [IDS.get((table, x["label"], x["literals"][0])) for x in found]
    used_ids.update((table, x["label"], x["literals"][0]) for x, i in zip(found, ids) if i)
    groups = {}
    for i, x in enumerate(found):
        if ids[i] is None:
            groups.setdefault(slug(" ".join(x["prefix"] + [x["label"]])), []).append(i)
    for stem, members in groups.items():
        for candidates in zip(*(endings(found[i]) for i in members)):
            if len(set(candidates)) == len(members):
                for i, ending in zip(members, candidates):
                    ids[i] = stem + ending
                break
    for i, x in zip(ids, found):
        if i is None:
            fail(f"{table}: '{x['label']}' ({x['scope']}) cannot be told from another row")
        elif ids.count(i) > 1:
            fail(f"{table}: identifier '{i}' twice")
    return ids


def figures(table, name, doc, c):
    """`catalog::name` with one `figure` for each number of the table."""
    source = sources()
    found = read_figures(table, c, source)
    rows = [
        "{" + ", ".join([txt(i), txt(x["label"]), txt(x["scope"])] + x["literals"]) + "}"
        for i, x in zip(identifiers(table, found), found)
    ]
    comment = ("id, name, scope, value, low, high, unit, as of, date is the table's, provenance, "
               "source, note")
    return table_body(name, source, "figure", name, doc, comment, rows) + [""]


def figure_header(file, about, *tables):
    return header(file, [about], ["catalog/figure.hpp"], sum(tables, []))


def standard_error(r):
    """'se 0.02' -> value -+ 1.645 standard errors, the 90 % interval."""
    if not r["uncertainty"]:
        return "", ""
    value, error = float(r["value"]), float(r["uncertainty"].split()[1])
    return repr(value - 1.645 * error), repr(value + 1.645 * error)


def year_of_source(r):
    """The month of an arXiv number, else the year that the source names, else nothing."""
    m = re.search(r"arXiv:(\d\d)(\d\d)\.", r["source"])
    if m:
        return f"20{m[1]}-{m[2]}"
    m = re.search(r"\b(20[12]\d)\b", r["source"])
    return m[1] if m else ""


def capex_unit(r):
    if "ratio" in r["scope"] or r["item"] == "US cloud/AI capex vs Chinese":
        return "ratio"
    return "CNY billion" if "CNY B" in r["item"] else "USD billion"


def economy():
    yield figure_header(
        "capex.hpp", "Capital expenditure, cash and revenue of firms.",
        figures("capex_us_china", "capex",
                ["Capex, cash and revenue of firms in billions of the stated currency; some ratios."],
                columns("item", "value_busd", "source", capex_unit, "low", "high", "year",
                        scope=["scope"], note=["note"])))
    yield figure_header(
        "trends.hpp", "Growth rates of the field.",
        figures("trends", "trends", ["Growth rates and lags; `scope` names the kind of interval."],
                columns("trend", "value", "source", "unit", "low", "high", "period",
                        scope=["interval", "period"])))
    yield figure_header(
        "tco.hpp", "Costs of owning compute.",
        figures("tco_parameters", "tco_parameters",
                ["Parameters of the cost of owning: capex and opex per GW, racks, power, rates."],
                columns("parameter", "value", "source", "unit", "low", "high", "as_of", note=["note"])))
    yield figure_header(
        "epoch_method.hpp", "Inputs and results of Epoch AI's training-cost method.",
        figures("epoch_method_parameters", "epoch_parameters",
                ["Inputs of the amortized training-cost method: central value, 5th and 95th percentile;",
                 "`scope` is the family of the distribution."],
                columns("parameter", "central", "source", "unit", "p5", "p95", scope=["family"],
                        note=["note"])),
        figures("epoch_development_cost_breakdown", "epoch_development_costs",
                ["Its published development costs: median, 5th and 95th percentile; `scope` is the model."],
                columns("component", "median_usd", "source", "unit", "p5_usd", "p95_usd",
                        scope=["model"], prefix=["model"])),
        figures("epoch_uncertainty_results", "epoch_uncertainty",
                ["Its published relative 90 % intervals: the value is the upper end."],
                columns("quantity", "rel_p95", "source", lambda r: "x median", "rel_p5", "rel_p95",
                        scope=["hardware"])))
    yield figure_header(
        "site_costs.hpp", "Costs of sites and clusters.",
        figures("cluster_costs", "site_costs",
                ["Ratios, construction, power, PUE, colocation, lives, rents, street prices, exchange",
                 "rates and firm capex; `scope` is category and region."],
                columns("item", "mid", "sources", "unit", "low", "high", "date",
                        scope=["category", "region"], note=["derivation", "notes"],
                        provenance="provenance", prefix=["category"], distinguish=["region"])))
    yield figure_header(
        "fab.hpp", "Chip manufacturing.",
        figures("fab", "fab_figures",
                ["Wafers, dies, yields, costs, memory, packaging, shipments and stocks; `scope` is category",
                 "and organisation."],
                columns("item", "mid", "sources", "unit", "low", "high", "date",
                        scope=["category", "org"], note=["derivation", "notes"],
                        provenance="provenance", prefix=["category"], distinguish=["org"])),
        figures("china_ai_chips", "china_chips", ["Chinese accelerators: output, yield, prices, stocks."],
                columns("item", "value", "source", "unit", "low", "high", "as_of", note=["note"])))
    yield figure_header(
        "scaling_laws.hpp", "Fitted scaling laws, FLOP counts, failure rates.",
        figures("scaling_law_facts", "scaling_law_facts",
                ["Published fits and counts; low and high are the 90 % interval of a stated standard error."],
                columns("parameter", "value", "source", "unit", date=year_of_source,
                        scope=["topic", "conditions"], key="id", provenance="provenance",
                        spread=standard_error, distinguish=["conditions"])))
