// From an architecture to stages with untrained weights; see network.hpp.
#include <algorithm>
#include <cmath>
#include <optional>
#include <variant>

#include <ATen/Context.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>

#include "core/error.hpp"
#include "core/random.hpp"
#include "train/network.hpp"

namespace metaqnn::train {
namespace {

/// Shape of a weight and what it is for.
struct Kernel {
    std::int64_t outputs;
    std::int64_t inputs;
    std::int64_t field;
    Role role;
    std::int64_t fan_out;  // numbers that one input has a say in

    std::int64_t fan_in() const { return inputs * field * field; }
};

// Fills a weight on the host with our own random numbers: equal on every machine.
at::Tensor untrained(const Kernel& kernel, Initialisation initialisation, bool pass_through,
                     RandomSource& random) {
    at::Tensor weight =
        at::empty({kernel.outputs, kernel.inputs, kernel.field, kernel.field}, at::kFloat);
    float* numbers = weight.mutable_data_ptr<float>();
    const double fan_in = static_cast<double>(kernel.fan_in());
    const bool identity = initialisation == Initialisation::identity;
    if (identity && kernel.role == Role::output_weight) {
        for (std::int64_t i = 0; i < weight.numel(); ++i) {
            numbers[i] = static_cast<float>(random.normal() / std::sqrt(fan_in));
        }
        return weight;
    }
    const double bound = identity ? 1.0 / std::sqrt(fan_in)
                                  : std::sqrt(6.0 / (fan_in + static_cast<double>(kernel.fan_out)));
    for (std::int64_t i = 0; i < weight.numel(); ++i) {
        numbers[i] = static_cast<float>((2.0 * random.unit() - 1.0) * bound);
    }
    if (identity && pass_through) {
        const std::int64_t window = kernel.field * kernel.field;
        const std::int64_t centre = (kernel.field - 1) / 2 * (kernel.field + 1);
        for (std::int64_t o = 0; o < std::min(kernel.outputs, kernel.inputs); ++o) {
            std::fill_n(numbers + o * kernel.fan_in(), kernel.fan_in(), 0.0F);
            numbers[o * kernel.fan_in() + o * window + centre] = 1.0F;
        }
    }
    return weight;
}

class Builder {
  public:
    Builder(const Architecture& architecture, ImageShape input, const TrainingRecipe& recipe,
            const Placement& placement, std::uint64_t seed)
        : layers_(architecture.layers),
          maps_(feature_maps(architecture, input)),
          input_(input),
          recipe_(recipe),
          placement_(placement),
          random_(seed),
          generator_(at::globalContext().defaultGenerator(placement.device).clone()) {}

    Network build() {
        for (std::size_t i = 0; i < layers_.size(); i = next_) {
            next_ = i + 1;
            std::visit([&](const auto& layer) { add(layer, i); }, layers_[i]);
        }
        return {std::move(stages_), placement_.compute};
    }

  private:
    ImageShape before(std::size_t i) const { return i == 0 ? input_ : maps_[i - 1]; }

    // Probability of the dropout after a layer; 0: none.
    double dropout_after(std::size_t i) const {
        const bool full = kind_of(layers_[i]) == LayerKind::fully_connected;
        const double here = full ? recipe_.fully_connected_dropout : 0.0;
        const std::size_t position = i + 1;
        if (!recipe_.dropout || position % 2 != 0 || position >= layers_.size()) return here;
        const std::size_t count = (layers_.size() - 1) / 2;
        return std::max(here, static_cast<double>(position / 2) / static_cast<double>(2 * count));
    }

    Parameter weight(std::size_t i, const Kernel& kernel, bool pass_through) {
        const at::Tensor value = untrained(kernel, recipe_.initialisation, pass_through, random_)
                                     .to(placement_.device)
                                     .contiguous(at::MemoryFormat::ChannelsLast);
        return {std::to_string(i) + ".weight", kernel.role, value, {}};
    }

    at::Tensor numbers(std::int64_t count, double value) const {
        return at::full({count}, value, at::dtype(at::kFloat).device(placement_.device));
    }

    Parameter bias(std::size_t i, std::int64_t count) const {
        return {std::to_string(i) + ".bias", Role::bias, numbers(count, 0.0), {}};
    }

    bool fused() const { return placement_.device.is_cpu(); }

    bool fused(const MaxPooling& pool) const {
        return fused() && pool.field <= largest_finished_window;
    }

    void add_pooling(const MaxPooling& pool) {
        stages_.push_back(
            fused(pool) ? finish({.relu = false, .field = pool.field, .stride = pool.stride}, 0)
                        : max_pooling(pool.field, pool.stride));
    }

    void add_dropout(double probability) {
        if (probability == 0.0) return;
        stages_.push_back(
            fused() ? finish({.relu = false, .dropout_before = probability}, random_.next())
                    : dropout(probability, generator_, random_.next()));
    }

    // Activation, dropout, pooling and dropout, in one pass where there is a kernel for it.
    void add_finish(double dropout_before, const std::optional<MaxPooling>& pool,
                    double dropout_behind) {
        const bool one_pass = pool ? fused(*pool) : fused();
        if (one_pass && recipe_.activation == Activation::relu) {
            Finish pass{.dropout_before = dropout_before, .dropout_after = dropout_behind};
            if (pool) {
                pass.field = pool->field;
                pass.stride = pool->stride;
            }
            stages_.push_back(finish(pass, random_.next()));
            return;
        }
        // A maximum commutes with ReLU and ELU, not with GELU or dropout.
        const bool early = pool && dropout_before == 0.0 && recipe_.activation != Activation::gelu;
        if (early) add_pooling(*pool);
        stages_.push_back(activation(recipe_.activation));
        add_dropout(dropout_before);
        if (pool && !early) add_pooling(*pool);
        add_dropout(dropout_behind);
    }

    // What follows the weights of layer i; takes a pooling layer that comes next with it.
    void add_rest(std::size_t i) {
        std::optional<MaxPooling> pool;
        if (const auto* following = std::get_if<MaxPooling>(&layers_[i + 1])) {
            pool = *following;
            next_ = i + 2;
        }
        const double here = dropout_after(i);
        const double behind = pool ? dropout_after(i + 1) : 0.0;
        if (!recipe_.batch_norm) return add_finish(here, pool, behind);
        if (pool && here == 0.0) {
            add_pooling(*pool);
            pool.reset();
        }
        add_norm(i);
        if (pool) return add_finish(here, pool, behind);
        add_finish(here + behind, pool, 0.0);  // at most one of two layers in a row has dropout
    }

    void add_norm(std::size_t i) {
        const std::int64_t channels = maps_[i].channels;
        const std::string name = std::to_string(i);
        stages_.push_back(batch_norm(
            bias(i, channels), {name + ".running_mean", numbers(channels, 0.0)},
            {name + ".running_variance", numbers(channels, 1.0)}, recipe_.batch_norm_momentum));
    }

    Parameter bias_without_norm(std::size_t i) const {
        return recipe_.batch_norm ? Parameter{} : bias(i, maps_[i].channels);
    }

    void add(const Convolution& layer, std::size_t i) {
        const std::int64_t fan_out = std::int64_t{layer.filters} * layer.field * layer.field;
        const Kernel kernel{layer.filters, before(i).channels, layer.field, Role::hidden_weight,
                            fan_out};
        const bool thins = layer.field == 1 && layer.stride > 1;
        if (thins) stages_.push_back(thinning(layer.stride));
        stages_.push_back(convolution(weight(i, kernel, true), bias_without_norm(i),
                                      thins ? 1 : layer.stride, placement_.compute));
        add_rest(i);
    }

    void add(const MaxPooling& layer, std::size_t i) {
        add_pooling(layer);
        add_dropout(dropout_after(i));
    }

    void add(const FullyConnected& layer, std::size_t i) {
        const Kernel kernel{layer.units, before(i).channels, before(i).side, Role::hidden_weight,
                            layer.units};
        stages_.push_back(
            dense(weight(i, kernel, false), bias_without_norm(i), placement_.compute));
        add_rest(i);
    }

    void add(const GlobalAveragePooling& layer, std::size_t i) {
        const Kernel kernel{layer.classes, before(i).channels, 1, Role::output_weight,
                            layer.classes};
        stages_.push_back(
            convolution(weight(i, kernel, false), bias(i, layer.classes), 1, placement_.compute));
        if (recipe_.gap_relu) {
            stages_.push_back(fused() ? finish({}, 0) : activation(Activation::relu));
        }
        stages_.push_back(global_average());
    }

    // Costs are told before anything is trained, and refuse blocks already.
    void add(const Block& layer, std::size_t /*i*/) {
        throw ConfigError(to_text(layer) +
                          " cannot be trained (what blocks are made of only a table "
                          "knows); use workers.trainer = \"table\"");
    }

    void add(const Softmax& layer, std::size_t i) {
        const Kernel kernel{layer.classes, before(i).channels, before(i).side, Role::output_weight,
                            layer.classes};
        stages_.push_back(
            dense(weight(i, kernel, false), bias(i, layer.classes), placement_.compute));
    }

    const std::vector<Layer>& layers_;
    std::vector<FeatureMap> maps_;
    ImageShape input_;
    const TrainingRecipe& recipe_;
    Placement placement_;
    Rng random_;
    at::Generator generator_;
    std::vector<std::unique_ptr<Stage>> stages_;
    std::size_t next_ = 0;
};

}  // namespace

Network build_network(const Architecture& architecture, ImageShape input,
                      const TrainingRecipe& recipe, const Placement& placement,
                      std::uint64_t seed) {
    return Builder(architecture, input, recipe, placement, seed).build();
}

}  // namespace metaqnn::train
