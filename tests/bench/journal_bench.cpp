// Measures the journal: results a second at so many results a flush, bytes a trial, reading back.
//
// A result is what the search loop appends for one trial: episode, two events, trial, epoch.
// Rates change with the machine and its load; compare only figures of one run.
#include <filesystem>

#include <benchmark/benchmark.h>

#include "tests/io/rows.hpp"

namespace metaqnn {
namespace {

namespace fs = std::filesystem;

/// A folder in METAQNN_BENCH_FOLDER or the system's place for temporary files.
class BenchFolder {
  public:
    BenchFolder() {
        const char* chosen = std::getenv("METAQNN_BENCH_FOLDER");
        const fs::path parent = chosen != nullptr ? fs::path(chosen) : fs::temp_directory_path();
        std::string name = (parent / "metaqnn-bench-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder in " + name);
        path_ = name;
    }
    ~BenchFolder() { fs::remove_all(path_); }
    BenchFolder(const BenchFolder&) = delete;
    BenchFolder& operator=(const BenchFolder&) = delete;

    std::string file() const { return (path_ / "run.h5").string(); }

  private:
    fs::path path_;
};

void append_results(benchmark::State& state) {
    const BenchFolder folder;
    const auto journal = JournalWriter::create(folder.file(), test::a_run(), test::describe_slot);
    const auto empty = static_cast<double>(fs::file_size(folder.file()));
    std::int64_t results = 0;
    for ([[maybe_unused]] auto _ : state) {
        for (std::int64_t i = 0; i < state.range(0); ++i) test::append_result(*journal, results++);
        journal->flush();
    }
    const auto bytes = static_cast<double>(fs::file_size(folder.file())) - empty;
    state.SetItemsProcessed(results);
    state.counters["bytes/result"] = bytes / static_cast<double>(results);
    state.counters["bytes of an empty journal"] = empty;
}
BENCHMARK(append_results)->Arg(1)->Arg(8)->Arg(32)->Arg(128)->UseRealTime();

void read_results(benchmark::State& state) {
    const BenchFolder folder;
    {
        const auto journal =
            JournalWriter::create(folder.file(), test::a_run(), test::describe_slot);
        for (std::int64_t i = 0; i < state.range(0); ++i) test::append_result(*journal, i);
        journal->flush();
    }
    for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(read_journal(folder.file()));
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(read_results)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond)->UseRealTime();

void resume_run(benchmark::State& state) {
    const BenchFolder folder;
    {
        const auto journal =
            JournalWriter::create(folder.file(), test::a_run(), test::describe_slot);
        for (std::int64_t i = 0; i < state.range(0); ++i) test::append_result(*journal, i);
        journal->flush();
    }
    for ([[maybe_unused]] auto _ : state)
        JournalWriter::resume(folder.file(), test::a_run(), test::describe_slot);
}
BENCHMARK(resume_run)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace metaqnn

BENCHMARK_MAIN();
