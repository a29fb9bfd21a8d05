// Area averaging, first along rows, then along columns; see resize.hpp.
#include "data/resize.hpp"

#include <algorithm>

namespace metaqnn {
namespace {

/// What one old pixel gives to a new one.
struct Share {
    std::size_t pixel;
    std::uint64_t weight;
};

/// The shares of each new pixel along one axis. On a common scale an old pixel is `to` long and a
/// new one `from`, so the weights of a new pixel add up to `from`.
std::vector<std::vector<Share>> axis_shares(int from, int to) {
    const auto old_length = static_cast<std::uint64_t>(to);
    const auto new_length = static_cast<std::uint64_t>(from);
    std::vector<std::vector<Share>> all;
    for (std::uint64_t i = 0; i < old_length; ++i) {
        const std::uint64_t begin = i * new_length;
        const std::uint64_t end = begin + new_length;
        std::vector<Share> own;
        for (std::uint64_t old = begin / old_length; old * old_length < end; ++old) {
            const std::uint64_t first = std::max(begin, old * old_length);
            own.push_back({old, std::min(end, (old + 1) * old_length) - first});
        }
        all.push_back(std::move(own));
    }
    return all;
}

}  // namespace

void resize_plane(const PlaneView& plane, int side, std::span<std::uint8_t> resized) {
    const auto from = static_cast<std::size_t>(plane.side);
    const auto to = static_cast<std::size_t>(side);
    const auto weights = axis_shares(plane.side, side);
    std::vector<std::uint64_t> rows(from * to);  // old rows of new pixels, times `from`
    for (std::size_t y = 0; y < from; ++y) {
        const std::uint8_t* row = plane.first + y * plane.row_stride;
        for (std::size_t x = 0; x < to; ++x) {
            for (const Share& share : weights[x]) {
                rows[y * to + x] += share.weight * row[share.pixel * plane.pixel_stride];
            }
        }
    }
    const std::uint64_t total = std::uint64_t{from} * from;
    for (std::size_t y = 0; y < to; ++y) {
        for (std::size_t x = 0; x < to; ++x) {
            std::uint64_t sum = 0;
            for (const Share& share : weights[y]) sum += share.weight * rows[share.pixel * to + x];
            resized[y * to + x] = static_cast<std::uint8_t>((sum + total / 2) / total);
        }
    }
}

ImageSet resize(const ImageSet& images, int side) {
    ImageSet resized{{images.shape.channels, side}, images.classes, {}, images.labels};
    const std::size_t old_bytes = image_bytes({1, images.shape.side});
    const std::size_t new_bytes = image_bytes({1, side});
    const std::size_t planes = images.pixels.size() / old_bytes;
    resized.pixels.resize(planes * new_bytes);
    for (std::size_t i = 0; i < planes; ++i) {
        const PlaneView plane{images.pixels.data() + i * old_bytes, 1,
                              static_cast<std::size_t>(images.shape.side), images.shape.side};
        resize_plane(plane, side, std::span(resized.pixels).subspan(i * new_bytes, new_bytes));
    }
    return resized;
}

}  // namespace metaqnn
