// SPDX-License-Identifier: MIT
//
// The claims themselves, as the program lists them.
#include "../../claims/demand.cpp"
#include "../../claims/hardware.cpp"
#include "../../claims/literature_models.cpp"
#include "../../claims/price_details.cpp"
#include "../../claims/prices.cpp"
#include "../../claims/race.cpp"
