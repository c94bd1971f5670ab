// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <flopcost/core/describe.hpp>
#include <flopcost/core/error.hpp>
#include <flopcost/core/fact.hpp>
#include <flopcost/core/list.hpp>
#include <flopcost/core/text.hpp>
#include <flopcost/uncertainty/score_map.hpp>
#include <flopcost/uncertainty/shapes.hpp>

namespace flopcost::uncertainty {

/// A name of at most 63 characters that owns them.
class label {
public:
    constexpr label() noexcept = default;
    constexpr label(text t) noexcept {
        while (size_ < t.size() && size_ + 1 < sizeof characters_) {
            characters_[size_] = t[size_];
            ++size_;
        }
    }
    [[nodiscard]] constexpr operator text() const noexcept { return {characters_, size_}; }
    [[nodiscard]] constexpr const char* c_str() const noexcept { return characters_; }
    [[nodiscard]] friend constexpr bool operator==(const label& a, text b) noexcept {
        return text(a) == b;
    }

private:
    char characters_[64] = {};
    std::size_t size_ = 0;
};

/// One uncertain input of a model: a name and a distribution. One name is one node: all uses of it
/// in a model see the same sample.
class input {
public:
    template <distribution D>
    input(text name, const D& d)
        : name_(name), id_(hash(name)), support_(d.support()), map_(d), quartile_(d.quantile(0.25)),
          upper_(d.quantile(0.9)) {}

    /// The first 63 characters of the name.
    [[nodiscard]] const label& name() const noexcept { return name_; }
    /// Hash of the full name: the identity in sampling.
    [[nodiscard]] std::uint64_t id() const noexcept { return id_; }
    [[nodiscard]] bounds support() const noexcept { return support_; }
    [[nodiscard]] const detail::any_map& map() const noexcept { return map_; }

    [[nodiscard]] bool is(text name) const noexcept {
        return name.size() < 64 ? name_ == name : hash(name) == id_;
    }
    template <distribution D>
    [[nodiscard]] bool same_distribution(const D& d) const noexcept {
        return d.quantile(0.25) == quartile_ && d.quantile(0.9) == upper_;
    }

private:
    label name_;
    std::uint64_t id_;
    bounds support_;
    detail::any_map map_;
    double quartile_, upper_;
};

/// The inputs of a model in the order in which it draws them.
class input_list {
public:
    static constexpr std::size_t capacity = 256;

    input_list() { items_.reserve(capacity); }

    [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }
    [[nodiscard]] const input& operator[](std::size_t i) const noexcept { return items_[i]; }
    [[nodiscard]] const input* begin() const noexcept { return items_.data(); }
    [[nodiscard]] const input* end() const noexcept { return items_.data() + items_.size(); }

    /// Position of a name, or size() if there is none.
    [[nodiscard]] std::size_t find(text name) const noexcept {
        std::size_t i = 0;
        while (i < items_.size() && !items_[i].is(name)) {
            ++i;
        }
        return i;
    }
    [[nodiscard]] std::size_t find(std::uint64_t id) const noexcept {
        std::size_t i = 0;
        while (i < items_.size() && items_[i].id() != id) {
            ++i;
        }
        return i;
    }
    template <distribution D>
    void add(text name, const D& d) {
        if (items_.size() == capacity) {
            rejected::because(error_number::out_of_range, name,
                              "a model may draw at most 256 inputs", capacity + 1.0, 0, capacity);
        }
        if (find(hash(name)) != items_.size()) {
            rejected::because(error_number::inconsistent, name,
                              "the hash of this input's name equals that of another; rename it");
        }
        items_.push_back(input(name, d));
    }

private:
    list<input> items_;
};

/// What a model receives: it asks for its uncertain inputs by name and computes on the scalar `S`,
/// which may be a pack of samples, a dual number or an interval.
///
///     [](auto& draw) {
///         auto p = draw.lift(plan);                                   // all fields certain
///         p.mfu  = draw.fraction("MFU", pert(0.28, 0.35, 0.45));      // now uncertain
///         auto rent = draw("rent", lognormal(from(1.4).to(2.6))) * usd / chip_hour;
///         ...
///     }
template <class S>
class draw {
public:
    using scalar_type = S;

    /// Records the inputs that a model asks for, and answers with their medians.
    explicit draw(input_list& record) : inputs_(&record), record_(&record) {
        medians_.reserve(input_list::capacity);
    }
    /// Answers with the given values, one for each input.
    draw(const input_list& inputs, const S* values) noexcept : inputs_(&inputs), values_(values) {}

    /// The value of the named input. The same name is the same sample wherever it is drawn; with
    /// another distribution it is refused (error 202). The result lives as long as the evaluation.
    template <distribution D>
    const S& operator()(text name, const D& d) {
        if (next_ < inputs_->size() && record_ == nullptr && (*inputs_)[next_].is(name)) {
            return values_[next_++];
        }
        return search(name, d);
    }
    /// A fact as an input: its value is the median, its bounds hold 90 %; it keeps its unit.
    template <class Q>
    auto operator()(const fact<Q>& f, double credibility = 0.9) {
        const S& x = (*this)(f.name, fitted(f, credibility));
        if constexpr (flopcost::detail::is_quantity<Q>::value) {
            return flopcost::detail::access::make<typename Q::dimension>(x);
        } else {
            return x;
        }
    }
    /// An input for a place where only 0 < x <= 1 is possible. The support of the distribution is
    /// checked, not every sample: `normal(0.37, 0.17)` is refused, truncated it is accepted.
    template <distribution D>
    flopcost::fraction<S> fraction(text name, const D& d) {
        check(name, d, 0.0, 1.0);
        return flopcost::fraction<S>((*this)(name, d), name);
    }
    /// An input for a place where 0 <= x <= 1.
    template <distribution D>
    flopcost::share<S> share(text name, const D& d) {
        check(name, d, 0.0, 1.0);
        return flopcost::share<S>((*this)(name, d), name);
    }
    /// An input whose distribution must lie in [low, high].
    template <distribution D>
    const S& within(double low, double high, text name, const D& d) {
        check(name, d, low, high);
        return (*this)(name, d);
    }

    /// A certain plan, quantity or number in the draw's scalar.
    template <class Plan>
    [[nodiscard]] auto lift(const Plan& plan) const {
        return flopcost::lift<S>(plan);
    }

    /// Conditions the simulation on an event: only samples with a < b count. Every result is then a
    /// conditional one; `accepted()` tells the probability of the event.
    void given_less(const S& a, const S& b) {
        weight_ = conditional_ ? S(weight_ * select_less(a, b, one(), zero()))
                               : S(select_less(a, b, one(), zero()));
        conditional_ = true;
    }
    template <class Dim>
    void given_less(const quantity<Dim, S>& a, const std::type_identity_t<quantity<Dim, S>>& b) {
        given_less(flopcost::detail::access::base(a), flopcost::detail::access::base(b));
    }

    // For the engines that evaluate models.
    void restart() noexcept {
        next_ = 0;
        conditional_ = false;
    }
    [[nodiscard]] bool conditional() const noexcept { return conditional_; }
    [[nodiscard]] const S& weight() const noexcept { return weight_; }

private:
    [[nodiscard]] static S one() { return constant<S>(1.0); }
    [[nodiscard]] static S zero() { return constant<S>(0.0); }

    template <distribution D>
    void check(text name, const D& d, double low, double high) const {
        const bounds s = d.support();
        if (!(s.low >= low && s.high <= high)) {
            message m;
            m << name << ": the distribution reaches " << (s.low >= low ? s.high : s.low)
              << ", allowed is [" << low << ", " << high << "]; truncate it";
            raise(error(error_number::out_of_range, name, s.low >= low ? s.high : s.low, low, high,
                        m.view()));
        }
    }
    template <distribution D>
    const S& search(text name, const D& d) {
        const std::size_t i = inputs_->find(name);
        if (i == inputs_->size()) {
            if (record_ == nullptr) {
                rejected::because(error_number::inconsistent, name,
                                  "this input was not drawn in the first evaluation of the model; "
                                  "a model must always draw the same inputs");
            }
            record_->add(name, d);
            medians_.push_back(constant<S>((*inputs_)[i].map().at_score(0.0)));
            values_ = medians_.data();
        } else if (record_ != nullptr && !(*inputs_)[i].same_distribution(d)) {
            rejected::because(error_number::inconsistent, name,
                              "this input is drawn twice with different distributions");
        }
        next_ = i + 1;
        return values_[i];
    }

    const input_list* inputs_;
    input_list* record_ = nullptr;
    const S* values_ = nullptr;
    list<S> medians_;
    std::size_t next_ = 0;
    bool conditional_ = false;
    S weight_{};
};

namespace detail {

// One evaluation of a model. Not inlined: a model is large, and several places evaluate it.
template <class F, class S>
[[nodiscard, gnu::noinline]] auto evaluate(const F& callable, draw<S>& from) {
    from.restart();
    return callable(from);
}

} // namespace detail

} // namespace flopcost::uncertainty
