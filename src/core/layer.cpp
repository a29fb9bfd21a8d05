// Text form of layers; see layer.hpp.
#include "core/layer.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <initializer_list>
#include <vector>

#include "core/error.hpp"

namespace metaqnn {
namespace {

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};
// Clang deduces it by itself from version 17 on.
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

// Written for every network that is sampled: digits go straight into a text that needs no memory.
std::string call(std::string_view name, std::initializer_list<int> arguments) {
    constexpr std::size_t longest_name = 3;
    constexpr std::size_t most_arguments = 3;
    constexpr std::size_t digits = 11;
    std::array<char, longest_name + most_arguments*(1 + digits) + 1> text;
    char* end = std::copy(name.begin(), name.end(), text.begin());
    char separator = '(';
    for (const int argument : arguments) {
        *end++ = separator;
        end = std::to_chars(end, text.end(), argument).ptr;
        separator = ',';
    }
    *end++ = ')';
    return {text.begin(), end};
}

[[noreturn]] void reject(std::string_view text, const std::string& reason) {
    throw ConfigError("layer \"" + std::string(text.substr(0, 40)) + "\" (" + reason +
                      "); write C(filters,field,stride), P(field,stride), FC(units), "
                      "B(choice), GAP(classes) or SM(classes)");
}

std::vector<int> parse_numbers(std::string_view numbers, std::string_view layer) {
    constexpr int largest = 1'000'000;
    std::vector<int> values;
    const char* position = numbers.data();
    const char* const end = position + numbers.size();
    while (true) {
        int value = 0;
        const auto [rest, error] = std::from_chars(position, end, value);
        if (error != std::errc{} || value < 1 || value > largest) {
            reject(layer, "each number must be from 1 to 1000000");
        }
        values.push_back(value);
        if (rest == end) return values;
        if (*rest != ',') reject(layer, "numbers are separated by commas");
        position = rest + 1;
    }
}

}  // namespace

LayerKind kind_of(const Layer& layer) { return static_cast<LayerKind>(layer.index()); }

bool is_termination(const Layer& layer) { return classes_of(layer) > 0; }

int classes_of(const Layer& layer) {
    if (const auto* gap = std::get_if<GlobalAveragePooling>(&layer)) return gap->classes;
    if (const auto* softmax = std::get_if<Softmax>(&layer)) return softmax->classes;
    return 0;
}

std::string to_text(const Layer& layer) {
    return std::visit(Overloaded{
                          [](const Convolution& c) {
                              return call("C", {c.filters, c.field, c.stride});
                          },
                          [](const MaxPooling& p) {
                              return call("P", {p.field, p.stride});
                          },
                          [](const FullyConnected& f) { return call("FC", {f.units}); },
                          [](const Block& b) { return call("B", {b.choice}); },
                          [](const GlobalAveragePooling& g) { return call("GAP", {g.classes}); },
                          [](const Softmax& s) { return call("SM", {s.classes}); },
                      },
                      layer);
}

Layer parse_layer(std::string_view text) {
    std::string compact;
    std::copy_if(text.begin(), text.end(), std::back_inserter(compact),
                 [](unsigned char c) { return std::isspace(c) == 0; });
    const std::size_t open = compact.find('(');
    if (open == std::string::npos || compact.back() != ')') reject(text, "not of the form X(...)");
    const std::string name = compact.substr(0, open);
    const std::vector<int> n =
        parse_numbers(std::string_view(compact).substr(open + 1, compact.size() - open - 2), text);
    if (name == "C" && n.size() == 3) return Convolution{n[0], n[1], n[2]};
    if (name == "P" && n.size() == 2) return MaxPooling{n[0], n[1]};
    if (name == "FC" && n.size() == 1) return FullyConnected{n[0]};
    if (name == "B" && n.size() == 1) return Block{n[0]};
    if (name == "GAP" && n.size() == 1) return GlobalAveragePooling{n[0]};
    if (name == "SM" && n.size() == 1) return Softmax{n[0]};
    reject(text, "unknown layer or wrong count of numbers");
}

}  // namespace metaqnn
