// SPDX-License-Identifier: MIT
#pragma once

// From a row of a table of measured serving to what the model is asked. Blank inputs get documented
// defaults; nothing that was measured is read here but the value it is compared with.

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "facts.hpp"

namespace serving_check {

/// One question to the model with its measured answer.
struct question {
    std::string feed; ///< source as the table names it
    std::string row, metric, source, chip, engine_name, arch, kind;
    fd::shape shape;
    fd::device<double> device;
    fs::engine_family engine = fs::engine_family::other;
    double years = 0;                     ///< release before the reference date, 2026-01
    std::vector<fd::arrangement> layouts; ///< one when known; otherwise the candidates
    fs::weight_format weights = fs::formats::bf16;
    double kv_bytes = 2;
    double input = 0, cached = 0, output = 1, batch = 1, rate = 0, requests = 3000;
    double replicas = 1, chips = 1, nodes = 1;
    std::string batch_kind, mode;
    double ttft_limit = 0, tpot_limit = 0; ///< of an MLPerf scenario, seconds
    double output_limit = 0;               ///< tokens of a request, 0: not known
    double measured = 0;                   ///< 0 when blank
    bool eligible = true, moe = false;
    bool named_engine = true; ///< false: the table does not say which
    bool varied = true;       ///< lengths vary, so waves of a closed loop disperse
    std::string unpredicted;  ///< why the row has no prediction
    // Pools of a disaggregated deployment.
    double prefill_workers = 0, decode_workers = 0;
    fd::arrangement prefill_layout{}, decode_layout{};
};

inline std::string lower(std::string s) {
    std::transform(s.begin(), s.end(), s.begin(), [](unsigned char c) { return std::tolower(c); });
    return s;
}

inline bool contains(const std::string& s, const char* what) {
    return s.find(what) != std::string::npos;
}

inline fs::engine_family engine_of(const std::string& software) {
    const std::string s = lower(software);
    using e = fs::engine_family;
    if (contains(s, "fastertransformer"))
        return e::faster_transformer;
    if (contains(s, "llama.cpp") || contains(s, "ollama") || contains(s, "mlx") ||
        contains(s, "gguf"))
        return e::llama_cpp;
    if (contains(s, "trt") || contains(s, "tensorrt") || contains(s, "nim"))
        return e::tensorrt_llm;
    if (contains(s, "jax") || contains(s, "jetstream") || contains(s, "palm"))
        return e::jax;
    if (contains(s, "sglang"))
        return e::sglang;
    if (contains(s, "vllm") || contains(s, "llmboost"))
        return e::vllm;
    if (contains(s, "tgi") || contains(s, "text-generation"))
        return e::tgi;
    if (contains(s, "neuron"))
        return e::neuron;
    return e::other;
}

/// Months since January 2000 of a "2025", "2025-03" or "2025-03-14"; 0 when blank.
inline double months(const std::string& date) {
    if (date.size() < 4 || !std::isdigit(static_cast<unsigned char>(date[0])))
        return 0;
    const double year = std::strtod(date.substr(0, 4).c_str(), nullptr);
    const double month = date.size() >= 7 ? std::strtod(date.substr(5, 2).c_str(), nullptr) : 6.5;
    return (year - 2000) * 12 + month - 1;
}

/// Release dates of engine versions (release pages), so that an old release measured late counts as
/// old. Piecewise linear between them; 0 when the version is not in the text.
inline double release_months(fs::engine_family e, const std::string& software) {
    const std::string s = lower(software);
    const auto find_version = [&]() -> double {
        for (std::size_t i = 0; i + 2 < s.size(); ++i) {
            if (std::isdigit(static_cast<unsigned char>(s[i])) && s[i + 1] == '.' &&
                std::isdigit(static_cast<unsigned char>(s[i + 2]))) {
                char* end = nullptr;
                const double major = s[i] - '0';
                const double minor = std::strtod(s.c_str() + i + 2, &end); // "7.3" in 0.7.3
                double whole = std::floor(minor);
                double patch = 0;
                const char* p = s.c_str() + i + 2;
                whole = static_cast<double>(std::strtol(p, &end, 10));
                if (*end == '.')
                    patch = static_cast<double>(std::strtol(end + 1, nullptr, 10));
                return major * 100 + whole + std::min(patch, 9.0) / 10;
            }
        }
        return -1;
    };
    const double v = find_version();
    if (v < 0)
        return 0;
    using entry = std::pair<double, const char*>;
    std::vector<entry> known;
    if (e == fs::engine_family::vllm)
        known = {{1, "2023-06"},  {2, "2023-09"},  {3, "2024-01"},  {4, "2024-03"},
                 {5, "2024-06"},  {6, "2024-09"},  {7, "2025-01"},  {8, "2025-03"},
                 {9, "2025-05"},  {10, "2025-07"}, {11, "2025-10"}, {12, "2025-12"},
                 {13, "2025-12"}, {14, "2026-01"}, {15, "2026-01"}, {16, "2026-02"},
                 {17, "2026-03"}, {18, "2026-03"}, {19, "2026-04"}, {20, "2026-05"}};
    else if (e == fs::engine_family::sglang)
        known = {{1, "2024-01"},   {2, "2024-07"},   {3, "2024-09"},   {4, "2024-12"},
                 {4.6, "2025-04"}, {4.9, "2025-07"}, {5, "2025-08"},   {5.5, "2025-11"},
                 {5.6, "2025-12"}, {5.8, "2026-01"}, {5.9, "2026-02"}, {6, "2026-04"}};
    else if (e == fs::engine_family::tensorrt_llm)
        known = {{5, "2023-10"},   {8, "2024-02"},   {10, "2024-06"},  {12, "2024-08"},
                 {14, "2024-11"},  {17, "2025-02"},  {20, "2025-06"},  {21, "2025-07"},
                 {100, "2025-09"}, {101, "2025-12"}, {102, "2026-01"}, {103, "2026-03"}};
    // A development build is younger than the release that it is counted from.
    if (known.empty() || contains(s, "cuda") || contains(s, ".dev"))
        return 0;
    double last = months(known.front().second);
    for (const entry& k : known)
        if (v >= k.first - 1e-9)
            last = months(k.second);
    return last;
}

inline constexpr double reference_months = 26 * 12; // January 2026

/// The engine's scheduling; a fixed batch is prefilled in one go.
inline fd::scheduling scheduling_for(const question& q) {
    const int days = static_cast<int>(-q.years * 365.25);
    fd::scheduling s =
        fs::scheduling_of(q.engine, fs::reference_date + days, q.device.memory, q.device.kind);
    const bool whole = q.batch_kind.starts_with("static") || q.mode == "prefill";
    // Benchmarks of the engine itself have no frontend; MLPerf's submitters also tune the batch,
    // and admit sequences without room for the longest output.
    const bool mlperf = q.batch_kind.starts_with("mlperf");
    s.served = !(whole || mlperf || q.batch_kind == "max_throughput" || q.mode == "decode");
    if (mlperf) {
        s.max_sequences = 4096;
        s.reserves_output = false;
    }
    if (whole && q.engine != fs::engine_family::llama_cpp)
        s.chunk = 65536;
    return s;
}

/// "fp8", "int4(awq)", "q4_k_m(4.85bpw)", "mxfp4", ... ; blank: the model's native precision.
inline fs::weight_format weights_of(const std::string& text, bool moe, bool mla) {
    const std::string s = lower(text);
    const auto open = s.find('(');
    if (contains(s, "bpw") && open != std::string::npos)
        return {std::strtod(s.c_str() + open + 1, nullptr), fs::arithmetic::bf16, false};
    if (s.empty())
        return fs::formats::bf16;
    if (s.starts_with("mxfp4") || s.starts_with("w4a16_mx"))
        return fs::formats::mxfp4;
    if (s.starts_with("nvfp4") || s.starts_with("fp4"))
        return moe && mla ? fs::formats::nvfp4_experts : fs::formats::nvfp4;
    if (s.starts_with("fp8") || s.starts_with("mxfp8"))
        return fs::formats::fp8;
    if (s.starts_with("q8"))
        return {8.5, fs::arithmetic::bf16, false};
    if (s.starts_with("q4") || s.starts_with("q5"))
        return {4.85, fs::arithmetic::bf16, false};
    if (s.starts_with("int4") || s.starts_with("uint4") || s.starts_with("w4") ||
        s.starts_with("awq") || s.starts_with("gptq"))
        return moe ? fs::formats::int4_experts : fs::formats::int4;
    if (s.starts_with("int8") || s.starts_with("w8"))
        return contains(s, "w8a16") || contains(s, "gptq") || contains(s, "weight")
                   ? fs::formats::int8_weight_only
                   : fs::formats::int8;
    if (s.starts_with("fp32") || s.starts_with("f32"))
        return fs::formats::fp32;
    return fs::formats::bf16;
}

inline double kv_bytes_of(const std::string& kv, const question& q) {
    const std::string s = lower(kv);
    if (!s.empty()) {
        if (s.starts_with("fp8") || s.starts_with("int8") || s.starts_with("q8"))
            return 1;
        if (s.starts_with("fp4") || s.starts_with("int4") || s.starts_with("q4"))
            return 0.5625;
        if (s.starts_with("fp32"))
            return 4;
        return 2;
    }
    // Blank: recipes pair narrow weights with an FP8 cache on TensorRT-LLM; others keep 16 bits.
    const bool narrow = q.weights.bits < 9 && q.device.has_fp8;
    return narrow ? 1.0 : 2.0;
}

inline double weight_bytes_of(const question& q, const fd::arrangement& a) {
    return fd::make_load(q.shape, a, q.weights, q.kv_bytes).weight_bytes;
}

/// Whether a chip holds its part of the weights and the context of the row's requests, or, where
/// those are many, a quarter of its memory for them: an engine then queues the rest.
inline bool leaves_room(const question& q, const fd::arrangement& a) {
    const fd::load l = fd::make_load(q.shape, a, q.weights, q.kv_bytes);
    const double groups = static_cast<double>(a.dp * a.pp) * std::max(1.0, q.chips / a.chips());
    const double tokens = (q.input + q.cached + q.output) * std::max(1.0, q.batch / groups);
    const double wanted = std::min(tokens * l.kv_bytes_per_token, 0.25 * q.device.memory);
    return l.weight_bytes + wanted < 0.95 * q.device.memory - 0.5e9;
}

/// A row that does not say how its weights are stored: as the model was released where that is
/// narrow (gpt-oss), else the widest of 16, 8 and 4 bits that leaves room for the requests.
inline void widest_that_fits(question& q, const std::string& kv) {
    if (q.arch.starts_with("gpt-oss")) {
        q.weights = fs::formats::mxfp4;
        q.kv_bytes = kv_bytes_of(kv, q);
        return;
    }
    for (const fs::weight_format& w : {fs::formats::bf16, fs::formats::fp8, fs::formats::nvfp4}) {
        q.weights = w;
        q.kv_bytes = kv_bytes_of(kv, q);
        for (const fd::arrangement& a : q.layouts)
            if (leaves_room(q, a))
                return;
    }
}

/// The fewest chips of a power of two that hold the model, where a table gives neither chips nor a
/// layout.
inline double fewest_chips(question& q) {
    for (int n = 1; n <= 64; n *= 2) {
        q.chips = n;
        if (leaves_room(q, {.tp = n, .ep = 1}))
            return n;
    }
    return 64;
}

/// Layouts to try when a table does not say: tensor parallel over every power of two, and for
/// mixtures of experts attention data parallelism.
inline std::vector<fd::arrangement> candidates(const question& q) {
    std::vector<fd::arrangement> v;
    const int most = static_cast<int>(std::min(q.chips, 64.0));
    for (int n = 1; n <= most; n *= 2) {
        v.push_back({.tp = n, .ep = q.moe ? n : 1});
        if (q.moe && n > 1)
            v.push_back({.tp = 1, .dp = n, .ep = n});
    }
    return v;
}

/// Applies the tables' conventions: attention data parallelism when experts are shared (ep > 1), or
/// when a mixture of experts would not fit otherwise; plain replicas in all other cases.
inline void set_layout(question& q, double tp, double pp, double dp, double ep, double moe_tp) {
    fd::arrangement a;
    a.tp = static_cast<int>(tp);
    a.pp = static_cast<int>(pp);
    const bool shared = q.moe && dp > 1 &&
                        (ep > 1 || moe_tp > 1 ||
                         weight_bytes_of(q, {.tp = a.tp, .pp = a.pp}) > 0.9 * q.device.memory);
    if (shared) {
        a.dp = static_cast<int>(dp);
        a.ep = static_cast<int>(ep > 1 ? ep : (moe_tp > 1 ? 1 : dp));
    } else {
        a.ep = q.moe ? static_cast<int>(std::min(ep, tp)) : 1;
    }
    if (a.ep < 1)
        a.ep = 1;
    // Blank parts of a layout: what is left of the chips, when the model would not fit otherwise.
    const double spare = std::floor(q.chips / a.chips() + 1e-9);
    if (spare > 1 && weight_bytes_of(q, a) > 0.97 * q.device.memory) {
        if (q.moe && !shared) {
            a.dp = static_cast<int>(spare);
            a.ep = a.tp * a.dp;
        } else if (!q.moe) {
            a.tp *= static_cast<int>(spare);
        }
    }
    q.layouts = {a};
    const double used = a.chips();
    q.replicas = std::max(1.0, q.chips / used);
}

/// Rules of an MLPerf Inference benchmark, v4.0 to v5.1 (mlcommons/inference_policies; from
/// memory): samples of its data set, all of which an offline run answers at least once, the most
/// output tokens of each, and the limits on latency in seconds, of the server and the interactive
/// scenario.
struct mlperf_rules {
    double samples, output_limit;
    double ttft, tpot, interactive_ttft, interactive_tpot;
};

inline mlperf_rules mlperf_rules_of(const std::string& arch) {
    const std::string model = lower(arch);
    if (model.starts_with("llama-3.1 405b"))
        return {8313, 20000, 6, 0.175, 4.5, 0.08};
    if (model.starts_with("llama-3") && contains(model, " 8b"))
        return {13368, 128, 2, 0.1, 0.5, 0.03}; // CNN DailyMail
    if (model.starts_with("gpt-j"))
        return {13368, 128, 2, 0.2, 2, 0.2};
    if (model.starts_with("deepseek"))
        return {4388, 20000, 2, 0.08, 2, 0.08};
    if (model.starts_with("mixtral"))
        return {15000, 1024, 2, 0.2, 2, 0.2};
    return {24576, 1024, 2, 0.2, 0.45, 0.04}; // Llama 2 70B, OpenOrca
}

inline void follow_mlperf(question& q) {
    const mlperf_rules r = mlperf_rules_of(q.arch);
    const bool interactive = q.batch_kind == "mlperf_interactive";
    q.requests = r.samples;
    q.output_limit = r.output_limit;
    q.ttft_limit = interactive ? r.interactive_ttft : r.ttft;
    q.tpot_limit = interactive ? r.interactive_tpot : r.tpot;
}

/// What both tables say in the same words; false with a reason when chip or model are unknown.
inline bool describe(const table& t, std::size_t i, const std::string& software,
                     const std::string& version, const std::string& run_date, question& q) {
    q.row = t.name_of(i);
    q.mode = t.at(i, "mode");
    q.chip = t.at(i, "chip");
    q.arch = t.at(i, "arch_id");
    const std::string quality = t.at(i, "quality"), spec = t.at(i, "spec_decode");
    // A table of open questions may say neither; one that does says which rows are sound.
    q.eligible = (!t.says("quality") || quality == "A" || quality == "B") &&
                 (!t.says("spec_decode") || spec == "none" || spec == "none(likely)");
    q.named_engine = software.find_first_not_of(' ') != std::string::npos;
    // Most deployments run vLLM where nothing is said.
    q.engine = q.named_engine ? engine_of(software) : fs::engine_family::vllm;
    q.engine_name = q.named_engine ? software.substr(0, software.find(' ')) : "not named";
    if (!find_shape(q.arch, q.shape, q.arch) && !find_shape(t.at(i, "model"), q.shape, q.arch)) {
        q.unpredicted = "model not in the catalogue";
        return false;
    }
    q.moe = q.shape.experts > 0;
    q.kind = q.moe ? "moe" : "dense";
    if (!find_device(q.chip, q.device)) {
        q.unpredicted = "chip not in the catalogue";
        return false;
    }
    q.device = fd::seen_by(q.device, q.engine);
    const double released = release_months(q.engine, version), run = months(run_date);
    double when = released > 0 && run > 0 ? std::min(released, run) : std::max(released, run);
    if (when <= 0)
        when = reference_months;
    q.years = std::clamp((reference_months - when) / 12, -0.5, 12.0);
    return true;
}

/// The digits, grouped by commas or not, right behind a phrase of a note; 0 when there are none.
inline double number_after(const std::string& note, const std::string& phrase) {
    const auto at = note.find(phrase);
    std::string digits;
    for (std::size_t k = at == std::string::npos ? note.size() : at + phrase.size();
         k < note.size() && (note[k] == ',' || (note[k] >= '0' && note[k] <= '9')); ++k)
        if (note[k] != ',')
            digits += note[k];
    return digits.empty() ? 0 : std::strtod(digits.c_str(), nullptr);
}

/// The digits right before a phrase of a note; 0 when there are none.
inline double number_before(const std::string& note, const std::string& phrase) {
    const auto end = note.find(phrase);
    if (end == std::string::npos)
        return 0;
    auto begin = end;
    while (begin > 0 && note[begin - 1] >= '0' && note[begin - 1] <= '9')
        --begin;
    return begin == end ? 0 : std::strtod(note.substr(begin, end - begin).c_str(), nullptr);
}

/// Requests that TensorRT-LLM's performance overview queues at once: the fewer the longer.
inline double queued_requests(const question& q) {
    const double tokens = q.input + q.output;
    return tokens <= 256 ? 30000 : tokens <= 2500 ? 3000 : tokens <= 10000 ? 1500 : 1000;
}

inline constexpr double most_tokens = 1e8, most_requests = 1e7;

/// A row of a table with the columns of inference_throughput.csv. False with a reason in
/// `unpredicted` when it cannot be answered; raises `bad_cell` on cells that are no inputs.
inline bool throughput_question(const table& t, std::size_t i, question& q) {
    q.metric = t.at(i, "metric");
    q.source = q.feed = t.at(i, "source_id");
    q.batch_kind = t.at(i, "batch_kind");
    const std::string& software = t.at(i, "software");
    if (!describe(t, i, software, software, t.at(i, "date"), q))
        return false;
    const std::string lengths = t.at(i, "len_kind");
    q.varied = lengths != "fixed";
    // Data sets' means from the benchmarks' rules (OpenOrca's prompts), else those of a chat.
    const bool mlperf = q.batch_kind.starts_with("mlperf");
    q.input = t.number(i, "isl", 0, most_tokens, mlperf ? 294 : 512);
    q.output = t.number(i, "osl", 0, most_tokens, 256);
    if (lengths.starts_with("random 0.8")) {
        q.input *= 0.9;
        q.output *= 0.9;
    }
    q.input = std::max(q.input, 1.0);
    q.output = std::max(q.output, 1.0);
    q.batch = t.number(i, "batch_or_concurrency", 0, most_requests, -1);
    if (q.batch == 0)
        q.batch = 1;
    // No column says how long the contexts of a decode pool are, nor how many requests a full queue
    // has; the sources that tell it are quoted in the notes.
    const std::string& notes = t.at(i, "notes");
    const std::string word = "mean KV length ";
    if (contains(notes, word.c_str()) && t.at(i, "isl").empty()) {
        const double length = number_after(notes, word);
        q.output = 1;
        q.input = std::max(1.0, length > 0 ? length : q.input);
    }
    const double queued = number_before(notes, " requests queued at once");
    q.requests = queued > 0 ? std::min(queued, most_requests) : queued_requests(q);
    if (t.at(i, "request_rate_qps") != "inf")
        q.rate = t.number(i, "request_rate_qps", 0, 1e9, 0);
    const std::string& prefix = t.at(i, "prefix_cache");
    if (contains(prefix, "hit)") || contains(prefix, "shared prefix")) {
        const auto at = prefix.find('(');
        const double share =
            at == std::string::npos ? 0 : std::strtod(prefix.c_str() + at + 1, nullptr) / 100;
        q.cached = q.input * std::clamp(share, 0.0, 0.99);
        q.input -= q.cached;
    }
    if (mlperf)
        follow_mlperf(q);
    q.weights = weights_of(t.at(i, "weight_precision"), q.moe, q.shape.kv_lora > 0);
    q.kv_bytes = kv_bytes_of(t.at(i, "kv_precision"), q);
    const auto tp = t.count(i, "tp"), pp = t.count(i, "pp"), dp = t.count(i, "dp");
    const auto chips = t.count(i, "chips_total");
    const bool blank_weights = t.at(i, "weight_precision").empty();
    if (chips)
        q.chips = *chips;
    else if (tp)
        q.chips = *tp * pp.value_or(1) * dp.value_or(1);
    else
        q.chips = fewest_chips(q);
    // Where not even the kind of load is said, a throughput is that of a full queue.
    if (q.batch_kind.empty() && q.batch < 0 && q.mode != "prefill" && q.mode != "decode" &&
        contains(q.metric, "tput"))
        q.batch_kind = "max_throughput";
    if (!tp) {
        if (q.engine == fs::engine_family::llama_cpp) { // layers are cut over the cards
            q.layouts = {{.tp = 1, .pp = static_cast<int>(q.chips)}};
            q.replicas = 1;
        } else {
            q.layouts = candidates(q);
            if (!mlperf && q.chips <= 72 &&
                (q.batch_kind == "static" || q.mode == "decode" || q.mode == "prefill")) {
                // A fixed job on all the chips it names.
                q.layouts = {{.tp = static_cast<int>(q.chips)}};
            }
        }
    } else {
        // Some pages name the number of chips as tensor parallel, and that attention ran data
        // parallel over them apart.
        const bool data = q.moe && !dp && contains(notes, "attention-DP");
        set_layout(q, data ? 1 : *tp, pp.value_or(1), data ? *tp : dp.value_or(1),
                   t.count(i, "ep").value_or(data ? *tp : 1), 1);
    }
    if (blank_weights)
        widest_that_fits(q, t.at(i, "kv_precision"));
    return true;
}

/// One row of a table with the columns of inference_serving_points.csv; the caller sets the metric.
/// Results and faults as of `throughput_question`.
inline bool serving_question(const table& t, std::size_t i, question& q) {
    q.source = q.feed = t.at(i, "feed");
    q.batch_kind = "concurrency";
    const std::string backend = t.at(i, "backend");
    // A disaggregated deployment's version is that of its router.
    const bool pools =
        t.at(i, "mode") == "disagg" || (t.at(i, "mode").empty() && t.count(i, "prefill_workers"));
    const std::string version = pools ? "" : backend + " " + t.at(i, "backend_version");
    if (!describe(t, i, backend, version, t.at(i, "measured"), q))
        return false;
    q.mode = pools ? "disagg" : q.mode;
    std::string format =
        t.at(i, "moe_quant").empty() || !q.moe ? t.at(i, "gemm_quant") : t.at(i, "moe_quant");
    if (format.empty())
        format = t.at(i, "precision");
    if (q.arch.starts_with("gpt-oss"))
        format = "mxfp4"; // as released; feeds name the arithmetic
    q.weights = weights_of(format, q.moe, q.shape.kv_lora > 0);
    q.kv_bytes = kv_bytes_of(t.at(i, "kv_precision"), q);
    q.input = t.number(i, "isl", 0, most_tokens, 1024);
    q.output = t.number(i, "osl", 0, most_tokens, 1024);
    // InferenceX draws lengths from 80 to 100 % of its three scenarios; load generators otherwise
    // send the lengths they are told (aiperf, vllm bench and trtllm-bench by default).
    q.varied = (q.input == 1024 && q.output == 1024) || (q.input == 1024 && q.output == 8192) ||
               (q.input == 8192 && q.output == 1024);
    q.input = std::max(1.0, q.input * (q.varied ? 0.9 : 1.0));
    q.output = std::max(1.0, q.output * (q.varied ? 0.9 : 1.0));
    const double replicas = t.count(i, "replicas").value_or(1);
    const double each = t.number(i, "batch_per_replica", 0, most_requests, 32);
    q.batch = t.number(i, "concurrency", 0, most_requests, each * replicas);
    const auto chips = t.count(i, "chips_per_replica");
    if (pools) {
        q.prefill_workers = t.count(i, "prefill_workers").value_or(1);
        // A blank pool has the chips that the other one leaves.
        const auto decoders = t.count(i, "decode_workers");
        const double one =
            t.count(i, "decode_tp").value_or(1) * t.count(i, "decode_dp").value_or(1);
        const double other = q.prefill_workers * t.count(i, "prefill_tp").value_or(1) *
                             t.count(i, "prefill_dp").value_or(1);
        q.decode_workers =
            decoders.value_or(std::max(1.0, std::floor((chips.value_or(0) - other) / one)));
        // Workers without a layout share what chips there are equally.
        const double fair =
            chips ? std::max(1.0, std::floor(*chips / (q.prefill_workers + q.decode_workers))) : 0;
        q.replicas = 1;
        double used = 0;
        const auto layout = [&](const std::string& pool, double workers) {
            question part = q;
            part.layouts.clear();
            const auto tp = t.count(i, pool + "_tp"), dp = t.count(i, pool + "_dp");
            const double ep = t.count(i, pool + "_ep").value_or(1);
            const double inner = t.count(i, pool + "_moe_tp").value_or(1);
            // What is blank follows from the experts' ranks, which are those of attention too.
            const double ranks = ep * inner;
            const double width = tp          ? *tp
                                 : ranks > 1 ? std::max(1.0, std::floor(ranks / dp.value_or(1)))
                                 : fair > 0  ? std::max(1.0, std::floor(fair / dp.value_or(1)))
                                             : fewest_chips(part);
            const double groups = dp ? *dp : std::max(1.0, std::floor(ranks / width));
            part.chips = 1;
            set_layout(part, width, 1, groups, ep, inner);
            used += workers * part.layouts[0].chips();
            return part.layouts[0];
        };
        q.prefill_layout = layout("prefill", q.prefill_workers);
        q.decode_layout = layout("decode", q.decode_workers);
        q.chips = chips.value_or(used);
        q.layouts = {q.decode_layout};
    } else {
        const auto tp = t.count(i, "tp"), pp = t.count(i, "pp"), dp = t.count(i, "dp");
        const double stages = pp.value_or(1);
        if (format.empty()) // for the chips a blank layout needs
            q.weights = q.device.has_fp8 ? fs::formats::fp8 : fs::formats::bf16;
        double per = 1;
        if (chips)
            per = *chips;
        else if (tp)
            per = *tp * stages * dp.value_or(1);
        else
            per = std::max(fewest_chips(q), stages * dp.value_or(1));
        const double width =
            tp ? *tp : std::max(1.0, std::floor(per / (stages * dp.value_or(1)) + 1e-9));
        const double groups = dp ? *dp : std::max(1.0, std::floor(per / (stages * width) + 1e-9));
        const auto ep = t.count(i, "ep");
        // Blank: experts are dealt over the groups where attention has several.
        const double experts = ep ? *ep : (groups > 1 ? width * groups : 1);
        q.chips = per * replicas;
        set_layout(q, width, stages, groups, experts, t.count(i, "moe_tp").value_or(1));
    }
    if (format.empty())
        widest_that_fits(q, t.at(i, "kv_precision"));
    return true;
}

} // namespace serving_check
