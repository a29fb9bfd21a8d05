# Writes app/build_information.hpp at each build, but only if its content differs: a new commit compiles one file
# anew. Included from the root CMakeLists.txt it makes the target metaqnn_build_information (link to it to include
# the header); run as a script (cmake -P) it writes the header.
if(CMAKE_SCRIPT_MODE_FILE)
  execute_process(COMMAND git -C ${source_dir} describe --always --dirty --exclude=* --abbrev=10
                  OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(NOT revision)
    set(revision unknown)
  endif()
  configure_file(${template} ${header} @ONLY)
  return()
endif()

set(libtorch "not built")
set(cuda "none")
if(METAQNN_BUILD_TRAINER)
  set(libtorch ${Torch_VERSION})
  if(TORCH_CUDA_LIBRARIES)
    set(cuda "${CUDA_VERSION}")
  endif()
endif()
string(REGEX REPLACE ",.*" "" mpi "${MPI_C_LIBRARY_VERSION_STRING}")  # the words before the first comma name it

set(generated ${PROJECT_BINARY_DIR}/generated)
add_custom_target(metaqnn_write_build_information
  COMMAND ${CMAKE_COMMAND}
    -Dsource_dir=${PROJECT_SOURCE_DIR} -Dtemplate=${PROJECT_SOURCE_DIR}/cmake/build_information.hpp.in
    -Dheader=${generated}/app/build_information.hpp -DPROJECT_VERSION=${PROJECT_VERSION}
    "-Dcompiler=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}" -Dbuild_type=${CMAKE_BUILD_TYPE}
    "-Dmpi=${mpi}" "-Dhdf5=${HDF5_VERSION}" "-Dlibtorch=${libtorch}" "-Dcuda=${cuda}"
    -P ${CMAKE_CURRENT_LIST_FILE}
  BYPRODUCTS ${generated}/app/build_information.hpp
  COMMENT "Looking up the git revision" VERBATIM)
add_library(metaqnn_build_information INTERFACE)
target_include_directories(metaqnn_build_information INTERFACE ${generated})
add_dependencies(metaqnn_build_information metaqnn_write_build_information)
