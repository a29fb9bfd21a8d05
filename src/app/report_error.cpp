// What a user reads when a command fails, and the exit code; see command.hpp.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

#include "app/command.hpp"
#include "core/error.hpp"

namespace metaqnn {
namespace {

int fail(const std::exception& error, int exit_code) {
    std::fprintf(stderr, "metaqnn: %s\n", error.what());
    return exit_code;
}

}  // namespace

int report_error() {
    try {
        throw;
    } catch (const ConfigError& error) {
        return fail(error, exit_usage);
    } catch (const std::filesystem::filesystem_error& error) {
        return fail(ConfigError("cannot use " + error.path1().string() + " (" +
                                error.code().message() + "); name another place"),
                    exit_usage);
    } catch (const DiskFullError& error) {
        return fail(DiskFullError(std::string(error.what()) + "; free some space, then try again"),
                    exit_resume);
    } catch (const std::exception& error) {
        return fail(error, exit_error);
    }
}

}  // namespace metaqnn
