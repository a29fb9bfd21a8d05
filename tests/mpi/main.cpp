// Runs the tests on all ranks; every rank's exit code tells whether any rank failed.
#include <cstdio>
#include <optional>

#include <gtest/gtest.h>

#include "tests/mpi/world.hpp"

namespace metaqnn {
namespace {

std::optional<MpiEnvironment> environment;

/// What a rank other than 0 says: its failures only.
class FailurePrinter final : public ::testing::EmptyTestEventListener {
    void OnTestPartResult(const ::testing::TestPartResult& result) override {
        if (!result.failed()) return;
        std::fprintf(stderr, "rank %d: %s:%d: %s\n", world().rank(),
                     result.file_name() == nullptr ? "?" : result.file_name(), result.line_number(),
                     result.message());
    }
};

}  // namespace

MpiEnvironment& world() { return environment.value(); }

}  // namespace metaqnn

int main(int argc, char** argv) {
    ::testing::InitGoogleTest(&argc, argv);
    metaqnn::environment.emplace();
    auto& listeners = ::testing::UnitTest::GetInstance()->listeners();
    if (metaqnn::world().rank() != 0) {
        delete listeners.Release(listeners.default_result_printer());
        listeners.Append(new metaqnn::FailurePrinter);
    }
    const int own = RUN_ALL_TESTS();
    int any = 1;
    MPI_Allreduce(&own, &any, 1, MPI_INT, MPI_MAX, metaqnn::world().communicator());
    metaqnn::environment.reset();
    return any;
}
