// SPDX-License-Identifier: MIT
//
// readme_blocks README COMPILER INCLUDE_DIR WORK_DIR [--update]
//
// Compiles and runs every C++ block of the README and compares what it prints with the `text` block
// that follows it. A block without `main` is a fragment: it is put into a main, behind the includes
// and using-directives that the README promises. The two commands of the README are checked for
// their form: one line each, in the first two `sh` blocks. With --update the `text` blocks are
// rewritten to what was printed: for a change of a model that was meant.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <future>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct block {
    std::string language;
    std::string text;
    int line = 0;
};

std::string read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        std::fprintf(stderr, "cannot open %s\n", path.c_str());
        std::exit(2);
    }
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

std::vector<block> blocks_of(const std::string& readme) {
    std::vector<block> found;
    std::istringstream in(readme);
    std::string line;
    bool inside = false;
    for (int number = 1; std::getline(in, line); ++number) {
        if (line.starts_with("```")) {
            if (!inside) {
                found.push_back({line.substr(3), "", number});
            }
            inside = !inside;
        } else if (inside) {
            found.back().text += line + "\n";
        }
    }
    return found;
}

std::string program_of(const block& b) {
    if (b.text.find("int main(") != std::string::npos) {
        return b.text;
    }
    std::string includes = "#include <cstdio>\n#include <flopcost/flopcost.hpp>\n";
    std::string body;
    std::istringstream in(b.text);
    for (std::string line; std::getline(in, line);) {
        (line.starts_with("#include") ? includes : body) += line + "\n";
    }
    return includes + "using namespace flopcost;\nusing namespace flopcost::units;\n" +
           "int main() {\n" + body + "}\n";
}

std::string trimmed(std::string s) {
    while (!s.empty() && (s.back() == '\n' || s.back() == ' ')) {
        s.pop_back();
    }
    return s;
}

struct outcome {
    std::string wrong;   ///< what went wrong; empty if nothing
    std::string printed; ///< by the program
};

outcome check(const block& b, const block* expected, const std::string& compiler,
              const std::string& include, const std::string& work) {
    const std::string base = work + "/line_" + std::to_string(b.line);
    std::ofstream(base + ".cpp") << program_of(b);
    const std::string compile = compiler + " -std=c++20 -O1 -ffp-contract=off -Wall -Wextra -I'" +
                                include + "' '" + base + ".cpp' -o '" + base + "' > '" + base +
                                ".log' 2>&1";
    if (std::system(compile.c_str()) != 0) {
        return {"does not compile:\n" + read(base + ".log"), ""};
    }
    const std::string run = "'" + base + "' > '" + base + ".out' 2>&1";
    if (std::system(run.c_str()) != 0) {
        return {"fails:\n" + read(base + ".out"), ""};
    }
    const std::string printed = trimmed(read(base + ".out"));
    if (expected != nullptr && printed != trimmed(expected->text)) {
        return {"prints\n" + printed + "\ninstead of\n" + trimmed(expected->text), printed};
    }
    if (expected == nullptr && !printed.empty()) {
        return {"prints, but no text block shows it:\n" + printed, printed};
    }
    return {"", printed};
}

// The README with new contents of the text blocks that begin at these lines.
void rewrite(const std::string& path, const std::map<int, std::string>& printed) {
    std::istringstream in(read(path));
    std::ofstream out(path, std::ios::binary);
    int number = 1;
    for (std::string line; std::getline(in, line); ++number) {
        out << line << "\n";
        const auto now = printed.find(number);
        if (now != printed.end()) {
            out << now->second << "\n";
            do {
                std::getline(in, line);
                ++number;
            } while (!line.starts_with("```"));
            out << line << "\n";
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    const bool update = argc == 6 && std::string(argv[5]) == "--update";
    if (argc != 5 && !update) {
        std::fputs("usage: readme_blocks README COMPILER INCLUDE_DIR WORK_DIR [--update]\n",
                   stderr);
        return 2;
    }
    const std::vector<block> blocks = blocks_of(read(argv[1]));
    int failures = 0;

    int commands = 0;
    for (const block& b : blocks) {
        if (b.language == "sh" && ++commands <= 2 &&
            std::count(b.text.begin(), b.text.end(), '\n') != 1) {
            std::printf("README:%d: FAILED: the command is not a single line\n", b.line);
            ++failures;
        }
    }
    if (commands < 2) {
        std::printf("README: FAILED: %d sh blocks, two were expected\n", commands);
        ++failures;
    }

    struct job {
        const block* source;
        const block* expected;
        std::future<outcome> result;
    };
    std::vector<job> pending;
    std::map<int, std::string> printed; // by the line of the text block
    const auto finish_one = [&] {
        job& j = pending.front();
        const outcome o = j.result.get();
        std::printf("README:%d: %s%s\n", j.source->line,
                    o.wrong.empty() ? "ok" : "FAILED: ", o.wrong.c_str());
        failures += o.wrong.empty() ? 0 : 1;
        if (j.expected != nullptr && !o.printed.empty()) {
            printed[j.expected->line] = o.printed;
        }
        pending.erase(pending.begin());
    };
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const block& b = blocks[i];
        if (b.language != "cpp") {
            continue;
        }
        const block* expected =
            i + 1 < blocks.size() && blocks[i + 1].language == "text" ? &blocks[i + 1] : nullptr;
        if (pending.size() == 2) {
            finish_one();
        }
        pending.push_back({&b, expected,
                           std::async(std::launch::async, check, b, expected, std::string(argv[2]),
                                      std::string(argv[3]), std::string(argv[4]))});
    }
    if (pending.empty()) {
        std::puts("README: FAILED: no C++ block");
        ++failures;
    }
    while (!pending.empty()) {
        finish_one();
    }
    if (update) {
        rewrite(argv[1], printed);
    }
    return failures == 0 || update ? 0 : 1;
}
