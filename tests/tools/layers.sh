#!/bin/sh
# SPDX-License-Identifier: MIT
#
# layers.sh INCLUDE_DIR: a part of the library includes only the parts below it. The right-hand
# sides are all that each may include besides itself.
set -eu
cd "$1/flopcost"
status=0
may() { # PART ALLOWED...
    part=$1
    shift
    [ -d "$part" ] || return 0
    allowed="$part"
    for a in "$@"; do allowed="$allowed|$a"; done
    if grep -rnE '#include <flopcost/' "$part" | grep -vE "<flopcost/($allowed)[/.]"; then
        echo "FAILED: $part/ may include only: $allowed"
        status=1
    fi
}
may core
may scalar core
may workload core
may hardware core
may catalog core workload hardware
may training core workload hardware
may serving core workload hardware
may economics core hardware/use hardware/chip
may supply core hardware/use hardware/chip
may uncertainty core scalar
may report core scalar uncertainty
exit $status
