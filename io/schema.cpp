// The tables of a journal file, column by column.
#include "io/schema.hpp"

#include <cstring>

#include "core/error.hpp"
#include "core/text.hpp"

namespace metaqnn::schema {
namespace {

/// Bytes of the longest beginning of `text` that fits and does not cut a UTF-8 character.
std::size_t whole_characters(const std::string& text, std::size_t size) {
    if (text.size() <= size) return text.size();
    const auto continues = [&](std::size_t i) {
        return (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
    };
    while (size > 0 && continues(size)) --size;
    return size;
}

/// Appends the columns to a table; columns own HDF5 types, so they cannot be listed as values.
template <class Row, class... Columns>
Table<Row> make_table(std::string name, std::string description, Columns... columns) {
    Table<Row> result{std::move(name), std::move(description), {}};
    (result.columns.push_back(std::move(columns)), ...);
    return result;
}

}  // namespace

void store_text(const std::string& text, std::byte* bytes, std::size_t size, Overlong overlong) {
    if (text.size() > size && overlong == Overlong::refuse) {
        throw ConfigError("a text of " + std::to_string(text.size()) +
                          " bytes is too long for the journal (" + text.substr(0, 40) +
                          "..., at most " + std::to_string(size) +
                          " bytes); lower space.max_depth");
    }
    const std::size_t used = whole_characters(text, size);
    std::memcpy(bytes, text.data(), used);
    std::memset(bytes + used, 0, size - used);
}

std::string load_text(const std::byte* bytes, std::size_t size) {
    const char* first = reinterpret_cast<const char*>(bytes);
    return printable({first, strnlen(first, size)});
}

h5::Datatype flag_type() {
    h5::Datatype type(H5Tenum_create(H5T_NATIVE_INT8), "make a truth type for", "HDF5");
    for (std::int8_t value = 0; value <= 1; ++value) {
        const char* name = value == 0 ? "FALSE" : "TRUE";
        h5::check(H5Tenum_insert(type.id(), name, &value), "make a truth type for", "HDF5");
    }
    return type;
}

template <>
Table<EventRow> table<EventRow>() {
    using Row = EventRow;
    return make_table<Row>(
        "events", "everything that changed the search or tells its story, in the order applied",
        number<Row>(
            "sequence", "1", "number of the event, from 0 without gaps",
            [](auto& row) -> auto& { return row.sequence; }),
        number<Row>(
            "seconds", "s", "since the start of the run's first session",
            [](auto& row) -> auto& { return row.seconds; }),
        named<Row>(
            "kind", "what happened", [](auto& row) -> auto& { return row.kind; }),
        number<Row>(
            "trial", "1", "trial it is about; -1: none",
            [](auto& row) -> auto& { return row.trial; }),
        number<Row>(
            "worker", "1", "worker it is about; -1: none",
            [](auto& row) -> auto& { return row.worker; }),
        number<Row>(
            "value", "1",
            "started: workers; proposed: step of the episode; dispatched: seconds foretold, 0: "
            "unknown; learned, failed: reward; stopped: epochs in its saved state",
            [](auto& row) -> auto& { return row.value; }));
}

template <>
Table<EpisodeRow> table<EpisodeRow>() {
    using Row = EpisodeRow;
    return make_table<Row>(
        "episodes", "a network that the agent sampled, new or repeated",
        number<Row>(
            "step", "1", "number of the episode, from 0 without gaps",
            [](auto& row) -> auto& { return row.step; }),
        number<Row>(
            "trial", "1", "trial of its network", [](auto& row) -> auto& { return row.trial; }),
        number<Row>(
            "epsilon", "fraction", "probability of a random choice",
            [](auto& row) -> auto& { return row.epsilon; }),
        text<Overlong::refuse, Row>(
            "choices", choices_bytes, "one letter a choice: G greedy, R random",
            [](auto& row) -> auto& { return row.choices; }),
        named<Row>(
            "novelty", "fresh: new network; known: trained before; in_flight: in training",
            [](auto& row) -> auto& { return row.novelty; }),
        number<Row>(
            "reward", "1", "presented again at once if known; not a number otherwise",
            [](auto& row) -> auto& { return row.reward; }),
        text<Overlong::refuse, Row>(
            "architecture", architecture_bytes, "layers of the network",
            [](auto& row) -> auto& { return row.architecture; }));
}

template <>
Table<TrialRow> table<TrialRow>() {
    using Row = TrialRow;
    return make_table<Row>(
        "trials", "a training that ended",
        number<Row>(
            "trial", "1", "number of the trial, from 0 in the order of proposal",
            [](auto& row) -> auto& { return row.evaluation.trial; }),
        named<Row>(
            "status", "how the training ended",
            [](auto& row) -> auto& { return row.evaluation.status; }),
        number<Row>(
            "accuracy", "fraction",
            "of the validation images that were recognised; of the training images if there are no "
            "others",
            [](auto& row) -> auto& { return row.evaluation.accuracy; }),
        number<Row>(
            "reward", "1", "what the agent learns", [](auto& row) -> auto& { return row.reward; }),
        number<Row>(
            "layers", "1", "layers of the network, the termination included",
            [](auto& row) -> auto& { return row.layers; }),
        number<Row>(
            "parameters", "1", "learned numbers, as computed from the layers",
            [](auto& row) -> auto& { return row.parameters; }),
        number<Row>(
            "multiply_adds", "1", "of one image, forward",
            [](auto& row) -> auto& { return row.multiply_adds; }),
        number<Row>(
            "measured_parameters", "1", "as counted by the trainer; 0: none",
            [](auto& row) -> auto& { return row.evaluation.measured_parameters; }),
        number<Row>(
            "best_epoch", "1", "epoch of the best accuracy, from 1; 0: none finished",
            [](auto& row) -> auto& { return row.evaluation.best_epoch; }),
        number<Row>(
            "epochs", "1", "finished epochs of the last try",
            [](auto& row) -> auto& { return row.evaluation.epochs; }),
        number<Row>(
            "restarts", "1", "new tries with a lower learning rate",
            [](auto& row) -> auto& { return row.evaluation.restarts; }),
        number<Row>(
            "learning_rate", "1", "peak learning rate of the last try",
            [](auto& row) -> auto& { return row.evaluation.learning_rate; }),
        number<Row>(
            "seconds", "s", "of the training, in the trainer",
            [](auto& row) -> auto& { return row.evaluation.seconds; }),
        since(3,
              number<Row>(
                  "latency_seconds", "s", "of one image, forward, on the device; 0: not measured",
                  [](auto& row) -> auto& { return row.evaluation.latency_seconds; })),
        since(3, number<Row>(
                     "energy_joules", "J",
                     "of the training, by the counters of the device; 0: there is none",
                     [](auto& row) -> auto& { return row.evaluation.energy_joules; })),
        number<Row>(
            "started_seconds", "s", "when it was given to a worker, since the run's start",
            [](auto& row) -> auto& { return row.started_seconds; }),
        number<Row>(
            "finished_seconds", "s", "when its result came, since the run's start",
            [](auto& row) -> auto& { return row.finished_seconds; }),
        since(2, number<Row>(
                     "predicted_seconds", "s",
                     "of the training, foretold when it began; 0: not foretold",
                     [](auto& row) -> auto& { return row.predicted_seconds; })),
        since(2, number<Row>(
                     "continued", "1", "times that it went on from a saved state",
                     [](auto& row) -> auto& { return row.evaluation.continued; })),
        number<Row>(
            "seed", "1", "of the training's random numbers",
            [](auto& row) -> auto& { return row.seed; }),
        flag<Row>(
            "weights_stored", "the network's weights were written to a file",
            [](auto& row) -> auto& { return row.evaluation.weights_stored; }),
        number<Row>(
            "worker", "1", "worker that trained it; -1: none",
            [](auto& row) -> auto& { return row.evaluation.worker; }),
        text<Overlong::shorten, Row>(
            "host", host_bytes, "machine that trained it",
            [](auto& row) -> auto& { return row.evaluation.host; }),
        text<Overlong::shorten, Row>(
            "device", device_bytes, "processor or GPU that trained it",
            [](auto& row) -> auto& { return row.evaluation.device; }),
        text<Overlong::shorten, Row>(
            "message", message_bytes, "why it failed, or what it lacks",
            [](auto& row) -> auto& { return row.evaluation.message; }),
        text<Overlong::refuse, Row>(
            "architecture", architecture_bytes, "layers of the network",
            [](auto& row) -> auto& { return row.architecture; }));
}

template <>
Table<EpochReport> table<EpochReport>() {
    using Row = EpochReport;
    return make_table<Row>(
        "epochs", "a finished epoch of a training",
        number<Row>(
            "trial", "1", "trial it belongs to", [](auto& row) -> auto& { return row.trial; }),
        number<Row>(
            "worker", "1", "worker that trains it", [](auto& row) -> auto& { return row.worker; }),
        number<Row>(
            "attempt", "1", "0, or restarts with a lower learning rate so far",
            [](auto& row) -> auto& { return row.attempt; }),
        number<Row>(
            "epoch", "1", "number of the epoch in this try, from 1",
            [](auto& row) -> auto& { return row.epoch; }),
        number<Row>(
            "learning_rate", "1", "at the end of the epoch",
            [](auto& row) -> auto& { return row.learning_rate; }),
        number<Row>(
            "training_loss", "nat", "mean cross entropy over the epoch's images",
            [](auto& row) -> auto& { return row.training_loss; }),
        number<Row>(
            "training_accuracy", "fraction", "measured while training",
            [](auto& row) -> auto& { return row.training_accuracy; }),
        number<Row>(
            "validation_loss", "nat",
            "mean cross entropy of the validation images; without any: training_loss",
            [](auto& row) -> auto& { return row.validation_loss; }),
        number<Row>(
            "validation_accuracy", "fraction",
            "of the validation images recognised; without any: training_accuracy",
            [](auto& row) -> auto& { return row.validation_accuracy; }),
        number<Row>(
            "seconds", "s", "of the epoch, validation included",
            [](auto& row) -> auto& { return row.seconds; }));
}

template <>
Table<QRecord> table<QRecord>() {
    using Row = QRecord;
    return make_table<Row>(
        "q_values", "a Q value at the end of a stage of epsilon that differs from its first value",
        number<Row>(
            "step", "1", "episodes sampled before the snapshot",
            [](auto& record) -> auto& { return record.row.step; }),
        number<Row>(
            "epsilon", "fraction", "that was in force until then",
            [](auto& record) -> auto& { return record.row.epsilon; }),
        number<Row>(
            "slot", "1", "number of the pair of state and action",
            [](auto& record) -> auto& { return record.row.q.slot; }),
        text<Overlong::shorten, Row>(
            "state", state_bytes, "layer/depth/bin of the side[/FC layers in a row]",
            [](auto& record) -> auto& { return record.state; }),
        text<Overlong::shorten, Row>(
            "action", action_bytes, "the next layer",
            [](auto& record) -> auto& { return record.action; }),
        number<Row>(
            "value", "1", "expected reward",
            [](auto& record) -> auto& { return record.row.q.value; }));
}

template <>
Table<LedgerRow> table<LedgerRow>() {
    using Row = LedgerRow;
    return make_table<Row>(
        "ledger", "what a worker spent its time on in one session",
        number<Row>(
            "worker", "1", "worker; -1: the manager",
            [](auto& row) -> auto& { return row.worker; }),
        text<Overlong::shorten, Row>(
            "category", category_bytes, "training, idle, start, ...",
            [](auto& row) -> auto& { return row.category; }),
        number<Row>(
            "seconds", "s", "wall time", [](auto& row) -> auto& { return row.seconds; }));
}

template <>
Table<TestRow> table<TestRow>() {
    using Row = TestRow;
    return make_table<Row>(
        "tests", "a stored network's accuracy on the test images",
        number<Row>(
            "trial", "1", "trial of the network", [](auto& row) -> auto& { return row.trial; }),
        number<Row>(
            "accuracy", "fraction", "of the test images that were recognised",
            [](auto& row) -> auto& { return row.accuracy; }));
}

}  // namespace metaqnn::schema
