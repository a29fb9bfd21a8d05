// The program's log; see logging.hpp.
#include "app/logging.hpp"

#include <filesystem>
#include <memory>

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "core/error.hpp"

namespace metaqnn {

void start_logging(const std::string& level) {
    auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
    sink->set_pattern("%^%v%$");
    sink->set_level(spdlog::level::from_str(level));
    auto logger = std::make_shared<spdlog::logger>("metaqnn", std::move(sink));
    logger->set_level(std::min(spdlog::level::from_str(level), spdlog::level::info));
    spdlog::set_default_logger(std::move(logger));
}

void log_to_file(const std::string& path) {
    // A run folder of somebody else must not choose which file grows.
    require(!std::filesystem::is_symlink(path), path + " is a symbolic link; delete it");
    try {
        auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
        sink->set_pattern("%Y-%m-%d %H:%M:%S %l %v");
        spdlog::default_logger()->sinks().push_back(std::move(sink));
        spdlog::flush_on(spdlog::level::info);
    } catch (const spdlog::spdlog_ex& error) {
        throw IoError(std::string("cannot write the log: ") + error.what());
    }
}

}  // namespace metaqnn
