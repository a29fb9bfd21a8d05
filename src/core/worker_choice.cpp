// Broken workers; see worker_choice.hpp.
#include "core/worker_choice.hpp"

#include <algorithm>
#include <cstddef>

namespace metaqnn {
namespace {

constexpr std::size_t most_doubtful = 2;
constexpr int most_disproved = 3;

}  // namespace

std::optional<std::int32_t> WorkerChoice::choose(const EvaluatorPool& pool,
                                                 std::optional<std::int32_t> killed) const {
    const bool any = any_works(pool);
    const std::optional<int> fewest = killed ? fewest_deaths(pool, *killed) : std::nullopt;
    for (std::int32_t number = 0; number < pool.size(); ++number) {
        const Worker& worker = workers_[static_cast<std::size_t>(number)];
        if (!pool.is_idle(number) || (any && worker.given_up)) continue;
        const bool fits = fewest ? number != *killed && worker.deaths == *fewest
                                 : killed || worker.doubtful.size() < most_doubtful;
        if (fits) return number;
    }
    return std::nullopt;
}

bool WorkerChoice::works(const EvaluatorPool& pool, std::int32_t worker) const {
    return pool.works(worker) && !workers_[static_cast<std::size_t>(worker)].given_up;
}

bool WorkerChoice::any_works(const EvaluatorPool& pool) const {
    for (std::int32_t number = 0; number < pool.size(); ++number) {
        if (works(pool, number)) return true;
    }
    return false;
}

// None: no other is left.
std::optional<int> WorkerChoice::fewest_deaths(const EvaluatorPool& pool,
                                               std::int32_t except) const {
    std::optional<int> fewest;
    for (std::int32_t number = 0; number < pool.size(); ++number) {
        if (number == except || !works(pool, number)) continue;
        const int deaths = workers_[static_cast<std::size_t>(number)].deaths;
        fewest = std::min(fewest.value_or(deaths), deaths);
    }
    return fewest;
}

void WorkerChoice::died(std::int32_t worker, TrialId trial) {
    ++at(worker).deaths;
    at(worker).doubtful.insert(trial);
}

std::vector<std::int32_t> WorkerChoice::ended(const Evaluation& evaluation) {
    Worker& last = at(evaluation.worker);
    if (evaluation.trainer_died) {
        ++last.deaths;
    } else {
        last.deaths = last.disproved = 0;
        last.doubtful.clear();
    }
    std::vector<std::int32_t> given_up;
    for (std::size_t number = 0; number < workers_.size(); ++number) {
        Worker& worker = workers_[number];
        if (worker.doubtful.erase(evaluation.trial) == 0 || evaluation.trainer_died) continue;
        if (++worker.disproved < most_disproved || worker.given_up) continue;
        worker.given_up = true;
        given_up.push_back(static_cast<std::int32_t>(number));
    }
    return given_up;
}

}  // namespace metaqnn
