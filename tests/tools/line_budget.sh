#!/bin/sh
# SPDX-License-Identifier: MIT
#
# line_budget.sh COMPILER INCLUDE_DIR [RUNS]: lines of code that the headers cost after
# preprocessing (with -P: no blank lines, no line markers), against their budgets. With RUNS it also
# times them: the least of that many runs, in milliseconds and in programs that include <cmath> and
# nothing else (compiled in turn, so that a busy machine slows them alike). Times are information.
set -eu
compiler=$1 include=$2 runs=${3:-0} status=0

milliseconds() { # HEADER
    start=$(date +%s%N)
    printf '#include <%s>\nint main() {}\n' "$1" |
        "$compiler" -std=c++20 -I"$include" -x c++ -c -o /dev/null -
    echo $((($(date +%s%N) - start) / 1000000))
}
check() { # HEADER LIMIT
    lines=$(echo "#include <$1>" | "$compiler" -std=c++20 -I"$include" -x c++ -E -P - | wc -l)
    printf '%-28s %6d lines (at most %d)' "$1" "$lines" "$2"
    least=1000000 base=1000000 run=0
    while [ "$run" -lt "$runs" ]; do
        one=$(milliseconds cmath) all=$(milliseconds "$1") run=$((run + 1))
        base=$((one < base ? one : base)) least=$((all < least ? all : least))
    done
    if [ "$runs" -gt 0 ]; then
        hundredths=$((least * 100 / base))
        printf ', %d ms, %d.%02d x <cmath>' "$least" $((hundredths / 100)) $((hundredths % 100))
    fi
    echo
    if [ "$lines" -gt "$2" ]; then
        echo "FAILED: $1 is over its budget"
        status=1
    fi
}
check flopcost/core/quantity.hpp 5000
check flopcost/core/units.hpp 5000
check flopcost/flopcost.hpp 40000
exit $status
