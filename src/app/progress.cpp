// Progress of a search; see progress.hpp.
#include "app/progress.hpp"

#include <cstdio>
#include <utility>

#include <spdlog/spdlog.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/table.hpp"

namespace metaqnn {
namespace {

std::size_t terminal_width() {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 100;
    return size.ws_col;
}

}  // namespace

ProgressStyle progress_style() {
    // mpirun gives a rank a terminal of its own for standard output, wherever that goes in the end,
    // but never one for standard error.
    const bool terminal = isatty(STDOUT_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
    return terminal ? ProgressStyle::line : ProgressStyle::lines;
}

Progress::Progress(ProgressStyle style, const RunConfig& config, const Clock& clock,
                   const DispatchPlan& plan, Actions actions)
    : style_(style),
      trials_(config.search.trials),
      follows_epsilon_(follows_epsilon(config)),
      clock_(clock),
      plan_(plan),
      actions_(std::move(actions)) {}

Progress::~Progress() { clear_line(); }

void Progress::know(const TrialRow& row) {
    ++results_;
    const bool better = best_architecture_.empty() || row.reward > best_reward_;
    if (row.evaluation.status != Status::ok || !better) return;
    best_reward_ = row.reward;
    best_accuracy_ = row.evaluation.accuracy;
    best_architecture_ = row.architecture;
}

void Progress::on_result(const TrialRow& row) {
    know(row);
    actions_.drop_training(row.evaluation.trial);
    if (style_ == ProgressStyle::lines) print_result(row);
}

void Progress::print_result(const TrialRow& row) const {
    const Evaluation& evaluation = row.evaluation;
    const bool ok = evaluation.status == Status::ok;
    std::printf(
        "%lld/%lld  trial %lld  %s  %s  %s%s%s\n", static_cast<long long>(results_),
        static_cast<long long>(trials_), static_cast<long long>(evaluation.trial),
        ok ? percent(evaluation.accuracy).c_str() : std::string(to_text(evaluation.status)).c_str(),
        seconds_text(evaluation.seconds).c_str(), row.architecture.c_str(),
        evaluation.message.empty() ? "" : "  ", evaluation.message.c_str());
}

void Progress::on_event(const PoolEvent& event) {
    if (const auto* restarted = std::get_if<WorkerRestarted>(&event)) {
        clear_line();
        spdlog::warn("worker {}: trainer replaced ({})", restarted->worker, restarted->message);
    } else if (const auto* lost = std::get_if<WorkerLost>(&event)) {
        clear_line();
        spdlog::warn("worker {} is lost ({})", lost->worker, lost->message);
    } else if (const auto* result = std::get_if<Evaluation>(&event)) {
        if (result->status != Status::stopped || result->message.empty()) return;
        clear_line();
        spdlog::warn("trial {} is stopped ({})", result->trial, result->message);
    } else if (const auto* ready = std::get_if<WorkerReady>(&event)) {
        spdlog::debug("worker {} is ready on {} ({})", ready->worker, ready->host, ready->device);
    }
}

void Progress::on_pass(const TrialSource& state, int busy, int workers) {
    if (style_ != ProgressStyle::line) {
        std::fflush(stdout);  // the lines of a pass together
        return;
    }
    constexpr std::chrono::milliseconds refresh{200};
    const auto now = std::chrono::steady_clock::now();
    if (now - last_print_ < refresh) return;
    last_print_ = now;
    std::string line = status_line(state, busy, workers);
    const std::size_t width = terminal_width();
    if (line.size() >= width) line.resize(width - 1);
    std::printf("\r\033[2K%s", line.c_str());
    std::fflush(stdout);
}

std::string Progress::status_line(const TrialSource& state, int busy, int workers) const {
    std::string line = std::to_string(state.results()) + "/" + std::to_string(trials_) + " trained";
    if (follows_epsilon_) line += "  epsilon " + fixed(state.epsilon(), 2);
    line += "  busy " + std::to_string(busy) + "/" + std::to_string(workers) + "  left " +
            time_left(state, workers);
    if (!best_architecture_.empty()) {
        line += "  best " + percent(best_accuracy_) + " " + best_architecture_;
    }
    return line;
}

std::string Progress::time_left(const TrialSource& state, int workers) const {
    const std::int64_t unproposed = trials_ - state.trials();
    const auto left = plan_.seconds_left(clock_.seconds(), unproposed, workers);
    return left ? seconds_text(*left) : "?";
}

void Progress::clear_line() const {
    if (style_ != ProgressStyle::line) return;
    std::printf("\r\033[2K");
    std::fflush(stdout);
}

}  // namespace metaqnn
