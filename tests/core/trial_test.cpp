// Names of outcomes.
#include "core/trial.hpp"

#include <set>

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

TEST(Status, HasANameOfItsOwnForEveryValue) {
    std::set<std::string_view> names;
    for (const Status status :
         {Status::ok, Status::diverged, Status::out_of_memory, Status::timeout, Status::crashed,
          Status::rejected, Status::stopped}) {
        names.insert(to_text(status));
    }
    EXPECT_EQ(names, (std::set<std::string_view>{"ok", "diverged", "out_of_memory", "timeout",
                                                 "crashed", "rejected", "stopped"}));
    EXPECT_EQ(to_text(static_cast<Status>(200)), "unknown");
}

}  // namespace
}  // namespace metaqnn
