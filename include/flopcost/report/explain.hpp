// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include <flopcost/core/describe.hpp>
#include <flopcost/report/number.hpp>
#include <flopcost/report/table.hpp>
#include <flopcost/scalar/traced.hpp>

namespace flopcost::report {

/// How an explanation is written.
enum class style { text, markdown, dot };

namespace detail {

inline std::string str(text t) {
    return {t.data(), t.size()};
}

inline std::string day(date d) {
    if (d == date{}) {
        return "";
    }
    const auto two = [](int x) { return (x < 10 ? "0" : "") + std::to_string(x); };
    return std::to_string(d.year()) + "-" + two(d.month()) + "-" + two(d.day());
}

/// The history of a value, put in order: inputs, and the steps that are worth a line.
class derivation {
public:
    using node = traced::node;

    explicit derivation(const traced& result) : result_(&plain(result.history())) {
        count(*result_);
        visit(*result_);
    }

    void text_form(std::ostream& out, const std::string& title, bool markdown,
                   const std::string& unit) const {
        const char* bullet = markdown ? "- " : "  ";
        out << (markdown ? "### " : "") << title << "\n\n";
        out << (markdown ? "**Result:** " : "Result: ") << number(result_->value, 6)
            << (unit.empty() ? unit_of(*result_) : " " + unit) << "\n\n";
        if (!steps_.empty()) {
            out << (markdown ? "**Steps**\n\n" : "Steps\n");
            for (const node* n : steps_) {
                std::string label = label_of(*n);
                if (markdown) {
                    out << bullet << '`' << label << " = " << formula(*n)
                        << "` = " << number(n->value) << unit_of(*n) << '\n';
                } else {
                    const auto lines = wrapped(formula(*n), 90);
                    out << bullet << label << " = " << lines[0] << '\n';
                    for (std::size_t i = 1; i < lines.size(); ++i) {
                        out << "      " << lines[i] << '\n';
                    }
                    out << "      = " << number(n->value) << unit_of(*n) << '\n';
                }
            }
            out << '\n';
        }
        out << (markdown ? "**Inputs**\n\n" : "Inputs\n");
        for (const node* n : inputs_) {
            out << bullet << str(n->name) << " = " << number(n->value);
            if (n->low != n->high) {
                out << " [" << number(n->low) << ", " << number(n->high) << "]";
            }
            out << unit_of(*n);
            const std::string when = day(n->as_of);
            if (n->source != nullptr && *n->source != '\0') {
                out << (markdown ? " (" : "\n      source: ") << n->source
                    << (when.empty() ? "" : "; " + when) << (markdown ? ")" : "");
            }
            out << '\n';
        }
    }

    void dot_form(std::ostream& out, const std::string& title) const {
        const auto quoted = [](const std::string& s) {
            std::string t = "\"";
            for (const char c : s) {
                t += c == '"' || c == '\\' ? std::string("\\") + c
                     : c == '\n'           ? std::string("\\n")
                                           : std::string(1, c);
            }
            return t + "\"";
        };
        std::map<const node*, int> number_of;
        out << "digraph " << quoted(title) << " {\n  rankdir=LR;\n";
        std::vector<const node*> stack{result_};
        std::vector<const node*> order;
        while (!stack.empty()) {
            const node* n = stack.back();
            stack.pop_back();
            if (!number_of.emplace(n, static_cast<int>(number_of.size())).second) {
                continue;
            }
            order.push_back(n);
            for (int i = 0; i < n->children; ++i) {
                stack.push_back(&child(*n, i));
            }
        }
        for (const node* n : order) {
            const bool is_input = n->op == operation::input;
            std::string label = n->name.empty() ? symbol(n->op) : str(n->name);
            if (n->op == operation::constant) {
                label.clear();
            }
            label += (label.empty() ? "" : "\n") + number(n->value) + unit_of(*n);
            out << "  n" << number_of[n] << " [label=" << quoted(label)
                << (is_input ? ", shape=box" : "") << "];\n";
        }
        for (const node* n : order) {
            for (int i = 0; i < n->children; ++i) {
                out << "  n" << number_of[&child(*n, i)] << " -> n" << number_of[n] << ";\n";
            }
        }
        out << "}\n";
    }

private:
    // Adding nothing and multiplying by one are left out: generic formulas do it often.
    static const node& plain(const node& n) {
        const auto is = [](const node& c, double x) {
            return c.op == operation::constant && c.value == x;
        };
        if (!n.name.empty() || n.children != 2) {
            return n;
        }
        const node& a = plain(*n.child[0]);
        const node& b = plain(*n.child[1]);
        if ((n.op == operation::add || n.op == operation::subtract) && is(b, 0)) {
            return a;
        }
        if (n.op == operation::add && is(a, 0)) {
            return b;
        }
        if ((n.op == operation::multiply || n.op == operation::divide) && is(b, 1)) {
            return a;
        }
        if (n.op == operation::multiply && is(a, 1)) {
            return b;
        }
        return n;
    }
    [[nodiscard]] static const node& child(const node& n, int i) { return plain(*n.child[i]); }
    void count(const node& n) {
        if (++uses_[&n] > 1) {
            return;
        }
        for (int i = 0; i < n.children; ++i) {
            count(child(n, i));
        }
    }
    // A line of its own for what has a name, is used twice or would make a line too long.
    void visit(const node& n) {
        if (seen_[&n]) {
            return;
        }
        seen_[&n] = true;
        for (int i = 0; i < n.children; ++i) {
            visit(child(n, i));
        }
        if (n.op == operation::input) {
            inputs_.push_back(&n);
        } else if (n.children > 0) {
            const bool last = &n == result_;
            if (last || !n.name.empty() || uses_[&n] > 1 || formula(n).size() > 150) {
                labels_[&n] = !n.name.empty() ? str(n.name)
                              : last          ? std::string("result")
                                              : "s" + std::to_string(++unnamed_);
                steps_.push_back(&n);
            }
        }
    }
    [[nodiscard]] static std::string unit_of(const node& n) {
        return n.unit.empty() || str(n.unit) == "1" ? "" : " " + str(n.unit);
    }
    [[nodiscard]] std::string label_of(const node& n) const { return labels_.at(&n); }
    [[nodiscard]] static const char* symbol(operation op) {
        switch (op) {
        case operation::add:
            return "+";
        case operation::subtract:
            return "-";
        case operation::multiply:
            return "*";
        case operation::divide:
            return "/";
        case operation::negate:
            return "-";
        case operation::minimum:
            return "min";
        case operation::maximum:
            return "max";
        case operation::select:
            return "select_less";
        case operation::exponential:
            return "exp";
        case operation::logarithm:
            return "log";
        case operation::square_root:
            return "sqrt";
        case operation::power:
            return "pow";
        case operation::floor:
            return "floor";
        case operation::ceiling:
            return "ceil";
        case operation::absolute:
            return "abs";
        case operation::alias:
        case operation::input:
        case operation::constant:
            break;
        }
        return "";
    }
    static int rank(operation op) {
        switch (op) {
        case operation::add:
        case operation::subtract:
            return 1;
        case operation::multiply:
        case operation::divide:
            return 2;
        default:
            return 3;
        }
    }
    [[nodiscard]] std::string term(const node& n, int outer, bool right) const {
        const auto known = labels_.find(&n);
        if (known != labels_.end()) {
            return bracketed(known->second);
        }
        if (n.op == operation::input) {
            return bracketed(str(n.name));
        }
        if (n.op == operation::constant) {
            return number(n.value, 6);
        }
        const int r = rank(n.op);
        const std::string s = formula(n);
        return r < outer || (r == outer && right) ? "(" + s + ")" : s;
    }
    // A name with blanks is set off, so that the formula can be read.
    static std::string bracketed(const std::string& s) {
        return s.find_first_of(" +-*/,") == std::string::npos ? s : "[" + s + "]";
    }
    [[nodiscard]] std::string formula(const node& n) const {
        const int r = rank(n.op);
        if (r < 3) {
            const node& a = child(n, 0);
            const node& b = child(n, 1);
            const auto zero = [](const node& c) {
                return c.op == operation::constant && c.value == 0;
            };
            if (n.op == operation::add && (zero(a) || zero(b))) {
                return term(zero(a) ? b : a, 0, false);
            }
            return term(a, r, false) + " " + symbol(n.op) + " " + term(b, r, true);
        }
        if (n.op == operation::alias) {
            return term(child(n, 0), 0, false);
        }
        if (n.op == operation::negate) {
            return "-" + term(child(n, 0), 3, false);
        }
        std::string s = std::string(symbol(n.op)) + "(";
        for (int i = 0; i < n.children; ++i) {
            s += (i > 0 ? ", " : "") + term(child(n, i), 0, false);
        }
        return s + ")";
    }

    const node* result_;
    std::map<const node*, int> uses_;
    std::map<const node*, bool> seen_;
    std::map<const node*, std::string> labels_;
    std::vector<const node*> steps_;
    std::vector<const node*> inputs_;
    int unnamed_ = 0;
};

} // namespace detail

/// Why a traced value is what it is: its steps with their values, and its inputs with range, source
/// and day; as text, as Markdown or as a DOT graph (`dot -Tsvg`). `unit` is that of the result.
inline void explain(std::ostream& out, const traced& x, const std::string& title = "result",
                    style s = style::text, const std::string& unit = "") {
    const detail::derivation d(x);
    if (s == style::dot) {
        d.dot_form(out, title);
    } else {
        d.text_form(out, title, s == style::markdown, unit);
    }
}

/// The same for a quantity, in base units.
template <class D>
void explain(std::ostream& out, const quantity<D, traced>& q, const std::string& title = "result",
             style s = style::text) {
    explain(out, flopcost::detail::access::base(q), title, s, detail::str(dimension_name<D>()));
}

/// The same for every traced field of a described struct, one after the other.
template <described T>
void explain(std::ostream& out, const T& x, const std::string& title = "", style s = style::text) {
    T::describe(
        [&](const char* name, const auto& field) {
            const std::string full = title.empty() ? name : title + "." + name;
            if constexpr (requires { explain(out, field, full, s); }) {
                explain(out, field, full, s);
                out << '\n';
            }
        },
        x);
}

} // namespace flopcost::report
