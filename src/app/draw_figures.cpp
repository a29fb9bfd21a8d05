// Calls the Python package; see draw_figures.hpp.
#include "app/draw_figures.hpp"

#include <cerrno>
#include <filesystem>
#include <vector>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/environment.hpp"
#include "core/error.hpp"

namespace metaqnn {
namespace {

namespace fs = std::filesystem;

// The nearest folder above this program that has `part`; empty: none.
fs::path above_program(const fs::path& part) {
    std::error_code error;
    fs::path folder = fs::read_symlink("/proc/self/exe", error);
    while (folder.has_relative_path()) {
        folder = folder.parent_path();
        if (fs::exists(folder / part, error)) return folder / part;
    }
    return {};
}

std::string python() {
    if (std::string named = environment_text("METAQNN_PYTHON"); !named.empty()) return named;
    const fs::path own = above_program(".venv/bin/python");
    return own.empty() ? "python3" : own.string();
}

// Where the package lies; empty: Python is to know.
std::string package_folder() {
    fs::path package = above_program("analysis/metaqnn_analysis");
    if (package.empty()) package = above_program("share/metaqnn/analysis/metaqnn_analysis");
    return package.parent_path().string();
}

// Returns the exit code of a program, which is looked for in PATH; 127 if it cannot be started.
// What it prints goes to standard error.
int run_program(const std::vector<std::string>& words) {
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    constexpr int not_started = 127;
    pid_t process = -1;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    const int error =
        ::posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) return not_started;
    int status = 0;
    while (::waitpid(process, &status, 0) < 0) {
        if (errno != EINTR) return not_started;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : not_started;
}

}  // namespace

void draw_figures(const std::string& run, const std::string& folder) {
    if (const std::string package = package_folder(); !package.empty()) {
        const std::string known = environment_text("PYTHONPATH");
        ::setenv("PYTHONPATH", (known.empty() ? package : package + ":" + known).c_str(), 1);
    }
    const std::string program = python();
    if (run_program({program, "-m", "metaqnn_analysis", run, "--out", folder}) == 0) return;
    throw IoError("the figures were not drawn (" + program +
                  " has no metaqnn_analysis, or it failed; the tables are in " + folder +
                  "); install it with: pip install ./analysis, name its Python in METAQNN_PYTHON "
                  "and call: python -m metaqnn_analysis " +
                  run + " --out " + folder);
}

}  // namespace metaqnn
