// When the job ends, and when its work must stop for that.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace metaqnn {

using TimePoint = std::chrono::steady_clock::time_point;

/// The end of a job, on a clock that nobody sets back or forth.
struct JobEnd {
    TimePoint time;
    std::string source;  ///< who told, e.g. "run.time_limit" or "scontrol"
};

/// Finds the end of the job: the first that is given of --time-limit, run.time_limit,
/// SLURM_JOB_END_TIME (Unix seconds; Slurm 23 sets it) and what `scontrol show job` tells. Slurm's
/// answer is a time of the system's clock: it is compared with that clock once, here.
///
/// @param start       of the session, from which limits count
/// @param option      seconds of --time-limit; 0: there is no end
/// @param configured  run.time_limit, seconds; 0: none
/// @return none if there is no end or nobody tells it; a scheduler that does not answer within five
///         seconds is no error
std::optional<JobEnd> find_job_end(TimePoint start, std::optional<double> option,
                                   double configured);

/// Seconds before the end when work is interrupted: the configured ones, at most a fifth of the
/// time from start to end.
double reserve_before(double limit_seconds, double configured);

/// Unix seconds of a whole number above 0; none if it is something else.
std::optional<std::int64_t> unix_seconds(std::string_view text);
/// EndTime of what `scontrol show job` prints under SLURM_TIME_FORMAT=%s; none if it is not there
/// or unknown.
std::optional<std::int64_t> end_time(std::string_view job);

}  // namespace metaqnn
