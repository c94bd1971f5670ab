#!/bin/sh
# SPDX-License-Identifier: MIT
#
# umbrella.sh INCLUDE_DIR: flopcost.hpp must include core/quantity.hpp first and every other header
# but those that it leaves out on purpose; and no header may include flopcost.hpp.
set -eu
cd "$1"
status=0
included=$(sed -n 's|^#include <\(flopcost/.*\)>$|\1|p' flopcost/flopcost.hpp)
if [ "$(echo "$included" | head -1)" != flopcost/core/quantity.hpp ]; then
    echo "FAILED: core/quantity.hpp must come first, or error messages grow"
    status=1
fi
for header in $(find flopcost -name '*.hpp' | sort); do
    case $header in
    flopcost/flopcost.hpp | flopcost/report/* | flopcost/claims/* | flopcost/uncertainty/parallel.hpp | \
        flopcost/uncertainty/optimise.hpp | flopcost/catalog/full.hpp | flopcost/catalog/data/*) continue ;;
    esac
    if ! echo "$included" | grep -qx "$header"; then
        echo "FAILED: flopcost.hpp does not include <$header>"
        status=1
    fi
done
if grep -rl '#include <flopcost/flopcost.hpp>' flopcost; then
    echo "FAILED: the headers above include everything"
    status=1
fi
exit $status
