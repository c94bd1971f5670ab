# SPDX-License-Identifier: MIT
"""Shapes of models, where they come from, their names and constants."""

import re

from cells import (day, fail, header, key_rows, load, num, number, provenance, released, slug,
                   sources, table_body, txt)


ATTENTION = {
    "MHA": "mha", "GQA": "gqa", "MQA": "mqa", "MLA": "mla", "MLA+DSA": "mla", "MHA(ALiBi)": "mha",
    "GQA+GatedDeltaNet 1:3": "gqa", "GQA+GatedDeltaNet": "gqa", "lightning 7:1 GQA": "gqa",
    "GQA, per-layer NAS blocks": "gqa", "Mamba2 + GQA + MoE hybrid": "gqa",
    "Mamba2 + GQA + latent MoE hybrid": "gqa", "GQA+CLA (KV shared by 2 layers)": "gqa",
    "compressed sparse (V4)": "mqa", "linear (GLA) + full hybrid": "gqa",
}
# Shapes that `transformer` can state only in part, and what is missing.
INCOMPLETE = {
    "deepseek-v4-pro": "compressed sparse attention: the KV cache is smaller than this shape says",
    "nemotron-super-49b": "every layer has a width of its own; feed-forward widths not stated",
    "ling-2.6-1t": "shape not published",
    "qwen3.5-9b": "shape not found",
    "Gemma4-26B": "how many layers attend in the window is not stated",
    "Gemma4-31B": "how many layers attend in the window is not stated",
    "Gemma4-2B": "how many layers attend in the window is not stated",
    "Gemma4-4B": "how many layers attend in the window is not stated",
}
# Rows of model_architectures.csv for shapes that architectures.csv has already.
SAME_SHAPE = dict(pair.split(" = ") for pair in """
Llama2-7B = llama2-7b
Llama2-13B = llama2-13b
Llama2-13B(Skywork table) = llama2-13b
Llama2-70B = llama2-70b
Llama3-8B = llama3.1-8b
Llama3-70B = llama3.1-70b
Llama3.1-405B = llama3.1-405b
GPT3-175B = gpt3-175b
Nemotron4-15B = nemotron4-15b
Nemotron4-340B = nemotron4-340b
Mixtral-8x7B = mixtral-8x7b
Mixtral-8x22B = mixtral-8x22b
DeepSeek-V3 = deepseek-v3
DeepSeek-V2 = deepseek-v2
Kimi-K2 = kimi-k2
Qwen3-30B-A3B = qwen3-30b-a3b
Qwen3-235B-A22B = qwen3-235b-a22b
Qwen3-Next-80B-A3B = qwen3-next-80b-a3b
GPT-OSS-120B = gpt-oss-120b
Llama4-Scout = llama4-scout
Llama4-Maverick = llama4-maverick
Grok-1 = grok-1
Gemma3-12B = gemma3-12b
Mistral-7B = mistral-7b
PaLM-540B = palm-540b
MT-NLG-530B = mt-nlg-530b
BLOOM-176B = bloom-176b
Pangu-Ultra-135B = pangu-ultra-135b
""".strip().splitlines())
# Vendor, release and whether embeddings are tied, which model_architectures.csv does not say.
ADDED = {
    "GPT3-5B": ("NVIDIA", "2022", 1),
    "GPT3-20B": ("NVIDIA", "2022", 1),
    "Nemotron3-8B": ("NVIDIA", "2023-11", 0),
    "Nemotron3-22B": ("NVIDIA", "2023-11", 0),
    "Gemma4-26B": ("Google", "2026", 1),
    "Gemma4-31B": ("Google", "2026", 1),
    "Gemma4-2B": ("Google", "2026", 1),
    "Gemma4-4B": ("Google", "2026", 1),
    "Megatron-22B": ("NVIDIA", "2022-05", 1),
    "Megatron-1T": ("NVIDIA", "2021-04", 1),
    "Skywork-13B": ("Kunlun", "2023-10", 0),
    "OELLM-32B": ("OpenEuroLLM", "2025", 0),
}
# Fields of `transformer` in the order of their declaration, and the columns of the two tables that
# hold them; fields without a column come from model_parts.csv or are computed below.
FIELDS = {
    "name": (), "layers": ("n_layers",), "hidden": ("hidden", "d_model"), "heads": ("n_heads",),
    "kv_heads": ("n_kv_heads",), "head_dim": ("head_dim",), "ffn": ("ffn", "d_ffn"), "gated": (),
    "attend": (), "dense_layers": ("n_dense_layers",), "experts": ("n_experts",),
    "experts_per_token": ("experts_per_token", "top_k"), "shared_experts": ("n_shared_experts",),
    "moe_ffn": ("moe_ffn", "d_ffn_expert"), "shared_ffn": (), "q_lora": ("q_lora_rank",),
    "kv_lora": ("kv_lora_rank",), "qk_nope": ("qk_nope_dim",), "qk_rope": ("qk_rope_dim",),
    "v_head_dim": ("v_head_dim",), "window": (), "window_layers": ("window_layers",),
    "linear_layers": (), "no_mixer_layers": (), "kv_sharing": (), "linear": (),
    "linear_key_heads": (), "linear_value_heads": (), "linear_key_dim": (), "linear_value_dim": (),
    "index_heads": (), "index_dim": (), "index_keys": (), "moe_latent": (), "vocab": ("vocab",),
    "tied": (), "context": ("context",), "mtp_layers": (), "attention_gate": (), "qkv_bias": (),
    "bias": (), "layer_norm": (), "qk_norm": (), "norms": (), "learned_positions": (),
    "relative_positions": (), "published_parameters": (), "published_active": (),
}


def first_name(names):
    """'Llama-3 / 3.1 / 3.3 70B' -> 'Llama-3 70B'"""
    parts = names.split(" / ")
    tail = re.search(r" (\d\S*B\S*)$", parts[-1]) if len(parts) > 1 else None
    return parts[0] + (" " + tail[1] if tail else "")


def shape(table, key, r, name, published, parts):
    """The designated initialisers of one `transformer`."""

    def whole(*columns):
        for c in columns:
            if c in r:
                return int(number(table, key, c, r[c]) or 0)
        return 0

    fields = {f: whole(*columns) for f, columns in FIELDS.items()}
    attention = re.sub(r"\(q.*\)", "", r.get("attention", r.get("attn_type", "")))
    if attention not in ATTENTION:
        fail(f"{table}: {key}: attention '{attention}' is not explained")
    if not (fields["layers"] and fields["hidden"]) and key not in INCOMPLETE:
        fail(f"{table}: {key}: no shape, and that is not explained")
    fields["name"] = txt(name)
    fields["gated"] = "true" if whole("ffn_gated") else "false"
    fields["attend"] = "workload::attention::" + ATTENTION.get(attention, "mha")
    fields["tied"] = "true" if whole("tied_embeddings") else "false"

    shared, width = fields["shared_experts"], whole("shared_ffn")  # the width of all together
    if shared and width % shared:
        fail(f"{table}: {key}: {shared} shared experts cannot share a width of {width}")
    fields["shared_ffn"] = width // shared if shared else 0

    window = re.match(r"(\d+)", r["sliding_window"])
    fields["window"] = int(window[1]) if window else 0
    full = whole("full_attn_layers")
    rest = fields["layers"] - full - fields["window_layers"] if full else 0
    if bool(rest) != bool(re.match(r"\d+", r.get("other_layers", ""))):
        fail(f"{table}: {key}: {rest} layers do not attend, but the table says '{r['other_layers']}'")
    fields["linear_layers"] = rest
    for field, billions in zip(("published_parameters", "published_active"), published):
        fields[field] = num(billions * 1e9 if billions else None)

    for part in parts:
        field, value = part["field"], part["value"]
        if field not in fields:
            fail(f"model_parts: {key}: there is no field '{field}'")
        if field == "linear":
            fields[field] = "workload::linear_mixer::" + value
        elif value in ("true", "false"):
            fields[field] = value
        else:
            fields[field] = int(number("model_parts", key, field, value) or 0)
    others = sum(fields[f] for f in ("window_layers", "linear_layers", "no_mixer_layers"))
    if full and fields["layers"] - others != full:
        fail(f"{table}: {key}: {full} layers with full attention and {others} others do not add up")
    shown = (f for f, v in fields.items() if v not in (0, "na", "false") or f == "gated")
    return "{" + ", ".join(f".{f} = {fields[f]}" for f in shown) + "}"


class library:
    """The models as they are read: shapes, facts, names."""

    def __init__(self):
        self.source, self.order, self.shapes, self.facts = sources(), [], [], []
        self.spellings, self.identifiers, self.constants = [], [], []
        self.parts = {}
        for r in load("model_parts"):
            self.parts.setdefault(r["arch_id"], []).append(r)

    def add(self, table, key, r, name, vendor, when, how, source, notes, published):
        i = len(self.order)
        self.order.append(key)
        self.shapes.append(shape(table, key, r, name, published, self.parts.pop(key, [])))
        self.facts.append("{" + ", ".join([
            txt(key), txt(vendor), day(released(table, key, when)), provenance(table, key, how),
            txt(INCOMPLETE.get(key, "")), self.source(table, key, source), txt(notes)]) + "}")
        self.spellings.append((name, i, ""))
        self.identifiers += [(key, i, ""), (slug(key), i, "")]
        self.constants += [
            f"/// {name}",
            f"inline constexpr const workload::transformer& {slug(key)} = catalog::models[{i}];"]


def read_models():
    m = library()

    def billions(table, key, r, columns):
        return [number(table, key, c, r[c]) for c in columns]

    for r in load("architectures"):
        key, where = r["arch_id"], r["source"]
        if not where:
            where = "no published shape"
            if key not in INCOMPLETE:
                fail(f"architectures: {key}: no source")
        m.add("architectures", key, r, first_name(r["names"]), r["vendor"], r["released"],
              r["provenance"] or "memory", where, r["notes"],
              billions("architectures", key, r, ("published_total_b", "published_active_b")))
        m.spellings.append((r["names"], len(m.order) - 1, ""))
    for r in load("model_architectures"):
        key = r["model"]
        if key in SAME_SHAPE:
            m.spellings.append((key, m.order.index(SAME_SHAPE[key]), ""))
            continue
        if key not in ADDED:
            fail(f"model_architectures: '{key}' is neither a known shape nor described in ADDED")
            continue
        vendor, when, tied = ADDED[key]
        r["tied_embeddings"] = str(tied)
        how = "mixed" if re.search("memory|assumed", r["arch_src"]) else "verified"
        m.add("model_architectures", key, r, key, vendor, when, how, r["arch_src"], "",
              billions("model_architectures", key, r, ("params_total_b", "params_active_b")))
    for key in m.parts:
        fail(f"model_parts: there is no model '{key}'")
    for r in load("model_spellings"):
        if r["arch_id"] in m.order:
            m.spellings.append((r["spelling"], m.order.index(r["arch_id"]), r["note"]))
        else:
            fail(f"model_spellings: '{r['spelling']}' stands for '{r['arch_id']}': no such model")
    return m


def models():
    m = read_models()
    yield header(
        "model_table.hpp", [f"{len(m.shapes)} transformer shapes."], ["catalog/model_entry.hpp"],
        table_body("model", None, "workload::transformer", "models",
                   ["All models of the catalogue, as shapes."], "", m.shapes))
    yield header(
        "model_facts.hpp", ["Where the shapes come from."], ["catalog/model_entry.hpp"],
        table_body("model_fact", m.source, "model_fact", "model_facts",
                   ["Vendor, release and source of `models[i]`, at the same place `i`."],
                   "id, vendor, released, provenance, what the shape leaves out, source, notes",
                   m.facts))
    yield header(
        "model_keys.hpp", ["Every spelling under which a model is found."], ["catalog/name.hpp"],
        table_body("model_key", None, "name_key", "model_keys",
                   ["Spellings of the models, with what was assumed where a name is ambiguous; sorted by",
                    "hash of the folded name."],
                   "hash, row of the model table, spelling, assumption",
                   key_rows("models", m.spellings + m.identifiers)))
    yield header(
        "model_constants.hpp", ["Each model as a constant."], ["catalog/data/model_table.hpp"],
        ["/// The models of the catalogue: `models::deepseek_v3`. Copy one and change a field to make",
         "/// your own.", "namespace flopcost::models {", ""]
        + m.constants + ["", "} // namespace flopcost::models"])
