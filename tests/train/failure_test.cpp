// Exhausted memory in each of its forms, told from other errors.
#include "train/failure.hpp"

#include <new>
#include <stdexcept>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <gtest/gtest.h>

namespace metaqnn::train {
namespace {

TEST(FailureOf, KnowsAnAllocationThatLibTorchCannotMake) {
    try {
        at::empty({std::int64_t{1} << 45});
        FAIL() << "128 terabytes were given";
    } catch (const std::exception& error) {
        const auto failure = failure_of(error);
        ASSERT_TRUE(failure) << error.what();
        EXPECT_EQ(failure->status, Status::out_of_memory);
        EXPECT_EQ(failure->message.find('\n'), std::string::npos);
    }
}

TEST(FailureOf, KnowsTheErrorOfADevice) {
    const c10::OutOfMemoryError error({"function", "file", 1}, "CUDA out of memory. Tried ...");
    EXPECT_EQ(failure_of(error)->status, Status::out_of_memory);
}

TEST(FailureOf, KnowsTheErrorOfTheLanguage) {
    EXPECT_EQ(failure_of(std::bad_alloc())->status, Status::out_of_memory);
}

TEST(FailureOf, LeavesOtherErrorsAlone) {
    EXPECT_FALSE(failure_of(std::runtime_error("a file is missing")));
    EXPECT_FALSE(failure_of(c10::Error({"function", "file", 1}, "shapes do not agree")));
}

}  // namespace
}  // namespace metaqnn::train
