// Tests of MPI's beginning and of what all ranks do together.
#include "mpi/environment.hpp"

#include <chrono>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/mpi/world.hpp"
#include "tests/support/processes.hpp"

namespace metaqnn {
namespace {

TEST(MpiEnvironment, NumbersTheRanks) {
    EXPECT_GE(world().size(), 2);
    EXPECT_GE(world().rank(), 0);
    EXPECT_LT(world().rank(), world().size());
}

TEST(MpiEnvironment, NumbersTheWorkersOfANodeFromZero) {
    // All ranks of the test are on one node; the manager takes no number.
    EXPECT_EQ(world().local_rank(), world().rank() == 0 ? 0 : world().rank() - 1);
}

TEST(MpiEnvironment, BroadcastsALongTextOfTheManager) {
    std::string text;
    for (int i = 0; text.size() < 3'000'000; ++i) text += std::to_string(i) + '\0';
    const std::string own =
        world().rank() == 0 ? text : "of rank " + std::to_string(world().rank());
    EXPECT_TRUE(world().broadcast(own) == text);
}

TEST(MpiEnvironment, BroadcastsAnEmptyText) {
    EXPECT_EQ(world().broadcast(world().rank() == 0 ? "" : "other"), "");
}

TEST(MpiEnvironment, WaitsForABroadcastWithoutSpinning) {
    MPI_Barrier(world().communicator());
    const double before = processor_seconds();
    if (world().rank() == 0) std::this_thread::sleep_for(std::chrono::seconds(1));
    world().broadcast("");
    EXPECT_LT(processor_seconds() - before, 0.1);
}

TEST(CheckMpi, NamesOperationRankAndMpisWords) {
    EXPECT_NO_THROW(check_mpi(MPI_SUCCESS, "do nothing"));
    try {
        check_mpi(MPI_Send(nullptr, 0, MPI_BYTE, world().size(), 0, world().communicator()),
                  "send a message");
        FAIL() << "a rank that does not exist took a message";
    } catch (const IoError& error) {
        const std::string text = error.what();
        EXPECT_NE(text.find("cannot send a message (MPI_ERR_RANK"), std::string::npos) << text;
        EXPECT_NE(text.find("on rank " + std::to_string(world().rank())), std::string::npos);
    }
}

}  // namespace
}  // namespace metaqnn
