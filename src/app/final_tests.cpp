// Tests of the best networks; see final_tests.hpp.
#include "app/final_tests.hpp"

#include <chrono>
#include <deque>
#include <filesystem>
#include <set>

#include <spdlog/spdlog.h>

#include "io/journal_reader.hpp"

namespace metaqnn {
namespace {

std::deque<Trial> untested(const OpenRun& run) {
    const JournalContent content = read_journal(run.folder.journal()).content;
    std::set<TrialId> tested;
    for (const TestRow& row : content.tests) tested.insert(row.trial);
    std::deque<Trial> trials;
    for (const TrialRow& row : content.trials) {
        const TrialId id = row.evaluation.trial;
        if (tested.contains(id) || !std::filesystem::exists(run.folder.weights(id))) continue;
        Trial trial = run.state->trial(id);
        trial.task = Task::test;
        trials.push_back(std::move(trial));
    }
    return trials;
}

void record(OpenRun& run, const Evaluation& evaluation) {
    if (evaluation.status == Status::ok) {
        run.journal->append(TestRow{evaluation.trial, evaluation.accuracy});
    } else if (evaluation.status != Status::stopped) {
        spdlog::warn("the test of trial {} failed ({})", evaluation.trial, evaluation.message);
    }
}

}  // namespace

bool test_best_networks(OpenRun& run, EvaluatorPool& pool, const StopToken& stop) {
    std::deque<Trial> waiting = untested(run);
    std::size_t in_work = 0;
    bool stopping = false;
    bool complete = true;
    while (in_work > 0 || (!waiting.empty() && !stopping)) {
        if (!stopping && stop.stop_requested()) {
            stopping = true;
            pool.stop();
        }
        while (!stopping && !waiting.empty() && pool.idle() > 0) {
            pool.submit(waiting.front());
            waiting.pop_front();
            ++in_work;
        }
        for (const PoolEvent& event : pool.wait(std::chrono::milliseconds(100))) {
            const auto* evaluation = std::get_if<Evaluation>(&event);
            if (evaluation == nullptr) continue;
            record(run, *evaluation);
            complete = complete && evaluation->status != Status::stopped;
            --in_work;
        }
    }
    run.journal->flush();
    return complete && waiting.empty();
}

}  // namespace metaqnn
