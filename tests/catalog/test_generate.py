#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What generate.py must do: the headers are what the tables say, and it refuses a table that it
cannot explain. Each case changes one cell of a copy of the tables."""

import csv
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
TABLES = HERE.parent / "data" / "catalog"


def generate(*arguments):
    return subprocess.run([sys.executable, str(HERE / "generate.py"), *map(str, arguments)],
                          capture_output=True, text=True, check=False)


class generator(unittest.TestCase):
    def test_headers_are_up_to_date(self):
        result = generate("--check")
        self.assertEqual(result.returncode, 0, result.stderr)

    def refuse(self, table, row, column, cell, message):
        """`row`: which one, by its first cell that equals it."""
        with tempfile.TemporaryDirectory() as folder:
            tables = pathlib.Path(folder) / "tables"
            shutil.copytree(TABLES, tables)
            path = tables / f"{table}.csv"
            with open(path, newline="", encoding="utf-8") as f:
                rows = list(csv.DictReader(f))
            chosen = [r for r in rows if row in r.values()]
            self.assertTrue(chosen, f"{table} has no row '{row}'")
            chosen[0][column] = cell
            with open(path, "w", newline="", encoding="utf-8") as f:
                writer = csv.DictWriter(f, rows[0].keys(), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
            headers = pathlib.Path(folder) / "headers"
            result = generate("--tables", tables, "--headers", headers)
            self.assertEqual(result.returncode, 1, result.stdout)
            self.assertIn(message, result.stderr)

    def test_words_for_a_number(self):
        self.refuse("chips", "H100 SXM5 80GB", "tdp_w", "about 700", "is not a number and is not explained")

    def test_infinite_number(self):
        self.refuse("chips", "H100 SXM5 80GB", "tdp_w", "inf", "is not finite")

    def test_no_source(self):
        self.refuse("trends", "Stock of AI compute", "source", "", "no source")

    def test_no_such_day(self):
        self.refuse("deepseek_price_regimes", "deepseek-v4-pro", "valid_from", "2026-02-30", "dates")

    def test_date_in_words(self):
        self.refuse("trends", "Stock of AI compute", "period", "lately", "is not a date and is not explained")

    def test_unknown_provenance(self):
        self.refuse("cluster_costs", "Zurich", "provenance", "hearsay", "provenance 'hearsay'")

    def test_unknown_memory_field(self):
        self.refuse("chips", "H100 SXM5 80GB", "memory_fields", "weight_kg", "memory_fields names 'weight_kg'")

    def test_chip_without_family(self):
        self.refuse("chip_names", "H100 SXM5 80GB", "family", "", "no family")

    def test_chip_twice(self):
        self.refuse("chips", "H800 SXM5 80GB", "name", "H100 SXM5 80GB", "twice")

    def test_alias_of_nothing(self):
        self.refuse("chip_spellings", "H100 SXM", "canonical_name", "H101", "which is no chip")

    def test_alias_of_two_chips(self):
        self.refuse("chip_spellings", "H100 SXM", "spelling", "H200 SXM", "stands for")

    def test_conflict_without_figure(self):
        self.refuse("chips", "H200 SXM5 141GB", "notes", "CONFLICT: Epoch lists tdp_w=600", "chip_conflicts.csv")

    def test_attention_without_explanation(self):
        self.refuse("architectures", "llama3.1-8b", "attention", "telepathy", "attention 'telepathy'")

    def test_layers_that_do_not_add_up(self):
        self.refuse("architectures", "gemma3-27b", "full_attn_layers", "11", "layers")

    def test_price_of_unknown_shape(self):
        self.refuse("api_prices_2025-11-30", "gemini-3-pro-preview", "over_200k", "{}", "over_200k")

    def test_window_that_is_none(self):
        self.refuse("deepseek_price_regimes", "deepseek-v4-pro", "window_utc", "at night", "window 'at night'")


if __name__ == "__main__":
    unittest.main()
