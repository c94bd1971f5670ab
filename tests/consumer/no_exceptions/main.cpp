// SPDX-License-Identifier: MIT
//
// The whole library with -fno-exceptions -fno-rtti: errors reach the installed handler, and
// try_make needs none.

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <flopcost/flopcost.hpp>

namespace {

void on_error(const flopcost::error& e) {
    const bool right = e.number() == flopcost::error_number::not_a_fraction &&
                       std::strcmp(e.parameter(), "mfu") == 0 && e.value() == 1.4 &&
                       e.low() == 0 && e.high() == 1;
    std::printf("%s\n", e.what());
    std::exit(right ? 0 : 1);
}

} // namespace

int main(int argc, char**) {
    const double mfu = argc + 0.4; // not known to the compiler
    const auto tried = flopcost::fraction<>::try_make(mfu, "mfu");
    if (tried || tried.reason().value != mfu) {
        std::puts("try_make accepted 1.4");
        return 1;
    }
    flopcost::set_error_handler(on_error);
    [[maybe_unused]] const flopcost::fraction refused(mfu, "mfu");
    std::puts("fraction accepted 1.4");
    return 1;
}
