#!/bin/sh
# SPDX-License-Identifier: MIT
#
# assembly.sh COMPILER INCLUDE_DIR FILE: in FILE, every function typed_X compiles to the same
# instructions as raw_X at -O2 with contraction off.
set -eu
compiler=$1 include=$2 file=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$compiler" -std=c++20 -O2 -ffp-contract=off -ffunction-sections -fno-asynchronous-unwind-tables \
    -I"$include" -c "$file" -o "$work/it.o"
# One instruction or relocation on each line, without addresses and names of constants.
code() { # FUNCTION
    objdump -d -r --no-show-raw-insn -j ".text.$1" "$work/it.o" | sed "1,/<$1>:/d" |
        sed -E "s/^[[:space:]]*[0-9a-f]+:[[:space:]]*//; s/<$1/</g; s/(\.LC|\.rodata)[^ ]*/CONSTANT/"
}
status=0 pairs=0
for name in $(nm "$work/it.o" | sed -n 's/.* T typed_//p'); do
    code "typed_$name" > "$work/typed"
    code "raw_$name" > "$work/raw"
    if [ ! -s "$work/raw" ]; then
        echo "FAILED: no raw_$name"
        status=1
    elif diff -u "$work/raw" "$work/typed"; then
        echo "typed_$name: $(wc -l < "$work/typed") lines of assembly, as raw_$name"
        pairs=$((pairs + 1))
    else
        echo "FAILED: typed_$name differs from raw_$name"
        status=1
    fi
done
if [ $pairs = 0 ]; then
    echo "FAILED: nothing compared"
    status=1
fi
exit $status
