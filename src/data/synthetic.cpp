// Draws marks, bars and noise with whole numbers only, so every machine makes the same images.
#include "data/synthetic.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/error.hpp"
#include "core/random.hpp"

namespace metaqnn {
namespace {

constexpr int background = 128;  // grey level
constexpr int strength = 64;     // grey levels of a bar in its own channel
constexpr int bars_in_mark = 4;
constexpr int kinds_of_bar = 8;  // four directions, bright or dark
constexpr int codes = 4096;      // kinds_of_bar ^ bars_in_mark

// Seeds: what the index-th decision is about, in ranges that do not meet.
constexpr std::uint64_t codes_index = std::uint64_t{1} << 62U;
constexpr std::uint64_t test_index = std::uint64_t{1} << 61U;

struct Bar {
    int kind;     // direction * 2 + dark
    int channel;  // where it is strong; half as strong in the others
};

using Mark = std::array<Bar, bars_in_mark>;

int cell_side(const SyntheticSpec& spec) { return std::max(3, spec.side * 7 / 32); }

/// Adds a bar through the middle of a cell whose upper left corner is (row, column) of a
/// [C, side, side] canvas, scaled by percent.
void draw_bar(std::vector<int>& canvas, const SyntheticSpec& spec, int side, Bar bar, int row,
              int column, int percent) {
    constexpr std::array<std::array<int, 2>, 4> directions{{{0, 1}, {1, 1}, {1, 0}, {1, -1}}};
    const auto [down, right] = directions.at(static_cast<std::size_t>(bar.kind / 2));
    const int cell = cell_side(spec);
    // Twice the distance from the line, squared and scaled by the direction's length, stays whole.
    const int width = std::max(2, cell / 3);
    for (int y = 0; y < cell; ++y) {
        for (int x = 0; x < cell; ++x) {
            const int cross = (2 * y - cell + 1) * right - (2 * x - cell + 1) * down;
            const int length = down * down + right * right;
            if (cross * cross >= width * width * length) continue;
            const int level = (bar.kind % 2 == 0 ? strength : -strength) * percent / 100;
            for (int c = 0; c < spec.channels; ++c) {
                const int at = (c * side + row + y) * side + column + x;
                canvas[static_cast<std::size_t>(at)] += c == bar.channel ? level : level / 2;
            }
        }
    }
}

Bar random_bar(const SyntheticSpec& spec, RandomSource& random) {
    const auto kind = static_cast<int>(random.below(kinds_of_bar));
    return {kind, static_cast<int>(random.below(static_cast<std::uint64_t>(spec.channels)))};
}

/// The marks of all classes: different codes, drawn without replacement.
std::vector<Mark> make_marks(const SyntheticSpec& spec) {
    Rng random(derive_seed(spec.seed, Stream::synthetic, codes_index));
    std::vector<bool> used(codes);
    std::vector<Mark> marks;
    while (marks.size() < static_cast<std::size_t>(spec.classes)) {
        Mark mark{};
        std::size_t code = 0;
        for (Bar& bar : mark) {
            bar = random_bar(spec, random);
            code = code * kinds_of_bar + static_cast<std::size_t>(bar.kind);
        }
        if (used[code]) continue;
        used[code] = true;
        marks.push_back(mark);
    }
    return marks;
}

void draw_mark(std::vector<int>& canvas, const SyntheticSpec& spec, int side, const Mark& mark,
               int row, int column, int percent) {
    const int cell = cell_side(spec);
    for (int i = 0; i < bars_in_mark; ++i) {
        draw_bar(canvas, spec, side, mark.at(static_cast<std::size_t>(i)), row + i / 2 * cell,
                 column + i % 2 * cell, percent);
    }
}

/// Nearly normal, mean 0 and deviation 1024: the sum of eight bytes of a random word, scaled.
int noise(RandomSource& random) {
    std::uint64_t word = random.next();
    int sum = 0;
    for (int i = 0; i < 8; ++i, word >>= 8U) sum += static_cast<int>(word & 0xffU);
    return (sum - 1020) * 1024 / 209;
}

void make_image(const SyntheticSpec& spec, const Mark& mark, std::uint64_t index,
                std::vector<int>& canvas, std::span<std::uint8_t> pixels) {
    Rng random(derive_seed(spec.seed, Stream::synthetic, index));
    const auto place = [&](int extent) {
        const int places = spec.side - extent + 1;
        return static_cast<int>(random.below(static_cast<std::uint64_t>(places)));
    };
    const int cell = cell_side(spec);
    std::ranges::fill(canvas, background);
    const auto strays = static_cast<int>(std::lround(8.0 * spec.difficulty));
    for (int i = 0; i < strays; ++i) {
        const Bar bar = random_bar(spec, random);
        const int row = place(cell);
        draw_bar(canvas, spec, spec.side, bar, row, place(cell), 100);
    }
    const int row = place(2 * cell);
    const int column = place(2 * cell);
    draw_mark(canvas, spec, spec.side, mark, row, column, 70 + static_cast<int>(random.below(61)));
    const auto deviation = static_cast<int>(std::lround(12.0 + 60.0 * spec.difficulty));
    for (std::size_t i = 0; i < canvas.size(); ++i) {
        const int level = canvas[i] + noise(random) * deviation / 1024;
        pixels[i] = static_cast<std::uint8_t>(std::clamp(level, 0, 255));
    }
}

ImageSet make_set(const SyntheticSpec& spec, std::int64_t images, std::uint64_t first) {
    const std::vector<Mark> marks = make_marks(spec);
    ImageSet set{{spec.channels, spec.side}, spec.classes, {}, {}};
    const std::size_t bytes = image_bytes(set.shape);
    const auto count = static_cast<std::size_t>(images);
    set.pixels.resize(count * bytes);
    set.labels.reserve(count);
    std::vector<int> canvas(bytes);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t label = i % marks.size();
        set.labels.push_back(static_cast<std::uint16_t>(label));
        make_image(spec, marks[label], first + i, canvas,
                   std::span(set.pixels).subspan(i * bytes, bytes));
    }
    return set;
}

void check_range(std::int64_t value, std::int64_t low, std::int64_t high, const char* key) {
    require(value >= low && value <= high,
            std::string("data.synthetic.") + key + " = " + std::to_string(value) + " (must be " +
                std::to_string(low) + " to " + std::to_string(high) + "); change it");
}

void check(const SyntheticSpec& spec) {
    constexpr std::int64_t most_images = 10'000'000;
    check_range(spec.side, 8, 256, "side");
    check_range(spec.channels, 1, 16, "channels");
    check_range(spec.classes, 2, 1000, "classes");
    check_range(spec.images, spec.classes, most_images, "images");
    check_range(spec.test_images, 1, most_images, "test_images");
    require(spec.difficulty >= 0.0 && spec.difficulty <= 1.0,
            "data.synthetic.difficulty = " + std::to_string(spec.difficulty) +
                " (must be 0 to 1); change it");
}

}  // namespace

Pattern synthetic_pattern(const SyntheticSpec& spec, int label) {
    check(spec);
    const int side = 2 * cell_side(spec);
    Pattern pattern{side, std::vector<int>(image_bytes({spec.channels, side}))};
    const Mark mark = make_marks(spec).at(static_cast<std::size_t>(label));
    draw_mark(pattern.levels, spec, side, mark, 0, 0, 100);
    return pattern;
}

Dataset make_synthetic(const SyntheticSpec& spec) {
    check(spec);
    return {make_set(spec, spec.images, 0), make_set(spec, spec.test_images, test_index)};
}

}  // namespace metaqnn
