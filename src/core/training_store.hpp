// Port: where the states of trainings in flight are kept, so that a stopped one can go on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/tensor.hpp"
#include "core/trial.hpp"

namespace metaqnn {

/// How far a training has come. What it draws at random follows from the trial's seed and the
/// place, so there is no generator in it.
struct TrainingState {
    std::int32_t attempt = 0;          ///< new tries with a lower learning rate so far
    std::int32_t epochs = 0;           ///< finished, of this try
    std::int64_t step = 0;             ///< steps done of the running epoch
    double loss = 0.0;                 ///< sum over the images of those steps
    std::int64_t correct = 0;          ///< images of those steps that were recognised
    double epoch_seconds = 0.0;        ///< spent on those steps
    double seconds = 0.0;              ///< spent on the whole training, in all sessions
    double energy_joules = 0.0;        ///< the same; 0: there is no counter
    std::int32_t best_epoch = 0;       ///< of this try, from 1; 0: none finished
    double best_accuracy = -1.0;       ///< validation accuracy of that epoch
    std::int32_t continued = 0;        ///< times that it went on from a saved state
    std::vector<EpochReport> reports;  ///< of all epochs so far, in all tries
    std::vector<Tensor> tensors;       ///< weights, statistics, and what the optimiser remembers
    bool operator==(const TrainingState&) const = default;
};

/// What a state may hold at most: bounds the memory that reading a damaged one takes.
struct StateBounds {
    std::int64_t reports = 0;
    std::int64_t numbers = 0;  ///< in all tensors together
};

/// What became of a state.
struct FoundState {
    std::optional<TrainingState> state;  ///< none: not there, or not usable
    std::string problem;                 ///< why it is not usable, one line; empty otherwise
};

class TrainingStore {
  public:
    TrainingStore() = default;
    TrainingStore(const TrainingStore&) = delete;
    TrainingStore& operator=(const TrainingStore&) = delete;
    virtual ~TrainingStore() = default;

    /// Keeps the state of a trial's training instead of an earlier one, complete or not at all.
    /// @throws IoError
    virtual void save(const Trial& trial, const TrainingState& state) = 0;
    /// The state of this very trial under this very recipe. Whoever asked for it checks that the
    /// numbers fit the network. Never throws for a state that is missing or broken: a training can
    /// begin anew.
    virtual FoundState load(const Trial& trial, const StateBounds& bounds) = 0;
};

}  // namespace metaqnn
