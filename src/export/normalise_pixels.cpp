// The normalisations as nodes; see normalise_pixels.hpp.
#include "export/normalise_pixels.hpp"

#include <algorithm>
#include <numeric>

#include "core/contrast.hpp"

namespace metaqnn {
namespace {

using Numbers = NodeChain::Numbers;

const Numbers whole_image{1, 2, 3};

void add_mean(NodeChain& chain, const std::string& name, const Numbers& axes) {
    set(chain.add("ReduceMean", name), "axes", axes);
}

void add_square(NodeChain& chain, const std::string& name) {
    chain.add("Mul", name, {chain.end()});
}

// Grey levels less a mean that is computed from them. @returns the name of the difference
std::string subtract(NodeChain& chain, const std::string& levels) {
    const std::string mean = chain.end();
    chain.go_back_to(levels);
    chain.add("Sub", "centred", {mean});
    return chain.end();
}

void divide(NodeChain& chain, const std::string& centred) {
    const std::string deviation = chain.end();
    chain.go_back_to(centred);
    chain.add("Div", "normalised", {deviation});
}

void by_channel(NodeChain& chain, const StoredNetwork& network) {
    const Numbers shape{1, network.input.channels, 1, 1};
    std::vector<float> scale;
    for (const float deviation : network.deviation) scale.push_back(1.0F / deviation);
    chain.add("Sub", "centred", {chain.constant("mean", shape, network.mean)});
    chain.add("Mul", "normalised", {chain.constant("scale", shape, scale)});
}

void by_global_contrast(NodeChain& chain, const std::string& least) {
    const std::string levels = chain.end();
    add_mean(chain, "mean", whole_image);
    const std::string centred = subtract(chain, levels);
    add_square(chain, "squares");
    add_mean(chain, "variance", whole_image);
    chain.add("Sqrt", "contrast");
    chain.add("Max", "deviation", {least});
    divide(chain, centred);
}

/// The mean around each pixel, weighted by the window, of which only the part that is in the image
/// counts.
class Surroundings {
  public:
    Surroundings(NodeChain& chain, std::int64_t side) : chain_(chain) {
        const auto weights = contrast_window();
        const std::vector<float> window(weights.begin(), weights.end());
        const std::vector<float> inside = parts_inside(side);
        row_ = chain.constant("window_row", {1, 1, 1, contrast_window_side}, window);
        column_ = chain.constant("window_column", {1, 1, contrast_window_side, 1}, window);
        row_inside_ = chain.constant("row_inside", {1, 1, 1, side}, inside);
        column_inside_ = chain.constant("column_inside", {1, 1, side, 1}, inside);
    }

    /// Behind the end of the chain, over all channels: [N, 1, H, W].
    void add_mean_around(const std::string& name) {
        add_mean(chain_, name + "_of_channels", {1});
        set(chain_.add("Conv", name + "_across_sum", {row_}), "pads", Numbers{0, reach, 0, reach});
        chain_.add("Div", name + "_across", {row_inside_});
        set(chain_.add("Conv", name + "_sum", {column_}), "pads", Numbers{reach, 0, reach, 0});
        chain_.add("Div", name, {column_inside_});
    }

  private:
    static constexpr std::int64_t reach = contrast_window_side / 2;

    // Of the window around each pixel of a row.
    static std::vector<float> parts_inside(std::int64_t side) {
        const auto window = contrast_window();
        std::vector<float> parts;
        for (std::int64_t pixel = 0; pixel < side; ++pixel) {
            const std::int64_t first = std::max<std::int64_t>(0, reach - pixel);
            const std::int64_t last =
                std::min<std::int64_t>(contrast_window_side, side + reach - pixel);
            parts.push_back(std::accumulate(window.begin() + first, window.begin() + last, 0.0F));
        }
        return parts;
    }

    NodeChain& chain_;
    std::string row_;
    std::string column_;
    std::string row_inside_;
    std::string column_inside_;
};

void by_local_contrast(NodeChain& chain, const std::string& least, std::int64_t side) {
    const std::string levels = chain.end();
    Surroundings surroundings(chain, side);
    surroundings.add_mean_around("mean");
    const std::string centred = subtract(chain, levels);
    add_square(chain, "squares");
    surroundings.add_mean_around("variance");
    chain.add("Sqrt", "contrast");
    const std::string contrast = chain.end();
    add_mean(chain, "contrast_of_image", whole_image);
    chain.add("Max", "deviation", {contrast, least});
    divide(chain, centred);
}

}  // namespace

void normalise_pixels(NodeChain& chain, const StoredNetwork& network) {
    set(chain.add("Cast", "grey_levels"), "to", std::int64_t{onnx::TensorProto::FLOAT});
    if (network.rules.normalisation == Normalisation::channel) return by_channel(chain, network);
    const std::string least =
        chain.constant("least_contrast", {}, {static_cast<float>(least_contrast)});
    if (network.rules.normalisation == Normalisation::global_contrast) {
        return by_global_contrast(chain, least);
    }
    by_local_contrast(chain, least, network.input.side);
}

}  // namespace metaqnn
