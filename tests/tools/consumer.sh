#!/bin/sh
# SPDX-License-Identifier: MIT
#
# consumer.sh HOW COMPILER SOURCE_DIR WORK_DIR: uses the library from outside, as HOW says, and runs
# the result. WORK_DIR is emptied first.
set -eu
how=$1 compiler=$2 source=$3 work=$4
here=$source/tests/consumer
rm -rf "$work"
mkdir -p "$work"

project() { # CMake arguments
    cmake -S "$here/project" -B "$work/build" -DCMAKE_CXX_COMPILER="$compiler" -DHOW="$how" "$@"
    cmake --build "$work/build"
    "$work/build/consumer"
}
install_to() { # PREFIX
    cmake -S "$source" -B "$work/source" -DCMAKE_CXX_COMPILER="$compiler" \
        -DFLOPCOST_TESTS=OFF -DFLOPCOST_PROGRAMS=OFF -DCMAKE_INSTALL_PREFIX="$1"
    cmake --install "$work/source"
}

case $how in
find_package)
    # The installed tree is moved before it is used: nothing in it may know where it was.
    install_to "$work/first"
    mv "$work/first" "$work/moved"
    project -DCMAKE_PREFIX_PATH="$work/moved"
    ;;
add_subdirectory | fetch_content)
    project -DFLOPCOST_SOURCE="$source"
    ;;
plain)
    cp -r "$source/include/flopcost" "$work/flopcost"
    "$compiler" -std=c++20 -I"$work" "$here/main.cpp" -o "$work/main"
    "$work/main"
    ;;
pkg_config)
    install_to "$work/first"
    mv "$work/first" "$work/moved"
    flags=$(PKG_CONFIG_PATH="$work/moved/share/pkgconfig" pkg-config --cflags flopcost)
    "$compiler" -std=c++20 $flags "$here/main.cpp" -o "$work/main"
    "$work/main"
    ;;
two_units)
    # Every header in two translation units, one program: nothing may be defined twice.
    (cd "$source/include" && find flopcost -name '*.hpp' | sort | sed 's/.*/#include <&>/') \
        > "$work/all.hpp"
    printf '#include "all.hpp"\nint other() { return flopcost::version.major; }\n' > "$work/a.cpp"
    printf '#include "all.hpp"\nint other();\nint main() { return other() - flopcost::version.major; }\n' \
        > "$work/b.cpp"
    flags="-std=c++20 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -I$source/include"
    "$compiler" $flags -c "$work/a.cpp" -o "$work/a.o"
    "$compiler" $flags -c "$work/b.cpp" -o "$work/b.o"
    "$compiler" "$work/a.o" "$work/b.o" -o "$work/main"
    "$work/main"
    ;;
no_exceptions)
    "$compiler" -std=c++20 -O1 -fno-exceptions -fno-rtti -Wall -Wextra -Wpedantic -Wconversion \
        -Wshadow -Werror -I"$source/include" "$here/no_exceptions/main.cpp" -o "$work/main"
    "$work/main"
    ;;
*)
    echo "consumer.sh: unknown way '$how'" >&2
    exit 2
    ;;
esac
