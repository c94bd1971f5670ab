// SPDX-License-Identifier: MIT

#include <doctest/doctest.h>

#include <string>

#include <flopcost/catalog/chips.hpp>
#include <flopcost/scalar/interval.hpp>

namespace {

using namespace flopcost;
using namespace flopcost::units;

constexpr auto teraflops = tera * flop / second / chip;
constexpr auto gigabytes = giga * byte / second / chip;

// NVIDIA H100 data sheet: 989.4 TFLOP/s BF16 dense, 80 GB, 3.35 TB/s, NVLink 900 GB/s, 700 W.
static_assert(chips::h100.peak.bf16.in(teraflops) == 989.4);
static_assert(chips::h100.memory.in(giga * byte / chip) == 80);
static_assert(chips::h100.bandwidth.in(tera * byte / second / chip) == 3.35);
static_assert(chips::h100.scale_up.in(gigabytes) == 450, "one direction of two");
static_assert(chips::h100.scale_up_domain == 8);
static_assert(chips::h100.scale_out.in(gigabytes) == 50, "400 Gb/s");
static_assert(chips::h100.tdp.in(watt / chip) == 700);
static_assert(chips::h100.family == hardware::chip_family::hopper);
static_assert(chips::h100.released == date{2022, 9, 20});
static_assert(chips::h800.scale_up.in(gigabytes) == 200, "the cut NVLink");
static_assert(chips::h20.peak.bf16.in(teraflops) == 148);
static_assert(chips::gb200.scale_up_domain == 72);
static_assert(chips::mi300x.memory.in(giga * byte / chip) == 192);
static_assert(chips::ascend_910b.peak.bf16.in(teraflops) == 313);
static_assert(chips::ascend_910c.peak.bf16.in(teraflops) == 780);
static_assert(chips::tpu_v5p.peak.bf16.in(teraflops) == 459);
static_assert(chips::a100_80gb.peak.bf16.in(teraflops) == 312);

TEST_CASE("a chip is found however its name is written") {
    for (const char* name :
         {"H100", "h100", " H 1 0 0 ", "NVIDIA H100", "nvidia-h100", "H100-SXM5-80GB",
          "NVIDIA H100 80GB HBM3", "h100_sxm5_80gb", "H100 SXM5 80GB", "NVIDIA H100 GPU"}) {
        INFO(name);
        REQUIRE(catalog::try_find_chip(name) != nullptr);
        CHECK(std::string(catalog::find_chip(name).name) == "H100 SXM5 80GB");
    }
    CHECK(std::string(catalog::find_chip("AMD Instinct MI300X").name) == "Instinct MI300X");
    CHECK(std::string(catalog::find_chip("amd mi300x").name) == "Instinct MI300X");
    CHECK(std::string(catalog::find_chip("Google Cloud TPU v5p").name) == "TPU v5p");
    CHECK(std::string(catalog::find_chip("huawei ascend 910c").name) == "Ascend 910C");
    CHECK(std::string(catalog::find_chip("NVIDIA GeForce RTX 4090").name) == "GeForce RTX 4090");
    CHECK(std::string(catalog::find_chip(std::string("AWS Trainium2")).name) == "Trainium2");
}

TEST_CASE("an ambiguous name says what was assumed") {
    CHECK(std::string(catalog::chip_name_assumption("A100")).find("40 GB") != std::string::npos);
    CHECK(std::string(catalog::chip_name_assumption("H100 SXM5 80GB")).empty());
}

std::string refusal(text name) {
    try {
        (void)catalog::find_chip(name);
    } catch (const error& e) {
        return e.what();
    }
    return "";
}

TEST_CASE("an unknown chip is refused with the nearest name") {
    CHECK(catalog::try_find_chip("H1000") == nullptr);
    CHECK(catalog::try_find_chip("") == nullptr);
    CHECK(refusal("H1000") == "[flopcost.error.301] unknown chip 'H1000': did you mean 'H100'?");
    CHECK(refusal("b20").find("did you mean 'B200'?") != std::string::npos);
    CHECK(refusal("nvidia rtx4091").find("did you mean 'RTX 4090'?") != std::string::npos);
    CHECK(refusal("Acsend 910C").find("did you mean 'Ascend 910C'?") != std::string::npos);
    CHECK(refusal("abacus of the year 1200").find("nothing in the catalogue") != std::string::npos);
    CHECK(refusal("TPU v3/v4").find("two chips listed") != std::string::npos);
    CHECK(refusal("") == "[flopcost.error.107] chip is empty");
    CHECK(refusal("   ").find("[flopcost.error.301]") == 0);
    CHECK(refusal(std::string(5000, 'x')).size() < 1024);
    try {
        (void)catalog::find_chip("H1000");
    } catch (const error& e) {
        CHECK(e.number() == error_number::unknown_name);
        CHECK(std::string(e.parameter()) == "chip");
    }
}

TEST_CASE("an empty catalogue finds nothing and says so") {
    const catalog::folded_name name{"H100"};
    CHECK(catalog::find_key(nullptr, 0, name) == nullptr);
    CHECK(catalog::nearest_key(nullptr, 0, name) == nullptr);
    try {
        (void)catalog::detail::require_row("chip", "H100", nullptr, 0, nullptr, name);
        FAIL("accepted");
    } catch (const error& e) {
        CHECK(std::string(e.what()).find("the catalogue is empty") != std::string::npos);
    }
}

TEST_CASE("the edit distance counts insertions, deletions, replacements and swaps") {
    CHECK(catalog::edit_distance("", "") == 0);
    CHECK(catalog::edit_distance("abc", "") == 3);
    CHECK(catalog::edit_distance("", "abcd") == 4);
    CHECK(catalog::edit_distance("kitten", "sitting") == 3); // Wagner and Fischer's example
    CHECK(catalog::edit_distance("h100", "h200") == 1);
    CHECK(catalog::edit_distance("acsend", "ascend") == 1);
    CHECK(catalog::edit_distance("ca", "abc") == 3); // alignment, not full Damerau
}

TEST_CASE("figures of a chip carry range, date, source and trust") {
    const catalog::chip_entry& e = catalog::find_chip("H100");
    const auto price = e.price();
    CHECK(price.value.in(usd / chip) == 25000);
    CHECK(price.low.in(usd / chip) == 20000);
    CHECK(price.high.in(usd / chip) == 40000);
    CHECK(price.as_of == date{2025, 12, 31});
    CHECK(price.provenance == provenance::verified);
    CHECK(text(price.source).size() > 10);
    const interval range = price.as<interval>().in(usd / chip);
    CHECK(range.low() <= 20000);
    CHECK(range.high() >= 40000);

    // Huawei, SemiAnalysis and twice the 910B2 differ: 708 to 800.
    const auto peak = catalog::find_chip("Ascend 910C").peak(precision::bf16);
    CHECK(peak.value.in(teraflops) == 780);
    CHECK(peak.low.in(teraflops) == 708);
    CHECK(peak.high.in(teraflops) == 800);
    // A slip of the decimal point widens nothing.
    CHECK(catalog::find_chip("MetaX C500").bandwidth().high.in(tera * byte / second / chip) == 1.8);
    // General knowledge is marked as such.
    CHECK(catalog::find_chip("B100").tdp().provenance == provenance::memory);

    // Only the ends are known: their geometric mean.
    const auto gh200 = catalog::find_chip("GH200").price();
    CHECK(gh200.value.in(usd / chip) == doctest::Approx(45008.24).epsilon(1e-6));
    CHECK(gh200.low.in(usd / chip) == 43401);
    CHECK(gh200.high.in(usd / chip) == 46675);

    CHECK(!catalog::find_chip("B100").has_price());
    CHECK_THROWS_AS((void)catalog::find_chip("B100").price(), error);
}

TEST_CASE("links that no source states are assumed and marked") {
    const catalog::chip_entry& l40s = catalog::find_chip("L40S");
    CHECK(l40s.scale_up().provenance == provenance::assumed);
    CHECK(l40s.scale_up().value.in(gigabytes) == doctest::Approx(31.508)); // PCIe 4.0 x16
    CHECK(chips::l40s.scale_up_domain == 8);
    CHECK(chips::l40s.scale_out.in(gigabytes) == 25); // stated: 200 Gb/s
    CHECK(catalog::find_chip("RTX 4090").scale_out().provenance == provenance::assumed);
    CHECK(chips::rtx_4090.scale_out.in(gigabytes) == 1.25);
    CHECK(chips::m2_ultra.scale_up_domain == 1);
    CHECK(chips::tpu_v4.scale_out.in(gigabytes) == 6.25);
}

TEST_CASE("every chip becomes hardware: its links are positive, its figures ordered") {
    for (const catalog::chip_entry& e : catalog::chips) {
        INFO(e.name);
        const hardware::chip<> c = catalog::make_chip(e);
        const hardware::chip<interval> wide = catalog::make_chip<interval>(e);
        CHECK(std::string(c.name) == e.name);
        CHECK(c.scale_up.in(gigabytes) > 0);
        CHECK(c.scale_out.in(gigabytes) > 0);
        CHECK(c.scale_up_domain >= 1);
        const auto encloses = [](interval i, double x) { return i.low() <= x && x <= i.high(); };
        CHECK(encloses(wide.peak.bf16.in(teraflops), c.peak.bf16.in(teraflops)));
        CHECK(encloses(wide.bandwidth.in(gigabytes), c.bandwidth.in(gigabytes)));
        CHECK(encloses(wide.tdp.in(watt / chip), c.tdp.in(watt / chip)));
        // No narrower floating-point format is slower than a wider one.
        if (c.peak.fp8.in(teraflops) > 0 && c.peak.bf16.in(teraflops) > 0) {
            CHECK(c.peak.fp8.in(teraflops) >= c.peak.bf16.in(teraflops));
        }
        if (c.peak.fp4.in(teraflops) > 0 && c.peak.fp8.in(teraflops) > 0) {
            CHECK(c.peak.fp4.in(teraflops) >= c.peak.fp8.in(teraflops));
        }
        if (e.has_price()) {
            const auto p = e.price();
            CHECK(p.low <= p.value);
            CHECK(p.value <= p.high);
        }
    }
}

TEST_CASE("a user overrides any field by copy") {
    catalog::chip_entry mine = catalog::find_chip("H100");
    mine.name = "my H100 at 500 W";
    mine.tdp_w = 500;
    mine.price_usd = {18000, 19000, 20000};
    CHECK(catalog::make_chip(mine).tdp.in(watt / chip) == 500);
    CHECK(mine.price().value.in(usd / chip) == 19000);

    hardware::chip<> faster = chips::h100;
    faster.bandwidth = 4.0 * tera * byte / second / chip;
    CHECK(faster.peak.bf16.in(teraflops) == 989.4);
}

} // namespace
