// What a user reads when a command fails, and the exit code.
#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

#include <gtest/gtest.h>

#include "app/command.hpp"
#include "core/error.hpp"

namespace metaqnn {
namespace {

struct Told {
    int exit_code;
    std::string text;
};

Told told_of(int error_number) {
    testing::internal::CaptureStderr();
    int exit_code = 0;
    try {
        throw std::filesystem::filesystem_error(
            "cannot create directory", "/a/b",
            std::error_code(error_number, std::generic_category()));
    } catch (...) {
        exit_code = report_error();
    }
    return {exit_code, testing::internal::GetCapturedStderr()};
}

TEST(ReportError, NamesAnotherPlaceIfThatMendsIt) {
    for (const int number : {ENOENT, EACCES, EPERM, EROFS, ENOTDIR, EEXIST, ENAMETOOLONG, ELOOP}) {
        const Told told = told_of(number);
        EXPECT_EQ(told.exit_code, exit_usage) << number;
        EXPECT_NE(told.text.find("cannot use /a/b ("), std::string::npos) << told.text;
        EXPECT_NE(told.text.find("name another place"), std::string::npos) << told.text;
    }
}

TEST(ReportError, LeavesWhatTheSystemFailsAtToTheSystem) {
    for (const int number : {EIO, ESTALE, EMFILE, ENOMEM}) {
        const Told told = told_of(number);
        EXPECT_EQ(told.exit_code, exit_error) << number;
        EXPECT_NE(told.text.find("cannot create directory"), std::string::npos) << told.text;
        EXPECT_NE(told.text.find("/a/b"), std::string::npos) << told.text;
        EXPECT_EQ(told.text.find("another place"), std::string::npos) << told.text;
    }
}

TEST(ReportError, AsksForSpaceIfTheDiskIsFull) {
    for (const int number : {ENOSPC, EDQUOT}) {
        const Told told = told_of(number);
        EXPECT_EQ(told.exit_code, exit_resume) << number;
        EXPECT_NE(told.text.find("free some space"), std::string::npos) << told.text;
    }
}

}  // namespace
}  // namespace metaqnn
