// Ranks that die: told and left behind, where MPI can go on without them.
#pragma once

#include <vector>

#include <mpi.h>

namespace metaqnn {

/// True if MPI goes on without ranks that died: a library with User Level Failure Mitigation (ULFM)
/// and a launcher that was told so (Open MPI 5: mpirun --with-ft ulfm). Otherwise the launcher ends
/// the job, and the functions below find nothing.
///
/// Source: MPI Forum, User Level Failure Mitigation, as in Open MPI 5; MPI 3.1 knows nothing of it.
bool outlives_ranks(MPI_Comm communicator);

/// True if an MPI call failed because a rank has died.
bool is_death(int code);

/// As check_mpi(), but false if a rank has died.
/// @throws IoError if the call failed otherwise
bool check_unless_dead(int code, const char* operation);

/// The ranks known to be dead. From now on they fail no receive from any rank.
/// @throws IoError
std::vector<int> acknowledge_deaths(MPI_Comm communicator);

}  // namespace metaqnn
