#!/bin/sh
# SPDX-License-Identifier: MIT
#
# reject.sh COMPILER INCLUDE_DIR FILE: FILE must not compile, and the compiler must say why in few
# words. With -DTWIN the same file shows the right way and must compile. Comments in FILE direct:
#   // says: TEXT           the message contains TEXT (any number of these)
#   // says g++: TEXT       ... of this compiler; likewise `says clang:`
#   // lines: G C           at most G lines on g++ and C on clang (8 and 16 if not stated)
set -eu
compiler=$1 include=$2 file=$3

if "$compiler" --version | grep -q clang; then kind=clang field=2; else kind=g++ field=1; fi
flags="-std=c++20 -Wall -Wextra -Wno-unused -fsyntax-only -I$include"

if ! twin=$("$compiler" $flags -Werror -DTWIN "$file" 2>&1); then
    echo "FAILED: the twin of $file does not compile:"
    echo "$twin"
    exit 1
fi
# Measured as a user sees it who compiles inside the folder.
if said=$(cd "$(dirname "$file")" && "$compiler" $flags "$(basename "$file")" 2>&1); then
    echo "FAILED: $file compiles"
    exit 1
fi
lines=$(printf '%s\n' "$said" | wc -l)
allowed=$(sed -n 's|^// lines: ||p' "$file")
limit=$(echo "${allowed:-8 16}" | cut -d' ' -f$field)
status=0
sed -n "s|^// says: ||p; s|^// says $kind: ||p" "$file" > "${TMPDIR:-/tmp}/says.$$"
if [ ! -s "${TMPDIR:-/tmp}/says.$$" ]; then
    echo "FAILED: $file does not state what $kind must say"
    status=1
fi
while IFS= read -r text; do
    case $said in
    *"$text"*) ;;
    *) echo "FAILED: the message does not contain: $text"; status=1 ;;
    esac
done < "${TMPDIR:-/tmp}/says.$$"
rm -f "${TMPDIR:-/tmp}/says.$$"
if [ "$lines" -gt "$limit" ]; then
    echo "FAILED: $lines lines, at most $limit allowed"
    status=1
fi
echo "$lines lines on $kind (at most $limit):"
printf '%s\n' "$said"
exit $status
