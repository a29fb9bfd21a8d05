// Cross entropy with label smoothing; see loss.hpp.
#include "train/loss.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/log_softmax.h>

namespace metaqnn::train {

Judgement judge(const at::Tensor& logits, const at::Tensor& labels, double smoothing,
                bool gradient_wanted) {
    const double images = static_cast<double>(logits.size(0));
    const double classes = static_cast<double>(logits.size(1));
    const at::Tensor log_probability = at::log_softmax(logits, 1);
    const at::Tensor column = labels.unsqueeze(1);
    const at::Tensor of_label = log_probability.gather(1, column).sum(at::kDouble);
    Judgement judgement;
    judgement.loss = -(1.0 - smoothing) * of_label;
    if (smoothing > 0.0) {
        judgement.loss = judgement.loss - smoothing / classes * log_probability.sum(at::kDouble);
    }
    judgement.correct = logits.argmax(1).eq(labels).sum();
    if (!gradient_wanted) return judgement;
    // d loss / d logits = softmax - target, and the mean divides by the images.
    at::Tensor gradient = log_probability.exp().sub_(smoothing / classes);
    gradient.scatter_add_(1, column, at::full_like(column, -(1.0 - smoothing), gradient.options()));
    judgement.gradient = gradient.div_(images);
    return judgement;
}

}  // namespace metaqnn::train
