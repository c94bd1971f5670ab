#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""coverage.py BUILD_DIR [MINIMUM]: line coverage of include/ by the tests that were run in BUILD_DIR,
a g++ build with --coverage; fails below MINIMUM percent (95).

A line counts as run if any instantiation in any program ran it. (gcovr gives up on files that carry
#line markers, as the ends of some headers do.)"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = str(ROOT / "include") + os.sep


def lines_of(gcda):
    """{(file, line): was run} of one object file."""
    run = subprocess.run(["gcov", "--json-format", "--stdout", str(gcda)], cwd=gcda.parent,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    found = {}
    for document in run.stdout.splitlines():
        report = json.loads(document)
        for file in report["files"]:
            path = os.path.normpath(
                os.path.join(report["current_working_directory"], file["file"]))
            if not path.startswith(INCLUDE):
                continue
            for line in file["lines"]:
                key = (path[len(INCLUDE):], line["line_number"])
                found[key] = found.get(key, False) or line["count"] > 0
    return found


def ranges(numbers):
    """1, 2, 3, 7 as '1-3, 7'."""
    out = []
    for n in sorted(numbers):
        if out and out[-1][1] == n - 1:
            out[-1][1] = n
        else:
            out.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in out)


def main():
    build = Path(sys.argv[1]).resolve()
    minimum = float(sys.argv[2]) if len(sys.argv) > 2 else 95.0
    notes = sorted(build.rglob("*.gcda"))
    if not notes:
        sys.exit(f"{build} holds no coverage data: build with --coverage and run the tests")
    all_lines = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(lines_of, notes):
            for key, was_run in found.items():
                all_lines[key] = all_lines.get(key, False) or was_run
    by_file = {}
    for (path, number), was_run in all_lines.items():
        by_file.setdefault(path, ([], []))[0 if was_run else 1].append(number)
    for path, (run, missed) in sorted(by_file.items()):
        if missed:
            share = 100 * len(run) / (len(run) + len(missed))
            print(f"{share:5.1f} %  {path}: not run {ranges(missed)}")
    total = len(all_lines)
    run = sum(all_lines.values())
    share = 100 * run / total
    print(f"line coverage of include/: {share:.2f} % ({run} of {total} lines in {len(by_file)} files)")
    if share < minimum:
        sys.exit(f"FAILED: below {minimum} %")


if __name__ == "__main__":
    main()
