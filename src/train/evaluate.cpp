// Validation and test; see evaluate.hpp.
#include "train/evaluate.hpp"

#include <algorithm>

#include <ATen/core/Tensor.h>
#include <ATen/ops/zeros.h>

#include "train/loss.hpp"

namespace metaqnn::train {

Score evaluate(Network& network, const DeviceImages& images, const Standardisation& by,
               std::int64_t batch) {
    const auto on = images.pixels.device();
    at::Tensor loss = at::zeros({}, at::dtype(at::kDouble).device(on));
    at::Tensor correct = at::zeros({}, at::dtype(at::kLong).device(on));
    for (std::int64_t first = 0; first < images.size(); first += batch) {
        Batch part = plain_batch(images, by, first, std::min(batch, images.size() - first));
        const at::Tensor logits = network.forward(std::move(part.images), Mode::evaluation);
        const Judgement judgement = judge(logits, part.labels, 0.0, false);
        loss.add_(judgement.loss);
        correct.add_(judgement.correct);
    }
    const auto count = static_cast<double>(images.size());
    return {loss.item<double>() / count, static_cast<double>(correct.item<std::int64_t>()) / count};
}

}  // namespace metaqnn::train
