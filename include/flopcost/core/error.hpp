// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <exception>
#include <type_traits>
#include <utility>

#include <flopcost/core/math.hpp>
#include <flopcost/core/scalar.hpp>
#include <flopcost/core/text.hpp>

namespace flopcost {

/// Numbers of the errors, as in the message: `flopcost.error.101`.
enum class error_number : int {
    not_a_fraction = 101,        ///< 0 < x <= 1 was required
    not_a_share = 102,           ///< 0 <= x <= 1 was required
    not_positive = 103,          ///< x > 0 was required
    not_finite = 104,            ///< NaN or infinite
    out_of_range = 105,          ///< another stated range was required
    negative = 106,              ///< x >= 0 was required
    empty = 107,                 ///< a table, list or name with nothing in it
    indivisible = 108,           ///< a count that must divide another does not
    invalid_plan = 201,          ///< `validate` found several problems
    inconsistent = 202,          ///< inputs that contradict each other
    unknown_name = 301,          ///< not in the catalogue
    invalid_date = 302,          ///< no such day, or text that is no date
    no_valid_price = 303,        ///< outside every validity window of a tariff
    unknown_price = 304,         ///< the list states no price for this
    not_positive_definite = 401, ///< a correlation matrix that is none
    no_solution = 402,           ///< an equation without a root in the given range
    malformed_data = 501,        ///< a table that cannot be read
};

/// The one exception of the library: number, parameter, offending value and permitted range, and a
/// sentence made of them. It owns its text and never allocates, so it may be thrown anywhere.
class error : public std::exception {
public:
    error(error_number number, text parameter, double value, double low, double high,
          text sentence) noexcept
        : number_(number), value_(value), low_(low), high_(high) {
        append(parameter, parameter_, sizeof parameter_);
        append("[flopcost.error.", what_, sizeof what_);
        append_integer(static_cast<int>(number));
        append("] ", what_, sizeof what_);
        append(sentence, what_, sizeof what_);
    }

    /// The full message.
    [[nodiscard]] const char* what() const noexcept override { return what_; }
    [[nodiscard]] error_number number() const noexcept { return number_; }
    /// The name of the offending parameter (cut after 63 characters).
    [[nodiscard]] const char* parameter() const noexcept { return parameter_; }
    /// The offending value; NaN where it is not a number.
    [[nodiscard]] double value() const noexcept { return value_; }
    [[nodiscard]] double low() const noexcept { return low_; }
    [[nodiscard]] double high() const noexcept { return high_; }

private:
    static void append(text t, char* out, std::size_t capacity) noexcept {
        std::size_t n = 0;
        while (out[n] != '\0') {
            ++n;
        }
        for (std::size_t i = 0; i < t.size() && n + 1 < capacity; ++i) {
            out[n++] = t[i];
        }
        out[n] = '\0';
    }
    void append_integer(int v) noexcept {
        const char digits[] = {static_cast<char>('0' + v / 100),
                               static_cast<char>('0' + v / 10 % 10),
                               static_cast<char>('0' + v % 10), '\0'};
        append(digits, what_, sizeof what_);
    }

    error_number number_;
    double value_, low_, high_;
    char parameter_[64] = {};
    char what_[1024] = {};
};

/// Text of bounded length, built without allocation: messages and labels.
class message {
public:
    constexpr message& operator<<(text t) noexcept {
        for (std::size_t i = 0; i < t.size() && size_ + 1 < sizeof buffer_; ++i) {
            buffer_[size_++] = t[i];
        }
        buffer_[size_] = '\0';
        return *this;
    }
    constexpr message& operator<<(const char* t) noexcept { return *this << text(t); }
    constexpr message& operator<<(int v) noexcept { return *this << static_cast<double>(v); }
    /// A number with at most six significant digits, as `%g` writes it.
    constexpr message& operator<<(double v) noexcept {
        if (!(v == v)) {
            return *this << text("NaN");
        }
        if (v < 0) {
            *this << text("-");
            v = -v;
        }
        if (v > 1.7976931348623157e308) {
            return *this << text("infinity");
        }
        if (v == 0) {
            return *this << text("0");
        }
        int exponent = 0;
        // Scaling by powers of ten is exact enough for six digits.
        while (v >= 1e6) {
            v /= 10;
            ++exponent;
        }
        while (v < 1e5) {
            v *= 10;
            --exponent;
        }
        auto digits = static_cast<long>(v + 0.5);
        if (digits == 1000000) {
            digits = 100000;
            ++exponent;
        }
        char d[6] = {};
        for (int i = 5; i >= 0; --i) {
            d[i] = static_cast<char>('0' + digits % 10);
            digits /= 10;
        }
        int used = 6;
        while (used > 1 && d[used - 1] == '0') {
            --used;
        }
        const int point = exponent + 6; // value = 0.d1d2... * 10^point
        if (point < -3 || point > 9) {
            put(d[0]);
            if (used > 1) {
                put('.');
                for (int i = 1; i < used; ++i) {
                    put(d[i]);
                }
            }
            put('e');
            int e = point - 1;
            put(e < 0 ? '-' : '+');
            e = e < 0 ? -e : e;
            if (e >= 100) {
                put(static_cast<char>('0' + e / 100));
            }
            put(static_cast<char>('0' + e / 10 % 10));
            put(static_cast<char>('0' + e % 10));
            return *this;
        }
        if (point <= 0) {
            *this << text("0.");
            for (int i = point; i < 0; ++i) {
                put('0');
            }
        }
        for (int i = 0; i < (used > point ? used : point); ++i) {
            if (i == point && i > 0) {
                put('.');
            }
            put(i < used ? d[i] : '0');
        }
        return *this;
    }
    [[nodiscard]] constexpr text view() const noexcept { return {buffer_, size_}; }
    [[nodiscard]] constexpr const char* c_str() const noexcept { return buffer_; }

private:
    constexpr void put(char c) noexcept {
        if (size_ + 1 < sizeof buffer_) {
            buffer_[size_++] = c;
            buffer_[size_] = '\0';
        }
    }
    char buffer_[900] = {};
    std::size_t size_ = 0;
};

#if defined(__cpp_exceptions)
/// Where every rejected input ends: throws `e`. With `-fno-exceptions` it calls the handler that
/// `set_error_handler` installed, and then ends the program.
[[noreturn]] inline void raise(const error& e) {
    throw e;
}
#else
/// Called with the error before the program ends.
using error_handler = void (*)(const error&);
namespace detail {
inline error_handler& current_error_handler() noexcept {
    static error_handler handler = nullptr;
    return handler;
}
} // namespace detail
/// Installs what `raise` calls in a build without exceptions (print, long jump, reboot).
inline void set_error_handler(error_handler handler) noexcept {
    detail::current_error_handler() = handler;
}
[[noreturn]] inline void raise(const error& e) {
    if (detail::current_error_handler() != nullptr) {
        detail::current_error_handler()(e);
    }
    __builtin_trap();
}
#endif

// The functions below are deliberately not constexpr: reaching one in a constant evaluation is a
// compile error whose text is the name of the function, and at run time it raises the error. They
// stay out of the hot path (cold, not inlined).

namespace rejected {

namespace detail {
[[noreturn, gnu::cold, gnu::noinline]] inline void
with(error_number number, text parameter, double value, double low, double high, text must) {
    message m;
    m << parameter << " = " << value << " is not allowed: " << must;
    raise(error(number, parameter, value, low, high, m.view()));
}
} // namespace detail

[[noreturn]] inline void value_must_be_positive(text parameter, double value) {
    detail::with(error_number::not_positive, parameter, value, 0, flopcost::detail::infinity,
                 "it must be above 0 and finite");
}
[[noreturn]] inline void value_must_not_be_negative(text parameter, double value) {
    detail::with(error_number::negative, parameter, value, 0, flopcost::detail::infinity,
                 "it must be at least 0 and finite");
}
[[noreturn]] inline void value_must_be_finite(text parameter, double value) {
    detail::with(error_number::not_finite, parameter, value, -flopcost::detail::infinity,
                 flopcost::detail::infinity, "it must be a finite number");
}
[[noreturn]] inline void value_out_of_range(text parameter, double value, double low, double high) {
    message m;
    m << "it must lie in [" << low << ", " << high << "]";
    detail::with(error_number::out_of_range, parameter, value, low, high, m.view());
}
[[noreturn]] inline void must_not_be_empty(text parameter) {
    message m;
    m << parameter << " is empty";
    raise(error(error_number::empty, parameter, flopcost::detail::not_a_number, 0, 0, m.view()));
}
/// Any other refusal: the sentence must name the parameter, its value and what would be allowed.
[[noreturn, gnu::cold, gnu::noinline]] inline void
because(error_number number, text parameter, text sentence,
        double value = flopcost::detail::not_a_number, double low = -flopcost::detail::infinity,
        double high = flopcost::detail::infinity) {
    raise(error(number, parameter, value, low, high, sentence));
}

} // namespace rejected

// Border checks for any scalar, on the ends of what the value can be. The negated comparisons catch
// NaN as well.

/// Error 103 unless `x` is above 0 and finite, for all values that it can take.
template <class S>
constexpr void require_positive(text parameter, const S& x) {
    const bounds b = hull(x);
    if (!(b.low > 0) || !(b.high < detail::infinity)) {
        rejected::value_must_be_positive(parameter, b.low > 0 ? b.high : b.low);
    }
}
/// Error 106 unless `x` is at least 0 and finite.
template <class S>
constexpr void require_not_negative(text parameter, const S& x) {
    const bounds b = hull(x);
    if (!(b.low >= 0) || !(b.high < detail::infinity)) {
        rejected::value_must_not_be_negative(parameter, b.low >= 0 ? b.high : b.low);
    }
}
/// Error 104 if `x` is infinite or NaN.
template <class S>
constexpr void require_finite(text parameter, const S& x) {
    const bounds b = hull(x);
    if (!is_finite(b.low) || !is_finite(b.high)) {
        rejected::value_must_be_finite(parameter, is_finite(b.low) ? b.high : b.low);
    }
}
/// Error 105 unless low <= x <= high.
template <class S>
constexpr void require_in_range(text parameter, const S& x, double low, double high) {
    const bounds b = hull(x);
    if (!(b.low >= low) || !(b.high <= high)) {
        rejected::value_out_of_range(parameter, b.low >= low ? b.high : b.low, low, high);
    }
}

/// One finding of a plan's `validate`.
struct problem {
    error_number number{};
    text parameter{};
    double value = 0;
    double low = 0;
    double high = 0;
    const char* rule = "";
};

/// All findings about a plan, at most sixteen: what a form or a report needs, where an exception
/// would tell only the first. Made by the plans' `validate()`; `raise_if_any()` turns them into one
/// error that lists them all.
class problems {
public:
    static constexpr int capacity = 16;

    constexpr void add(problem p) noexcept {
        if (count_ < capacity) {
            items_[count_] = p;
        }
        ++count_;
    }
    /// Above 0 and finite; and within 1e-100 to 1e100, so that products of inputs neither overflow
    /// nor vanish.
    template <class S>
    constexpr void positive(text parameter, const S& x) {
        const bounds b = hull(x);
        if (!(b.low > 0) || !(b.high < detail::infinity)) {
            add({error_number::not_positive, parameter, b.low > 0 ? b.high : b.low, 0,
                 detail::infinity, "must be above 0 and finite"});
        } else {
            in_range(parameter, x, 1e-100, 1e100);
        }
    }
    /// At least 0 and finite; and at most 1e100.
    template <class S>
    constexpr void not_negative(text parameter, const S& x) {
        const bounds b = hull(x);
        if (!(b.low >= 0) || !(b.high < detail::infinity)) {
            add({error_number::negative, parameter, b.low >= 0 ? b.high : b.low, 0,
                 detail::infinity, "must be at least 0 and finite"});
        } else {
            in_range(parameter, x, 0, 1e100);
        }
    }
    /// At least `low` and at most `high`.
    template <class S>
    constexpr void in_range(text parameter, const S& x, double low, double high) {
        const bounds b = hull(x);
        if (!(b.low >= low) || !(b.high <= high)) {
            add({error_number::out_of_range, parameter, b.low >= low ? b.high : b.low, low, high,
                 "must lie in the range"});
        }
    }
    /// A condition between several inputs; `rule` says what must hold.
    constexpr void require(bool holds, text parameter, double value, const char* rule) noexcept {
        if (!holds) {
            add({error_number::inconsistent, parameter, value, -detail::infinity, detail::infinity,
                 rule});
        }
    }

    [[nodiscard]] constexpr bool empty() const noexcept { return count_ == 0; }
    /// How many were found; those beyond `capacity` are counted but not kept.
    [[nodiscard]] constexpr int size() const noexcept { return count_; }
    [[nodiscard]] constexpr const problem* begin() const noexcept { return items_; }
    [[nodiscard]] constexpr const problem* end() const noexcept {
        return items_ + (count_ < capacity ? count_ : capacity);
    }

    /// Raises one error that lists all problems, under the number of the only one or
    /// `invalid_plan`.
    constexpr void raise_if_any(text plan) const {
        if (count_ > 0) {
            invalid_plan(plan);
        }
    }

private:
    [[noreturn, gnu::cold, gnu::noinline]] void invalid_plan(text plan) const {
        message m;
        m << plan << ": ";
        for (const problem& p : *this) {
            if (&p != begin()) {
                m << "; ";
            }
            m << p.parameter << " = " << p.value << " " << p.rule;
            if (p.number == error_number::out_of_range) {
                m << " [" << p.low << ", " << p.high << "]";
            }
        }
        const problem& first = items_[0];
        raise(error(count_ == 1 ? first.number : error_number::invalid_plan, first.parameter,
                    first.value, first.low, first.high, m.view()));
    }

    problem items_[capacity] = {};
    int count_ = 0;
};

/// A value or the reason why there is none: what `try_make` returns. (`std::expected` is C++23.)
template <class T>
class result {
public:
    constexpr result(T value) : value_(std::move(value)), ok_(true) {}
    constexpr result(problem why) : problem_(why) {}
    [[nodiscard]] constexpr bool has_value() const noexcept { return ok_; }
    [[nodiscard]] constexpr explicit operator bool() const noexcept { return ok_; }
    /// The value; a default one when there is none (check first).
    [[nodiscard]] constexpr const T& value() const noexcept { return value_; }
    [[nodiscard]] constexpr const T& operator*() const noexcept { return value_; }
    [[nodiscard]] constexpr const T* operator->() const noexcept { return &value_; }
    /// Why there is no value.
    [[nodiscard]] constexpr const problem& reason() const noexcept { return problem_; }

private:
    T value_{};
    problem problem_{};
    bool ok_ = false;
};

} // namespace flopcost
