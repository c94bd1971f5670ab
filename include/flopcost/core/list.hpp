// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <new>

namespace flopcost {

/// Values one after another, as many as it takes. It exists because `<vector>` with all that the
/// models make of it was a quarter of the time that the library takes to compile. Iterators are
/// pointers; whatever has `data()` and `size()` (`std::vector`, `std::span`) converts to it, and it
/// converts to any standard container. Elements must be movable without an exception.
template <class T>
class list {
public:
    using value_type = T;

    constexpr list() noexcept = default;
    /// `size` zeroes.
    explicit list(std::size_t size) : list() { resize(size); }
    list(std::size_t size, const T& value) : list() {
        reserve(size);
        while (size_ < size) {
            place(value);
        }
    }
    template <class Iterator>
        requires requires(Iterator i) {
            *i;
            i - i;
        }
    list(Iterator first, Iterator last) : list() { append(first, last); }
    list(std::initializer_list<T> values) : list(values.begin(), values.end()) {}
    template <class Container>
        requires(!std::same_as<Container, list>)
    &&requires(const Container& c) {
        { *c.data() } -> std::convertible_to<T>;
        { c.size() } -> std::convertible_to<std::size_t>;
    }
    list(const Container& values) : list(values.data(), values.data() + values.size()) {}
    list(const list& other) : list(other.begin(), other.end()) {}
    list(list&& other) noexcept { swap(other); }
    list& operator=(list other) noexcept {
        swap(other);
        return *this;
    }
    ~list() {
        clear();
        ::operator delete(data_, alignment);
    }

    /// As a standard container.
    template <class Container>
        requires requires {
            typename Container::allocator_type;
        } && std::constructible_from<Container, const T*, const T*>
    operator Container() const { return Container(begin(), end()); }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] T* data() noexcept { return data_; }
    [[nodiscard]] const T* data() const noexcept { return data_; }
    [[nodiscard]] T* begin() noexcept { return data_; }
    [[nodiscard]] const T* begin() const noexcept { return data_; }
    [[nodiscard]] T* end() noexcept { return data_ + size_; }
    [[nodiscard]] const T* end() const noexcept { return data_ + size_; }
    [[nodiscard]] T& operator[](std::size_t i) noexcept { return data_[i]; }
    [[nodiscard]] const T& operator[](std::size_t i) const noexcept { return data_[i]; }
    [[nodiscard]] T& front() noexcept { return data_[0]; }
    [[nodiscard]] const T& front() const noexcept { return data_[0]; }
    [[nodiscard]] T& back() noexcept { return data_[size_ - 1]; }
    [[nodiscard]] const T& back() const noexcept { return data_[size_ - 1]; }

    /// Room for `capacity` values without moving them again.
    void reserve(std::size_t capacity) {
        if (capacity <= capacity_) {
            return;
        }
        list larger;
        larger.data_ = allocate(capacity);
        larger.capacity_ = capacity;
        for (T& value : *this) {
            larger.place(static_cast<T&&>(value));
        }
        swap(larger);
    }
    /// Shortens, or lengthens with zeroes.
    void resize(std::size_t size) {
        reserve(size);
        while (size_ < size) {
            place();
        }
        shorten(size);
    }
    // By value, since it may be an element of this list.
    void push_back(T value) {
        make_room(1);
        place(static_cast<T&&>(value));
    }
    template <class... Arguments>
    T& emplace_back(Arguments&&... arguments) {
        push_back(T(static_cast<Arguments&&>(arguments)...));
        return back();
    }
    /// Adds values that are no elements of this list.
    template <class Iterator>
    void append(Iterator first, Iterator last) {
        make_room(static_cast<std::size_t>(last - first));
        for (; first != last; ++first) {
            place(*first);
        }
    }
    /// Puts a value in front of `at`.
    void insert(const T* at, T value) {
        const std::size_t where = static_cast<std::size_t>(at - begin());
        push_back(static_cast<T&&>(value));
        for (std::size_t i = size_ - 1; i > where; --i) {
            exchange(data_[i - 1], data_[i]);
        }
    }
    /// Takes the values from `first` to before `last` out.
    void erase(const T* first, const T* last) {
        const std::size_t gap = static_cast<std::size_t>(last - first);
        const std::size_t begins = static_cast<std::size_t>(first - begin());
        for (std::size_t i = begins; i + gap < size_; ++i) {
            data_[i] = static_cast<T&&>(data_[i + gap]);
        }
        shorten(size_ - gap);
    }
    void pop_back() noexcept { data_[--size_].~T(); }
    void clear() noexcept { shorten(0); }
    void swap(list& other) noexcept {
        exchange(data_, other.data_);
        exchange(size_, other.size_);
        exchange(capacity_, other.capacity_);
    }

    [[nodiscard]] friend bool operator==(const list& a, const list& b) {
        if (a.size_ != b.size_) {
            return false;
        }
        for (std::size_t i = 0; i < a.size_; ++i) {
            if (!(a.data_[i] == b.data_[i])) {
                return false;
            }
        }
        return true;
    }

private:
    static constexpr std::align_val_t alignment{alignof(T)};

    static T* allocate(std::size_t n) {
        // What cannot be counted cannot be had: this raises std::bad_alloc.
        constexpr std::size_t most = ~std::size_t{0} / 2;
        const std::size_t bytes = n > most / sizeof(T) ? most : n * sizeof(T);
        return static_cast<T*>(::operator new(bytes, alignment));
    }
    template <class X>
    static void exchange(X& a, X& b) noexcept {
        X old = static_cast<X&&>(a);
        a = static_cast<X&&>(b);
        b = static_cast<X&&>(old);
    }
    void shorten(std::size_t size) noexcept {
        while (size_ > size) {
            pop_back();
        }
    }
    // Doubling keeps the cost of each added value constant on average.
    void make_room(std::size_t more) {
        const std::size_t doubled = 2 * capacity_;
        if (more > capacity_ - size_) {
            reserve(size_ + more > doubled ? size_ + more : doubled);
        }
    }
    template <class... Arguments>
    void place(Arguments&&... arguments) {
        ::new (static_cast<void*>(data_ + size_)) T(static_cast<Arguments&&>(arguments)...);
        ++size_;
    }

    T* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

} // namespace flopcost
