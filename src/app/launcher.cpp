// Who started this process; see launcher.hpp.
#include "app/launcher.hpp"

#include <csignal>
#include <cstdlib>
#include <string>

#include <sys/prctl.h>
#include <unistd.h>

#include "core/error.hpp"

namespace metaqnn {

bool launched_by_mpi() {
    for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"}) {
        if (std::getenv(name) != nullptr) return true;
    }
    const char* tasks = std::getenv("SLURM_STEP_NUM_TASKS");
    require(tasks == nullptr || std::string(tasks) == "1",
            "srun started several tasks without MPI; use srun --mpi=pmix");
    return false;
}

void end_with_launcher() {
    const pid_t launcher = ::getppid();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    // It died between the two: nobody is left to tell.
    if (::getppid() != launcher) ::_exit(1);
}

}  // namespace metaqnn
