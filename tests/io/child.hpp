// A child process that a test may kill, and a Python program where .venv has one.
#pragma once

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

namespace metaqnn::test {

/// Runs `work` in a child, which tells how far it came by numbers through a pipe.
class Child {
  public:
    using Tell = std::function<void(std::int64_t)>;

    explicit Child(const std::function<void(const Tell&)>& work) {
        std::fflush(nullptr);
        if (pipe(ends_) != 0) throw std::runtime_error("no pipe");
        process_ = fork();
        if (process_ != 0) {
            close(ends_[1]);
            return;
        }
        int code = 0;
        try {
            work([&](std::int64_t number) {
                if (write(ends_[1], &number, sizeof number) != sizeof number) std::_Exit(9);
            });
        } catch (const std::exception& error) {
            std::fprintf(stderr, "child: %s\n", error.what());
            code = 1;
        }
        std::exit(code);  // as a program ends: HDF5 closes what is open
    }
    ~Child() { close(ends_[0]); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// The next number, or `otherwise` if the child is gone.
    std::int64_t next(std::int64_t otherwise) const {
        std::int64_t number = 0;
        return read(ends_[0], &number, sizeof number) == sizeof number ? number : otherwise;
    }
    /// The last number that it told; waits for its end.
    std::int64_t last(std::int64_t number) const {
        for (std::int64_t more = number; (more = next(-1)) != -1;) number = more;
        return number;
    }
    void kill() const { ::kill(process_, SIGKILL); }
    /// Its exit code; -1 if a signal ended it.
    int wait() const {
        int status = 0;
        waitpid(process_, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

  private:
    int ends_[2] = {-1, -1};
    pid_t process_ = -1;
};

/// The Python interpreter of the build's .venv; empty if there is none.
inline std::string python() {
    const std::string path = std::string(METAQNN_SOURCE_DIR) + "/.venv/bin/python";
    return std::filesystem::exists(path) ? path : std::string();
}

/// Runs a Python program with arguments; its exit code.
inline int run_python(const std::string& program, const std::string& arguments) {
    const std::string command = python() + " -c '" + program + "' " + arguments;
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace metaqnn::test
