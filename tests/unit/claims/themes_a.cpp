// SPDX-License-Identifier: MIT
//
// The claims themselves, as the program lists them.
#include "../../claims/literature_costs.cpp"
#include "../../claims/literature_market.cpp"
#include "../../claims/market.cpp"
#include "../../claims/firms.cpp"
