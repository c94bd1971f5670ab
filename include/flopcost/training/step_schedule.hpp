// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/training/activations.hpp>
#include <flopcost/training/step_kernel.hpp>

// From the times of a layer to those of a step: stages, schedule, data parallelism, optimizer.
namespace flopcost::training::detail {

/// Sums of one stage-time for one micro-batch; and the step's parts. All in seconds per step.
template <class S>
struct step_parts {
    S gemm, attention, pointwise, head, recomputed, launch;
    S tensor, context, expert, pipeline, bubble, data, optimizer, offload, straggler;
};

/// The step from its layer times: stages, schedule, data parallelism, optimizer.
template <class S>
[[nodiscard]] constexpr step_parts<S>
assemble(const network& n, const layout_spec& l, int data, const machine<S>& m, const job& j,
         const software_stack& s, const global_constants& c, const layer_times<S>& t) {
    const S zero = constant<S>(0);
    const double tp = l.tensor;
    const double p = l.pipeline;
    const double v = l.virtual_stages;
    const double micro = j.batch / (static_cast<double>(data) * l.micro_batch);
    const double again = l.recomputation == recompute::full ? l.recompute_layers : 0.0;

    // Layers on the busiest stage and on the ends, those of prediction modules among them. Where
    // the stages are uneven, current stacks relieve the ends.
    const int layers = static_cast<int>(n.layers + n.ahead);
    const int whole = (layers + l.pipeline - 1) / l.pipeline;
    const int spare = whole * l.pipeline - layers;
    const double middle = whole;
    const double last = spare >= 1 ? whole - 1 : whole;
    const double first = s.balanced_ends && spare >= 2 ? whole - 1 : whole;

    // --- one layer, one micro-batch, with what the host adds and FSDP's traffic
    const pass<S>& f = t.forward;
    const pass<S>& b = t.backward;
    const S repeat =
        again * f.total() +
        (l.recomputation == recompute::selective ? l.recompute_layers * t.selective : zero);
    const double host = m.host * (1 + c.host_crowd * (tp - 1));
    const auto issued = [&](const pass<S>& x) {
        const double fixed = s.graphs ? 0.0 : x.kernels - x.variable;
        return host * (fixed + (s.graphs_routed ? 0.0 : x.variable));
    };
    const S forward = max(f.total(), issued(f));
    const S backward = max(b.total() + repeat, c.backward_issue * issued(b) + again * issued(f));
    const S launch = forward - f.total() + backward - b.total() - repeat;

    const double dense_share = n.layer_common() / tp;
    const double expert_share =
        n.layer_experts() / (static_cast<double>(l.expert) * l.expert_tensor);
    const int dense_ranks = data * l.context;
    const int expert_ranks = data * l.context * l.tensor / (l.expert * l.expert_tensor) > 0
                                 ? data * l.context * l.tensor / (l.expert * l.expert_tensor)
                                 : 1;
    const int wanted = l.shard_group > 0 ? l.shard_group : dense_ranks;
    const int shard_ranks = wanted < dense_ranks ? wanted : dense_ranks;
    const comm_group shard_group = hardware::strided_group(shard_ranks, l.tensor, m.domain);
    const comm_group expert_group =
        hardware::strided_group(expert_ranks, l.expert * l.expert_tensor, m.domain);
    const double weight_bytes = j.element;

    S gathered_layer = zero; // exposed FSDP traffic per layer and micro-batch
    if (l.shard == sharding::full && shard_ranks > 1) {
        const S gather =
            hardware::all_gather_time(weight_bytes * dense_share, shard_group, m.fabric) +
            (expert_ranks > 1 && expert_share > 0
                 ? hardware::all_gather_time(weight_bytes * expert_share, expert_group, m.fabric)
                 : zero);
        const S reduce = gather * (s.gradient_bytes / weight_bytes);
        const S back = gather + reduce;
        gathered_layer = max(gather - forward, zero) + c.overlap_slowdown * min(gather, forward) +
                         max(back - backward, zero) + c.overlap_slowdown * min(back, backward);
    }
    const S layer = forward + backward + gathered_layer;
    const S head = (1 + n.mtp) * (t.head_forward + t.head_backward);
    const S embed = t.embed_forward + t.embed_backward;
    const S first_stage = first * layer + embed;
    const S last_stage = last * layer + head;
    const S all_stages = (n.layers + n.ahead) * layer + head + embed;

    // --- the pipeline. The ends send and receive half as much as the stages between them, so that
    // a part of their extra work fills time in which the others wait for the network.
    S send = zero;
    S seen = zero;
    if (l.pipeline > 1) {
        const double tokens = l.micro_batch * j.sequence / l.context;
        const bool crossing = l.tensor * l.context * data >= m.domain;
        send = hardware::send_time(tokens * n.hidden * j.element / tp, crossing, m.fabric);
        seen = 2 * v * (s.pipeline_overlap && l.virtual_stages > 1 ? 1 - c.pipeline_hidden : 1.0) *
               send;
    }
    const S busiest =
        p > 1 ? max(middle * layer + seen, max(first_stage, last_stage) + 0.5 * seen) : all_stages;
    const S sends = micro * seen;
    S bubble = zero;
    if (l.pipeline > 1) {
        const S slot = (all_stages - (busiest - seen)) / v + 2 * (p - 1) * send;
        const double short_fall = p > micro ? p - micro : 0.0;
        const S starved = (v - 1) * short_fall / v / p * busiest;
        switch (l.schedule) {
        case pipeline_schedule::zero_bubble:
            bubble = slot / 3.0;
            break;
        case pipeline_schedule::dual_pipe:
            bubble = (p - 2) / (p - 1) / 3.0 * slot;
            break;
        default:
            bubble = slot + starved;
        }
        const double rest = micro - p * static_cast<double>(static_cast<int>(micro / p));
        if (v > 1 && rest > 0 && micro > p) {
            bubble = bubble + (v - 1) * (p - rest) / p * busiest / v;
        }
    }

    // --- gradients and weights over the data ranks
    const double stage_layers = p > 1 ? middle : n.layers;
    const double dense_parameters =
        stage_layers * dense_share + n.embedding() / tp * (p > 1 || n.tied > 0 ? 1 : 2);
    const double expert_parameters = stage_layers * expert_share;
    S data_exposed = micro * stage_layers * gathered_layer;
    {
        const comm_group all = hardware::strided_group(dense_ranks, l.tensor, m.domain);
        S reduce = zero;
        S gather = zero;
        if (l.shard == sharding::full) {
            if (shard_ranks < dense_ranks) { // copies of the shards are averaged once a step
                const comm_group copies{static_cast<double>(dense_ranks) / shard_ranks, 1};
                reduce = hardware::all_reduce_time(
                    s.gradient_bytes * dense_parameters / shard_ranks, copies, m.fabric);
            }
        } else {
            if (dense_ranks > 1) {
                reduce =
                    hardware::all_gather_time(s.gradient_bytes * dense_parameters, all, m.fabric);
                gather = hardware::all_gather_time(
                    (l.shard == sharding::none ? s.gradient_bytes : weight_bytes) *
                        dense_parameters,
                    all, m.fabric);
            }
            if (expert_parameters > 0 && expert_ranks > 1) {
                reduce = reduce + hardware::all_gather_time(s.gradient_bytes * expert_parameters,
                                                            expert_group, m.fabric);
                gather = gather + hardware::all_gather_time(weight_bytes * expert_parameters,
                                                            expert_group, m.fabric);
            }
        }
        if (s.data_overlap) {
            const S window_b = c.data_hidden * stage_layers * backward;
            const S window_f = c.data_hidden * stage_layers * forward;
            const bool summed = l.shard == sharding::none; // the all-reduce is all in the backward
            const S rest = summed ? max(reduce + gather - window_b, zero)
                                  : max(reduce - window_b, zero) + max(gather - window_f, zero);
            data_exposed = data_exposed + rest + c.data_floor * (reduce + gather);
        } else {
            data_exposed = data_exposed + reduce + gather;
        }
    }

    // --- optimizer: memory-bound sweep over the state this rank owns
    const double owned = l.shard == sharding::none
                             ? dense_parameters + expert_parameters
                             : dense_parameters / shard_ranks + expert_parameters / expert_ranks;
    const double held = l.shard == sharding::full ? owned : dense_parameters + expert_parameters;
    const S sweep = 30.0 * owned + (8.0 + (j.operand < j.element ? 4.0 : 0.0)) * held / 1.0;
    S optimizer = (l.offload_optimizer ? 30.0 * owned / m.host_link : sweep * m.byte_time);
    optimizer = optimizer + c.optimizer_fixed;

    // --- parts, counted along the busiest stage
    step_parts<S> out{zero, zero, zero, zero, zero, zero, zero, zero,
                      zero, zero, zero, zero, zero, zero, zero};
    const double passes = micro * (p > 1 ? middle : n.layers + n.ahead);
    out.gemm = passes * (f.gemm + b.gemm);
    out.attention = passes * (f.attention + b.attention);
    out.pointwise = passes * (f.pointwise + b.pointwise);
    out.tensor = passes * (f.tensor + b.tensor);
    out.context = passes * (f.context + b.context);
    out.expert = passes * (f.expert + b.expert);
    out.recomputed = passes * repeat;
    out.launch = passes * launch;
    // What the busiest stage has beyond its layers: head, loss and embedding, or the imbalance.
    out.head = micro * (busiest - seen) - passes * layer;
    out.pipeline = sends;
    out.bubble = bubble;
    out.data = data_exposed + (passes - micro * stage_layers) * gathered_layer;
    out.optimizer = optimizer;
    if (l.offload_activations > 0) {
        // Moved to the host behind the forward pass, back behind the backward pass.
        const double kept = activation_bytes(n, l, j, s, l.recomputation);
        const S move = 0.9 * l.offload_activations * kept / m.host_link;
        out.offload = passes * (max(move - forward, zero) + max(move - backward, zero));
    }
    const double chips = m.chips;
    const S sum = out.gemm + out.attention + out.pointwise + out.head + out.recomputed +
                  out.launch + out.tensor + out.context + out.expert + out.pipeline + out.bubble;
    out.straggler = c.jitter * log2(chips < 1 ? 1.0 : chips) * sum;
    return out;
}

template <class S>
[[nodiscard]] constexpr S total(const step_parts<S>& x) {
    return x.gemm + x.attention + x.pointwise + x.head + x.recomputed + x.launch + x.tensor +
           x.context + x.expert + x.pipeline + x.bubble + x.data + x.optimizer + x.offload +
           x.straggler;
}

} // namespace flopcost::training::detail
