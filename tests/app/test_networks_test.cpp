// Tests of stored networks, whatever becomes of workers.
#include "app/test_networks.hpp"

#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "tests/core/scripted_pool.hpp"

namespace metaqnn {
namespace {

class StopWhen final : public StopToken {
  public:
    explicit StopWhen(bool requested) : requested_(requested) {}
    bool stop_requested() const override { return requested_; }

  private:
    bool requested_;
};

std::deque<Trial> trials(TrialId count) {
    std::deque<Trial> list;
    for (TrialId id = 0; id < count; ++id) list.emplace_back().id = id;
    return list;
}

TEST(TestNetworks, GivesTheTrialOfALostWorkerToAnother) {
    std::set<TrialId> lost;
    ScriptedPool pool(2, 1, [&](const Trial& trial) {
        Evaluation evaluation;
        const bool is_first = trial.id % 3 == 1 && lost.insert(trial.id).second;
        if (is_first) evaluation.status = Status::stopped;
        return evaluation;
    });
    std::vector<TrialId> tested;
    const auto take = [&](const Evaluation& evaluation) { tested.push_back(evaluation.trial); };
    EXPECT_TRUE(test_networks(trials(8), pool, StopWhen(false), take));
    std::ranges::sort(tested);
    EXPECT_EQ(tested, (std::vector<TrialId>{0, 1, 2, 3, 4, 5, 6, 7}));
    EXPECT_EQ(lost, (std::set<TrialId>{1, 4, 7}));
}

TEST(TestNetworks, TellsThatItWasStopped) {
    ScriptedPool pool(2, 1, [](const Trial&) { return Evaluation{}; });
    int tested = 0;
    const auto take = [&](const Evaluation&) { ++tested; };
    EXPECT_FALSE(test_networks(trials(8), pool, StopWhen(true), take));
    EXPECT_EQ(tested, 0);
}

// The trainers of worker 0 die; the other is lost as soon as it has shown that it can do better.
TEST(TestNetworks, EndsWhenOnlyAWorkerIsLeftThatWasGivenUp) {
    const ScriptedPool* asked = nullptr;
    ScriptedPool pool(2, 1, [&](const Trial& trial) {
        Evaluation evaluation;
        evaluation.trainer_died = asked->worker_of(trial.id) == 0;
        if (evaluation.trainer_died) evaluation.status = Status::crashed;
        return evaluation;
    });
    asked = &pool;
    int tested = 0;
    const auto take = [&](const Evaluation& evaluation) {
        EXPECT_EQ(evaluation.status, Status::ok);
        if (++tested == 20) pool.lost = {1};
    };
    EXPECT_FALSE(test_networks(trials(40), pool, StopWhen(false), take));
    EXPECT_EQ(tested, 20);
}

}  // namespace
}  // namespace metaqnn
