# Finds every library; says what to do when one is missing.
set(remedy "run scripts/setup, or load your cluster's module and add its root to CMAKE_PREFIX_PATH")

function(metaqnn_require name found)
  if(NOT ${found})
    message(FATAL_ERROR "metaqnn: ${name} was not found; ${remedy}")
  endif()
endfunction()

find_package(Threads REQUIRED)
set(MPI_DETERMINE_LIBRARY_VERSION ON)
find_package(MPI COMPONENTS C)
metaqnn_require("MPI (Open MPI 4 or newer)" MPI_C_FOUND)
find_package(HDF5 COMPONENTS C)
metaqnn_require("HDF5 (1.10 or newer, serial)" HDF5_FOUND)
find_package(Boost 1.74 COMPONENTS serialization)
metaqnn_require("Boost.Serialization" Boost_FOUND)
find_package(ZLIB)
metaqnn_require("zlib" ZLIB_FOUND)
find_package(PNG)
metaqnn_require("libpng (1.6)" PNG_FOUND)
find_path(TURBOJPEG_INCLUDE_DIR turbojpeg.h)
find_library(TURBOJPEG_LIBRARY turbojpeg)
metaqnn_require("TurboJPEG (libjpeg-turbo 2.1 or newer)" TURBOJPEG_INCLUDE_DIR)
metaqnn_require("TurboJPEG (libjpeg-turbo 2.1 or newer)" TURBOJPEG_LIBRARY)
find_package(CLI11 QUIET)
metaqnn_require("CLI11" CLI11_FOUND)
find_package(tomlplusplus QUIET)
metaqnn_require("toml++" tomlplusplus_FOUND)
find_package(spdlog QUIET)
metaqnn_require("spdlog" spdlog_FOUND)
find_package(nlohmann_json QUIET)
metaqnn_require("nlohmann-json" nlohmann_json_FOUND)

# HDF5 as one target, whatever the version of FindHDF5.
add_library(metaqnn_hdf5 INTERFACE)
target_include_directories(metaqnn_hdf5 SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS})
target_link_libraries(metaqnn_hdf5 INTERFACE ${HDF5_C_LIBRARIES})

# Libraries that bring no package for CMake.
add_library(metaqnn_turbojpeg INTERFACE)
target_include_directories(metaqnn_turbojpeg SYSTEM INTERFACE ${TURBOJPEG_INCLUDE_DIR})
target_link_libraries(metaqnn_turbojpeg INTERFACE ${TURBOJPEG_LIBRARY})

# MPI's C interface; its C++ one left the standard with MPI 3.0 and is kept out of mpi.h.
add_library(metaqnn_mpi_c INTERFACE)
target_compile_definitions(metaqnn_mpi_c INTERFACE OMPI_SKIP_MPICXX MPICH_SKIP_MPICXX)
target_link_libraries(metaqnn_mpi_c INTERFACE MPI::MPI_C)

if(METAQNN_BUILD_TRAINER)
  # Torch_DIR and CMAKE_PREFIX_PATH come first; .venv (made by scripts/setup) is the fallback.
  set(CMAKE_MESSAGE_LOG_LEVEL ERROR)  # PyTorch's package warns of parts that it was built without
  find_package(Torch QUIET)
  if(NOT Torch_FOUND)
    file(GLOB venv_torch ${PROJECT_SOURCE_DIR}/.venv/lib/python3*/site-packages/torch/share/cmake/Torch)
    find_package(Torch QUIET PATHS ${venv_torch} NO_DEFAULT_PATH)
  endif()
  unset(CMAKE_MESSAGE_LOG_LEVEL)
  if(NOT Torch_FOUND)
    message(FATAL_ERROR "metaqnn: LibTorch was not found; run scripts/setup (it makes .venv), or give its "
            "folder with -DTorch_DIR=/path/to/libtorch/share/cmake/Torch")
  endif()
endif()

if(METAQNN_BUILD_TESTS)
  find_package(GTest)
  metaqnn_require("GoogleTest" GTest_FOUND)
endif()
if(METAQNN_BUILD_BENCHMARKS)
  find_package(benchmark QUIET)
  metaqnn_require("Google Benchmark" benchmark_FOUND)
endif()
