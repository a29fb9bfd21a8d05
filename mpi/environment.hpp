// MPI for the life of a process: begun and ended once, its return codes checked.
#pragma once

#include <string>
#include <string_view>

#include <mpi.h>

namespace metaqnn {

/// Initialises MPI and finalises it. One object a process, made by its main thread, the only one
/// that calls MPI. MPI 3.1.
class MpiEnvironment {
  public:
    /// @throws IoError with MPI's words
    MpiEnvironment();
    MpiEnvironment(const MpiEnvironment&) = delete;
    MpiEnvironment& operator=(const MpiEnvironment&) = delete;
    /// Finalises; every rank must come here. Where MPI outlives its ranks nobody finalises: that
    /// could wait for a dead rank for ever, and the launcher takes the exit code without it. Nor
    /// after give_up_rank().
    ~MpiEnvironment();

    int rank() const { return rank_; }
    int size() const { return size_; }
    /// Number of this rank among the workers of its node (rank 0, the manager, does not count):
    /// which GPU it takes. 0 for the manager.
    int local_rank() const { return local_rank_; }
    MPI_Comm communicator() const { return MPI_COMM_WORLD; }

    /// Sends the manager's text (at most 16 MiB) to all ranks. Called by all; returns the text.
    /// Ranks that wait for it do not spin.
    /// @throws IoError
    std::string broadcast(std::string_view text) const;

    /// Takes note of a rank that will not come to the end.
    void give_up_rank() { gave_up_rank_ = true; }
    bool gave_up_rank() const { return gave_up_rank_; }
    /// Ends all ranks at once, also those that are stopped or hang; does not return. The launcher
    /// hands the exit code on (srun: 137 instead of 0).
    void end_job(int exit_code) const;

  private:
    int rank_ = 0;
    int size_ = 1;
    int local_rank_ = 0;
    bool outlives_ranks_ = false;
    bool gave_up_rank_ = false;
};

/// @throws IoError "MPI: cannot <operation> (<MPI's words>) on rank <n>" unless code is MPI_SUCCESS
void check_mpi(int code, const char* operation);

}  // namespace metaqnn
