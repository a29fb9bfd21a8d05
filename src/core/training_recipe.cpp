// The named recipes; see training_recipe.hpp.
#include "core/training_recipe.hpp"

#include <array>
#include <string>
#include <utility>

#include "core/error.hpp"
#include "core/text.hpp"

namespace metaqnn {
namespace {

constexpr std::array<std::string_view, 7> names{
    "paper",    "fast", "paper-mnist", "paper-long-cifar10", "paper-long-svhn", "paper-long-mnist",
    "fast-long"};

TrainingRecipe fast() {
    TrainingRecipe recipe;
    recipe.epochs = 3;
    recipe.batch = 500;
    // Fashion-MNIST, 18,000 images, 3 epochs, seven networks with C of 1, 3 and 5 pixels, FC, GAP
    // and SM: mean validation accuracy 0.817 with Muon at 0.12 (0.809 at 0.06, 0.816 at 0.24),
    // 0.804 with AdamW at its best rate, 0.02 (0.797 at 0.01, 0.794 at 0.04).
    recipe.optimizer = Optimizer::muon;
    recipe.muon_rate = 0.12;
    recipe.learning_rate = 0.01;
    recipe.beta2 = 0.99;
    recipe.weight_decay = 0.01;
    recipe.schedule = Schedule::triangular;
    recipe.dropout = false;
    recipe.batch_norm = true;
    recipe.activation = Activation::relu;
    recipe.gap_relu = false;
    recipe.initialisation = Initialisation::identity;
    recipe.label_smoothing = 0.2;
    recipe.mirroring = Mirroring::alternating;
    recipe.shift = 2;
    recipe.shift_fill = ShiftFill::zero;
    return recipe;
}

TrainingRecipe paper_mnist() {
    TrainingRecipe recipe;
    recipe.activation = Activation::elu;
    recipe.dropout = false;
    recipe.fully_connected_dropout = 0.5;
    return recipe;
}

TrainingRecipe paper_long(std::vector<RateStage> stages) {
    TrainingRecipe recipe;
    recipe.optimizer = Optimizer::sgd;
    recipe.momentum = 0.9;
    recipe.learning_rate = 0.025;
    recipe.schedule = Schedule::stages;
    recipe.epochs = 0;
    for (const RateStage& stage : stages) recipe.epochs += stage.epochs;
    recipe.stages = std::move(stages);
    return recipe;
}

TrainingRecipe paper_long_mnist() {
    return paper_long({{1.0, 40}, {0.5, 40}, {0.004, 160}, {0.0004, 60}});
}

TrainingRecipe paper_long_svhn() {
    TrainingRecipe recipe = paper_long({{1.0, 5}, {0.5, 5}, {0.004, 20}, {0.0004, 10}});
    recipe.normalisation = Normalisation::local_contrast;
    return recipe;
}

TrainingRecipe paper_long_cifar10() {
    TrainingRecipe recipe = paper_long_mnist();
    recipe.normalisation = Normalisation::global_contrast;
    recipe.mirroring = Mirroring::random;
    recipe.shift = 5;
    return recipe;
}

TrainingRecipe fast_long() {
    TrainingRecipe recipe = fast();
    recipe.epochs = 60;
    return recipe;
}

}  // namespace

std::vector<std::string_view> training_presets() { return {names.begin(), names.end()}; }

TrainingRecipe training_preset(std::string_view name) {
    if (name == "paper") return {};
    if (name == "fast") return fast();
    if (name == "paper-mnist") return paper_mnist();
    if (name == "fast-long") return fast_long();
    if (name == "paper-long-cifar10") return paper_long_cifar10();
    if (name == "paper-long-svhn") return paper_long_svhn();
    if (name == "paper-long-mnist") return paper_long_mnist();
    std::string known;
    for (const std::string_view each : names)
        known += (known.empty() ? "" : ", ") + std::string(each);
    throw ConfigError("training.preset = \"" + std::string(name) +
                      "\" is unknown (known: " + known + ")" + suggestion(name, names));
}

}  // namespace metaqnn
