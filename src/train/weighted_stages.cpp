// Stages with learned numbers: convolution, dense layer, batch normalisation; see stage.hpp.
#include <algorithm>
#include <array>

#include <ATen/core/Tensor.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/convolution.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/native_batch_norm.h>
#include <ATen/ops/native_batch_norm_backward.h>
#include <ATen/ops/ones_like.h>

#include "core/architecture.hpp"
#include "train/stage.hpp"

namespace metaqnn::train {
namespace {

std::vector<Parameter*> list(Parameter& weight, Parameter& bias) {
    if (!bias.value.defined()) return {&weight};
    return {&weight, &bias};
}

// A tensor that may be absent, in the type of the maps.
at::Tensor cast(const at::Tensor& tensor, at::ScalarType compute) {
    return tensor.defined() ? tensor.to(compute) : tensor;
}

class ConvolutionStage final : public Stage {
  public:
    ConvolutionStage(Parameter weight, Parameter bias, int stride, at::ScalarType compute)
        : weight_(std::move(weight)), bias_(std::move(bias)), stride_(stride), compute_(compute) {}

    at::Tensor forward(at::Tensor maps, Mode mode) override {
        const Padding padding =
            same_padding(static_cast<int>(maps.size(2)), static_cast<int>(weight_.value.size(2)),
                         static_cast<int>(stride_));
        if (padding.after != padding.before) {
            maps = at::constant_pad_nd(
                maps, {0, padding.after - padding.before, 0, padding.after - padding.before});
        }
        const at::Tensor weight = cast(weight_.value, compute_);
        at::Tensor output =
            at::convolution(maps, weight, cast(bias_.value, compute_), {stride_, stride_},
                            {padding.before, padding.before}, {1, 1}, false, {0, 0}, 1);
        if (mode == Mode::training) {
            maps_ = std::move(maps);
            cast_weight_ = weight;
            padding_ = padding;
        }
        return output;
    }

    at::Tensor backward(at::Tensor gradient, bool wanted) override {
        const bool with_bias = bias_.value.defined();
        auto [maps, weight, bias] = at::convolution_backward(
            gradient, maps_, cast_weight_,
            at::OptionalIntArrayRef(at::IntArrayRef{weight_.value.size(0)}), {stride_, stride_},
            {padding_.before, padding_.before}, {1, 1}, false, {0, 0}, 1,
            {wanted, true, with_bias});
        weight_.gradient = weight.to(at::kFloat);
        if (with_bias) bias_.gradient = bias.to(at::kFloat);
        const std::int64_t extra = padding_.after - padding_.before;
        if (wanted && extra > 0) {
            maps = maps.narrow(2, 0, maps.size(2) - extra)
                       .narrow(3, 0, maps.size(3) - extra)
                       .contiguous(channels_last);
        }
        maps_.reset();
        cast_weight_.reset();
        return maps;
    }

    std::vector<Parameter*> parameters() override { return list(weight_, bias_); }

  private:
    Parameter weight_;
    Parameter bias_;
    std::int64_t stride_;
    at::ScalarType compute_;
    at::Tensor maps_;
    at::Tensor cast_weight_;
    Padding padding_;
};

// [N, C, H, W] as rows of H * W * C numbers, in the order of channels-last memory.
at::Tensor rows(const at::Tensor& maps) {
    return maps.permute({0, 2, 3, 1}).reshape({maps.size(0), -1});
}

// The reverse of rows().
at::Tensor maps_of(const at::Tensor& rows, at::IntArrayRef sizes) {
    return rows.view({rows.size(0), sizes[2], sizes[3], sizes[1]}).permute({0, 3, 1, 2});
}

class DenseStage final : public Stage {
  public:
    DenseStage(Parameter weight, Parameter bias, at::ScalarType compute)
        : weight_(std::move(weight)), bias_(std::move(bias)), compute_(compute) {}

    at::Tensor forward(at::Tensor maps, Mode mode) override {
        const at::Tensor weight = rows(cast(weight_.value, compute_));
        const at::Tensor input = rows(maps);
        at::Tensor output = bias_.value.defined()
                                ? at::addmm(cast(bias_.value, compute_), input, weight.t())
                                : at::mm(input, weight.t());
        if (mode == Mode::training) {
            input_ = input;
            rows_weight_ = weight;
        }
        return output.view({output.size(0), output.size(1), 1, 1});
    }

    at::Tensor backward(at::Tensor gradient, bool wanted) override {
        const at::Tensor rows_gradient = gradient.reshape({gradient.size(0), gradient.size(1)});
        weight_.gradient =
            maps_of(at::mm(rows_gradient.t(), input_), weight_.value.sizes()).to(at::kFloat);
        if (bias_.value.defined()) bias_.gradient = rows_gradient.sum(0, false, at::kFloat);
        at::Tensor maps;
        if (wanted) maps = maps_of(at::mm(rows_gradient, rows_weight_), weight_.value.sizes());
        input_.reset();
        rows_weight_.reset();
        return maps;
    }

    std::vector<Parameter*> parameters() override { return list(weight_, bias_); }

  private:
    Parameter weight_;
    Parameter bias_;
    at::ScalarType compute_;
    at::Tensor input_;
    at::Tensor rows_weight_;
};

class BatchNormStage final : public Stage {
  public:
    BatchNormStage(Parameter bias, Buffer mean, Buffer variance, double momentum)
        : bias_(std::move(bias)),
          mean_(std::move(mean)),
          variance_(std::move(variance)),
          one_(at::ones_like(bias_.value)),
          momentum_(momentum) {}

    at::Tensor forward(at::Tensor maps, Mode mode) override {
        const bool training = mode == Mode::training;
        auto [output, mean, inverse_deviation] =
            at::native_batch_norm(maps, one_, bias_.value, mean_.value, variance_.value, training,
                                  momentum_, batch_norm_epsilon);
        if (training) {
            maps_ = std::move(maps);
            batch_mean_ = mean;
            batch_inverse_deviation_ = inverse_deviation;
        }
        return output;
    }

    at::Tensor backward(at::Tensor gradient, bool wanted) override {
        auto [maps, scale, bias] = at::native_batch_norm_backward(
            gradient, maps_, one_, mean_.value, variance_.value, batch_mean_,
            batch_inverse_deviation_, true, batch_norm_epsilon, {wanted, false, true});
        bias_.gradient = bias;
        maps_.reset();
        return maps;
    }

    std::vector<Parameter*> parameters() override { return {&bias_}; }
    std::vector<Buffer*> buffers() override { return {&mean_, &variance_}; }

  private:
    Parameter bias_;
    Buffer mean_;
    Buffer variance_;
    at::Tensor one_;
    double momentum_;
    at::Tensor maps_;
    at::Tensor batch_mean_;
    at::Tensor batch_inverse_deviation_;
};

}  // namespace

std::unique_ptr<Stage> convolution(Parameter weight, Parameter bias, int stride,
                                   at::ScalarType compute) {
    return std::make_unique<ConvolutionStage>(std::move(weight), std::move(bias), stride, compute);
}

std::unique_ptr<Stage> dense(Parameter weight, Parameter bias, at::ScalarType compute) {
    return std::make_unique<DenseStage>(std::move(weight), std::move(bias), compute);
}

std::unique_ptr<Stage> batch_norm(Parameter bias, Buffer mean, Buffer variance, double momentum) {
    return std::make_unique<BatchNormStage>(std::move(bias), std::move(mean), std::move(variance),
                                            momentum);
}

}  // namespace metaqnn::train
