# SPDX-License-Identifier: MIT
"""List prices and the history of a tariff with weekly windows."""

import re

from cells import (day, explained, fail, header, key_rows, load, num, period, released, sources,
                   table_body, txt)
from rows import always, figure, group, last_day, record, source, table_header, words

TIER = re.compile(r'\{"input": ([\d.]+), "output": ([\d.]+), "cache_read": ([\d.]+)\}')


def long_context(r):
    """The price of requests above 200 000 tokens: {tokens, input, cached input, output}."""
    if not r["over_200k"]:
        return "{}"
    tier = TIER.fullmatch(r["over_200k"])
    if tier is None:
        fail(f"{r.table}: {r.key}: over_200k = {r['over_200k']}")
        return "{}"
    return "{200000, " + ", ".join(num(float(tier[i])) for i in (1, 3, 2)) + "}"


def prices():
    table = "api_prices_2025-11-30"
    name, content = table_header(
        "price_table.hpp", table, ["model"], "price_entry", "prices",
        ["List prices of models by API on one day, USD per million tokens."],
        [("model", words("model")), ("provider", words("provider")), ("country", words("country")),
         ("released", lambda r: day(released(r.table, r.key, r["release_date"]))),
         ("input", figure("input_usd_mtok")), ("cached input", figure("cached_input_usd_mtok")),
         ("cache write", figure("cache_write_usd_mtok")), ("output", figure("output_usd_mtok")),
         ("reasoning", figure("reasoning_output_usd_mtok")),
         ("{tier from tokens, input, cached, output}", long_context), ("as of", last_day("catalog_date")),
         ("provenance", lambda r: "derived" if "CNY" in r["source"] else "verified"),
         ("source", source("source"))],
        "price_entry")
    yield name, content
    listed = [r["model"] for r in load(table)]
    keys = [(model, i, "") for i, model in enumerate(listed)]
    for r in load("price_spellings"):
        if r["model"] in listed:
            keys.append((r["spelling"], listed.index(r["model"]), r["note"]))
        else:
            fail(f"price_spellings: '{r['spelling']}' stands for '{r['model']}': it has no price")
    yield header(
        "price_keys.hpp", ["Every spelling under which a price is found."], ["catalog/name.hpp"],
        table_body("price_key", None, "name_key", "price_keys",
                   ["Spellings of the priced models, sorted by hash of the folded name."],
                   "hash, row of the price table, spelling, assumption", key_rows("prices", keys)))


MINUTES = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)$")


def window(key, cell):
    """Weekday mask with Monday as bit 0, spans in minutes UTC, and whether the price holds only
    when no other does."""
    if cell in ("all", "off-peak"):
        return 0x7F, [(0, 1440)], cell == "off-peak"
    mask = 0x7F
    if cell.startswith("Mon-Fri "):
        mask, cell = 0x1F, cell[8:]
    spans = []
    for part in cell.split(","):
        m = MINUTES.match(part.strip())
        if not m:
            fail(f"deepseek_price_regimes: {key}: window '{cell}'")
            return mask, [(0, 0)], False
        a, b = int(m[1]) * 60 + int(m[2]), int(m[3]) * 60 + int(m[4])
        spans += [(a, b)] if a < b else [(a, 1440), (0, b)]
    if len(spans) > 2:
        fail(f"deepseek_price_regimes: {key}: more than two spans")
    return mask, spans, False


# name in the source -> names in the API, and the model behind them
DEEPSEEK = {
    "deepseek-chat (V3)": (["deepseek-chat"], "DeepSeek-V3"),
    "deepseek-reasoner (R1)": (["deepseek-reasoner"], "DeepSeek-R1"),
    "deepseek-chat/reasoner (V3.1)": (["deepseek-chat", "deepseek-reasoner"], "DeepSeek-V3.1"),
    "deepseek-chat/reasoner (V3.2-Exp, V3.2)": (["deepseek-chat", "deepseek-reasoner"], "DeepSeek-V3.2"),
    "deepseek-v4-flash": (["deepseek-v4-flash"], "DeepSeek-V4-Flash"),
    "deepseek-v4-pro": (["deepseek-v4-pro"], "DeepSeek-V4-Pro"),
}


def windows_of(r, key, data):
    """(window, end of validity, provenance): the row's own, and the hours that it held as well
    until they got a price of their own."""
    yield r["window_utc"], r["valid_to"], "verified"
    added = explained("deepseek_price_regimes", key, "added") if "00:30-16:30" in r["window_utc"] else None
    if added:
        later = (x for x in data if x["model"] == r["model"] and x["window_utc"] == added[0])
        yield added[0], next(later)["valid_from"], "derived"


def deepseek_prices():
    table, src, rows = "deepseek_price_regimes", sources(), []
    data = load(table)
    for r in data:
        key = f"{r['model']} {r['valid_from']}"
        if r["unit"] != "USD/Mtok" or r["model"] not in DEEPSEEK:
            fail(f"{table}: {key}: unit or model")
            continue
        numbers = record(table, key, r, src)
        for cell, until, how in windows_of(r, key, data):
            mask, spans, otherwise = window(key, cell)
            first = period(r["valid_from"])
            end = period(until) if until else ((9999, 12, 31),)
            if first is None or end is None:
                fail(f"{table}: {key}: dates")
                continue
            names, model = DEEPSEEK[r["model"]]
            for name in names:
                rows.append(group(
                    always(txt(name)), always(txt(model)), always(day(first[0])), always(day(end[0])),
                    always("0x%02x" % mask),
                    always("{{%d, %d}, {%d, %d}}" % ((spans + [(0, 0)])[0] + (spans + [(0, 0)])[1])),
                    always("true" if otherwise else "false"), figure("input_miss"),
                    figure("input_hit"), figure("output"), always(how), source("source"))(numbers))
    yield header(
        "deepseek_prices.hpp", ["DeepSeek's tariffs since December 2024, with their weekly windows."],
        ["catalog/price_entry.hpp"],
        table_body("deepseek", src, "price_window", "deepseek_prices",
                   ["DeepSeek's price history: validity [from, until), weekly windows in UTC."],
                   "name in the API, model, from, until, weekdays (bit 0 Monday), {minutes of the day}, "
                   "otherwise, USD/Mtok input, cached input, output, provenance, source", rows))
