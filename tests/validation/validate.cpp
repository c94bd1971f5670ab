// SPDX-License-Identifier: MIT
//
// validate: compares predictions with tables of published measurements. Each kind of table has its
// own part, which reads the options behind its name.

#include <cstdio>
#include <cstring>
#include <exception>

int validate_cost(int argc, char** argv);
int validate_training(int argc, char** argv);
int validate_serving(int argc, char** argv);

namespace {

struct kind {
    const char* name;
    const char* what;
    int (*run)(int, char**);
};

constexpr kind kinds[] = {
#ifdef FLOPCOST_VALIDATE_COST
    {"cost", "cost of training runs from hardware, quantity and dates", validate_cost},
#endif
#ifdef FLOPCOST_VALIDATE_TRAINING
    {"training", "step time, throughput and chip-hours of training", validate_training},
#endif
#ifdef FLOPCOST_VALIDATE_SERVING
    {"serving", "latency and throughput of serving", validate_serving},
#endif
    {nullptr, nullptr, nullptr}, // so that the table is never empty
};

int usage(std::FILE* out, int code) {
    std::fputs(
        "usage: validate KIND FILE [--json] [--rows OUT.csv]\n\n"
        "Predicts every row of FILE, a table in CSV, and prints how far the predictions are\n"
        "from what was measured.\n\n"
        "kinds:\n",
        out);
    for (const kind* k = kinds; k->name != nullptr; ++k) {
        std::fprintf(out, "  %-9s %s\n", k->name, k->what);
    }
    std::fputs("\noptions:\n"
               "  --json          a summary for machines: coverage, errors in %, by group\n"
               "  --rows OUT.csv  the prediction for every row\n",
               out);
    return code;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("validate: no kind of table given\n\n", stderr);
        return usage(stderr, 2);
    }
    if (std::strcmp(argv[1], "--help") == 0 || std::strcmp(argv[1], "-h") == 0) {
        return usage(stdout, 0);
    }
    for (const kind* k = kinds; k->name != nullptr; ++k) {
        if (std::strcmp(argv[1], k->name) == 0) {
            try {
                return k->run(argc - 1, argv + 1);
            } catch (const std::exception& e) {
                std::fprintf(stderr, "validate %s: %s\n", k->name, e.what());
                return 2;
            }
        }
    }
    std::fprintf(stderr, "validate: '%s' is no kind of table\n\n", argv[1]);
    return usage(stderr, 2);
}
