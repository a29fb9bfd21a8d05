// Who started this process.
#pragma once

namespace metaqnn {

/// True if an MPI launcher (mpirun, srun --mpi=pmix) started this process, told by its environment,
/// so that a start without one costs nothing.
/// @throws ConfigError under srun without an MPI type, where every task would be a search of its
/// own
bool launched_by_mpi();

/// From now on the kernel kills this process when the one that started it dies: a launcher that is
/// killed leaves no rank behind.
void end_with_launcher();

}  // namespace metaqnn
