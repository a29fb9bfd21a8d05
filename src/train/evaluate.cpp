// Validation and test; see evaluate.hpp.
#include "train/evaluate.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/softmax.h>
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

double latency_seconds(Network& network, ImageShape input, at::Device device) {
    using Clock = std::chrono::steady_clock;
    constexpr std::size_t warm_up = 2;
    constexpr std::size_t passes = 9;
    const at::Tensor image =
        at::zeros({1, input.channels, input.side, input.side}, at::dtype(at::kFloat).device(device))
            .contiguous(at::MemoryFormat::ChannelsLast);
    std::vector<double> seconds;
    for (std::size_t pass = 0; pass < warm_up + passes; ++pass) {
        const Clock::time_point start = Clock::now();
        network.forward(image.clone(), Mode::evaluation).sum().item<float>();  // waits for a GPU
        const std::chrono::duration<double> taken = Clock::now() - start;
        if (pass >= warm_up) seconds.push_back(taken.count());
    }
    std::ranges::nth_element(seconds, seconds.begin() + passes / 2);
    return seconds[passes / 2];
}

Predictions predict(Network& network, int classes, const DeviceImages& images,
                    const Standardisation& by, std::int64_t batch) {
    // Stays on the device until all is done, so that nothing waits.
    const at::Tensor all =
        at::empty({images.size(), classes}, at::dtype(at::kFloat).device(images.pixels.device()));
    for (std::int64_t first = 0; first < images.size(); first += batch) {
        const std::int64_t count = std::min(batch, images.size() - first);
        Batch part = plain_batch(images, by, first, count);
        const at::Tensor logits = network.forward(std::move(part.images), Mode::evaluation);
        all.narrow(0, first, count).copy_(at::softmax(logits, 1));
    }
    const at::Tensor numbers = all.cpu();
    const at::Tensor labels = images.labels.cpu();
    const auto* of_image = labels.const_data_ptr<std::int64_t>();
    const float* of_class = numbers.const_data_ptr<float>();
    return {classes,
            {of_image, of_image + images.size()},
            {of_class, of_class + images.size() * classes}};
}

}  // namespace metaqnn::train
