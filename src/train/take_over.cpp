// All weights but the last layer's; see take_over.hpp.
#include "train/take_over.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/error.hpp"

namespace metaqnn::train {

void take_over(Network& network, std::span<const Tensor> weights, double rate) {
    const std::vector<Parameter*> parameters = network.parameters();
    const auto last = std::ranges::find(parameters, Role::output_weight, &Parameter::role);
    expect(last != parameters.end(), "take_over: the network has no end");
    const std::string prefix = (*last)->name.substr(0, (*last)->name.find('.') + 1);
    const auto stays = [&](const auto& tensor) { return tensor.name.starts_with(prefix); };

    std::vector<NamedTensor> wanted = network.state();
    std::erase_if(wanted, stays);
    std::vector<Tensor> given(weights.begin(), weights.end());
    std::erase_if(given, stays);
    require(restore(wanted, given),
            "the initial weights are not those of the network; take them from a training of the "
            "same layers on images of the same channels");
    for (Parameter* parameter : parameters) {
        if (!stays(*parameter)) parameter->rate = rate;
    }
}

}  // namespace metaqnn::train
