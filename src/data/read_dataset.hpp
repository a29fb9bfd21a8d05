// From the description of a run's images to the images themselves, and what is told of them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/data_spec.hpp"
#include "data/image_set.hpp"
#include "data/split.hpp"

namespace metaqnn {

/// The files that read_dataset will read; none for synthetic.
/// @throws ConfigError naming a missing file, or if data.path is empty
std::vector<std::filesystem::path> source_files(const DataSpec& spec);

/// Reads the images of `spec`; with spec.limit, a stratified part of the training set.
/// @param run_seed decides which part
/// @throws ConfigError: file, what is wrong, remedy; IoError if the system fails while reading
Dataset read_dataset(const DataSpec& spec, std::uint64_t run_seed);

/// Divides data.train into training and validation images as `spec` says; all train if
/// spec.validation is 0.
/// @throws ConfigError as split and balanced_split do
Split split_dataset(const Dataset& data, const DataSpec& spec, std::uint64_t run_seed);

/// Mean and deviation of the pixels of each channel, in grey levels (0 to 255).
struct ChannelStatistics {
    std::vector<double> mean;
    std::vector<double> deviation;  ///< 1 for a channel of one single value: safe to divide by
};

/// @param indices the images that count; not empty
ChannelStatistics channel_statistics(const ImageSet& images,
                                     std::span<const std::uint32_t> indices);

/// One part of the images.
struct PartSummary {
    std::string name;                       ///< "train", "validation" or "test"
    std::vector<std::int64_t> class_sizes;  ///< images of each class
};

/// What `metaqnn data info` shows.
struct DatasetSummary {
    DataKind kind = DataKind::synthetic;
    std::vector<std::string> files;
    ImageShape shape{0, 0};
    int classes = 0;
    std::vector<std::string> class_names;  ///< [classes]; empty where the source tells none
    std::vector<PartSummary> parts;
    ChannelStatistics statistics;  ///< of the part that trains
};

/// Reads the images and sums them up.
/// @throws as read_dataset, and ConfigError if spec.validation leaves a part empty
DatasetSummary describe_dataset(const DataSpec& spec, std::uint64_t run_seed);

}  // namespace metaqnn
