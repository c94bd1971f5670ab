#!/bin/sh
# SPDX-License-Identifier: MIT
#
# line_budget.sh COMPILER INCLUDE_DIR: lines of code that the headers cost after preprocessing (with
# -P: no blank lines, no line markers), against their budgets. The lines are exact; the milliseconds
# depend on the machine and are information only.
set -eu
compiler=$1 include=$2 status=0

check() { # HEADER LIMIT
    lines=$(echo "#include <flopcost/$1>" | "$compiler" -std=c++20 -I"$include" -x c++ -E -P - | wc -l)
    start=$(date +%s%N)
    echo "#include <flopcost/$1>
    int main() {}" | "$compiler" -std=c++20 -I"$include" -x c++ -fsyntax-only -
    stop=$(date +%s%N)
    printf '%-20s %6d lines (at most %d), %d ms\n' "$1" "$lines" "$2" $(((stop - start) / 1000000))
    if [ "$lines" -gt "$2" ]; then
        echo "FAILED: $1 is over its budget"
        status=1
    fi
}
check core/quantity.hpp 5000
check core/units.hpp 5000
check flopcost.hpp 40000
exit $status
