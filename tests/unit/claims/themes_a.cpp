// SPDX-License-Identifier: MIT
//
// The claims themselves, as the program lists them.
#include "../../claims/firms.cpp"
#include "../../claims/literature_costs.cpp"
#include "../../claims/literature_market.cpp"
#include "../../claims/market.cpp"
