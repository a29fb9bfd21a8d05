// What of a network fits other images; see transfer.hpp.
#include "core/transfer.hpp"

#include <variant>

#include "core/error.hpp"

namespace metaqnn {
namespace {

constexpr const char* remedy = "; use --mode scratch";

std::string word(bool flag) { return flag ? "true" : "false"; }

void check_recipe(const InferenceRules& stored, const InferenceRules& wanted) {
    require(stored.batch_norm == wanted.batch_norm,
            "training.batch_norm = " + word(wanted.batch_norm) +
                " (the weights were trained with " + word(stored.batch_norm) +
                "); set it alike to fine-tune");
    require(stored.activation == wanted.activation,
            "training.activation = \"" + std::string(to_text(wanted.activation)) +
                "\" (the weights were trained with \"" + std::string(to_text(stored.activation)) +
                "\"); set it alike to fine-tune");
}

}  // namespace

Architecture with_classes(Architecture architecture, int classes) {
    if (auto* average = std::get_if<GlobalAveragePooling>(&architecture.layers.back())) {
        average->classes = classes;
    } else {
        std::get<Softmax>(architecture.layers.back()).classes = classes;
    }
    return architecture;
}

void check_transfer(const StoredNetwork& stored, ImageShape images, const TrainingRecipe& recipe) {
    require_rules(stored);
    const std::string text = to_text(stored.architecture);
    require(stored.input.channels == images.channels,
            "the weights of " + text + " read images of " + std::to_string(stored.input.channels) +
                " channels (these have " + std::to_string(images.channels) + ")" + remedy);
    check_recipe(stored.rules, inference_rules(recipe));
    const std::vector<FeatureMap> before = feature_maps(stored.architecture, stored.input);
    const std::vector<FeatureMap> now = feature_maps(stored.architecture, images);
    for (std::size_t i = 0; i + 1 < now.size(); ++i) {
        if (!std::holds_alternative<FullyConnected>(stored.architecture.layers[i])) continue;
        const int side = i == 0 ? images.side : now[i - 1].side;
        const int trained = i == 0 ? stored.input.side : before[i - 1].side;
        require(side == trained, "the weights of " + to_text(stored.architecture.layers[i]) +
                                     " in " + text + " read maps of " + std::to_string(trained) +
                                     " pixels (on these images " + std::to_string(side) + ")" +
                                     remedy);
    }
}

}  // namespace metaqnn
