// SPDX-License-Identifier: MIT
//
// Runs a libFuzzer entry point without libFuzzer, on files or on a fixed sequence of random inputs,
// so that every compiler can check the fuzz targets in a moment.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
    if (argc > 1) {
        for (int i = 1; i < argc; ++i) {
            std::ifstream in(argv[i], std::ios::binary);
            if (!in) {
                std::fprintf(stderr, "cannot open %s\n", argv[i]);
                return 2;
            }
            const std::vector<char> bytes(std::istreambuf_iterator<char>(in), {});
            LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                   bytes.size());
        }
        return 0;
    }
    std::mt19937_64 random(20251130);
    std::vector<std::uint8_t> bytes;
    constexpr int runs = 20000;
    for (int i = 0; i < runs; ++i) {
        bytes.resize(random() % 512);
        for (std::uint8_t& b : bytes) {
            // Printable bytes and extreme ones are what parsers and numbers trip over.
            const std::uint64_t r = random();
            b = static_cast<std::uint8_t>(r % 4 == 0   ? r >> 8
                                          : r % 4 == 1 ? 32 + (r >> 8) % 95
                                          : r % 4 == 2 ? '0' + (r >> 8) % 10
                                                       : ((r >> 8) % 2) * 255);
        }
        LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    }
    std::printf("%d inputs without a crash\n", runs);
    return 0;
}
