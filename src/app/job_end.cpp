// When the job ends; see job_end.hpp.
#include "app/job_end.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <memory>

#include <spdlog/spdlog.h>

#include "app/environment.hpp"

namespace metaqnn {
namespace {

std::chrono::steady_clock::duration span(double seconds) {
    return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
        std::chrono::duration<double>(seconds));
}

// What a command prints; empty if it cannot be run.
std::string output_of(const std::string& command) {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::string text;
    std::array<char, 4096> part{};
    while (pipe && std::fgets(part.data(), part.size(), pipe.get()) != nullptr) text += part.data();
    return text;
}

std::optional<JobEnd> at(std::int64_t end, const char* source) {
    const auto time = std::chrono::system_clock::time_point(std::chrono::seconds(end));
    const auto left = time - std::chrono::system_clock::now();
    if (left.count() > 0) return JobEnd{std::chrono::steady_clock::now() + left, source};
    spdlog::debug("the end of the job is over ({}); going on without", source);
    return std::nullopt;
}

std::optional<JobEnd> asked_of_slurm() {
    const std::string job = environment_text("SLURM_JOB_ID");
    if (!unix_seconds(job)) return std::nullopt;  // no job, or nothing to hand to a shell
    const auto end = end_time(output_of(
        "SLURM_TIME_FORMAT=%s timeout 5 scontrol --oneliner show job " + job + " 2>/dev/null"));
    if (end) return at(*end, "scontrol");
    spdlog::debug("scontrol does not tell when job {} ends", job);
    return std::nullopt;
}

}  // namespace

std::optional<JobEnd> find_job_end(TimePoint start, std::optional<double> option,
                                   double configured) {
    if (option == 0.0) return std::nullopt;
    if (option) return JobEnd{start + span(*option), "--time-limit"};
    if (configured > 0.0) return JobEnd{start + span(configured), "run.time_limit"};
    if (const auto end = unix_seconds(environment_text("SLURM_JOB_END_TIME"))) {
        return at(*end, "SLURM_JOB_END_TIME");
    }
    return asked_of_slurm();
}

double reserve_before(double limit_seconds, double configured) {
    return std::min(configured, limit_seconds / 5.0);
}

std::optional<std::int64_t> unix_seconds(std::string_view text) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || last != end || number <= 0) return std::nullopt;
    return number;
}

std::optional<std::int64_t> end_time(std::string_view job) {
    constexpr std::string_view name = " EndTime=";
    const std::size_t begin = job.find(name);
    if (begin == std::string_view::npos) return std::nullopt;
    const std::string_view rest = job.substr(begin + name.size());
    return unix_seconds(rest.substr(0, rest.find_first_of(" \n")));
}

}  // namespace metaqnn
