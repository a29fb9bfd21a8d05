// A trainer program that sleeps: what the pool's tests start as processes.
#include "pool/made_trainer.hpp"
#include "tests/support/memory_states.hpp"

int main() {
    using namespace metaqnn;
    return serve_sleep(
        [](const TrainerSetup&) { return std::make_unique<MemoryStates>(); },
        [](const TrainerSetup& setup) { return made_with_time(setup.sleep_seconds); });
}
