// The node-local file of decoded images: written once a node, mapped by every trainer process.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "core/data_spec.hpp"
#include "data/image_set.hpp"

namespace metaqnn {

/// One part of the images as it lies in the file.
struct ImagePart {
    std::span<const std::uint8_t> pixels;   ///< [N, C, H, W], contiguous, aligned to 64 bytes
    std::span<const std::uint16_t> labels;  ///< [N]

    std::int64_t size() const { return static_cast<std::int64_t>(labels.size()); }
};

/// Makes sure that the decoded and divided images of `spec` lie in a file of this node and returns
/// its path: <folder>/metaqnn-<user id>-<key>.images. An existing file with the same key (kind,
/// source files with sizes and times, settings, run seed) is used again when all of it is sound.
///
/// Processes that prepare the same file at once: one decodes, the others wait for it; if it dies,
/// another takes over. The file appears by rename, so it is complete whenever it is there. It is
/// readable by its owner alone; files of other users are not trusted. Whoever wants it gone deletes
/// it: processes that map it keep their map.
///
/// @param run_seed decides the split (and which images `limit` takes)
/// @param folder   node-local folder; empty: $TMPDIR, else /tmp
/// @throws ConfigError as read_dataset and split do, or if the folder cannot be used;
///         IoError if writing fails (a full disk)
std::filesystem::path prepare_image_file(const DataSpec& spec, std::uint64_t run_seed,
                                         const std::filesystem::path& folder = {});

/// A prepared file, mapped read-only. Movable; spans live as long as the object.
class MappedImages {
  public:
    /// @throws ConfigError if the file is missing, belongs to another user, or is not a whole image
    ///         file of this version; IoError if it cannot be mapped
    explicit MappedImages(const std::filesystem::path& path);
    MappedImages(MappedImages&& other) noexcept;
    MappedImages& operator=(MappedImages&& other) noexcept;
    ~MappedImages();

    ImageShape shape() const { return shape_; }
    int classes() const { return classes_; }
    ImagePart train() const { return parts_[0]; }       ///< without the validation images
    ImagePart validation() const { return parts_[1]; }  ///< may be empty
    ImagePart test() const { return parts_[2]; }
    /// Of each channel over train(), in grey levels (0 to 255). [C]
    std::span<const float> mean() const { return mean_; }
    /// The same; 1 for a channel of one single value, so safe to divide by. [C]
    std::span<const float> deviation() const { return deviation_; }

    /// What the file was made from; see prepare_image_file.
    std::uint64_t key() const { return key_; }
    /// Checksum of the content (images, labels, division, statistics) that was written with it:
    /// equal for equal images, wherever they came from.
    std::uint32_t checksum() const;
    /// True if the content has the checksum that was written with it: reads the whole file.
    bool sound() const;

  private:
    /// Takes over a map.
    explicit MappedImages(std::span<const std::uint8_t> bytes);
    void map(int descriptor, std::size_t bytes, const std::string& name);
    void find_parts(const std::string& name);

    std::span<const std::uint8_t> bytes_;
    ImageShape shape_{0, 0};
    int classes_ = 0;
    std::uint64_t key_ = 0;
    std::array<ImagePart, 3> parts_;
    std::span<const float> mean_;
    std::span<const float> deviation_;
};

}  // namespace metaqnn
