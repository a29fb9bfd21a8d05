// Evaluations without what no two trainings have alike.
#pragma once

#include "core/trial.hpp"

namespace metaqnn {

/// The evaluation without its measured time and energy.
inline Evaluation without_measurements(Evaluation evaluation) {
    evaluation.seconds = evaluation.latency_seconds = evaluation.energy_joules = 0.0;
    return evaluation;
}

}  // namespace metaqnn
