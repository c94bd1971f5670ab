// SPDX-License-Identifier: MIT
#include <flopcost/core/list.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using flopcost::list;

namespace {

// Counts its living objects and refuses the copy that it is told to refuse.
struct counted {
    static inline int alive = 0;
    static inline int copies_left = 1000;
    int value = 0;

    explicit counted(int v = 0) : value(v) { ++alive; }
    counted(const counted& o) : value(o.value) {
        if (copies_left-- == 0) {
            throw std::runtime_error("no more copies");
        }
        ++alive;
    }
    counted(counted&& o) noexcept : value(std::exchange(o.value, -1)) { ++alive; }
    counted& operator=(const counted&) = default;
    counted& operator=(counted&& o) noexcept {
        value = std::exchange(o.value, -1);
        return *this;
    }
    ~counted() { --alive; }
};

struct alignas(64) wide {
    double x[8] = {};
};

} // namespace

TEST_CASE("a list grows, shrinks and compares as a vector does") {
    list<int> l;
    std::vector<int> v;
    CHECK(l.empty());
    for (int i = 0; i < 1000; ++i) {
        l.push_back(i * i);
        v.push_back(i * i);
    }
    CHECK(l == v);
    l.insert(l.begin() + 3, -7);
    v.insert(v.begin() + 3, -7);
    l.erase(l.begin() + 10, l.begin() + 500);
    v.erase(v.begin() + 10, v.begin() + 500);
    CHECK(l == v);
    l.resize(600);
    v.resize(600);
    CHECK(l == v);
    l.resize(2);
    CHECK(l == list<int>{0, 1});
    l.pop_back();
    CHECK(l != list<int>{0, 1});
    CHECK(l.front() == 0);
    l.clear();
    CHECK(l.size() == 0);
    CHECK(list<int>(3) == list<int>{0, 0, 0});
    CHECK(list<int>(2, 5) == list<int>{5, 5});
}

TEST_CASE("an element of a list can be added to it") {
    list<std::string> l{"a long string that lives on the heap"};
    for (int i = 0; i < 5; ++i) {
        l.push_back(l.front());
        l.insert(l.begin(), l.back());
    }
    CHECK(l.size() == 11);
    for (const std::string& s : l) {
        CHECK(s == "a long string that lives on the heap");
    }
}

TEST_CASE("lists and standard containers convert into each other") {
    const std::vector<double> v{1.0, 2.5, -3.0};
    const list<double> l = v;
    const std::vector<double> back = l;
    CHECK(back == v);
    const std::vector<double> direct(l);
    CHECK(direct == v);
    CHECK(list<double>(std::array<float, 2>{0.5f, 2.0f}) == list<double>{0.5, 2.0});
    const std::vector<std::vector<double>> rows{{1.0}, {2.0, 3.0}};
    const list<list<double>> nested = rows;
    CHECK(nested[1] == list<double>{2.0, 3.0});
    const list<double> part(v.begin() + 1, v.end());
    CHECK(part == list<double>{2.5, -3.0});
}

TEST_CASE("copies are independent, moves leave nothing behind, nothing leaks") {
    {
        list<counted> a;
        for (int i = 0; i < 20; ++i) {
            a.emplace_back(i);
        }
        CHECK(counted::alive == 20);
        list<counted> b = a;
        b[0].value = 99;
        CHECK(a[0].value == 0);
        const list<counted> c = std::move(a);
        CHECK(a.empty()); // NOLINT: that is the question
        CHECK(c.size() == 20);
        b = c;
        CHECK(b[0].value == 0);
        b.erase(b.begin(), b.begin() + 5);
        CHECK(b.front().value == 5);
        CHECK(counted::alive == 35);
        counted::copies_left = 7;
        CHECK_THROWS_AS(b = c, std::runtime_error);
        counted::copies_left = 1000;
        CHECK(counted::alive == 35);
    }
    CHECK(counted::alive == 0);
    list<std::unique_ptr<int>> owners;
    for (int i = 0; i < 9; ++i) {
        owners.push_back(std::make_unique<int>(i));
    }
    owners.insert(owners.begin(), std::make_unique<int>(-1));
    CHECK(*owners[0] == -1);
    CHECK(*owners.back() == 8);
}

TEST_CASE("storage is aligned as the elements demand") {
    const list<wide> l(3);
    CHECK(reinterpret_cast<std::uintptr_t>(l.data()) % 64 == 0);
}
