// metaqnn ensemble: how well the best networks of runs answer together.
#include <cstdio>
#include <memory>

#include "app/command.hpp"
#include "app/ensemble_report.hpp"
#include "app/predicted_networks.hpp"
#include "app/stop_signals.hpp"

namespace metaqnn {
namespace {

struct EnsembleOptions {
    std::vector<std::string> runs;
    std::size_t size = 5;
    int workers = 1;
    bool json = false;
};

int ensemble(const EnsembleOptions& options) {
    const StopSignals stop(std::chrono::steady_clock::time_point::max());
    const auto networks = predicted_networks(options.runs, options.size, options.workers, stop);
    if (!networks) {
        std::fprintf(stderr, "metaqnn: stopped; what was tested is kept, call it again\n");
        return exit_resume;
    }
    const auto ensembles = make_ensembles(*networks, options.size);
    const std::string text = options.json ? ensemble_json(*networks, ensembles)
                                          : ensemble_markdown(*networks, ensembles);
    std::printf("%s", text.c_str());
    return exit_done;
}

}  // namespace

void add_ensemble(CLI::App& app, CommandResult& result) {
    auto options = std::make_shared<EnsembleOptions>();
    CLI::App* command =
        app.add_subcommand("ensemble", "How well the best networks of a run answer together");
    command->add_option("runs", options->runs, "Run folders, on the same images")->required();
    command->add_option("--size", options->size, "Networks of the plain ensemble (default 5)")
        ->check(CLI::Range(1, 1000));
    command
        ->add_option("--workers", options->workers,
                     "Trainer processes for networks that were not tested yet (default 1)")
        ->check(CLI::Range(1, 1024));
    command->add_flag("--json", options->json, "Machine-readable");
    command->footer(
        "Means of the networks' probabilities: of the best by validation accuracy (Baker et al.\n"
        "2017) and of those that a greedy selection picks, with replacement, from all networks\n"
        "whose weights are kept (Caruana et al. 2004). Test images never choose.\n\n"
        "Examples:\n  metaqnn ensemble metaqnn-run\n"
        "  metaqnn ensemble metaqnn-run/trained --size 3 --json\n"
        "  metaqnn ensemble first-run second-run");
    command->callback([options, &result] { result.exit_code = ensemble(*options); });
}

}  // namespace metaqnn
