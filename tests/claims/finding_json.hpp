// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <flopcost/report/explain.hpp>
#include <flopcost/report/json.hpp>

#include "lists.hpp"

/// One finding as a JSON object.
inline void write_json(flopcost::report::json_writer& w, const flopcost::claims::finding& f) {
    namespace claims = flopcost::claims;
    const auto& p = f.statement.published;
    w.begin_object();
    w.field("id", f.statement.id);
    w.field("source", f.statement.source);
    w.field("said", f.statement.said);
    w.field("reading", f.statement.reading);
    w.key("published").begin_object();
    if (p.is_value()) {
        w.field("value", p.low);
    } else {
        w.field("low", p.low).field("high", p.high); // null: no such bound
    }
    w.field("unit", p.unit).end();
    w.field("computes", f.statement.computes);
    w.key("computed").begin_object();
    w.field("median", f.result.median).field("p5", f.result.p5).field("p95", f.result.p95);
    w.field("mean", f.result.mean).field("central", f.central).field("unit", p.unit);
    if (!p.is_value()) {
        w.field("odds", f.result.odds);
    }
    w.end();
    w.field("verdict", name(f.verdict));
    w.field("corner", f.corner);
    w.key("inverse").begin_object();
    if (f.inverse.input >= 0) {
        const claims::input& i = f.inputs[static_cast<std::size_t>(f.inverse.input)];
        w.field("assumption", i.name);
        w.key("value");
        f.inverse.found ? w.value(f.inverse.value) : w.null();
        w.field("unit", i.unit).field("used", i.value).field("target", f.inverse.target);
    } else {
        w.key("assumption").null().key("value").null().key("unit").null();
    }
    w.end();
    w.key("inputs").begin_array();
    for (std::size_t k = 0; k < f.inputs.size(); ++k) {
        const claims::input& i = f.inputs[k];
        w.begin_object();
        w.field("name", i.name).field("value", i.value).field("low", i.low).field("high", i.high);
        w.field("unit", i.unit).field("source", i.source);
        w.field("as_of", flopcost::report::detail::day(i.as_of));
        w.field("elasticity", f.influences[k].elasticity).field("swing", f.influences[k].swing);
        w.end();
    }
    w.end();
    w.key("variants").begin_array();
    for (const claims::variant_result& v : f.variants) {
        w.begin_object();
        w.field("label", v.what.label).field("unit", v.what.unit);
        w.field("median", v.result.median).field("p5", v.result.p5).field("p95", v.result.p95);
        w.field("corner", v.what.corner).field("contains_published", v.contains_published);
        w.end();
    }
    w.end();
    if (f.statement.id == std::string_view("price-one-tenth")) {
        write_prices(w);
    }
    w.end();
}
