#!/bin/sh
# SPDX-License-Identifier: MIT
#
# exit_code.sh CODE COMMAND...: the command must end with CODE, and where that is not 0, say
# something on its error stream.
set -u
expected=$1
shift
said=$("$@" 2>&1 > /dev/null)
code=$?
echo "$* -> $code: $said"
[ "$code" = "$expected" ] && { [ "$code" = 0 ] || [ -n "$said" ]; }
