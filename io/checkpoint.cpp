// The checkpoint file.
#include "io/checkpoint.hpp"

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/random.hpp"
#include "io/arrays.hpp"
#include "io/attributes.hpp"
#include "io/handles.hpp"
#include "io/replace_file.hpp"

namespace metaqnn {
namespace {

constexpr const char* checkpoint_format = "metaqnn checkpoint";
constexpr std::int64_t checkpoint_version = 1;

// Wrong values would change the search without a word.
std::uint64_t hash_of(const std::vector<SlotId>& slots, const std::vector<double>& values) {
    std::string bytes(reinterpret_cast<const char*>(slots.data()), slots.size() * sizeof(SlotId));
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double));
    return stable_hash(bytes);
}

Checkpoint read_checkpoint_file(const std::string& path, SlotId slots) {
    const h5::File file = h5::open_file(path, h5::Access::read);
    require(h5::read_text(file.id(), "format", path) == checkpoint_format,
            path + " is no checkpoint; it may be deleted");
    require(h5::read_integer(file.id(), "version", path) == checkpoint_version,
            path + " is of another version; it may be deleted");
    Checkpoint checkpoint;
    checkpoint.events = h5::read_integer(file.id(), "events", path);
    require(checkpoint.events >= 0, path + " has a negative number of events; it may be deleted");
    const auto slot = h5::read_array<SlotId>(file, "slots");
    const auto value = h5::read_array<double>(file, "values");
    require(slot.numbers.size() == value.numbers.size() &&
                slot.numbers.size() <= static_cast<std::size_t>(slots),
            path + " has a wrong number of values; it may be deleted");
    require(h5::read_unsigned(file.id(), "hash", path) == hash_of(slot.numbers, value.numbers),
            path + " is damaged (its values do not give its hash); it may be deleted");
    for (std::size_t i = 0; i < slot.numbers.size(); ++i) {
        const QValue q{slot.numbers[i], value.numbers[i]};
        require(q.slot >= 0 && q.slot < slots && std::isfinite(q.value),
                path + " has an impossible value; it may be deleted");
        checkpoint.q_values.push_back(q);
    }
    return checkpoint;
}

}  // namespace

void write_checkpoint(const std::string& path, const Checkpoint& checkpoint) {
    std::vector<SlotId> slots;
    std::vector<double> values;
    for (const QValue& q : checkpoint.q_values) {
        slots.push_back(q.slot);
        values.push_back(q.value);
    }
    replace_file(path, [&](const h5::File& file) {
        h5::write_text(file.id(), "format", checkpoint_format, path);
        h5::write_integer(file.id(), "version", checkpoint_version, path);
        h5::write_integer(file.id(), "events", checkpoint.events, path);
        h5::write_integer(file.id(), "hash", hash_of(slots, values), path);
        const std::vector<std::int64_t> shape{static_cast<std::int64_t>(slots.size())};
        h5::write_array<SlotId>(file, "slots", shape, slots);
        h5::write_array<double>(file, "values", shape, values);
    });
}

CheckpointRead read_checkpoint(const std::string& path, SlotId slots) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return {};
    try {
        return {read_checkpoint_file(path, slots), {}};
    } catch (const Error& problem) {
        return {std::nullopt, problem.what()};
    }
}

}  // namespace metaqnn
