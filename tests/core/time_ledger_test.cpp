// Where the seconds of workers went, on a clock that the test sets.
#include "core/time_ledger.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

std::map<std::string, double> of_worker(const std::vector<LedgerRow>& rows, std::int32_t worker) {
    std::map<std::string, double> seconds;
    for (const LedgerRow& row : rows) {
        if (row.worker == worker) seconds[row.category] = row.seconds;
    }
    return seconds;
}

using Seconds = std::map<std::string, double>;

TEST(TimeLedger, DividesASessionIntoStartTrainingAndIdle) {
    TimeLedger ledger(1, 100.0);
    ledger.ready(0, 102.0);
    ledger.began(0, 103.0);
    ledger.ended(0, 110.0);
    ledger.began(0, 111.0);
    ledger.ended(0, 114.0);
    EXPECT_EQ(of_worker(ledger.rows(120.0), 0),
              (Seconds{{"start", 2.0}, {"training", 10.0}, {"idle", 8.0}}));
}

TEST(TimeLedger, CountsATrialInWorkUpToTheEnd) {
    TimeLedger ledger(1, 0.0);
    ledger.ready(0, 1.0);
    ledger.began(0, 4.0);
    EXPECT_EQ(of_worker(ledger.rows(10.0), 0),
              (Seconds{{"start", 1.0}, {"training", 6.0}, {"idle", 3.0}}));
}

TEST(TimeLedger, CountsAWorkerThatNeverCameAsStarting) {
    TimeLedger ledger(2, 5.0);
    ledger.ready(0, 6.0);
    EXPECT_EQ(of_worker(ledger.rows(9.0), 1),
              (Seconds{{"start", 4.0}, {"training", 0.0}, {"idle", 0.0}}));
}

TEST(TimeLedger, TakesAWorkerWithATrialAsReady) {
    TimeLedger ledger(1, 0.0);
    ledger.began(0, 3.0);
    ledger.ended(0, 4.0);
    EXPECT_EQ(of_worker(ledger.rows(4.0), 0),
              (Seconds{{"start", 3.0}, {"training", 1.0}, {"idle", 0.0}}));
}

TEST(TimeLedger, KeepsTheFirstTimeThatAWorkerWasReady) {
    TimeLedger ledger(1, 0.0);
    ledger.ready(0, 2.0);
    ledger.ready(0, 7.0);  // restarted
    EXPECT_EQ(of_worker(ledger.rows(10.0), 0)["start"], 2.0);
}

TEST(TimeLedger, IgnoresAnEndWithoutABegin) {
    TimeLedger ledger(1, 0.0);
    ledger.ready(0, 0.0);
    ledger.ended(0, 5.0);
    EXPECT_EQ(of_worker(ledger.rows(5.0), 0)["training"], 0.0);
}

}  // namespace
}  // namespace metaqnn
