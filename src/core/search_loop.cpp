// The manager's event loop; see search_loop.hpp.
#include "core/search_loop.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/error.hpp"

namespace metaqnn {
namespace {

constexpr std::chrono::milliseconds pass_timeout{100};

// So many episodes of networks that are in training, then the agent waits for a result: without
// one its values do not change, and a greedy agent would sample the same network for ever.
constexpr std::int64_t max_stalls = 100;

}  // namespace

SearchLoop::SearchLoop(SearchState& state, EvaluatorPool& pool, Journal& journal,
                       SearchObserver& observer, const Clock& clock, const StopToken& stop,
                       std::function<Cost(const Architecture&)> cost, LoopSettings settings,
                       const ResumePoint& from)
    : state_(state),
      pool_(pool),
      journal_(journal),
      observer_(observer),
      clock_(clock),
      stop_(stop),
      cost_(std::move(cost)),
      settings_(settings),
      window_(settings.in_flight > 0 ? settings.in_flight : pool.size()),
      sequence_(from.next_sequence),
      last_epsilon_(from.last_epsilon),
      repeats_(from.repeats),
      stalls_(from.stalls),
      checkpointed_results_(state.results()),
      best_(settings.keep_models),
      ledger_(pool.size(), clock.seconds()),
      waiting_(from.unfinished.begin(), from.unfinished.end()),
      reported_(from.reported) {
    exhausted_ = repeats_ >= settings_.max_repeats;
    for (const TrialRow& row : from.learned) {
        if (const std::optional<TrialId> dropped = best_.add(row)) dropped_.push_back(*dropped);
    }
    for (const TrialRow& row : from.unlearned) keep_for_learning(row);
}

LoopEnd SearchLoop::run() {
    record(EventKind::started, -1, -1, pool_.size());
    while (true) {
        advance();
        journal_.flush();
        tell_observer();
        checkpoint_if_due();
        if (done()) return finish();
        dispatch();
        observer_.on_pass(state_, static_cast<int>(in_work_.size()), pool_.size());
        const bool rejected = !by_arrival_.empty() || by_trial_.contains(state_.results());
        const auto timeout = rejected ? std::chrono::milliseconds{0} : pass_timeout;
        for (const PoolEvent& event : pool_.wait(timeout)) take_in(event);
        stop_if_requested();
    }
}

void SearchLoop::record(EventKind kind, TrialId trial, std::int32_t worker, double value) {
    journal_.append(EventRow{sequence_++, clock_.seconds(), kind, trial, worker, value});
}

void SearchLoop::take_in(const PoolEvent& event) {
    if (const auto* ready = std::get_if<WorkerReady>(&event)) {
        ledger_.ready(ready->worker, clock_.seconds());
        record(EventKind::worker_ready, -1, ready->worker);
    } else if (const auto* restarted = std::get_if<WorkerRestarted>(&event)) {
        record(EventKind::restarted, -1, restarted->worker);
    } else if (const auto* lost = std::get_if<WorkerLost>(&event)) {
        record(EventKind::lost, -1, lost->worker);
    } else if (const auto* epoch = std::get_if<EpochReport>(&event)) {
        on_epoch(*epoch);
    } else {
        on_evaluation(std::get<Evaluation>(event));
    }
    observer_.on_event(event);
}

// A training that began anew, or went on from an older state, tells of its epochs once more.
void SearchLoop::on_epoch(const EpochReport& report) {
    const bool is_new = reported_[report.trial].emplace(report.attempt, report.epoch).second;
    if (is_new) journal_.append(report);
}

void SearchLoop::on_evaluation(const Evaluation& evaluation) {
    const auto entry = in_work_.find(evaluation.trial);
    expect(entry != in_work_.end(), "SearchLoop: a result of a trial that is not in work");
    const double now = clock_.seconds();
    const double started = entry->second;
    in_work_.erase(entry);
    ledger_.ended(evaluation.worker, now);
    if (evaluation.status == Status::stopped) {
        record(EventKind::stopped, evaluation.trial, evaluation.worker, evaluation.epochs);
        waiting_.push_back(evaluation.trial);
        return;
    }
    on_finished(evaluation, started, now);
}

void SearchLoop::on_finished(const Evaluation& evaluation, double started, double now) {
    reported_.erase(evaluation.trial);
    const Trial trial = state_.trial(evaluation.trial);
    const Cost cost = cost_(trial.architecture);
    TrialRow row;
    row.evaluation = evaluation;
    row.architecture = to_text(trial.architecture);
    row.layers = static_cast<std::int32_t>(trial.architecture.layers.size());
    row.parameters = cost.parameters;
    row.multiply_adds = cost.multiply_adds;
    row.reward = reward_of(evaluation, settings_.classes, settings_.objective);
    row.seed = trial.seed;
    row.started_seconds = started;
    row.finished_seconds = now;
    journal_.append(row);
    keep_for_learning(row);
}

void SearchLoop::keep_for_learning(const TrialRow& row) {
    if (settings_.order == Order::trial) {
        by_trial_.emplace(row.evaluation.trial, row);
    } else {
        by_arrival_.push_back(row);
    }
}

void SearchLoop::advance() {
    sample();
    while (learn_next()) sample();
}

void SearchLoop::sample() {
    // Also while stopping: each result is followed by its sampling, wherever a session ends.
    while (!exhausted_ && state_.in_training() < window_ &&
           state_.networks().size() < settings_.trials && stalls_ < max_stalls) {
        if (state_.epsilon() != last_epsilon_) snapshot_q(last_epsilon_);
        last_epsilon_ = state_.epsilon();
        const EpisodeRow row = state_.propose();
        journal_.append(row);
        record(EventKind::proposed, row.trial, -1, static_cast<double>(row.step));
        repeats_ = row.novelty == Novelty::fresh ? 0 : repeats_ + 1;
        if (row.novelty == Novelty::fresh) waiting_.push_back(row.trial);
        if (row.novelty == Novelty::in_flight) ++stalls_;
        exhausted_ = repeats_ >= settings_.max_repeats;
    }
}

bool SearchLoop::learn_next() {
    if (settings_.order == Order::trial) {
        const auto next = by_trial_.find(state_.results());
        if (next == by_trial_.end()) return false;
        learn(by_trial_.extract(next).mapped());
        return true;
    }
    if (by_arrival_.empty()) return false;
    learn(by_arrival_.front());
    by_arrival_.pop_front();
    return true;
}

void SearchLoop::learn(const TrialRow& row) {
    state_.learn(row.evaluation.trial, row.reward);
    stalls_ = 0;
    const bool ok = row.evaluation.status == Status::ok;
    record(ok ? EventKind::learned : EventKind::failed, row.evaluation.trial, row.evaluation.worker,
           row.reward);
    if (const std::optional<TrialId> dropped = best_.add(row)) dropped_.push_back(*dropped);
    learned_.push_back(row);
}

void SearchLoop::snapshot_q(double epsilon) {
    for (const QValue& q : state_.q_values()) {
        journal_.append(QRow{state_.steps(), epsilon, q});
    }
}

void SearchLoop::tell_observer() {
    for (const TrialRow& row : std::exchange(learned_, {})) observer_.on_result(row);
    for (const TrialId trial : std::exchange(dropped_, {})) observer_.on_drop(trial);
}

void SearchLoop::dispatch() {
    while (!stopping_ && !waiting_.empty() && pool_.idle() > 0) {
        Trial trial = state_.trial(waiting_.front());
        waiting_.pop_front();
        if (reject_over_limit(trial)) continue;
        trial.keep_above = best_.threshold();
        const std::int32_t worker = pool_.submit(trial);
        const double now = clock_.seconds();
        in_work_.emplace(trial.id, now);
        ledger_.began(worker, now);
        record(EventKind::dispatched, trial.id, worker);
    }
}

bool SearchLoop::reject_over_limit(const Trial& trial) {
    if (settings_.limits == Limits{}) return false;
    const std::string reason = over_limit(cost_(trial.architecture), settings_.limits);
    if (reason.empty()) return false;
    Evaluation evaluation;
    evaluation.trial = trial.id;
    evaluation.status = Status::rejected;
    evaluation.message = reason;
    const double now = clock_.seconds();
    on_finished(evaluation, now, now);
    return true;
}

void SearchLoop::stop_if_requested() {
    if (stopping_ || !stop_.stop_requested()) return;
    stopping_ = true;
    pool_.stop();
}

bool SearchLoop::done() const { return stopping_ ? in_work_.empty() : complete(); }

bool SearchLoop::complete() const {
    const bool no_more = exhausted_ || state_.networks().size() >= settings_.trials;
    return no_more && state_.in_training() == 0;
}

void SearchLoop::checkpoint_if_due() {
    if (state_.results() - checkpointed_results_ < settings_.checkpoint_results) return;
    checkpointed_results_ = state_.results();
    observer_.on_checkpoint({sequence_, state_.q_values()});
}

LoopEnd SearchLoop::finish() {
    snapshot_q(state_.epsilon());
    for (const LedgerRow& row : ledger_.rows(clock_.seconds())) journal_.append(row);
    record(complete() ? EventKind::finished : EventKind::paused);
    journal_.flush();
    observer_.on_checkpoint({sequence_, state_.q_values()});
    if (!complete()) return LoopEnd::stopped;
    return exhausted_ ? LoopEnd::exhausted : LoopEnd::finished;
}

}  // namespace metaqnn
