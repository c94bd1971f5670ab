// SPDX-License-Identifier: MIT
#include <mpi.h>

#include <cstdint>
#include <vector>

#include "bits.hpp"

// The same simulations under MPI: each rank computes its part of the indices and sends its state as
// words; the first one merges.
int main(int argc, char** argv) {
    MPI_Init(&argc, &argv);
    int rank = 0;
    int size = 1;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    for (const bits::kind& k : bits::kinds) {
        flopcost::uncertainty::sampling how = k.how;
        const auto part = [&](int r) {
            return bits::samples * static_cast<std::uint64_t>(r) / static_cast<std::uint64_t>(size);
        };
        how.first = part(rank);
        how.last = part(rank + 1);
        auto mine = flopcost::uncertainty::simulate(bits::samples, bits::model, how);
        if (rank != 0) {
            const std::vector<std::uint64_t> words = mine.save();
            MPI_Send(words.data(), static_cast<int>(words.size()), MPI_UINT64_T, 0, 0,
                     MPI_COMM_WORLD);
            continue;
        }
        for (int r = 1; r < size; ++r) {
            MPI_Status status;
            MPI_Probe(r, 0, MPI_COMM_WORLD, &status);
            int count = 0;
            MPI_Get_count(&status, MPI_UINT64_T, &count);
            std::vector<std::uint64_t> words(static_cast<std::size_t>(count));
            MPI_Recv(words.data(), count, MPI_UINT64_T, r, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
            mine.merge(words);
        }
        bits::print(k, mine);
    }
    MPI_Finalize();
    return 0;
}
