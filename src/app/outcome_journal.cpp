// A journal that gathers; see outcome_journal.hpp.
#include "app/outcome_journal.hpp"

#include <utility>

namespace metaqnn {

OutcomeJournal::OutcomeJournal(std::unique_ptr<JournalWriter> writer, const JournalContent& before)
    : writer_(std::move(writer)) {
    gathered_.add(before);
}

}  // namespace metaqnn
