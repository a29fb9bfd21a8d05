// Broken workers; see worker_choice.hpp.
#include "core/worker_choice.hpp"

#include <algorithm>
#include <cstddef>

namespace metaqnn {
namespace {

constexpr std::size_t most_doubtful = 2;
constexpr int most_disproved = 3;

}  // namespace

WorkerChoice::WorkerChoice(const EvaluatorPool& pool)
    : pool_(pool), workers_(static_cast<std::size_t>(pool.size())) {}

bool WorkerChoice::works(std::int32_t worker) const {
    return pool_.state(worker) != WorkerState::lost && !at(worker).given_up;
}

// The given up as well if no other is left.
std::vector<std::int32_t> WorkerChoice::working() const {
    std::vector<std::int32_t> all;
    std::vector<std::int32_t> kept;
    for (std::int32_t worker = 0; worker < pool_.size(); ++worker) {
        if (pool_.state(worker) == WorkerState::lost) continue;
        all.push_back(worker);
        if (!at(worker).given_up) kept.push_back(worker);
    }
    return kept.empty() ? all : kept;
}

std::optional<std::int32_t> WorkerChoice::choose() const {
    for (const std::int32_t worker : working()) {
        if (pool_.is_idle(worker) && at(worker).doubtful.size() < most_doubtful) return worker;
    }
    return std::nullopt;
}

std::optional<std::int32_t> WorkerChoice::choose_again(TrialId trial, std::int32_t last,
                                                       Patience patience) const {
    std::vector<std::int32_t> workers = working();
    const auto killed = [&](std::int32_t worker) {
        return worker == last || at(worker).doubtful.contains(trial);
    };
    if (!std::ranges::all_of(workers, killed)) std::erase_if(workers, killed);
    std::erase_if(
        workers, [&](std::int32_t worker) { return pool_.state(worker) == WorkerState::starting; });
    const auto by_deaths = [&](std::int32_t worker) { return at(worker).deaths; };
    const auto best = std::ranges::min_element(workers, {}, by_deaths);
    if (best == workers.end()) return std::nullopt;
    const int trusted = std::max(by_deaths(*best), patience == Patience::little ? 1 : 0);
    std::erase_if(workers, [&](std::int32_t worker) {
        return !pool_.is_idle(worker) || at(worker).deaths > trusted;
    });
    if (workers.empty()) return std::nullopt;
    return *std::ranges::min_element(workers, {}, by_deaths);
}

void WorkerChoice::died(std::int32_t worker, TrialId trial) {
    ++at(worker).deaths;
    at(worker).doubtful.insert(trial);
}

void WorkerChoice::ended(const Evaluation& evaluation) {
    const bool answered = !evaluation.trainer_died && evaluation.status != Status::timeout;
    Worker& last = at(evaluation.worker);
    if (evaluation.trainer_died) ++last.deaths;
    if (answered) {
        last.deaths = last.disproved = 0;
        last.doubtful.clear();
    }
    for (Worker& worker : workers_) {
        if (worker.doubtful.erase(evaluation.trial) > 0 && answered) ++worker.disproved;
    }
}

std::vector<std::int32_t> WorkerChoice::give_up() {
    std::vector<std::int32_t> given_up;
    for (std::int32_t worker = 0; worker < pool_.size(); ++worker) {
        if (!works(worker) || pool_.state(worker) == WorkerState::busy) continue;
        if (at(worker).disproved < most_disproved) continue;
        at(worker).given_up = true;
        given_up.push_back(worker);
    }
    return given_up;
}

}  // namespace metaqnn
