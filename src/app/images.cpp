// Facts of the images; see images.hpp.
#include "app/images.hpp"

#include "app/workers.hpp"
#include "data/image_file.hpp"

namespace metaqnn {

ImageFacts image_facts(const RunConfig& config) {
    ImageFacts facts;
    if (config.data.kind == DataKind::synthetic && !needs_images(config.workers.trainer)) {
        const SyntheticSpec& made = config.data.synthetic;
        facts.shape = {made.channels, made.side};
        facts.classes = made.classes;
        facts.training_images = made.images - config.data.validation;
        return facts;
    }
    facts.file = prepare_image_file(config.data, static_cast<std::uint64_t>(config.run.seed),
                                    config.output.image_folder)
                     .string();
    const MappedImages images(facts.file);
    facts.shape = images.shape();
    facts.classes = images.classes();
    facts.training_images = images.train().size();
    return facts;
}

StepShape step_shape(const TrainingRecipe& recipe) {
    StepShape step;
    step.batch = recipe.batch;
    step.batch_norm = recipe.batch_norm;
    step.optimizer = recipe.optimizer;
    return step;
}

}  // namespace metaqnn
