// SPDX-License-Identifier: MIT
// says: tag::CNY
// says g++: conversion from
// says clang: no viable conversion
// lines: 8 16
#include <flopcost/flopcost.hpp>
using namespace flopcost;
using namespace flopcost::units;
constexpr auto rate = 7.1 * cny / usd;
#ifdef TWIN
qty::money<tag::USD> dollars = 100.0 * cny / rate;
#else
qty::money<tag::USD> dollars = 100.0 * cny * rate;
#endif
