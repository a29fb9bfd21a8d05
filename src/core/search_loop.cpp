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

SearchLoop::SearchLoop(TrialSource& state, EvaluatorPool& pool, Journal& journal,
                       SearchObserver& observer, const Clock& clock, const StopToken& stop,
                       std::function<Cost(const Architecture&)> cost, DispatchPlan& plan,
                       const LoopSettings& settings, const ResumePoint& from)
    : state_(state),
      pool_(pool),
      journal_(journal),
      observer_(observer),
      clock_(clock),
      stop_(stop),
      cost_(std::move(cost)),
      plan_(plan),
      settings_(settings),
      sequence_(from.next_sequence),
      last_epsilon_(from.last_epsilon),
      repeats_(from.repeats),
      stalls_(from.stalls),
      checkpointed_results_(state.results()),
      best_(settings.keep_models, settings.objective.kind),
      ledger_(pool.size(), clock.seconds()),
      devices_(static_cast<std::size_t>(pool.size())),
      choice_(pool),
      kills_(from.kills),
      reported_(from.reported) {
    for (const TrialId trial : from.unfinished) plan_.add(waiting(trial));
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
        choice_.look(clock_.seconds());
        observer_.on_pass(state_, static_cast<int>(in_work_.size()), pool_.size());
        const auto timeout = has_result() ? std::chrono::milliseconds{0} : pass_timeout;
        for (const PoolEvent& event : pool_.wait(timeout)) take_in(event);
        give_up_workers();
        stop_if_requested();
    }
}

void SearchLoop::record(EventKind kind, TrialId trial, std::int32_t worker, double value) {
    journal_.append(EventRow{sequence_++, clock_.seconds(), kind, trial, worker, value});
}

void SearchLoop::take_in(const PoolEvent& event) {
    if (const auto* ready = std::get_if<WorkerReady>(&event)) {
        ledger_.ready(ready->worker, clock_.seconds());
        devices_.at(static_cast<std::size_t>(ready->worker)) = ready->device;
        record(EventKind::worker_ready, -1, ready->worker);
    } else if (const auto* restarted = std::get_if<WorkerRestarted>(&event)) {
        record(EventKind::restarted, -1, restarted->worker);
    } else if (const auto* lost = std::get_if<WorkerLost>(&event)) {
        if (!choice_.gave_up(lost->worker)) record(EventKind::lost, -1, lost->worker);
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
    const InWork work = entry->second;
    in_work_.erase(entry);
    plan_.ended(evaluation.trial);
    ledger_.ended(evaluation.worker, now);
    if (evaluation.status == Status::stopped) {
        record(EventKind::stopped, evaluation.trial, evaluation.worker, evaluation.saved_epochs);
        plan_.add(waiting(evaluation.trial));
        return;
    }
    if (retry(evaluation)) return;
    choice_.ended(evaluation);
    on_finished(evaluation, work, now);
}

void SearchLoop::give_up_workers() {
    for (const std::int32_t worker : choice_.give_up()) {
        record(EventKind::lost, -1, worker);
        observer_.on_event(WorkerLost{
            worker, "it gets no more networks: its trainer died of three that others could train"});
    }
}

// The worker may be to blame: a broken device, a neighbour that took the memory.
bool SearchLoop::retry(const Evaluation& evaluation) {
    if (!evaluation.trainer_died) return false;
    Kills& kills = kills_[evaluation.trial];
    if (std::ssize(kills) >= settings_.retries) return false;
    kills.push_back(evaluation.worker);
    choice_.died(evaluation.worker, evaluation.trial);
    record(EventKind::retried, evaluation.trial, evaluation.worker);
    plan_.add_again(waiting(evaluation.trial));
    return true;
}

void SearchLoop::on_finished(const Evaluation& evaluation, const InWork& work, double now) {
    reported_.erase(evaluation.trial);
    const Trial trial = state_.trial(evaluation.trial);
    const Cost cost = cost_(trial.architecture);
    TrialRow row;
    row.evaluation = evaluation;
    row.architecture = to_text(trial.architecture);
    row.layers = static_cast<std::int32_t>(trial.architecture.layers.size());
    row.parameters = cost.parameters;
    row.multiply_adds = cost.multiply_adds;
    const std::string missing = missing_costs(evaluation, cost, settings_.objective);
    const bool silent = evaluation.status == Status::ok && evaluation.message.empty();
    if (silent && !missing.empty()) row.evaluation.message = "not measured: " + missing;
    row.reward = reward_of(evaluation, cost, settings_.classes, settings_.objective);
    row.seed = trial.seed;
    row.started_seconds = work.started;
    row.finished_seconds = now;
    row.predicted_seconds = work.predicted;
    journal_.append(row);
    plan_.know(row);
    keep_for_learning(std::move(row));
}

void SearchLoop::keep_for_learning(TrialRow row) {
    if (settings_.order == Order::trial) {
        const TrialId trial = row.evaluation.trial;
        by_trial_.emplace(trial, std::move(row));
    } else {
        by_arrival_.push_back(std::move(row));
    }
}

void SearchLoop::advance() {
    sample();
    while (learn_next()) sample();
}

void SearchLoop::sample() {
    // Also while stopping: each result is followed by its sampling, wherever a session ends.
    while (!nothing_to_propose() && state_.in_training() < window() && stalls_ < max_stalls) {
        if (state_.epsilon() != last_epsilon_) snapshot_q(last_epsilon_);
        last_epsilon_ = state_.epsilon();
        const EpisodeRow row = state_.propose();
        journal_.append(row);
        record(EventKind::proposed, row.trial, -1, static_cast<double>(row.step));
        repeats_ = row.novelty == Novelty::fresh ? 0 : repeats_ + 1;
        if (row.novelty == Novelty::fresh) plan_.add(waiting(row.trial));
        if (row.novelty == Novelty::in_flight) ++stalls_;
        exhausted_ = repeats_ >= settings_.max_repeats;
    }
}

std::int64_t SearchLoop::window() const {
    const std::int64_t told = settings_.in_flight > 0 ? settings_.in_flight : pool_.size();
    // A trial that waits for another worker must not keep the one that it killed from work.
    return is_window_fixed() ? told : told + waiting_for_others_;
}

bool SearchLoop::is_window_fixed() const {
    return settings_.in_flight > 0 || settings_.order == Order::trial;
}

bool SearchLoop::has_result() const {
    return !by_arrival_.empty() || by_trial_.contains(state_.results());
}

bool SearchLoop::learn_next() {
    if (settings_.order == Order::trial) {
        const auto next = by_trial_.find(state_.results());
        if (next == by_trial_.end()) return false;
        learn(std::move(by_trial_.extract(next).mapped()));
        return true;
    }
    if (by_arrival_.empty()) return false;
    TrialRow row = std::move(by_arrival_.front());
    by_arrival_.pop_front();
    learn(std::move(row));
    return true;
}

void SearchLoop::learn(TrialRow row) {
    state_.learn(row.evaluation.trial, row.reward);
    stalls_ = 0;
    const bool ok = row.evaluation.status == Status::ok;
    record(ok ? EventKind::learned : EventKind::failed, row.evaluation.trial, row.evaluation.worker,
           row.reward);
    if (const std::optional<TrialId> dropped = best_.add(row)) dropped_.push_back(*dropped);
    learned_.push_back(std::move(row));
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

WaitingTrial SearchLoop::waiting(TrialId trial) const {
    return {trial, cost_(state_.trial(trial).architecture).multiply_adds};
}

void SearchLoop::dispatch() {
    waiting_for_others_ = 0;
    while (!stopping_ && pool_.idle() > 0) {
        const bool has_worker = choice_.choose().has_value();
        const auto may_start = [&](TrialId trial) {
            if (!kills_.contains(trial)) return has_worker;
            if (worker_for(trial)) return true;
            ++waiting_for_others_;
            return false;
        };
        const Wave wave = nothing_to_propose() ? Wave::last : Wave::more;
        const std::optional<WaitingTrial> next = plan_.take(clock_.seconds(), wave, may_start);
        if (!next) return;
        waiting_for_others_ = 0;
        Trial trial = state_.trial(next->trial);
        if (reject_over_limit(trial)) continue;
        trial.keep_above = best_.threshold();
        const std::int32_t worker = worker_for(trial.id).value();
        pool_.submit(trial, worker);
        const double now = clock_.seconds();
        const double predicted =
            plan_.began(*next, devices_.at(static_cast<std::size_t>(worker)), now);
        in_work_.emplace(trial.id, InWork{now, predicted});
        ledger_.began(worker, now);
        record(EventKind::dispatched, trial.id, worker, predicted);
    }
}

std::optional<std::int32_t> SearchLoop::worker_for(TrialId trial) const {
    const auto kills = kills_.find(trial);
    if (kills == kills_.end()) return choice_.choose();
    const bool others_work = !is_window_fixed() && !nothing_to_propose();
    return choice_.choose_again(kills->second, others_work ? Patience::much : Patience::little);
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
    on_finished(evaluation, {now, 0.0}, now);
    return true;
}

void SearchLoop::stop_if_requested() {
    // Nothing that waits ends before the deadline, and no result brings other trials.
    const bool idle_to_the_end = in_work_.empty() && !has_result() && plan_.refused();
    const bool is_to_stop = stop_.stop_requested() || idle_to_the_end || choice_.none_left();
    if (stopping_ || !is_to_stop) return;
    stopping_ = true;
    pool_.stop();
}

bool SearchLoop::done() const { return stopping_ ? in_work_.empty() : complete(); }

bool SearchLoop::nothing_to_propose() const {
    return exhausted_ || state_.trials() >= settings_.trials;
}

bool SearchLoop::complete() const { return nothing_to_propose() && state_.in_training() == 0; }

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
    if (!complete()) return choice_.none_left() ? LoopEnd::deserted : LoopEnd::stopped;
    return exhausted_ ? LoopEnd::exhausted : LoopEnd::finished;
}

}  // namespace metaqnn
