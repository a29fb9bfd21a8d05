// Facts of the images; see images.hpp.
#include "app/images.hpp"

#include "app/workers.hpp"
#include "data/image_file.hpp"
#include "data/result_table_reader.hpp"

namespace metaqnn {

ImageFacts image_facts(const RunConfig& config) {
    ImageFacts facts;
    if (config.data.kind == DataKind::table) {
        facts.table = std::make_shared<const ResultTable>(read_result_table(config.data.path));
        facts.shape = facts.table->input();
        facts.classes = facts.table->classes();
        facts.content = facts.table->content();
        return facts;
    }
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
    facts.content = images.checksum();
    return facts;
}

StepShape step_shape(const TrainingRecipe& recipe) {
    StepShape step;
    step.batch = recipe.batch;
    step.batch_norm = recipe.batch_norm;
    step.optimizer = recipe.optimizer;
    step.activation = recipe.activation;
    step.dropout = recipe.dropout;
    // What a trainer chooses by itself is not known here: float32 is the most.
    if (recipe.precision == Precision::bfloat16) step.bytes_per_number = 2;
    return step;
}

std::function<Cost(const Architecture&)> cost_function(const ImageFacts& images,
                                                       const TrainingRecipe& recipe) {
    if (images.table) {
        return [table = images.table](const Architecture& network) { return table->cost(network); };
    }
    return [shape = images.shape, step = step_shape(recipe)](const Architecture& network) {
        return cost_of(network, shape, step);
    };
}

}  // namespace metaqnn
