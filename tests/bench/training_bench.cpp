// Trains one network on each worker of a pool, as a search does: images mapped from the node's
// file, trainer processes, messages, validation after each epoch.
//
// metaqnn_training_bench TRAINER ARCHITECTURE WORKERS [section.key=value...]
// Prints the wall seconds until all results are there, the processor seconds of one training, and
// the images that were trained on and validated with in one epoch. Starting the trainers and a
// first training of each do not count.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

#include "config/load_config.hpp"
#include "data/image_file.hpp"
#include "pool/local_pool.hpp"

namespace metaqnn {
namespace {

// User and system time so far of the processes that this one started.
double seconds_of_children() {
    const std::string self = std::to_string(getpid());
    std::ifstream children("/proc/self/task/" + self + "/children");
    double ticks = 0.0;
    for (std::string child; children >> child;) {
        std::stringstream text;
        text << std::ifstream("/proc/" + child + "/stat").rdbuf();
        text.ignore(1 << 12, ')');  // behind the name; user and system time are fields 14 and 15
        std::string other;
        for (int field = 3; field < 14; ++field) text >> other;
        double user = 0.0;
        double system = 0.0;
        text >> user >> system;
        ticks += user + system;
    }
    return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void wait_until_ready(EvaluatorPool& pool) {
    while (pool.idle() < pool.size()) pool.wait(std::chrono::milliseconds(100));
}

void train_on_all(EvaluatorPool& pool, const Architecture& architecture) {
    Trial trial;
    trial.architecture = architecture;
    for (; trial.id < pool.size(); ++trial.id) {
        trial.seed = static_cast<std::uint64_t>(trial.id);
        pool.submit(trial, static_cast<std::int32_t>(trial.id));
    }
    for (int results = 0; results < pool.size();) {
        for (const PoolEvent& event : pool.wait(std::chrono::milliseconds(100))) {
            const auto* result = std::get_if<Evaluation>(&event);
            if (result == nullptr) continue;
            if (result->status != Status::ok) throw std::runtime_error(result->message);
            ++results;
        }
    }
}

void run(const std::string& trainer, const std::string& architecture, int workers,
         const std::vector<std::string>& settings) {
    const RunConfig config = load_config("", "the defaults", settings);
    const std::filesystem::path file =
        prepare_image_file(config.data, static_cast<std::uint64_t>(config.run.seed));
    const MappedImages images(file);
    TrainerSetup setup;
    setup.recipe = config.training;
    setup.images = file.string();
    setup.input = images.shape();
    setup.classes = images.classes();
    setup.device = config.workers.device;
    LocalPool pool({.command = {trainer}, .workers = workers}, setup);
    wait_until_ready(pool);
    train_on_all(pool, parse_architecture(architecture));  // what is loaded at first does not count
    const auto start = std::chrono::steady_clock::now();
    const double before = seconds_of_children();
    train_on_all(pool, parse_architecture(architecture));
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    std::printf("%.3f %.3f %lld %lld\n", wall.count(), (seconds_of_children() - before) / workers,
                static_cast<long long>(images.train().size()),
                static_cast<long long>(images.validation().size()));
    std::filesystem::remove(file);
}

}  // namespace
}  // namespace metaqnn

int main(int argc, char** argv) {
    if (argc < 4) {
        std::fprintf(stderr, "see the first lines of training_bench.cpp\n");
        return 2;
    }
    try {
        metaqnn::run(argv[1], argv[2], std::stoi(argv[3]), {argv + 4, argv + argc});
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
