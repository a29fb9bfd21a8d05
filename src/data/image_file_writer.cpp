// Streams images into the node-local file; see image_file_writer.hpp.
#include "data/image_file_writer.hpp"

#include <array>
#include <cerrno>
#include <vector>

#include <unistd.h>
#include <zlib.h>

#include "core/error.hpp"
#include "data/image_file_layout.hpp"
#include "data/read_dataset.hpp"

namespace metaqnn {
namespace {

/// Appends to a file through a buffer, with a checksum of everything after the header.
class Writer {
  public:
    Writer(const UnixFile& file, std::string name) : file_(file), name_(std::move(name)) {
        buffer_.reserve(buffer_bytes);
        if (ftruncate(file_.descriptor(), sizeof(ImageFileHeader)) != 0) fail();
        if (lseek(file_.descriptor(), sizeof(ImageFileHeader), SEEK_SET) < 0) fail();
    }

    void append(std::span<const std::uint8_t> bytes) {
        if (buffer_.size() + bytes.size() > buffer_bytes) flush();
        if (bytes.size() >= buffer_bytes) {
            write_all(bytes);
        } else {
            buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
        }
        written_ += bytes.size();
    }

    template <class Value>
    void append_values(std::span<const Value> values) {
        append({reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()});
    }

    /// Zeros up to where the next section begins.
    void end_section() {
        const std::size_t over = written_ % image_file_alignment;
        if (over > 0) append(std::vector<std::uint8_t>(image_file_alignment - over));
    }

    /// Writes the header in front: from here on the file is whole.
    void finish(ImageFileHeader header) {
        flush();
        header.checksum = static_cast<std::uint32_t>(checksum_);
        const ssize_t count = pwrite(file_.descriptor(), &header, sizeof header, 0);
        if (count != static_cast<ssize_t>(sizeof header)) fail();
    }

  private:
    static constexpr std::size_t buffer_bytes = 1U << 20U;

    [[noreturn]] void fail() const {
        throw IoError("writing " + name_ + " failed: " + system_words() +
                      "; TMPDIR can name a folder with more room");
    }

    void flush() {
        write_all(buffer_);
        buffer_.clear();
    }

    void write_all(std::span<const std::uint8_t> bytes) {
        checksum_ = crc32_z(checksum_, bytes.data(), bytes.size());
        while (!bytes.empty()) {
            const ssize_t count = write(file_.descriptor(), bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) fail();
            bytes = bytes.subspan(static_cast<std::size_t>(count));
        }
    }

    const UnixFile& file_;
    std::string name_;
    std::vector<std::uint8_t> buffer_;
    std::size_t written_ = sizeof(ImageFileHeader);
    unsigned long checksum_ = 0;
};

/// Images of one part: those of `indices`, in that order.
struct Part {
    const ImageSet& set;
    std::vector<std::uint32_t> indices;
};

void write_parts(Writer& writer, const std::array<Part, 3>& parts) {
    for (const Part& part : parts) {
        for (const std::uint32_t index : part.indices) {
            writer.append_values(std::span(part.set.labels).subspan(index, 1));
        }
        writer.end_section();
    }
    for (const Part& part : parts) {
        const std::size_t bytes = image_bytes(part.set.shape);
        for (const std::uint32_t index : part.indices) {
            writer.append(std::span(part.set.pixels).subspan(index * bytes, bytes));
        }
        writer.end_section();
    }
}

}  // namespace

void write_image_file(const UnixFile& file, const std::string& name, const Dataset& data,
                      const Split& split, std::uint64_t key) {
    const ImageSet& train = data.train;
    const std::array<Part, 3> parts{Part{train, split.train}, Part{train, split.validation},
                                    Part{data.test, every_index(data.test)}};
    ImageFileHeader header{image_file_magic, image_file_version, 0, key, {}, train.shape.channels,
                           train.shape.side, train.classes,      0};
    for (std::size_t i = 0; i < parts.size(); ++i) header.images[i] = parts[i].indices.size();

    Writer writer(file, name);
    const ChannelStatistics statistics = channel_statistics(train, split.train);
    for (const auto& values : {statistics.mean, statistics.deviation}) {
        const std::vector<float> numbers(values.begin(), values.end());
        writer.append_values(std::span(numbers));
    }
    writer.end_section();
    write_parts(writer, parts);
    writer.finish(header);
}

}  // namespace metaqnn
