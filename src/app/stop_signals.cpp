// Signals and the end of the time; see stop_signals.hpp.
#include "app/stop_signals.hpp"

#include <csignal>

#include "core/error.hpp"

namespace metaqnn {
namespace {

volatile std::sig_atomic_t stop_signal = 0;
volatile std::sig_atomic_t interrupts = 0;

extern "C" void note_signal(int signal) {
    // The second time the user means it: what is pending here ends the process on return.
    if (signal == SIGINT && interrupts != 0) {
        std::signal(SIGINT, SIG_DFL);
        std::raise(SIGINT);
    }
    if (signal == SIGINT) interrupts = 1;
    stop_signal = signal;
}

}  // namespace

void catch_stop_signals() {
    struct sigaction action {};
    action.sa_handler = note_signal;
    sigemptyset(&action.sa_mask);
    // HUP: the terminal is gone; PIPE: nobody reads any more, as when tee died of the same Ctrl-C.
    for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGHUP, SIGPIPE}) {
        struct sigaction before {};
        const bool known = sigaction(signal, nullptr, &before) == 0;
        if (known && signal == SIGHUP && before.sa_handler == SIG_IGN) continue;  // nohup
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
