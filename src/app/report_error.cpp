// What a user reads when a command fails, and the exit code; see command.hpp.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <system_error>

#include "app/command.hpp"
#include "core/error.hpp"

namespace metaqnn {
namespace {

int fail(const std::exception& error, int exit_code) {
    std::fprintf(stderr, "metaqnn: %s\n", error.what());
    return exit_code;
}

// What another place mends; what the system itself fails at is no mistake of the user.
bool is_of_the_place(const std::error_code& code) {
    constexpr std::array place{std::errc::no_such_file_or_directory,
                               std::errc::not_a_directory,
                               std::errc::is_a_directory,
                               std::errc::file_exists,
                               std::errc::permission_denied,
                               std::errc::operation_not_permitted,
                               std::errc::read_only_file_system,
                               std::errc::filename_too_long,
                               std::errc::too_many_symbolic_link_levels,
                               std::errc::invalid_argument};
    return std::any_of(place.begin(), place.end(), [&](std::errc each) { return code == each; });
}

bool is_full(const std::error_code& code) {
    return code == std::errc::no_space_on_device || code.value() == EDQUOT;
}

int fail_full(const std::string& message) {
    return fail(DiskFullError(message + "; free some space, then try again"), exit_resume);
}

int fail_by_place(const std::filesystem::filesystem_error& error) {
    if (is_full(error.code())) return fail_full(error.what());
    if (!is_of_the_place(error.code())) return fail(error, exit_error);
    return fail(ConfigError("cannot use " + error.path1().string() + " (" + error.code().message() +
                            "); name another place"),
                exit_usage);
}

}  // namespace

int report_error() {
    try {
        throw;
    } catch (const ConfigError& error) {
        return fail(error, exit_usage);
    } catch (const std::filesystem::filesystem_error& error) {
        return fail_by_place(error);
    } catch (const DiskFullError& error) {
        return fail_full(error.what());
    } catch (const std::exception& error) {
        return fail(error, exit_error);
    }
}

}  // namespace metaqnn
