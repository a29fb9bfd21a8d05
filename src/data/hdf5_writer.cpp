// The layout of users' own images, as this program writes it; see hdf5_writer.hpp.
#include "data/hdf5_writer.hpp"

#include <array>

#include "io/arrays.hpp"
#include "io/replace_file.hpp"
#include "io/texts.hpp"

namespace metaqnn {
namespace {

void write_part(const h5::File& file, const std::string& group, const ImageSet& set) {
    h5::create_group(file, group);
    const std::array<std::int64_t, 4> shape{set.size(), set.shape.channels, set.shape.side,
                                            set.shape.side};
    h5::write_array<std::uint8_t>(file, group + "/images", shape, set.pixels,
                                  h5::Checksums::fletcher32);
    h5::write_array<std::uint16_t>(file, group + "/labels", std::array{set.size()}, set.labels,
                                   h5::Checksums::fletcher32);
}

}  // namespace

void write_hdf5(const std::string& path, const Dataset& data) {
    replace_file(path, [&](const h5::File& file) {
        write_part(file, "train", data.train);
        write_part(file, "test", data.test);
        if (!data.class_names.empty()) h5::write_texts(file, "class_names", data.class_names);
    });
}

}  // namespace metaqnn
