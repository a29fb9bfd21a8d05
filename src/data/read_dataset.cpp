// Chooses the reader, applies the limit, sums up; see read_dataset.hpp.
#include "data/read_dataset.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.hpp"
#include "core/random.hpp"
#include "data/readers.hpp"
#include "data/split.hpp"
#include "data/synthetic.hpp"

namespace metaqnn {
namespace {

Dataset read_files(const DataSpec& spec) {
    switch (spec.kind) {
        case DataKind::idx:
            return read_idx(spec.path);
        case DataKind::cifar10:
            return read_cifar10(spec.path);
        case DataKind::cifar100:
            return read_cifar100(spec.path, spec.labels);
        case DataKind::svhn:
            return read_svhn(spec.path, spec.extra);
        case DataKind::hdf5:
            return read_hdf5(spec.path, spec.extra);
        case DataKind::synthetic:
            return make_synthetic(spec.synthetic);
        case DataKind::table:
            throw ConfigError(spec.path +
                              ": has no images (data.kind = \"table\" holds results of trainings); "
                              "name images with data.kind and data.path");
    }
    throw LogicError("read_dataset: unknown kind of data");
}

PartSummary summary_of(std::string name, const ImageSet& set,
                       std::span<const std::uint32_t> indices) {
    std::vector<std::uint16_t> labels;
    for (const std::uint32_t index : indices) labels.push_back(set.labels.at(index));
    return {std::move(name), class_counts(labels, set.classes)};
}

}  // namespace

std::vector<std::filesystem::path> source_files(const DataSpec& spec) {
    if (spec.kind == DataKind::synthetic) return {};
    require(!spec.path.empty(), "data.path is empty (data.kind = \"" +
                                    std::string(to_text(spec.kind)) +
                                    "\" reads files); set data.path");
    switch (spec.kind) {
        case DataKind::idx:
            return idx_files(spec.path);
        case DataKind::cifar10:
            return cifar10_files(spec.path);
        case DataKind::cifar100:
            return cifar100_files(spec.path);
        case DataKind::svhn:
            return svhn_files(spec.path, spec.extra);
        default:
            return {spec.path};
    }
}

Dataset read_dataset(const DataSpec& spec, std::uint64_t run_seed) {
    source_files(spec);
    require(spec.limit >= 0, "data.limit = " + std::to_string(spec.limit) +
                                 " (must be 0 or more); 0 uses all images");
    Dataset data = read_files(spec);
    if (spec.limit == 0 || spec.limit >= data.train.size()) return data;
    const std::uint64_t seed = derive_seed(run_seed, Stream::split, 1);
    const auto chosen = stratified_choice(data.train.labels, data.train.classes, spec.limit, seed);
    const std::int64_t own = data.train.size() - data.extra;
    data.extra = chosen.end() - std::ranges::lower_bound(chosen, own);
    data.train = subset(data.train, chosen);
    return data;
}

Split split_dataset(const Dataset& data, const DataSpec& spec, std::uint64_t run_seed) {
    const std::uint64_t seed = derive_seed(run_seed, Stream::split, 0);
    const ImageSet& train = data.train;
    if (spec.validation == 0) return {every_index(train), {}};
    if (spec.split == SplitRule::balanced) {
        return balanced_split(train.labels, train.classes, data.extra, spec.validation, seed);
    }
    return split(train.labels, train.classes, spec.validation, seed);
}

ChannelStatistics channel_statistics(const ImageSet& images,
                                     std::span<const std::uint32_t> indices) {
    expect(!indices.empty(), "channel_statistics: no images");
    const auto channels = static_cast<std::size_t>(images.shape.channels);
    const std::size_t plane = image_bytes(images.shape) / channels;
    ChannelStatistics statistics;
    for (std::size_t c = 0; c < channels; ++c) {
        std::array<std::uint64_t, 256> counts{};
        for (const std::uint32_t index : indices) {
            const std::size_t first = (index * channels + c) * plane;
            for (std::size_t i = first; i < first + plane; ++i) ++counts[images.pixels[i]];
        }
        const double total = static_cast<double>(indices.size()) * static_cast<double>(plane);
        double sum = 0.0;
        double squares = 0.0;
        for (std::size_t level = 0; level < counts.size(); ++level) {
            const double weight = static_cast<double>(counts[level]) / total;
            sum += weight * static_cast<double>(level);
            squares += weight * static_cast<double>(level * level);
        }
        const bool constant = std::ranges::count(counts, 0U) == 255;
        statistics.mean.push_back(sum);
        statistics.deviation.push_back(constant ? 1.0 : std::sqrt(squares - sum * sum));
    }
    return statistics;
}

DatasetSummary describe_dataset(const DataSpec& spec, std::uint64_t run_seed) {
    const Dataset data = read_dataset(spec, run_seed);
    const Split parts = split_dataset(data, spec, run_seed);
    DatasetSummary summary;
    summary.kind = spec.kind;
    for (const auto& file : source_files(spec)) summary.files.push_back(file.string());
    summary.shape = data.train.shape;
    summary.classes = data.train.classes;
    summary.class_names = data.class_names;
    summary.parts = {summary_of("train", data.train, parts.train),
                     summary_of("validation", data.train, parts.validation),
                     {"test", class_counts(data.test.labels, data.test.classes)}};
    summary.statistics = channel_statistics(data.train, parts.train);
    return summary;
}

}  // namespace metaqnn
