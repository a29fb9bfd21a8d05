// Small PNG and JPEG files, written by the libraries themselves.
#pragma once

#include <png.h>
#include <stdexcept>
#include <turbojpeg.h>

#include "tests/data/fixtures.hpp"

namespace metaqnn::test {

/// @param format  of libpng's simplified interface, e.g. PNG_FORMAT_RGB
/// @param levels  [height, width, channels]
inline Bytes png(unsigned format, unsigned width, unsigned height, const void* levels) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = width;
    image.height = height;
    image.format = format;
    png_alloc_size_t size = 0;
    if (png_image_write_get_memory_size(image, size, 0, levels, 0, nullptr) == 0) {
        throw std::runtime_error(image.message);
    }
    Bytes bytes(size);
    png_image_write_to_memory(&image, bytes.data(), &size, 0, levels, 0, nullptr);
    bytes.resize(size);
    return bytes;
}

inline Bytes grey_png(unsigned width, unsigned height, const Bytes& levels) {
    return png(PNG_FORMAT_GRAY, width, height, levels.data());
}

inline Bytes rgb_png(unsigned width, unsigned height, const Bytes& levels) {
    return png(PNG_FORMAT_RGB, width, height, levels.data());
}

/// @param format  e.g. TJPF_RGB
/// @param sampling  e.g. TJSAMP_444
inline Bytes jpeg(int format, int sampling, int width, int height, const Bytes& levels) {
    const tjhandle handle = tjInitCompress();
    unsigned char* out = nullptr;
    unsigned long size = 0;
    const int code =
        tjCompress2(handle, levels.data(), width, 0, height, format, &out, &size, sampling, 100, 0);
    Bytes bytes;
    if (code == 0) bytes.assign(out, out + size);
    tjFree(out);
    tjDestroy(handle);
    if (code != 0) throw std::runtime_error("no JPEG was made");
    return bytes;
}

}  // namespace metaqnn::test
