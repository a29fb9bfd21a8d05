// Batches; see batches.hpp.
#include "train/batches.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>
#include <optional>
#include <utility>

#include <ATen/TensorIndexing.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>

#include "core/contrast.hpp"
#include "core/error.hpp"

namespace metaqnn::train {
namespace {

at::Tensor window_row(at::Device device) {
    const auto window = contrast_window();
    return at::tensor(at::ArrayRef<float>(window.data(), window.size())).to(device);
}

// Sum of the surroundings of each pixel, weighted by the window. [N, 1, H, W]
at::Tensor blur(const at::Tensor& maps, const at::Tensor& window) {
    constexpr std::int64_t reach = (contrast_window_side - 1) / 2;
    const std::array<std::int64_t, 2> across{0, reach};
    const std::array<std::int64_t, 2> down{reach, 0};
    const std::optional<at::Tensor> no_bias;
    const at::Tensor rows =
        at::conv2d(maps, window.view({1, 1, 1, contrast_window_side}), no_bias, 1, across);
    return at::conv2d(rows, window.view({1, 1, contrast_window_side, 1}), no_bias, 1, down);
}

at::Tensor local_contrast(at::Tensor images, const Standardisation& by) {
    const auto mean_around = [&](const at::Tensor& maps) {
        return blur(maps.mean(1, true), by.window).div_(by.inside);
    };
    images.sub_(mean_around(images));
    const at::Tensor deviation = mean_around(images.square()).sqrt_();
    const at::Tensor whole = deviation.mean({1, 2, 3}, true).clamp_min_(least_contrast);
    return images.div_(deviation.maximum(whole));
}

at::Tensor global_contrast(at::Tensor images) {
    images.sub_(images.mean({1, 2, 3}, true));
    const at::Tensor deviation = images.square().mean({1, 2, 3}, true).sqrt_();
    return images.div_(deviation.clamp_min_(least_contrast));
}

// uint8 [N, C, H, W] to standardised float32, channels last.
at::Tensor standardised(const at::Tensor& pixels, const Standardisation& by) {
    at::Tensor images = pixels.to(at::kFloat, false, false, at::MemoryFormat::ChannelsLast);
    switch (by.kind) {
        case Normalisation::channel:
            return images.sub_(by.mean).mul_(by.inverse);
        case Normalisation::global_contrast:
            return global_contrast(std::move(images));
        case Normalisation::local_contrast:
            return local_contrast(std::move(images), by);
    }
    return images;
}

}  // namespace

DeviceImages to_device(const PartView& part, ImageShape shape, at::Device device) {
    const auto count = static_cast<std::int64_t>(part.labels.size());
    const std::int64_t pixels = count * shape.channels * shape.side * shape.side;
    expect(static_cast<std::int64_t>(part.pixels.size()) == pixels,
           "to_device: pixels and labels do not agree");
    // from_blob wants a pointer to non-const memory; nothing writes to it.
    auto* memory = const_cast<std::uint8_t*>(part.pixels.data());
    const std::vector<std::int64_t> labels(part.labels.begin(), part.labels.end());
    return {at::from_blob(memory, {count, shape.channels, shape.side, shape.side}, at::kByte)
                .to(device),
            at::tensor(labels, at::dtype(at::kLong)).to(device)};
}

Standardisation standardisation(const ImagesView& images, Normalisation kind, at::Device device) {
    const auto tensor = [&](std::span<const float> numbers) {
        return at::tensor(at::ArrayRef<float>(numbers.data(), numbers.size()))
            .view({1, -1, 1, 1})
            .to(device);
    };
    Standardisation by{kind, tensor(images.mean), tensor(images.deviation).reciprocal(), {}, {}};
    if (kind == Normalisation::local_contrast) {
        const std::int64_t side = images.shape.side;
        by.window = window_row(device);
        by.inside =
            blur(at::ones({1, 1, side, side}, at::dtype(at::kFloat).device(device)), by.window);
    }
    return by;
}

Batch plain_batch(const DeviceImages& images, const Standardisation& standardisation,
                  std::int64_t first, std::int64_t count) {
    return {standardised(images.pixels.narrow(0, first, count), standardisation),
            images.labels.narrow(0, first, count)};
}

TrainingBatches::TrainingBatches(const DeviceImages& images, const Standardisation& standardisation,
                                 const TrainingRecipe& recipe, std::uint64_t seed)
    : images_(images),
      standardisation_(standardisation),
      recipe_(recipe),
      batch_(std::min<std::int64_t>(recipe.batch, images.size())),
      seed_(seed),
      order_(static_cast<std::size_t>(images.size())),
      places_(at::arange(images.pixels.size(2), at::dtype(at::kLong).device(images.pixels.device()))
                  .unsqueeze_(0)) {
    if (recipe.mirroring == Mirroring::alternating) {
        Rng random(seed);
        mirror_first_.resize(order_.size());
        for (std::size_t i = 0; i < order_.size(); ++i) mirror_first_[i] = random.below(2) == 1;
    }
}

void TrainingBatches::start_epoch(std::int64_t epoch) {
    epoch_ = epoch;
    Rng random(derive_seed(seed_, Stream::image_order, static_cast<std::uint64_t>(epoch)));
    std::iota(order_.begin(), order_.end(), 0);
    for (std::size_t i = order_.size(); i > 1; --i) {
        std::swap(order_[i - 1], order_[random.below(i)]);
    }
    chosen_ = on_device(order_);
    if (moves_images()) moves_ = draw_moves();
}

bool TrainingBatches::mirrored(std::int64_t image, RandomSource& random) const {
    switch (recipe_.mirroring) {
        case Mirroring::none:
            return false;
        case Mirroring::random:
            return random.below(2) == 1;
        case Mirroring::alternating:
            return mirror_first_[static_cast<std::size_t>(image)] == (epoch_ % 2 == 0);
    }
    return false;
}

bool TrainingBatches::moves_images() const {
    return recipe_.mirroring != Mirroring::none || recipe_.shift > 0;
}

TrainingBatches::Moves TrainingBatches::draw_moves() const {
    const std::int64_t side = images_.pixels.size(2);
    const std::int64_t reach = std::min<std::int64_t>(recipe_.shift, side - 1);
    std::vector<std::int64_t> down;
    std::vector<std::int64_t> direction;
    std::vector<std::int64_t> first_column;
    for (std::int64_t step = 0; step < steps_per_epoch(); ++step) {
        const std::int64_t place = epoch_ * steps_per_epoch() + step;
        Rng random(derive_seed(seed_, Stream::augmentation, static_cast<std::uint64_t>(place)));
        const auto shift = [&] {
            const auto drawn = random.below(2 * static_cast<std::uint64_t>(reach) + 1);
            return static_cast<std::int64_t>(drawn) - reach;
        };
        for (std::int64_t i = step * batch_; i < (step + 1) * batch_; ++i) {
            const bool mirror = mirrored(order_[static_cast<std::size_t>(i)], random);
            down.push_back(shift());
            direction.push_back(mirror ? -1 : 1);
            first_column.push_back((mirror ? side - 1 : 0) - shift());
        }
    }
    return {on_device(down), on_device(direction), on_device(first_column)};
}

at::Tensor TrainingBatches::on_device(const std::vector<std::int64_t>& numbers) const {
    return at::tensor(numbers, at::dtype(at::kLong)).to(images_.pixels.device()).unsqueeze_(1);
}

at::Tensor TrainingBatches::of_step(const at::Tensor& of_epoch, std::int64_t step) const {
    return of_epoch.narrow(0, step * batch_, batch_);
}

at::Tensor TrainingBatches::moved(std::int64_t step) const {
    const std::int64_t side = images_.pixels.size(2);
    at::Tensor rows = places_ - of_step(moves_.down, step);
    at::Tensor columns =
        places_ * of_step(moves_.direction, step) + of_step(moves_.first_column, step);
    at::Tensor outside;
    if (recipe_.shift > 0 && recipe_.shift_fill == ShiftFill::zero) {
        const auto beyond = [&](const at::Tensor& t) { return t.lt(0).logical_or(t.ge(side)); };
        outside = beyond(rows)
                      .view({batch_, side, 1, 1})
                      .logical_or(beyond(columns).view({batch_, 1, side, 1}));
        rows = rows.clamp(0, side - 1);
        columns = columns.clamp(0, side - 1);
    } else if (recipe_.shift > 0) {
        const auto reflect = [&](const at::Tensor& t) {
            return side - 1 - (side - 1 - t.abs()).abs();
        };
        rows = reflect(rows);
        columns = reflect(columns);
    }
    // Indices around a slice put the slice last: [N, H, W, C], which is channels last already.
    at::Tensor pixels =
        images_.pixels.index({of_step(chosen_, step).view({batch_, 1, 1}), at::indexing::Slice(),
                              rows.view({batch_, side, 1}), columns.view({batch_, 1, side})});
    if (outside.defined()) pixels.masked_fill_(outside, 0);
    return pixels.permute({0, 3, 1, 2});
}

Batch TrainingBatches::batch(std::int64_t step) {
    const at::Tensor chosen = of_step(chosen_, step).view({batch_});
    const at::Tensor pixels = moves_images() ? moved(step) : images_.pixels.index_select(0, chosen);
    return {standardised(pixels, standardisation_), images_.labels.index_select(0, chosen)};
}

}  // namespace metaqnn::train
