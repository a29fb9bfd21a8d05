// What this program is made of, as the build found it.
#include "app/version.hpp"

#include "app/build_information.hpp"

namespace metaqnn {

std::string program_version() { return build::version; }

std::string git_revision() { return build::revision; }

std::string library_versions() {
    return std::string(build::mpi) + ", HDF5 " + build::hdf5 + ", LibTorch " + build::libtorch +
           ", CUDA " + build::cuda;
}

std::string version_text() {
    return std::string("metaqnn ") + build::version + "\ngit      " + build::revision +
           "\ncompiler " + build::compiler + " (" + build::build_type + ")\nMPI      " +
           build::mpi + "\nHDF5     " + build::hdf5 + "\nLibTorch " + build::libtorch +
           "\nCUDA     " + build::cuda;
}

}  // namespace metaqnn
