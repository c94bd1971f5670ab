// SPDX-License-Identifier: MIT
//
// The rules of the program `validate cost`: figures that the whole table must keep, and single
// choices that can be read off the paper.

#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include "../../validation/cost/predict.hpp"

using namespace flopcost_validation::cost;

namespace {

csv_table published() {
    return csv_table::read(FLOPCOST_TEST_DATA_DIR "/training_costs_epoch.csv");
}

const catalog::chip_entry& chip_named(const char* name) {
    return catalog::find_chip(name);
}

} // namespace

TEST_CASE("published costs: median error within 5 %, four fifths of the rows predicted") {
    const csv_table table = published();
    for (int m = 0; m < 3; ++m) {
        CAPTURE(metrics[m]);
        std::vector<double> errors;
        std::size_t eligible = 0;
        for (const auto row : table) {
            const auto truth = measured(table, row, m);
            const prediction p = predict(read_run(row));
            eligible += truth ? 1 : 0;
            if (truth && p.usd[m]) {
                errors.push_back(100 * (*p.usd[m] / *truth - 1));
            }
        }
        const summary s = summarise(errors, eligible);
        CHECK(s.median < 5);
        CHECK(s.coverage() > 80);
    }
}

TEST_CASE("published costs do not enter a prediction") {
    const csv_table table = published();
    csv_table blank = table;
    for (auto& row : blank.rows) {
        for (const char* column : {"epoch_db_amortized_cost_2023usd", "repo_capex_energy_usd",
                                   "repo_cloud_usd", "repo_acquisition_usd"}) {
            row[table.column(column)].clear();
        }
    }
    for (std::size_t i = 0; i < table.size(); ++i) {
        const prediction a = predict(read_run(table[i]));
        const prediction b = predict(read_run(blank[i]));
        for (int m = 0; m < 3; ++m) {
            CHECK(a.usd[m] == b.usd[m]);
            CHECK(!measured(blank, blank[i], m));
        }
    }
}

TEST_CASE("the price is that of a server bought first") {
    // A DGX A100 at release, 199 000 USD for eight; also for the 80 GB part, of which no server was
    // quoted before it could be bought.
    for (const char* name : {"A100 SXM4 40GB", "A100 SXM4 80GB", "A100 PCIe 40GB"}) {
        const auto p = price_at(chip_named(name), first_purchase(chip_named(name), name));
        CHECK(p.usd == 24875);
        CHECK(p.overhead == 1);
    }
    const auto h100 = price_at(chip_named("H100 SXM5 80GB"), date{2022, 12, 19});
    CHECK(h100.usd == doctest::Approx(44489.88));
    // TPUs were never sold: an estimate for the chip alone, so a server is put around it.
    const auto tpu = price_at(chip_named("TPU v4"), date{2021, 5, 20});
    CHECK(tpu.usd == 5176);
    CHECK(tpu.overhead == 1.64);
    CHECK(first_purchase(chip_named("TPU v4"), "") == date{2021, 5, 20});
    CHECK(first_purchase(chip_named("A100 SXM4 40GB"), "") == date{2020, 8, 12});
}

TEST_CASE("what a row leaves open") {
    run r;
    r.published = date{2023, 3, 15};
    r.flop = 3.6e21;
    // 3.6e21 / (3600 x 312e12 x 0.375).
    CHECK(*chip_hours(r, chip_named("A100 SXM4 40GB")) ==
          doctest::Approx(3.6e21 / (3600 * 312e12 * 0.375)));
    r.quantity = 100;
    r.hours = 48;
    CHECK(*chip_hours(r, chip_named("A100 SXM4 40GB")) == 4800);
    CHECK(run_start(r, 48) == date{2023, 1, 12}); // 60 + 2 days before
    CHECK(deflator(date{2023, 12, 1}) == doctest::Approx(1.0));
    CHECK(deflator(date{2013, 12, 1}) == doctest::Approx(std::pow(1.013, 10)).epsilon(1e-4));
    r.organization = "Tsinghua University,OpenAI";
    CHECK(std::string(vendor_of(r)) == "Microsoft Azure");
    CHECK(pue_of(r) == 1.25);
    // Azure's three-year price in 2021 and 2022; Google's list in 2018 had on-demand prices only,
    // of which 44 % are left after the usual discount.
    CHECK(rent_at(chip_named("A100 SXM4 40GB"), "Microsoft Azure", date{2021, 8, 1}).usd == 1.36);
    CHECK(rent_at(chip_named("TPU v3"), "Google Cloud", date{2019, 8, 1}).usd == 0.90);
    run unknown;
    unknown.published = date{2024, 1, 1};
    unknown.dated = true;
    unknown.hardware = "No Such Chip";
    CHECK(predict(unknown).why_not[0] == "no chip of this name in the catalogue");
    unknown.hardware.clear();
    CHECK(!predict(unknown).usd[0]); // neither hours nor FLOP
    unknown.dated = false;
    CHECK(predict(unknown).why_not[2] == "no publication date");
}

TEST_CASE("bad cells are refused, and cost their row only") {
    const auto row = [](const std::string& cells) {
        const auto t = csv_table::parse(
            "model,organization,hardware,publication_date,training_flop,hardware_quantity,"
            "training_hours,chip_hours,mfu\n" +
            cells + "\n");
        (void)read_run(t[0]);
    };
    CHECK_NOTHROW(row("a,b,NVIDIA A100,2023-01-01,1e20,8,10,80,0.4"));
    CHECK_THROWS_WITH(row("a,b,NVIDIA A100,2023-01-01,1e20,8,10,80,1.4"),
                      doctest::Contains("'mfu' is 1.4"));
    CHECK_THROWS_WITH(row("a,b,NVIDIA A100,2023-01-01,1e20,-8,10,80,0.4"),
                      doctest::Contains("'hardware_quantity' is -8"));
    CHECK_THROWS(row("a,b,NVIDIA A100,2023-13-01,1e20,8,10,80,0.4"));
    CHECK_THROWS(row("a,b,NVIDIA A100,2023-01-01,much,8,10,80,0.4"));
    const auto t = csv_table::parse("hardware,publication_date,chip_hours\n"
                                    "NVIDIA A100,yesterday,80\nNVIDIA A100,2023-01-01,80\n");
    CHECK(predict(t[0]).why_not[0] == "[flopcost.error.302] 'yesterday' is no date: expected "
                                      "YYYY-MM-DD, YYYY-MM or YYYY");
    CHECK(predict(t[1]).usd[0]); // the other columns may be absent
}
