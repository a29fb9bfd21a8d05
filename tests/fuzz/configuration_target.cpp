// Fuzzing target: a configuration as TOML text, and overrides of it.
#include "config/dump_config.hpp"
#include "config/load_config.hpp"
#include "tests/fuzz/target.hpp"

namespace metaqnn::fuzz {

bool reads(Bytes bytes) {
    const std::string text(as_text(bytes));
    RunConfig config;
    const bool whole = survives([&] { config = load_config(text, "search.toml"); });
    if (whole) {
        const std::string dumped = dump_config(config, Comments::none);
        if (dump_config(load_config(dumped, "dump"), Comments::none) != dumped) {
            report_finding("a dump that reads otherwise");
        }
    }
    // The same bytes as one --set: section.key=value.
    survives([&] { load_config("", "search.toml", std::vector<std::string>{text}); });
    return whole;
}

}  // namespace metaqnn::fuzz
