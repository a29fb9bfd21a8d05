// One training from its first step, or from a saved state, to its outcome; internal to the
// TorchTrainer.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/training_store.hpp"
#include "train/energy_meter.hpp"
#include "train/network.hpp"
#include "train/optimizer.hpp"
#include "train/torch_trainer.hpp"

namespace metaqnn::train {

/// One trial: up to learning_rates tries, each of up to `epochs` epochs.
class TorchTrainer::Training {
  public:
    /// Everything outlives the training.
    Training(const TorchTrainer& trainer, const Trial& trial, TrainingObserver& observer)
        : trainer_(trainer), recipe_(trainer.recipe_), trial_(trial), observer_(observer) {}

    Evaluation run();

  private:
    using Clock = std::chrono::steady_clock;
    enum class Try { done, worthless, ended };

    /// What one try works with. A function of the trial and the number of the try.
    struct Attempt {
        Attempt(const TorchTrainer& trainer, const Trial& trial, std::int32_t number);
        std::vector<NamedTensor> state() const;
        std::vector<Tensor> stored_state() const;
        bool restore_state(std::vector<Tensor> tensors);

        Rng seeds;
        Network network;
        OptimizerState optimizer;
        TrainingBatches batches;
        double rate;                       // part of the recipe's learning rate
        std::vector<Tensor> best_weights;  // of at_.best_epoch, if they may be wanted
    };

    void train();
    std::unique_ptr<Attempt> begin();
    bool go_on(Attempt& attempt, TrainingState state);
    Try try_rate(Attempt& attempt);
    std::optional<EpochReport> run_epoch(Attempt& attempt);
    EpochReport report(Attempt& attempt, double factor) const;
    void take_in(Attempt& attempt, const EpochReport& report);
    bool last_try() const { return at_.attempt + 1 == recipe_.learning_rates; }

    bool must_stop(std::int64_t steps);
    void save_if_due(const Attempt& attempt);
    void save(const Attempt& attempt);
    void store_weights(const Attempt& attempt);
    std::nullopt_t fail(Status status, std::string message);
    double epochs_of_all_tries(const Attempt& attempt) const;
    double seconds() const;
    double epoch_seconds() const;
    double energy_joules() { return at_.energy_joules + meter_.joules(); }

    const TorchTrainer& trainer_;
    const TrainingRecipe& recipe_;
    const Trial& trial_;
    TrainingObserver& observer_;

    TrainingState at_;    // without tensors; its seconds and sums as of the start or the epoch
    at::Tensor loss_;     // sum over the running epoch, on the device
    at::Tensor correct_;  // the same
    Evaluation result_;
    EnergyMeter meter_{trainer_.placement_.device};
    std::string warning_;                        // what became of a state, if that was no good
    double saved_epochs_ = 0.0;                  // that the saved state holds
    std::optional<Clock::time_point> stop_end_;  // the epoch may go on until then; none: for ever
    Clock::time_point start_ = Clock::now();
    Clock::time_point saved_ = start_;
    Clock::time_point epoch_start_;  // of this session's part
    std::int64_t first_step_ = 0;    // of this session, in the running epoch
};

}  // namespace metaqnn::train
