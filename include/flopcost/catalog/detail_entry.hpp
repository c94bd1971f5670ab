// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/catalog/chip_entry.hpp>

// Entries of the tables that few programs need; `catalog/full.hpp` brings them all.
namespace flopcost::catalog {

/// A server, rack or pod.
struct system_entry {
    const char* name;
    const char* vendor;
    const char* chip; ///< as the source names it
    int chip_row;     ///< in `chips`; -1: more than one kind
    int chips;
    double racks;
    int domain_chips;
    struct {
        double bf16, fp8, fp4;
    } pflops; ///< dense
    double memory_tb;
    double bandwidth_tbs;
    double power_kw;
    double power_kw_per_chip;
    price_band price_usd;
    double price_per_chip_usd;
    date as_of;
    date price_date; ///< 1970-01-01: no price
    const char *topology, *scale_out;
    flopcost::provenance provenance;
    const char* source;
    const char* notes;
};

/// A quoted rent, USD per chip-hour.
struct rent_quote {
    date as_of;
    const char* hardware; ///< as the source names it
    int chip_row;         ///< in `chips`
    const char* vendor;
    const char* location;
    double on_demand;
    double one_year;    ///< committed
    double three_years; ///< committed
    flopcost::provenance provenance;
    const char* source;
};

/// A quoted purchase price.
struct purchase_quote {
    date as_of;
    const char* hardware; ///< as the source names it
    int chip_row;         ///< in `chips`
    double usd_per_chip;
    double units_in_quote; ///< 1: a card alone; more: the share of a server
    flopcost::provenance provenance;
    const char* source;
    const char* notes;
};

/// A site or fleet at one stage of its growth.
struct cluster_entry {
    const char *name, *owner, *users, *country, *chip_types;
    double chips; ///< all types together
    const char* chips_stated;
    double h100e;
    double it_power_mw;
    double facility_power_mw;
    double capital_cost_usd_bn;
    double compute_cost_usd_bn; ///< part of it
    date as_of;
    const char* status;
    flopcost::provenance provenance;
    const char* source;
    const char* notes;
};

/// A rule by which a provider bills.
struct api_rule {
    const char *id, *provider, *rule, *models;
    double value[3]; ///< one; or input and output; cached, fresh input and output; a range
    const char* unit;
    const char* condition;
    date from;  ///< 1970-01-01: not stated
    date until; ///< last day; 1970-01-01: open
    const char* stacks_with;
    flopcost::provenance provenance;
    const char* source;
    const char* notes;
};

/// A published result with the inputs that lead to it.
struct ground_truth {
    const char *id, *claim, *inputs, *formula;
    double published;
    const char *unit, *uncertainty, *source;
};

/// A published quantity: a number, or words.
struct published_quantity {
    const char* name;
    double value;
    const char *words, *unit, *source;
};

} // namespace flopcost::catalog
