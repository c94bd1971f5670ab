// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <flopcost/claims/claim.hpp>
#include <flopcost/core/scalar.hpp>
#include <flopcost/scalar/dual.hpp>
#include <flopcost/scalar/interval.hpp>
#include <flopcost/scalar/traced.hpp>

namespace flopcost::claims {

// A claim draws its inputs by calling an object of this file: `in(input{...})` gives the input in
// the object's scalar. One formula thus serves for the value, the samples, the gradient, the
// inverse and the explanation.

/// Inputs at their central values; it remembers which were asked for.
class central_inputs {
public:
    using scalar = double;
    double operator()(const input& i) {
        for (const input& known : used_) {
            if (text(known.name) == text(i.name)) {
                return i.value;
            }
        }
        i.validate();
        used_.push_back(i);
        return i.value;
    }
    /// All inputs in the order of their first use, each once.
    [[nodiscard]] const std::vector<input>& used() const noexcept { return used_; }

private:
    std::vector<input> used_;
};

/// Inputs at their central values but for one. The scalar of that one is the scalar of the result.
template <class S = double>
class inputs_with {
public:
    using scalar = S;
    constexpr inputs_with(text name, S value) : name_(name), value_(value) {}
    constexpr S operator()(const input& i) const {
        return text(i.name) == name_ ? value_ : constant<S>(i.value);
    }

private:
    text name_;
    S value_;
};

/// Inputs as variables of a derivative: numbers `first` to `first` + N - 1 of a list.
template <int N>
class gradient_inputs {
public:
    using scalar = dual<N>;
    gradient_inputs(const std::vector<input>& all, std::size_t first) : all_(&all), first_(first) {}
    dual<N> operator()(const input& i) const {
        for (std::size_t k = 0; k < N && first_ + k < all_->size(); ++k) {
            if (text((*all_)[first_ + k].name) == text(i.name)) {
                return dual<N>::variable(i.value, static_cast<int>(k));
            }
        }
        return i.value;
    }

private:
    const std::vector<input>* all_;
    std::size_t first_;
};

/// Inputs as the range between their 5th and 95th percentile.
class interval_inputs {
public:
    using scalar = interval;
    constexpr interval operator()(const input& i) const { return {i.low, i.high}; }
};

/// Inputs that remember where they come from, for explanations.
class traced_inputs {
public:
    using scalar = traced;
    /// One name gives one node, so that an explanation shows it once.
    traced operator()(const input& i) {
        for (const entry& e : known_) {
            if (text(e.name) == text(i.name)) {
                return e.value;
            }
        }
        known_.push_back(
            {i.name, traced::input(i.name, i.value, i.low, i.high, i.unit, i.source, i.as_of)});
        return known_.back().value;
    }

private:
    struct entry {
        const char* name;
        traced value;
    };
    std::vector<entry> known_;
};

/// The value of an input at a normal score: `value` at 0, `low` and `high` at -/+ 1.645, and
/// between and beyond along the normal law of its logarithm (positive), its log-odds (share) or
/// itself (real), with a spread of its own on each side. So all three published numbers hold.
template <class S>
[[nodiscard]] constexpr S at_score(const input& i, const S& z) {
    constexpr double z95 = 1.6448536269514722;
    const auto scaled = [&](double middle, double low, double high) {
        const S below = z * ((middle - low) / z95);
        const S above = z * ((high - middle) / z95);
        return S(select_less(z, constant<S>(0.0), below, above) + middle);
    };
    switch (i.domain) {
    case domain::positive:
        return exp(scaled(log(i.value), log(i.low), log(i.high)));
    case domain::share: {
        const auto odds = [](double p) { return log(p / (1.0 - p)); };
        const S e = exp(S(scaled(odds(i.value), odds(i.low), odds(i.high)) * -1.0));
        return constant<S>(1.0) / (e + 1.0);
    }
    case domain::real:
        break;
    }
    return scaled(i.value, i.low, i.high);
}

} // namespace flopcost::claims
