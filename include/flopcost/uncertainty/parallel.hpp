// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

// Threads of the standard library as an executor. Not part of the umbrella header: `<thread>` costs
// more to include than all models together.

namespace flopcost::uncertainty {

/// Runs the parts of a simulation or sweep on `count` threads; 0 takes one for each hardware
/// thread. Results do not depend on the number. The first exception of a part is passed on when all
/// have ended.
///
///     simulate(10'000'000, model, {.seed = 7}, threads{8});
class threads {
public:
    explicit threads(unsigned count = 0)
        : count_(count != 0 ? count : std::thread::hardware_concurrency()) {
        count_ = count_ == 0 ? 1 : count_;
    }
    [[nodiscard]] int width() const noexcept { return static_cast<int>(count_); }

    template <class Task>
    void operator()(std::size_t count, Task&& task) const {
        std::atomic<std::size_t> next{0};
        std::exception_ptr failure;
        std::mutex guard;
        const auto work = [&] {
            for (std::size_t i = next++; i < count; i = next++) {
#if defined(__cpp_exceptions)
                try {
                    task(i);
                } catch (...) {
                    const std::lock_guard<std::mutex> lock(guard);
                    if (!failure) {
                        failure = std::current_exception();
                    }
                    next = count;
                }
#else
                task(i);
#endif
            }
        };
        std::vector<std::thread> workers;
        for (unsigned k = 1; k < count_ && k < count; ++k) {
            workers.emplace_back(work);
        }
        work();
        for (std::thread& w : workers) {
            w.join();
        }
#if defined(__cpp_exceptions)
        if (failure) {
            std::rethrow_exception(failure);
        }
#endif
    }

private:
    unsigned count_;
};

} // namespace flopcost::uncertainty
