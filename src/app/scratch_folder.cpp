// A temporary folder; see scratch_folder.hpp.
#include "app/scratch_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "core/error.hpp"

namespace metaqnn {

ScratchFolder::ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "metaqnn-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw IoError("cannot make a temporary folder " + name + " (" + std::strerror(errno) + ")");
    }
    path_ = name;
}

ScratchFolder::~ScratchFolder() {
    std::error_code left;
    std::filesystem::remove_all(path_, left);
}

}  // namespace metaqnn
