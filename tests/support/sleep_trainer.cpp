// A trainer program that sleeps: what the pool's tests start as processes.
#include "pool/made_trainer.hpp"

int main() { return metaqnn::serve_sleep(); }
