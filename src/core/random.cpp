// Draws and seeds; see random.hpp.
#include "core/random.hpp"

#include <cmath>
#include <numbers>

#include "core/error.hpp"

namespace metaqnn {
namespace {

// SplitMix64's finaliser (Steele, Lea, Flood 2014): every input bit reaches every output bit.
std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31U);
}

}  // namespace

std::uint64_t RandomSource::below(std::uint64_t bound) {
    expect(bound >= 1, "RandomSource::below: bound must be at least 1");
    std::uint64_t word = next();
    // Below UINT64_MAX - bound no word is rejected: hardly ever is the limit itself needed, whose
    // division takes as long as the draw.
    if (word >= UINT64_MAX - bound) {
        const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
        while (word >= limit) word = next();
    }
    return word % bound;
}

double RandomSource::unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

double RandomSource::normal() {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - unit()));
    return radius * std::cos(2.0 * std::numbers::pi * unit());
}

std::uint64_t derive_seed(std::uint64_t run_seed, Stream stream, std::uint64_t index) {
    return mix(mix(mix(run_seed) ^ static_cast<std::uint64_t>(stream)) ^ index);
}

std::uint64_t stable_hash(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char character : text) {
        hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001b3U;
    }
    return hash;
}

}  // namespace metaqnn
