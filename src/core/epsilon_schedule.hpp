// How greedy the agent is, by the number of different models sampled so far.
#pragma once

#include <cstdint>
#include <vector>

namespace metaqnn {

/// A stage of the schedule: this many unique models at this epsilon.
struct EpsilonStage {
    double epsilon;       ///< probability of a random choice, [0, 1]
    std::int64_t models;  ///< unique models, at least 1
    bool operator==(const EpsilonStage&) const = default;
};

/// Epsilon by the index of the unique model (Baker et al. 2017, Table 2: 2,700 models).
class EpsilonSchedule {
  public:
    /// @param stages at least one
    /// @throws ConfigError on an empty list or a value out of range
    explicit EpsilonSchedule(std::vector<EpsilonStage> stages);

    /// Epsilon for the unique model of this index, from 0; beyond the last stage, its epsilon.
    double at(std::int64_t model) const;
    std::int64_t total_models() const;
    const std::vector<EpsilonStage>& stages() const { return stages_; }

    /// The paper's schedule.
    static std::vector<EpsilonStage> paper();
    /// The same shape for another number of models: each stage's end moves in proportion, stages
    /// that round to nothing vanish. @param models at least 1
    static std::vector<EpsilonStage> stretched(const std::vector<EpsilonStage>& stages,
                                               std::int64_t models);

  private:
    std::vector<EpsilonStage> stages_;
};

}  // namespace metaqnn
