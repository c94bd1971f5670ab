// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace flopcost_test {

/// Takes values off the bytes of a fuzzer; zeros when they are used up.
class bytes {
public:
    bytes(const std::uint8_t* data, std::size_t size) : data_(data), left_(size) {}

    template <class T>
    T take() {
        T value{};
        const std::size_t n = left_ < sizeof value ? left_ : sizeof value;
        std::memcpy(&value, data_, n);
        data_ += n;
        left_ -= n;
        return value;
    }
    /// Any double: ordinary ones as often as infinities, NaNs, subnormals and huge ones.
    double number() {
        switch (take<std::uint8_t>() % 4) {
        case 0:
            return take<double>();
        case 1:
            return take<std::int32_t>();
        case 2:
            return take<std::uint16_t>() / 65535.0;
        default:
            return take<float>();
        }
    }
    [[nodiscard]] bool empty() const { return left_ == 0; }

private:
    const std::uint8_t* data_;
    std::size_t left_;
};

} // namespace flopcost_test
