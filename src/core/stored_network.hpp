// A trained network with all that its use on other images takes: plain data.
#pragma once

#include <cstddef>
#include <vector>

#include "core/architecture.hpp"
#include "core/tensor.hpp"
#include "core/training_recipe.hpp"
#include "core/trial.hpp"

namespace metaqnn {

/// What of a recipe decides which logits a trained network gives.
struct InferenceRules {
    Normalisation normalisation = Normalisation::channel;  ///< of pixels, see train/batches.hpp
    Activation activation = Activation::relu;              ///< after each convolution and FC
    bool batch_norm = false;  ///< before the activation; scale 1, epsilon batch_norm_epsilon
    bool dropout = true;      ///< it keeps all here, but keeps its place: see pools_first()
    bool gap_relu = true;     ///< ReLU before the mean of GAP
    bool operator==(const InferenceRules&) const = default;
};

InferenceRules inference_rules(const TrainingRecipe& recipe);

/// The recipe with these rules.
TrainingRecipe with_rules(TrainingRecipe recipe, const InferenceRules& rules);

/// True if the pooling that follows convolution or FC `layer` (from 0) stands right behind it: with
/// batch normalisation, and no dropout between them (dropout follows every second layer, Baker et
/// al. 2017, Sec. 5). Else it comes after the activation.
bool pools_first(const InferenceRules& rules, std::size_t layer);

/// The content of a weights file.
struct StoredNetwork {
    TrialId trial = 0;
    Architecture architecture;
    ImageShape input{1, 1};
    int classes = 0;
    InferenceRules rules;
    /// Of each channel over the training images, in grey levels 0 to 255 [C]; normalised by
    /// channel, the network reads (pixel - mean) / deviation. Empty in a file of version 1, which
    /// did not tell the rules.
    std::vector<float> mean;
    std::vector<float> deviation;
    /// In the network's order: weights [out, in, field, field] as "<layer from 0>.weight" (the
    /// field of FC and SM is the side of the map), biases [out] as "<layer>.bias", then with batch
    /// normalisation "<layer>.running_mean" and "<layer>.running_variance", [out] each.
    std::vector<Tensor> tensors;
    bool operator==(const StoredNetwork&) const = default;
};

/// @throws ConfigError unless the file told the rules, by which alone the network can be used
void require_rules(const StoredNetwork& network);

}  // namespace metaqnn
