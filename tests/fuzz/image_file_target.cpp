// Fuzzing target: the node-local file of decoded images that trainers map.
#include <numeric>

#include "data/image_file.hpp"
#include "tests/fuzz/target.hpp"

namespace metaqnn::fuzz {

bool reads(Bytes bytes) {
    const std::string path = write_input("node.images", bytes);
    return survives([&] {
        const MappedImages images(path);
        images.sound();
        // Every byte that a trainer could look at.
        double sum = 0.0;
        for (const ImagePart& part : {images.train(), images.validation(), images.test()}) {
            sum = std::accumulate(part.pixels.begin(), part.pixels.end(), sum);
            sum = std::accumulate(part.labels.begin(), part.labels.end(), sum);
        }
        sum = std::accumulate(images.mean().begin(), images.mean().end(), sum);
        sum = std::accumulate(images.deviation().begin(), images.deviation().end(), sum);
        [[maybe_unused]] volatile double read = 0.0;
        read = sum;
    });
}

}  // namespace metaqnn::fuzz
