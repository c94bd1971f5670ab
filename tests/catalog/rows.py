# SPDX-License-Identifier: MIT
"""Headers from tables with columns of their own: what stands in each place of a row.

A column is a pair of its name, for the comment above the rows, and a function from the row of the
table to a C++ literal."""

from cells import as_of, day, header, load, num, number, period, provenance, sources, table_body, txt


class record:
    """One row of a table on its way into a header."""

    def __init__(self, table, key, cells, source):
        self.table, self.key, self.cells, self.source = table, key, cells, source

    def __getitem__(self, column):
        return self.cells[column]


def words(column):
    return lambda r: txt(r[column])


def figure(column):
    return lambda r: num(number(r.table, r.key, column, r[column]))


def last_day(column):
    return lambda r: day(as_of(r.table, r.key, column, r[column])[0])


def first_day(column):
    return lambda r: day(period(r[column])[0] if r[column] else None)


def trust(column):
    return lambda r: provenance(r.table, r.key, r[column])


def trust_by_source(note=None):
    """For tables without a column of provenance: see cells.provenance."""
    return lambda r: provenance(r.table, r.key, "", r["source"], r[note] if note else "")


def source(column):
    return lambda r: r.source(r.table, r.key, r[column])


def always(literal):
    return lambda r: literal


def group(*makers):
    return lambda r: "{" + ", ".join(make(r) for make in makers) + "}"


def table_header(file, table, key, entry, name, doc, columns, include="market_entry"):
    """The header `file` with `catalog::name`, one `entry` for each row of `table`. `doc`: a list of
    lines, the first of which heads the file too. `key`: columns that tell rows apart in messages."""
    src = sources()
    rows = []
    for cells in load(table):
        r = record(table, " ".join(cells[k] for k in key), cells, src)
        rows.append(group(*(make for _, make in columns))(r))
    comment = ", ".join(what for what, _ in columns)
    body = table_body(name, src, entry, name, doc, comment, rows)
    return header(file, [doc[0]], [f"catalog/{include}.hpp"], body)
