// What a run was: stored in its journal, so that the folder alone tells it.
#include "io/run_description.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "io/attributes.hpp"
#include "io/own_objects.hpp"

namespace metaqnn {
namespace {

constexpr const char* configuration = "configuration";
constexpr const char* content = "content";
constexpr std::int64_t largest_count = 1'000'000;

struct Text {
    const char* name;
    std::string RunDescription::*field;
};

constexpr Text texts[] = {
    {"program_version", &RunDescription::program_version},
    {"git_revision", &RunDescription::git_revision},
    {"libraries", &RunDescription::libraries},
    {"host", &RunDescription::host},
    {"job_id", &RunDescription::job_id},
    {"started", &RunDescription::started},
};

struct Count {
    const char* name;
    std::int32_t RunDescription::*field;
};

/// Since version 2.
constexpr Count counts[] = {
    {"image_channels", &RunDescription::image_channels},
    {"image_side", &RunDescription::image_side},
    {"classes", &RunDescription::classes},
};

std::string configuration_at(const std::string& place) {
    return place == "/" ? configuration : place + "/" + configuration;
}

void write_configuration(const h5::Group& group, const std::string& text, const std::string& file) {
    const char* operation = "write the configuration into";
    const std::string stored = text.empty() ? std::string(1, '\0') : text;
    const h5::Datatype type = h5::text_type(stored.size());
    const h5::Dataspace space(H5Screate(H5S_SCALAR), operation, file);
    const h5::Dataset dataset(H5Dcreate2(group.id(), configuration, type.id(), space.id(),
                                         H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                              operation, file);
    h5::check(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, stored.data()),
              operation, file);
}

std::string read_configuration(const h5::File& opened, const std::string& place,
                               const std::string& file) {
    const char* operation = "read the configuration in";
    require(h5::has_object(opened, configuration_at(place)),
            file + " has no configuration; it was not written by metaqnn");
    const h5::Dataset dataset = h5::open_dataset(opened, configuration_at(place));
    const h5::Datatype type(H5Dget_type(dataset.id()), operation, file);
    const h5::Dataspace space(H5Dget_space(dataset.id()), operation, file);
    const std::size_t bytes = H5Tget_size(type.id());
    require(H5Tget_class(type.id()) == H5T_STRING && H5Tis_variable_str(type.id()) == 0 &&
                H5Sget_simple_extent_npoints(space.id()) == 1 && bytes <= h5::bytes_of(opened),
            file + ": the configuration has the wrong type; the file is damaged");
    std::string text(bytes, '\0');
    h5::check(H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()),
              operation, file);
    text.resize(std::min(text.find('\0'), text.size()));
    return text;
}

}  // namespace

void write_description(const h5::File& file, const std::string& place,
                       const RunDescription& description) {
    const std::string name = h5::name_of(file);
    const h5::Group group = h5::open_group(file, place);
    for (const Text& text : texts) {
        h5::write_text(group.id(), text.name, description.*text.field, name);
    }
    h5::write_integer(group.id(), "seed", description.seed, name);
    for (const Count& count : counts) {
        h5::write_integer(group.id(), count.name, std::int64_t{description.*count.field}, name);
    }
    h5::write_integer(group.id(), content, description.content, name);
    write_configuration(group, description.configuration, name);
}

RunDescription read_description(const h5::File& file, const std::string& place) {
    const std::string name = h5::name_of(file);
    const h5::Group group = h5::open_group(file, place);
    RunDescription description;
    for (const Text& text : texts) {
        description.*text.field = h5::read_text(group.id(), text.name, name);
    }
    description.seed = h5::read_unsigned(group.id(), "seed", name);
    for (const Count& count : counts) {
        if (!h5::has_attribute(group.id(), count.name)) continue;
        const std::int64_t value = h5::read_integer(group.id(), count.name, name);
        require(value >= 0 && value <= largest_count, name + ": attribute '" + count.name +
                                                          "' = " + std::to_string(value) +
                                                          "; the file is damaged");
        description.*count.field = static_cast<std::int32_t>(value);
    }
    if (h5::has_attribute(group.id(), content)) {
        description.content = h5::read_unsigned(group.id(), content, name);
    }
    description.configuration = read_configuration(file, place, name);
    return description;
}

}  // namespace metaqnn
