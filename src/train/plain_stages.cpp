// Stages without learned numbers: activation, dropout, pooling, mean; see stage.hpp.
#include <ATen/core/Tensor.h>
#include <ATen/ops/elu.h>
#include <ATen/ops/elu_backward.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/gelu_backward.h>
#include <ATen/ops/max_pool2d_with_indices.h>
#include <ATen/ops/max_pool2d_with_indices_backward.h>
#include <ATen/ops/native_dropout_backward.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/threshold_backward.h>

#include "core/architecture.hpp"
#include "core/error.hpp"
#include "core/random.hpp"
#include "train/stage.hpp"

namespace metaqnn::train {
namespace {

/// Seeds of a stage's passes in training mode: of a pass wherever a training begins.
class PassSeeds {
  public:
    explicit PassSeeds(std::uint64_t seed) : seed_(seed) {}
    std::uint64_t next() {
        return derive_seed(seed_, Stream::dropout, static_cast<std::uint64_t>(pass_++));
    }
    void seek(std::int64_t pass) { pass_ = pass; }

  private:
    std::uint64_t seed_;
    std::int64_t pass_ = 0;
};

class GlobalAverageStage final : public Stage {
  public:
    at::Tensor forward(at::Tensor maps, Mode) override {
        sizes_ = maps.sizes().vec();
        return maps.mean({2, 3}, true);
    }

    at::Tensor backward(at::Tensor gradient, bool) override {
        const double pixels = static_cast<double>(sizes_[2] * sizes_[3]);
        return gradient.div(pixels).expand(sizes_).contiguous(channels_last);
    }

  private:
    std::vector<std::int64_t> sizes_;
};

class ThinningStage final : public Stage {
  public:
    explicit ThinningStage(int stride) : stride_(stride) {}

    at::Tensor forward(at::Tensor maps, Mode) override {
        side_ = maps.size(2);
        return kept_of(maps).contiguous(channels_last);
    }

    at::Tensor backward(at::Tensor gradient, bool wanted) override {
        if (!wanted) return {};
        at::Tensor maps = at::empty({gradient.size(0), gradient.size(1), side_, side_},
                                    gradient.options(), channels_last)
                              .zero_();
        kept_of(maps).copy_(gradient);
        return maps;
    }

  private:
    at::Tensor kept_of(const at::Tensor& maps) const {
        return maps.slice(2, std::nullopt, std::nullopt, stride_)
            .slice(3, std::nullopt, std::nullopt, stride_);
    }

    std::int64_t stride_;
    std::int64_t side_ = 0;
};

class ActivationStage final : public Stage {
  public:
    explicit ActivationStage(Activation kind) : kind_(kind) {}

    at::Tensor forward(at::Tensor maps, Mode mode) override {
        // The gradient of ReLU lives on the output, also when dropout has gone over it in place.
        at::Tensor output = kind_ == Activation::gelu  ? at::gelu(maps)
                            : kind_ == Activation::elu ? at::elu(maps)
                                                       : at::relu_(maps);
        if (mode == Mode::training) kept_ = kind_ == Activation::relu ? output : maps;
        return output;
    }

    at::Tensor backward(at::Tensor gradient, bool) override {
        const at::Tensor kept = std::exchange(kept_, {});
        if (kind_ == Activation::gelu) return at::gelu_backward(gradient, kept);
        if (kind_ == Activation::elu) return at::elu_backward(gradient, 1.0, 1.0, 1.0, false, kept);
        return at::threshold_backward(gradient, kept, 0.0);
    }

  private:
    Activation kind_;
    at::Tensor kept_;
};

class DropoutStage final : public Stage {
  public:
    DropoutStage(double probability, at::Generator generator, std::uint64_t seed)
        : keep_(1.0 - probability), generator_(std::move(generator)), passes_(seed) {}

    at::Tensor forward(at::Tensor maps, Mode mode) override {
        if (mode == Mode::evaluation) return maps;
        generator_.set_current_seed(passes_.next());
        mask_ = at::empty_like(maps, maps.options().dtype(at::kBool)).bernoulli_(keep_, generator_);
        // Forward and backward are the same product of map, mask and scale.
        return at::native_dropout_backward(maps, mask_, 1.0 / keep_);
    }

    at::Tensor backward(at::Tensor gradient, bool) override {
        return at::native_dropout_backward(gradient, std::exchange(mask_, {}), 1.0 / keep_);
    }

    void seek(std::int64_t pass) override { passes_.seek(pass); }

  private:
    double keep_;
    at::Generator generator_;
    PassSeeds passes_;
    at::Tensor mask_;
};

class MaxPoolingStage final : public Stage {
  public:
    MaxPoolingStage(int field, int stride) : field_(field), stride_(stride) {}

    at::Tensor forward(at::Tensor maps, Mode mode) override {
        auto [output, winners] =
            at::max_pool2d_with_indices(maps, {field_, field_}, {stride_, stride_});
        if (mode == Mode::training) {
            maps_ = std::move(maps);
            winners_ = winners;
        }
        return output;
    }

    at::Tensor backward(at::Tensor gradient, bool wanted) override {
        const at::Tensor maps = std::exchange(maps_, {});
        const at::Tensor winners = std::exchange(winners_, {});
        if (!wanted) return {};
        return at::max_pool2d_with_indices_backward(
            gradient, maps, {field_, field_}, {stride_, stride_}, {0, 0}, {1, 1}, false, winners);
    }

  private:
    std::int64_t field_;
    std::int64_t stride_;
    at::Tensor maps_;
    at::Tensor winners_;
};

template <class Number>
const Number* numbers(const at::Tensor& maps) {
    return static_cast<const Number*>(maps.const_data_ptr());
}
template <class Number>
Number* numbers(at::Tensor& maps) {
    return static_cast<Number*>(maps.mutable_data_ptr());
}

/// Maps of float32 or bfloat16, on a CPU.
class FinishStage final : public Stage {
  public:
    FinishStage(const Finish& finish, std::uint64_t seed) : finish_(finish), passes_(seed) {
        expect(finish.field <= largest_finished_window, "FinishStage: too large a window");
    }

    at::Tensor forward(at::Tensor maps, Mode mode) override {
        Finish now = finish_;
        if (mode == Mode::evaluation) now.dropout_before = now.dropout_after = 0.0;
        maps = maps.contiguous(channels_last);
        const int side = static_cast<int>(maps.size(2));
        const FinishShape shape{maps.size(0), side, output_side(side, now.field, now.stride),
                                maps.size(1)};
        const bool pools = now.field > 1 || now.stride > 1;
        at::Tensor output = maps;
        at::Tensor winners;
        if (pools) {
            output = at::empty({shape.images, shape.channels, shape.pooled_side, shape.pooled_side},
                               maps.options(), channels_last);
            winners = at::empty({output.numel()}, maps.options().dtype(at::kByte));
        }
        const auto key = mode == Mode::training ? passes_.next() >> 32U : 0U;
        const auto finish_maps = [&]<class Number>(Number) {
            finish_forward(now, shape, static_cast<std::uint32_t>(key),
                           numbers<Number>(std::as_const(maps)), numbers<Number>(output),
                           pools ? winners.mutable_data_ptr<std::uint8_t>() : nullptr);
        };
        if (maps.scalar_type() == at::kFloat) {
            finish_maps(float{});
        } else {
            finish_maps(Bfloat16{});
        }
        if (mode == Mode::training) {
            shape_ = shape;
            output_ = output;
            winners_ = winners;
        }
        return output;
    }

    at::Tensor backward(at::Tensor gradient, bool wanted) override {
        const at::Tensor output = std::exchange(output_, {});
        const at::Tensor winners = std::exchange(winners_, {});
        if (!wanted) return {};
        gradient = gradient.contiguous(channels_last);
        at::Tensor input_gradient =
            winners.defined()
                ? at::empty({shape_.images, shape_.channels, shape_.side, shape_.side},
                            gradient.options(), channels_last)
                : gradient;
        const auto finish_gradient = [&]<class Number>(Number) {
            finish_backward(finish_, shape_, numbers<Number>(output),
                            winners.defined() ? winners.const_data_ptr<std::uint8_t>() : nullptr,
                            numbers<Number>(std::as_const(gradient)),
                            numbers<Number>(input_gradient));
        };
        if (gradient.scalar_type() == at::kFloat) {
            finish_gradient(float{});
        } else {
            finish_gradient(Bfloat16{});
        }
        return input_gradient;
    }

    void seek(std::int64_t pass) override { passes_.seek(pass); }

  private:
    Finish finish_;
    PassSeeds passes_;
    FinishShape shape_{};
    at::Tensor output_;
    at::Tensor winners_;
};

}  // namespace

std::unique_ptr<Stage> global_average() { return std::make_unique<GlobalAverageStage>(); }

std::unique_ptr<Stage> thinning(int stride) { return std::make_unique<ThinningStage>(stride); }

std::unique_ptr<Stage> activation(Activation kind) {
    return std::make_unique<ActivationStage>(kind);
}

std::unique_ptr<Stage> dropout(double probability, at::Generator generator, std::uint64_t seed) {
    return std::make_unique<DropoutStage>(probability, std::move(generator), seed);
}

std::unique_ptr<Stage> max_pooling(int field, int stride) {
    return std::make_unique<MaxPoolingStage>(field, stride);
}

std::unique_ptr<Stage> finish(const Finish& finish, std::uint64_t seed) {
    return std::make_unique<FinishStage>(finish, seed);
}

}  // namespace metaqnn::train
