// What this program is made of.
#pragma once

#include <string>

namespace metaqnn {

/// Version, e.g. "0.1.0".
std::string program_version();

/// Git revision that was built, e.g. "1a2b3c4"; "unknown" outside a checkout.
std::string git_revision();

/// Versions of the libraries on one line, e.g. "MPI ..., HDF5 ..., LibTorch ...".
std::string library_versions();

/// What --version prints: program, git, compiler, MPI, HDF5, LibTorch, CUDA; a line each.
std::string version_text();

}  // namespace metaqnn
