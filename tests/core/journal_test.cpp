// Names of events.
#include "core/journal.hpp"

#include <set>

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

TEST(EventKind, HasANameOfItsOwnForEveryValue) {
    std::set<std::string_view> names;
    for (int kind = 0; kind <= static_cast<int>(EventKind::finished); ++kind) {
        names.insert(to_text(static_cast<EventKind>(kind)));
    }
    EXPECT_EQ(names, (std::set<std::string_view>{"started", "worker_ready", "proposed",
                                                 "dispatched", "learned", "failed", "restarted",
                                                 "stopped", "paused", "finished"}));
    EXPECT_EQ(to_text(static_cast<EventKind>(200)), "unknown");
}

TEST(Novelty, HasANameOfItsOwnForEveryValue) {
    EXPECT_EQ(to_text(Novelty::fresh), "fresh");
    EXPECT_EQ(to_text(Novelty::known), "known");
    EXPECT_EQ(to_text(Novelty::in_flight), "in_flight");
    EXPECT_EQ(to_text(static_cast<Novelty>(200)), "unknown");
}

}  // namespace
}  // namespace metaqnn
