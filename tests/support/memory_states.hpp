// States of trainings in memory: what a run folder keeps for real.
#pragma once

#include <map>
#include <string>

#include "core/error.hpp"
#include "core/training_store.hpp"

namespace metaqnn {

class MemoryStates final : public TrainingStore {
  public:
    void save(const Trial& trial, const TrainingState& state) override {
        if (full) throw IoError("cannot write the state (No space left on device)");
        kept[trial.id] = state;
        ++saves;
    }
    FoundState load(const Trial& trial, const StateBounds&) override {
        if (!damage.empty()) return {std::nullopt, damage};
        const auto found = kept.find(trial.id);
        return found == kept.end() ? FoundState{} : FoundState{found->second, {}};
    }

    std::map<TrialId, TrainingState> kept;
    int saves = 0;
    bool full = false;   ///< save() fails
    std::string damage;  ///< not empty: why load() gives nothing
};

}  // namespace metaqnn
