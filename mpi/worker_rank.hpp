// A worker rank: passes trials from the manager to its own trainer process, and results back.
#pragma once

#include <functional>
#include <memory>

#include "core/evaluator_pool.hpp"
#include "mpi/environment.hpp"

namespace metaqnn {

/// Serves the manager (rank 0, an MpiPool) until it says Shutdown.
///
/// @param make_pool  makes the pool of one worker that does the work. If it throws, or the pool
///                   does later, the manager is told why and this rank waits for the end
/// @throws IoError if the manager is dead
void run_worker(const MpiEnvironment& mpi,
                const std::function<std::unique_ptr<EvaluatorPool>()>& make_pool);

}  // namespace metaqnn
