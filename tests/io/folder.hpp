// A folder of its own for each test, removed at the end, and the text of the error that a call
// throws.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

namespace metaqnn::test {

class Folder : public ::testing::Test {
  protected:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "metaqnn-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder_ = name;
    }
    ~Folder() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    std::string path(const std::string& name) const { return (folder_ / name).string(); }

    std::filesystem::path folder_;
};

/// The message of the Expected that `call` throws; a failed test if it throws none.
template <class Expected, class Call>
std::string message_of(Call call) {
    try {
        call();
    } catch (const Expected& error) {
        return error.what();
    }
    ADD_FAILURE() << "no such error was thrown";
    return {};
}

/// A message with one line that holds all of the parts.
template <class... Parts>
void expect_parts(const std::string& message, const Parts&... parts) {
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    for (const std::string& part : {std::string(parts)...}) {
        EXPECT_NE(message.find(part), std::string::npos) << message << " lacks " << part;
    }
}

}  // namespace metaqnn::test
