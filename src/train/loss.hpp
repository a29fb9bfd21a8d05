// Cross entropy of a batch and its gradient.
#pragma once

#include <ATen/core/Tensor.h>

namespace metaqnn::train {

/// What a batch says about a network; on the device of the logits, so that nothing waits.
struct Judgement {
    at::Tensor loss;      ///< sum over the images, float64 []
    at::Tensor correct;   ///< number of images whose largest logit is their class, int64 []
    at::Tensor gradient;  ///< of the mean loss by the logits, [N, classes]; empty if not wanted
};

/// Cross entropy between softmax(logits) and (1 - smoothing) one-hot + smoothing / classes.
///
/// @param logits     [N, classes] float32
/// @param labels     [N] int64
/// @param smoothing  label smoothing, [0, 1)
Judgement judge(const at::Tensor& logits, const at::Tensor& labels, double smoothing,
                bool gradient_wanted);

}  // namespace metaqnn::train
