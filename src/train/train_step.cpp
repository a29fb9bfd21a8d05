// The training step; see train_step.hpp.
#include "train/train_step.hpp"

#include <utility>

namespace metaqnn::train {

Judgement train_step(Network& network, OptimizerState& optimizer, Batch batch, double smoothing,
                     double factor) {
    const at::Tensor logits = network.forward(std::move(batch.images), Mode::training);
    Judgement judgement = judge(logits, batch.labels, smoothing, true);
    network.backward(std::exchange(judgement.gradient, {}));
    optimizer.step(factor);
    return judgement;
}

}  // namespace metaqnn::train
