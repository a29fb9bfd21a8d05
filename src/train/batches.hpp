// From stored images to batches that a network takes: order, augmentation, standardisation.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/random.hpp"
#include "core/training_recipe.hpp"
#include "train/images_view.hpp"

namespace metaqnn::train {

/// Images and labels on the device of the training. On the CPU the pixels stay where the view has
/// them; a GPU gets a copy of its own.
struct DeviceImages {
    at::Tensor pixels;  ///< [N, C, H, W] uint8
    at::Tensor labels;  ///< [N] int64
    std::int64_t size() const { return labels.size(0); }
};

DeviceImages to_device(const PartView& part, ImageShape shape, at::Device device);

/// Grey levels to numbers around 0, of each image alone. Deviations below one grey level count as
/// one, so that a flat image stays flat.
///
/// channel: mean 0 and deviation 1 of each channel over the training images. global_contrast: of
/// each image over its channels and pixels. local_contrast (K. Jarrett et al., "What is the best
/// multi-stage architecture for object recognition?", 2009): less the mean of the surroundings,
/// divided by their deviation or by the image's mean deviation, if that is greater; surroundings
/// are weighted by a Gaussian of 9x9 pixels over all channels, cut off at the edges of the image.
/// Departure: the Gaussian's deviation, which they do not give, is 2.25 pixels.
struct Standardisation {
    Normalisation kind = Normalisation::channel;
    at::Tensor mean;     ///< channel: [1, C, 1, 1] float32, grey levels
    at::Tensor inverse;  ///< channel: of the deviation, the same shape
    at::Tensor window;   ///< local_contrast: a row of the Gaussian, [9] float32, sum 1
    at::Tensor inside;   ///< local_contrast: part of the window that is in the image, [1, 1, H, W]
};

Standardisation standardisation(const ImagesView& images, Normalisation kind, at::Device device);

/// What a network sees at once.
struct Batch {
    at::Tensor images;  ///< [N, C, H, W] float32, channels last
    at::Tensor labels;  ///< [N] int64
};

/// Images first to first + count - 1, as they are.
Batch plain_batch(const DeviceImages& images, const Standardisation& standardisation,
                  std::int64_t first, std::int64_t count);

/// Batches of training images in a new random order for each epoch, mirrored and shifted as the
/// recipe says. All batches have the same size: images that do not fill one wait for another epoch.
///
/// A batch is a function of seed, epoch and step, so a training can begin anywhere. Decisions are
/// drawn on the host, an epoch's at once, so that no step waits for them to reach a GPU; pixels are
/// moved on the device.
class TrainingBatches {
  public:
    /// The images and the standardisation outlive the object. @param seed  of order and
    /// augmentation
    TrainingBatches(const DeviceImages& images, const Standardisation& standardisation,
                    const TrainingRecipe& recipe, std::uint64_t seed);

    std::int64_t batch_size() const { return batch_; }
    std::int64_t steps_per_epoch() const { return images_.size() / batch_; }
    /// Draws the order and the moves of an epoch, from 0.
    void start_epoch(std::int64_t epoch);
    /// The step-th batch of the epoch, from 0.
    Batch batch(std::int64_t step);

  private:
    /// Where the images of an epoch are read from, in its order: pixel (y, x) of an image comes
    /// from row y - down and column direction * x + first_column. Each [N, 1] int64, on the device.
    struct Moves {
        at::Tensor down;
        at::Tensor direction;  ///< 1, or -1 if mirrored
        at::Tensor first_column;
    };
    bool moves_images() const;
    Moves draw_moves() const;
    bool mirrored(std::int64_t image, RandomSource& random) const;
    at::Tensor moved(std::int64_t step) const;
    at::Tensor on_device(const std::vector<std::int64_t>& numbers) const;
    at::Tensor of_step(const at::Tensor& of_epoch, std::int64_t step) const;

    const DeviceImages& images_;
    const Standardisation& standardisation_;
    TrainingRecipe recipe_;
    std::int64_t batch_;
    std::uint64_t seed_;
    std::int64_t epoch_ = 0;
    std::vector<std::int64_t> order_;
    std::vector<bool> mirror_first_;  // alternating: mirrored in even epochs, by image
    at::Tensor chosen_;               // order_ on the device
    Moves moves_;
    at::Tensor places_;  // 0 to side - 1, [1, side] int64
};

}  // namespace metaqnn::train
