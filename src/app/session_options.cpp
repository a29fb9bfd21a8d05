// The options of every command that runs a session; see session_options.hpp.
#include "app/session_options.hpp"

#include "config/load_config.hpp"

namespace metaqnn {

void add_session_options(CLI::App& command, SessionRequest& request) {
    command.add_option("--set", request.overrides,
                       "section.key=value, overrides the configuration; may be repeated");
    command
        .add_option("--workers", request.workers,
                    "Local trainer processes (without an MPI launcher; default 1)")
        ->check(CLI::Range(1, 1024));
    command.add_option_function<std::string>(
        "--time-limit",
        [&request](const std::string& text) {
            request.time_limit = read_duration("--time-limit", text);
        },
        "HH:MM:SS or seconds: when the session has stopped in good order (default: "
        "run.time_limit, else the end of the Slurm job); 0: never");
}

}  // namespace metaqnn
