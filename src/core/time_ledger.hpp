// Where the seconds of each worker went.
#pragma once

#include <vector>

#include "core/journal.hpp"

namespace metaqnn {

/// Counts the time of workers in a session: start (until ready), training, idle.
class TimeLedger {
  public:
    /// @param start seconds at the start of the session
    TimeLedger(int workers, double start);

    void ready(std::int32_t worker, double now);
    void began(std::int32_t worker, double now);
    void ended(std::int32_t worker, double now);
    /// Rows of every worker at the end of the session; categories sum up to its length.
    std::vector<LedgerRow> rows(double now) const;

  private:
    struct Account {
        double ready = -1.0;  // seconds; negative: never
        double began = -1.0;  // of the trial in work; negative: none
        double training = 0.0;
    };
    double start_;
    std::vector<Account> accounts_;
};

}  // namespace metaqnn
