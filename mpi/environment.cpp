// MPI for the life of a process; see environment.hpp.
#include "mpi/environment.hpp"

#include <array>
#include <cstdint>

#include "core/error.hpp"
#include "mpi/backoff.hpp"
#include "mpi/fault_tolerance.hpp"

namespace metaqnn {
namespace {

// Rank 0 trains nothing, so it is left out of the count.
int rank_among_workers_of_node(int rank) {
    MPI_Comm node = MPI_COMM_NULL;
    check_mpi(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank, MPI_INFO_NULL, &node),
              "find the ranks of this node");
    const int is_worker = rank == 0 ? 0 : 1;
    int before = 0;
    check_mpi(MPI_Exscan(&is_worker, &before, 1, MPI_INT, MPI_SUM, node), "count workers");
    int node_rank = 0;
    check_mpi(MPI_Comm_rank(node, &node_rank), "find the rank on this node");
    check_mpi(MPI_Comm_free(&node), "free a communicator");
    // MPI_Exscan leaves the first rank's result undefined.
    return node_rank == 0 ? 0 : before;
}

// MPI_Bcast would take a core from the manager, which reads images while the workers wait.
void broadcast_bytes(void* bytes, int size) {
    MPI_Request request = MPI_REQUEST_NULL;
    check_mpi(MPI_Ibcast(bytes, size, MPI_BYTE, 0, MPI_COMM_WORLD, &request), "broadcast");
    Backoff backoff;
    int completed = 0;
    while (true) {
        check_mpi(MPI_Test(&request, &completed, MPI_STATUS_IGNORE), "broadcast");
        if (completed != 0) return;
        backoff.sleep();
    }
}

}  // namespace

void check_mpi(int code, const char* operation) {
    if (code == MPI_SUCCESS) return;
    std::array<char, MPI_MAX_ERROR_STRING + 1> words{};
    int length = 0;
    MPI_Error_string(code, words.data(), &length);
    int rank = -1;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    throw IoError(std::string("MPI: cannot ") + operation + " (" + words.data() + ") on rank " +
                  std::to_string(rank));
}

MpiEnvironment::MpiEnvironment() {
    int provided = 0;
    check_mpi(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided), "start");
    check_mpi(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN), "set error handling");
    check_mpi(MPI_Comm_rank(MPI_COMM_WORLD, &rank_), "find the rank");
    check_mpi(MPI_Comm_size(MPI_COMM_WORLD, &size_), "count the ranks");
    outlives_ranks_ = outlives_ranks(MPI_COMM_WORLD);
    local_rank_ = rank_among_workers_of_node(rank_);
}

MpiEnvironment::~MpiEnvironment() {
    if (!outlives_ranks_ && !gave_up_rank_) MPI_Finalize();
}

void MpiEnvironment::end_job(int exit_code) const { MPI_Abort(MPI_COMM_WORLD, exit_code); }

std::string MpiEnvironment::broadcast(std::string_view text) const {
    std::uint64_t size = text.size();
    broadcast_bytes(&size, sizeof size);
    require(size <= (1U << 24U), "the configuration is longer than 16 MiB");
    std::string result(text);
    result.resize(size);
    broadcast_bytes(result.data(), static_cast<int>(size));
    return result;
}

}  // namespace metaqnn
