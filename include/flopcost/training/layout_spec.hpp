// SPDX-License-Identifier: MIT
#pragma once

#include <flopcost/hardware/chip.hpp>

namespace flopcost::training {

/// What is sharded over the data-parallel ranks (ZeRO, arXiv:1910.02054).
enum class sharding {
    none,      ///< plain data parallel: all-reduce of gradients
    optimizer, ///< ZeRO-1, Megatron's distributed optimizer
    gradients, ///< ZeRO-2
    full,      ///< ZeRO-3, FSDP: weights are gathered layer by layer
};

/// What the backward pass computes again instead of keeping it.
enum class recompute {
    none,      ///< all activations kept (a flash attention kernel keeps no scores in any case)
    selective, ///< attention core and cheap pointwise operations (arXiv:2205.05198, section 5)
    full,      ///< a layer's input is kept, its forward pass repeated
};

/// Order of the pipeline's micro-batches.
enum class pipeline_schedule {
    one_f_one_b, ///< 1F1B; interleaved where virtual_stages > 1 (arXiv:2104.04473)
    gpipe,       ///< all forwards, then all backwards
    zero_bubble, ///< ZB-H1 (arXiv:2401.10241): weight gradients fill the bubble
    dual_pipe,   ///< DeepSeek-V3's bidirectional schedule (arXiv:2412.19437)
};

/// How one training step is spread over chips. All degrees are at least 1; `data = 0` takes what
/// the others leave of the chip count. Ranks are placed in the order tensor, context, expert and
/// data, pipeline, the first being the nearest neighbours (Megatron's order).
struct layout_spec {
    int tensor = 1;
    bool sequence_parallel = false; ///< norms and residuals sharded over the tensor group
    int pipeline = 1;
    int virtual_stages = 1; ///< model chunks on each pipeline rank (interleaving)
    int data = 0;
    int context = 1;
    int expert = 1; ///< expert-parallel degree; takes its ranks from tensor, context and data
    int expert_tensor = 1; ///< tensor degree inside each expert
    int micro_batch = 1;   ///< sequences in one micro-batch
    sharding shard = sharding::optimizer;
    int shard_group = 0; ///< HSDP: ranks that share one full copy of the state; 0 = all data ranks
    recompute recomputation = recompute::none;
    double recompute_layers = 1; ///< share of the layers that `recomputation` applies to
    pipeline_schedule schedule = pipeline_schedule::one_f_one_b;
    double offload_activations = 0; ///< share of the kept activations that goes to host memory
    bool offload_optimizer = false; ///< optimizer state and its step live in host memory
};

/// What the software stack can do, as far as it changes time or memory. Presets below.
struct software_stack {
    bool flash_attention = true;    ///< attention core in one kernel, scores never written
    bool fused_pointwise = true;    ///< bias, dropout, residual, activation fused
    bool fused_accumulation = true; ///< weight gradients are added inside their product
    bool graphs = false;          ///< fixed parts are captured graphs: the host does not issue them
    bool tensor_overlap = false;  ///< tensor-parallel traffic pipelined with the products
    bool fused_loss = true;       ///< softmax and loss in one kernel where the stack has one
    bool data_overlap = true;     ///< gradient and weight traffic behind the passes
    bool pipeline_overlap = true; ///< stage-to-stage sends behind compute (interleaved only)
    bool graphs_routed = false;   ///< also routed experts, whose sizes vary
    bool static_routing = false;  ///< experts have fixed capacity: no waiting for token counts
    bool moe_fused = false;       ///< permutation, dispatch and grouped products in few kernels
    bool balanced_ends = true; ///< end stages get fewer layers to make room for head and embedding
    bool portable = false;     ///< framework kernels, not the vendor's tuned ones
    double gradient_bytes = 4; ///< per element in gradient accumulation and reduction
    bool dropout = false;
};

/// Presets, named by what users of that time ran.
namespace stacks {
/// Megatron-LM and Megatron-DeepSpeed of 2020-2022: eager PyTorch, scores written to memory.
inline constexpr software_stack megatron_2021{.flash_attention = false,
                                              .fused_accumulation = false,
                                              .data_overlap = false,
                                              .pipeline_overlap = false,
                                              .balanced_ends = false,
                                              .dropout = true};
/// PyTorch FSDP with flash attention (llm-foundry, TorchTitan without compile).
inline constexpr software_stack pytorch_fsdp{
    .fused_pointwise = false, .balanced_ends = false, .portable = true};
/// Megatron-Core and NeMo since 2023.
inline constexpr software_stack megatron_core{.tensor_overlap = true};
/// Megatron-LM where no more is asked for than its arguments' defaults: traffic of tensor and data
/// ranks waits for compute, and the loss is written step by step (`--overlap-grad-reduce`,
/// `--overlap-param-gather`, `--tp-comm-overlap`, `--cross-entropy-loss-fusion` are off; from
/// memory).
inline constexpr software_stack megatron_defaults{.fused_loss = false, .data_overlap = false};
/// Tuned releases with graph capture (MLPerf submissions, Megatron-Bridge since 2026), which reduce
/// gradients in 16 bits.
inline constexpr software_stack captured{
    .graphs = true, .tensor_overlap = true, .moe_fused = true, .gradient_bytes = 2};
/// Megatron-Bridge of a release, such as 26.04. Since 26.06 (June 2026) routed experts of gated FFN
/// run in fused kernels on Blackwell, whose products apply the activation and the scales (what the
/// release does: from memory, not confirmed by a source at hand).
[[nodiscard]] constexpr software_stack megatron_bridge(double release, hardware::chip_family f,
                                                       bool gated) {
    software_stack out = captured;
    out.moe_fused = release > 26.055 && f == hardware::chip_family::blackwell && gated;
    return out;
}
/// XLA and other whole-program compilers (TPU, Trainium).
inline constexpr software_stack compiled{
    .graphs = true, .tensor_overlap = true, .graphs_routed = true};
} // namespace stacks

} // namespace flopcost::training
