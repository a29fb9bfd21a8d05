// Text form and shapes of networks; see architecture.hpp.
#include "core/architecture.hpp"

#include <algorithm>

#include "core/error.hpp"

namespace metaqnn {
namespace {

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string to_text(FeatureMap map) {
    return std::to_string(map.channels) + "x" + std::to_string(map.side) + "x" +
           std::to_string(map.side);
}

}  // namespace

std::string to_text(const Architecture& architecture) {
    std::string text = "[";
    for (const Layer& layer : architecture.layers) {
        if (text.size() > 1) text += ", ";
        text += to_text(layer);
    }
    return text + "]";
}

Architecture parse_architecture(std::string_view text) {
    constexpr std::size_t longest = 4096;
    constexpr std::size_t longest_shown = 60;
    require(text.size() <= longest, "architecture text is longer than 4096 characters");
    std::string_view rest = trim(text);
    if (rest.size() < 2 || rest.front() != '[' || rest.back() != ']') {
        throw ConfigError(
            "architecture \"" + std::string(text.substr(0, longest_shown)) +
            "\" is not enclosed in brackets; write for instance [C(64,3,1), P(2,2), SM(10)]");
    }
    rest = rest.substr(1, rest.size() - 2);
    Architecture architecture;
    while (true) {
        const std::size_t close = rest.find(')');
        const std::size_t end = close == std::string_view::npos ? rest.size() : close + 1;
        architecture.layers.push_back(parse_layer(rest.substr(0, end)));
        rest = trim(rest.substr(end));
        if (rest.empty()) break;
        if (rest.front() != ',') {
            throw ConfigError("architecture: expected a comma before \"" +
                              std::string(rest.substr(0, 20)) + "\"");
        }
        rest = rest.substr(1);
    }
    const auto end = std::find_if(architecture.layers.begin(), architecture.layers.end(),
                                  [](const Layer& layer) { return is_termination(layer); });
    if (end == architecture.layers.end() || end + 1 != architecture.layers.end()) {
        throw ConfigError("architecture " + to_text(architecture).substr(0, longest_shown) +
                          " must end with its only GAP(classes) or SM(classes)");
    }
    return architecture;
}

int output_side(int side, int field, int stride) {
    expect(field >= 1 && stride >= 1 && field <= side, "output_side: the window does not fit");
    return (side - field) / stride + 1;
}

Padding same_padding(int side, int field, int stride) {
    // "Same" padding adds field - 1 pixels at most, so that a window of one pixel decides the side.
    const int total = std::max(0, (output_side(side, 1, stride) - 1) * stride + field - side);
    return {total / 2, total - total / 2};
}

bool fits(const Layer& layer, FeatureMap map) {
    if (const auto* convolution = std::get_if<Convolution>(&layer)) {
        return convolution->field <= map.side;
    }
    if (const auto* pooling = std::get_if<MaxPooling>(&layer)) return pooling->field <= map.side;
    return true;
}

FeatureMap apply(const Layer& layer, FeatureMap map) {
    if (!fits(layer, map)) {
        throw ConfigError(to_text(layer) + " does not fit a map of " + to_text(map) +
                          " (channels x pixels)");
    }
    if (const auto* convolution = std::get_if<Convolution>(&layer)) {
        return {convolution->filters, output_side(map.side, 1, convolution->stride)};
    }
    if (const auto* pooling = std::get_if<MaxPooling>(&layer)) {
        return {map.channels, output_side(map.side, pooling->field, pooling->stride)};
    }
    if (const auto* full = std::get_if<FullyConnected>(&layer)) return {full->units, 1};
    if (std::holds_alternative<Block>(layer)) return map;
    return {classes_of(layer), 1};
}

std::vector<FeatureMap> feature_maps(const Architecture& architecture, ImageShape input) {
    std::vector<FeatureMap> maps;
    for (const Layer& layer : architecture.layers) {
        maps.push_back(apply(layer, maps.empty() ? input : maps.back()));
    }
    return maps;
}

}  // namespace metaqnn
