// Names of outcomes; see trial.hpp.
#include "core/trial.hpp"

namespace metaqnn {

std::string_view to_text(Status status) {
    switch (status) {
        case Status::ok:
            return "ok";
        case Status::diverged:
            return "diverged";
        case Status::out_of_memory:
            return "out_of_memory";
        case Status::timeout:
            return "timeout";
        case Status::crashed:
            return "crashed";
        case Status::rejected:
            return "rejected";
        case Status::stopped:
            return "stopped";
    }
    return "unknown";
}

}  // namespace metaqnn
