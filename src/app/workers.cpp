// Pools of workers; see workers.hpp.
#include "app/workers.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "config/value.hpp"
#include "core/error.hpp"
#include "pool/local_pool.hpp"
#include "pool/null_pool.hpp"

namespace metaqnn {
namespace {

std::filesystem::path own_program() { return std::filesystem::read_symlink("/proc/self/exe"); }

std::vector<std::string> trainer_command(const RunConfig& config) {
    const std::string own = own_program().string();
    if (config.workers.trainer == TrainerKind::sleep) return {own, "trainer-sleep"};
    if (config.workers.trainer == TrainerKind::table) {
        return {own,       "trainer-sleep",
                "--table", config.data.path,
                "--speed", to_toml(Value{config.workers.table_speed})};
    }
    return {trainer_program().string()};
}

TrainerSetup trainer_setup(const RunConfig& config, const ImageFacts& images,
                           const RunFolder& folder, int local_rank) {
    TrainerSetup setup;
    setup.recipe = config.training;
    setup.images = images.file;
    setup.models = folder.models();
    setup.trainings = folder.trainings();
    setup.predictions = folder.predictions();
    setup.input = images.shape;
    setup.classes = images.classes;
    setup.device = config.workers.device;
    setup.local_rank = local_rank;
    setup.threads = config.workers.threads;
    setup.sleep_seconds = config.workers.sleep_seconds;
    // The other half is for the step in work and for the writing of the state.
    setup.grace_seconds = std::min(config.workers.grace_seconds, config.workers.stop_seconds / 2.0);
    setup.save_seconds = config.workers.save_seconds;
    return setup;
}

}  // namespace

std::filesystem::path trainer_program() { return own_program().parent_path() / "metaqnn-trainer"; }

bool needs_images(TrainerKind kind) { return kind == TrainerKind::torch; }

void check_trainer_program(TrainerKind kind) {
    if (kind != TrainerKind::torch) return;
    require(std::filesystem::exists(trainer_program()),
            trainer_program().string() +
                " is missing (it trains the networks); build metaqnn with LibTorch, or set "
                "workers.trainer = \"sleep\" for a trial without training");
}

std::unique_ptr<EvaluatorPool> make_local_pool(const RunConfig& config, const ImageFacts& images,
                                               const RunFolder& folder, int workers,
                                               int local_rank) {
    if (config.workers.trainer == TrainerKind::null) {
        return std::make_unique<NullPool>(workers, made_at_once);
    }
    if (images.table && config.workers.table_speed == 0.0) {
        return std::make_unique<NullPool>(workers, recorded(images.table, 0.0));
    }
    LocalPoolSettings settings;
    settings.command = trainer_command(config);
    settings.workers = workers;
    settings.epoch_seconds = config.workers.epoch_seconds;
    settings.stop_seconds = config.workers.stop_seconds;
    return std::make_unique<LocalPool>(settings, trainer_setup(config, images, folder, local_rank));
}

}  // namespace metaqnn
