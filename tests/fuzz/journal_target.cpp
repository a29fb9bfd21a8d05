// Fuzzing target: the journal of a run; what status and report make of it, and resuming it.
#include "agents/q_learning.hpp"
#include "app/run_summary.hpp"
#include "config/load_config.hpp"
#include "core/restore_search.hpp"
#include "core/search_state.hpp"
#include "io/journal_reader.hpp"
#include "tests/fuzz/target.hpp"

namespace metaqnn::fuzz {
namespace {

// The process of the runs in corpus/journal.
const Mdp& small_mdp() {
    static const Mdp mdp(space_preset("small"), {1, 28}, 10);
    return mdp;
}

void resume(const JournalContent& content) {
    QLearning agent(small_mdp(), {});
    SearchState state(small_mdp(), agent, {});
    restore_search(state, content, std::nullopt);
}

}  // namespace

bool reads(Bytes bytes) {
    const std::string path = write_input("run.h5", bytes);
    JournalFile journal;
    if (!survives([&] { journal = read_journal(path); })) return false;
    const RunSummary summary = summarise(journal.content, 10);
    outcome_text(summary);
    best_table(summary, "accuracy");
    const bool configured = survives([&] { load_config(journal.latest().configuration, "run"); });
    const bool resumed = survives([&] { resume(journal.content); });
    return configured && resumed;
}

}  // namespace metaqnn::fuzz
