// One trainer process: started, spoken to, and ended whatever happens.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "wire/file_descriptor.hpp"
#include "wire/message_stream.hpp"

namespace metaqnn {

/// How a process ended.
struct ProcessEnd {
    bool killed = false;  ///< by SIGKILL: by the kernel, by a person or by this program
    std::string text;     ///< "exited with code 1", "killed by signal 11 (Segmentation fault)"
};

/// A child process that runs wire::run_trainer_process(). It inherits nothing but its channel and
/// a pipe for what it prints, computes with one thread unless told otherwise, and does not see
/// that it runs under MPI. Killed and reaped by the destructor; left behind if it does not end
/// within a second.
class TrainerProcess {
  public:
    /// @param command  path of the program and its arguments
    /// @throws IoError if the program cannot be started
    explicit TrainerProcess(const std::vector<std::string>& command);
    TrainerProcess(const TrainerProcess&) = delete;
    TrainerProcess& operator=(const TrainerProcess&) = delete;
    ~TrainerProcess();

    /// Descriptors to wait for: messages, and what the process prints.
    int channel() const { return channel_.number(); }
    int output() const { return output_.number(); }
    /// True once the process, and all that it has begun, can print no more.
    bool is_silent() const { return silent_; }

    /// @returns false if the process has closed its end (it died; poll() tells)
    bool send(const wire::Message& message);
    /// A message that has come. @throws IoError if it is none
    std::optional<wire::Message> poll() { return reader_.poll(); }
    /// True once the process has closed its end.
    bool ended() const { return reader_.ended(); }
    /// True once the process has ended; messages of it may still wait.
    bool exited() const;
    /// Reads what was printed, so that the process never waits for us.
    void drain_output();
    /// The last line that it printed; may be empty.
    std::string last_line() const;

    /// Kills the process and what it has begun. It ends soon, unless it waits for a device or a
    /// file system.
    void kill();
    /// Waits for the end of a process that has ended or was killed.
    ProcessEnd reap();
    std::string number() const { return std::to_string(process_); }

  private:
    pid_t process_ = -1;  // -1: reaped
    wire::FileDescriptor channel_;
    wire::FileDescriptor output_;
    wire::MessageReader reader_;
    std::string printed_;
    bool silent_ = false;
};

}  // namespace metaqnn
