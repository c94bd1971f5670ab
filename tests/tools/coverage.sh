#!/bin/sh
# SPDX-License-Identifier: MIT
#
# coverage.sh BUILD_DIR [MINIMUM]: line coverage of include/ by the tests that were run in BUILD_DIR,
# a build with --coverage; at least MINIMUM percent (95).
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
gcovr --root "$root" --filter "$root/include/" --exclude-unreachable-branches \
    --gcov-ignore-parse-errors --fail-under-line "${2:-95}" "$1"
