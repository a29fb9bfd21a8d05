// Writes networks with random numbers, images, and the logits that the trainer computes of them, as
// files in the format of io/weights.hpp: what exports are compared with.  Usage: write_logits
// FOLDER
#include <cmath>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <c10/core/InferenceMode.h>

#include "core/error.hpp"
#include "core/random.hpp"
#include "io/arrays.hpp"
#include "io/weights.hpp"
#include "tests/core/published_networks.hpp"
#include "train/batches.hpp"
#include "train/network.hpp"

namespace metaqnn {
namespace {

constexpr std::int64_t image_count = 100;

struct Case {
    std::string name;
    Architecture architecture;
    ImageShape input;
    InferenceRules rules;
};

// All kinds of layers and ends, odd sides and windows, pooling first, twice, and behind layers with
// and without dropout.
const std::vector<std::pair<const char*, ImageShape>> small_networks{
    {"[C(8,3,1), P(2,2), C(6,5,2), FC(7), SM(5)]", {3, 12}},
    {"[C(8,4,1), C(6,3,1), P(3,2), GAP(5)]", {2, 13}},
    {"[P(2,2), C(4,1,1), P(2,1), FC(9), FC(8), SM(3)]", {1, 10}},
    {"[C(5,2,3), P(2,1), P(2,2), GAP(4)]", {1, 15}},
    {"[SM(10)]", {3, 6}},
};

std::vector<Case> cases() {
    std::vector<Case> all;
    for (const auto& [text, input] : small_networks) {
        for (const Activation activation : activations) {
            for (int flags = 0; flags < 8; ++flags) {
                const InferenceRules rules{normalisations[all.size() % normalisations.size()],
                                           activation, (flags & 1) != 0, (flags & 2) != 0,
                                           (flags & 4) != 0};
                all.push_back({"small_" + std::to_string(all.size()), parse_architecture(text),
                               input, rules});
            }
        }
    }
    for (const PublishedNetwork& network : published_networks()) {
        all.push_back({"published_" + std::to_string(all.size()), parse_architecture(network.text),
                       network.input, inference_rules({})});
    }
    return all;
}

// Numbers of their own for what a fresh network has zeros and ones for.
void set_random(std::vector<Tensor>& tensors, RandomSource& random) {
    for (Tensor& tensor : tensors) {
        const bool variance = tensor.name.ends_with("variance");
        if (tensor.name.ends_with("weight")) continue;
        for (float& value : tensor.values) {
            const double number = random.normal() / 2.0;
            value = static_cast<float>(variance ? std::exp(number) : number);
        }
    }
}

StoredNetwork network_of(const Case& example, train::Network& network, RandomSource& random) {
    StoredNetwork stored{0,
                         example.architecture,
                         example.input,
                         classes_of(example.architecture.layers.back()),
                         example.rules,
                         {},
                         {},
                         train::stored(network.state())};
    set_random(stored.tensors, random);
    for (int channel = 0; channel < example.input.channels; ++channel) {
        stored.mean.push_back(static_cast<float>(100.0 + 20.0 * random.unit()));
        stored.deviation.push_back(static_cast<float>(50.0 + 20.0 * random.unit()));
    }
    return stored;
}

void write(const Case& example, const std::string& path) {
    Rng random(7);
    TrainingRecipe recipe;
    recipe.normalisation = example.rules.normalisation;
    recipe.activation = example.rules.activation;
    recipe.batch_norm = example.rules.batch_norm;
    recipe.dropout = example.rules.dropout;
    recipe.gap_relu = example.rules.gap_relu;
    train::Network network =
        train::build_network(example.architecture, example.input, recipe, {}, random.next());
    const StoredNetwork stored = network_of(example, network, random);
    if (!train::restore(network.state(), stored.tensors)) throw LogicError("write_logits: restore");

    const std::vector<std::int64_t> shape{image_count, example.input.channels, example.input.side,
                                          example.input.side};
    std::vector<std::uint8_t> pixels;
    for (std::int64_t i = 0; i < shape[0] * shape[1] * shape[2] * shape[3]; ++i) {
        pixels.push_back(static_cast<std::uint8_t>(random.below(256)));
    }
    const std::vector<std::uint16_t> labels(image_count, 0);
    const train::ImagesView view{example.input, stored.classes,  {pixels, labels}, {}, {},
                                 stored.mean,   stored.deviation};
    train::Batch batch = train::plain_batch(
        train::to_device(view.train, view.shape, at::kCPU),
        train::standardisation(view, recipe.normalisation, at::kCPU), 0, image_count);
    const at::Tensor logits =
        network.forward(std::move(batch.images), train::Mode::evaluation).contiguous();

    write_weights(path, stored);
    const h5::File file = h5::open_file(path, h5::Access::read_write);
    h5::write_array<std::uint8_t>(file, "images", shape, pixels);
    h5::write_array<float>(
        file, "logits", logits.sizes().vec(),
        {logits.const_data_ptr<float>(), static_cast<std::size_t>(logits.numel())});
}

}  // namespace
}  // namespace metaqnn

int main(int count, char** arguments) {
    try {
        if (count != 2) throw metaqnn::ConfigError("usage: write_logits FOLDER");
        const c10::InferenceMode without_autograd;
        for (const metaqnn::Case& example : metaqnn::cases()) {
            metaqnn::write(example, std::string(arguments[1]) + "/" + example.name + ".h5");
        }
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
