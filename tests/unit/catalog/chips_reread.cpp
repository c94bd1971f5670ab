// SPDX-License-Identifier: MIT
//
// Reads the chip tables again and compares every figure with the header.

#include "catalog_tables.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/data/chip_notes.hpp>

namespace {

using namespace catalog_test;
namespace catalog = flopcost::catalog;
using flopcost::provenance;

struct column {
    const char* name;
    catalog::chip_field field;
};
const column columns[] = {{"fp64_tflops", catalog::chip_field::fp64},
                          {"fp32_tflops", catalog::chip_field::fp32},
                          {"tf32_tflops", catalog::chip_field::tf32},
                          {"bf16_tflops", catalog::chip_field::bf16},
                          {"fp8_tflops", catalog::chip_field::fp8},
                          {"int8_tops", catalog::chip_field::int8},
                          {"fp4_tflops", catalog::chip_field::fp4},
                          {"mem_gb", catalog::chip_field::memory},
                          {"mem_bw_tbs", catalog::chip_field::bandwidth},
                          {"scaleup_gbs_bidir_per_chip", catalog::chip_field::scale_up},
                          {"scaleup_domain_chips", catalog::chip_field::scale_up_domain},
                          {"scaleout_gbps_per_chip", catalog::chip_field::scale_out},
                          {"tdp_w", catalog::chip_field::tdp},
                          {"price_usd_low", catalog::chip_field::price_low},
                          {"price_usd_mid", catalog::chip_field::price_mid},
                          {"price_usd_high", catalog::chip_field::price_high},
                          {"die_area_mm2_total", catalog::chip_field::die_area},
                          {"die_count", catalog::chip_field::dies},
                          {"mem_type", catalog::chip_field::memory_type}};

TEST_CASE("every figure of the chip tables is in the header, and nothing else") {
    std::size_t at = 0;
    std::size_t figures = 0;
    for (const char* file : {"chips", "chips_extra"}) {
        const csv_table t = table(file);
        for (const auto row : t) {
            INFO(row.text("name"));
            REQUIRE(at < catalog::length(catalog::chips));
            const catalog::chip_entry& e = catalog::chips[at];
            CHECK(row.text("name") == e.name);
            CHECK(row.text("vendor") == e.vendor);
            for (const column& c : columns) {
                INFO(c.name);
                if (c.field != catalog::chip_field::dies &&
                    c.field != catalog::chip_field::memory_type) {
                    CHECK(same(row, c.name, e.at(c.field)));
                    figures += row.optional(c.name) ? 1 : 0;
                }
                // Fields of general knowledge are marked one by one.
                const std::string marked = ";" + row.text("memory_fields") + ";";
                const bool memory =
                    marked.find(";" + std::string(c.name) + ";") != std::string::npos;
                const bool whole_row =
                    row.text("provenance") == "memory" || row.text("provenance") == "unknown";
                CHECK((e.trust(c.field) == provenance::memory) == (memory || whole_row));
            }
            CHECK(same_source(row.text("sources"), e.source));
            // The date of release is the first day of what is stated.
            const std::string& released = row.text("release_date");
            if (released == "not released") {
                CHECK(e.released == flopcost::date{});
            } else {
                CHECK(e.released.year() == std::stoi(released));
                if (released.size() >= 10 && std::isdigit(released[9])) {
                    CHECK(e.released == flopcost::date::parse(released.substr(0, 10)));
                }
            }
            if (e.has_price()) {
                CHECK(e.price_date != flopcost::date{});
                const int year = last_year(row.text("price_date"));
                CHECK((year == 0 || year == e.price_date.year()));
            } else {
                CHECK(row.text("price_date").empty());
            }
            const catalog::chip_note& n = catalog::chip_notes[at];
            CHECK(same_words(row.text("notes"), n.notes));
            CHECK(same_words(row.text("process_node"), n.process));
            CHECK(same_words(row.text("form_factor"), n.form_factor));
            CHECK(same_words(row.text("china_export_status"), n.china_export));
            ++at;
        }
    }
    CHECK(at == catalog::length(catalog::chips));
    CHECK(at == 179);
    CHECK(catalog::length(catalog::chip_notes) == at);
    CHECK(figures > 1500);
}

TEST_CASE("names, identifiers and families of the chips") {
    std::map<std::string, csv_table::row> rows;
    const csv_table names = table("chip_names");
    for (const auto row : names) {
        CHECK(rows.emplace(row.text("canonical_name"), row).second);
    }
    std::set<std::string> seen;
    std::map<std::string, int> families;
    const char* const family_names[] = {"pascal",     "volta",     "turing", "ampere", "ada",
                                        "hopper",     "blackwell", "rubin",  "cdna1",  "cdna2",
                                        "cdna3",      "cdna4",     "tpu",    "ascend", "trainium",
                                        "inferentia", "gaudi",     "apple",  "other"};
    for (const catalog::chip_entry& e : catalog::chips) {
        INFO(e.name);
        CHECK(seen.insert(e.name).second);
        CHECK(seen.insert(std::string("id ") + e.identifier).second);
        REQUIRE(rows.count(e.name) == 1);
        const auto row = rows.at(e.name);
        CHECK(row.text("identifier") == e.identifier);
        CHECK(row.text("family") == family_names[static_cast<int>(e.family)]);
        CHECK(row.number("host_pcie_generation") == e.host_pcie_generation);
        ++families[row.text("family")];
        CHECK(catalog::try_find_chip(e.name) == &e);
        CHECK(catalog::try_find_chip(e.identifier) == &e);
    }
    // Counted by hand.
    CHECK(families["hopper"] == 13);
    CHECK(families["tpu"] == 9);
    CHECK(families["ascend"] == 11);
    CHECK(families["cdna3"] == 4);
    CHECK(families["cdna4"] == 2);
    CHECK(families["volta"] == 9);
}

TEST_CASE("every alias resolves to the chip that the tables mean") {
    int resolved = 0;
    const csv_table aliases = table("chip_aliases");
    for (const auto row : aliases) {
        const std::string& name = row.text("name_in_table");
        const std::string& meant = row.text("canonical_name");
        INFO(name << " in " << row.text("table"));
        if (meant.empty()) { // several chips or none: the note says which
            CHECK(!row.text("note").empty());
            CHECK(catalog::try_find_chip(name) == nullptr);
            continue;
        }
        const catalog::chip_entry* found = catalog::try_find_chip(name);
        REQUIRE(found != nullptr);
        if (name == "NVIDIA A100 PCIe") { // the one name that tables use for two chips
            CHECK(std::string(found->name) == "A100 PCIe 80GB");
        } else {
            CHECK(found->name == meant);
        }
        ++resolved;
    }
    CHECK(resolved > 320);
    const csv_table spellings = table("chip_spellings");
    for (const auto row : spellings) {
        INFO(row.text("spelling"));
        const catalog::chip_entry* found = catalog::try_find_chip(row.text("spelling"));
        REQUIRE(found != nullptr);
        CHECK(found->name == row.text("canonical_name"));
    }
}

TEST_CASE("what sources disagree about becomes the range of the figure") {
    std::size_t at = 0;
    const csv_table conflicts = table("chip_conflicts");
    for (const auto row : conflicts) {
        INFO(row.text("canonical_name") << " " << row.text("field"));
        REQUIRE(at < catalog::length(catalog::chip_conflicts));
        const catalog::chip_conflict& c = catalog::chip_conflicts[at++];
        CHECK(row.text("canonical_name") == catalog::chips[c.chip].name);
        CHECK(row.number("other_value") == c.value);
        CHECK(row.number("used") == (c.used ? 1 : 0));
        CHECK(same_words(row.text("why"), c.why));
        CHECK((c.used || !row.text("why").empty()));
        const bool price = row.text("field").rfind("price", 0) == 0;
        if (price) {
            const auto p = catalog::chips[c.chip].price_usd;
            CHECK((c.value == p.low || c.value == p.high || c.value == p.mid));
        }
    }
    CHECK(at == catalog::length(catalog::chip_conflicts));

    // Each conflict that the tables mention in words is there as a number.
    for (const char* file : {"chips", "chips_extra"}) {
        const csv_table t = table(file);
        for (const auto row : t) {
            if (row.text("notes").find("CONFLICT") != std::string::npos) {
                bool found = false;
                for (const auto& c : catalog::chip_conflicts) {
                    found = found || row.text("name") == catalog::chips[c.chip].name;
                }
                CHECK_MESSAGE(found, row.text("name"));
            }
        }
    }
}

} // namespace
