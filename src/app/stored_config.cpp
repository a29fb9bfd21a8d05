// Reads stored configurations; see stored_config.hpp.
#include "app/stored_config.hpp"

#include "app/run_folder.hpp"
#include "config/load_config.hpp"
#include "io/journal_reader.hpp"

namespace metaqnn {

RunConfig stored_config(const RunDescription& run, const std::string& folder) {
    return load_config(run.configuration, "the configuration stored in " + folder);
}

RunConfig stored_config(const std::string& folder) {
    return stored_config(read_latest_description(RunFolder{folder}.journal()), folder);
}

}  // namespace metaqnn
