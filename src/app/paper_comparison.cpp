// What the paper reports; see paper_comparison.hpp.
#include "app/paper_comparison.hpp"

#include <algorithm>
#include <array>

namespace metaqnn {
namespace {

bool are_mnist_test_labels(std::span<const std::uint16_t> labels) {
    constexpr std::array<std::ptrdiff_t, 10> digits{980, 1135, 1032, 1010, 982,
                                                    892, 958,  1028, 974,  1009};
    for (std::uint16_t digit = 0; digit < 10; ++digit) {
        if (std::ranges::count(labels, digit) != digits[digit]) return false;
    }
    return labels.size() == 10'000;
}

}  // namespace

std::optional<PaperErrors> paper_errors(const DataSpec& data,
                                        std::span<const std::uint16_t> labels) {
    if (data.kind == DataKind::cifar10) return PaperErrors{"CIFAR-10", 0.0692, 0.0732};
    if (data.kind == DataKind::svhn) return PaperErrors{"SVHN", 0.0228, 0.0206};
    if (data.kind == DataKind::cifar100 && data.labels == Cifar100Labels::fine) {
        return PaperErrors{"CIFAR-100", 0.2714, std::nullopt};
    }
    if (data.kind == DataKind::idx && are_mnist_test_labels(labels)) {
        return PaperErrors{"MNIST", 0.0044, 0.0032};
    }
    return std::nullopt;
}

}  // namespace metaqnn
