// Broken workers; see worker_choice.hpp.
#include "core/worker_choice.hpp"

#include <algorithm>
#include <cstddef>

namespace metaqnn {
namespace {

constexpr std::size_t most_doubtful = 2;
constexpr int most_disproved = 3;
// A trainer is replaced in a few seconds, unless its device or file system hangs.
constexpr double longest_standstill_seconds = 30.0;
constexpr double longest_pause_seconds = 5.0;

}  // namespace

WorkerChoice::WorkerChoice(const EvaluatorPool& pool)
    : pool_(pool), workers_(static_cast<std::size_t>(pool.size())) {}

bool WorkerChoice::works(std::int32_t worker) const {
    return pool_.state(worker) != WorkerState::lost && !at(worker).given_up;
}

std::vector<std::int32_t> WorkerChoice::working() const {
    std::vector<std::int32_t> numbers;
    for (std::int32_t worker = 0; worker < pool_.size(); ++worker) {
        if (works(worker)) numbers.push_back(worker);
    }
    return numbers;
}

bool WorkerChoice::none_left() const {
    bool is_left = false;
    for (std::int32_t worker = 0; worker < pool_.size(); ++worker) {
        if (works(worker)) return false;
        is_left = is_left || pool_.state(worker) != WorkerState::lost;
    }
    return is_left;
}

std::optional<std::int32_t> WorkerChoice::choose() const {
    for (const std::int32_t worker : working()) {
        const bool is_doubted = at(worker).doubtful.size() >= most_doubtful;
        if (pool_.is_idle(worker) && (!is_doubted || stands_still_)) return worker;
    }
    return std::nullopt;
}

std::optional<std::int32_t> WorkerChoice::choose_again(std::span<const std::int32_t> killed,
                                                       Patience patience) const {
    std::vector<std::int32_t> workers = working();
    const auto starts = [&](std::int32_t worker) {
        return pool_.state(worker) == WorkerState::starting;
    };
    const auto was_killed = [&](std::int32_t worker) {
        return std::ranges::find(killed, worker) != killed.end();
    };
    if (stands_still_) std::erase_if(workers, starts);
    if (!std::ranges::all_of(workers, was_killed)) std::erase_if(workers, was_killed);
    std::erase_if(workers, starts);
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

void WorkerChoice::look(double now) {
    bool is_idle = false;
    bool is_busy = false;
    for (const std::int32_t worker : working()) {
        is_idle = is_idle || pool_.is_idle(worker);
        is_busy = is_busy || pool_.state(worker) == WorkerState::busy;
    }
    const bool was_away = looked_ && now - *looked_ > longest_pause_seconds;
    looked_ = now;
    if (is_busy || !is_idle || was_away) still_since_.reset();
    if (!is_busy && is_idle && !still_since_) still_since_ = now;
    stands_still_ = still_since_ && now - *still_since_ >= longest_standstill_seconds;
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
