// What a run was: stored in its journal, so that the folder alone tells it.
#pragma once

#include <cstdint>
#include <string>

#include "io/handles.hpp"

namespace metaqnn {

/// One session of a run. Texts may be empty.
struct RunDescription {
    std::string configuration;    ///< TOML, of any length, without zero bytes
    std::string program_version;  ///< e.g. "0.1.0"
    std::string git_revision;
    std::string libraries;  ///< versions of HDF5, MPI, LibTorch, ..., one text
    std::string host;       ///< of the manager
    std::string job_id;     ///< of the batch system
    std::string started;    ///< local time, ISO 8601
    std::uint64_t seed = 0;
    std::int32_t image_channels = 0;  ///< of the run's images; 0 in journals of version 1
    std::int32_t image_side = 0;      ///< pixels; 0 in journals of version 1
    std::int32_t classes = 0;         ///< 0 in journals of version 1
    std::uint64_t content = 0;        ///< tells images and tables of the same shape apart; 0: not
                                      ///< known, as in journals that have no such attribute
    bool operator==(const RunDescription&) const = default;
};

/// Writes a description into a file (place "/") or a group of it: attributes, and the dataset
/// `configuration`. @throws IoError
void write_description(const h5::File& file, const std::string& place,
                       const RunDescription& description);
/// @throws ConfigError naming the part that is missing or has the wrong type; IoError
RunDescription read_description(const h5::File& file, const std::string& place);

}  // namespace metaqnn
