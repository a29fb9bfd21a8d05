// Tests of stored networks; see test_networks.hpp.
#include "app/test_networks.hpp"

#include <chrono>

namespace metaqnn {

bool test_networks(std::deque<Trial> trials, EvaluatorPool& pool, const StopToken& stop,
                   const std::function<void(const Evaluation&)>& take) {
    std::size_t in_work = 0;
    bool stopping = false;
    bool complete = true;
    while (in_work > 0 || (!trials.empty() && !stopping)) {
        if (!stopping && stop.stop_requested()) {
            stopping = true;
            pool.stop();
        }
        while (!stopping && !trials.empty() && pool.idle() > 0) {
            pool.submit(trials.front());
            trials.pop_front();
            ++in_work;
        }
        for (const PoolEvent& event : pool.wait(std::chrono::milliseconds(100))) {
            const auto* evaluation = std::get_if<Evaluation>(&event);
            if (evaluation == nullptr) continue;
            --in_work;
            if (evaluation->status == Status::stopped) {
                complete = false;
            } else {
                take(*evaluation);
            }
        }
    }
    return complete && trials.empty();
}

}  // namespace metaqnn
