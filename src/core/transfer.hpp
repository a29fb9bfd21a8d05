// Networks on other images than those they were found on: other classes, trained weights to begin
// with.
#pragma once

#include <string>

#include "core/architecture.hpp"
#include "core/stored_network.hpp"
#include "core/training_recipe.hpp"

namespace metaqnn {

/// The same network for another number of classes.
Architecture with_classes(Architecture architecture, int classes);

/// Checks that all weights but those of the last layer can begin a training on other images.
///
/// @param stored  the weights
/// @param images  shape of the other images
/// @param recipe  of the training
/// @throws ConfigError if they are of version 1, the images have another number of channels, an FC
///         layer reads a map of another side, or the recipe has another activation or batch
///         normalisation
void check_transfer(const StoredNetwork& stored, ImageShape images, const TrainingRecipe& recipe);

}  // namespace metaqnn
