// A temporary folder that goes with its owner.
#pragma once

#include <filesystem>

namespace metaqnn {

/// A new, empty folder of this node ($TMPDIR, else /tmp), which the destructor removes with all in
/// it.
class ScratchFolder {
  public:
    /// @throws IoError
    ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder();

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace metaqnn
