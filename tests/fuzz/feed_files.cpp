// Feeds files to a fuzzing target without libFuzzer: the corpus and every input that once was a
// finding.  Usage: PROGRAM FOLDER...   Files whose names begin with "whole" must be read whole.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "tests/fuzz/target.hpp"

namespace {

std::vector<std::filesystem::path> files_in(const char* folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

/// False if the file is not read as it must be.
bool feed(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    const std::vector<char> content{std::istreambuf_iterator<char>(stream), {}};
    const std::vector<std::uint8_t> bytes(content.begin(), content.end());
    const bool whole = metaqnn::fuzz::reads(bytes);
    std::printf("%s: %s\n", path.c_str(), whole ? "read" : "refused");
    if (whole || !path.filename().string().starts_with("whole")) return true;
    std::printf("refused, but it must be read; make it again with tests/fuzz/make_seeds.py\n");
    return false;
}

}  // namespace

int main(int argc, char** argv) {
    int files = 0;
    bool good = true;
    for (int i = 1; i < argc; ++i) {
        if (!std::filesystem::is_directory(argv[i])) continue;
        for (const auto& path : files_in(argv[i])) {
            good = feed(path) && good;
            ++files;
        }
    }
    if (files == 0) std::printf("no files were given\n");
    return good && files > 0 ? 0 : 1;
}
