#!/bin/sh
# SPDX-License-Identifier: MIT
#
# headers_alone.sh COMPILER INCLUDE_DIR: every header compiles as the only one, twice included, with
# warnings as errors.
set -eu
compiler=$1 include=$2
flags="-std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror"
cd "$include"
export compiler flags
find flopcost -name '*.hpp' | sort | xargs -P "$(nproc)" -I{} sh -c '
    printf "#include <%s>\n#include <%s>\n" {} {} | $compiler $flags -I. -x c++ - ||
        { echo "FAILED: {} does not compile alone"; exit 1; }' || exit 1
echo "$(find flopcost -name '*.hpp' | wc -l) headers compile alone"
