// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <utility>

#include <flopcost/core/dimension_name.hpp>
#include <flopcost/core/fact.hpp>
#include <flopcost/core/scalar.hpp>
#include <flopcost/core/unordered.hpp>

namespace flopcost {

/// What a traced value was made by.
enum class operation : unsigned char {
    constant,
    input, ///< a named input, with its source where it has one
    alias, ///< a second name for a value
    add,
    subtract,
    multiply,
    divide,
    negate,
    minimum,
    maximum,
    select, ///< children: a, b, value if a < b, value otherwise
    exponential,
    logarithm,
    square_root,
    power,
    floor,
    ceiling,
    absolute,
};

/// A double that remembers how it was made: the whole formula with its inputs and their sources, so
/// that any result can explain itself (`report::explain`). The value equals the double result bit
/// for bit. Meant for explanations, not for speed: each operation allocates a node. Copies share
/// their history; share them between threads only after the calculation.
class traced : unordered<traced> {
public:
    /// One step of the history. Names, units and sources are borrowed: they must outlive it.
    struct node {
        operation op = operation::constant;
        double value = 0;
        double low = 0;
        double high = 0;
        text name{};
        text unit{};
        const char* source = "";
        date as_of{};
        node* child[4] = {};
        int children = 0;
        int owners = 1;
    };

    traced() : traced(0.0) {}
    /// A constant.
    traced(double value) : node_(new node) { node_->value = node_->low = node_->high = value; }
    /// A named input.
    [[nodiscard]] static traced input(text name, double value, double low, double high, text unit,
                                      const char* source, date as_of) {
        traced t(value);
        t.node_->op = operation::input;
        t.node_->name = name;
        t.node_->low = low;
        t.node_->high = high;
        t.node_->unit = unit;
        t.node_->source = source;
        t.node_->as_of = as_of;
        return t;
    }
    traced(const traced& other) noexcept : node_(other.node_) { ++node_->owners; }
    traced(traced&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
    traced& operator=(traced other) noexcept {
        std::swap(node_, other.node_);
        return *this;
    }
    ~traced() { release(node_); }

    [[nodiscard]] double value() const noexcept { return node_->value; }
    /// The last step; its children lead to all others.
    [[nodiscard]] const node& history() const noexcept { return *node_; }

    /// The same value under a name (and the name of its unit).
    [[nodiscard]] traced with_name(text name, text unit) const {
        if (name.empty() || (node_->name == name && (unit.empty() || node_->unit == unit))) {
            return *this;
        }
        if (node_->name == name && node_->unit.empty()) { // a fact learns its unit
            node_->unit = unit;
            return *this;
        }
        if (node_->name.empty() && node_->op != operation::constant) {
            node_->name = name;
            node_->unit = unit;
            return *this;
        }
        if (node_->op == operation::constant) {
            return input(name, value(), value(), value(), unit, node_->source, node_->as_of);
        }
        traced t = made(operation::alias, value(), {this});
        t.node_->name = name;
        t.node_->unit = unit;
        return t;
    }

    [[nodiscard]] friend traced operator+(const traced& a, const traced& b) {
        return made(operation::add, a.value() + b.value(), {&a, &b});
    }
    [[nodiscard]] friend traced operator-(const traced& a, const traced& b) {
        return made(operation::subtract, a.value() - b.value(), {&a, &b});
    }
    [[nodiscard]] friend traced operator*(const traced& a, const traced& b) {
        return made(operation::multiply, a.value() * b.value(), {&a, &b});
    }
    [[nodiscard]] friend traced operator/(const traced& a, const traced& b) {
        return made(operation::divide, a.value() / b.value(), {&a, &b});
    }
    [[nodiscard]] friend traced operator-(const traced& a) {
        return made(operation::negate, -a.value(), {&a});
    }
    traced& operator+=(const traced& b) { return *this = *this + b; }
    traced& operator-=(const traced& b) { return *this = *this - b; }
    traced& operator*=(const traced& b) { return *this = *this * b; }
    traced& operator/=(const traced& b) { return *this = *this / b; }

    [[nodiscard]] friend bounds hull(const traced& x) noexcept { return {x.value(), x.value()}; }
    [[nodiscard]] friend double value_of(const traced& x) noexcept { return x.value(); }
    [[nodiscard]] friend traced min(const traced& a, const traced& b) {
        return made(operation::minimum, flopcost::min(a.value(), b.value()), {&a, &b});
    }
    [[nodiscard]] friend traced max(const traced& a, const traced& b) {
        return made(operation::maximum, flopcost::max(a.value(), b.value()), {&a, &b});
    }
    [[nodiscard]] friend traced select_less(const traced& a, const traced& b, const traced& if_less,
                                            const traced& if_not) {
        return made(operation::select,
                    flopcost::select_less(a.value(), b.value(), if_less.value(), if_not.value()),
                    {&a, &b, &if_less, &if_not});
    }
    [[nodiscard]] friend traced exp(const traced& x) {
        return made(operation::exponential, flopcost::exp(x.value()), {&x});
    }
    [[nodiscard]] friend traced log(const traced& x) {
        return made(operation::logarithm, flopcost::log(x.value()), {&x});
    }
    [[nodiscard]] friend traced sqrt(const traced& x) {
        return made(operation::square_root, flopcost::sqrt(x.value()), {&x});
    }
    [[nodiscard]] friend traced pow(const traced& x, const traced& y) {
        return made(operation::power, flopcost::pow(x.value(), y.value()), {&x, &y});
    }
    [[nodiscard]] friend traced floor(const traced& x) {
        return made(operation::floor, flopcost::floor(x.value()), {&x});
    }
    [[nodiscard]] friend traced ceil(const traced& x) {
        return made(operation::ceiling, flopcost::ceil(x.value()), {&x});
    }
    [[nodiscard]] friend traced abs(const traced& x) {
        return made(operation::absolute, flopcost::abs(x.value()), {&x});
    }
    [[nodiscard]] friend traced named(const char* name, const traced& x) {
        return x.with_name(name, "");
    }

private:
    struct operands {
        const traced* x[4] = {};
        int count = 0;
        constexpr operands(const traced* a) : x{a}, count(1) {}
        constexpr operands(const traced* a, const traced* b) : x{a, b}, count(2) {}
        constexpr operands(const traced* a, const traced* b, const traced* c, const traced* d)
            : x{a, b, c, d}, count(4) {}
    };

    [[nodiscard]] static traced made(operation op, double value, operands of) {
        traced t(value);
        t.node_->op = op;
        for (int i = 0; i < of.count; ++i) {
            t.node_->child[i] = of.x[i]->node_;
            ++of.x[i]->node_->owners;
        }
        t.node_->children = of.count;
        return t;
    }
    static void release(node* n) noexcept {
        // The last child is released in the loop, so that long sums do not exhaust the stack.
        while (n != nullptr && --n->owners == 0) {
            node* next = nullptr;
            for (int i = 0; i < n->children; ++i) {
                if (i == 0) {
                    next = n->child[0];
                } else {
                    release(n->child[i]);
                }
            }
            delete n;
            n = next;
        }
    }

    node* node_;
};

template <>
struct scalar_traits<traced> {
    static traced constant(double value) { return traced(value); }
    template <class D>
    static traced name_with_unit(const char* name, const traced& x) {
        return x.with_name(name, dimension_name<D>());
    }
};

/// A fact enters a traced calculation as a named input with its source.
template <>
struct fact_scalar<traced> {
    static traced make(double value, double low, double high, const char* name, const char* source,
                       date as_of) {
        return traced::input(name, value, low, high, "", source, as_of);
    }
};

} // namespace flopcost
