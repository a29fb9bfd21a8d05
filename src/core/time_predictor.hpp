// How long a training will take, told from the trainings seen so far.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/journal.hpp"

namespace metaqnn {

/// Foretells the seconds of trainings of one run, for each kind of device.
///
/// seconds = rate * (multiply_adds + overhead) * spread. Images, epochs and batch are the same for
/// all trainings of a run: they are in the rate. The overhead, what a training costs besides its
/// arithmetic, is the one of a fixed row of numbers that leaves the least squares of log(spread);
/// the largest of them stands for trainings whose time has nothing to do with their size. Given
/// it, log(rate) is a mean. The spread is taken as it was: its empirical quantiles.
///
/// A pure function of the rows and their order: a resumed run foretells the same. The last 1,000
/// trainings count; they are fitted again when their number has grown by a twentieth.
class TimePredictor {
  public:
    /// Below so many trainings on a kind of device its times are not known.
    static constexpr std::int64_t fewest = 5;

    /// Takes a result in. Trainings that failed or took no time do not count.
    void add(const TrialRow& row);

    /// Seconds that a training does not exceed with a probability.
    ///
    /// @param device    "cpu" or "cuda:0": its kind counts, not its number; empty: the slowest
    /// @param quantile  the probability, (0, 1)
    /// @return 0 if it is not known
    double seconds(std::string_view device, std::int64_t multiply_adds,
                   double quantile = 0.9) const;
    /// The mean of what a training may take; arguments and unknown times as above.
    double mean_seconds(std::string_view device, std::int64_t multiply_adds) const;

  private:
    struct Training {
        double multiply_adds;
        double log_seconds;
    };
    struct Model {
        std::vector<Training> last;  // a ring, once it is full
        std::int64_t count = 0;      // trainings seen
        std::int64_t next_fit = fewest;
        double overhead = 0.0;      // multiply-adds
        std::vector<double> rates;  // rate * spread of each, rising; empty: not known
        double mean_rate = 0.0;
    };
    static void fit(Model& model);
    static double rate_at(const Model& model, double quantile);
    /// The most of rate(model) * (multiply_adds + overhead) of the models that `device` means.
    template <class Rate>
    double most(std::string_view device, std::int64_t multiply_adds, Rate rate) const;

    std::map<std::string, Model, std::less<>> models_;  // by kind of device
};

}  // namespace metaqnn
