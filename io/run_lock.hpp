// A run folder has one writer.
#pragma once

#include <string>

namespace metaqnn {

/// Holds FOLDER/.lock from construction to destruction; the death of the process frees it too.
class RunLock {
  public:
    /// @throws ConfigError if another process holds it (naming host and process) or the folder
    ///         cannot be written; IoError if the system fails otherwise
    explicit RunLock(const std::string& folder);
    RunLock(const RunLock&) = delete;
    RunLock& operator=(const RunLock&) = delete;
    ~RunLock();

    /// False on a file system that has no locks: nothing keeps a second writer out then.
    bool held() const { return held_; }

  private:
    int descriptor_;
    bool held_;
};

}  // namespace metaqnn
