// From tensors to numbers and back; see named_tensors.hpp.
#include "train/named_tensors.hpp"

#include <algorithm>

#include <ATen/ops/from_blob.h>

namespace metaqnn::train {

std::vector<Tensor> stored(const std::vector<NamedTensor>& tensors) {
    std::vector<Tensor> all;
    for (const auto& [name, value] : tensors) {
        const at::Tensor numbers = value.cpu().contiguous();
        const float* first = numbers.const_data_ptr<float>();
        all.push_back({name, numbers.sizes().vec(), {first, first + numbers.numel()}});
    }
    return all;
}

bool restore(const std::vector<NamedTensor>& tensors, std::span<const Tensor> numbers) {
    const auto fits = [](const NamedTensor& tensor, const Tensor& stored) {
        return tensor.name == stored.name && tensor.value.sizes() == stored.shape;
    };
    if (!std::equal(tensors.begin(), tensors.end(), numbers.begin(), numbers.end(), fits)) {
        return false;
    }
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        // from_blob wants a pointer to non-const memory; nothing writes to it.
        auto* first = const_cast<float*>(numbers[i].values.data());
        at::Tensor value = tensors[i].value;
        value.copy_(at::from_blob(first, numbers[i].shape, at::kFloat));
    }
    return true;
}

}  // namespace metaqnn::train
