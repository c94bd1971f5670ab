// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>

#include <flopcost/core/list.hpp>
#include <flopcost/training/machine.hpp>
#include <flopcost/training/memory_kernel.hpp>
#include <flopcost/training/step_plan.hpp>
#include <flopcost/training/step_schedule.hpp>

namespace flopcost::training {

/// A set of enumerators.
template <class E>
class choices {
public:
    constexpr choices(std::initializer_list<E> list) {
        for (const E e : list) {
            bits_ |= 1u << static_cast<unsigned>(e);
        }
    }
    [[nodiscard]] constexpr bool contains(E e) const {
        return (bits_ >> static_cast<unsigned>(e) & 1u) != 0;
    }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
    [[nodiscard]] constexpr int size() const {
        int n = 0;
        for (unsigned b = bits_; b != 0; b &= b - 1) {
            ++n;
        }
        return n;
    }

private:
    unsigned bits_ = 0;
};

/// Which layouts a search tries: all combinations of these choices that divide the chips, the
/// heads, the layers, the experts and the batch. Zero as an upper limit means the natural one.
struct layout_space {
    int tensor_up_to = 0;   ///< 0: the scale-up domain
    int pipeline_up_to = 0; ///< 0: the number of layers
    int virtual_up_to = 8;  ///< chunks of layers per stage; 0: every divisor
    int context_up_to = 1;  ///< powers of two that divide the sequence
    int expert_up_to = 0;   ///< 0: the number of experts
    int micro_batch_up_to = 16;
    bool without_sequence_parallel = false; ///< also tensor parallelism without it
    choices<sharding> shards{sharding::optimizer, sharding::full};
    bool sharding_in_domain = false; ///< also full shards of one scale-up domain only (HSDP)
    choices<recompute> recomputations{recompute::none, recompute::selective, recompute::full};
    int recompute_steps = 1; ///< recomputation of 1/n, 2/n, ... of the layers
    choices<pipeline_schedule> schedules{pipeline_schedule::one_f_one_b};
    bool offload = false;         ///< also (half of) the activations and the state in host memory
    bool without_overlap = false; ///< also without the overlap of traffic that the stack has
};

namespace layout_spaces {
/// All that the step model knows for a dense model: about as many layouts as Calculon's exhaustive
/// search tries.
inline constexpr layout_space everything{
    .tensor_up_to = 1 << 20,
    .virtual_up_to = 0,
    .micro_batch_up_to = 1 << 20,
    .without_sequence_parallel = true,
    .shards = {sharding::none, sharding::optimizer, sharding::gradients, sharding::full},
    .recompute_steps = 8,
    .schedules = {pipeline_schedule::one_f_one_b, pipeline_schedule::gpipe,
                  pipeline_schedule::zero_bubble},
    .offload = true,
    .without_overlap = true};
} // namespace layout_spaces

/// Scalars of the plans that a search takes: it compares, so they are plain numbers. The functions
/// are templates all the same, so that only programs that search pay for compiling the model.
template <class S>
concept searchable = std::same_as<S, double>;

namespace detail {

/// All choices of one layout.
struct layout_candidate {
    layout_spec layout{};
    bool tensor_overlap = false;
    bool data_overlap = false;
};

/// Candidates that share their layer times, stages and schedule; they differ in what is sharded,
/// offloaded, overlapped over the data ranks and in the share of layers that is recomputed.
struct layout_unit {
    layout_candidate common{};
    std::size_t times = 0; ///< of a layer
    double bound = 0;      ///< no candidate of the unit is faster
};

/// Enumerates a space on one base plan. Layer times are computed once for all candidates that share
/// them.
template <searchable S = double>
class search_context {
public:
    search_context(const step_plan<S>& base, const layout_space& space, const calibration& cal)
        : base_(base), space_(space), constants_(cal.global), net_(network_of(base.model)),
          machine_(machine_of(base, cal)), job_(job_of(base, cal)) {
        memory_rate_ = base.chip.bandwidth.in(units::byte / units::second / units::chip) *
                       cal.of(base.chip.family).memory;
        free_ = machine_;
        free_.fabric = {1e30, 1e30, 0, 0, 0};
        free_.host_link = 1e30;
    }

    /// Calls `visit(unit)` for each unit.
    template <class F>
    void for_each_unit(F visit) {
        const int chips = base_.chips;
        const auto& m = base_.model;
        const int domain = base_.chip.scale_up_domain > 0 ? base_.chip.scale_up_domain : 1;
        const int tensor_most = space_.tensor_up_to > 0 ? space_.tensor_up_to : domain;
        layout_unit unit;
        layout_spec& l = unit.common.layout;
        for (int tensor = 1; tensor <= chips && tensor <= tensor_most; ++tensor) {
            if (chips % tensor != 0 || m.heads % tensor != 0) {
                continue;
            }
            l.tensor = tensor;
            for (int context = 1; context <= space_.context_up_to; context *= 2) {
                if (chips / tensor % context != 0 || base_.sequence % context != 0) {
                    continue;
                }
                l.context = context;
                const int rest = chips / tensor / context;
                for (int data = 1; data <= rest; ++data) {
                    const int pipeline = rest / data;
                    if (rest % data != 0 || pipeline > m.layers ||
                        (space_.pipeline_up_to > 0 && pipeline > space_.pipeline_up_to) ||
                        base_.batch % data != 0) {
                        continue;
                    }
                    l.data = data;
                    l.pipeline = pipeline;
                    for_each_expert_split(unit, visit);
                }
            }
        }
    }

    /// How many candidates a unit stands for.
    [[nodiscard]] long long candidates_of(const layout_unit& u) const {
        long long shards = space_.shards.size();
        if (space_.shards.contains(sharding::full) && domain_shards(u.common.layout) > 0) {
            ++shards;
        }
        return shards * steps_of(u) * (space_.offload ? 6 : 1) * (data_overlaps());
    }

    /// Calls `visit(candidate, bytes of memory)` for each candidate of a unit.
    template <class F>
    void for_each_candidate(const layout_unit& u, F visit) const {
        layout_candidate c = u.common;
        layout_spec& l = c.layout;
        const int steps = steps_of(u);
        for (int i = 1; i <= steps; ++i) {
            l.recompute_layers = static_cast<double>(i) / steps;
            for (const sharding s :
                 {sharding::none, sharding::optimizer, sharding::gradients, sharding::full}) {
                if (!space_.shards.contains(s)) {
                    continue;
                }
                l.shard = s;
                l.shard_group = 0; // all data ranks
                offer_offloads(c, visit);
                if (s == sharding::full && domain_shards(l) > 0) {
                    l.shard_group = domain_shards(l);
                    offer_offloads(c, visit);
                }
            }
        }
    }

    /// Parts of a candidate's step.
    [[nodiscard]] step_parts<S> parts(const layout_candidate& c, const layout_unit& u) const {
        software_stack s = base_.stack;
        s.tensor_overlap = c.tensor_overlap;
        s.data_overlap = c.data_overlap;
        return assemble(net_, c.layout, c.layout.data, machine_, job_, s, constants_,
                        times_[u.times]);
    }
    /// Step time of a candidate, seconds.
    [[nodiscard]] double seconds(const layout_candidate& c, const layout_unit& u) const {
        return total(parts(c, u));
    }
    /// Memory of a candidate if it were sharded in another way.
    [[nodiscard]] memory_parts memory_with(const layout_candidate& c, sharding shard) const {
        layout_spec l = c.layout;
        l.shard = shard;
        return memory_of(net_, l, l.data, job_, base_.stack, constants_);
    }
    [[nodiscard]] double element() const { return job_.element; }
    [[nodiscard]] double memory_rate() const { return memory_rate_; }

    /// A time that no candidate of the unit goes below: the unit's step on a machine with
    /// infinitely fast links to other chips and to the host, fully sharded, with the least
    /// recomputation.
    ///
    /// Proof. Layer times are those of the unit, the same for all of its candidates, but for what
    /// recomputation repeats, which grows with the share of layers. Write x for the time of a layer
    /// (both passes) and g >= 0 for the exposed gather of its weights, m for the micro-batches, k
    /// for the layers of the longest stage. The parts of `assemble` sum to
    ///     T = m B(x + g) + sends + bubble + data + optimizer + offload + j (m B(x + g) - m k g +
    ///         sends + bubble),      j >= 0,
    /// where B(y) is the busiest stage, a maximum of terms a y + b with 0 <= a <= L, so B rises
    /// with y. Links enter sends, data, g, offload, each at least 0, the value that they have here.
    /// The optimizer takes at least its fixed part, all that is left of it here. The bubble is a
    /// positive multiple of (L y + c) - B(y), a minimum of terms (L - a) y + (c - b), plus terms
    /// that are at least 0 and rise with B: it falls with nothing that is relaxed. So each of the
    /// first six terms is at least its value here. In the last one B(y) >= k y gives m B(x + g) - m
    /// k g >= m k x: that much of it, j m k x, is counted below, and no more.
    [[nodiscard]] double bound(const layout_unit& u) const {
        layout_spec l = u.common.layout;
        l.shard = sharding::full;
        l.shard_group = 0;
        l.offload_optimizer = true;
        l.offload_activations = 0;
        l.recompute_layers = 1.0 / steps_of(u);
        software_stack s = base_.stack;
        s.tensor_overlap = u.common.tensor_overlap;
        s.data_overlap = true;
        const auto p = assemble(net_, l, l.data, free_, job_, s, constants_, times_[u.times]);
        const double layers = p.gemm + p.attention + p.pointwise + p.recomputed + p.launch +
                              p.tensor + p.context + p.expert;
        const double jitter = constants_.jitter * log2(static_cast<double>(base_.chips));
        // One part in 1e12 less, for sums that are rounded in another order.
        return (total(p) - p.straggler + jitter * layers) * (1 - 1e-12);
    }

private:
    [[nodiscard]] int data_overlaps() const {
        return space_.without_overlap && base_.stack.data_overlap ? 2 : 1;
    }
    [[nodiscard]] int steps_of(const layout_unit& u) const {
        return u.common.layout.recomputation == recompute::none ? 1 : space_.recompute_steps;
    }
    // Ranks of a hybrid shard group, or 0 if there is no other than the full one.
    [[nodiscard]] int domain_shards(const layout_spec& l) const {
        const int ranks = l.data * l.context;
        const int inside = base_.chip.scale_up_domain / l.tensor;
        return space_.sharding_in_domain && inside > 1 && inside < ranks && ranks % inside == 0
                   ? inside
                   : 0;
    }

    template <class F>
    void offer_offloads(layout_candidate& c, F& visit) const {
        layout_spec& l = c.layout;
        software_stack s = base_.stack;
        for (int halves = 0; halves <= (space_.offload ? 2 : 0); ++halves) {
            l.offload_activations = 0.5 * halves;
            for (const bool state : {false, true}) {
                if (state && !space_.offload) {
                    continue;
                }
                l.offload_optimizer = state;
                const double bytes = memory_of(net_, l, l.data, job_, s, constants_).total();
                for (int i = data_overlaps(); i > 0; --i) {
                    c.data_overlap = i == 2 || (data_overlaps() == 1 && s.data_overlap);
                    visit(static_cast<const layout_candidate&>(c), bytes);
                }
            }
        }
    }

    template <class F>
    void for_each_expert_split(layout_unit& unit, F& visit) {
        layout_spec& l = unit.common.layout;
        const int experts = base_.model.experts;
        if (experts <= 0) {
            l.expert = l.expert_tensor = 1;
            for_each_micro_batch(unit, visit);
            return;
        }
        const int room = l.tensor * l.context * l.data;
        const int most = space_.expert_up_to > 0 ? space_.expert_up_to : experts;
        for (int expert = 1; expert <= most && expert <= room; ++expert) {
            if (experts % expert != 0) {
                continue;
            }
            for (const int split : {1, l.tensor}) {
                if (room % (expert * split) == 0) {
                    l.expert = expert;
                    l.expert_tensor = split;
                    for_each_micro_batch(unit, visit);
                }
                if (l.tensor == 1) {
                    break;
                }
            }
        }
    }

    template <class F>
    void for_each_micro_batch(layout_unit& unit, F& visit) {
        layout_spec& l = unit.common.layout;
        const int per_rank = base_.batch / l.data;
        for (int micro = 1; micro <= per_rank && micro <= space_.micro_batch_up_to; ++micro) {
            if (per_rank % micro != 0) {
                continue;
            }
            l.micro_batch = micro;
            for (const bool sequence : {true, false}) {
                if (l.tensor == 1 ? sequence : !sequence && !space_.without_sequence_parallel) {
                    continue;
                }
                l.sequence_parallel = sequence;
                for (const recompute r : {recompute::none, recompute::selective, recompute::full}) {
                    if (space_.recomputations.contains(r)) {
                        l.recomputation = r;
                        for_each_overlap(unit, visit);
                    }
                }
            }
        }
    }

    template <class F>
    void for_each_overlap(layout_unit& unit, F& visit) {
        const layout_spec& l = unit.common.layout;
        for (const bool overlap : {true, false}) {
            const bool native = overlap == base_.stack.tensor_overlap;
            const bool extra = !overlap && space_.without_overlap && l.tensor > 1;
            if (!native && !extra) {
                continue;
            }
            unit.common.tensor_overlap = overlap;
            unit.times = times_of(unit.common);
            for_each_schedule(unit, visit);
        }
    }

    template <class F>
    void for_each_schedule(layout_unit& unit, F& visit) {
        layout_spec& l = unit.common.layout;
        const int stage = (base_.model.layers + l.pipeline - 1) / l.pipeline;
        for (const pipeline_schedule s :
             {pipeline_schedule::one_f_one_b, pipeline_schedule::gpipe,
              pipeline_schedule::zero_bubble, pipeline_schedule::dual_pipe}) {
            // Without a pipeline there is nothing to schedule: one entry.
            if (l.pipeline == 1 ? s != pipeline_schedule::one_f_one_b
                                : !space_.schedules.contains(s)) {
                continue;
            }
            l.schedule = s;
            const bool interleaves = l.pipeline > 1 && s == pipeline_schedule::one_f_one_b;
            const int most = !interleaves               ? 1
                             : space_.virtual_up_to > 0 ? space_.virtual_up_to
                                                        : stage;
            for (int chunks = 1; chunks <= most && chunks * l.pipeline <= base_.model.layers;
                 ++chunks) {
                if (stage % chunks == 0) {
                    l.virtual_stages = chunks;
                    visit(static_cast<const layout_unit&>(unit));
                }
            }
        }
        l.virtual_stages = 1;
        l.schedule = pipeline_schedule::one_f_one_b;
    }

    // Layer times depend on these fields of the layout and nothing else; neighbours in the
    // enumeration mostly share them.
    std::size_t times_of(const layout_candidate& c) {
        const layout_spec& l = c.layout;
        for (std::size_t i = keys_.size(); i-- > 0;) {
            const layout_candidate& k = keys_[i];
            const layout_spec& o = k.layout;
            if (o.tensor == l.tensor && o.sequence_parallel == l.sequence_parallel &&
                o.context == l.context && o.expert == l.expert &&
                o.expert_tensor == l.expert_tensor && o.micro_batch == l.micro_batch &&
                o.recomputation == l.recomputation && k.tensor_overlap == c.tensor_overlap) {
                return i;
            }
            if (o.tensor != l.tensor || o.context != l.context) {
                break; // the outermost loops never come back to a degree
            }
        }
        software_stack s = base_.stack;
        s.tensor_overlap = c.tensor_overlap;
        keys_.push_back(c);
        times_.push_back(time_layer(net_, l, machine_, job_, s, constants_));
        return times_.size() - 1;
    }

    step_plan<S> base_;
    layout_space space_;
    global_constants constants_;
    network net_;
    machine<S> machine_;
    machine<S> free_{};
    double memory_rate_ = 0; // bytes/s, sustained
    job job_;
    list<layout_candidate> keys_;
    list<layer_times<S>> times_;
};

} // namespace detail
} // namespace flopcost::training
