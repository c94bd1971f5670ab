#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run.sh INCLUDE_DIR [BUILD_DIR]: the same bits everywhere. Builds the simulations of bits.hpp with
# every compiler found, unoptimised and optimised; runs them on 1, 2 and 8 threads; under MPI on 1, 2
# and 4 ranks where an implementation is installed; and compares all output. Exit code 77 (skipped)
# if only MPI is missing and everything else agrees.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
include=$(cd "$1" && pwd)
build=${2:-$(mktemp -d)}
mkdir -p "$build"
flags="-std=c++20 -ffp-contract=off -I$include"
reference=""
status=0

check() { # check NAME: compares the output of a run with the first one
    if [ -z "$reference" ]; then
        reference=$build/reference.txt
        cp "$build/out.txt" "$reference"
        cat "$reference"
    elif ! diff "$reference" "$build/out.txt"; then
        echo "FAILED: $1 differs"
        status=1
        return
    fi
    echo "same bits: $1"
}

for compiler in g++ clang++ clang++-19; do
    command -v $compiler > /dev/null 2>&1 || continue
    for level in "-O0" "-O3" "-O3 -march=native"; do
        # shellcheck disable=SC2086
        $compiler $flags $level "$here/single.cpp" -o "$build/single" -pthread
        for threads in 1 2 8; do
            "$build/single" $threads > "$build/out.txt"
            check "$compiler $level, $threads threads"
            [ "$level" = "-O0" ] && break # slow, and the threads do not depend on it
        done
    done
done

if ! command -v mpicxx > /dev/null 2>&1 || ! command -v mpirun > /dev/null 2>&1; then
    echo "skipped: no MPI here (packages libopenmpi-dev and openmpi-bin)"
    [ $status = 0 ] && exit 77
    exit $status
fi
# shellcheck disable=SC2086
mpicxx $flags -O2 "$here/ranks.cpp" -o "$build/ranks"
# Open MPI refuses to run as root or on fewer cores than ranks unless told otherwise; other
# implementations do not look at these variables.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_btl_vader_single_copy_mechanism=none
for ranks in 1 2 4; do
    mpirun -n $ranks "$build/ranks" > "$build/out.txt"
    check "MPI, $ranks ranks"
done
exit $status
