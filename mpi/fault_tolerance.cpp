// Ranks that die; see fault_tolerance.hpp.
#include "mpi/fault_tolerance.hpp"

#include <cstddef>
#include <numeric>

#include "mpi/environment.hpp"

// Open MPI's header of its extensions; other libraries have none.
#if __has_include(<mpi-ext.h>)
#include <mpi-ext.h>
#endif

namespace metaqnn {

#ifdef OMPI_HAVE_MPI_EXT_FTMPI

bool outlives_ranks(MPI_Comm communicator) {
    int* value = nullptr;
    int found = 0;
    check_mpi(MPI_Comm_get_attr(communicator, MPIX_FT, static_cast<void*>(&value), &found),
              "look for fault tolerance");
    return found != 0 && *value != 0;
}

bool is_death(int code) {
    int kind = MPI_SUCCESS;
    MPI_Error_class(code, &kind);
    return kind == MPIX_ERR_PROC_FAILED || kind == MPIX_ERR_PROC_FAILED_PENDING;
}

std::vector<int> acknowledge_deaths(MPI_Comm communicator) {
    MPI_Group dead = MPI_GROUP_NULL;
    MPI_Group all = MPI_GROUP_NULL;
    check_mpi(MPIX_Comm_failure_ack(communicator), "take note of dead ranks");
    check_mpi(MPIX_Comm_failure_get_acked(communicator, &dead), "find the dead ranks");
    check_mpi(MPI_Comm_group(communicator, &all), "find the ranks");
    int count = 0;
    check_mpi(MPI_Group_size(dead, &count), "count the dead ranks");
    std::vector<int> numbers(static_cast<std::size_t>(count));
    std::iota(numbers.begin(), numbers.end(), 0);
    std::vector<int> ranks(numbers.size());
    check_mpi(MPI_Group_translate_ranks(dead, count, numbers.data(), all, ranks.data()),
              "name the dead ranks");
    check_mpi(MPI_Group_free(&all), "free a group");
    check_mpi(MPI_Group_free(&dead), "free a group");
    return ranks;
}

#else

bool outlives_ranks(MPI_Comm) { return false; }

bool is_death(int) { return false; }

std::vector<int> acknowledge_deaths(MPI_Comm) { return {}; }

#endif

bool check_unless_dead(int code, const char* operation) {
    if (is_death(code)) return false;
    check_mpi(code, operation);
    return true;
}

}  // namespace metaqnn
