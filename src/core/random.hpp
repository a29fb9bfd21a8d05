// Random numbers that are equal on every machine, and seeds that depend on what is decided, never
// on when.
#pragma once

#include <cstdint>
#include <random>
#include <string_view>

namespace metaqnn {

/// Source of random words; tests script it. std::*_distribution differ between standard libraries,
/// so all draws are made here.
class RandomSource {
  public:
    RandomSource() = default;
    RandomSource(const RandomSource&) = delete;
    RandomSource& operator=(const RandomSource&) = delete;
    virtual ~RandomSource() = default;

    /// The next 64 random bits.
    virtual std::uint64_t next() = 0;

    /// Uniform integer in [0, bound), bound >= 1; without bias (rejection).
    std::uint64_t below(std::uint64_t bound);

    /// Uniform number in [0, 1) with 53 random bits.
    double unit();

    /// Standard normal number (Box-Muller, two draws of unit()).
    double normal();
};

/// mt19937_64.
class Rng final : public RandomSource {
  public:
    explicit Rng(std::uint64_t seed) : engine_(seed) {}
    std::uint64_t next() override { return engine_(); }

  private:
    std::mt19937_64 engine_;
};

/// What a seed is for: streams with different names are independent.
enum class Stream : std::uint64_t {
    proposal = 1,
    replay = 2,
    trial = 3,
    split = 4,
    synthetic = 5,
    image_order = 6,
    augmentation = 7,
    dropout = 8,
};

/// Seed of the index-th decision of a stream of a run. A pure function: a resumed run, another
/// number of workers or another order of arrival draws the same numbers for the same decision.
std::uint64_t derive_seed(std::uint64_t run_seed, Stream stream, std::uint64_t index);

/// FNV-1a, 64 bits: equal on every machine (std::hash is not).
std::uint64_t stable_hash(std::string_view text);

}  // namespace metaqnn
