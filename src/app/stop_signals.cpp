// Signals and the end of the time; see stop_signals.hpp.
#include "app/stop_signals.hpp"

#include <csignal>

#include "core/error.hpp"

namespace metaqnn {
namespace {

volatile std::sig_atomic_t stop_signal = 0;

extern "C" void note_signal(int signal) {
    // The second time the default action follows: the user means it.
    if (signal == SIGINT && stop_signal != 0) std::signal(SIGINT, SIG_DFL);
    stop_signal = signal;
}

}  // namespace

void catch_stop_signals() {
    struct sigaction action {};
    action.sa_handler = note_signal;
    sigemptyset(&action.sa_mask);
    for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGUSR2}) {
        if (sigaction(signal, &action, nullptr) != 0) throw IoError("cannot catch signals");
    }
}

StopSignals::StopSignals(std::chrono::steady_clock::time_point deadline) : deadline_(deadline) {
    catch_stop_signals();
}

bool StopSignals::stop_requested() const {
    return stop_signal != 0 || std::chrono::steady_clock::now() >= deadline_;
}

}  // namespace metaqnn
