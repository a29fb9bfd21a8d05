// Hand-made rows of each table, and a short search that hangs together.
#pragma once

#include <limits>
#include <string>

#include "io/journal_writer.hpp"

namespace metaqnn::test {

inline const std::string light_net = "[C(64,3,1), SM(10)]";

inline RunDescription a_run() {
    return {"[run]\nseed = 7\n# Füchse\n",
            "0.1.0",
            "abc1234",
            "HDF5 1.10.8, Open MPI 4.1.4",
            "node1",
            "4711",
            "2024-02-03T04:05:06+0100",
            std::numeric_limits<std::uint64_t>::max(),
            3,
            32,
            10,
            std::numeric_limits<std::uint64_t>::max() - 1};
}

inline SlotText describe_slot(SlotId slot) {
    return {"C(64,3,1)/" + std::to_string(slot) + "/8", "SM(10)"};
}

inline EpisodeRow an_episode(std::int64_t number) {
    return {number, number, 0.9, "GR", Novelty::fresh, -1.0, light_net};
}

inline TrialRow a_trial(TrialId id) {
    TrialRow row;
    row.evaluation.trial = id;
    row.evaluation.status = Status::out_of_memory;
    row.evaluation.accuracy = 0.5 + 0.001 * static_cast<double>(id % 100);
    row.evaluation.best_epoch = 3;
    row.evaluation.epochs = 4;
    row.evaluation.restarts = 1;
    row.evaluation.learning_rate = 4e-4;
    row.evaluation.seconds = 12.5;
    row.evaluation.measured_parameters = 8'000'000'001;
    row.evaluation.weights_stored = true;
    row.evaluation.worker = 2;
    row.evaluation.host = "node3";
    row.evaluation.device = "cuda:1";
    row.evaluation.message = "the device has no memory left";
    row.architecture = light_net;
    row.layers = 2;
    row.parameters = 8'000'000'000;
    row.multiply_adds = 9'000'000'000;
    row.reward = 0.25;
    row.seed = 18'000'000'000'000'000'000U;
    row.started_seconds = 1.5;
    row.finished_seconds = 14.0;
    return row;
}

inline EpochReport an_epoch(TrialId trial) {
    return {trial, 2, 1, 3, 1e-3, 0.4, 0.8, 0.5, 0.75, 3.25};
}

/// Result number `number`: its episode, trial, epoch and the two events, all appended.
inline void append_result(Journal& journal, std::int64_t number) {
    const double seconds = static_cast<double>(number);
    journal.append(an_episode(number));
    journal.append(EventRow{2 * number, seconds, EventKind::proposed, number, -1,
                            static_cast<double>(number)});
    journal.append(an_epoch(number));
    journal.append(a_trial(number));
    journal.append(EventRow{2 * number + 1, seconds, EventKind::learned, number, 2, 0.25});
}

}  // namespace metaqnn::test
