// Measures what it takes to write and to read the state of a training under Adam: of the first
// network that Baker et al. 2017 print in App. E, with 11.26 million parameters.
#include <filesystem>
#include <stdexcept>
#include <string>

#include <benchmark/benchmark.h>
#include <c10/core/InferenceMode.h>

#include "io/training_files.hpp"
#include "tests/core/published_networks.hpp"
#include "train/network.hpp"
#include "train/optimizer.hpp"

namespace metaqnn {
namespace {

/// A trial with its network, in a folder in METAQNN_BENCH_FOLDER or the system's temporary one.
class Training {
  public:
    Training() {
        const char* chosen = std::getenv("METAQNN_BENCH_FOLDER");
        const std::string parent =
            chosen != nullptr ? chosen : std::filesystem::temp_directory_path().string();
        folder_ = parent + "/metaqnn-bench-XXXXXX";
        if (mkdtemp(folder_.data()) == nullptr) throw std::runtime_error("no folder in " + parent);
    }
    ~Training() { std::filesystem::remove_all(folder_); }
    Training(const Training&) = delete;
    Training& operator=(const Training&) = delete;

    void save() {
        TrainingState state;
        state.tensors = train::stored(tensors());
        TrainingFiles(folder_, 1).save(trial_, state);
    }
    void load() {
        const StateBounds bounds{0, 4 * network_.parameter_count()};
        const FoundState found = TrainingFiles(folder_, 1).load(trial_, bounds);
        if (!found.state || !train::restore(tensors(), found.state->tensors)) {
            throw std::runtime_error("the state is not what was saved: " + found.problem);
        }
    }
    double bytes() const {
        return static_cast<double>(std::filesystem::file_size(training_file(folder_, trial_.id)));
    }
    double parameters() const { return static_cast<double>(network_.parameter_count()); }

  private:
    std::vector<train::NamedTensor> tensors() const {
        std::vector<train::NamedTensor> all = network_.state();
        for (train::NamedTensor& tensor : optimizer_.state()) all.push_back(std::move(tensor));
        return all;
    }

    c10::InferenceMode without_autograd_;
    std::string folder_;
    Trial trial_{.architecture = parse_architecture(published_networks().front().text)};
    TrainingRecipe recipe_;
    train::Network network_ = train::build_network(trial_.architecture, {3, 32}, recipe_, {}, 1);
    train::OptimizerState optimizer_{recipe_, network_.parameters()};
};

void write_state(benchmark::State& state) {
    Training training;
    for (auto _ : state) training.save();
    state.counters["bytes"] = training.bytes();
    state.counters["parameters"] = training.parameters();
}

void read_state(benchmark::State& state) {
    Training training;
    training.save();
    for (auto _ : state) training.load();
}

BENCHMARK(write_state)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(read_state)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace metaqnn

BENCHMARK_MAIN();
