// Tests of stored networks on a pool of workers.
#pragma once

#include <deque>
#include <functional>

#include "core/clock.hpp"
#include "core/evaluator_pool.hpp"

namespace metaqnn {

/// Does trials of Task::test on the pool's workers.
/// @param take  gets each evaluation as it comes, but those that were stopped
/// @return true if all were done, false if the run was asked to stop before or no worker is left
///         that gets tests
bool test_networks(std::deque<Trial> trials, EvaluatorPool& pool, const StopToken& stop,
                   const std::function<void(const Evaluation&)>& take);

}  // namespace metaqnn
