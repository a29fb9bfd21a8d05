// What a trained network computes; see stored_network.hpp.
#include "core/stored_network.hpp"

#include "core/error.hpp"

namespace metaqnn {

InferenceRules inference_rules(const TrainingRecipe& recipe) {
    return {recipe.normalisation, recipe.activation, recipe.batch_norm, recipe.dropout,
            recipe.gap_relu};
}

TrainingRecipe with_rules(TrainingRecipe recipe, const InferenceRules& rules) {
    recipe.normalisation = rules.normalisation;
    recipe.activation = rules.activation;
    recipe.batch_norm = rules.batch_norm;
    recipe.dropout = rules.dropout;
    recipe.gap_relu = rules.gap_relu;
    return recipe;
}

bool pools_first(const InferenceRules& rules, std::size_t layer) {
    const bool dropout_between = rules.dropout && layer % 2 == 1;
    return rules.batch_norm && !dropout_between;
}

void require_rules(const StoredNetwork& network) {
    require(!network.mean.empty(),
            "the stored weights of " + to_text(network.architecture) +
                " do not tell how images are normalised (an older metaqnn wrote them); train the "
                "network anew");
}

}  // namespace metaqnn
