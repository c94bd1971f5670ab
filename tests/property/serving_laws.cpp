// SPDX-License-Identifier: MIT

// The laws of every scalar for the serving model, and how serving must react to its inputs.

#include <doctest/doctest.h>

#include <flopcost/catalog/chips.hpp>
#include <flopcost/catalog/models.hpp>
#include <flopcost/serving/engine_pools.hpp>

#include "laws.hpp"

using namespace flopcost;
using namespace flopcost::units;

namespace {

serving::deployment<> dense() {
    return {.model = catalog::find_model("llama3.1-70b"),
            .chip = catalog::make_chip(catalog::find_chip("H200 SXM5 141GB")),
            .layout = {.tensor = 4},
            .weights = serving::formats::fp8,
            .cache = serving::cache_formats::fp8};
}

serving::deployment<> experts() {
    return {.model = catalog::find_model("deepseek-v3"),
            .chip = catalog::make_chip(catalog::find_chip("B200 (HGX)")),
            .layout = {.data_attention = 8, .expert = 8},
            .weights = serving::formats::nvfp4_experts,
            .cache = serving::cache_formats::fp8,
            .engine = serving::engine_family::sglang};
}

/// An operating point from scaled chip figures and an uncertain traffic.
template <class S>
serving::operating_point<S> at(const serving::deployment<>& certain, serving::arrivals kind,
                               const S& bandwidth, const S& peak, const S& input, const S& output,
                               const S& load) {
    auto d = lift<S>(certain);
    d.chip.bandwidth = d.chip.bandwidth * bandwidth;
    d.chip.peak.bf16 = d.chip.peak.bf16 * peak;
    d.chip.peak.fp8 = d.chip.peak.fp8 * peak;
    d.chip.peak.fp4 = d.chip.peak.fp4 * peak;
    serving::traffic<S> t;
    t.input = input * token;
    t.output = output * token;
    t.arrive = kind;
    t.concurrency = load * request;
    t.requests = S(load * 100.0) * request;
    t.rate = S(load * 0.05) * (request / second);
    return serving::estimate(d, t);
}

constexpr std::array<flopcost_test::range, 5> box{
    {{0.9, 1.1}, {0.9, 1.1}, {900, 1100}, {450, 550}, {24, 32}}};

} // namespace

TEST_CASE("a closed loop keeps the laws of every scalar") {
    for (const auto& d : {dense(), experts()}) {
        flopcost_test::check_laws<5>(box,
                                     [&](const auto& x) {
                                         const auto o = at(d, serving::arrivals::closed_loop, x[0],
                                                           x[1], x[2], x[3], x[4]);
                                         return o.time_per_output_token.in(second);
                                     },
                                     {.samples = 10});
        flopcost_test::check_laws<5>(box,
                                     [&](const auto& x) {
                                         const auto o = at(d, serving::arrivals::closed_loop, x[0],
                                                           x[1], x[2], x[3], x[4]);
                                         return o.output.in(token / second);
                                     },
                                     {.samples = 10});
    }
}

TEST_CASE("saturation, a fixed batch and Poisson arrivals keep the laws of every scalar") {
    for (const auto kind :
         {serving::arrivals::saturated, serving::arrivals::fixed_batch, serving::arrivals::poisson})
        flopcost_test::check_laws<5>(
            box,
            [&](const auto& x) {
                return at(dense(), kind, x[0], x[1], x[2], x[3], x[4]).latency.in(second);
            },
            {.samples = 10});
}

TEST_CASE("more bandwidth, arithmetic or link speed never slows a step") {
    for (const auto& base : {dense(), experts()}) {
        for (const double batch : {1.0, 16.0, 200.0}) {
            const auto time = [&](auto change) {
                auto d = base;
                change(d);
                return serving::decode_time(d, batch * request, 3000.0 * token).total().in(second);
            };
            const double plain = time([](auto&) {});
            CHECK(time([](auto& d) { d.chip.bandwidth = d.chip.bandwidth * 1.3; }) <= plain);
            CHECK(time([](auto& d) { d.chip.peak.fp8 = d.chip.peak.fp8 * 1.3; }) <= plain);
            CHECK(time([](auto& d) { d.chip.scale_up = d.chip.scale_up * 1.3; }) <= plain);
        }
    }
}

TEST_CASE("a step grows with batch and context, time per token per sequence falls with batch") {
    for (const auto& base : {dense(), experts()}) {
        const auto d = serving::prepare(base);
        double last = 0, each = 1e9;
        for (double batch = 8; batch < 3000; batch *= 1.5) {
            const double t =
                serving::decode_time(d, batch * request, 2000.0 * token).total().in(second);
            CHECK(t >= last);
            CHECK(t / batch < each);
            last = t;
            each = t / batch;
            CHECK(serving::decode_time(d, batch * request, 4000.0 * token).total().in(second) > t);
        }
    }
}

TEST_CASE("more users raise throughput and time per token until memory is full") {
    const auto d = serving::prepare(dense());
    double rate = 0, gap = 0;
    for (double users = 1; users < 600; users *= 1.4) {
        const auto o = serving::estimate(d, serving::traffic{.input = 2000.0 * token,
                                                             .output = 500.0 * token,
                                                             .concurrency = users * request});
        CHECK(o.output.in(token / second) >= rate * 0.999);
        CHECK(o.time_per_output_token.in(second) >= gap * 0.999);
        rate = o.output.in(token / second);
        gap = o.time_per_output_token.in(second);
    }
}

TEST_CASE("a cached prefix shortens the first token and leaves room for more output") {
    const auto d = serving::prepare(dense());
    const auto at_share = [&](double cached) {
        return serving::estimate(d, serving::traffic{.input = 8000.0 * token,
                                                     .output = 200.0 * token,
                                                     .cached = share{cached},
                                                     .concurrency = 32.0 * request});
    };
    CHECK(at_share(0.8).time_to_first_token.in(second) <
          at_share(0.0).time_to_first_token.in(second));
    CHECK(at_share(0.8).output.in(token / second) > at_share(0.0).output.in(token / second));
}

TEST_CASE("the parts of a phase sum to its total") {
    for (const auto& base : {dense(), experts()}) {
        const auto d = serving::prepare(base);
        for (const auto& t : {serving::decode_time(d, 64.0 * request, 2000.0 * token),
                              serving::prefill_time(d, 4.0 * request, 3000.0 * token)}) {
            double sum = 0;
            serving::phase_time<>::describe(
                [&](const char*, const auto& x) { sum += x.in(second); }, t);
            CHECK(sum == doctest::Approx(t.total().in(second)).epsilon(1e-12));
        }
    }
}

TEST_CASE("a step takes at least its bytes over bandwidth and its arithmetic over the peak") {
    for (const auto& base : {dense(), experts()}) {
        const auto d = serving::prepare(base);
        for (double batch = 1; batch < 4000; batch *= 2) {
            const auto parts = serving::decode_time(d, batch * request, 2000.0 * token);
            const double bytes = serving::detail::step_bytes(d.kernel, batch, 2000.0);
            CHECK(parts.total().in(second) >= bytes / d.device.bandwidth);
            const double work = 2.0 * d.parameters_per_token * batch / d.chips;
            const double peak = d.device.fp4 > 0 ? d.device.fp4 : d.device.fp8;
            CHECK(parts.total().in(second) >= work / peak);
        }
    }
}
