// The test accuracy of the best networks, measured once at the end of a search.
#pragma once

#include "app/open_run.hpp"
#include "core/clock.hpp"
#include "core/evaluator_pool.hpp"

namespace metaqnn {

/// Tests every network whose weights are kept and that has no test accuracy yet, on the pool's
/// workers, and appends the results to the journal; what the networks say stays in files
/// (io/predictions.hpp). A test that fails is logged and left out.
/// @return true if all were tested, false if the run was asked to stop before or no worker is left
///         that gets tests
bool test_best_networks(OpenRun& run, EvaluatorPool& pool, const StopToken& stop);

}  // namespace metaqnn
