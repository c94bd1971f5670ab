// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <flopcost/core/list.hpp>
#include <flopcost/serving/price.hpp>

namespace flopcost::serving {

/// What users are promised. Zero means: no promise.
struct targets {
    qty::time<> time_to_first_token{}; ///< mean, at most
    qty::token_rate<> per_user{};      ///< tokens per second of one user after the first, at least
};

/// Where a search may look. The defaults suit one node or rack of the chip.
struct search_space {
    int most_chips = 32;          ///< of one instance
    int most_pipeline = 4;        ///< stages
    bool pipelines = true;        ///< cut layers over chips as well
    bool data_attention = true;   ///< attention groups with shared experts
    double most_requests = 16384; ///< concurrency of one instance
    engine_family engine = engine_family::tensorrt_llm;
    date released{2026, 1, 1};
    /// Formats tried; with none, FP8 on chips that multiply in it and 16 bits elsewhere, with a
    /// KV cache to match.
    const weight_format* weights = nullptr;
    int weight_formats = 0;
    speculation<> speculate{};
};

/// One deployment at one load, with what a token costs there.
template <class D>
struct candidate {
    bool feasible = false; ///< fits and meets the targets
    serving::layout layout{};
    weight_format weights = formats::bf16;
    qty::request<> batch{}; ///< concurrent requests of one instance
    operating_point<> at{};
    token_cost<D> cost{};
    /// Cost of a request over its output tokens: what the search compares.
    quantity<D> per_output_token{};
    /// Chips of one instance.
    [[nodiscard]] constexpr int chips() const noexcept { return layout.chips(); }
};

/// What a search found, and how much it looked at.
template <class D>
struct search_result {
    candidate<D> best{};
    std::size_t layouts = 0;        ///< that fit the chip count and divide the model
    std::size_t points = 0;         ///< operating points evaluated
    std::size_t fitting = 0;        ///< layouts whose weights fit
    qty::byte_per_chip<> missing{}; ///< least memory that any layout lacks, if none fits
};

namespace detail {

[[nodiscard]] constexpr bool divides(int a, int b) noexcept {
    return a > 0 && b % a == 0;
}

} // namespace detail

/// Calls `f(layout)` for every sensible way to put one instance of a model on at most
/// `space.most_chips` chips whose scale-up domain is `domain`: tensor parallelism within a domain
/// that divides the heads, expert parallelism all or none, attention groups for mixtures of
/// experts, pipelines.
template <class F>
constexpr void for_each_layout(const workload::transformer& model, int domain,
                               const search_space& space, F&& f) {
    const int pipelines = space.pipelines ? space.most_pipeline : 1;
    for (int pp = 1; pp <= pipelines && pp <= model.layers; pp *= 2) {
        for (int tp = 1; tp * pp <= space.most_chips && tp <= (domain > 8 ? domain : 8); tp *= 2) {
            if (!detail::divides(tp, model.heads)) {
                break;
            }
            const bool groups = model.moe() && space.data_attention && pp == 1;
            for (int dp = 1; tp * pp * dp <= space.most_chips && (dp == 1 || groups); dp *= 2) {
                const int ranks = tp * dp;
                // Attention groups share experts by expert parallelism; a single group may cut
                // each expert instead.
                if (dp == 1) {
                    f(layout{.tensor = tp, .pipeline = pp});
                }
                if (model.moe() && ranks > 1 && ranks <= model.experts &&
                    detail::divides(ranks, model.experts)) {
                    f(layout{.tensor = tp, .pipeline = pp, .data_attention = dp, .expert = ranks});
                }
            }
        }
    }
}

namespace detail {

[[nodiscard]] constexpr weight_format natural_format(const hardware::chip<>& chip) noexcept {
    return chip.peak.fp8 > chip.peak.bf16 ? formats::fp8 : formats::bf16;
}

template <class Price>
using cost_dimension = quotient_t<typename money_of<std::remove_cvref_t<decltype(amount_of(
                                      std::declval<const Price&>()))>>::dimension,
                                  dim<tag::token>>;

// One prepared deployment in a search. A template, so that only programs that search instantiate
// the engine.
template <class S>
struct searched {
    const serving::prepared<S>& serve;
    traffic<S> load;
    targets wanted;

    [[nodiscard]] constexpr bool meets(const operating_point<S>& o) const {
        const bool soon = !(wanted.time_to_first_token > qty::time<>{}) ||
                          o.time_to_first_token <= wanted.time_to_first_token;
        const bool fast = !(wanted.per_user > qty::token_rate<>{}) || o.per_user >= wanted.per_user;
        return soon && fast && o.fits;
    }
    [[nodiscard]] constexpr operating_point<S> at(double requests) const {
        traffic<S> t = load;
        t.arrive = arrivals::closed_loop;
        t.concurrency = requests * units::request;
        return estimate(serve, t);
    }
};

template <class D, class Price>
[[nodiscard]] constexpr candidate<D> priced(const searched<double>& s, const layout& l,
                                            const weight_format& w, double requests,
                                            const operating_point<>& o, const Price& amount) {
    candidate<D> c;
    c.feasible = true;
    c.layout = l;
    c.weights = w;
    c.batch = requests * units::request;
    c.at = o;
    c.cost = cost_per_token(use_per_token(s.serve, s.load, o), amount);
    c.per_output_token = static_cast<double>(o.chips) * units::chip * amount / o.output;
    return c;
}

// Counts a deployment at its lightest load, and says whether it fits and keeps the promises there.
// While none fits, the least that any lacks is kept.
template <class D>
[[nodiscard]] constexpr bool acceptable(search_result<D>& found, const searched<double>& s,
                                        const operating_point<>& lightest) {
    ++found.layouts;
    ++found.points;
    if (lightest.fits) {
        ++found.fitting;
        found.missing = {};
    } else if (found.fitting == 0 && (found.layouts == 1 || lightest.missing < found.missing)) {
        found.missing = lightest.missing;
    }
    return s.meets(lightest);
}

template <class F>
constexpr void for_each_deployment(const workload::transformer& model, const hardware::chip<>& chip,
                                   const search_space& space, F&& f) {
    const weight_format natural = natural_format(chip);
    const weight_format* first = space.weight_formats > 0 ? space.weights : &natural;
    const int count = space.weight_formats > 0 ? space.weight_formats : 1;
    for (int i = 0; i < count; ++i) {
        for_each_layout(model, chip.scale_up_domain, space, [&](const layout& l) {
            deployment<> d{.model = model, .chip = chip};
            d.layout = l;
            d.weights = first[i];
            d.cache = first[i].bits <= 8 && chip.peak.fp8 > qty::flop_rate_per_chip<>{}
                          ? cache_formats::fp8
                          : cache_formats::bf16;
            d.engine = space.engine;
            d.released = space.released;
            d.speculate = space.speculate;
            f(d);
        });
    }
}

} // namespace detail

/// The deployment with the least cost for each output token that keeps the promises: over layouts,
/// formats and load. For each deployment the load is raised as long as the promises hold, by
/// bisection: both times grow with it. `price` is money per chip-time, or a breakdown of it. If
/// nothing is feasible, `best.feasible` is false and `missing` tells what memory lacks.
///
///     serving::cheapest(models::deepseek_v3, chips::h200,
///                       {.input = 4000.0 * token, .output = 1000.0 * token},
///                       {.per_user = 50.0 * token / second}, 2.0 * usd / chip_hour).best.layout
template <class Price>
[[nodiscard]] constexpr auto
cheapest(const workload::transformer& model, const hardware::chip<>& chip, const traffic<>& load,
         const targets& wanted, const Price& price, const search_space& space = {}) {
    using D = detail::cost_dimension<Price>;
    const auto amount = detail::amount_of(price);
    require_positive("price", amount);
    if (space.most_chips < 1) {
        rejected::value_out_of_range("most_chips", space.most_chips, 1, 1e6);
    }
    search_result<D> found;
    detail::for_each_deployment(model, chip, space, [&](const deployment<>& d) {
        const prepared<> ready = prepare(d);
        const detail::searched<double> s{ready, load, wanted};
        const operating_point<> lightest = s.at(1);
        if (!detail::acceptable(found, s, lightest)) {
            return;
        }
        const double most =
            min(space.most_requests, max(1.0, lightest.capacity.in(units::request)));
        double low = 1;
        double high = most;
        operating_point<> at_low = lightest;
        if (const operating_point<> full = s.at(most); s.meets(full)) {
            low = most;
            at_low = full;
        }
        ++found.points;
        while (low < most && high > low * 1.03 && high > low + 1) {
            const double middle = floor(sqrt(low * high) + 0.5);
            if (middle <= low || middle >= high) {
                break;
            }
            const operating_point<> o = s.at(middle);
            ++found.points;
            if (s.meets(o)) {
                low = middle;
                at_low = o;
            } else {
                high = middle;
            }
        }
        const auto per_token =
            static_cast<double>(at_low.chips) * units::chip * amount / at_low.output;
        if (!found.best.feasible || per_token < found.best.per_output_token) {
            found.best = detail::priced<D>(s, d.layout, d.weights, low, at_low, amount);
        }
    });
    if (found.layouts == 0) {
        rejected::because(error_number::indivisible, "model",
                          "no layout divides the heads or experts of this model");
    }
    return found;
}

namespace detail {

// A point of a frontier. Those of a front are sorted: speed falls and chip-time falls.
struct spot {
    double speed, chip_time, requests;
    std::size_t deployment;
};

// Adds a point to a front unless another beats it, and drops those that it beats. Points mostly
// come in order, at the end.
inline void offer(list<spot>& front, const spot& s) {
    std::size_t low = front.size();
    while (low > 0 && !(front[low - 1].speed > s.speed)) {
        --low; // the points from here on are slower, or as fast
    }
    const bool beaten_by_a_faster = low > 0 && !(s.chip_time < front[low - 1].chip_time);
    const bool beaten_by_its_like =
        low < front.size() && front[low].speed == s.speed && !(s.chip_time < front[low].chip_time);
    if (beaten_by_a_faster || beaten_by_its_like) {
        return;
    }
    std::size_t last = low;
    while (last < front.size() && !(front[last].chip_time < s.chip_time)) {
        ++last;
    }
    front.erase(front.begin() + static_cast<std::ptrdiff_t>(low),
                front.begin() + static_cast<std::ptrdiff_t>(last));
    front.insert(front.begin() + static_cast<std::ptrdiff_t>(low), s);
}

// Two fronts as one: by falling speed, what is cheaper than all that is faster.
inline list<spot> merged(const list<spot>& a, const list<spot>& b) {
    list<spot> both;
    both.reserve(a.size() + b.size());
    double least = flopcost::detail::infinity;
    for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
        const bool first =
            j == b.size() ||
            (i < a.size() && (a[i].speed > b[j].speed ||
                              (a[i].speed == b[j].speed && !(b[j].chip_time < a[i].chip_time))));
        const spot& next = first ? a[i++] : b[j++];
        if (next.chip_time < least) {
            least = next.chip_time;
            both.push_back(next);
        }
    }
    return both;
}

} // namespace detail

/// Speed for one user against cost: the deployments that no other beats in both, fastest first.
/// `points_each` loads are tried for each layout, evenly spaced in logarithms up to what fits.
template <class Price>
[[nodiscard]] auto frontier(const workload::transformer& model, const hardware::chip<>& chip,
                            const traffic<>& load, const Price& price,
                            const search_space& space = {}, int points_each = 48) {
    using D = detail::cost_dimension<Price>;
    const auto amount = detail::amount_of(price);
    require_positive("price", amount);
    if (points_each < 1) {
        rejected::value_out_of_range("points_each", points_each, 1, 1e6);
    }
    validate(load).raise_if_any("serving::traffic");
    // Only speed and chip-time per token decide; the rest is worked out for what remains.
    list<deployment<>> tried;
    list<detail::spot> front;
    list<detail::spot> own; // of one deployment
    detail::for_each_deployment(model, chip, space, [&](const deployment<>& d) {
        const prepared<> ready = prepare(d);
        if (ready.kernel.missing > 0) {
            return;
        }
        tried.push_back(d);
        traffic<> t = load;
        t.arrive = arrivals::closed_loop;
        const double output = t.output.in(units::token);
        const double fits = detail::largest_batch(ready.kernel, t.input.in(units::token), output);
        const double most = min(space.most_requests, max(1.0, fits));
        const double step = points_each == 1 ? 1.0 : pow(most, 1.0 / (points_each - 1));
        double requests = 1;
        own.clear();
        for (int i = 0; i < points_each; ++i, requests *= step) {
            t.concurrency = requests * units::request;
            const auto o = detail::solve(ready, t);
            detail::offer(own,
                          {1 / o.tpot, ready.chips / o.output_rate, requests, tried.size() - 1});
        }
        front = detail::merged(front, own);
    });
    list<candidate<D>> result;
    result.reserve(front.size());
    for (const detail::spot& s : front) {
        const deployment<>& d = tried[s.deployment];
        const prepared<> ready = prepare(d);
        const detail::searched<double> again{ready, load, {}};
        result.push_back(detail::priced<D>(again, d.layout, d.weights, s.requests,
                                           again.at(s.requests), amount));
    }
    return result;
}

/// The fewest chips that hold a model and one request of this traffic, and keep the promises; the
/// fastest of the layouts with that many chips.
template <class Price>
[[nodiscard]] constexpr auto
smallest(const workload::transformer& model, const hardware::chip<>& chip, const traffic<>& load,
         const targets& wanted, const Price& price, const search_space& space = {}) {
    using D = detail::cost_dimension<Price>;
    const auto amount = detail::amount_of(price);
    require_positive("price", amount);
    search_result<D> found;
    detail::for_each_deployment(model, chip, space, [&](const deployment<>& d) {
        const prepared<> ready = prepare(d);
        const detail::searched<double> s{ready, load, wanted};
        const operating_point<> o = s.at(1);
        if (!detail::acceptable(found, s, o)) {
            return;
        }
        const auto& best = found.best;
        if (!best.feasible || d.layout.chips() < best.chips() ||
            (d.layout.chips() == best.chips() && o.per_user > best.at.per_user)) {
            found.best = detail::priced<D>(s, d.layout, d.weights, 1, o, amount);
        }
    });
    return found;
}

} // namespace flopcost::serving
