// How a sampled network is trained: plain data, made from the configuration, read by the trainer.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace metaqnn {

enum class Optimizer { adam, adamw, sgd, muon };
enum class Schedule { constant, steps, triangular, stages };
enum class Normalisation { channel, global_contrast, local_contrast };
enum class Activation { relu, gelu, elu };
enum class Initialisation { xavier, identity };
enum class Mirroring { none, random, alternating };
enum class ShiftFill { zero, reflect };
enum class Selection { last, best };
enum class Precision { automatic, float32, bfloat16 };

inline constexpr std::array activations{Activation::relu, Activation::gelu, Activation::elu};

/// Name in the configuration and in weights files, e.g. "relu".
constexpr std::string_view to_text(Activation activation) {
    switch (activation) {
        case Activation::relu:
            return "relu";
        case Activation::gelu:
            return "gelu";
        case Activation::elu:
            return "elu";
    }
    return "unknown";
}

inline constexpr std::array normalisations{Normalisation::channel, Normalisation::global_contrast,
                                           Normalisation::local_contrast};

/// Name in the configuration and in weights files, e.g. "channel".
constexpr std::string_view to_text(Normalisation normalisation) {
    switch (normalisation) {
        case Normalisation::channel:
            return "channel";
        case Normalisation::global_contrast:
            return "global_contrast";
        case Normalisation::local_contrast:
            return "local_contrast";
    }
    return "unknown";
}

/// Added to the variance by batch normalisation; LibTorch's own default.
inline constexpr double batch_norm_epsilon = 1e-5;

/// Some epochs at one learning rate.
struct RateStage {
    double fraction = 1.0;  ///< of the peak
    int epochs = 1;
    bool operator==(const RateStage&) const = default;
};

/// Defaults: the paper (Baker et al. 2017, Sec. 5). [R] = the authors' released code.
struct TrainingRecipe {
    int epochs = 20;
    int batch = 128;  ///< images in a step
    Optimizer optimizer = Optimizer::adam;
    double learning_rate = 0.001;  ///< peak; under muon of what AdamW moves: biases and the
                                   ///< output layer
    double beta1 = 0.9;            ///< Adam
    double beta2 = 0.999;          ///< Adam
    double epsilon = 1e-8;         ///< Adam
    double momentum = 0.85;        ///< SGD, Nesterov
    double muon_rate = 0.12;       ///< peak; weights of C and FC under muon
    double muon_momentum = 0.6;    ///< Nesterov
    double weight_decay = 0.0;     ///< [R] 0.0005
    Schedule schedule = Schedule::steps;
    int step_epochs = 5;                   ///< steps: every so many epochs
    double step_factor = 0.2;              ///< steps: rate x this
    double initial_fraction = 0.2;         ///< triangular: of the peak, at the first step
    double peak_position = 0.23;           ///< triangular: part of all steps before the peak
    double final_fraction = 0.07;          ///< triangular: of the peak, at the last step
    std::vector<RateStage> stages;         ///< stages: one after the other, the last to the end
    int learning_rates = 5;                ///< tries when no better than chance after epoch 1
    double restart_factor = 0.4;           ///< rate x this at each new try
    double transferred_rate = 0.1;         ///< rate x this for layers that begin with given weights
    double chance_factor = 1.0;            ///< "chance" is this / classes ([R] 1.5: 0.15 of ten)
    bool dropout = true;                   ///< after every second layer, i-th of n: i / (2n)
    double fully_connected_dropout = 0.0;  ///< probability after each FC (App. C: 0.5)
    bool batch_norm = false;               ///< after each convolution and FC; scale fixed at 1
    double batch_norm_momentum = 0.4;      ///< weight of the new value in the running mean
    Activation activation = Activation::relu;
    bool gap_relu = true;  ///< ReLU before the mean of GAP ([R])
    Initialisation initialisation = Initialisation::xavier;
    Normalisation normalisation = Normalisation::channel;  ///< of pixels, see Normaliser
    double label_smoothing = 0.0;                          ///< [0, 1)
    Mirroring mirroring = Mirroring::none;                 ///< [R] random for CIFAR
    int shift = 0;                                         ///< up to so many pixels each way
    ShiftFill shift_fill = ShiftFill::zero;
    Selection selection = Selection::last;  ///< which epoch's accuracy counts ([R] best)
    Precision precision = Precision::automatic;
    double trial_seconds = 0.0;  ///< limit of a training; 0: none
    bool operator==(const TrainingRecipe&) const = default;
};

/// Names that training_preset knows.
std::vector<std::string_view> training_presets();

/// "paper": the defaults above. "fast": few epochs with batch normalisation, Muon, a triangular
/// rate and shifts, after airbench94 (K. Jordan, github.com/KellerJordan/cifar10-airbench).
/// "paper-mnist": as "paper", with ELU and dropout of one half after each FC instead of after every
/// second layer (App. C, for the space "mnist").
/// "paper-long-cifar10", "paper-long-svhn", "paper-long-mnist": the trainings of the best networks
/// after the search (Baker et al. 2017, Sec. 5). The paper gives their rates, not their optimizer:
/// SGD with Nesterov momentum 0.9 here, for which such rates are usual. CIFAR-10 with global, SVHN
/// with local contrast normalisation. For MNIST it only says that
/// images are not augmented; the rates are those of CIFAR-10. "fast-long": "fast" for 60 epochs.
/// @throws ConfigError with a near match if the name is unknown
TrainingRecipe training_preset(std::string_view name);

}  // namespace metaqnn
