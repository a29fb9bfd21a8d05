// Tests of what is known of dead ranks while all live; tests/faults kills some.
#include "mpi/fault_tolerance.hpp"

#include <gtest/gtest.h>

#include "tests/mpi/world.hpp"

namespace metaqnn {
namespace {

TEST(FaultTolerance, IsOffUnlessTheLauncherWasAskedForIt) {
    EXPECT_FALSE(outlives_ranks(world().communicator()));
}

TEST(FaultTolerance, FindsNoDeathWhileAllRanksLive) {
    EXPECT_TRUE(acknowledge_deaths(world().communicator()).empty());
}

TEST(FaultTolerance, TakesNoOtherErrorForADeath) {
    for (const int code : {MPI_SUCCESS, MPI_ERR_RANK, MPI_ERR_OTHER}) EXPECT_FALSE(is_death(code));
}

}  // namespace
}  // namespace metaqnn
