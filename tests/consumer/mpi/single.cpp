// SPDX-License-Identifier: MIT
#include <cstdlib>

#include <flopcost/uncertainty/parallel.hpp>

#include "bits.hpp"

// single [THREADS]: the simulations in one process.
int main(int argc, char** argv) {
    const flopcost::uncertainty::threads executor(
        argc > 1 ? static_cast<unsigned>(std::atoi(argv[1])) : 1u);
    for (const bits::kind& k : bits::kinds) {
        bits::print(k,
                    flopcost::uncertainty::simulate(bits::samples, bits::model, k.how, executor));
    }
    return 0;
}
