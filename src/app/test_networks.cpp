// Tests of stored networks; see test_networks.hpp.
#include "app/test_networks.hpp"

#include <chrono>
#include <map>
#include <optional>

#include <spdlog/spdlog.h>

#include "core/error.hpp"
#include "core/worker_choice.hpp"

namespace metaqnn {
namespace {

// The first trial that a worker may have now, no longer in the queue, and that worker.
std::optional<std::pair<Trial, std::int32_t>> take_next(
    std::deque<Trial>& trials, const WorkerChoice& choice,
    const std::map<TrialId, std::vector<std::int32_t>>& killed) {
    for (auto trial = trials.begin(); trial != trials.end(); ++trial) {
        const auto before = killed.find(trial->id);
        const auto worker = before == killed.end()
                                ? choice.choose()
                                : choice.choose_again(before->second, Patience::little);
        if (!worker) continue;
        const std::pair<Trial, std::int32_t> next{*trial, *worker};
        trials.erase(trial);
        return next;
    }
    return std::nullopt;
}

}  // namespace

bool test_networks(std::deque<Trial> trials, EvaluatorPool& pool, const StopToken& stop,
                   const std::function<void(const Evaluation&)>& take) {
    std::map<TrialId, Trial> in_work;
    WorkerChoice choice(pool);
    std::map<TrialId, std::vector<std::int32_t>> killed;  // whose trainer died of the first try
    const auto begin = std::chrono::steady_clock::now();
    bool stopping = false;
    while (!in_work.empty() || (!trials.empty() && !stopping)) {
        if (!stopping && choice.none_left()) {
            spdlog::warn("only workers are left that get no more tests");
            stopping = true;
        }
        if (!stopping && stop.stop_requested()) {
            stopping = true;
            pool.stop();
        }
        while (!stopping) {
            const auto next = take_next(trials, choice, killed);
            if (!next) break;
            const auto& [trial, worker] = *next;
            pool.submit(trial, worker);
            in_work.emplace(trial.id, trial);
        }
        choice.look(
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        for (const PoolEvent& event : pool.wait(std::chrono::milliseconds(100))) {
            const auto* evaluation = std::get_if<Evaluation>(&event);
            if (evaluation == nullptr) continue;
            const auto tested = in_work.extract(evaluation->trial);
            expect(!tested.empty(), "test_networks: a result of a trial that is not in work");
            if (evaluation->status == Status::stopped) {
                trials.push_back(tested.mapped());  // for another worker, unless all are to stop
            } else if (evaluation->trainer_died &&
                       killed.emplace(evaluation->trial, std::vector{evaluation->worker}).second) {
                choice.died(evaluation->worker, evaluation->trial);
                trials.push_front(tested.mapped());  // tells early whose fault it was
            } else {
                choice.ended(*evaluation);
                take(*evaluation);
            }
        }
        for (const std::int32_t worker : choice.give_up()) {
            spdlog::warn("worker {} gets no more tests: its trainer died of three that others ran",
                         worker);
        }
    }
    return trials.empty();
}

}  // namespace metaqnn
