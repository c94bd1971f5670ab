// SPDX-License-Identifier: MIT
// A plain number becomes a fraction only where the word is written.
// says: fraction
// says g++: conversion from ‘double’ to non-scalar type
// says clang: no viable conversion from 'double'
// lines: 8 30
#include <flopcost/flopcost.hpp>
#ifdef TWIN
flopcost::fraction<> mfu{0.4};
#else
flopcost::fraction<> mfu = 0.4;
#endif
