// Tests of stored networks; see test_networks.hpp.
#include "app/test_networks.hpp"

#include <chrono>
#include <map>

#include "core/error.hpp"

namespace metaqnn {

bool test_networks(std::deque<Trial> trials, EvaluatorPool& pool, const StopToken& stop,
                   const std::function<void(const Evaluation&)>& take) {
    std::map<TrialId, Trial> in_work;
    bool stopping = false;
    while (!in_work.empty() || (!trials.empty() && !stopping)) {
        if (!stopping && stop.stop_requested()) {
            stopping = true;
            pool.stop();
        }
        while (!stopping && !trials.empty() && pool.idle() > 0) {
            pool.submit(trials.front());
            in_work.emplace(trials.front().id, trials.front());
            trials.pop_front();
        }
        for (const PoolEvent& event : pool.wait(std::chrono::milliseconds(100))) {
            const auto* evaluation = std::get_if<Evaluation>(&event);
            if (evaluation == nullptr) continue;
            const auto tested = in_work.extract(evaluation->trial);
            expect(!tested.empty(), "test_networks: a result of a trial that is not in work");
            if (evaluation->status == Status::stopped) {
                trials.push_back(tested.mapped());  // for another worker, unless all are to stop
            } else {
                take(*evaluation);
            }
        }
    }
    return trials.empty();
}

}  // namespace metaqnn
