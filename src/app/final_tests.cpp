// Tests of the best networks; see final_tests.hpp.
#include "app/final_tests.hpp"

#include <deque>
#include <filesystem>

#include <spdlog/spdlog.h>

#include "app/test_networks.hpp"

namespace metaqnn {
namespace {

std::deque<Trial> untested(const OpenRun& run) {
    std::deque<Trial> trials;
    for (const TrialId id : run.journal->gathered().untested()) {
        if (!std::filesystem::exists(run.folder.weights(id))) continue;
        Trial trial = run.state->trial(id);
        trial.task = Task::test;
        trials.push_back(std::move(trial));
    }
    return trials;
}

void record(OpenRun& run, const Evaluation& evaluation) {
    if (evaluation.status != Status::ok) {
        spdlog::warn("the test of trial {} failed ({})", evaluation.trial, evaluation.message);
        return;
    }
    run.journal->append(TestRow{evaluation.trial, evaluation.accuracy});
    run.journal->flush();
    if (!evaluation.message.empty()) {
        spdlog::warn("the predictions of trial {} are not kept ({})", evaluation.trial,
                     evaluation.message);
    }
}

}  // namespace

bool test_best_networks(OpenRun& run, EvaluatorPool& pool, const StopToken& stop) {
    return test_networks(untested(run), pool, stop,
                         [&](const Evaluation& evaluation) { record(run, evaluation); });
}

}  // namespace metaqnn
