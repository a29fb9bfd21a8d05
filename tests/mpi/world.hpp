// The MPI of the test program, begun by main() before any test.
#pragma once

#include "mpi/environment.hpp"

namespace metaqnn {

/// The one MpiEnvironment of this process.
MpiEnvironment& world();

}  // namespace metaqnn
