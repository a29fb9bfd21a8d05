// Where the time went; see time_ledger.hpp.
#include "core/time_ledger.hpp"

namespace metaqnn {

TimeLedger::TimeLedger(int workers, double start)
    : start_(start), accounts_(static_cast<std::size_t>(workers)) {}

void TimeLedger::ready(std::int32_t worker, double now) {
    Account& account = accounts_.at(static_cast<std::size_t>(worker));
    if (account.ready < 0.0) account.ready = now;
}

void TimeLedger::began(std::int32_t worker, double now) {
    ready(worker, now);
    accounts_[static_cast<std::size_t>(worker)].began = now;
}

void TimeLedger::ended(std::int32_t worker, double now) {
    Account& account = accounts_.at(static_cast<std::size_t>(worker));
    if (account.began < 0.0) return;
    account.training += now - account.began;
    account.began = -1.0;
}

std::vector<LedgerRow> TimeLedger::rows(double now) const {
    std::vector<LedgerRow> rows;
    std::int32_t worker = 0;
    for (const Account& account : accounts_) {
        const double ready = account.ready < 0.0 ? now : account.ready;
        const double training =
            account.training + (account.began < 0.0 ? 0.0 : now - account.began);
        rows.push_back({worker, "start", ready - start_});
        rows.push_back({worker, "training", training});
        rows.push_back({worker, "idle", now - ready - training});
        ++worker;
    }
    return rows;
}

}  // namespace metaqnn
