// SPDX-License-Identifier: MIT
#pragma once

/// The version of the library. This header is its only home: CMake reads it from here.
#define FLOPCOST_VERSION_MAJOR 0
#define FLOPCOST_VERSION_MINOR 1
#define FLOPCOST_VERSION_PATCH 0

namespace flopcost {

/// Semantic version, for use in constant expressions.
struct version_number {
    int major, minor, patch;
};

/// The version that a program was compiled with.
inline constexpr version_number version{FLOPCOST_VERSION_MAJOR, FLOPCOST_VERSION_MINOR,
                                        FLOPCOST_VERSION_PATCH};

} // namespace flopcost
