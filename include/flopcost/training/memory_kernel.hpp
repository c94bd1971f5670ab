// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/training/activations.hpp>
#include <flopcost/training/calibration.hpp>

// Memory of one chip during training, on plain numbers in bytes. Shapes and layouts are certain, so
// all of it is double. The typed entry is memory.hpp.
namespace flopcost::training::detail {

struct memory_parts {
    double weights = 0, gradients = 0, optimizer = 0;
    double activations = 0; ///< kept for the backward pass
    double workspace = 0;   ///< logits, gathered weights, one layer being computed
    double runtime = 0;     ///< context, communication buffers
    double fragmentation = 0;
    [[nodiscard]] constexpr double allocated() const {
        return weights + gradients + optimizer + activations + workspace;
    }
    [[nodiscard]] constexpr double total() const { return allocated() + runtime + fragmentation; }
};

/// All memory of the fullest chip.
[[nodiscard]] constexpr memory_parts memory_of(const network& n, const layout_spec& l, int data,
                                               const job& j, const software_stack& s,
                                               const global_constants& c) {
    memory_parts out;
    const double tp = l.tensor;
    const double p = l.pipeline;
    const double v = l.virtual_stages;
    const double micro = j.batch / (static_cast<double>(data) * l.micro_batch);
    const int layers = static_cast<int>(n.layers);
    const double stage = (layers + l.pipeline - 1) / l.pipeline;
    const double tokens = l.micro_batch * j.sequence / l.context;
    const double ends = p > 1 ? 1 : (n.tied > 0 ? 1 : 2);
    const double dense = (stage * n.layer_common() + ends * n.embedding() +
                          (p > 1 ? 0.0 : n.ahead * n.layer_common())) /
                         tp;
    // The first layers are the dense ones, so a stage may hold routed layers only.
    const double all_routed = n.layers * n.routed;
    const double here = p > 1 && all_routed > 0 && stage < all_routed ? stage / n.routed
                                                                      : (p > 1 ? stage : n.layers);
    const double routed = ((p > 1 ? here : n.layers + n.ahead) * n.layer_experts()) /
                          (static_cast<double>(l.expert) * l.expert_tensor);
    const double dense_ranks = static_cast<double>(data) * l.context;
    double expert_ranks = dense_ranks * tp / (static_cast<double>(l.expert) * l.expert_tensor);
    expert_ranks = expert_ranks < 1 ? 1 : expert_ranks;
    const double shards =
        l.shard_group > 0 && l.shard_group < dense_ranks ? l.shard_group : dense_ranks;
    const double expert_shards = expert_ranks < shards ? expert_ranks : shards;
    const auto split = [&](bool sharded) {
        return sharded ? dense / shards + routed / expert_shards : dense + routed;
    };
    // FSDP keeps its own shard in 32 bits and gathers 16-bit copies; the others keep 16-bit weights
    // beside the optimizer's master copy. Low-precision weights are kept in both orientations.
    out.weights = l.shard == sharding::full ? 0.0 : j.element * (dense + routed);
    out.gradients =
        s.gradient_bytes * split(l.shard == sharding::full || l.shard == sharding::gradients);
    // Master weights and two moments; where gradients are 16-bit, the step widens its share of
    // them.
    const bool separate_step = s.gradient_bytes < 4 && !s.fused_accumulation; // DeepSpeed
    const double state = separate_step ? 16.0 : 12.0;
    out.optimizer = l.offload_optimizer ? 0.0 : state * split(l.shard != sharding::none);

    double flights = 1; // micro-batches' worth of the stage's layers that are kept on stage one
    if (p > 1) {
        flights = l.schedule == pipeline_schedule::gpipe ? micro : (p < micro ? p : micro);
        if (v > 1) {
            flights *= 1 + (p - 1) / (p * v);
        }
        if (l.schedule == pipeline_schedule::dual_pipe) {
            flights = p + 1;
        }
    }
    const double kept = activation_bytes(n, l, j, s, l.recomputation);
    const double all = activation_bytes(n, l, j, s, recompute::none);
    const double r = l.recomputation == recompute::none ? 1.0 : l.recompute_layers;
    const double per_layer = r * kept + (1 - r) * all;
    const double shard = l.sequence_parallel ? tp : 1;
    const double embedded = tokens * n.hidden * (s.dropout ? 1.0 : 0.0) / shard;
    const double stored = flights * (stage * per_layer + embedded);
    out.activations = (1 - 0.9 * l.offload_activations) * stored;

    // Logits in 16 and 32 bits; unfused also their log-softmax. PyTorch's loss over a sharded
    // vocabulary keeps shifted logits and their exponentials as well.
    const bool framework_loss = s.portable && tp > 1;
    const double per_logit = framework_loss ? 14 : (s.fused_pointwise ? 6 : 10);
    // A sequence that is sharded between the blocks is gathered in front of their products.
    // Megatron gathers it once more for the weight gradients; frameworks keep what they gathered,
    // twice a layer.
    const double gathered =
        l.sequence_parallel ? tokens * n.hidden * j.element * (s.portable ? 2 : 1) : 0.0;
    const double logits = tokens * n.vocab / tp * per_logit + gathered;
    const double end_layers = (l.recomputation == recompute::full ? all : 0.25 * all) + gathered;
    double work = end_layers;
    if (l.pipeline == 1) {
        work = work < logits ? logits : work;
    } else {
        // The last stage keeps one micro-batch but holds the logits: the fuller end counts.
        const double last = stage * per_layer + logits;
        if (last > out.activations + work) {
            work = last - out.activations;
        }
    }
    if (l.shard == sharding::full) {
        work += 2 * j.element *
                    (n.layer_common() / tp +
                     n.layer_experts() / (static_cast<double>(l.expert) * l.expert_tensor)) +
                j.element * n.embedding() / tp;
    }
    out.workspace = work;
    out.runtime = c.runtime_bytes * (s.flash_attention ? 1.0 : 5.0);
    if (separate_step && l.shard != sharding::none) {
        out.runtime += 2 * 5e8 * s.gradient_bytes; // its buckets to reduce and to gather
    }
    out.fragmentation = c.fragmentation * (out.activations + out.workspace);
    return out;
}

} // namespace flopcost::training::detail
