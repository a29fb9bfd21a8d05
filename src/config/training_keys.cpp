// The keys of [training]; see training_recipe.hpp for the numbers' sources.
#include "config/list_codec.hpp"
#include "config/section.hpp"

namespace metaqnn {
namespace {

using Recipe = TrainingRecipe;
using Training = Section<TrainingRecipe RunConfig::*>;

void add_optimizer(Training& to) {
    to.add("optimizer", "", choice<Optimizer>(), &Recipe::optimizer,
           "Adam: Baker et al. 2017, Sec. 5. Muon trains the weights of C and FC by muon_rate "
           "(after airbench94) and all else by AdamW.");
    to.add("learning_rate", "", number(0.0, 100.0, Ends::low_open), &Recipe::learning_rate,
           "Peak of the learning rate. Baker et al. 2017, Sec. 5: 0.001.");
    to.add("beta1", "", number(0.0, 1.0, Ends::high_open), &Recipe::beta1,
           "Adam, AdamW, Muon: decay of the mean of gradients. Baker et al. 2017, Sec. 5: 0.9.");
    to.add("beta2", "", number(0.0, 1.0, Ends::high_open), &Recipe::beta2,
           "Adam, AdamW, Muon: decay of the mean of squares. Baker et al. 2017, Sec. 5: 0.999.");
    to.add("epsilon", "", number(0.0, 1.0, Ends::low_open), &Recipe::epsilon,
           "Adam, AdamW, Muon: added to the root of the squares. Baker et al. 2017, Sec. 5: 1e-8.");
    to.add("momentum", "", number(0.0, 1.0, Ends::high_open), &Recipe::momentum,
           "SGD: Nesterov momentum. airbench94: 0.85.");
    to.add(
        "muon_rate", "", number(0.0, 100.0, Ends::low_open), &Recipe::muon_rate,
        "Muon: learning rate of the weights of C and FC. airbench94: 0.24 for a batch of 2,000.");
    to.add("muon_momentum", "", number(0.0, 1.0, Ends::high_open), &Recipe::muon_momentum,
           "Muon: Nesterov momentum. airbench94: 0.6.");
    to.add("weight_decay", "", number(0.0, 100.0), &Recipe::weight_decay,
           "Decay of weights. Baker et al. 2017 names none; released code: 0.0005.");
}

void add_schedule(Training& to) {
    to.add(
        "schedule", "", choice<Schedule>(), &Recipe::schedule,
        "Course of the learning rate. Baker et al. 2017, Sec. 5: steps. airbench94: triangular.");
    to.add("step_epochs", "epochs", integer(1, 100'000), &Recipe::step_epochs,
           "steps: the rate falls every so many epochs. Baker et al. 2017, Sec. 5: 5.");
    to.add("step_factor", "", number(0.0, 1.0, Ends::low_open), &Recipe::step_factor,
           "steps: the rate is multiplied by this. Baker et al. 2017, Sec. 5: 0.2.");
    to.add("initial_fraction", "of the peak", number(0.0, 1.0), &Recipe::initial_fraction,
           "triangular: the rate of the first step. airbench94: 0.2.");
    to.add("peak_position", "of all steps", number(0.0, 1.0), &Recipe::peak_position,
           "triangular: where the peak is. airbench94: 0.23.");
    to.add("final_fraction", "of the peak", number(0.0, 1.0), &Recipe::final_fraction,
           "triangular: the rate of the last step. airbench94: 0.07.");
    to.add(
        "stages", "", rate_stages(), &Recipe::stages,
        "stages: pairs [fraction of the peak, epochs], one after the other, the last to the end. "
        "Baker et al. 2017, Sec. 5, after the search on CIFAR-10: [[1.0, 40], [0.5, 40], [0.004, "
        "160], [0.0004, 60]] of 0.025.");
    to.add("learning_rates", "tries", integer(1, 100), &Recipe::learning_rates,
           "Learning rates to try while a network is no better than chance after its first epoch. "
           "Baker et al. 2017, Sec. 5: 5.");
    to.add("restart_factor", "", number(0.0, 1.0, Ends::low_open), &Recipe::restart_factor,
           "The rate is multiplied by this at each new try. Baker et al. 2017, Sec. 5: 0.4.");
    to.add(
        "transferred_rate", "", number(0.0, 1.0), &Recipe::transferred_rate,
        "Fine-tuning (metaqnn transfer): the rates are multiplied by this for all layers but the "
        "last, whose weights are new. 0: only that one learns. Caffe's example of fine-tuning "
        "(CaffeNet for style recognition), whose new layer learns ten times as fast: 0.1.");
    to.add(
        "chance_factor", "", number(0.0, 1000.0), &Recipe::chance_factor,
        "Chance is this / classes. Baker et al. 2017: 1; released code: 1.5, an accuracy of 0.15 "
        "for ten classes.");
}

void add_network(Training& to) {
    to.add("dropout", "", flag(), &Recipe::dropout,
           "Dropout after every second layer, the i-th of n with probability i / (2 n). Baker et "
           "al. 2017, Sec. 5: true.");
    to.add("fully_connected_dropout", "", number(0.0, 1.0, Ends::high_open),
           &Recipe::fully_connected_dropout,
           "Probability of dropout after each FC; with dropout, the greater of both. Baker et al. "
           "2017, Sec. 5: 0; App. C: 0.5.");
    to.add("batch_norm", "", flag(), &Recipe::batch_norm,
           "Batch normalisation after each convolution and FC, its scale fixed at 1. Baker et al. "
           "2017: false; airbench94: true.");
    to.add("batch_norm_momentum", "", number(0.0, 1.0, Ends::low_open),
           &Recipe::batch_norm_momentum,
           "Weight of the new value in the running mean and variance. airbench94: 0.4.");
    to.add("activation", "", choice<Activation>(), &Recipe::activation,
           "After each convolution and FC. Baker et al. 2017, Sec. 5: relu; App. C: elu.");
    to.add("gap_relu", "", flag(), &Recipe::gap_relu,
           "ReLU between the 1x1 convolution and the mean of GAP. Released code: true.");
    to.add("initialisation", "", choice<Initialisation>(), &Recipe::initialisation,
           "Of weights. Baker et al. 2017, Sec. 5: xavier; airbench94: identity (partial).");
}

void add_images(Training& to) {
    to.add("normalisation", "", choice<Normalisation>(), &Recipe::normalisation,
           "Of pixels. channel: mean 0 and deviation 1 of each channel over the training images; "
           "global_contrast: of each image; local_contrast: of the surroundings of each pixel "
           "(Jarrett "
           "et al. 2009). Baker et al. 2017, Sec. 5, long trainings: global_contrast for CIFAR-10, "
           "local_contrast for SVHN.");
    to.add("label_smoothing", "", number(0.0, 1.0, Ends::high_open), &Recipe::label_smoothing,
           "Probability taken from the true class and spread over all. Baker et al. 2017: 0; "
           "airbench94: 0.2.");
    to.add(
        "mirroring", "", choice<Mirroring>(), &Recipe::mirroring,
        "Left and right swapped: never, at random, or every second epoch (not for digits). Baker "
        "et al. 2017: none in the search; released code: random for CIFAR.");
    to.add("shift", "pixels", integer(0, 64), &Recipe::shift,
           "Images are moved at random by up to so many pixels each way. Baker et al. 2017: 0 in "
           "the search; airbench94: 2.");
    to.add("shift_fill", "", choice<ShiftFill>(), &Recipe::shift_fill,
           "What comes in at the edge: zeros (digits) or the mirrored image. airbench94: reflect.");
    to.add("selection", "", choice<Selection>(), &Recipe::selection,
           "The epoch whose validation accuracy counts. Baker et al. 2017: last; released code: "
           "best.");
    to.add("precision", "", choice<Precision>(), &Recipe::precision,
           "Of the arithmetic. auto: bfloat16 where the processor or GPU has it, else float32.");
}

}  // namespace

void add_training_keys(std::vector<Key>& keys) {
    Section(keys, "training", Resume::free)
        .add("preset", "", one_of(training_presets()), &RunConfig::training_preset,
             "Values of all other keys of this section: the paper's recipe, a fast one after "
             "airbench94, or long trainings for metaqnn train. The keys below override it.");
    make_preset(
        keys, [](RunConfig& config) { config.training = training_preset(config.training_preset); });
    Training to(keys, "training", Resume::fixed, &RunConfig::training);
    to.add("epochs", "epochs", integer(1, 100'000), &Recipe::epochs,
           "Passes over the training images. Baker et al. 2017, Sec. 5: 20.");
    to.add("batch", "images", integer(1, 1'000'000), &Recipe::batch,
           "Images in a step. Baker et al. 2017, Sec. 5: 128; airbench94: 2,000.");
    add_optimizer(to);
    add_schedule(to);
    add_network(to);
    add_images(to);
}

}  // namespace metaqnn
