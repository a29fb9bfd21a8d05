// Images for tests: the class is the place of a bright square, under noise.
#pragma once

#include <cmath>
#include <vector>

#include "core/random.hpp"
#include "train/images_view.hpp"

namespace metaqnn::train {

/// Owns train, validation and test images of four classes, one for each quadrant.
class MadeImages {
  public:
    static constexpr int classes = 4;

    /// @param noise  largest grey level of the noise; 255 hides everything
    MadeImages(ImageShape shape, std::int64_t train, std::int64_t validation, std::int64_t test,
               int noise = 60)
        : shape_(shape) {
        Rng random(17);
        const std::int64_t counts[] = {train, validation, test};
        for (int part = 0; part < 3; ++part) {
            for (std::int64_t i = 0; i < counts[part]; ++i) add(parts_[part], random, noise);
        }
        mean_.assign(static_cast<std::size_t>(shape.channels), 60.0F);
        deviation_.assign(static_cast<std::size_t>(shape.channels), 70.0F);
    }

    ImagesView view() const {
        return {shape_,
                classes,
                {parts_[0].pixels, parts_[0].labels},
                {parts_[1].pixels, parts_[1].labels},
                {parts_[2].pixels, parts_[2].labels},
                mean_,
                deviation_};
    }

  private:
    struct Part {
        std::vector<std::uint8_t> pixels;
        std::vector<std::uint16_t> labels;
    };

    void add(Part& part, RandomSource& random, int noise) {
        const auto label = static_cast<int>(random.below(classes));
        const int half = shape_.side / 2;
        for (int c = 0; c < shape_.channels; ++c) {
            for (int y = 0; y < shape_.side; ++y) {
                for (int x = 0; x < shape_.side; ++x) {
                    const bool bright = (y >= half) * 2 + (x >= half) == label;
                    const auto grain = random.below(static_cast<std::uint64_t>(noise) + 1);
                    const int level = (bright && noise < 255 ? 180 : 0) + static_cast<int>(grain);
                    part.pixels.push_back(static_cast<std::uint8_t>(level < 255 ? level : 255));
                }
            }
        }
        part.labels.push_back(static_cast<std::uint16_t>(label));
    }

    ImageShape shape_;
    Part parts_[3];
    std::vector<float> mean_;
    std::vector<float> deviation_;
};

}  // namespace metaqnn::train
