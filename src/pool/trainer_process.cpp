// A trainer process; see trainer_process.hpp.
#include "pool/trainer_process.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.hpp"
#include "wire/serve.hpp"

extern char** environ;

namespace metaqnn {
namespace {

void check_spawn(int code, const std::string& program) {
    if (code != 0) throw IoError("cannot start " + program + " (" + std::strerror(code) + ")");
}

// What posix_spawn does in the child before the program begins.
class SpawnPlan {
  public:
    SpawnPlan() {
        check_spawn(posix_spawn_file_actions_init(&actions_), "a process");
        check_spawn(posix_spawnattr_init(&attributes_), "a process");
        // A group of its own: Ctrl-C in a terminal is for the manager to act on.
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
        posix_spawnattr_setpgroup(&attributes_, 0);
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes_, &none);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }

    void move(int from, int to) {
        check_spawn(posix_spawn_file_actions_adddup2(&actions_, from, to), "a process");
    }
    void read_nothing() {
        check_spawn(
            posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0),
            "a process");
    }
    // HDF5, MPI and others open files that a child would inherit.
    void close_all_above(int kept) {
        for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
            const int descriptor = std::stoi(entry.path().filename());
            if (descriptor <= kept) continue;
            check_spawn(posix_spawn_file_actions_addclose(&actions_, descriptor), "a process");
        }
    }
    pid_t spawn(const std::vector<std::string>& command,
                const std::vector<std::string>& variables) {
        const std::vector<char*> arguments = pointers(command);
        const std::vector<char*> environment = pointers(variables);
        pid_t process = -1;
        check_spawn(posix_spawn(&process, arguments.front(), &actions_, &attributes_,
                                arguments.data(), environment.data()),
                    command.front());
        return process;
    }

  private:
    static std::vector<char*> pointers(const std::vector<std::string>& texts) {
        std::vector<char*> result;
        result.reserve(texts.size() + 1);
        for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
        result.push_back(nullptr);
        return result;
    }

    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

// Ours without what would make the child believe that it is an MPI rank.
std::vector<std::string> child_environment() {
    constexpr std::array<std::string_view, 4> hidden{"OMPI_", "PMIX_", "PMI_", "PRTE_"};
    std::vector<std::string> variables;
    bool threads_set = false;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        bool keep = true;
        for (const std::string_view prefix : hidden) keep = keep && !text.starts_with(prefix);
        if (keep) variables.emplace_back(text);
        threads_set = threads_set || text.starts_with("OMP_NUM_THREADS=");
    }
    if (!threads_set) variables.emplace_back("OMP_NUM_THREADS=1");
    return variables;
}

}  // namespace

TrainerProcess::TrainerProcess(const std::vector<std::string>& command) : reader_(-1) {
    expect(!command.empty(), "TrainerProcess: no command");
    wire::DescriptorPair channel = wire::make_channel();
    wire::DescriptorPair output = wire::make_pipe();
    SpawnPlan plan;
    plan.read_nothing();
    plan.move(output.second.number(), STDOUT_FILENO);
    plan.move(output.second.number(), STDERR_FILENO);
    plan.move(channel.second.number(), wire::trainer_channel);
    plan.close_all_above(wire::trainer_channel);
    process_ = plan.spawn(command, child_environment());
    channel_ = std::move(channel.first);
    output_ = std::move(output.first);
    reader_ = wire::MessageReader(channel_.number());
    ::fcntl(output_.number(), F_SETFL, O_NONBLOCK);
}

TrainerProcess::~TrainerProcess() {
    if (process_ < 0) return;
    kill();
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    while (!exited() && std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    if (exited()) reap();
}

bool TrainerProcess::send(const wire::Message& message) {
    try {
        wire::write_message(channel_.number(), message);
        return true;
    } catch (const IoError&) {
        return false;
    }
}

void TrainerProcess::drain_output() {
    constexpr std::size_t kept = 4096;
    std::array<char, 4096> bytes{};
    while (true) {
        const ssize_t count = ::read(output_.number(), bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count == 0) silent_ = true;
        if (count <= 0) return;
        printed_.append(bytes.data(), static_cast<std::size_t>(count));
        if (printed_.size() > kept) printed_.erase(0, printed_.size() - kept);
    }
}

std::string TrainerProcess::last_line() const {
    const std::size_t end = printed_.find_last_not_of(" \r\n");
    if (end == std::string::npos) return {};
    const std::size_t begin = printed_.find_last_of('\n', end);
    return printed_.substr(begin + 1, end - begin);
}

void TrainerProcess::kill() {
    if (process_ > 0) ::kill(-process_, SIGKILL);  // its group
}

bool TrainerProcess::exited() const {
    siginfo_t info{};
    const int code =
        ::waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT);
    return code == 0 && info.si_pid == process_;
}

ProcessEnd TrainerProcess::reap() {
    expect(process_ > 0, "TrainerProcess::reap: called twice");
    int status = 0;
    while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = -1;
    if (!WIFSIGNALED(status)) {
        return {false, "exited with code " + std::to_string(WEXITSTATUS(status))};
    }
    const int signal = WTERMSIG(status);
    return {signal == SIGKILL,
            "killed by signal " + std::to_string(signal) + " (" + ::strsignal(signal) + ")"};
}

}  // namespace metaqnn
