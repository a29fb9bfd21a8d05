// metaqnn config: the documented default configuration, and the check of one.
#include <cstdio>
#include <memory>

#include "app/command.hpp"
#include "app/text_file.hpp"
#include "config/dump_config.hpp"
#include "config/load_config.hpp"

namespace metaqnn {
namespace {

struct ConfigOptions {
    bool dump_default = false;
    std::string check;
};

void run_config_command(const ConfigOptions& options) {
    if (options.dump_default) {
        std::printf("%s", dump_config(RunConfig{}, Comments::all).c_str());
        return;
    }
    load_config(read_text_file(options.check), options.check);
    std::printf("%s: no errors\n", options.check.c_str());
}

}  // namespace

void add_config(CLI::App& app, CommandResult& /*result*/) {
    auto options = std::make_shared<ConfigOptions>();
    CLI::App* command =
        app.add_subcommand("config", "Every setting, explained; the check of a file");
    auto* dump = command->add_flag("--dump-default", options->dump_default,
                                   "Print the default configuration with comments");
    auto* check = command->add_option("--check", options->check, "Check a file without running it");
    dump->excludes(check);
    command->require_option(1);
    command->footer(
        "Examples:\n  metaqnn config --dump-default > search.toml\n"
        "  metaqnn config --check search.toml");
    command->callback([options] { run_config_command(*options); });
}

}  // namespace metaqnn
