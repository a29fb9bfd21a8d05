// Which outcome of a training an exception stands for.
#pragma once

#include <exception>
#include <optional>

#include "core/trial.hpp"

namespace metaqnn::train {

/// A training that ended before its time, for a reason that is a result.
struct Failure {
    Status status;
    std::string message;  ///< one line
};

/// Status::out_of_memory if the exception says that memory ran out on the host or on the device;
/// none for everything else, which the caller has to throw on.
std::optional<Failure> failure_of(const std::exception& error);

}  // namespace metaqnn::train
