// SPDX-License-Identifier: MIT
// says g++: conversion from ‘double’ to non-scalar type
// says clang: no viable conversion from 'double'
// lines: 8 20
#include <flopcost/flopcost.hpp>
using namespace flopcost;
#ifdef TWIN
qty::usd<> price = 5.0 * units::usd;
#else
qty::usd<> price = 5.0;
#endif
