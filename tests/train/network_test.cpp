// Networks against LibTorch's own layers and its automatic differentiation.
#include "train/network.hpp"

#include <cmath>
#include <variant>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/cost.hpp"
#include "core/mdp.hpp"
#include "tests/support/test_device.hpp"
#include "train/loss.hpp"

namespace metaqnn::train {
namespace {

constexpr std::uint64_t seed = 11;

TrainingRecipe plain_recipe() {
    TrainingRecipe recipe;
    recipe.dropout = false;
    return recipe;
}

at::Tensor random_images(std::int64_t count, ImageShape shape) {
    Rng random(3);
    at::Tensor images = at::empty({count, shape.channels, shape.side, shape.side}, at::kFloat);
    auto* numbers = images.mutable_data_ptr<float>();
    for (std::int64_t i = 0; i < images.numel(); ++i) {
        numbers[i] = static_cast<float>(random.normal());
    }
    return images.contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor some_labels(std::int64_t count, int classes) {
    return at::arange(count, at::kLong).remainder(classes);
}

// "Same" padding of any field and stride, as the text form defines it.
at::Tensor convolve(const at::Tensor& maps, const at::Tensor& weight, const at::Tensor& bias,
                    std::int64_t stride) {
    const std::int64_t side = maps.size(2);
    const std::int64_t output = (side + stride - 1) / stride;
    const std::int64_t total =
        std::max<std::int64_t>(0, (output - 1) * stride + weight.size(2) - side);
    const std::int64_t before = total / 2;
    const std::int64_t after = total - before;
    return at::conv2d(at::constant_pad_nd(maps, {before, after, before, after}), weight, bias,
                      stride);
}

at::Tensor activate(const at::Tensor& maps, Activation kind) {
    if (kind == Activation::gelu) return at::gelu(maps);
    return kind == Activation::elu ? at::elu(maps) : at::relu(maps);
}

// The network once more, as its definition reads, for LibTorch's automatic differentiation.
class Reference {
  public:
    Reference(const Network& network, const TrainingRecipe& recipe) : recipe_(recipe) {
        for (const Parameter* parameter : network.parameters()) {
            leaves_.push_back(parameter->value.detach().clone().requires_grad_(true));
        }
    }

    at::Tensor forward(const Architecture& architecture, at::Tensor maps) {
        const std::vector<Layer>& layers = architecture.layers;
        for (std::size_t i = 0; i < layers.size(); ++i) {
            const auto* pool =
                i + 1 < layers.size() ? std::get_if<MaxPooling>(&layers[i + 1]) : nullptr;
            if (const auto* convolution = std::get_if<Convolution>(&layers[i])) {
                maps = convolved(maps, *convolution);
                const bool early = recipe_.batch_norm && pool != nullptr;
                if (early) maps = at::max_pool2d(maps, pool->field, pool->stride);
                maps = normalised(maps);
                maps = activate(maps, recipe_.activation);
                i += early ? 1 : 0;
            } else if (const auto* alone = std::get_if<MaxPooling>(&layers[i])) {
                maps = at::max_pool2d(maps, alone->field, alone->stride);
            } else if (std::holds_alternative<FullyConnected>(layers[i])) {
                maps = activate(normalised(multiplied(maps)), recipe_.activation);
            } else if (std::holds_alternative<GlobalAveragePooling>(layers[i])) {
                maps = at::conv2d(maps, leaves_[next_], leaves_[next_ + 1]);
                maps = (recipe_.gap_relu ? at::relu(maps) : maps).mean({2, 3});
            } else {
                maps = at::linear(maps.flatten(1), leaves_[next_].flatten(1), leaves_[next_ + 1]);
            }
        }
        return maps;
    }

    const std::vector<at::Tensor>& leaves() const { return leaves_; }

  private:
    at::Tensor convolved(const at::Tensor& maps, const Convolution& layer) {
        const at::Tensor bias = recipe_.batch_norm ? at::Tensor() : leaves_[next_ + 1];
        return convolve(maps, leaves_[next_], bias, layer.stride);
    }

    at::Tensor multiplied(const at::Tensor& maps) {
        const at::Tensor bias = recipe_.batch_norm ? at::Tensor() : leaves_[next_ + 1];
        const at::Tensor rows = at::linear(maps.flatten(1), leaves_[next_].flatten(1), bias);
        return rows.view({rows.size(0), rows.size(1), 1, 1});
    }

    at::Tensor normalised(const at::Tensor& maps) {
        const at::Tensor bias = leaves_[next_ + 1];
        next_ += 2;
        if (!recipe_.batch_norm) return maps;
        return at::batch_norm(maps, {}, bias, {}, {}, true, 0.1, 1e-5, false);
    }

    TrainingRecipe recipe_;
    std::vector<at::Tensor> leaves_;
    std::size_t next_ = 0;
};

struct Case {
    const char* text;
    ImageShape input;
};

class NetworkGradients : public testing::TestWithParam<Case> {};

void expect_same_as_libtorch(const Case& example, const TrainingRecipe& recipe) {
    const at::Device device(test_device());
    // A GPU rounds the factors of convolutions to 11 bits by default, both ways differently.
    at::globalContext().setAllowTF32CuDNN(false);
    const Architecture architecture = parse_architecture(example.text);
    Network network = build_network(architecture, example.input, recipe, {device}, seed);
    const at::Tensor images = random_images(6, example.input).to(device);
    const at::Tensor labels = some_labels(6, 3).to(device);

    const at::Tensor logits = network.forward(images.clone(), Mode::training);
    network.backward(judge(logits, labels, 0.2, true).gradient);
    Reference reference(network, recipe);
    const at::Tensor expected = reference.forward(architecture, images);
    at::cross_entropy_loss(expected, labels, {}, at::Reduction::Mean, -100, 0.2).backward();

    EXPECT_TRUE(at::allclose(logits, expected, 1e-4, 1e-5)) << example.text;
    const auto parameters = network.parameters();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        EXPECT_TRUE(at::allclose(parameters[i]->gradient, reference.leaves()[i].grad(), 1e-3, 1e-5))
            << example.text << ": " << parameters[i]->name;
    }
}

TEST_P(NetworkGradients, AgreeWithAutogradInThePaperRecipe) {
    expect_same_as_libtorch(GetParam(), plain_recipe());
}

TEST_P(NetworkGradients, AgreeWithAutogradWithBatchNormAndGelu) {
    TrainingRecipe recipe = plain_recipe();
    recipe.batch_norm = true;
    recipe.activation = Activation::gelu;
    recipe.gap_relu = false;
    expect_same_as_libtorch(GetParam(), recipe);
}

TEST_P(NetworkGradients, AgreeWithAutogradWithBatchNormAndRelu) {
    TrainingRecipe recipe = plain_recipe();
    recipe.batch_norm = true;
    expect_same_as_libtorch(GetParam(), recipe);
}

TEST_P(NetworkGradients, AgreeWithAutogradWithElu) {
    TrainingRecipe recipe = plain_recipe();
    recipe.activation = Activation::elu;
    expect_same_as_libtorch(GetParam(), recipe);
}

TEST_P(NetworkGradients, AgreeWithAutogradWithGeluAlone) {
    TrainingRecipe recipe = plain_recipe();
    recipe.activation = Activation::gelu;
    expect_same_as_libtorch(GetParam(), recipe);
}

INSTANTIATE_TEST_SUITE_P(
    EveryLayer, NetworkGradients,
    testing::Values(Case{"[C(5,3,1), C(4,5,1), P(2,2), C(6,1,1), SM(3)]", {2, 9}},
                    Case{"[C(70,3,1), P(3,2), FC(8), FC(7), SM(3)]", {1, 8}},
                    Case{"[C(5,3,1), P(5,3), C(4,1,1), GAP(3)]", {3, 11}},
                    Case{"[P(2,2), C(5,4,1), P(2,2), C(4,2,1), C(3,5,2), SM(3)]", {1, 20}},
                    Case{"[C(5,3,1), P(17,9), C(4,1,1), SM(3)]", {1, 36}},
                    Case{"[C(5,3,1), P(20,20), SM(3)]", {2, 20}},
                    Case{"[C(6,1,2), C(8,1,3), C(4,3,2), SM(3)]", {3, 17}}, Case{"[SM(3)]", {2, 4}},
                    Case{"[GAP(3)]", {2, 4}}, Case{"[FC(6), SM(3)]", {2, 4}}));

// The mean loss of a pass with the dropout of the first one.
double loss_of(Network& network, const at::Tensor& images, const at::Tensor& labels) {
    network.seek(0);
    const at::Tensor logits = network.forward(images.clone(), Mode::training);
    const Judgement judgement = judge(logits, labels, 0.0, true);
    network.backward(judgement.gradient);
    return judgement.loss.item<double>() / static_cast<double>(images.size(0));
}

// Along the gradient the loss rises by its length, as two passes beside this one tell.
void expect_slope_of_loss(const Architecture& architecture, const TrainingRecipe& recipe) {
    constexpr ImageShape input{1, 8};
    Network network = build_network(architecture, input, recipe, {}, seed);
    const at::Tensor images = random_images(16, input);
    const at::Tensor labels = some_labels(16, 3);
    loss_of(network, images, labels);
    std::vector<at::Tensor> gradients;
    double square = 0.0;
    for (const Parameter* parameter : network.parameters()) {
        gradients.push_back(parameter->gradient.clone());
        square += gradients.back().to(at::kDouble).square().sum().item<double>();
    }
    const auto loss_at = [&](double along) {
        const auto parameters = network.parameters();
        for (std::size_t i = 0; i < gradients.size(); ++i) {
            parameters[i]->value.add_(gradients[i], along);
        }
        return loss_of(network, images, labels);
    };
    constexpr double step = 1e-3;
    const double above = loss_at(step);
    const double below = loss_at(-2.0 * step);
    EXPECT_NEAR((above - below) / (2.0 * step * square), 1.0, 0.02) << to_text(architecture);
}

TEST(Network, HasTheSlopeOfTheLossWithDropout) {
    TrainingRecipe recipe;
    recipe.dropout = true;
    recipe.fully_connected_dropout = 0.5;
    for (const Activation kind : {Activation::relu, Activation::elu, Activation::gelu}) {
        recipe.activation = kind;
        for (const char* text : {"[FC(30), SM(3)]", "[C(30,3,1), C(20,3,1), SM(3)]",
                                 "[C(20,3,1), P(2,2), C(20,3,1), C(20,3,1), P(3,2), FC(9), SM(3)]",
                                 "[C(20,3,1), C(20,3,1), P(2,2), GAP(3)]"}) {
            SCOPED_TRACE(to_text(kind));
            expect_slope_of_loss(parse_architecture(text), recipe);
        }
    }
}

TEST(Network, AgreesWithLibTorchInBfloat16) {
    const TrainingRecipe recipe = plain_recipe();
    const Architecture architecture = parse_architecture("[C(8,3,1), P(2,2), FC(8), SM(3)]");
    Network network = build_network(architecture, {1, 8}, recipe, {at::kCPU, at::kBFloat16}, seed);
    const at::Tensor images = random_images(6, {1, 8});
    const at::Tensor labels = some_labels(6, 3);
    const at::Tensor logits = network.forward(images.clone(), Mode::training);
    network.backward(judge(logits, labels, 0.0, true).gradient);
    Reference reference(network, recipe);
    const at::Tensor expected = reference.forward(architecture, images);
    at::cross_entropy_loss(expected, labels).backward();
    EXPECT_TRUE(at::allclose(logits, expected, 0.05, 0.05));
    const Parameter& first = *network.parameters()[0];
    EXPECT_EQ(first.gradient.scalar_type(), at::kFloat);
    const at::Tensor exact = reference.leaves()[0].grad();
    // Eight bits of mantissa; a window's maximum may fall on its neighbour.
    EXPECT_LT((first.gradient - exact).norm().item<double>(), 0.15 * exact.norm().item<double>());
}

TEST(Network, NormalisesAndDropsInBfloat16) {
    TrainingRecipe recipe;
    recipe.batch_norm = true;
    Network network = build_network(parse_architecture("[C(8,3,1), P(2,2), C(8,3,1), SM(3)]"),
                                    {1, 8}, recipe, {at::kCPU, at::kBFloat16}, seed);
    const at::Tensor logits = network.forward(random_images(6, {1, 8}), Mode::training);
    network.backward(judge(logits, some_labels(6, 3), 0.0, true).gradient);
    for (const Parameter* parameter : network.parameters()) {
        EXPECT_TRUE(at::isfinite(parameter->gradient).all().item<bool>()) << parameter->name;
        EXPECT_GT(parameter->gradient.abs().max().item<double>(), 0.0) << parameter->name;
    }
}

class GoldenNetwork : public testing::TestWithParam<Case> {};

TEST_P(GoldenNetwork, HasTheParametersThatItsCostSays) {
    const Architecture architecture = parse_architecture(GetParam().text);
    for (const bool batch_norm : {false, true}) {
        TrainingRecipe recipe = plain_recipe();
        recipe.batch_norm = batch_norm;
        const Network network = build_network(architecture, GetParam().input, recipe, {}, seed);
        EXPECT_EQ(network.parameter_count(), cost_of(architecture, GetParam().input).parameters);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Baker2017, GoldenNetwork,
    testing::Values(
        Case{"[C(512,5,1), C(256,3,1), C(256,5,1), C(256,3,1), P(5,3), C(512,3,1), C(512,5,1), "
             "P(2,2), SM(10)]",
             {3, 32}},
        Case{"[C(128,1,1), C(512,3,1), C(64,1,1), C(128,3,1), P(2,2), C(256,3,1), P(2,2), "
             "C(512,3,1), P(3,2), SM(10)]",
             {3, 32}},
        Case{"[C(128,3,1), C(128,1,1), C(512,5,1), P(2,2), C(128,3,1), P(2,2), C(64,3,1), "
             "C(64,5,1), SM(10)]",
             {3, 32}},
        Case{"[C(256,3,1), C(256,3,1), P(5,3), C(256,1,1), C(128,3,1), P(2,2), C(128,3,1), SM(10)]",
             {3, 32}},
        Case{"[C(64,3,1), C(128,3,1), P(5,3), C(256,3,1), P(3,2), FC(512), FC(128), SM(10)]",
             {3, 32}},
        Case{"[C(128,3,1), P(2,2), C(64,5,1), C(512,5,1), C(256,3,1), C(512,3,1), P(2,2), "
             "C(512,3,1), C(256,5,1), C(256,3,1), C(128,5,1), C(64,3,1), SM(10)]",
             {3, 32}},
        Case{"[C(128,1,1), C(256,5,1), C(128,5,1), P(2,2), C(256,5,1), C(256,1,1), C(256,3,1), "
             "C(256,3,1), C(256,5,1), C(512,5,1), C(256,3,1), C(128,3,1), SM(10)]",
             {3, 32}},
        Case{"[C(240,4,1), C(120,2,1), C(120,2,1), P(3,2), C(120,3,1), C(120,3,1), P(3,2), "
             "FC(50), SM(10)]",
             {1, 28}},
        Case{"[C(240,7,1), P(3,2), C(120,5,2), FC(50), SM(10)]", {1, 28}}));

TEST(OutputSide, EqualsLibTorchPooling) {
    for (int side = 1; side <= 33; ++side) {
        for (int field = 1; field <= std::min(side, 6); ++field) {
            for (int stride = 1; stride <= 4; ++stride) {
                const at::Tensor maps = at::zeros({1, 1, side, side});
                ASSERT_EQ(output_side(side, field, stride),
                          at::max_pool2d(maps, field, stride).size(2))
                    << side << " " << field << " " << stride;
            }
        }
    }
}

// Filters are few so that it takes seconds; everything that shapes depend on is the paper's.
TEST(Network, OfTenThousandRandomEpisodesHasTheSidesOfTheMdp) {
    SearchSpace space;
    space.filters = {2};
    space.units = {4, 3};
    const Mdp mdp(space, {3, 32}, 10);
    TrainingRecipe recipe;
    recipe.batch_norm = true;
    Rng random(5);
    const at::Tensor image = random_images(1, {3, 32});
    for (int i = 0; i < 10'000; ++i) {
        const Episode episode = mdp.random_episode(random);
        const Architecture architecture = mdp.architecture(episode);
        Network network = build_network(architecture, {3, 32}, recipe, {}, seed);
        const at::Tensor logits = network.forward(image.clone(), Mode::evaluation);
        ASSERT_EQ(logits.sizes(), (std::vector<std::int64_t>{1, 10})) << to_text(architecture);
        ASSERT_EQ(network.parameter_count(), cost_of(architecture, {3, 32}).parameters);
        // SM reads the whole map: its weight has the side that LibTorch multiplied it with.
        const std::vector<Layer>& layers = architecture.layers;
        if (!std::holds_alternative<Softmax>(layers.back())) continue;
        const bool flat =
            layers.size() > 1 && std::holds_alternative<FullyConnected>(layers[layers.size() - 2]);
        const auto parameters = network.parameters();
        ASSERT_EQ(parameters[parameters.size() - 2]->value.size(2),
                  flat ? 1 : mdp.side(episode.steps.back().node))
            << to_text(architecture);
    }
}

// Part of a layer's inputs that had no say in any of its outputs.
double silent_inputs(const Parameter& weight) {
    return weight.gradient.abs().sum({0, 2, 3}).eq(0).to(at::kDouble).mean().item<double>();
}

TEST(Network, DropsOutAfterEverySecondLayerWithTheProbabilitiesOfThePaper) {
    TrainingRecipe recipe;
    // Four layers before the termination: n = 2, so 1/4 after the second and 1/2 after the fourth.
    // ELU has no zeros of its own, and on maps of one pixel the gradient of a weight is 0 exactly
    // where its input was dropped.
    recipe.activation = Activation::elu;
    const Architecture architecture =
        parse_architecture("[C(9,1,1), C(2000,1,1), C(9,1,1), C(2000,1,1), SM(2)]");
    Network network = build_network(architecture, {1, 1}, recipe, {}, seed);
    const at::Tensor logits = network.forward(at::ones({1, 1, 1, 1}), Mode::training);
    network.backward(judge(logits, some_labels(1, 2), 0.0, true).gradient);
    const auto parameters = network.parameters();
    EXPECT_EQ(silent_inputs(*parameters[2]), 0.0);
    EXPECT_NEAR(silent_inputs(*parameters[4]), 0.25, 0.03);
    EXPECT_EQ(silent_inputs(*parameters[6]), 0.0);
    EXPECT_NEAR(silent_inputs(*parameters[8]), 0.5, 0.03);
}

TEST(Network, HasNoDropoutBehindItsTermination) {
    // Two layers, the second a termination: nothing is dropped.
    Network network = build_network(parse_architecture("[C(8,3,1), SM(3)]"), {1, 8}, {}, {}, seed);
    const at::Tensor images = random_images(2, {1, 8});
    const at::Tensor training = network.forward(images.clone(), Mode::training);
    EXPECT_TRUE(training.equal(network.forward(images.clone(), Mode::evaluation)));
}

TEST(Network, DropsAfterEachFullyConnectedLayerAsTheRecipeSays) {
    TrainingRecipe recipe = plain_recipe();
    recipe.activation = Activation::elu;  // has no zeros of its own
    recipe.fully_connected_dropout = 0.5;
    const Architecture architecture = parse_architecture("[FC(1000), SM(1000)]");
    Network network = build_network(architecture, {1, 2}, recipe, {}, seed);
    // The termination passes each unit through.
    Parameter& weight = *network.parameters()[2];
    weight.value.copy_(at::eye(1000).view({1000, 1000, 1, 1}));
    const at::Tensor images = random_images(1, {1, 2});
    const at::Tensor kept = network.forward(images.clone(), Mode::training);
    const at::Tensor whole = network.forward(images.clone(), Mode::evaluation);
    const double zeros = kept.eq(0.0).to(at::kDouble).mean().item<double>();
    EXPECT_NEAR(zeros, 0.5, 0.08);
    EXPECT_TRUE(at::allclose(kept, at::where(kept.eq(0.0), kept, whole.mul(2.0))));
}

TEST(Network, DropsTheSameInAStepWhereverATrainingBegins) {
    const Architecture architecture =
        parse_architecture("[C(8,3,1), C(8,3,1), P(2,2), FC(8), FC(8), SM(3)]");
    const at::Tensor images = random_images(2, {1, 8});
    for (const at::ScalarType compute : {at::kFloat, at::kBFloat16}) {
        const auto network = [&] {
            return build_network(architecture, {1, 8}, {}, {at::kCPU, compute}, seed);
        };
        Network whole = network();
        Network part = network();
        const at::Tensor first = whole.forward(images.clone(), Mode::training);
        whole.forward(images.clone(), Mode::evaluation);
        const at::Tensor second = whole.forward(images.clone(), Mode::training);
        part.seek(1);
        EXPECT_TRUE(part.forward(images.clone(), Mode::training).equal(second));
        EXPECT_FALSE(first.equal(second));
    }
}

TEST(Network, GivesTheSameLogitsTwiceWhenEvaluating) {
    Network network = build_network(
        parse_architecture("[C(8,3,1), C(8,3,1), P(2,2), FC(8), SM(3)]"), {1, 8}, {}, {}, seed);
    const at::Tensor images = random_images(2, {1, 8});
    const at::Tensor first = network.forward(images.clone(), Mode::evaluation);
    EXPECT_TRUE(first.equal(network.forward(images.clone(), Mode::evaluation)));
    EXPECT_FALSE(first.equal(network.forward(images.clone(), Mode::training)));
}

TEST(Network, IsDecidedByItsSeed) {
    const Architecture architecture = parse_architecture("[C(8,3,1), SM(3)]");
    const auto weight = [&](std::uint64_t of) {
        return build_network(architecture, {1, 8}, {}, {}, of).parameters()[0]->value;
    };
    EXPECT_TRUE(weight(1).equal(weight(1)));
    EXPECT_FALSE(weight(1).equal(weight(2)));
}

TEST(Initialisation, XavierStaysWithinItsBoundAndFillsIt) {
    const Network network =
        build_network(parse_architecture("[C(32,3,1), FC(20), SM(3)]"), {3, 8}, {}, {}, seed);
    // Six by the numbers that one output reads and those that one input has a say in.
    const double squares[] = {6.0 / (3 * 9 + 32 * 9), 6.0 / (32 * 64 + 20), 6.0 / (20 + 3)};
    for (int layer = 0; layer < 3; ++layer) {
        const double most = network.parameters()[2 * layer]->value.abs().max().item<double>();
        const double bound = std::sqrt(squares[layer]);
        EXPECT_LE(most, bound) << layer;
        EXPECT_GT(most, 0.9 * bound) << layer;
        EXPECT_EQ(network.parameters()[2 * layer + 1]->value.abs().max().item<double>(), 0.0);
    }
}

TEST(Initialisation, IdentityPassesTheFirstChannelsThrough) {
    TrainingRecipe recipe = plain_recipe();
    recipe.initialisation = Initialisation::identity;
    for (const int field : {1, 2, 3, 5}) {
        const Architecture architecture{{Convolution{5, field, 1}, Softmax{3}}};
        const Network network = build_network(architecture, {3, 8}, recipe, {}, seed);
        const at::Tensor images = random_images(1, {3, 8});
        const at::Tensor maps = convolve(images, network.parameters()[0]->value, {}, 1);
        EXPECT_TRUE(maps.narrow(1, 0, 3).equal(images)) << field;
        EXPECT_FALSE(maps.narrow(1, 3, 1).equal(images.narrow(1, 0, 1)));
    }
}

TEST(BatchNorm, EvaluatesWithItsRunningStatistics) {
    TrainingRecipe recipe = plain_recipe();
    recipe.batch_norm = true;
    recipe.batch_norm_momentum = 1.0;
    Network network =
        build_network(parse_architecture("[C(4,3,1), SM(3)]"), {1, 8}, recipe, {}, seed);
    const at::Tensor images = random_images(64, {1, 8});
    const at::Tensor trained = network.forward(images.clone(), Mode::training);
    const at::Tensor evaluated = network.forward(images.clone(), Mode::evaluation);
    EXPECT_TRUE(at::allclose(trained, evaluated, 1e-2, 1e-2));
    EXPECT_EQ(network.state().back().name, "0.running_variance");
}

}  // namespace
}  // namespace metaqnn::train
