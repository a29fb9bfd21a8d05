// How long trainings take, told from what networks compute.
#pragma once

#include <span>

namespace metaqnn {

/// Seconds of a training as a sum over what its network computes for one image, forward. All
/// trainings of a run have the same images, epochs and batch: they are in the numbers.
struct TrainingTime {
    double fixed = 0.0;         ///< seconds of any training
    double multiply_add = 0.0;  ///< seconds for each multiply-add
    double activation = 0.0;    ///< seconds for each number in the output of a layer
    bool operator==(const TrainingTime&) const = default;

    /// False: nothing is foretold.
    bool known() const { return fixed > 0.0 || multiply_add > 0.0 || activation > 0.0; }
    /// @param numbers  in the outputs of all layers, one image
    double seconds(double multiply_adds, double numbers) const {
        return fixed + multiply_add * multiply_adds + activation * numbers;
    }
};

/// A network and what its training took.
struct TimedNetwork {
    double multiply_adds = 0.0;
    double activations = 0.0;
    double seconds = 0.0;  ///< above 0
};

/// The time that nine of ten of the trainings do not exceed: the sum with the least squares of
/// relative errors whose parts are not negative, times the 0.9 quantile of what it misses by.
/// Not known if there are no trainings.
TrainingTime fit_training_time(std::span<const TimedNetwork> timed);

}  // namespace metaqnn
