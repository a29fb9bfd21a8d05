// The window of local contrast normalisation; see contrast.hpp.
#include "core/contrast.hpp"

#include <cmath>
#include <numeric>

namespace metaqnn {

std::array<float, contrast_window_side> contrast_window() {
    constexpr double deviation = 2.25;
    constexpr int middle = contrast_window_side / 2;
    std::array<float, contrast_window_side> window{};
    for (int i = 0; i < contrast_window_side; ++i) {
        const double place = (i - middle) / deviation;
        window[static_cast<std::size_t>(i)] = static_cast<float>(std::exp(-0.5 * place * place));
    }
    const float sum = std::accumulate(window.begin(), window.end(), 0.0F);
    for (float& weight : window) weight /= sum;
    return window;
}

}  // namespace metaqnn
