// libpng's simplified interface and TurboJPEG: neither needs longjmp; see picture.hpp.
#include "data/picture.hpp"

#include <algorithm>
#include <array>
#include <png.h>
#include <span>
#include <string>
#include <turbojpeg.h>

#include "core/error.hpp"
#include "data/file_reader.hpp"

namespace metaqnn {
namespace {

using Bytes = std::span<const std::uint8_t>;

void check_size(std::uint64_t width, std::uint64_t height, const std::string& name) {
    require(width >= 1 && height >= 1 && width <= max_picture_pixels / height,
            name + ": " + std::to_string(width) + " x " + std::to_string(height) +
                " pixels (at most " + std::to_string(max_picture_pixels) +
                " can be read); make it smaller");
}

/// Frees what libpng took, also after an error.
class PngReader {
  public:
    PngReader() { image_.version = PNG_IMAGE_VERSION; }
    PngReader(const PngReader&) = delete;
    PngReader& operator=(const PngReader&) = delete;
    ~PngReader() { png_image_free(&image_); }
    png_image& image() { return image_; }

  private:
    png_image image_{};
};

Picture decode_png(Bytes bytes, const std::string& name) {
    PngReader reader;
    png_image& image = reader.image();
    const auto check = [&](int code) {
        require(code != 0, name + ": damaged PNG (" + image.message + "); get the file again");
    };
    check(png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()));
    check_size(image.width, image.height, name);
    const bool colours = (image.format & PNG_FORMAT_FLAG_COLOR) != 0;
    image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
    image.format = colours ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
    Picture picture{static_cast<int>(image.width), static_cast<int>(image.height), colours ? 3 : 1,
                    std::vector<std::uint8_t>(PNG_IMAGE_SIZE(image))};
    const png_color black{};
    check(png_image_finish_read(&image, &black, picture.pixels.data(), 0, nullptr));
    return picture;
}

class JpegReader {
  public:
    JpegReader() : handle_(tjInitDecompress()) { expect(handle_ != nullptr, "no JPEG decoder"); }
    JpegReader(const JpegReader&) = delete;
    JpegReader& operator=(const JpegReader&) = delete;
    ~JpegReader() { tjDestroy(handle_); }
    tjhandle handle() const { return handle_; }

  private:
    tjhandle handle_;
};

Picture decode_jpeg(Bytes bytes, const std::string& name) {
    const JpegReader reader;
    const auto check = [&](int code) {
        require(code == 0, name + ": damaged JPEG (" + tjGetErrorStr2(reader.handle()) +
                               "); get the file again");
    };
    int width = 0;
    int height = 0;
    int sampling = 0;
    int colours = 0;
    check(tjDecompressHeader3(reader.handle(), bytes.data(), bytes.size(), &width, &height,
                              &sampling, &colours));
    check_size(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height), name);
    require(colours != TJCS_CMYK && colours != TJCS_YCCK,
            name + ": CMYK colours (grey and RGB can be read); convert it to RGB");
    const bool grey = colours == TJCS_GRAY;
    Picture picture{width, height, grey ? 1 : 3, {}};
    picture.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
                          static_cast<std::size_t>(picture.channels));
    constexpr int flags = TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS;
    check(tjDecompress2(reader.handle(), bytes.data(), bytes.size(), picture.pixels.data(), width,
                        0, height, grey ? TJPF_GRAY : TJPF_RGB, flags));
    return picture;
}

bool begins_with(Bytes bytes, Bytes magic) {
    return bytes.size() >= magic.size() && std::ranges::equal(bytes.first(magic.size()), magic);
}

}  // namespace

Picture read_picture(const std::filesystem::path& path) {
    constexpr std::array<std::uint8_t, 8> png{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    constexpr std::array<std::uint8_t, 3> jpeg{0xff, 0xd8, 0xff};
    FileReader file(path);
    require(file.plain_bytes() <= max_picture_bytes,
            file.name() + ": " + std::to_string(file.plain_bytes()) + " bytes (at most " +
                std::to_string(max_picture_bytes) + " can be read); make it smaller");
    std::vector<std::uint8_t> bytes(file.plain_bytes());
    file.read(bytes);
    if (begins_with(bytes, png)) return decode_png(bytes, file.name());
    if (begins_with(bytes, jpeg)) return decode_jpeg(bytes, file.name());
    throw ConfigError(file.name() + ": neither PNG nor JPEG; convert it or take it away");
}

}  // namespace metaqnn
