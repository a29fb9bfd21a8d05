// Names of what the journal holds; see journal.hpp.
#include "core/journal.hpp"

namespace metaqnn {

std::string_view to_text(EventKind kind) {
    switch (kind) {
        case EventKind::started:
            return "started";
        case EventKind::worker_ready:
            return "worker_ready";
        case EventKind::proposed:
            return "proposed";
        case EventKind::dispatched:
            return "dispatched";
        case EventKind::learned:
            return "learned";
        case EventKind::failed:
            return "failed";
        case EventKind::restarted:
            return "restarted";
        case EventKind::stopped:
            return "stopped";
        case EventKind::paused:
            return "paused";
        case EventKind::finished:
            return "finished";
        case EventKind::retried:
            return "retried";
        case EventKind::lost:
            return "lost";
    }
    return "unknown";
}

std::string_view to_text(Novelty novelty) {
    switch (novelty) {
        case Novelty::fresh:
            return "fresh";
        case Novelty::known:
            return "known";
        case Novelty::in_flight:
            return "in_flight";
    }
    return "unknown";
}

}  // namespace metaqnn
