// Checkpoints: what comes back, and that a broken one is told, not thrown or believed.
#include "io/checkpoint.hpp"

#include <limits>

#include "io/attributes.hpp"
#include "tests/io/damage.hpp"
#include "tests/io/folder.hpp"

namespace metaqnn {
namespace {

using test::expect_parts;

class Checkpoints : public test::Folder {
  protected:
    std::string file_ = path("checkpoint.h5");
    const Checkpoint some_{42, {{0, 0.5}, {3, -1.25}, {9, 1e-300}}};

    std::string problem(SlotId slots) const {
        const CheckpointRead read = read_checkpoint(file_, slots);
        EXPECT_FALSE(read.checkpoint.has_value());
        return read.problem;
    }
};

TEST_F(Checkpoints, ComeBackBitByBit) {
    write_checkpoint(file_, some_);
    const CheckpointRead read = read_checkpoint(file_, 10);
    ASSERT_TRUE(read.checkpoint.has_value()) << read.problem;
    EXPECT_EQ(read.problem, "");
    EXPECT_EQ(read.checkpoint->events, 42);
    EXPECT_EQ(read.checkpoint->q_values, some_.q_values);
}

TEST_F(Checkpoints, MayHoldNoValue) {
    write_checkpoint(file_, {7, {}});
    const CheckpointRead read = read_checkpoint(file_, 10);
    ASSERT_TRUE(read.checkpoint.has_value()) << read.problem;
    EXPECT_EQ(read.checkpoint->events, 7);
    EXPECT_TRUE(read.checkpoint->q_values.empty());
}

TEST_F(Checkpoints, ThatAreMissingAreNoProblem) { EXPECT_EQ(problem(10), ""); }

TEST_F(Checkpoints, OfAnotherSpaceAreNotUsed) {
    write_checkpoint(file_, some_);
    expect_parts(problem(9), file_, "impossible value");
    expect_parts(problem(2), file_, "number of values");
}

TEST_F(Checkpoints, WithImpossibleValuesAreNotUsed) {
    write_checkpoint(file_, {1, {{0, std::numeric_limits<double>::infinity()}}});
    expect_parts(problem(10), "impossible value");
    write_checkpoint(file_, {1, {{-1, 0.5}}});
    expect_parts(problem(10), "impossible value");
    write_checkpoint(file_, {-1, {}});
    expect_parts(problem(10), "negative number of events");
}

TEST_F(Checkpoints, OfAnotherKindAreNotUsed) {
    test::write_bytes(file_, "no HDF5 at all");
    expect_parts(problem(10), file_, "signature");
    { const h5::File other = h5::create_file(file_); }
    expect_parts(problem(10), file_, "'format'");
}

TEST_F(Checkpoints, ThatAreDamagedAreNeverBelieved) {
    write_checkpoint(file_, some_);
    int told = 0;
    test::with_damage(file_, 50, 500, [&] {
        const CheckpointRead read = read_checkpoint(file_, 10);
        if (!read.checkpoint) {
            EXPECT_NE(read.problem, "");
            ++told;
            return;
        }
        EXPECT_EQ(read.checkpoint->q_values, some_.q_values);
        EXPECT_EQ(read.checkpoint->events, some_.events);
    });
    EXPECT_GT(told, 100) << "cuts alone are 50";
}

}  // namespace
}  // namespace metaqnn
