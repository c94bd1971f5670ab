// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <flopcost/core/error.hpp>
#include <flopcost/core/list.hpp>
#include <flopcost/core/text.hpp>
#include <flopcost/scalar/pack.hpp>
#include <flopcost/uncertainty/drivers.hpp>
#include <flopcost/uncertainty/executor.hpp>
#include <flopcost/uncertainty/inputs.hpp>
#include <flopcost/uncertainty/outcome.hpp>
#include <flopcost/uncertainty/results.hpp>
#include <flopcost/uncertainty/sampling.hpp>
#include <flopcost/uncertainty/tally.hpp>

namespace flopcost::uncertainty {

namespace detail {

// Blocks [first, last) of a part of the indices: all blocks that begin inside it.
struct block_range {
    std::uint64_t first, last;
};
[[nodiscard]] constexpr block_range blocks_of(const sampling& how, std::uint64_t n) noexcept {
    const auto up = [](std::uint64_t i) { return i / block_size + (i % block_size != 0 ? 1 : 0); };
    const std::uint64_t end = how.last < n ? how.last : n;
    const std::uint64_t first = how.first < n ? how.first : n;
    return {up(first), first < end ? up(end) : up(first)};
}

} // namespace detail

/// The result of `simulate`: one typed `outcome` for each output of the model. With one output it
/// is that outcome; a tuple's are `get<0>()`, `get<1>()`; a described struct's `output<Q>("name")`.
template <class F, class R>
class simulation {
public:
    using first_output = typename detail::output_type<0, R>::type;

    simulation(F callable, sampling how, std::uint64_t count, input_list inputs)
        : model_(std::move(callable)), how_(how), count_(count), inputs_(std::move(inputs)) {}

    /// Output number I of a model that returns a tuple or an array.
    template <std::size_t I>
    [[nodiscard]] auto get() const {
        return outcome<typename detail::output_type<I, R>::type>(tallies_[I]);
    }
    /// The named field of a described result; `Q` must be its type. Error 301 for another name.
    template <class Q>
    [[nodiscard]] outcome<Q> output(text name) const {
        for (std::size_t i = 0; i < names_.size(); ++i) {
            if (names_[i] == name && marks_[i] == &detail::type_mark<Q>) {
                return outcome<Q>(tallies_[i]);
            }
        }
        rejected::because(error_number::unknown_name, name,
                          "the model has no output of this name and dimension");
    }
    /// The number of outputs and their names.
    [[nodiscard]] std::size_t outputs() const noexcept { return tallies_.size(); }
    [[nodiscard]] text output_name(std::size_t i) const noexcept { return names_[i]; }
    /// The named inputs, in the order in which the model draws them.
    [[nodiscard]] const input_list& inputs() const noexcept { return inputs_; }
    [[nodiscard]] const sampling& how() const noexcept { return how_; }

    // The questions to a single output; see `outcome`.
    [[nodiscard]] auto result() const { return get<0>(); }
    [[nodiscard]] std::uint64_t count() const noexcept { return tallies_[0].count(); }
    [[nodiscard]] auto mean() const { return first().mean(); }
    [[nodiscard]] auto mean_error() const { return first().mean_error(); }
    [[nodiscard]] auto stddev() const { return first().stddev(); }
    [[nodiscard]] auto median() const { return first().median(); }
    [[nodiscard]] auto quantile(double p) const { return first().quantile(p); }
    [[nodiscard]] auto quantile_error(double p) const { return first().quantile_error(p); }
    [[nodiscard]] auto interval(double credibility = 0.9) const {
        return first().interval(credibility);
    }
    [[nodiscard]] auto probability_above(const first_output& x) const {
        return first().probability_above(x);
    }
    [[nodiscard]] auto probability_below(const first_output& x) const {
        return first().probability_below(x);
    }
    [[nodiscard]] auto histogram(int bars = 40) const { return first().histogram(bars); }
    [[nodiscard]] auto values() const { return first().values(); }
    [[nodiscard]] double accepted() const { return first().accepted(); }

    /// The same outputs over those samples only whose output I fulfils `event`. Needs kept samples.
    template <std::size_t I = 0, class Event>
    [[nodiscard]] simulation given(Event event) const {
        using Q = typename detail::output_type<I, R>::type;
        if (!tallies_[0].kept()) {
            rejected::because(error_number::inconsistent, "keep",
                              "given() needs the samples: simulate with keep = true, or use "
                              "draw.given_less() in the model");
        }
        simulation out(model_, how_, count_, input_list{});
        out.names_ = names_;
        out.marks_ = marks_;
        for (const detail::tally& t : tallies_) {
            out.tallies_.push_back(detail::tally(t.shift(), true));
        }
        const list<double>& x = tallies_[I].values();
        for (std::size_t k = 0; k < x.size(); ++k) {
            if (event(detail::typed<Q>::make(x[k]))) {
                for (std::size_t o = 0; o < tallies_.size(); ++o) {
                    out.tallies_[o].add(tallies_[o].values()[k]);
                }
            }
        }
        return out;
    }

    /// Which inputs drive output `which`: first-order and total Sobol' indices with 90 % intervals,
    /// the greatest total first. Evaluates the model anew, about `points` times.
    [[nodiscard]] driver_table drivers(std::uint64_t points = 65536, std::size_t which = 0) const {
        return sobol_indices(model_, {.points = points, .seed = how_.seed, .output = which});
    }

    /// Adds another part of the same simulation: bit for bit what one run over both would give.
    void merge(const simulation& other) {
        check_same(other.fingerprint());
        for (std::size_t i = 0; i < tallies_.size(); ++i) {
            tallies_[i].merge(other.tallies_[i]);
        }
    }
    /// The state as words, to be sent to another process.
    [[nodiscard]] list<std::uint64_t> save() const {
        list<std::uint64_t> out{fingerprint()};
        for (const detail::tally& t : tallies_) {
            t.save(out);
        }
        return out;
    }
    /// Adds a part that another process saved. Error 501 for anything else, 202 for a part of a
    /// different simulation.
    void merge(const list<std::uint64_t>& saved) {
        const std::uint64_t* in = saved.data();
        const std::uint64_t* end = in + saved.size();
        if (saved.empty()) {
            malformed();
        }
        check_same(*in++);
        for (detail::tally& t : tallies_) {
            in = t.merge_saved(in, end);
            if (in == nullptr) {
                malformed();
            }
        }
    }
    /// A hash of seed, sampler, names of the inputs and number of outputs.
    [[nodiscard]] std::uint64_t fingerprint() const noexcept {
        std::uint64_t h = 0x9e3779b97f4a7c15ull;
        const auto mix = [&h](std::uint64_t x) { h = (h ^ x) * 0x100000001b3ull + (h >> 29); };
        mix(how_.seed);
        mix(how_.stream);
        mix(static_cast<std::uint64_t>(how_.method) + (how_.align ? 0 : 256));
        mix(how_.method == sampler::latin_hypercube ? count_ : 0);
        for (const input& i : inputs_) {
            mix(i.id());
        }
        mix(tallies_.size());
        return h;
    }

    // Runs the blocks of this part; used by `simulate`.
    template <class Executor>
    void run(const Executor& executor) {
        // All inputs at their medians: finds the outputs and a typical value of each.
        list<scalar> medians;
        for (const input& i : inputs_) {
            medians.push_back(scalar(i.map().at_score(0.0)));
        }
        draw<scalar> d(inputs_, medians.data());
        detail::visit_leaves<scalar>(
            detail::evaluate(model_, d), "", [&](const detail::leaf<scalar>& l) {
                names_.push_back(l.name);
                marks_.push_back(l.mark);
                tallies_.push_back(detail::tally((*l.value)[0], how_.keep));
            });
        if (how_.method == sampler::sobol && how_.align) {
            turn_ = detail::turn(gradients());
        }
        const detail::block_range all = detail::blocks_of(how_, count_);
        const std::uint64_t blocks = all.last - all.first;
        const auto width = static_cast<std::uint64_t>(executor.width());
        const std::uint64_t parts = blocks < width ? (blocks > 0 ? blocks : 1) : width;
        list<list<detail::tally>> part(static_cast<std::size_t>(parts), tallies_);
        executor(static_cast<std::size_t>(parts), [&](std::size_t p) {
            run_blocks(part[p], all.first + blocks * p / parts,
                       all.first + blocks * (p + 1) / parts);
        });
        for (const list<detail::tally>& t : part) {
            for (std::size_t i = 0; i < tallies_.size(); ++i) {
                tallies_[i].merge(t[i]);
            }
        }
    }

private:
    using scalar = pack<block_size>;

    [[nodiscard]] outcome<first_output> first() const { return outcome<first_output>(tallies_[0]); }

    // How each of the first outputs changes with each independent score, about the medians.
    [[nodiscard]] list<list<double>> gradients() const {
        constexpr std::size_t most_outputs = 4;
        constexpr std::size_t at_once = block_size / 2;
        const std::size_t n = inputs_.size();
        const detail::generator generate(inputs_, how_, count_);
        list<list<double>> out;
        list<scalar> x(n);
        for (std::size_t begin = 0; begin < n; begin += at_once) {
            // Lanes 2 k and 2 k + 1 move input begin + k by half a score up and down.
            for (std::size_t i = 0; i < n; ++i) {
                x[i] = scalar(0.0);
                if (i >= begin && i < begin + at_once) {
                    x[i][static_cast<int>(2 * (i - begin))] = 0.5;
                    x[i][static_cast<int>(2 * (i - begin) + 1)] = -0.5;
                }
            }
            generate.from_scores(x.data());
            draw<scalar> d(inputs_, x.data());
            std::size_t o = 0;
            detail::visit_leaves<scalar>(
                detail::evaluate(model_, d), "", [&](const detail::leaf<scalar>& l) {
                    if (o >= most_outputs || o >= n) {
                        return;
                    }
                    if (begin == 0) {
                        out.emplace_back(n);
                    }
                    for (std::size_t i = begin; i < n && i < begin + at_once; ++i) {
                        const int lane = static_cast<int>(2 * (i - begin));
                        out[o][i] = (*l.value)[lane] - (*l.value)[lane + 1];
                    }
                    ++o;
                });
        }
        return out;
    }
    void run_blocks(list<detail::tally>& tallies, std::uint64_t first, std::uint64_t last) const {
        detail::generator generate(inputs_, how_, count_);
        generate.turned = turn_.empty() ? nullptr : &turn_;
        for (detail::tally& t : tallies) {
            t.reserve((last - first) * block_size);
        }
        list<scalar> x(inputs_.size() + 1);
        draw<scalar> d(inputs_, x.data());
        for (std::uint64_t block = first; block < last; ++block) {
            generate.values(block, x.data());
            const auto result = detail::evaluate(model_, d);
            const std::uint64_t left = count_ - block * block_size;
            const int lanes = left < block_size ? static_cast<int>(left) : block_size;
            std::size_t o = 0;
            detail::visit_leaves<scalar>(result, "", [&](const detail::leaf<scalar>& l) {
                tallies[o++].add(l.value->data(), d.conditional() ? d.weight().data() : nullptr,
                                 lanes);
            });
        }
    }
    void check_same(std::uint64_t other) const {
        if (other != fingerprint()) {
            rejected::because(error_number::inconsistent, "simulations",
                              "only parts of one simulation (same model, seed, stream and sampler) "
                              "can be merged");
        }
    }
    [[noreturn]] static void malformed() {
        rejected::because(error_number::malformed_data, "saved simulation",
                          "saved simulation: these words are not one");
    }

    F model_;
    sampling how_;
    std::uint64_t count_;
    input_list inputs_;
    detail::turn turn_;
    list<text> names_;
    list<const char*> marks_;
    list<detail::tally> tallies_;
};

/// Evaluates a model on `n` samples of its uncertain inputs, 64 at a time. The model is any
/// callable that asks its argument for inputs by name and returns numbers or quantities made from
/// them:
///
///     auto cost = uncertainty::simulate(1'000'000, [](auto& draw) {
///         auto rent = draw("rent", lognormal(from(1.4).to(2.6))) * usd / chip_hour;
///         return 2.788e6 * chip_hour * rent;
///     });
///     cost.quantile(0.5);  cost.interval(0.9);  cost.drivers();
///
/// The result is the same to the bit for any executor, any split of the indices, any compiler.
template <class F, class Executor = serial>
[[nodiscard]] auto simulate(std::uint64_t n, F callable, sampling how = {},
                            const Executor& executor = {}) {
    require_in_range("number of samples", static_cast<double>(n), 1.0, 0x1p47);
    using S = pack<block_size>;
    using R = std::remove_cvref_t<decltype(callable(std::declval<draw<S>&>()))>;
    static_assert(!std::is_void_v<R>, "flopcost: the model must return its output");
    input_list inputs;
    {
        draw<S> recorder(inputs);
        static_cast<void>(detail::evaluate(callable, recorder));
    }
    simulation<F, R> out(std::move(callable), how, n, std::move(inputs));
    out.run(executor);
    return out;
}

} // namespace flopcost::uncertainty
